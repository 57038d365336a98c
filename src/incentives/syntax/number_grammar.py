"""
Tokens to tree: numbers with their units, and days.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from incentives.syntax.cursor import RESERVED, Cursor
from incentives.syntax.quantities import SCALES, split_chinese
from incentives.syntax.tokens import kind_of
from incentives.syntax.tree import Day, Number, Tree
from incentives.types import UNITS

ONE = Fraction(1)


def quantity(cursor: Cursor) -> Tree:
    """
    quantity = number ("%" | scale? unit?)
    scale    = "thousand" | "million" | "billion" | "trillion" | "千" | "万" | "亿" | …
    unit     = (currency | unit name) ("/" unit name)*      (no blanks around the "/")
    """
    start = cursor.starts[cursor.position]
    whole, _, decimals = cursor.words[cursor.position].replace("_", "").partition(".")
    value, parts = int(whole + decimals), 10 ** len(decimals)
    cursor.position += 1
    if cursor.accept("%"):
        return Number(Fraction(value, parts * 100), None, True, cursor.span(start, cursor.previous_end()))
    scale, unit = _ending(cursor)
    if unit and cursor.words[cursor.position] == "/":
        unit = _below(cursor, unit)
    # INVARIANT: sizes are whole.
    number = Fraction(value * scale.numerator, parts) if decimals else Fraction(value * scale.numerator)
    return Number(number, unit, False, cursor.span(start, cursor.previous_end()))


def day(cursor: Cursor) -> Tree:
    """
    date = year "-" month "-" day
    """
    token = cursor.read()
    try:
        value = date.fromisoformat(token.text)
    except ValueError:
        message = f"`{token.text}` is not a day of the calendar"
        cursor.fail(message, token=token, code="bad-date", help="dates are written year-month-day: `2024-02-29`")
    return Day(value, cursor.span(token.start, token.end))


def _ending(cursor: Cursor) -> tuple[Fraction, str | None]:
    """The size and unit behind a number."""
    word, scale = cursor.words[cursor.position], ONE
    if kind_of(word) == "word":
        return _chinese_ending(cursor)
    if word in SCALES:
        scale = SCALES[word]
        cursor.position += 1
    return scale, _unit(cursor) if _is_word(cursor) else None


def _chinese_ending(cursor: Cursor) -> tuple[Fraction, str | None]:
    """The same in one Chinese word (`万元`), behind which an international unit may stand (`500万CNY`)."""
    word = cursor.token
    ending = split_chinese(word.text)
    if ending is None:
        cursor.fail_unit(word)
    cursor.read()
    scale, unit = ending
    if unit is None and _is_word(cursor):
        unit = _unit(cursor)
    return scale, unit


def _is_word(cursor: Cursor) -> bool:
    """Whether a word follows that could be a unit."""
    word = cursor.words[cursor.position]
    return kind_of(word) in ("code", "name") and word not in RESERVED


def _unit(cursor: Cursor) -> str:
    word = cursor.words[cursor.position]
    cursor.position += 1
    if word in UNITS or (len(word) == 3 and kind_of(word) == "code"):
        return word
    cursor.fail_unit(cursor.token_at(cursor.position - 1))


def _below(cursor: Cursor, unit: str) -> str:
    """The units that *unit* is divided by, without blanks: `CNY/m2/day`, but `x / day` is a quotient."""
    while cursor.at("/") and cursor.token.start == cursor.previous_end():
        following = cursor.following()
        if following.start != cursor.token.end or following.kind not in ("name", "code"):
            break
        cursor.read()
        if following.text not in UNITS:
            cursor.fail_unit(following)
        cursor.read()
        unit = f"{unit}/{following.text}"
    return unit
