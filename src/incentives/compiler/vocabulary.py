"""
The declarations of facts and places, from their documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from incentives.compiler.graphs import circle, components
from incentives.compiler.idle import report_idle
from incentives.compiler.texts import localized, one_of
from incentives.diagnostics import Collector, suggestion
from incentives.ir.places import COUNTRIES
from incentives.ir.rulebook import FactDeclaration, PlaceDeclaration
from incentives.source import Span
from incentives.syntax.cursor import unit_help
from incentives.syntax.documents import FactShape, PlacesShape
from incentives.syntax.literals import Misread, read_literal
from incentives.syntax.nodes import MappingNode, ScalarNode
from incentives.syntax.units import unit_of
from incentives.types import (
    BROKEN,
    COUNT,
    DATE,
    NUMBER,
    PERCENT,
    PLACE,
    TEXT,
    TRUTH,
    Broken,
    Choice,
    Numeric,
    Record,
    Set,
    Type,
    divide,
    money,
)

SIMPLE: Mapping[str, Type] = {
    "truth": TRUTH,
    "number": NUMBER,
    "count": COUNT,
    "percent": PERCENT,
    "money": money(),
    "area": Numeric(units=(("m2", 1),)),
    "date": DATE,
    "place": PLACE,
    "text": TEXT,
}
MEMBERED = ("choice", "set")
STRUCTURED = (*MEMBERED, "list")
# Some of the units that are types too.
QUANTITIES = ("months", "days", "money/m2/day")

# What types are called in other languages.
ELSEWHERE = {
    **dict.fromkeys(("integer", "int", "whole", "quantity"), "count"),
    **dict.fromkeys(("float", "decimal", "double", "real", "numeric"), "number"),
    **dict.fromkeys(("bool", "boolean", "flag", "yes/no", "logical"), "truth"),
    **dict.fromkeys(("string", "str", "varchar", "name"), "text"),
    **dict.fromkeys(("percentage", "rate", "share", "%"), "percent"),
    **dict.fromkeys(("amount", "currency", "cny", "eur", "usd", "price"), "money"),
    **dict.fromkeys(("enum", "option", "category", "select"), "choice"),
    **dict.fromkeys(("array", "table", "records", "items"), "list"),
    **dict.fromkeys(("datetime", "day", "timestamp"), "date"),
    **dict.fromkeys(("location", "country", "region", "jurisdiction"), "place"),
}


def declare_places(shape: PlacesShape, collector: Collector) -> dict[str, PlaceDeclaration]:
    """The places of `places.yaml`, each below a country or a declared place, groups with known members."""
    places = {
        code: PlaceDeclaration(
            code=code,
            members=tuple(member.text for member in each.members or ()),
            label=localized(each.label, collector),
        )
        for code, each in shape.places.items()
    }
    for code, each in shape.places.items():
        for member in each.members or ():
            if member.text not in COUNTRIES and member.text not in places:
                collector.add(
                    "unknown-place",
                    f"`{member.text}` is not a place",
                    member.span,
                    help=suggestion(member.text, [*places, *COUNTRIES]),
                )
        parent = code.rpartition("-")[0]
        if each.within is not None and each.within.text != parent:
            collector.add(
                "place-outside",
                f"`{code}` must begin with the code of the place it lies in, `{each.within.text}`",
                each.within.span,
                help=f"call it `{each.within.text}-…`",
            )
        if parent and parent not in COUNTRIES and parent not in places:
            collector.add(
                "unknown-place",
                f"`{code}` lies in `{parent}`, which is not declared",
                _span(each.label),
                help="declare the larger place too",
            )
    return _without_circles(places, shape, collector)


def _without_circles(
    places: dict[str, PlaceDeclaration], shape: PlacesShape, collector: Collector
) -> dict[str, PlaceDeclaration]:
    """The places, if no group is among its own members; else without any members, so that nobody goes round."""
    graph = {code: each.members for code, each in places.items()}
    for members in components(graph):
        if len(members) > 1 or members[0] in graph[members[0]]:
            break
    else:
        return places
    round_trip = circle(graph, members[0])
    first = shape.places[members[0]].members or []
    names = " -> ".join(f"`{code}`" for code in round_trip[:5])
    help_line = "a group lists places, or groups that do not list it"
    collector.add("cycle", f"a group is a member of itself: {names}", first[0].span, help=help_line)
    return {code: replace(each, members=()) for code, each in places.items()}


def declare_facts(
    facts: Mapping[str, FactShape], node: MappingNode | None, collector: Collector, programme: str | None = None
) -> dict[str, FactDeclaration]:
    """The declarations in a `facts` mapping."""
    spans = {key.text: key.span for key, _ in node.entries} if node else {}
    return {name: declare_fact(name, shape, collector, programme, spans.get(name)) for name, shape in facts.items()}


def declare_fact(
    name: str, shape: FactShape, collector: Collector, programme: str | None = None, span: Span | None = None
) -> FactDeclaration:
    """One declaration: its type, range and words."""
    fields = {field: declare_fact(field, each, collector, programme) for field, each in (shape.fields or {}).items()}
    members = {member: localized(words, collector) for member, words in (shape.members or {}).items()}
    kind = fact_type(name, shape, fields, collector)
    per = one_of(shape.per, ("fiscal_year",), "", collector)
    return FactDeclaration(
        name=name,
        type=kind,
        yearly=per == "fiscal_year",
        low=_edge(shape.at_least, kind, collector, default=Fraction(0) if shape.type.text == "count" else None),
        high=_edge(shape.at_most, kind, collector),
        label=localized(shape.label, collector),
        question=localized(shape.question, collector),
        members=members,
        fields=fields,
        unit=shape.unit.text if shape.unit else "",
        programme=programme,
        span=span or shape.type.span,
    )


def fact_type(name: str, shape: FactShape, fields: Mapping[str, FactDeclaration], collector: Collector) -> Type:
    """The type that a declaration names."""
    word = shape.type.text
    known = word in SIMPLE or word in STRUCTURED or _is_unit(word)
    if known and word not in MEMBERED:
        report_idle(shape, ("members",), "they belong to a `choice` or `set`", collector)
    if known and word != "list":
        report_idle(shape, ("fields",), "they belong to a `list`", collector)
    for field in (shape.fields or {}).values():
        report_idle(field, ("per",), "the items of a list have no value per fiscal year", collector)
    if word in SIMPLE:
        return SIMPLE[word]
    if word in MEMBERED:
        if not shape.members:
            collector.add(
                "missing-key",
                f"the members of `{name}` are missing",
                shape.type.span,
                help="add `members:` with a label for each",
            )
            return BROKEN
        return (Choice if word == "choice" else Set)(name, tuple(shape.members))
    if word == "list":
        if not fields:
            collector.add(
                "missing-key",
                f"the fields of `{name}` are missing",
                shape.type.span,
                help="add `fields:` with a type for each",
            )
            return BROKEN
        return Record(name, tuple((field, each.type) for field, each in fields.items()))
    if not known:
        meant = "list" if shape.fields else "choice" if shape.members else ELSEWHERE.get(word.casefold())
        return _unknown_type(shape.type, meant, collector)
    return _unit_type(shape.type, collector)


def _is_unit(word: str) -> bool:
    return not isinstance(unit_of(word.replace("money", "CNY", 1)), str) or word.startswith("money/")


def _unit_type(written: ScalarNode, collector: Collector) -> Type:
    """`money/m2/day`, `m2`, `months`: a quantity."""
    head, slash, tail = written.text.partition("/")
    if head == "money" and slash:
        below = [unit_of(part) for part in tail.split("/")]
        kind: Numeric = money()
        for each in below:
            if isinstance(each, str):
                collector.add("unknown-unit", f"`{each}` is not a unit", written.span, help=unit_help(each))
                return BROKEN
            kind = divide(kind, each[0])
        return kind
    unit = unit_of(written.text)
    if not isinstance(unit, str) and not unit[0].power:
        return unit[0]
    return _unknown_type(written, None, collector)


def _unknown_type(written: ScalarNode, meant: str | None, collector: Collector) -> Type:
    kinds = ", ".join(f"`{each}`" for each in (*SIMPLE, *STRUCTURED, *QUANTITIES))
    help = f"write `{meant}`" if meant else f"types are {kinds}"
    collector.add("unknown-type", f"`{written.text[:60]}` is not a type", written.span, help=help)
    return BROKEN


def _edge(
    written: ScalarNode | None, kind: Type, collector: Collector, default: Fraction | None = None
) -> Fraction | None:
    """An end of a declared range. Of money only nought can be an end, for it is the same in every currency."""
    if written is None or isinstance(kind, Broken):
        return default
    if written.text == "0" and isinstance(kind, Numeric):
        return Fraction(0)
    found = read_literal(written.text, kind, places={})
    if isinstance(found, Misread):
        collector.add(found.code, found.message, written.span, help=found.help)
        return default
    if not isinstance(found, Fraction):
        collector.add(
            "bad-range",
            "only numbers have a range, and of money only `0` can be an end",
            written.span,
            help="write `at_least: 0`",
        )
        return default
    return found


def _span(written: ScalarNode | Mapping[str, ScalarNode]) -> Span | None:
    if isinstance(written, ScalarNode):
        return written.span
    return next((text.span for text in written.values()), None)
