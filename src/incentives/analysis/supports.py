"""
What a requirement rests on: an award that a ceiling leaves nothing of meets none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from incentives.analysis.covering import Columns, decision
from incentives.analysis.optimum.model import Number
from incentives.analysis.question import Question
from incentives.engine.relations import Applied
from incentives.ir.members import Member


@dataclass(frozen=True, slots=True)
class Need:
    """What asks for one of several others; *met* if what the company holds or is settles it."""

    applied: Applied
    subject: Member
    others: tuple[Member, ...]
    met: bool | None


def refine(
    needs: Sequence[Need],
    question: Question,
    columns: Columns,
    decisions: Mapping[Member, int],
    shares: Mapping[int, tuple[int, int]],
) -> None:
    """Of what ceilings may cut to nothing, at least the smallest unit of money must remain to meet a requirement."""
    known: dict[Member, list[int] | None] = {}
    for need in needs:
        if need.met is not False:
            continue
        others = [other for other in need.others if other[0] in question.pool]
        for other in others:
            if other not in known:
                known[other] = _remaining(other, question, columns, decisions, shares)
        if all(known[other] is None for other in others):
            continue
        factors: dict[int, Number] = {decision(decisions, need.subject): 1}
        for other in others:
            found = known[other]
            for column in [decision(decisions, other)] if found is None else found:
                factors.setdefault(column, -1)
        columns.row("needs something of it", factors, 0, certain=need.applied.certain)


def _remaining(
    member: Member,
    question: Question,
    columns: Columns,
    decisions: Mapping[Member, int],
    shares: Mapping[int, tuple[int, int]],
) -> list[int] | None:
    """The columns of which one must be had so that something is left of *member*; None if nothing cuts it."""
    found: list[int] = []
    is_cut = False
    for index, unit in enumerate(question.units):
        if member not in (unit.member, (unit.programme, None)):
            continue
        taken = unit.state if unit.state is not None else decision(decisions, unit.member)
        share, most = shares[index][1], unit.amount.high
        if unit.cut_by and not most:
            is_cut = True
        elif share == taken or most is None or not most or columns.whole[share]:
            found.append(share)
        else:
            is_cut = True
            something = columns.part(f"something of {unit.programme}/{unit.award.award.id}", taken, whole=True)
            columns.row("something of it", {something: unit.award.award.unit, share: -most}, 0)
            found.append(something)
    return found if is_cut else None
