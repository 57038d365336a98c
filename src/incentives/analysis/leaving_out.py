"""
What a choice does without, and the statements that keep it out.
"""

from __future__ import annotations

from collections.abc import Sequence

from incentives.analysis.beside import looks_at, statement
from incentives.analysis.choosing import Choice
from incentives.analysis.granting import is_granted
from incentives.analysis.optimum.model import Number
from incentives.analysis.orders import in_a_circle
from incentives.engine.combination import Because
from incentives.ir.members import Member
from incentives.ir.rulebook import Relation, RelationKind


def left_out(choice: Choice, values: Sequence[Number]) -> list[tuple[Member, tuple[Because, ...]]]:
    """The programmes of which nothing is granted, and single awards of the others; only what is worth something."""
    found: list[tuple[Member, tuple[Because, ...]]] = []
    question = choice.question
    worth: dict[str, dict[Member, None]] = {}
    for unit in question.units:
        if any(unit.low) or any(unit.high):
            worth.setdefault(unit.programme, {})[unit.member] = None
    for name, members in worth.items():
        without = [member for member in members if not is_granted(choice, values, member)]
        if len(without) == len(members):
            found.append(((name, None), because(choice, values, (name, None))))
        else:
            found += [(member, because(choice, values, member)) for member in without]
    return found


def because(choice: Choice, values: Sequence[Number], member: Member) -> tuple[Because, ...]:
    """The statements that something would break if it were added to the choice."""
    found: dict[tuple[int, bool], tuple[Relation, dict[str, None]]] = {}

    def add(relation: Relation, others: Sequence[str]) -> None:
        entry = found.setdefault((id(relation), True), (relation, {}))
        entry[1].update(dict.fromkeys(others))

    for clash in choice.clashes:
        for mine, other in ((clash.left, clash.right), (clash.right, clash.left)):
            if _touches(mine, member) and choice.has(other, values) and not _touches(other, member):
                add(clash.applied.relation, [name_of(other)])
    for need in choice.needs:
        if _touches(need.subject, member) and need.met is False:
            had = [
                other for other in need.others if other[0] in choice.question.pool and _stands(choice, values, other)
            ]
            if not had or need.applied.relation.kind is RelationKind.NOT_AFTER:
                add(need.applied.relation, [name_of(other) for other in need.others])
    for before in in_a_circle(choice.orders, member, lambda each: choice.has(each, values)):
        others = [each for each in (before.first, before.then) if not _touches(each, member)]
        add(before.applied.relation, [name_of(each) for each in others])
    for cover in choice.covers:
        mine_under = [index for index in cover.sizes if _touches(choice.question.units[index].member, member)]
        if mine_under and cover.applied is not None:
            add(cover.applied.relation, _beside(choice, values, cover.sizes, mine_under, member))
    for source, looks in looks_at(choice.question).items():
        programme = choice.question.pool[source[0]].programme
        relation = statement(programme, programme.awards[source[1]])
        for mine, other in ((source, each) for each in looks):
            if _touches(mine, member) and is_granted(choice, values, other) and not _touches(other, member):
                add(relation, [name_of(other)])
            if _touches(other, member) and is_granted(choice, values, mine) and not _touches(mine, member):
                add(relation, [name_of(mine)])
    return tuple(Because(relation=relation, others=tuple(others)) for relation, others in found.values())


def _stands(choice: Choice, values: Sequence[Number], member: Member) -> bool:
    """Whether something is had of a programme or award: of one that gives money, money."""
    shares = [
        values[choice.units[index][1]]
        for index, unit in enumerate(choice.question.units)
        if member in (unit.member, (unit.programme, None))
    ]
    return choice.has(member, values) and (not shares or any(shares))


def name_of(member: Member) -> str:
    """How an answer names a programme or an award."""
    programme, award = member
    return programme if award is None else f"{programme}/{award}"


def _beside(
    choice: Choice, values: Sequence[Number], under: Sequence[int] | object, mine: Sequence[int], member: Member
) -> list[str]:
    """What else is granted under the same ceiling."""
    found: dict[str, None] = {}
    for index in under if isinstance(under, (list, tuple, dict)) else ():
        unit = choice.question.units[index]
        if index not in mine and values[choice.units[index][1]]:
            found[unit.programme if unit.programme != member[0] else name_of(unit.member)] = None
    return list(found)


def _touches(mine: Member, member: Member) -> bool:
    """Whether a statement about *mine* concerns *member*: the same, the whole, or a part of it."""
    return mine[0] == member[0] and (mine[1] is None or member[1] is None or mine[1] == member[1])
