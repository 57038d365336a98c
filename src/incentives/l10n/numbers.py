"""
Numbers as a person reads them: grouped, with the digits they have and no fewer.

Nothing is rounded in silence. A number that no short decimal writes exactly is shown with `≈` before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from incentives.ir.quantities import decimal_digits
from incentives.money.rounding import Rounding, decimal_text, round_to
from incentives.values import Root

if TYPE_CHECKING:
    from babel import Locale

# An exact decimal of more digits than this after the point is approximated too: nobody reads it.
LONGEST_EXACT = 8
# Of an approximation: digits after the point, and digits that say something.
SHOWN_DIGITS = 2
MOST_DIGITS = 12
# An approximation is no further from the number than this part of it.
CLOSE = 20
ABOUT = "≈ "


@dataclass(frozen=True, slots=True)
class Shown:
    """Plain digits of a number, and whether they are all of it."""

    number: Fraction
    digits: int
    exact: bool


def shown(number: Fraction | Root, *, digits: int = 0, beside: Fraction | None = None) -> Shown:
    """
    What to show of *number*.

    Args:

        digits: At least so many after the point, if it is exact.

        beside: What it is compared with: an approximation takes as many digits as keep the two apart.
    """
    if isinstance(number, Root):
        low, high = number.enclosure()
        if low == high:
            return shown(low, digits=digits, beside=beside)
        return _approximated(low, beside)
    needed = decimal_digits(number)
    if needed is not None and needed <= max(LONGEST_EXACT, digits):
        return Shown(number, max(needed, digits), exact=True)
    return _approximated(number, beside)


def _approximated(number: Fraction, beside: Fraction | None) -> Shown:
    for digits in range(SHOWN_DIGITS, MOST_DIGITS + 1):
        near = round_to(number, Fraction(1, 10**digits), Rounding.HALF_EVEN)
        if near not in (0, beside) and abs(near - number) * CLOSE <= abs(number):
            return Shown(near, digits, exact=False)
    return Shown(round_to(number, Fraction(1, 10**MOST_DIGITS), Rounding.HALF_EVEN), MOST_DIGITS, exact=False)


def number_text(
    number: Fraction | Root, locale: str, *, digits: int = 0, beside: Fraction | None = None, about: str = ABOUT
) -> str:
    """*number* grouped as in *locale*, with *about* before it if the digits are not all of it."""
    from babel.numbers import format_decimal  # noqa: PLC0415 - importing it takes longer than an answer without it

    what = shown(number, digits=digits, beside=beside)
    pattern = "#,##0" + ("." + "0" * what.digits if what.digits else "")
    plain = decimal_text(what.number, what.digits)
    with localcontext() as context:
        context.prec = len(plain) + 1  # else the library cannot hold a number of more than 28 digits
        text = format_decimal(Decimal(plain), format=pattern, locale=_parsed(locale), decimal_quantization=False)
    return text if what.exact else f"{about}{text}"


def date_text(day: date, locale: str, pattern: str) -> str:
    """A day in the words of *locale*."""
    from babel.dates import format_date  # noqa: PLC0415 - as above

    return format_date(day, pattern, locale=_parsed(locale))


def list_text(items: list[str], locale: str, *, all_of: bool) -> str:
    """Things joined by `and` or `or`."""
    from babel.lists import format_list  # noqa: PLC0415 - as above

    return format_list(items, style="standard" if all_of else "or", locale=_parsed(locale)) if items else ""


@cache
def _parsed(locale: str) -> Locale:
    """The library looks a name up again for every number."""
    from babel import Locale  # noqa: PLC0415 - as above

    return Locale.parse(locale)
