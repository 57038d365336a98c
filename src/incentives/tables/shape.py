"""
What is known of a block before its rows are looked at: which columns there are, between which numbers, which are
complete.

A plan is made for a shape. Blocks of one shape share it, so that rules are lowered once and not for each block; ranges
are rounded up to whole bytes for that reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from incentives.ir.places import roots
from incentives.ir.rulebook import Rulebook
from incentives.tables.block import FactKey

DAYS = 2048
# The column with the first fiscal year of which a row states something, where that differs from row to row.
FIRST_YEAR = ("first year",)


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """
    One column.

    Args:

        low: The least number in it, or less; nought counts as in it where some are not known.

        complete: Whether every row is known.

        rough: Of a place column: the words that are wider places than some rule asks for.
    """

    low: int
    high: int
    complete: bool
    scale: Fraction
    currency: str | None
    rough: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shape:
    """
    One kind of block.

    Args:

        held: For each status that is stated by some row, whether every row states it.

        lists: For each list that is stated by some row, the most items of a row and whether every row states it.

        earliest: The first fiscal year of which every row states something; None if that is nowhere asked, or differs.

        first_years: What it may be where it differs, and stands in a column of its own.
    """

    columns: Mapping[FactKey, ColumnShape]
    held: Mapping[str, bool]
    lists: Mapping[str, tuple[int, bool]]
    fiscal_year_end: tuple[int, int]
    earliest: int | None
    first_years: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """What two blocks have in common if one plan does for both."""
        return (
            tuple(self.columns.items()),
            tuple(self.held.items()),
            tuple(self.lists.items()),
            self.fiscal_year_end,
            self.earliest,
            self.first_years,
        )


def rounded_range(low: int, high: int) -> tuple[int, int]:
    """A range that contains *low* to *high* and nought, with ends that many blocks share."""
    return (0 if low >= 0 else -_power(-low), 0 if high <= 0 else _power(high))


def rounded_days(low: int, high: int) -> tuple[int, int]:
    """The same for days, of which there are few; nought is no day, and stands only for what is not known."""
    return low // DAYS * DAYS, (high // DAYS + 1) * DAYS - 1


def _power(number: int) -> int:
    """The next power of sixteen less one."""
    return (1 << -(-number.bit_length() // 4) * 4) - 1


def wide_places(rulebook: Rulebook) -> frozenset[str]:
    """Places that lie around some place which a rule may ask for."""
    found: set[str] = set()
    for code in rulebook.places:
        for root in roots(code, rulebook.places):
            parts = root.split("-")
            found.update("-".join(parts[:count]) for count in range(1, len(parts)))
    return frozenset(found)
