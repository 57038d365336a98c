"""
In which order tests are asked: those first that close most rows for the least work, as far as blocks have shown so far.

The answer does not depend on it: a row is ineligible if any of the tests says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from incentives.tables.graph import Node

# Before anything was seen, a test is taken to close this many of as many rows.
GUESS = (1, 4)


@dataclass(slots=True, eq=False)
class Asked:
    """A test with what it takes, how many rows it was asked of, and how many of them it closed."""

    part: Node
    steps: int
    closed: int = GUESS[0]
    rows: int = GUESS[1]

    def count(self, closed: int, rows: int) -> None:
        """Remember what came of asking once more."""
        self.closed += closed
        self.rows += rows


class Order:
    """
    The tests of one programme.

    Args:

        steps: What each of *parts* takes.
    """

    def __init__(self, parts: Sequence[Node], steps: Sequence[int]) -> None:
        self._asked = [Asked(part, many) for part, many in zip(parts, steps, strict=True)]

    def now(self, without: Node | None) -> list[Asked]:
        """The tests in the order that promises most, but for *without*."""
        chosen = [each for each in self._asked if each.part is not without]
        # Whole numbers of steps for each closed row; of equals the one that the rule names first.
        return sorted(chosen, key=lambda each: each.steps * each.rows * 1000 // (each.closed + 1))
