"""
One value as a person writes it, read by its declared type: `150 million CNY`, `1.5亿元`, `12.5%`, `2022-05-10`.

Profiles, tables, `--set` options and the ranges of declarations all come through here, so that an amount is written the
same way everywhere. Nothing is guessed: a bare number where money is due is a mistake with a help line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from incentives.diagnostics import nearest, suggestion
from incentives.ir.places import COUNTRIES, is_place
from incentives.ir.rulebook import PlaceDeclaration
from incentives.money.currency import CURRENCIES, currency_of, is_currency
from incentives.syntax.quantities import CHINESE_UNITS, SCALES, split_chinese
from incentives.syntax.units import unit_of
from incentives.types import UNITS, Choice, Date, Numeric, Place, Set, Text, Truth, Type, unit_text
from incentives.values import Money

LONGEST = 400
NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d[\d_]*)(?:\.\d+)?")
TRUTHS = {"true": True, "yes": True, "是": True, "有": True, "false": False, "no": False, "否": False, "无": False}
UNKNOWN_WORDS = frozenset({"unknown", "null", "~", "", "未知"})


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


def read_literal(
    text: str, kind: Type, *, places: Mapping[str, PlaceDeclaration], labels: Mapping[str, Mapping[str, str]] | None = None
) -> object | Misread:
    """
    Read *text* as a value of type *kind*.

    Returns a `bool`, `Fraction` (in the type's unit), `Money`, `date` or `str`, or a `Misread`. *labels* are the words
    for the members of a choice in other languages.
    """
    text = text.strip()
    if len(text) > LONGEST:
        return Misread("too-large", f"a value has at most {LONGEST} characters, this one has {len(text)}")
    match kind:
        case Truth():
            found = TRUTHS.get(text.lower())
            return Misread("not-a-truth", f"`{text}` is neither true nor false", "write `true` or `false`") if found is None else found
        case Date():
            return read_date(text)
        case Numeric():
            return _read_numeric(text, kind)
        case Choice() | Set():
            return _read_member(text, kind, labels or {})
        case Place():
            return text if is_place(text, places) else _misplaced(text, places)
        case Text():
            return text
    return Misread("type-mismatch", f"`{text}` cannot be read as a {kind}")


def read_date(text: str) -> date | Misread:
    """A day, written year-month-day or in Chinese (`2022年5月10日`)."""
    chinese = re.fullmatch(r"(\d{4})年(\d{1,2})月(\d{1,2})日", text)
    if chinese:
        text = f"{chinese[1]}-{int(chinese[2]):02}-{int(chinese[3]):02}"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return Misread("bad-date", f"`{text}` is not a day of the calendar", "dates are written year-month-day: `2024-02-29`")
    return Misread("bad-date", f"`{text}` is not a date", "dates are written year-month-day: `2024-02-29`")


def _read_numeric(text: str, kind: Numeric) -> Fraction | Money | Misread:
    normal = text.replace("，", ",").replace("％", "%").strip()
    currency, normal = _leading_currency(normal)
    match = NUMBER.match(normal)
    if match is None:
        return Misread("not-a-number", f"`{text}` does not begin with a number", _example(kind))
    number = Fraction(match.group().replace(",", "").replace("_", ""))
    rest = normal[match.end() :].strip()
    if re.match(r"[eE][-+]?\d", rest):
        return Misread("not-a-number", f"`{text}` has an exponent", "write the digits, or a size: `5 million`")
    if rest.startswith(",") or re.match(r"[.,]\d", rest):
        return Misread("not-a-number", f"`{text}` groups its digits oddly", "group by three (`5,000,000`) or not at all")
    return _with_unit(text, kind, number, rest, currency)


def _leading_currency(text: str) -> tuple[str | None, str]:
    """A currency code or Chinese word in front: `CNY 5,000,000`, `人民币500万元`."""
    match = re.match(r"([A-Z]{3})(?=[\s\d])|(人民币|RMB)", text)
    if match and (match[2] or is_currency(match[1])):
        return ("CNY" if match[2] else match[1]), text[match.end() :].strip()
    return None, text


def _with_unit(text: str, kind: Numeric, number: Fraction, rest: str, currency: str | None) -> Fraction | Money | Misread:
    if rest.startswith("%"):
        if rest != "%":
            return Misread("not-a-number", f"there is more behind the percentage in `{text}`", "write `12.5%`")
        if not kind.is_plain:
            return Misread("unit-mismatch", f"`{text}` is a percentage, {_due(kind)} is due", _example(kind))
        return number / 100
    scale, unit = _split(rest)
    if unit is None and rest and scale is None:
        return _unknown_unit(text, rest)
    number *= scale or 1
    if currency and unit and unit.split("/")[0] != currency:
        if unit in UNITS or not is_currency(unit.split("/")[0]):
            unit = f"{currency}/{unit}"
        else:
            return Misread("currency-mismatch", f"`{text}` names two currencies", _example(kind))
    return _matching(text, kind, number, unit or currency, scaled=bool(scale))


def _split(rest: str) -> tuple[Fraction | None, str | None]:
    """The size and unit behind a number; (None, None) if *rest* is neither."""
    if not rest:
        return Fraction(1), None
    words = re.split(r"(?<=[\u3400-\u9fff])(?=[A-Za-z])|\s+", rest, maxsplit=1)
    scale = Fraction(1)
    unit: str | None = rest
    if words[0] in SCALES:
        scale = SCALES[words[0]]
        unit = words[1].strip() if len(words) > 1 else None
    else:
        head, slash, tail = rest.partition("/")
        chinese = split_chinese(head.strip())
        if chinese:
            scale, unit = chinese
            if slash and unit:
                parts = [CHINESE_UNITS.get(part.strip(), part.strip()) for part in tail.split("/")]
                unit = "/".join([unit, *parts])
            return scale, unit
    if unit is None:
        return scale, None
    head, slash, tail = unit.partition("/")
    name = currency_of(head.strip()) or head.strip()
    unit = "/".join([name, *[part.strip() for part in tail.split("/")]]) if slash else name
    if isinstance(unit_of(unit), str):
        return None, None
    return scale, unit


def _matching(text: str, kind: Numeric, number: Fraction, unit: str | None, *, scaled: bool) -> Fraction | Money | Misread:
    """Whether the unit that was written is of the declared kind; the value in the declared unit."""
    if unit is None:
        if kind.power:
            return Misread("bare-number", f"`{text}` has no currency, {_due(kind)} is due", _example(kind))
        if kind.units and number != 0 and len(kind.units) and kind.units != (("person", 1),):
            return Misread("bare-number", f"`{text}` has no unit, {_due(kind)} is due", _example(kind))
        if kind.percent and number != 0:
            return Misread("bare-number", f"`{text}` could mean a share or a percentage", f"write `{text}%`, or `{_percent(number)}` if it is a share")
        return number
    found = unit_of(unit)
    if isinstance(found, str):
        return _unknown_unit(text, found)
    given, factor = found
    if given.dimension != kind.dimension and not (kind.is_plain and given.units == (("person", 1),) and not given.power):
        return Misread("unit-mismatch", f"`{text}` is in {unit}, {_due(kind)} is due", _example(kind))
    number *= factor
    return Money(number, given.currency) if kind.power and given.currency else number


def _unknown_unit(text: str, rest: str) -> Misread:
    word = rest.split("/")[0].split()[-1] if rest.split() else rest
    if word.isupper() and word.isalpha():
        close = nearest(word, CURRENCIES)
        return Misread("unknown-currency", f"`{word[:20]}` is not a currency", f"did you mean `{close[0]}`?" if close else "currencies are written with their ISO 4217 code: `CNY`, `USD`")
    close = nearest(word, [*UNITS, *SCALES])
    return Misread("unknown-unit", f"`{rest[:40]}` in `{text[:60]}` is no size, unit or currency", f"did you mean `{close[0]}`?" if close else None)


def _read_member(text: str, kind: Choice | Set, labels: Mapping[str, Mapping[str, str]]) -> str | Misread:
    if text in kind.members:
        return text
    for member, words in labels.items():
        if text in words.values():
            return member
    return Misread("unknown-member", f"`{text[:60]}` is not a member of `{kind.name}`", suggestion(text, kind.members))


def _misplaced(text: str, places: Mapping[str, PlaceDeclaration]) -> Misread:
    return Misread("unknown-place", f"`{text[:60]}` is not a place", suggestion(text, [*places, *COUNTRIES]))


def _due(kind: Numeric) -> str:
    if kind.is_money:
        return "an amount of money"
    if kind.power:
        return f"an amount in {unit_text(kind)}"
    if kind.units:
        return f"a quantity in {unit_text(kind)}"
    return "a percentage" if kind.percent else "a plain number"


def _example(kind: Numeric) -> str:
    if kind.is_money:
        return "write the amount with its currency: `5 million CNY`, `20000 USD`, `500万元`"
    if kind.power:
        return f"write it with its unit: `6.50 {unit_text(kind).replace('money', 'CNY')}`"
    if kind.units:
        return f"write it with its unit: `1200 {unit_text(kind)}`"
    return "write it with its sign: `12.5%`" if kind.percent else "write digits: `120`"


def _percent(number: Fraction) -> str:
    scaled = number * 100
    return f"{int(scaled)}%" if scaled.denominator == 1 else f"{scaled.numerator}/{scaled.denominator}%"
