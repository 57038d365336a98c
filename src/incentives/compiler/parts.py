"""
What has a value in a programme: criteria, awards and definitions, each with the expressions that it is worked out from.

Expressions are walked once, for all who ask what is in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from incentives.compiler.walked import Walked, walked
from incentives.frozen import dataclass
from incentives.ir.expr import Expr, FactItems, Named, Reference
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

        exprs: The expressions that its value is worked out from, each with what is in it.

        named: What they name.

        needs: What it needs beyond that.
    """

    exprs: tuple[Walked, ...]
    named: list[Reference]
    needs: tuple[Key, ...]
    span: Span | None


def parts_of(programme: Programme) -> Iterator[tuple[Key, Part]]:
    """All that has a value in *programme*, mostly behind what it needs."""
    name = programme.id
    for definition in programme.definitions.values():
        yield (name, Named.DEFINITION, definition.name), _part((definition.expr,), (), definition.span)
    for criterion in reversed(programme.criteria().values()):
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


def key_of(node: Reference) -> Key:
    """What a reference points at."""
    return (node.programme, SAME.get(node.kind, node.kind), node.name)


def looks_at(programme: Programme, parts: Iterable[Part]) -> tuple[frozenset[str], frozenset[str]]:
    """The facts that *programme* looks at in its *parts*, and the programmes that it refers to."""
    found = [expr for part in parts for expr in part.exprs]
    found += [walked(each.keyed_by) for each in programme.parameters.values() if each.keyed_by is not None]
    found += [walked(expr) for each in programme.relations for expr in (each.when, each.amount) if expr is not None]
    facts = {fact for each in found for fact in each.facts}
    # Lists that are gone through without a word about them: an award for each item, costs that are paid for once.
    sources = [award.schedule.source for award in programme.awards.values()]
    facts.update(source.name for source in sources if isinstance(source, FactItems))
    facts.update(each.items for each in programme.relations if each.items is not None)
    # What is granted of another programme is no matter of this one's own answer.
    named = [node for each in found for node in each.named if node.kind is not Named.GRANTED]
    return frozenset(facts), frozenset([node.programme for node in named])


def _part(exprs: tuple[Expr, ...], needs: tuple[Key, ...], span: Span | None) -> Part:
    if not exprs:
        return Part((), [], needs, span)
    found = tuple([walked(expr) for expr in exprs])
    return Part(found, [node for each in found for node in each.named], needs, span)


def _before(programme: Programme, award: Award) -> list[Key]:
    """The awards that take from a shared cap before this one."""
    caps = [cap.awards for cap in programme.caps.values() if award.id in cap.awards]
    return [(programme.id, Named.AWARD_AMOUNT, name) for awards in caps for name in awards[: awards.index(award.id)]]


def _worked_out(programme: Programme, award: Award) -> tuple[Expr, ...]:
    exprs = (award.amount, award.cap, award.deadline, award.schedule.start)
    shared = [cap.amount for cap in programme.caps.values() if award.id in cap.awards]
    return (*[expr for expr in exprs if expr is not None], *shared)
