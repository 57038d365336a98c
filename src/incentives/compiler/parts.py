"""
What has a value in a programme: criteria, awards and definitions, each with the expressions that it is worked out from.

Expressions are walked once, here, for all who ask what is in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from incentives.frozen import dataclass
from incentives.ir.expr import Aggregate, Expr, Fact, FactItems, GroupItems, Named, Reference, walk
from incentives.ir.rulebook import Award, Programme
from incentives.source import Span

Key: TypeAlias = tuple[str, Named, str]
SAME = {Named.ELIGIBILITY: Named.QUALIFIES, Named.OF_ITEM: Named.DEFINITION}
Parts: TypeAlias = Mapping[Key, "Part"]


@dataclass(frozen=True, slots=True)
class Part:
    """
    Something that has a value.

    Args:

        exprs: The expressions that its value is worked out from, each with everything below it (`walk`).

        named: What they name.

        needs: What it needs beyond that.
    """

    exprs: tuple[list[Expr], ...]
    named: list[Reference]
    needs: tuple[Key, ...]
    span: Span | None


def parts_of(programme: Programme) -> Iterator[tuple[Key, Part]]:
    """All that has a value in *programme*."""
    name = programme.id
    for criterion in programme.criteria().values():
        members = tuple([(name, Named.CRITERION, member.id) for member in criterion.members])
        yield (
            (name, Named.CRITERION, criterion.id),
            _part(() if members else (criterion.expr,), members, criterion.span),
        )
    eligibility = programme.eligibility
    conditions: tuple[Key, ...] = ((name, Named.CRITERION, eligibility.id),) if eligibility else ()
    yield (name, Named.QUALIFIES, ""), _part((), conditions, eligibility.span if eligibility else None)
    for award in programme.awards.values():
        when = (name, Named.AWARD_WHEN, award.id)
        own: tuple[Key, ...] = ((name, Named.CRITERION, award.when.id),) if award.when else ()
        yield when, _part((), own, award.span)
        # An amount is nought to who does not get it, so that it needs the conditions.
        needs = (when, (name, Named.QUALIFIES, ""), *_before(programme, award))
        yield (name, Named.AWARD_AMOUNT, award.id), _part(_worked_out(programme, award), needs, award.span)
    for definition in programme.definitions.values():
        yield (name, Named.DEFINITION, definition.name), _part((definition.expr,), (), definition.span)


def key_of(node: Reference) -> Key:
    """What a reference points at."""
    return (node.programme, SAME.get(node.kind, node.kind), node.name)


def looks_at(programme: Programme, parts: Iterable[Part]) -> tuple[frozenset[str], frozenset[str]]:
    """The facts that *programme* looks at in its *parts*, and the programmes that it refers to."""
    facts: set[str] = set()
    programmes: set[str] = set()
    walks = [walk(each.keyed_by) for each in programme.parameters.values() if each.keyed_by is not None]
    walks += [walk(expr) for each in programme.relations for expr in (each.when, each.amount) if expr is not None]
    for part in parts:
        walks += part.exprs
    for nodes in walks:
        for node in nodes:
            if isinstance(node, Fact):
                facts.add(node.name)
            elif isinstance(node, Reference):
                programmes.add(node.programme)
            elif isinstance(node, Aggregate) and isinstance(node.source, (FactItems, GroupItems)):
                facts.add(node.source.name)
                if isinstance(node.source, GroupItems):
                    facts.add(node.source.holdings)
    return frozenset(facts), frozenset(programmes)


def _part(exprs: tuple[Expr, ...], needs: tuple[Key, ...], span: Span | None) -> Part:
    if not exprs:
        return Part((), [], needs, span)
    walks = tuple([walk(expr) for expr in exprs])
    return Part(walks, [node for nodes in walks for node in nodes if isinstance(node, Reference)], needs, span)


def _before(programme: Programme, award: Award) -> list[Key]:
    """The awards that take from a shared cap before this one."""
    caps = [cap.awards for cap in programme.caps.values() if award.id in cap.awards]
    return [(programme.id, Named.AWARD_AMOUNT, name) for awards in caps for name in awards[: awards.index(award.id)]]


def _worked_out(programme: Programme, award: Award) -> tuple[Expr, ...]:
    exprs = (award.amount, award.cap, award.deadline, award.schedule.start)
    shared = [cap.amount for cap in programme.caps.values() if award.id in cap.awards]
    return (*[expr for expr in exprs if expr is not None], *shared)
