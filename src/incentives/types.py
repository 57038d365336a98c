"""
The types of the language and the algebra of their units.

Everything numeric is one type, `Numeric`: a power of a currency times powers of base units. A plain number has neither.
`8 CNY/m2/day` is currency CNY to the power 1, m2 to -1, day to -1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction
from typing import TypeAlias

from incentives.frozen import dataclass

# Currency of a money fact before it is converted: each company states its own.
ANY_CURRENCY = "*"

# name -> (base unit, how many base units it is)
UNITS: Mapping[str, tuple[str, Fraction]] = {
    "m2": ("m2", Fraction(1)),
    "sqm": ("m2", Fraction(1)),
    "hectare": ("m2", Fraction(10_000)),
    "hectares": ("m2", Fraction(10_000)),
    "mu": ("m2", Fraction(2000, 3)),
    "day": ("day", Fraction(1)),
    "days": ("day", Fraction(1)),
    "week": ("day", Fraction(7)),
    "weeks": ("day", Fraction(7)),
    "month": ("month", Fraction(1)),
    "months": ("month", Fraction(1)),
    "quarter": ("month", Fraction(3)),
    "quarters": ("month", Fraction(3)),
    "year": ("month", Fraction(12)),
    "years": ("month", Fraction(12)),
    "hour": ("hour", Fraction(1)),
    "hours": ("hour", Fraction(1)),
    "person": ("person", Fraction(1)),
    "persons": ("person", Fraction(1)),
    "kW": ("kW", Fraction(1)),
    "MW": ("kW", Fraction(1000)),
    "kWh": ("kWh", Fraction(1)),
    "MWh": ("kWh", Fraction(1000)),
    "tonne": ("tonne", Fraction(1)),
    "tonnes": ("tonne", Fraction(1)),
    "unit": ("unit", Fraction(1)),
    "units": ("unit", Fraction(1)),
}


@dataclass(frozen=True, slots=True)
class Truth:
    """True, false or unknown."""

    def __str__(self) -> str:
        return "truth"


@dataclass(frozen=True, slots=True)
class Numeric:
    """
    A number with its unit.

    Args:

        currency: The currency, `ANY_CURRENCY` for a money fact before conversion, None for what is not money.

        power: The power of the currency (1 for money, -1 for something per money).

        units: Base units with their powers, sorted, none zero.

        root: True for an irrational result (a growth rate), which may only be compared or rounded.

        percent: Shown as a percentage; not part of the type's identity.

        whole: Only whole numbers occur; not part of the identity.
    """

    currency: str | None = None
    power: int = 0
    units: tuple[tuple[str, int], ...] = ()
    root: bool = False
    percent: bool = field(default=False, compare=False)
    whole: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return unit_text(self) or ("percentage" if self.percent else "number")

    @property
    def is_plain(self) -> bool:
        """A number without unit or currency."""
        return self.power == 0 and not self.units

    @property
    def is_money(self) -> bool:
        """Money and nothing else: an amount."""
        return self.power == 1 and not self.units

    @property
    def dimension(self) -> tuple[int, tuple[tuple[str, int], ...]]:
        """What must agree before two values can be added or compared, currencies apart."""
        return (self.power, self.units)


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the calendar."""

    def __str__(self) -> str:
        return "date"


@dataclass(frozen=True, slots=True)
class Place:
    """A country, subdivision or declared area, contained in others."""

    def __str__(self) -> str:
        return "place"


@dataclass(frozen=True, slots=True)
class Text:
    """Free text, which can only be compared for equality."""

    def __str__(self) -> str:
        return "text"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of declared members."""

    name: str
    members: tuple[str, ...]

    def __str__(self) -> str:
        return f"choice of {self.name}"


@dataclass(frozen=True, slots=True)
class Set:
    """Any number of declared members."""

    name: str
    members: tuple[str, ...]

    def __str__(self) -> str:
        return f"set of {self.name}"


@dataclass(frozen=True, slots=True)
class Record:
    """A list of items: the fields of each, with their types."""

    name: str
    fields: tuple[tuple[str, Type], ...]

    def __str__(self) -> str:
        return f"list of {self.name}"


@dataclass(frozen=True, slots=True)
class Broken:
    """The type of an expression that already has a diagnostic: silences its consequences."""

    def __str__(self) -> str:
        return "nothing"


Type: TypeAlias = Truth | Numeric | Date | Place | Text | Choice | Set | Record | Broken

TRUTH = Truth()
NUMBER = Numeric()
PERCENT = Numeric(percent=True)
COUNT = Numeric(whole=True)
DATE = Date()
PLACE = Place()
TEXT = Text()
BROKEN = Broken()
DAYS = Numeric(units=(("day", 1),))
MONTHS = Numeric(units=(("month", 1),))


def money(currency: str = ANY_CURRENCY) -> Numeric:
    """The type of an amount in *currency*."""
    return Numeric(currency=currency, power=1)


def multiply(left: Numeric, right: Numeric) -> Numeric:
    """The type of a product. The caller has made the currencies agree."""
    power = left.power + right.power
    currency = (left.currency or right.currency) if power else None
    units = _combine(left.units, right.units, 1)
    percent = (left.percent and right.percent) if power == 0 and not units else False
    return Numeric(currency=currency, power=power, units=units, percent=percent, whole=left.whole and right.whole)


def divide(left: Numeric, right: Numeric) -> Numeric:
    """The type of a quotient. The caller has made the currencies agree."""
    power = left.power - right.power
    currency = (left.currency or right.currency) if power else None
    return Numeric(currency=currency, power=power, units=_combine(left.units, right.units, -1))


def with_currency(kind: Numeric, currency: str) -> Numeric:
    """The same type in another currency."""
    return Numeric(currency, kind.power, kind.units, kind.root, kind.percent, kind.whole)


def unit_text(kind: Numeric) -> str:
    """The unit as a rule file writes it (`CNY/m2/day`), empty for a plain number."""
    above: list[str] = []
    below: list[str] = []
    if kind.power:
        name = "money" if kind.currency in (None, ANY_CURRENCY) else str(kind.currency)
        (above if kind.power > 0 else below).extend([name] * abs(kind.power))
    for unit, power in kind.units:
        (above if power > 0 else below).extend([unit] * abs(power))
    if not above and not below:
        return ""
    return "/".join(["*".join(above) or "1", *below])


def _combine(
    left: tuple[tuple[str, int], ...], right: tuple[tuple[str, int], ...], sign: int
) -> tuple[tuple[str, int], ...]:
    powers = dict(left)
    for unit, power in right:
        powers[unit] = powers.get(unit, 0) + sign * power
    return tuple(sorted((unit, power) for unit, power in powers.items() if power))
