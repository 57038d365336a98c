"""
A mutant: a programme with one small change, which some case should notice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from incentives.ir.rulebook import Programme

Make = Callable[[], Programme]
_NO_WORD = re.compile(r"[^\w.%/+]+")
LONGEST_SLUG = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """
    One change.

    Args:

        id: Where and what, the same for as long as that place says the same: `criteria/size.1:threshold+`.

        says: The change in words.

        suggestion: A case that would notice it.

        part: What it changes: a kind and a name, `criterion` and `size.1`.

        watched: The criterion through which alone the change can have an effect.

        attempts: The changed programme; where nobody can see so small a change because the amount is rounded, followed
            by larger ones.

        figure: The parameter that it moves: a case that only states the figure notices nothing.

        place: `file:line:column`.
    """

    id: str
    says: str
    suggestion: str
    part: tuple[str, str]
    attempts: tuple[Make, ...]
    watched: str | None = None
    figure: str | None = None
    place: str | None = None


def slug(text: str) -> str:
    """A text as part of an id: `200 million CNY` is `200-million-CNY`."""
    return _NO_WORD.sub("-", text).strip("-")[:LONGEST_SLUG]
