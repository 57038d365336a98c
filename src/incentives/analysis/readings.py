"""
Where another reading of an ambiguous clause gives this company another answer, and by how much.
"""

from __future__ import annotations

from dataclasses import replace

from incentives.engine.assessor import Assessor
from incentives.engine.results import Disagreement, ProgrammeResult, Status
from incentives.engine.scope import Situation
from incentives.ir.rulebook import Programme


def disagreements(programme: Programme, result: ProgrammeResult, situation: Situation) -> tuple[Disagreement, ...]:
    """Each other reading of one clause, all others as chosen, whose answer differs from *result*."""
    if result.status is Status.NOT_IN_FORCE:
        return ()
    chosen = situation.readings.get(programme.id, {})
    found = []
    for point in programme.readings.values():
        used = chosen.get(point.id) or point.default
        for option in point.options:
            if option.name == used:
                continue
            readings = {**situation.readings, programme.id: {**chosen, point.id: option.name}}
            other = Assessor(replace(situation, readings=readings)).programme(programme)
            awards = {
                theirs.award.id: theirs.amount
                for ours, theirs in zip(result.awards, other.awards, strict=True)
                if (ours.amount, ours.status) != (theirs.amount, theirs.status)
            }
            if awards or other.status is not result.status:
                found.append(Disagreement(point=point, option=option.name, status=other.status, awards=awards))
    return tuple(found)
