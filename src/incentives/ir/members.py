"""
What the patterns of a relation mean: programmes, or single awards of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase
from typing import TypeAlias

# A programme and one of its awards, None for all of it.
Member: TypeAlias = tuple[str, str | None]

SIGNS = re.compile(r"[*?\[]")


def members(pattern: str, awards: Mapping[str, Mapping[str, object]]) -> list[Member]:
    """
    What *pattern* means among programmes with their awards: whole programmes where it fits the id of one, else awards.
    """
    if pattern in awards:
        return [(pattern, None)]
    whole: list[Member] = [(programme, None) for programme in fitting(pattern, awards)]
    if whole:
        return whole
    owner, _, name = pattern.rpartition("/")
    return [(programme, award) for programme in fitting(owner, awards) for award in fitting(name, awards[programme])]


def fitting(pattern: str, names: Collection[str]) -> list[str]:
    """Those of *names* that *pattern* fits, which is itself alone where it has none of the signs of a pattern."""
    if not SIGNS.search(pattern):
        return [pattern] if pattern in names else []
    return [name for name in names if fnmatchcase(name, pattern)]


def member_of(name: str, programmes: Collection[str]) -> Member:
    """What the id of a programme, or `programme/award`, means."""
    if name in programmes:
        return (name, None)
    programme, _, award = name.rpartition("/")
    return (programme, award)
