"""
What the exact evaluator says of one row: for each programme the part of its answer that a table shows.

The reference for every faster way to the same columns, and what answers the rows and programmes that have none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from incentives.analysis.combination import combine
from incentives.analysis.totals import reported, reported_award, together
from incentives.engine.assessor import Assessor
from incentives.engine.nearest import nearest
from incentives.engine.results import AwardResult, CriterionResult, ProgrammeResult, Range, Status
from incentives.engine.scope import Situation
from incentives.ir.margins import TOO_FAR, measured_in, told
from incentives.ir.rulebook import Group, Programme, Rulebook
from incentives.money.rates import RateTable
from incentives.population.rows import profile_of
from incentives.tables.block import Block
from incentives.tables.reasons import reason_text

# An amount in the award's own currency, and in the reporting one; None where no quote was found.
Amount: TypeAlias = tuple[Range, Range | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    What is asked of every row.

    Args:

        programmes: Their ids, in the order of the answer.

        readings: The reading chosen, by programme and point.
    """

    rulebook: Rulebook
    programmes: tuple[str, ...]
    on: date
    currency: str
    rates: RateTable
    readings: Mapping[str, Mapping[str, str]]

    def chosen(self) -> list[Programme]:
        """The programmes themselves."""
        return [self.rulebook.programmes[name] for name in self.programmes]


@dataclass(frozen=True, slots=True)
class ToldMargin:
    """
    How far a company is from another status.

    Args:

        criterion: The test whose threshold is nearest.

        unit: What the distance is measured in; None for plain numbers and shares.

        distance: The value less the threshold; None if it has more digits than a column holds.

        share: The same as a share of the threshold.
    """

    criterion: str
    unit: str | None
    distance: Fraction | None
    share: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    What one programme came to for one row.

    Args:

        decided_by: The criterion that fails first or is open first; empty where nothing is in the way.

        margin: The threshold nearest to changing the status; None where no figure alone does.

        failing: All criteria that fail.

        missing: The facts and the like that are missing, by name.

        awards: What each award comes to, in the order of the programme; empty outside its period.
    """

    status: Status
    decided_by: str = ""
    margin: ToldMargin | None = None
    failing: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    awards: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """
    What the best permitted choice comes to for one row, in the reporting currency.

    Args:

        left_out: The programmes that it does without.

        unconverted: The awards that are not in the totals because no quote was found.
    """

    entitled: Range
    discretionary: Range
    left_out: tuple[str, ...] = ()
    unconverted: tuple[str, ...] = ()


def verdicts_of(
    question: Question, block: Block, row: int, programmes: Sequence[str]
) -> tuple[tuple[Verdict, ...], Together]:
    """What *programmes* come to for one row, and what they come to together."""
    assessor = assessor_of(question, block, row)
    results = results_of(question, assessor, [question.rulebook.programmes[name] for name in programmes])
    return tuple(verdict(each) for each in results), together_of(results, question, assessor)


def assessor_of(question: Question, block: Block, row: int) -> Assessor:
    """Who assesses one row."""
    return Assessor(
        Situation(
            rulebook=question.rulebook,
            profile=profile_of(block, row, question.rulebook),
            on=question.on,
            rates=question.rates,
            readings=question.readings,
        )
    )


def results_of(question: Question, assessor: Assessor, programmes: Sequence[Programme]) -> list[ProgrammeResult]:
    """The whole results of *programmes* for one row."""
    return [
        reported(assessor.programme(programme), question.currency, question.on, question.rates)
        for programme in programmes
    ]


def together_of(results: Sequence[ProgrammeResult], question: Question, assessor: Assessor) -> Together:
    """What the best permitted choice among *results* comes to."""

    def report(award: AwardResult) -> AwardResult:
        return reported_award(award, question.currency, question.on, question.rates)

    combination = combine(results, assessor, report, alternatives=False)
    entitled, discretionary = together(combination)
    return Together(
        entitled=entitled.amount,
        discretionary=discretionary.amount,
        left_out=tuple(each.programme for each in combination.left_out if each.award is None),
        unconverted=(*entitled.unconverted, *discretionary.unconverted),
    )


def verdict(result: ProgrammeResult) -> Verdict:
    """The part of a result that a table shows."""
    decisive = _decisive(result)
    return Verdict(
        status=result.status,
        decided_by=decisive.criterion.id if decisive is not None else "",
        margin=_margin(result),
        failing=tuple(dict.fromkeys(_failing(result.eligibility))),
        missing=tuple(sorted({reason_text(each) for each in result.missing})),
        awards=tuple((each.amount, each.reported.amount if each.reported else None) for each in result.awards),
    )


def _margin(result: ProgrammeResult) -> ToldMargin | None:
    found = nearest(result)
    if found is None:
        return None
    distance = told(found.distance)
    return ToldMargin(
        criterion=found.result.criterion.id,
        unit=measured_in(found.margin.type),
        distance=distance if abs(distance) < TOO_FAR else None,
        share=told(found.share),
    )


def _decisive(result: ProgrammeResult) -> CriterionResult | None:
    """The criterion that fails or is open first, on the way down from the whole; None where nothing is in the way."""
    match result.status:
        case Status.INELIGIBLE:
            return _way(result.eligibility, False)
        case Status.UNDETERMINED:
            return _way(result.eligibility, None)
        case Status.ELIGIBLE | Status.NOT_IN_FORCE:
            return None


def _way(result: CriterionResult | None, wanted: bool | None) -> CriterionResult | None:
    if result is None:
        return None
    if result.criterion.kind is Group.NONE and wanted is not None:
        wanted = not wanted
    if result.criterion.kind is Group.ALL and wanted is True:
        return result
    for member in result.members:
        if member.counts and member.truth is wanted:
            return _way(member, wanted)
    return result


def _failing(result: CriterionResult | None) -> Iterator[str]:
    """All criteria for which a result is false: each failing test, and what holds and must not."""
    if result is None or result.truth is not False:
        return
    if result.criterion.kind is Group.TEST:
        yield result.criterion.id
    for member in result.members:
        if member.criterion.preference:
            continue
        if result.criterion.kind is Group.NONE:
            if member.truth is True:
                yield member.criterion.id
        else:
            yield from _failing(member)
