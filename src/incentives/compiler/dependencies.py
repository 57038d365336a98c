"""
What the values of a programme need: criteria, awards and definitions, each with what it looks at.

What needs itself, and chains that go too deep, are found here: the evaluator follows these ways and never looks back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias, assert_never

from incentives.compiler.extent import NOTHING, Extent, extent_of, together
from incentives.compiler.graphs import circle, components
from incentives.diagnostics import Collector
from incentives.ir.expr import Expr, FactItems, GroupItems, Named, Reference, Source, TableRows, Years, walk
from incentives.ir.rulebook import Award, Programme
from incentives.source import Span

Key: TypeAlias = tuple[str, Named, str]

# How often a loop is taken to turn where only the company's own facts say it.
MOST_YEARS = 50
USUAL_ITEMS = 20
SAID: Mapping[Named, str] = {
    Named.DEFINITION: "`{name}`",
    Named.CRITERION: "`criteria.{name}`",
    Named.ELIGIBILITY: "the conditions of `{programme}`",
    Named.QUALIFIES: "the conditions of `{programme}`",
    Named.HOLDS: "the status of `{programme}`",
    Named.AWARD_WHEN: "`{name}.when`",
    Named.AWARD_AMOUNT: "`{name}.amount`",
}


@dataclass(frozen=True, slots=True)
class Part:
    """
    Something that has a value.

    Args:

        exprs: The expressions that its value is worked out from, each with everything below it (`walk`).

        needs: What it needs beyond what they name.
    """

    exprs: tuple[list[Expr], ...]
    needs: tuple[Key, ...] = ()
    span: Span | None = None


def check_dependencies(programmes: Mapping[str, Programme], collector: Collector) -> None:
    """Report what needs itself, and what goes too far."""
    parts = {key: part for programme in programmes.values() for key, part in _parts(programme)}
    graph = {key: [each for each in _needed(part) if each in parts] for key, part in parts.items()}
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
            case FactItems() | GroupItems():
                return USUAL_ITEMS
        assert_never(source)

    for members in components(graph):
        if len(members) > 1 or members[0] in graph[members[0]]:
            _report_circle(members, graph, parts, collector)
            beyond.update(members)
            continue
        if any(key in beyond for key in graph[members[0]]):
            beyond.add(members[0])
            continue
        part = parts[members[0]]
        extents = [known.get(key, NOTHING) for key in part.needs]
        extents += [extent_of(nodes, named, turns) for nodes in part.exprs]
        found = together(extents)
        if found.excess:
            span = part.exprs[0][0].span if part.exprs else part.span
            collector.add("too-deep", found.excess, span, help="make it of fewer steps: no rule of law has so many")
            beyond.add(members[0])
        known[members[0]] = found


def _parts(programme: Programme) -> Iterable[tuple[Key, Part]]:
    for criterion in programme.criteria().values():
        members = tuple((programme.id, Named.CRITERION, member.id) for member in criterion.members)
        exprs = () if members else (walk(criterion.expr),)
        yield (programme.id, Named.CRITERION, criterion.id), Part(exprs, members, criterion.span)
    eligibility = programme.eligibility
    conditions: tuple[Key, ...] = ((programme.id, Named.CRITERION, eligibility.id),) if eligibility else ()
    yield (programme.id, Named.QUALIFIES, ""), Part((), conditions, eligibility.span if eligibility else None)
    for award in programme.awards.values():
        when = (programme.id, Named.AWARD_WHEN, award.id)
        own: tuple[Key, ...] = ((programme.id, Named.CRITERION, award.when.id),) if award.when else ()
        yield when, Part((), own, award.span)
        # An amount is nought to who does not get it, so that it needs the conditions.
        needs = (when, (programme.id, Named.QUALIFIES, ""))
        yield (programme.id, Named.AWARD_AMOUNT, award.id), Part(_worked_out(award), needs, award.span)
    for definition in programme.definitions.values():
        yield (programme.id, Named.DEFINITION, definition.name), Part((walk(definition.expr),), (), definition.span)


def _worked_out(award: Award) -> tuple[list[Expr], ...]:
    exprs = (award.amount, award.cap, award.deadline, award.schedule.start)
    return tuple(walk(expr) for expr in exprs if expr is not None)


def _needed(part: Part) -> list[Key]:
    named = (node for nodes in part.exprs for node in nodes if isinstance(node, Reference))
    return list(dict.fromkeys([*part.needs, *(key_of(node) for node in named if node.kind is not Named.HOLDS)]))


def key_of(node: Reference) -> Key:
    """What a reference points at."""
    kind = Named.QUALIFIES if node.kind is Named.ELIGIBILITY else node.kind
    return (node.programme, kind, node.name)


def _report_circle(
    members: tuple[Key, ...], graph: Mapping[Key, list[Key]], parts: Mapping[Key, Part], collector: Collector
) -> None:
    inside = {key: [each for each in graph[key] if each in members] for key in members}
    way = min((circle(inside, key) for key in members), key=lambda each: (len(each), each[0]))
    # Groups and conditions stand between the expressions that name something: those are what the author wrote.
    places = [span for key, following in pairwise(way) if (span := _place(parts[key], following))]
    names = [SAID[kind].format(programme=programme, name=name) for programme, kind, name in way]
    collector.add(
        "cycle",
        f"something needs itself: {' -> '.join(names)}",
        places[0] if places else parts[way[0]].span,
        help="break the circle: one of them must not need the others",
    )


def _place(part: Part, needed: Key) -> Span | None:
    """Where an expression of *part* names *needed*."""
    nodes = (node for nodes in part.exprs for node in nodes if isinstance(node, Reference))
    return next((node.span for node in nodes if key_of(node) == needed), None)
