"""
Programmes that ask to come before each other: beside each other they need an order, and where there is none they do not
stand together.

Each programme of a circle gets a place between 0 and 1; who must come first has the lower one if both are chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from incentives.analysis.covering import Columns, decision
from incentives.analysis.optimum.model import Number
from incentives.analysis.question import Question
from incentives.compiler.graphs import components
from incentives.engine.relations import Applied
from incentives.ir.members import Member
from incentives.ir.rulebook import RelationKind


@dataclass(frozen=True, slots=True)
class Before:
    """That one must come before another, if both are chosen."""

    applied: Applied
    first: Member
    then: Member


def orders(question: Question) -> list[Before]:
    """Who must come before whom among the programmes there are to choose from."""
    return [
        Before(each, first, then)
        for each in question.relations
        if each.relation.kind is RelationKind.NOT_AFTER
        for first in each.subjects
        for then in each.others
        if first[0] != then[0] and first[0] in question.pool and then[0] in question.pool
    ]


def keep_orders(
    asked: Sequence[Before],
    columns: Columns,
    decisions: Mapping[Member, int],
    clash: Callable[[Applied, Member, Member], None],
) -> None:
    """
    Rows for what goes round in a circle; anything else finds its order by itself.

    Args:

        clash: Says of two that they do not stand together.
    """
    graph: dict[str, set[str]] = {}
    for each in asked:
        graph.setdefault(each.first[0], set()).add(each.then[0])
        graph.setdefault(each.then[0], set())
    for circle in components(graph):
        inside = [each for each in asked if each.first[0] in circle and each.then[0] in circle]
        if len(circle) == 1 or not inside:
            continue
        both = {(each.first, each.then) for each in inside}
        for each in inside:
            if (each.then, each.first) in both:
                clash(each.applied, each.first, each.then)
        if any((each.then, each.first) not in both for each in inside):
            _places(circle, inside, columns, decisions)


def _places(circle: Sequence[str], inside: Sequence[Before], columns: Columns, decisions: Mapping[Member, int]) -> None:
    places = {name: columns.add(f"place of {name}", whole=False) for name in circle}
    apart = Fraction(1, len(circle) - 1)
    for each in inside:
        factors: dict[int, Number] = {places[each.first[0]]: 1, places[each.then[0]]: -1}
        for member in (each.first, each.then):
            factors[decision(decisions, member)] = 1 + apart
        # With one of the two alone this says nothing; with both, the places are apart.
        columns.row("before", factors, 2 + apart, certain=each.applied.certain)


def in_a_circle(asked: Sequence[Before], member: Member, has: Callable[[Member], bool]) -> list[Before]:
    """The circle that *member* would close among those that are chosen, beginning with it; empty if there is none."""

    def there(each: Member) -> bool:
        return _touch(each, member) or has(each)

    steps = [each for each in asked if there(each.first) and there(each.then)]
    ways: list[list[Before]] = [[each] for each in steps if _touch(each.first, member)]
    seen = {member[0]}
    for way in ways:
        last = way[-1].then
        if last[0] == member[0]:
            return way
        if last[0] not in seen:
            seen.add(last[0])
            ways += [[*way, each] for each in steps if each.first[0] == last[0]]
    return []


def _touch(mine: Member, member: Member) -> bool:
    return mine[0] == member[0] and (mine[1] is None or member[1] is None or mine[1] == member[1])
