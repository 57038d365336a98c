"""
A profile as a Python mapping, turned into the nodes that a file would give, so that the same binding reads both.

Every value gets a source of its own, named by its path, so that a mistake is shown at `profile.revenue.2023:1:1`. A
binary float is refused: 0.1 is not one tenth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational

from incentives.diagnostics import Collector
from incentives.ir.quantities import exact_text
from incentives.money.currency import is_currency
from incentives.source import SourceFile, Span
from incentives.syntax.nodes import MappingNode, Node, ScalarNode, SequenceNode
from incentives.syntax.yaml_problems import shown
from incentives.values import Money

DEEPEST = 20
LONGEST_KEY = 60
MOST_DIGITS = 400
ROOT = "profile"
NOT_STATED = "unknown"


def from_mapping(mapping: Mapping[str, object], collector: Collector, *, name: str = ROOT) -> Node:
    """
    The node of a profile. A value may be text as in a file, `int`, `bool`, `Decimal`, `Fraction`, `date`, `Money`, a
    pair of amount and currency, None for unknown, or a mapping, list, tuple or set of such.
    """
    return _Converter(collector).node(mapping, name, 0)


class _Converter:
    """
    Turns values into nodes and reports those that cannot be.
    """

    def __init__(self, collector: Collector) -> None:
        self.collector = collector

    def node(self, value: object, path: str, depth: int) -> Node:
        if depth > DEEPEST:
            self.collector.add("too-deep", f"a profile is at most {DEEPEST} levels deep", _span(path, "…"))
            return _scalar(path, NOT_STATED)
        match value:
            case Mapping():
                return self.mapping(value, path, depth)
            case (Rational() | Decimal() as amount, str() as currency) if is_currency(currency):
                return self.amount(amount, currency, path)
            case list() | tuple():
                return self.sequence(value, path, depth)
            case AbstractSet():
                return self.sequence(sorted(value, key=str), path, depth)
            case _:
                return self.scalar(value, path)

    def mapping(self, value: Mapping[object, object], path: str, depth: int) -> MappingNode:
        entries: dict[str, tuple[ScalarNode, Node]] = {}
        for key, each in value.items():
            text = _key_text(key)
            place = f"{path}.{_short(text)}" if text else path
            if text is None:
                message = f"a key of type {shown(type(key).__name__)} cannot stand in a profile"
                self.collector.add("bad-key", message, _span(path, "…"), help="a key is a text or a year")
            elif text in entries:
                message = f"the key {shown(text)} stands twice"
                self.collector.add("duplicate-key", message, _span(place, text), help="remove one of them")
            else:
                entries[text] = (_scalar(place, text), self.node(each, place, depth + 1))
        return MappingNode(tuple(entries.values()), _span(path, "{…}"))

    def sequence(self, value: Sequence[object], path: str, depth: int) -> SequenceNode:
        items = tuple(self.node(each, f"{path}[{index}]", depth + 1) for index, each in enumerate(value))
        return SequenceNode(items, _span(path, "[…]"))

    def amount(self, amount: object, currency: str, path: str) -> ScalarNode:
        number = text_of(amount)
        return self.scalar(amount if number is None else f"{number} {currency}", path)

    def scalar(self, value: object, path: str) -> ScalarNode:
        text = text_of(value)
        if text is None:
            text = float.__repr__(value) if isinstance(value, float) else type(value).__name__
            code, message, help_line = _refusal(value)
            self.collector.add(code, message, _span(path, text), help=help_line)
            text = NOT_STATED
        return _scalar(path, text)


def text_of(value: object) -> str | None:
    """*value* as a profile writes it, None if it has no exact text."""
    match value:
        case None:
            return NOT_STATED
        case str():
            return str.__str__(value)
        case bool():
            return "true" if value else "false"
        case Money(amount=amount, currency=currency):
            digits = number_text(amount)
            return None if digits is None else f"{digits} {currency}"
        case Rational() | Decimal():
            return number_text(value)
        case datetime():
            return None
        case date():
            return value.isoformat()
        case _:
            return None


def number_text(number: Rational | Decimal) -> str | None:
    """A number in digits: `150000000`, `6.5`; as a quotient, `1/3`, where no decimal is exact; None for a monster."""
    if isinstance(number, Decimal):
        if (
            not number.is_finite()
            or abs(number.adjusted()) > MOST_DIGITS
            or len(number.as_tuple().digits) > MOST_DIGITS
        ):
            return None
        return exact_text(Fraction(number))
    if max(int(number.numerator).bit_length(), int(number.denominator).bit_length()) > 4 * MOST_DIGITS:
        return None
    return exact_text(Fraction(int(number.numerator), int(number.denominator)))


def _refusal(value: object) -> tuple[str, str, str]:
    """Code, message and help for a value that has no exact text."""
    match value:
        case float():
            return (
                "binary-float",
                f"{shown(float.__repr__(value))} is a binary float, which is rarely the number that was meant",
                f'write it as text (`"{float.__repr__(value)}"`) or as a `Decimal`',
            )
        case Decimal() if not value.is_finite():
            return "not-a-number", f"{shown(str(value))} is not a number", "leave out what is not known"
        case Rational() | Decimal() | Money():
            return "too-large", f"a number has at most {MOST_DIGITS} digits, this one has more", "round it"
        case datetime():
            return "bad-date", f"{shown(value.isoformat())} is a time, not a day", "give its date: `value.date()`"
        case _:
            return (
                "wrong-shape",
                f"a value of type {shown(type(value).__name__)} cannot stand in a profile",
                "write it as text: `150 million CNY`, `2022-05-10`",
            )


def _key_text(key: object) -> str | None:
    match key:
        case str():
            return str.__str__(key)
        case bool():
            return None
        case Integral():
            return str(int(key))
        case _:
            return None


def _short(key: str) -> str:
    """A key as part of a place."""
    return "".join(character if character.isprintable() else " " for character in key[:LONGEST_KEY])


def _scalar(path: str, text: str) -> ScalarNode:
    return ScalarNode(text, _span(path, text))


def _span(path: str, text: str) -> Span:
    return SourceFile(path, text).span(0, len(text))
