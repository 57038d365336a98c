"""
What the exact evaluator says of one row: for each programme the part of its answer that a table shows.

The reference for every faster way to the same columns, and what answers the rows and programmes that have none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from incentives.analysis.combination import combine
from incentives.analysis.totals import reported, reported_award, together
from incentives.engine.assessor import Assessor
from incentives.engine.results import AwardResult, CriterionResult, ProgrammeResult, Range, Status
from incentives.engine.scope import Situation
from incentives.explain.decisions import deciding_failures, nearest_test, open_test
from incentives.ir.rulebook import Programme, Rulebook
from incentives.money.rates import RateTable
from incentives.population.rows import profile_of
from incentives.tables.block import Block
from incentives.types import Date, Numeric, unit_text
from incentives.values import Reason, Why

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    What one programme came to for one row.

    Args:

        decided_by: The criterion that fails first, is open first, or holds by the least; empty if there is none.

        failing: All criteria that fail.

        margin: How far *decided_by* is from its threshold, left minus right; None if it has no distance. In
            *margin_unit*: a currency, `days`, `%`; empty for plain numbers.

        missing: The facts and the like that are missing, most needed first.

        awards: What each award comes to, in the order of the programme; empty outside its period.
    """

    status: Status
    decided_by: str = ""
    failing: tuple[str, ...] = ()
    margin: Fraction | None = None
    margin_unit: str = ""
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


def verdicts_of(question: Question, block: Block, row: int) -> tuple[tuple[Verdict, ...], Together]:
    """What the programmes come to for one row, and what they come to together."""
    assessor = assessor_of(question, block, row)
    results = results_of(question, assessor, question.chosen())
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
    failing = deciding_failures(result.eligibility)
    decisive = _decisive(result, failing)
    margin, margin_unit = _margin(decisive)
    return Verdict(
        status=result.status,
        decided_by=decisive.criterion.id if decisive is not None else "",
        failing=tuple(dict.fromkeys(each.criterion.id for each in failing)),
        margin=margin,
        margin_unit=margin_unit,
        missing=tuple(dict.fromkeys(reason_text(each) for each in result.missing)),
        awards=tuple((each.amount, each.reported.amount if each.reported else None) for each in result.awards),
    )


def reason_text(reason: Reason) -> str:
    """A reason for not knowing as one word: `revenue.2023`, `no-quote:USD/CNY`."""
    subject = reason.subject if reason.year is None else f"{reason.subject}.{reason.year}"
    return subject if reason.why is Why.MISSING_FACT else f"{reason.why}:{subject}"


def _margin(decisive: CriterionResult | None) -> tuple[Fraction | None, str]:
    """The distance of a criterion from its threshold, and in what."""
    margin = decisive.margin if decisive is not None else None
    if margin is None or margin.distance is None:
        return None, ""
    match margin.type:
        case Date():
            return margin.distance, "days"
        case Numeric(percent=True) as kind if kind.is_plain:
            return margin.distance * 100, "%"
        case Numeric() as kind:
            return margin.distance, unit_text(kind)
        case _:
            return margin.distance, ""


def _decisive(result: ProgrammeResult, failing: Sequence[CriterionResult]) -> CriterionResult | None:
    match result.status:
        case Status.INELIGIBLE:
            return failing[0] if failing else None
        case Status.UNDETERMINED:
            return open_test(result.eligibility)
        case Status.ELIGIBLE:
            return nearest_test(result.eligibility)
        case Status.NOT_IN_FORCE:
            return None
