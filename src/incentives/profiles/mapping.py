"""
A profile as a Python mapping, turned into the nodes that a file would give, so that the same binding reads both.

Every value gets a source of its own, named by its path, so that a mistake is shown at `profile.revenue.2023:1:1`. A
binary float is refused: 0.1 is not one tenth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from numbers import Integral

from incentives.diagnostics import Collector
from incentives.money.currency import is_currency
from incentives.source import SourceFile, Span
from incentives.syntax.nodes import MappingNode, Node, ScalarNode, SequenceNode
from incentives.syntax.yaml_problems import shown
from incentives.values import Money

DEEPEST = 20
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
            case (Integral() | Fraction() | Decimal() as amount, str() as currency) if is_currency(currency):
                return self.amount(amount, currency, path)
            case list() | tuple():
                return self.sequence(value, path, depth)
            case Set():
                return self.sequence(sorted(value, key=str), path, depth)
            case _:
                return self.scalar(value, path)

    def mapping(self, value: Mapping[object, object], path: str, depth: int) -> MappingNode:
        entries: dict[str, tuple[ScalarNode, Node]] = {}
        for key, each in value.items():
            text = _key_text(key)
            place = f"{path}.{text}" if text else path
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
            text = repr(value)[:200] if isinstance(value, float) else type(value).__name__
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
            return f"{number_text(amount)} {currency}"
        case Fraction():
            return number_text(value)
        case Decimal():
            return number_text(Fraction(value)) if value.is_finite() else None
        case datetime():
            return None
        case date():
            return value.isoformat()
        case Integral():
            return number_text(Fraction(int(value)))
        case _:
            return None


def number_text(number: Fraction) -> str:
    """A number in digits: `150000000`, `6.5`; as a quotient, `1/3`, where no decimal is exact."""
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return str(number)
    places = max(twos, fives)
    if places == 0:
        return str(number.numerator)
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    return f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def _refusal(value: object) -> tuple[str, str, str]:
    """Code, message and help for a value that has no exact text."""
    match value:
        case float():
            return (
                "binary-float",
                f"{shown(repr(value))} is a binary float, which is rarely the number that was meant",
                f'write it as text (`"{value!r}"`) or as a `Decimal`',
            )
        case Decimal():
            return "not-a-number", f"{shown(str(value))} is not a number", "leave out what is not known"
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


def _scalar(path: str, text: str) -> ScalarNode:
    return ScalarNode(text, _span(path, text))


def _span(path: str, text: str) -> Span:
    return SourceFile(path, text).span(0, len(text))
