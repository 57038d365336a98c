"""
Mutants of awards beside their expressions: nature, cap, payers, instalments, periods, stated rounding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from incentives.cases.mutant import Mutant
from incentives.cases.sites import with_award
from incentives.ir.rulebook import Award, Nature, Programme, Rhythm
from incentives.money.rounding import Rounding

SHIFT = Fraction(1, 100)
OTHER_NATURE = {Nature.ENTITLED: Nature.DISCRETIONARY, Nature.DISCRETIONARY: Nature.ENTITLED}


def award_mutants(programme: Programme) -> Iterator[Mutant]:
    """The mutants of every award, in the order of the file."""
    for award in programme.awards.values():
        yield from _of_nature(programme, award)
        yield from _of_cap(programme, award)
        yield from _of_payers(programme, award)
        yield from _of_schedule(programme, award)
        yield from _of_rounding(programme, award)


def _of_nature(programme: Programme, award: Award) -> Iterator[Mutant]:
    other = OTHER_NATURE[award.nature]
    stated = "`up to …`" if award.nature is Nature.DISCRETIONARY else "exactly"
    yield _mutant(
        programme,
        award,
        "nature",
        replace(award, nature=other),
        f"{award.nature} becomes {other}",
        f"a case that grants `{award.id}` and states its amount {stated}",
    )


def _of_cap(programme: Programme, award: Award) -> Iterator[Mutant]:
    if award.cap is None:
        return
    above = f"a company whose `{award.id}` would come to more than its cap"
    changed = replace(award, cap=None, forfeit=False)
    yield _mutant(programme, award, "cap-dropped", changed, f"`{award.id}` has no cap", above)
    name = "cap-clamp" if award.forfeit else "cap-forfeit"
    says = "above the cap the cap is given" if award.forfeit else "above the cap nothing is given"
    yield _mutant(programme, award, name, replace(award, forfeit=not award.forfeit), says, above)


def _of_payers(programme: Programme, award: Award) -> Iterator[Mutant]:
    names = list(award.payers)
    suggestion = f"a case that states the `payers` of `{award.id}`"
    if len(names) == 1:
        yield _mutant(programme, award, "payer-dropped", replace(award, payers={}), "nobody is said to pay", suggestion)
    for first, second in pairwise(names):
        shift = min(SHIFT, award.payers[first])
        payers = {
            **award.payers,
            first: award.payers[first] - shift,
            second: award.payers[second] + shift,
        }
        says = f"a hundredth moves from {first} to {second}"
        yield _mutant(programme, award, f"payer-{first}-{second}", replace(award, payers=payers), says, suggestion)


def _of_schedule(programme: Programme, award: Award) -> Iterator[Mutant]:
    schedule = award.schedule
    suggestion = f"a case that states the `payments` of `{award.id}`"
    for index in range(len(schedule.shares) - 1):
        shares = list(schedule.shares)
        shift = min(SHIFT, shares[index])
        shares[index], shares[index + 1] = shares[index] - shift, shares[index + 1] + shift
        changed = replace(award, schedule=replace(schedule, shares=tuple(shares)))
        says = f"a hundredth moves from instalment {index + 1} to the next"
        yield _mutant(programme, award, f"instalment-{index + 1}", changed, says, suggestion)
    if schedule.rhythm is Rhythm.PERIODS:
        for change, mark in ((1, "+"), (-1, "-")):
            if schedule.count + change >= 1:
                changed = replace(award, schedule=replace(schedule, count=schedule.count + change))
                says = f"{schedule.count} payments become {schedule.count + change}"
                yield _mutant(programme, award, f"periods{mark}", changed, says, suggestion)


def _of_rounding(programme: Programme, award: Award) -> Iterator[Mutant]:
    if not award.stated_rounding:
        return
    suggestion = f"a company whose `{award.id}` has to be rounded"
    other = Rounding.UP if award.rounding in (Rounding.DOWN, Rounding.FLOOR) else Rounding.DOWN
    says = f"rounding {award.rounding} becomes {other}"
    yield _mutant(programme, award, "rounding-mode", replace(award, rounding=other), says, suggestion)
    changed = replace(award, unit=award.unit * 10)
    yield _mutant(programme, award, "rounding-unit", changed, "it is rounded to ten times as much", suggestion)


def _mutant(programme: Programme, award: Award, name: str, changed: Award, says: str, suggestion: str) -> Mutant:
    return Mutant(
        id=f"awards/{award.id}:{name}",
        says=says,
        suggestion=suggestion,
        part=("award", award.id),
        attempts=(lambda: with_award(programme, changed),),
        place=award.span.place if award.span is not None else None,
    )
