"""
A number with its unit as a person writes it, read by its declared type: `150 million CNY`, `6.5元/㎡/天`, `12.5%`.

Nothing is guessed: a bare number where money is due is a mistake with a help line. Not for the numbers of expressions:
the grammar reads those, by the same words for sizes and units.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from incentives.diagnostics import nearest
from incentives.ir.quantities import quantity_text
from incentives.money.currency import CURRENCIES, currency_of, is_currency
from incentives.syntax.quantities import CHINESE_UNITS, SCALES, split_chinese
from incentives.syntax.units import unit_of
from incentives.syntax.yaml_problems import shown
from incentives.types import UNITS, Numeric, unit_text
from incentives.values import Money

NUMBER = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9][0-9_]*)(?:\.[0-9]+)?(?:/[0-9]+(?![0-9.]))?")
# Behind a count, Chinese has a word for the kind of thing that is counted.
COUNTERS = frozenset("个項项家名件户台篇")
_EXPONENT = re.compile(r"[eE][-+]?[0-9]")
_GROUPED_ODDLY = re.compile(r"[.,]")
_LEADING_CURRENCY = re.compile(r"人民币|RMB|([A-Z]{3})(?=[\s0-9])")
_PER = re.compile(r"[·・*每]")
# A word ends at a blank, and where Chinese and Latin letters meet: `500万CNY`.
_WORD = re.compile(r"[\u3400-\u9fff]+|[^\s\u3400-\u9fff]+")
_PERSON = (("person", 1),)
CODE_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Misread:
    """
    Why a text is not a value of the type.

    Args:

        code: The diagnostic's code.

        message: What is wrong.

        help: What to write instead.
    """

    code: str
    message: str
    help: str | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """What stands behind a number: a size and a unit, None if there is none."""

    scale: Fraction
    unit: str | None


def read_measure(text: str, kind: Numeric) -> Fraction | Money | Misread:
    """
    measure = currency? number ("%" | size? unit? ("/" unit)*)
    number  = digits ("." digits)? ("/" digits)?

    The value is in the unit of *kind*.
    """
    # Full-width digits and signs are what a Chinese keyboard gives; ㎡ becomes m2.
    normal = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    currency, normal = _leading_currency(normal)
    match = NUMBER.match(normal)
    if match is None:
        return Misread("not-a-number", f"{shown(text)} does not begin with a number", example_of(kind))
    rest = normal[match.end() :].strip()
    if _EXPONENT.match(rest):
        return Misread("not-a-number", f"{shown(text)} has an exponent", "write the digits, or a size: `5 million`")
    if _GROUPED_ODDLY.match(rest):
        help_line = "group by three (`5,000,000`) or not at all"
        return Misread("not-a-number", f"{shown(text)} groups its digits oddly", help_line)
    try:
        number = _fraction(match.group())
    except ZeroDivisionError:
        return Misread("not-a-number", f"{shown(text)} divides by nought", example_of(kind))
    if rest.startswith("%"):
        return _percentage(text, kind, number, rest, currency)
    if kind.is_plain and not kind.percent and rest and rest[-1] in COUNTERS:
        rest = rest[:-1].rstrip()
    ending = _ending(rest)
    if isinstance(ending, str):
        return _unknown_word(text, ending)
    return _with_unit(text, kind, number if ending.scale == 1 else number * ending.scale, ending.unit, currency)


def _fraction(digits: str) -> Fraction:
    above, _, below = digits.replace(",", "").replace("_", "").partition("/")
    return Fraction(above) / int(below) if below else Fraction(above)


def _leading_currency(text: str) -> tuple[str | None, str]:
    """A currency in front: `CNY 5,000,000`, `人民币500万元`."""
    match = _LEADING_CURRENCY.match(text)
    if match and (match[1] is None or is_currency(match[1])):
        return match[1] or "CNY", text[match.end() :].strip()
    return None, text


def _percentage(text: str, kind: Numeric, number: Fraction, rest: str, currency: str | None) -> Fraction | Misread:
    if rest != "%" or currency:
        return Misread("not-a-number", f"there is more than a percentage in {shown(text)}", "write `12.5%`")
    if not kind.is_plain or kind.whole:
        return Misread("unit-mismatch", f"{shown(text)} is a percentage, {due(kind)} is due", example_of(kind))
    return number / 100


def _ending(rest: str) -> Ending | str:
    """
    ending = size? unit? ("/" unit)*

    The word that is neither size nor unit, where there is one.
    """
    head, *below = [part.strip() for part in _PER.sub("/", rest).split("/")]
    scale: Fraction | None = None
    unit: str | None = None
    for word in map(str, _WORD.findall(head)):
        chinese = split_chinese(word)
        if word in SCALES and scale is None and unit is None:
            scale = SCALES[word]
        elif unit is None and (found := _unit_word(word)):
            unit = found
        elif unit is None and scale is None and chinese:
            scale, unit = chinese
        else:
            return word
    units = [_unit_word(part) for part in below]
    if None in units or any(is_currency(str(each)) for each in units):
        return next((part for part, each in zip(below, units, strict=True) if each not in UNITS), rest) or rest
    return Ending(Fraction(1) if scale is None else scale, "/".join([unit or "", *map(str, units)]) or None)


def _unit_word(word: str) -> str | None:
    """The unit or currency that one word means."""
    return word if word in UNITS else currency_of(word) or CHINESE_UNITS.get(word)


def _with_unit(
    text: str, kind: Numeric, number: Fraction, unit: str | None, currency: str | None
) -> Fraction | Money | Misread:
    """The value in the declared unit, if the unit that was written is of the declared kind."""
    if currency:
        head = (unit or "").split("/")[0]
        if head and head != currency:
            if is_currency(head):
                return Misread("currency-mismatch", f"{shown(text)} names two currencies", example_of(kind))
            return Misread(
                "unit-mismatch", f"{shown(text)} is in {currency} and in {head}, {due(kind)} is due", example_of(kind)
            )
        unit = unit if head else f"{currency}{unit or ''}"
    if unit is None:
        return _bare(text, kind, number)
    found = unit_of(unit)
    if isinstance(found, str):
        return _unknown_word(text, found or unit)
    given, factor = found
    counted = kind.is_plain and not kind.percent and given.units == _PERSON and not given.power
    if given.dimension != kind.dimension and not counted:
        return Misread("unit-mismatch", f"{shown(text)} is in {unit}, {due(kind)} is due", example_of(kind))
    number *= factor
    return Money(number, given.currency) if kind.power and given.currency else number


def _bare(text: str, kind: Numeric, number: Fraction) -> Fraction | Misread:
    """A number without a unit: of a plain kind, or nought, which is the same in every unit but no currency."""
    if kind.power:
        return Misread("bare-number", f"{shown(text)} has no currency, {due(kind)} is due", example_of(kind))
    if number == 0 or kind.units == _PERSON:
        return number
    if kind.units:
        return Misread("bare-number", f"{shown(text)} has no unit, {due(kind)} is due", example_of(kind))
    if kind.percent:
        help_line = f"write {shown(quantity_text(number, kind))} if it is a share, or {shown(f'{text}%')}"
        return Misread("bare-number", f"{shown(text)} could mean a share or a percentage", help_line)
    return number


def _unknown_word(text: str, word: str) -> Misread:
    """What to say of a word that is no size, unit or currency, or stands where it cannot."""
    order = "write the number, its size, its unit: `5 million CNY`, `8 CNY/m2/day`"
    if word in SCALES or word in UNITS or is_currency(word):
        return Misread("unknown-unit", f"{shown(word)} cannot stand there in {shown(text)}", order)
    if is_currency(word.upper()):
        return Misread("unknown-currency", f"{shown(word)} is not a currency", f"did you mean `{word.upper()}`?")
    if len(word) == CODE_LENGTH and word.isascii() and word.isupper():
        close = nearest(word, CURRENCIES)
        help_line = f"did you mean `{close[0]}`?" if close else "currencies have a code of three letters: `CNY`, `USD`"
        return Misread("unknown-currency", f"{shown(word)} is not a currency", help_line)
    close = nearest(word, [*UNITS, *SCALES]) if len(word) >= CODE_LENGTH else ()
    help_line = f"did you mean `{close[0]}`?" if close else order
    return Misread("unknown-unit", f"{shown(word)} in {shown(text)} is no size, unit or currency", help_line)


def due(kind: Numeric) -> str:
    """What is due, in words."""
    if kind.is_money:
        return "an amount of money"
    if kind.power:
        return f"an amount in {unit_text(kind)}"
    if kind.units:
        return f"a quantity in {unit_text(kind)}"
    return "a percentage" if kind.percent else "a plain number"


def example_of(kind: Numeric) -> str:
    """How to write a value of *kind*."""
    if kind.is_money:
        return "write the amount with its currency: `5 million CNY`, `20000 USD`, `500万元`"
    unit = unit_text(kind)
    if kind.power:
        return f"write it with its unit: `6.50 {unit.replace('money', 'CNY')}`"
    if kind.units:
        several = f"{unit}s" if f"{unit}s" in UNITS else unit
        return f"write it with its unit: `{1200 if unit == 'm2' else 36} {several}`"
    return "write it with its sign: `12.5%`" if kind.percent else "write digits: `120`"
