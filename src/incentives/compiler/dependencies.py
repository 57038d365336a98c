"""
What the values of a programme need: criteria, awards and definitions, each with what it looks at.

What needs itself, and chains that go too deep, are found here: the evaluator follows these ways and never looks back.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import assert_never

from incentives.compiler.extent import NOTHING, Extent, extent_of, together
from incentives.compiler.granted import granted_of
from incentives.compiler.graphs import circle, components
from incentives.compiler.parts import Key, Part, Parts, key_of
from incentives.diagnostics import Collector
from incentives.ir.expr import FactItems, GroupItems, ItemsBy, ItemsOf, Named, Reference, Source, TableRows, Years
from incentives.ir.rulebook import Programme
from incentives.source import Span

# How often a loop is taken to turn where only the company's own facts say it.
MOST_YEARS = 50
USUAL_ITEMS = 20
SAID: Mapping[Named, str] = {
    Named.DEFINITION: "`{name}`",
    Named.OF_ITEM: "`{name}`",
    Named.CRITERION: "`criteria.{name}`",
    Named.ELIGIBILITY: "the conditions of `{programme}`",
    Named.QUALIFIES: "the conditions of `{programme}`",
    Named.HOLDS: "the status of `{programme}`",
    Named.AWARD_WHEN: "`{name}.when`",
    Named.AWARD_AMOUNT: "`{name}.amount`",
    Named.GRANTED: "`granted({name})`",
}


def check_dependencies(programmes: Mapping[str, Programme], parts: Parts, collector: Collector) -> None:
    """Report what needs itself among all *parts* of the programmes, and what goes too far."""
    graph = {key: _needed(part, programmes) for key, part in parts.items()}
    known: dict[Key, Extent] = {}
    # What goes too far is told once, and not again for all that names it.
    beyond: set[Key] = set()

    def named(node: Reference) -> Extent:
        return known.get(key_of(node), NOTHING)

    def turns(source: Source) -> int:
        match source:
            case Years(count=count):
                return count or MOST_YEARS
            case TableRows(programme=programme, name=name):
                return len(programmes[programme].tables[name].rows)
            case FactItems() | GroupItems() | ItemsBy() | ItemsOf():
                return USUAL_ITEMS
        assert_never(source)

    for members in components(graph):
        if len(members) > 1 or members[0] in graph[members[0]]:
            _report_circle(members, graph, parts, programmes, collector)
            beyond.update(members)
            continue
        if beyond and not beyond.isdisjoint(graph[members[0]]):
            beyond.add(members[0])
            continue
        part = parts[members[0]]
        extents = [known.get(key, NOTHING) for key in part.needs]
        if part.exprs:
            extents += [extent_of(expr, named, turns) for expr in part.exprs]
        found = together(extents)
        if found.excess:
            span = part.exprs[0].root.span if part.exprs else part.span
            collector.add("too-deep", found.excess, span, help="make it of fewer steps: no rule of law has so many")
            beyond.add(members[0])
        known[members[0]] = found


def _needed(part: Part, programmes: Mapping[str, Programme]) -> tuple[Key, ...]:
    if not part.named:
        return part.needs
    return (*part.needs, *[key for node in part.named for key in _keys(node, programmes)])


def _keys(node: Reference, programmes: Mapping[str, Programme]) -> tuple[Key, ...]:
    """What must be worked out before what *node* names: of what is granted, the awards."""
    match node.kind:
        case Named.HOLDS:
            return ()
        case Named.GRANTED:
            return tuple((programme, Named.AWARD_AMOUNT, award) for programme, award in granted_of(node, programmes))
        case _:
            return (key_of(node),)


def _report_circle(
    members: tuple[Key, ...],
    graph: Mapping[Key, tuple[Key, ...]],
    parts: Mapping[Key, Part],
    programmes: Mapping[str, Programme],
    collector: Collector,
) -> None:
    inside = {key: [each for each in graph[key] if each in members] for key in members}
    way = min((circle(inside, key) for key in members), key=lambda each: (len(each), each[0]))
    # Groups and conditions stand between the expressions that name something: those are what the author wrote.
    places = [span for key, following in pairwise(way) if (span := _place(parts[key], following, programmes))]
    owners = {programme for programme, _, _ in way}
    names = [_said(key, alone=len(owners) == 1) for key in way]
    collector.add(
        "cycle",
        f"something needs itself: {' -> '.join(names)}",
        places[0] if places else parts[way[0]].span,
        help="break the circle: one of them must not need the others",
    )


def _said(key: Key, *, alone: bool) -> str:
    """What an author calls a part; of several programmes, with the one that it is of."""
    programme, kind, name = key
    text = SAID[kind].format(programme=programme, name=name)
    return text if alone or kind is Named.QUALIFIES else f"{text} of `{programme}`"


def _place(part: Part, needed: Key, programmes: Mapping[str, Programme]) -> Span | None:
    """Where an expression of *part* names *needed*."""
    return next((node.span for node in part.named if needed in _keys(node, programmes)), None)
