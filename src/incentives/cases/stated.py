"""
What a case states to a typed value: `2137200.00 CNY`, `up to 5 million CNY`, `0 to 5000000.00 CNY`, `at least 0 CNY`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from incentives.cases.case import Form, Stated
from incentives.ir.rulebook import PlaceDeclaration
from incentives.syntax.literals import Misread, read_date, read_literal
from incentives.types import ANY_CURRENCY, Numeric, Set, Type, unit_text
from incentives.values import Money

UNKNOWN = "unknown"
NONE = "none"
_ON = re.compile(r"(?P<amount>.+?) on (?P<day>\S+)")
_QUOTIENT = re.compile(r"(?P<above>[\d,_]+)/(?P<below>[\d,_]+)(?P<rest>.*)")


class Reader:
    """
    Reads what a case states, by the type that is due.
    """

    def __init__(self, places: Mapping[str, PlaceDeclaration]) -> None:
        self.places = places

    def stated(self, text: str, kind: Type) -> Stated | Misread:
        """
        stated = "unknown" | "none" | "up to" value | "at least" value | value "to" value | value
        """
        text = " ".join(text.split())
        if text == UNKNOWN:
            return Stated(text=text, form=Form.UNKNOWN, type=kind)
        if not isinstance(kind, Numeric):
            value = self.value(text, kind)
            return value if isinstance(value, Misread) else Stated(text=text, form=Form.EXACT, type=kind, value=value)
        if text == NONE:
            return Stated(text=text, form=Form.EXACT, type=kind, value=Fraction(0))
        if text.startswith("up to "):
            return self.between(text, None, text.removeprefix("up to "), kind, Form.CEILING)
        if text.startswith("at least "):
            return self.between(text, text.removeprefix("at least "), None, kind, Form.RANGE)
        low, to, high = text.partition(" to ")
        if to:
            return self.between(text, low, high, kind, Form.RANGE)
        number = self.number(text, kind)
        return number if isinstance(number, Misread) else Stated(text=text, form=Form.EXACT, type=kind, value=number)

    def payment(self, text: str, kind: Type) -> Stated | Misread:
        """payment = stated ["on" date]"""
        found = _ON.fullmatch(text.strip())
        if found is None:
            return self.stated(text, kind)
        day = read_date(found["day"])
        amount = self.stated(found["amount"], kind)
        if isinstance(day, Misread) or isinstance(amount, Misread):
            return day if isinstance(day, Misread) else amount
        return replace(amount, text=text.strip(), due=day)

    def between(self, text: str, low: str | None, high: str | None, kind: Numeric, form: Form) -> Stated | Misread:
        """Two ends, None for one that is not stated; the lower one may leave its unit to the other."""
        upper = self.end(high, kind) if high is not None else None
        if isinstance(upper, Misread):
            return upper
        lower = self.end(low, kind) if low is not None else None
        if isinstance(lower, Misread) and lower.code == "bare-number" and high is not None:
            lower = self.end(f"{low} {_unit_of(high)}", kind)
        if isinstance(lower, Misread):
            return lower
        return Stated(text=text, form=form, type=kind, low=lower, high=upper)

    def end(self, text: str, kind: Numeric) -> Fraction | Misread:
        """One end of a range."""
        found = self.number(text, kind)
        return found.amount if isinstance(found, Money) else found

    def number(self, text: str, kind: Numeric) -> Fraction | Money | Misread:
        """A number in the unit that is due; `1000000/7 CNY` where no decimal is exact."""
        factor = Fraction(1)
        quotient = _QUOTIENT.fullmatch(text)
        if quotient:
            below = int(quotient["below"].replace(",", "").replace("_", ""))
            if below == 0:
                return Misread("not-a-number", f"`{text}` divides by nought")
            factor, text = Fraction(1, below), f"{quotient['above']}{quotient['rest']}"
        found = self.value(text, kind)
        if isinstance(found, Misread):
            return found
        if isinstance(found, Money):
            if kind.currency == ANY_CURRENCY:
                return Money(found.amount * factor, found.currency)
            if found.currency != kind.currency:
                message = f"`{text}` is in {found.currency}, this value is in {unit_text(kind)}"
                return Misread("currency-mismatch", message, "write the amount in the currency of the rule")
            return found.amount * factor
        assert isinstance(found, Fraction)  # noqa: S101  (INVARIANT: what a numeric type reads)
        return found * factor

    def value(self, text: str, kind: Type) -> object | Misread:
        """One value; the members of a set stand in brackets."""
        if not isinstance(kind, Set):
            return read_literal(text, kind, places=self.places)
        texts = [] if text == NONE else text.strip("[]").split(",")
        members = [read_literal(each, kind, places=self.places) for each in texts if each.strip()]
        return next((each for each in members if isinstance(each, Misread)), None) or frozenset(members)


def _unit_of(text: str) -> str:
    """What stands behind the number: `CNY` of `5000000.00 CNY`, `%` of `10%`."""
    return text.lstrip("0123456789.,_+- ")
