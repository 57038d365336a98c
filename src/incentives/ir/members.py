"""
What the patterns of a relation mean: programmes, or single awards of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import TypeAlias

# A programme and one of its awards, None for all of it.
Member: TypeAlias = tuple[str, str | None]


def members(pattern: str, awards: Mapping[str, Mapping[str, object]]) -> list[Member]:
    """
    What *pattern* means among programmes with their awards: whole programmes where it fits the id of one, else awards.
    """
    if pattern in awards:
        return [(pattern, None)]
    whole: list[Member] = [(programme, None) for programme in awards if fnmatchcase(programme, pattern)]
    if whole:
        return whole
    owner, _, name = pattern.rpartition("/")
    return [
        (programme, award)
        for programme, named in awards.items()
        if owner and fnmatchcase(programme, owner)
        for award in named
        if fnmatchcase(award, name)
    ]
