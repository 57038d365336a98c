"""
The value of one fact: a node and a declaration to a known value, with everything that is wrong reported.

What is not stated (`unknown`, nothing at all) is None here, and so is what was reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import assert_never

from incentives.diagnostics import Collector
from incentives.ir.rulebook import FactDeclaration, PlaceDeclaration
from incentives.profiles.names import FieldNames
from incentives.profiles.profile import FactValue, Yearly
from incentives.source import Span
from incentives.syntax.literals import UNKNOWN_WORDS, Misread, read_literal
from incentives.syntax.nodes import MappingNode, Node, ScalarNode, SequenceNode
from incentives.syntax.yaml_problems import shown
from incentives.types import Broken, Choice, Date, Numeric, Place, Record, Set, Text, Truth, unit_text
from incentives.values import Known, Money, Row, Rows, Value, missing

EARLIEST, LATEST = 1900, 2100
LATEST_KEY = "latest"
# What says that a list or set has nothing in it, which is not the same as not saying what is in it.
NOTHING = frozenset({"none", "无", "[]"})
MOST_PROBLEMS = 100
_YEAR = re.compile(r"[0-9]{4}")
_BETWEEN_MEMBERS = re.compile(r"[,，;；、]")


class TooManyProblems(Exception):
    """Jump out of a profile that is wrong all over."""


class ValueBinder:
    """
    Reads the values of one profile; knows the places there are and whom to tell.
    """

    def __init__(self, places: Mapping[str, PlaceDeclaration], collector: Collector) -> None:
        self.places = places
        self.collector = collector

    def report(self, code: str, message: str, span: Span | None, help: str | None = None) -> None:
        """
        Take note of a mistake.

        Raises:

            TooManyProblems: after the hundredth, so that a hostile profile costs little.
        """
        self.collector.add(code, message, span, help=help)
        if len(self.collector.found) >= MOST_PROBLEMS:
            raise TooManyProblems

    def fact(self, declared: FactDeclaration, node: Node) -> FactValue | None:
        """The value of a fact, or its values by fiscal year."""
        if not declared.yearly:
            return self.value(declared, node, declared.name)
        if not isinstance(node, MappingNode):
            latest = self.value(declared, node, declared.name)
            return Yearly(latest=latest) if latest is not None else None
        values: dict[int, Value] = {}
        latest = None
        for key, each in node.entries:
            year = self.year(key, declared.name)
            if year is None:
                continue
            found = self.value(declared, each, f"{declared.name}.{key.text}")
            if found is not None and year == LATEST_KEY:
                latest = found
            elif found is not None:
                values[int(year)] = found
        return Yearly(values=dict(sorted(values.items())), latest=latest) if values or latest else None

    def year(self, key: ScalarNode, fact: str) -> str | None:
        """The year that a key names, or `latest`."""
        if key.text == LATEST_KEY:
            return LATEST_KEY
        if not _YEAR.fullmatch(key.text):
            message = f"{shown(key.text)} is not a year: `{fact}` has a value for each fiscal year"
            self.report("bad-year", message, key.span, "write the year in which the fiscal year ends: `2023`")
            return None
        if not EARLIEST <= int(key.text) <= LATEST:
            message = f"the year `{key.text}` lies outside {EARLIEST} to {LATEST}"
            self.report("bad-year", message, key.span, "write the year in which the fiscal year ends: `2023`")
            return None
        return key.text

    def value(self, declared: FactDeclaration, node: Node, subject: str) -> Known | None:
        """One value, None if it is not stated."""
        if not_stated(node):
            return None
        match declared.type:
            case Record():
                return self.rows(declared, node, subject)
            case Set():
                return self.members(declared, node, subject)
            case Truth() | Numeric() | Date() | Place() | Text() | Choice():
                if isinstance(node, ScalarNode):
                    return self.scalar(declared, node)
                self.not_one_value(declared, node, subject)
                return None
            case Broken():
                return None
        assert_never(declared.type)

    def scalar(self, declared: FactDeclaration, node: ScalarNode) -> Known | None:
        """One value of a simple type, in its range."""
        found = read_literal(node.text, declared.type, places=self.places, labels=declared.members)
        if isinstance(found, Misread):
            self.report(found.code, found.message, node.span, found.help)
            return None
        number = found.amount if isinstance(found, Money) else found
        if (
            isinstance(declared.type, Numeric)
            and isinstance(number, Fraction)
            and not self.in_range(declared, number, node)
        ):
            return None
        return Known(found)

    def in_range(self, declared: FactDeclaration, number: Fraction, node: ScalarNode) -> bool:
        """Whether a number is what the declaration allows."""
        if isinstance(declared.type, Numeric) and declared.type.whole and number.denominator != 1:
            message = f"{shown(node.text)} is not a whole number"
            self.report("not-whole", message, node.span, f"`{declared.name}` counts whole things")
            return False
        if (declared.low is not None and number < declared.low) or (
            declared.high is not None and number > declared.high
        ):
            message = f"{shown(node.text)} is outside the range of `{declared.name}`"
            self.report("out-of-range", message, node.span, f"`{declared.name}` is {range_text(declared)}")
            return False
        return True

    def members(self, declared: FactDeclaration, node: Node, subject: str) -> Known | None:
        """Any number of members: a list, or a text with commas."""
        if isinstance(node, MappingNode):
            self.report(
                "wrong-shape",
                f"`{subject}` is a list of members, this is a mapping",
                span_of(node),
                "write `[one, another]`",
            )
            return None
        if isinstance(node, ScalarNode):
            if (
                node.text.strip().lower() in NOTHING
                and isinstance(declared.type, Set)
                and node.text not in declared.type.members
            ):
                return Known(frozenset())
            parts = [ScalarNode(part.strip(), node.span) for part in _BETWEEN_MEMBERS.split(node.text)]
            found = [self.scalar(declared, part) for part in parts]
        else:
            found = [self.member(declared, item, subject) for item in node.items]
        if None in found:
            return None
        return Known(frozenset(str(each.value) for each in found if each is not None))

    def member(self, declared: FactDeclaration, node: Node, subject: str) -> Known | None:
        """One member of a list of them."""
        if isinstance(node, ScalarNode):
            return self.scalar(declared, node)
        message = f"a member of `{subject}` is a word, this is {kind_of(node)}"
        self.report("wrong-shape", message, span_of(node), "write `[one, another]`")
        return None

    def rows(self, declared: FactDeclaration, node: Node, subject: str) -> Known | None:
        """The items of a list. Fields that an item does not state are unknown, in the range that they have."""
        if isinstance(node, ScalarNode) and node.text.strip().lower() in NOTHING:
            return Known(Rows(()))
        if not isinstance(node, SequenceNode):
            message = f"`{subject}` is a list of items, this is {kind_of(node)}"
            self.report("wrong-shape", message, span_of(node), "begin each item with `- `, or write `none`")
            return None
        names = FieldNames(declared.fields)
        unknown: dict[str, Value] = {
            name: missing(f"{declared.name}.{name}", low=field.low, high=field.high)
            for name, field in declared.fields.items()
        }
        items = [{**unknown, **self.row(declared, names, item, subject)} for item in node.items]
        return Known(Rows(tuple(Row(tuple(item.items())) for item in items)))

    def row(self, declared: FactDeclaration, names: FieldNames, node: Node, subject: str) -> dict[str, Value]:
        """What one item states."""
        if not isinstance(node, MappingNode):
            message = f"an item of `{subject}` is a mapping of fields to values, this is {kind_of(node)}"
            self.report("wrong-shape", message, span_of(node), f"write `- {next(iter(declared.fields))}: …`")
            return {}
        stated: dict[str, Value] = {}
        for name, _, each in self.distinct(names, node, f"a field of `{subject}`", "unknown-field"):
            found = self.value(declared.fields[name], each, f"{subject}.{name}")
            if found is not None:
                stated[name] = found
        return stated

    def distinct(
        self, names: FieldNames, node: MappingNode, what: str, code: str
    ) -> list[tuple[str, ScalarNode, Node]]:
        """The entries of a mapping by the names that their keys mean, each once."""
        found: dict[str, tuple[str, ScalarNode, Node]] = {}
        for key, value in node.entries:
            name = names.resolve(key.text)
            if name is None:
                self.report(code, f"{shown(key.text)} is not {what}", key.span, names.help(key.text))
            elif name in found:
                message = f"`{name}` is stated twice, as {shown(found[name][1].text)} and as {shown(key.text)}"
                self.report("duplicate-fact", message, key.span, "state it once")
            else:
                found[name] = (name, key, value)
        return list(found.values())

    def not_one_value(self, declared: FactDeclaration, node: Node, subject: str) -> None:
        """Report a list or a mapping where one value is due."""
        years = isinstance(node, MappingNode) and node.entries and all(_YEAR.fullmatch(key) for key in node.keys)
        if years and not declared.yearly:
            message = f"`{subject}` does not have a value for each year"
            self.report("wrong-shape", message, span_of(node), f"write one value: `{subject}: …`")
        else:
            message = f"`{subject}` is {kind_text(declared)}, this is {kind_of(node)}"
            self.report("wrong-shape", message, span_of(node), f"write one value: `{subject.rpartition('.')[2]}: …`")


def not_stated(node: Node) -> bool:
    """Whether a value says that it is not known."""
    return isinstance(node, ScalarNode) and node.text.strip().lower() in UNKNOWN_WORDS


def kind_of(node: Node) -> str:
    """What a node is, in words."""
    if isinstance(node, ScalarNode):
        return f"the text {shown(node.text)}"
    return "a list" if isinstance(node, SequenceNode) else "a mapping"


def kind_text(declared: FactDeclaration) -> str:
    """What a fact of one value is, in words."""
    match declared.type:
        case Truth():
            return "true or false"
        case Date() | Place() | Text() | Choice() | Numeric(power=0, units=()):
            return f"a {str(declared.type).partition(' of ')[0]}"
        case Numeric() as kind:
            return "an amount of money" if kind.is_money else f"a quantity in {unit_text(kind)}"
        case Set() | Record() | Broken():
            return "a list"
    assert_never(declared.type)


def range_text(declared: FactDeclaration) -> str:
    """The range of a fact, in words."""
    low, high = (_edge_text(declared, edge) for edge in (declared.low, declared.high))
    if low and high:
        return f"from {low} to {high}"
    return f"at least {low}" if low else f"at most {high}"


def _edge_text(declared: FactDeclaration, edge: Fraction | None) -> str:
    if edge is None or not isinstance(declared.type, Numeric):
        return ""
    if declared.type.percent:
        return f"{edge * 100}%"
    unit = "" if declared.type.power else unit_text(declared.type)
    return f"{edge} {unit}".strip()


def span_of(node: Node) -> Span:
    """Where to point for a node: a collection by its first entry, so that the marks stay short."""
    while True:
        if isinstance(node, MappingNode) and node.entries:
            return node.entries[0][0].span
        if isinstance(node, SequenceNode) and node.items:
            node = node.items[0]
        else:
            return node.span
