"""
The best permitted choice among the programmes that a company could get.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from incentives.engine.combination import (
    Because,
    Combination,
    Granted,
    LeftOut,
    Objective,
    Permitted,
    Proof,
)
from incentives.engine.cumulation import NOTHING, Worth, best, exclusions
from incentives.engine.results import ProgrammeResult, Range, Status
from incentives.ir.rulebook import Nature, Rulebook, Stage

ZERO = Fraction(0)


def combine(results: Sequence[ProgrammeResult], rulebook: Rulebook) -> Combination:
    """The best permitted choice, what it comes to and what it leaves out."""
    counted = {
        result.programme.id: result
        for result in results
        if result.status in (Status.ELIGIBLE, Status.UNDETERMINED)
        and result.programme.stage is Stage.ENACTED
        and result.awards
    }
    worth = {name: _worth(result) for name, result in counted.items()}
    worth = {name: value for name, value in worth.items() if value != NOTHING}
    conflicts = exclusions(rulebook, frozenset(worth))
    chosen = best(worth, conflicts)
    left_out = [
        LeftOut(programme=name, award=None, because=(Because(relation=conflicts[name][other], others=(other,)),))
        for name in sorted(set(worth) - chosen)
        for other in [max((each for each in conflicts[name] if each in chosen), key=lambda each: (worth[each], each))]
    ]
    value = (ZERO, ZERO, ZERO)
    for name in chosen:
        value = (value[0] + worth[name][0], value[1] + worth[name][1], value[2] + worth[name][2])
    return Combination(
        objective=Objective.ENTITLED_FIRST,
        discount_rate=None,
        best=Permitted(
            programmes=tuple(sorted(chosen)),
            entitled=Range(value[0], value[1]),
            discretionary=Range(ZERO, value[2]),
            value=value,
        ),
        granted=tuple(
            Granted(programme=name, award=award, alone=award)
            for name, result in counted.items()
            if name in chosen or name not in worth
            for award in result.awards
        ),
        left_out=tuple(left_out),
        runner_up=None,
        sure=all(each.is_known for name in worth for award in counted[name].awards for each in [award.amount]),
        candidates=(),
        deciding=(),
        proof=Proof(parts=0, cases=0, bound=value),
    )


def _worth(result: ProgrammeResult) -> Worth:
    """What a programme gives: entitled for sure and at best, on merit at best; unbounded counts as its low end."""
    low = high = merit = ZERO
    for award in result.awards:
        amount = award.reported.amount if award.reported else None
        if amount is None:
            continue
        if award.award.nature is Nature.ENTITLED:
            low += amount.low
            high += amount.high if amount.high is not None else amount.low
        else:
            merit += amount.high if amount.high is not None else amount.low
    return (low, high, merit)
