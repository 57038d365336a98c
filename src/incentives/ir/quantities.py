"""
Exact numbers as text that a rule file could hold: decimals, scaled amounts, units.

Not for how a number looks in a language: `incentives.l10n` does that.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from incentives.money.rounding import decimal_text
from incentives.types import ANY_CURRENCY, UNITS, Numeric

SCALES = (("trillion", 10**12), ("billion", 10**9), ("million", 10**6))
SCALED_DIGITS = 3
# Below a line, times stand last: a rent is per square metre and day.
TIMES = frozenset({"hour", "day", "month"})
# The names that a unit may be written with, the preferred first: the first that makes the number a decimal is taken.
ABOVE: dict[str, tuple[str, ...]] = {
    "month": ("years", "months", "quarters"),
    "day": ("days", "weeks"),
    "m2": ("m2", "mu", "hectares"),
    "kW": ("kW", "MW"),
    "kWh": ("kWh", "MWh"),
    "hour": ("hours",),
    "person": ("persons",),
    "unit": ("units",),
    "tonne": ("tonnes",),
}
BELOW: dict[str, tuple[str, ...]] = {
    "month": ("month", "year", "quarter"),
    "day": ("day", "week"),
    "m2": ("m2", "mu", "hectare"),
}


def decimal_digits(number: Fraction) -> int | None:
    """How many digits after the point write *number* exactly; None if no decimal does (a third)."""
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def exact_text(number: Fraction, digits: int = 0) -> str:
    """*number* as a decimal with *digits* digits after the point or more, or as `numerator/denominator`."""
    needed = decimal_digits(number)
    if needed is None:
        return f"{number.numerator}/{number.denominator}"
    return decimal_text(number, max(needed, digits))


def quantity_text(number: Fraction, kind: Numeric, *, long_times: bool = True) -> str:
    """
    A number with its unit as a rule file states it: `5 million CNY`, `30%`, `2 years`, `8 CNY/m2/day`.

    Args:

        long_times: Whether whole years may be written as such; else they are months.
    """
    if kind.percent and kind.is_plain:
        return f"{exact_text(number * 100)}%"
    if kind.is_plain:
        return _scaled(number)
    for name, factor in _spellings(kind, long_times=long_times):
        written = number / factor
        if decimal_digits(written) is None or (name.startswith(("year", "quarter")) and written.denominator != 1):
            continue
        single = written == 1 and name in UNITS and name.endswith("s")
        return f"{_scaled(written)} {name[:-1] if single else name}"
    return f"{exact_text(number)} {unit_name(kind)}"


def units_above(kind: Numeric) -> list[str]:
    """The base units that a quantity is counted in, currencies apart."""
    return [unit for unit, power in kind.units for _ in range(power)]


def units_below(kind: Numeric) -> list[str]:
    """The base units that a quantity is counted per, times last."""
    below = [unit for unit, power in kind.units for _ in range(-power)]
    return sorted(below, key=lambda unit: (unit in TIMES, unit))


def unit_name(kind: Numeric) -> str:
    """The unit as a rule file writes it (`CNY/m2/day`), empty for a plain number."""
    if kind.is_plain:
        return ""
    currency = "money" if kind.currency in (None, ANY_CURRENCY) else str(kind.currency)
    above = [*([currency] if kind.power > 0 else []), *units_above(kind)]
    below = [*([currency] if kind.power < 0 else []), *units_below(kind)]
    return "/".join(["*".join(above) or "1", *below])


def _spellings(kind: Numeric, *, long_times: bool) -> list[tuple[str, Fraction]]:
    """Every way to write the unit, the preferred first, each with its size in base units."""
    above = [ABOVE.get(unit, (unit,)) for unit in units_above(kind)]
    below = [BELOW.get(unit, (unit,)) for unit in units_below(kind)]
    if kind.power:
        above = [(kind.currency or "",), *above]
    if above and above[0] == ABOVE["month"] and not long_times:
        above[0] = ("months",)
    found: list[tuple[str, Fraction]] = []
    for names in product(*above[:1], *above[1:], *below):
        factor = Fraction(1)
        for index, name in enumerate(names):
            size = UNITS[name][1] if name in UNITS else Fraction(1)
            factor = factor * size if index < len(above) else factor / size
        found.append(("/".join(names), factor))
    return found


def _scaled(number: Fraction) -> str:
    for word, scale in SCALES:
        digits = decimal_digits(number / scale)
        if abs(number) >= scale and digits is not None and digits <= SCALED_DIGITS:
            return f"{exact_text(number / scale)} {word}"
    return exact_text(number)
