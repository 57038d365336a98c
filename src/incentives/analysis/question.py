"""
What there is to choose from, before it is a linear model: programmes, single awards and payments, and what stands
between them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias

from incentives.analysis.worths import Worths, discounted, high_worth, low_worth
from incentives.engine import amounts
from incentives.engine.assessor import Assessor
from incentives.engine.combination import Objective
from incentives.engine.relations import Applied, applied
from incentives.engine.results import AwardResult, Payment, ProgrammeResult, Range, Status
from incentives.ir.members import Member
from incentives.ir.rulebook import Relation, RelationKind, Stage
from incentives.money.rates import Conversion
from incentives.values import Known, Rows, Value

ZERO = Fraction(0)
# A programme and one of its awards.
Source: TypeAlias = tuple[str, str]
NO_WORTH: Worths = (ZERO, ZERO, ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What is looked for: the objective, and for the present value the rate at which later money counts less."""

    objective: Objective = Objective.ENTITLED_FIRST
    discount_rate: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """
    What is granted or cut as one: a whole award, or one payment of it.

    Args:

        number: The payment, counted from 1; None for the whole award.

        amount: In the award's currency, its lower end what comes for sure.

        shown: The ends of the amount in the reporting currency, as far as they are bounded and can be converted.

        low: The worth of what comes for sure, *high* of what comes at best.

        state: The column of the state of other awards in which it comes to this; None if it looks at none.

        beside: What it then sees granted of them, as far as that is anything.

        fixed: Whether ceilings have been looked at already: it is served before all that shares them with it.

        cut_by: The ceilings that then cut it.
    """

    programme: str
    award: AwardResult
    number: int | None
    amount: Range
    shown: tuple[Fraction, Fraction]
    low: Worths
    high: Worths
    state: int | None = None
    beside: Mapping[Source, Value] = field(default_factory=dict)
    fixed: bool = False
    cut_by: tuple[Relation, ...] = ()

    @property
    def member(self) -> Member:
        """The award."""
        return (self.programme, self.award.award.id)

    @property
    def is_known(self) -> bool:
        """Whether it is one amount; of what is given on merit, the ceiling counts."""
        return self.amount.is_known or (self.amount.high is not None and not any(self.low) and self.settled)

    @property
    def settled(self) -> bool:
        """Whether it is only the authority's own decision that is open."""
        award = self.award
        return award.award.nature is not award.award.nature.ENTITLED and not award.reasons and award.published


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    All that bears on a choice.

    Args:

        pool: The programmes to choose from, by id: enacted and not out of the question.

        units: What they grant.

        relations: The statements that hold or may hold.

        rates: How much of a ceiling's currency a unit of an award's currency is, by both; None without a quote.

        outside: What is known of programmes that were not assessed with the others: whether the company qualifies.

        alone: Whether every programme is taken by itself.

        report: Gives an award its amount in the reporting currency.

        anew: An award where so much is granted of others.

        units_of: The units of an award as it is given.
    """

    aim: Aim
    pool: Mapping[str, ProgrammeResult]
    units: tuple[Unit, ...]
    relations: tuple[Applied, ...]
    rates: Mapping[tuple[str, str], Fraction | None]
    held: frozenset[str]
    received: frozenset[str]
    report: Callable[[AwardResult], AwardResult]
    anew: Callable[[Source, Mapping[Source, Value]], AwardResult]
    units_of: Callable[[str, AwardResult, Mapping[Source, Value]], list[Unit]]
    outside: Mapping[str, bool | None] = field(default_factory=dict)
    alone: bool = False


def question(
    results: Sequence[ProgrammeResult], assessor: Assessor, aim: Aim, report: Callable[[AwardResult], AwardResult]
) -> Question:
    """
    What there is to choose from among *results*, which the assessor gave.

    Args:

        report: Gives an award its amount in the reporting currency.
    """
    situation = assessor.situation
    pool = {
        result.programme.id: result
        for result in results
        if result.status in (Status.ELIGIBLE, Status.UNDETERMINED) and result.programme.stage is Stage.ENACTED
    }
    # What is said of other programmes neither bears on this choice nor leaves it open.
    relations = tuple(each for each in applied(assessor) if any(programme in pool for programme, _ in each.subjects))
    itemised = {
        (programme, name)
        for each in relations
        if each.relation.kind is RelationKind.SAME_COSTS
        for programme, award in each.subjects
        if programme in pool
        for name in (pool[programme].programme.awards if award is None else (award,))
    }
    assessors: dict[tuple[tuple[Source, Value], ...], Assessor] = {(): assessor}

    def assessor_of(granted: Mapping[Source, Value]) -> Assessor:
        """Who assesses where so much is granted."""
        key = tuple(granted.items())
        if key not in assessors:
            assessors[key] = Assessor(replace(situation, granted={**situation.granted, **granted}))
        return assessors[key]

    def anew(source: Source, granted: Mapping[Source, Value]) -> AwardResult:
        programme, award = source
        return report(assessor_of(granted).award(pool[programme].programme, award))

    def units_anew(programme: str, award: AwardResult, granted: Mapping[Source, Value]) -> list[Unit]:
        by_item = (programme, award.award.id) in itemised
        return units_of(pool[programme], award, assessor_of(granted), aim, by_item=by_item)

    units = [unit for name, result in pool.items() for award in result.awards for unit in units_anew(name, award, {})]
    # An award that looks at others may come to something beside them that by itself is nothing.
    given = {unit.award.award.currency for unit in units}
    given |= {award.award.currency for result in pool.values() for award in result.awards if award.award.beside}
    currencies = {(currency, each.relation.currency) for currency in given for each in relations}
    statuses = situation.profile.statuses
    asked = {
        programme
        for each in relations
        if each.relation.kind in (RelationKind.REQUIRES, RelationKind.REQUIRES_ANY)
        for programme, _ in each.others
    } - {result.programme.id for result in results}
    return Question(
        aim=aim,
        pool=pool,
        units=tuple(units),
        relations=relations,
        rates={pair: _rate(*pair, assessor) for pair in currencies},
        held=frozenset(name for name in statuses if assessor.asserted(name)),
        received=frozenset(
            name
            for name, status in statuses.items()
            if status.held and (status.start is None or status.start <= situation.on)
        ),
        report=report,
        anew=anew,
        units_of=units_anew,
        outside={name: _truth(assessor, name) for name in sorted(asked)},
    )


def units_of(result: ProgrammeResult, award: AwardResult, assessor: Assessor, aim: Aim, *, by_item: bool) -> list[Unit]:
    """The units of one award that comes to something, or may."""
    if award.status is Status.INELIGIBLE or not award.payments:
        return []
    by_item = by_item and items_known(award, assessor)
    payments = _uncapped(result, award, assessor) if by_item else award.payments
    if by_item or aim.objective is Objective.PRESENT_VALUE:
        return [_unit(result, award, payment, aim, assessor, number=payment.number) for payment in payments]
    # As it is shown, so that a reader can add up: converted as a whole and rounded once.
    whole = replace(payments[0], amount=award.amount, due=None)
    return [_unit(result, award, whole, aim, assessor, number=None)]


def _unit(
    result: ProgrammeResult, award: AwardResult, payment: Payment, aim: Aim, assessor: Assessor, *, number: int | None
) -> Unit:
    shown = _shown(payment.amount, award)
    nature, on = award.award.nature, assessor.situation.on
    low, high = (discounted(end, payment.due, on, aim.discount_rate) for end in shown)
    return Unit(
        programme=result.programme.id,
        award=award,
        number=number,
        amount=payment.amount,
        shown=shown,
        low=low_worth(aim.objective, nature, low),
        high=high_worth(aim.objective, nature, high),
    )


def items_known(award: AwardResult, assessor: Assessor) -> bool:
    """Whether the list is stated that an award is paid for, so that its payments are those of the items."""
    source = award.award.schedule.source
    name = getattr(source, "name", None)
    stated = assessor.situation.profile.facts.get(name) if isinstance(name, str) else None
    return isinstance(stated, Known) and isinstance(stated.value, Rows)


def _uncapped(result: ProgrammeResult, award: AwardResult, assessor: Assessor) -> tuple[Payment, ...]:
    """The payments as they are before the award's own cap: which of them are chosen decides what the cap cuts."""
    free = replace(award.award, cap=None)
    payments, _ = amounts.exact_payments(assessor.evaluator, free, assessor.frame(result.programme.id))
    granted = {Status.ELIGIBLE: True, Status.UNDETERMINED: None}.get(award.status, False)
    discretionary = award.award.nature is award.award.nature.DISCRETIONARY
    return amounts.gated(free, payments, granted=granted, discretionary=discretionary)


def _shown(amount: Range, award: AwardResult) -> tuple[Fraction, Fraction]:
    """The ends of a part of an award in the reporting currency: its share of the whole as it is shown."""
    told = award.reported
    if told is None or told.amount is None:
        return ZERO, ZERO
    low = amount.low * told.amount.low / award.amount.low if award.amount.low else ZERO
    if amount.high is None or award.amount.high is None or told.amount.high is None:
        return low, low
    return low, amount.high * told.amount.high / award.amount.high if award.amount.high else ZERO


def _rate(origin: str, target: str, assessor: Assessor) -> Fraction | None:
    if origin == target:
        return Fraction(1)
    situation = assessor.situation
    found = situation.rates.convert(Fraction(1), origin, target, situation.on)
    return found.result if isinstance(found, Conversion) else None


def _truth(assessor: Assessor, programme: str) -> bool | None:
    value = assessor.qualifies(programme)
    return bool(value.value) if isinstance(value, Known) else None
