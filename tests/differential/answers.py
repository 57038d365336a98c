"""
An answer reduced to what every path must give alike, from the evaluator that defines the language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from incentives.analysis.totals import reported
from incentives.cases.departures import deciding
from incentives.engine.assessor import Assessor
from incentives.engine.nearest import nearest
from incentives.engine.results import CriterionResult, ProgrammeResult, Status
from incentives.engine.results import Range as Amount
from incentives.engine.scope import Situation
from incentives.ir.margins import measured_in, told
from incentives.ir.rulebook import Group, Nature, Programme, Rulebook
from incentives.money.rates import RateTable
from incentives.profiles.profile import Profile
from incentives.values import Reason

Range: TypeAlias = tuple[Fraction, Fraction | None]
Readings: TypeAlias = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    What an engine is asked: programmes of the rulebook for each company.

    Args:

        programmes: Their ids, all if empty.
    """

    rulebook: Rulebook
    profiles: Sequence[Profile]
    on: date
    rates: RateTable
    currency: str = "CNY"
    readings: Readings = field(default_factory=dict)
    programmes: tuple[str, ...] = ()

    def asked(self) -> list[Programme]:
        """The programmes that are asked about."""
        return [self.rulebook.programmes[name] for name in self.programmes or self.rulebook.programmes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    One programme for one company. An engine that does not tell some part leaves it None; told parts must be the same.

    Args:

        truths: Of every criterion that is worked out, by its id.

        decided_by: The criterion that fails or is open first; empty where the company is eligible.

        margin: The threshold nearest to changing the status as columns tell it: its test, its unit, the distance, its
            share; empty where there is none.

        failing: The criteria for which the eligibility fails: on the ways down to tests that are not met, or, in a
            group of which none may hold, the members that do.

        amounts: Of every award the least and the most that it can come to; None as the most is no end.

        awards: Of every award where the company stands with it.

        missing: Everything that would settle what is open.

        entitled: What the programme's entitled awards come to in the reporting currency, *discretionary* the others,
            without those that are *unconverted*.
    """

    status: str | None = None
    truths: Mapping[str, bool | None] | None = None
    decided_by: str | None = None
    margin: tuple[object, ...] | None = None
    failing: frozenset[str] | None = None
    amounts: Mapping[str, Range] | None = None
    awards: Mapping[str, str] | None = None
    missing: frozenset[Reason] | None = None
    entitled: Range | None = None
    discretionary: Range | None = None
    unconverted: bool | None = None


def exact_answers(question: Question, profile: Profile) -> dict[str, Answer]:
    """The answer of every programme asked about for one company, by the exact evaluator."""
    situation = Situation(
        rulebook=question.rulebook,
        profile=profile,
        on=question.on,
        rates=question.rates,
        readings=question.readings,
    )
    assessor = Assessor(situation)
    results = {programme.id: assessor.programme(programme) for programme in question.asked()}
    return {
        name: exact_answer(reported(result, question.currency, question.on, question.rates))
        for name, result in results.items()
    }


def exact_answer(result: ProgrammeResult) -> Answer:
    """What the exact evaluator's result, with its amounts reported, comes to."""
    entitled, discretionary = (
        [award.reported.amount for award in result.awards if award.reported and award.award.nature is nature]
        for nature in (Nature.ENTITLED, Nature.DISCRETIONARY)
    )
    criteria = _criteria(result.eligibility)
    conditions = [each for award in result.awards for each in _criteria(award.conditions)]
    return Answer(
        status=result.status.value,
        truths={each.criterion.id: each.truth for each in [*criteria, *conditions]},
        decided_by=_decided_by(result),
        margin=_margin(result),
        failing=frozenset(_failing(result.eligibility)),
        amounts={each.award.id: (each.amount.low, each.amount.high) for each in result.awards},
        awards={each.award.id: each.status.value for each in result.awards},
        missing=frozenset(result.missing),
        entitled=_sum(entitled),
        discretionary=_sum(discretionary),
        unconverted=None in entitled + discretionary,
    )


def differences(expected: Answer, actual: Answer) -> list[str]:
    """In which parts two answers are not the same, one line each."""
    found = []
    for part in fields(Answer):
        wanted, got = getattr(expected, part.name), getattr(actual, part.name)
        if got is None or wanted == got:
            continue
        if isinstance(wanted, Mapping) and isinstance(got, Mapping):
            found += [
                f"{part.name} of {name}: {wanted.get(name, 'nothing')} and not {got.get(name, 'nothing')}"
                for name in sorted({*wanted, *got})
                if wanted.get(name, "nothing") != got.get(name, "nothing")
            ]
        else:
            found.append(f"{part.name}: {wanted} and not {got}")
    return found


def _criteria(root: CriterionResult | None) -> list[CriterionResult]:
    found = [root] if root else []
    for each in found:
        found.extend(each.members)
    return found


def _failing(result: CriterionResult | None) -> Iterable[str]:
    """The criteria for which one fails."""
    if result is None or result.truth is not False:
        return
    kind = result.criterion.kind
    if kind is Group.TEST:
        yield result.criterion.id
    for member in result.members:
        if member.criterion.preference:
            continue
        if kind is not Group.NONE:
            yield from _failing(member)
        elif member.truth:
            yield member.criterion.id


def _sum(amounts: Sequence[Amount | None]) -> Range:
    low, high = Fraction(0), Fraction(0)
    bounded = True
    for each in amounts:
        if each is not None:
            low += each.low
            high += each.high or Fraction(0)
            bounded = bounded and each.high is not None
    return low, high if bounded else None


def _margin(result: ProgrammeResult) -> tuple[object, ...]:
    found = nearest(result)
    if found is None:
        return ()
    return found.result.criterion.id, measured_in(found.margin.type), told(found.distance), told(found.share)


def _decided_by(result: ProgrammeResult) -> str:
    if result.eligibility is None or result.status in (Status.ELIGIBLE, Status.NOT_IN_FORCE):
        return ""
    return deciding(result.eligibility)[-1].criterion.id
