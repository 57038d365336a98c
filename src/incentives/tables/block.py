"""
A block of rows as the table path sees it: for each fact a column of whole numbers, and which of them are known.

Nothing here is a binary float or a text: an amount is a whole multiple of its column's scale, a day is its number in
the calendar, a place or a choice is its index in the column's vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Integers: TypeAlias = NDArray[np.int64] | NDArray[Any]  # or an object array of Python integers
Booleans: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FactKey:
    """
    What a column holds: a fact, or a field of one item of a list.

    Args:

        name: The fact.

        year: The fiscal year of a yearly fact; None for a plain fact, or for a yearly value given without a year.

        item: For a list, which item, counted from 0.

        field: The field of the item.
    """

    name: str
    year: int | None = None
    item: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """
    One column of a block.

    Args:

        values: Shape (rows,). 64-bit integers, or Python integers in an object array where 64 bits do not hold them.
            Truths are 0 and 1; days count from 0001-01-01 as 1, as `date.toordinal` does. Where a value is not known
            anything may stand, for an index something inside the vocabulary.

        known: Shape (rows,): where a value is known; None if everywhere.

        scale: What one step of a number is in the fact's base unit: 1/100 for cents, 1000 for thousands, 12 for years.

        currency: For money, the currency of every row of the block.

        vocabulary: For places, choices and text the text that each index stands for; for sets the set.
    """

    values: Integers
    known: Booleans | None = None
    scale: Fraction = Fraction(1)
    currency: str | None = None
    vocabulary: tuple[str | frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """
    Rows that are checked together. All of them have the same currencies and end their fiscal years on the same day.

    Args:

        rows: How many.

        facts: The columns by what they hold. What is not there is unknown for every row.

        held: For each status that is stated: whether the company holds it on the day of assessment.

        lists: For each list fact how many items a row has, as a series of counts (`known` where the list is stated).

        fiscal_year_end: Month and day.
    """

    rows: int
    facts: Mapping[FactKey, Series]
    held: Mapping[str, Series] = field(default_factory=dict)
    lists: Mapping[str, Series] = field(default_factory=dict)
    fiscal_year_end: tuple[int, int] = (12, 31)
