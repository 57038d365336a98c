"""
What an expression comes to: a known value, or an unknown one with its reasons and the range it must lie in.

A known value is a `bool`, a `Fraction` (numbers, percentages, and money or quantities in their type's unit), a `Root`,
a `date`, a `str` (choices, places and text), a `frozenset` of texts, a `Money` (a fact before its conversion), or a
`Rows` (a list). The static type of the expression says which; binary floats never occur.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import isqrt
from typing import TypeAlias

from incentives.frozen import dataclass


class Why(StrEnum):
    """Why a value is unknown."""

    MISSING_FACT = "missing-fact"
    NO_QUOTE = "no-quote"
    DIVISION_BY_ZERO = "division-by-zero"
    NO_REAL_ROOT = "no-real-root"
    NO_VALUE_YET = "no-value-on-this-date"
    NOT_SEEN = "not-seen"
    CAP_NOT_SEEN = "cap-not-seen"
    ON_MERIT = "on-merit"
    NOTHING_TO_AGGREGATE = "nothing-to-aggregate"
    NO_BRACKET = "no-bracket"
    STATUS_NOT_STATED = "status-not-stated"
    BAD_DATE = "bad-date"
    NOT_PRECISE = "not-precise"
    NOT_SETTLED = "not-settled"


@dataclass(frozen=True, slots=True)
class Reason:
    """
    One reason for not knowing.

    Args:

        why: The kind.

        subject: What it is about: a fact's name, `USD/CNY`, a parameter, a programme.

        year: The fiscal year, for a fact that has a value per year.
    """

    why: Why
    subject: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A value that is known exactly."""

    value: object


@dataclass(frozen=True, slots=True)
class Unknown:
    """
    A value that is not known: all the reasons, and the range `low..high` it must lie in.

    `None` as an end means unbounded. Only numbers have ranges; the ends are included.
    """

    reasons: tuple[Reason, ...]
    low: Fraction | None = None
    high: Fraction | None = None


Value: TypeAlias = Known | Unknown
Interval: TypeAlias = tuple[Fraction | None, Fraction | None]

TRUE = Known(True)
FALSE = Known(False)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as it was given, in its own currency (and per its unit: a rent is `Money` per m2 and day)."""

    amount: Fraction
    currency: str


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a list: its fields by name."""

    fields: tuple[tuple[str, Value], ...]

    def field(self, name: str) -> Value | None:
        """The value of field *name*, or None if the item does not state it."""
        for key, value in self.fields:
            if key == name:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of items."""

    items: tuple[Row, ...]


def known(value: bool | int | Fraction | date | str | frozenset[str] | Money | Rows | Root) -> Known:
    """Wrap *value*; whole numbers become fractions."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Known(Fraction(value))
    return Known(value)


def missing(
    subject: str, year: int | None = None, *, low: Fraction | None = None, high: Fraction | None = None
) -> Unknown:
    """A fact that was not given, with the range that its declaration allows."""
    return Unknown((Reason(Why.MISSING_FACT, subject, year),), low, high)


def reasons_of(values: Iterable[Value]) -> tuple[Reason, ...]:
    """All reasons of the unknown values, each once, in order."""
    found: dict[Reason, None] = {}
    for value in values:
        if isinstance(value, Unknown):
            found.update(dict.fromkeys(value.reasons))
    return tuple(found)


def truth_of(value: Value) -> bool | None:
    """The three-valued truth of a truth-typed value."""
    return bool(value.value) if isinstance(value, Known) else None


def interval_of(value: Value) -> Interval:
    """The range that a numeric value must lie in; for a root, the tightest rational enclosure to twelve digits."""
    if isinstance(value, Unknown):
        return (value.low, value.high)
    if isinstance(value.value, Fraction):
        return (value.value, value.value)
    if isinstance(value.value, Root):
        return value.value.enclosure()
    return (None, None)


@dataclass(frozen=True, slots=True)
class Root:
    """
    The exact number `scale * radicand ** (1 / degree) + offset`, never computed as a float.

    Growth rates are roots. A root can be compared with a rational exactly (by powers), shifted and scaled by
    rationals, and rounded to a stated digit; nothing else.
    """

    radicand: Fraction
    degree: int
    scale: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)

    def compare(self, other: Fraction) -> int:
        """-1, 0 or 1 as the root is below, equal to or above *other*."""
        if self.scale == 0:
            return _sign(self.offset - other)
        target = (other - self.offset) / self.scale
        order = _sign(self.radicand - target**self.degree) if target >= 0 else 1
        return order if self.scale > 0 else -order

    def enclosure(self, digits: int = 12) -> tuple[Fraction, Fraction]:
        """Two rationals with *digits* decimals that the root lies between; equal if it is such a rational."""
        unit = Fraction(1, 10**digits)
        floor = self.floor(unit)
        return (floor, floor if self.compare(floor) == 0 else floor + unit)

    def floor(self, unit: Fraction) -> Fraction:
        """The largest whole multiple of *unit* that is not above the root."""
        # A root to the nearest part of so many gives an estimate that is less than one unit off; then by comparison.
        parts = 1 << (unit.denominator.bit_length() + abs(self.scale.numerator).bit_length())
        whole = integer_root(self.radicand.numerator * parts**self.degree // self.radicand.denominator, self.degree)
        root = Fraction(whole, parts)
        estimate = (root * self.scale + self.offset) // unit
        while self.compare(estimate * unit) < 0:
            estimate -= 1
        while self.compare((estimate + 1) * unit) >= 0:
            estimate += 1
        return estimate * unit


def integer_root(number: int, degree: int) -> int:
    """The largest whole number whose *degree*-th power is not above the non-negative *number* (Newton's method)."""
    if number < 2:
        return number
    if degree == 2:
        return isqrt(number)
    guess = 1 << -(-number.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)
