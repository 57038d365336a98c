"""
One value as a person writes it, read by its declared type: `150 million CNY`, `2022-05-10`, `CN-SH`, `true`, `是`.

Profiles, tables, `--set` options and the ranges of declarations all come through here, so that an amount is written the
same way everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from incentives.diagnostics import nearest, suggestion
from incentives.ir.places import COUNTRIES, is_place
from incentives.ir.rulebook import PlaceDeclaration
from incentives.syntax.measures import Misread, read_measure
from incentives.syntax.yaml_problems import shown
from incentives.types import Choice, Date, Numeric, Place, Set, Text, Truth, Type

__all__ = ["LONGEST", "TRUTHS", "UNKNOWN_WORDS", "Misread", "read_date", "read_literal"]

LONGEST = 400
TRUTHS = {"true": True, "yes": True, "是": True, "有": True, "false": False, "no": False, "否": False, "无": False}
UNKNOWN_WORDS = frozenset({"unknown", "null", "~", "", "未知"})
_CHINESE_DATE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DATE_HELP = "dates are written year-month-day: `2024-02-29`"


def read_literal(
    text: str,
    kind: Type,
    *,
    places: Mapping[str, PlaceDeclaration],
    labels: Mapping[str, Mapping[str, str]] | None = None,
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
            if found is None:
                return Misread("not-a-truth", f"{shown(text)} is neither true nor false", "write `true` or `false`")
            return found
        case Date():
            return read_date(text)
        case Numeric():
            return read_measure(text, kind)
        case Choice() | Set():
            return _read_member(text, kind, labels or {})
        case Place():
            return _read_place(text, places)
        case Text():
            return text
    return Misread("type-mismatch", f"{shown(text)} cannot be read as a {kind}")


def read_date(text: str) -> date | Misread:
    """A day, written year-month-day or in Chinese (`2022年5月10日`)."""
    found = _DATE.fullmatch(text) or _CHINESE_DATE.fullmatch(text)
    if found is None:
        return Misread("bad-date", f"{shown(text)} is not a date", _DATE_HELP)
    year, month, day = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return Misread("bad-date", f"{shown(text)} is not a day of the calendar", _DATE_HELP)


def _read_member(text: str, kind: Choice | Set, labels: Mapping[str, Mapping[str, str]]) -> str | Misread:
    if text in kind.members:
        return text
    for member, words in labels.items():
        if text in words.values():
            return member
    return Misread("unknown-member", f"{shown(text)} is not a member of `{kind.name}`", suggestion(text, kind.members))


def _read_place(text: str, places: Mapping[str, PlaceDeclaration]) -> str | Misread:
    """A code, or the label of a declared place; not a group, for nothing lies in the European Union at large."""
    code = (
        text
        if is_place(text, places)
        else next((each.code for each in places.values() if text in each.label.values()), None)
    )
    if code is None:
        return Misread("unknown-place", f"{shown(text)} is not a place", nearest_place(text, places))
    group = places.get(code)
    if group and group.members:
        members = ", ".join(f"`{member}`" for member in group.members[:5])
        return Misread(
            "unknown-place", f"{shown(text)} is a group of places", f"state the place itself, such as {members}"
        )
    return code


def nearest_place(text: str, places: Mapping[str, PlaceDeclaration]) -> str:
    """What to write instead of *text*, which is no place."""
    codes = [*places, *COUNTRIES]
    if is_place(text.upper(), places):
        return f"did you mean `{text.upper()}`?"
    labels = {label: each.code for each in places.values() for label in each.label.values()}
    close = nearest(text, labels) if not nearest(text, codes) else ()
    if close:
        return f"did you mean `{labels[close[0]]}`, which is {close[0]}?"
    if text[:2] in COUNTRIES and text[2:3] == "-" and not nearest(text, codes):
        return f"declare it in `places.yaml`: `{text[:20]}: {{label: {{en: …, zh: …}}}}`"
    return suggestion(text, codes) or "countries are `DE`, `SG`; places below them are declared in `places.yaml`"
