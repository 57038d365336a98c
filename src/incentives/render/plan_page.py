"""
A plan as a page: what to apply for and by when, what comes in which year, each payment, what is left out and why.
"""

from __future__ import annotations

from fractions import Fraction

from incentives.engine.assessment import Total
from incentives.engine.combination import Granted
from incentives.engine.company_plan import Deadline, Plan, PlannedPayment, PlanStep, YearSum
from incentives.engine.results import AwardResult, Range
from incentives.explain.awards import amount_message, reported_message
from incentives.explain.combination import cut_messages, left_out_messages, together_messages
from incentives.explain.conversions import quote_messages
from incentives.explain.messages import Code, Message, Several, say
from incentives.explain.plan import (
    deadline_message,
    due_message,
    part_message,
    proof_message,
    step_messages,
    unfit_messages,
)
from incentives.ir.rulebook import Nature, Rulebook
from incentives.l10n.localiser import Localiser
from incentives.money.rates import Conversion
from incentives.render.details import STYLES, signed
from incentives.render.page import (
    Block,
    Grid,
    Heading,
    Item,
    Line,
    Outline,
    Paragraph,
    Piece,
    faint,
    line,
    plain,
    point,
    strong,
    warning,
)
from incentives.render.summary import total_message


def plan_blocks(plan: Plan, rulebook: Rulebook, localiser: Localiser) -> tuple[Block, ...]:
    """The whole page."""
    assessment = plan.assessment
    title = localiser.word("value.colon").join([localiser.word("plan.title"), assessment.company])
    told = [localiser.word("label.on", on=assessment.on)]
    if plan.calendar.conversions:
        told.append(localiser.word("label.amounts-in", currency=Code(localiser.currency(assessment.currency))))
    blocks: list[Block] = [Heading(line(title), 1), Paragraph(line(" · ".join(told)))]
    blocks.append(Heading(line(localiser.word("plan.steps"))))
    if plan.steps:
        blocks += _steps(plan, rulebook, localiser)
    else:
        blocks.append(Paragraph(line(localiser.word("plan.nothing"))))
    if plan.calendar.payments:
        blocks += _years(plan, localiser)
        blocks += _payments(plan, rulebook, localiser)
    blocks += [*_left_out(plan, rulebook, localiser), *_choice(plan, rulebook, localiser), *_rates(plan, localiser)]
    return plain(blocks)


# What to apply for.


def _steps(plan: Plan, rulebook: Rulebook, localiser: Localiser) -> list[Block]:
    dated = any(each.day or each.reasons for step in plan.steps for each in step.deadlines)
    columns = [localiser.word(name) for name in ("plan.number", "label.what", "label.amount")]
    columns += [_in_currency(plan, localiser)] if plan.calendar.conversions else []
    columns += [localiser.word("plan.apply-by")] if dated else []
    rows: list[tuple[Line, ...]] = []
    for number, step in enumerate(plan.steps, 1):
        rows += [((), *([()] * (len(columns) - 1)))] if rows else []
        rows += _step(number, step, plan, rulebook, localiser, dated=dated)
    grid = Grid(tuple(columns), tuple(rows), frozenset({2, 3} if plan.calendar.conversions else {2}), frozenset({0}))
    note = [] if dated else [Paragraph(line(faint(localiser.word("plan.no-deadline"))))]
    return [grid, *note]


def _step(
    number: int, step: PlanStep, plan: Plan, rulebook: Rulebook, localiser: Localiser, *, dated: bool
) -> list[tuple[Line, ...]]:
    result = step.result
    converted = bool(plan.calendar.conversions)
    title = line(strong(localiser.title(result.programme.title, result.programme.id)))
    blank: tuple[Line, ...] = ((),) * (1 + converted + dated)
    sign = signed(result.status, localiser.word(f"status.{result.status}"))
    told = [localiser.message(message) for message in step_messages(step, plan, rulebook)]
    rows: list[tuple[Line, ...]] = [
        (line(str(number)), title, *blank),
        ((), line(sign, faint(localiser.word("value.semicolon").join(told))), *blank),
    ]
    for award, deadline in zip(step.awards, step.deadlines, strict=True):
        cells = [
            (),
            line(localiser.title(award.award.award.title, award.award.award.id)),
            line(Piece(localiser.message(_amount(award.award)), STYLES[award.award.status])),
        ]
        cells += [line(_reported(award, localiser))] if converted else []
        cells += [_deadline(deadline, plan, rulebook, localiser)] if dated else []
        rows.append(tuple(cells))
    return rows


def _deadline(deadline: Deadline, plan: Plan, rulebook: Rulebook, localiser: Localiser) -> Line:
    text = localiser.message(deadline_message(deadline, plan.assessment.on, rulebook))
    if deadline.day is not None and deadline.day < plan.assessment.on:
        return line(warning(text))
    return line(text if deadline.day or deadline.reasons else faint(text))


def _amount(award: AwardResult) -> Message:
    return amount_message(award.amount, award.award.currency, award.award.nature, published=award.published)


def _reported(award: Granted, localiser: Localiser) -> str:
    told = reported_message(award.award)
    return localiser.message(told) if told else ""


# What comes when.


def _years(plan: Plan, localiser: Localiser) -> list[Block]:
    names = ("plan.year", "label.entitled", "label.discretionary")
    rows = [
        (_year(year, localiser), *_sums(year.entitled, year.discretionary, plan, localiser))
        for year in plan.calendar.years
    ]
    assessment = plan.assessment
    together = _sums(assessment.entitled, assessment.discretionary, plan, localiser)
    rows.append((line(strong(localiser.word("plan.all"))), *together))
    grid = Grid(tuple(localiser.word(name) for name in names), tuple(rows), frozenset({1, 2}))
    blocks: list[Block] = [Heading(line(localiser.word("plan.years"))), grid]
    if _exceeds(plan):
        blocks.append(Paragraph(line(faint(localiser.word("plan.above")))))
    return blocks


def _year(year: YearSum, localiser: Localiser) -> Line:
    return line(str(year.year) if year.year is not None else localiser.word("plan.undated"))


def _sums(entitled: Total, discretionary: Total, plan: Plan, localiser: Localiser) -> tuple[Line, Line]:
    currency = plan.assessment.currency
    return (
        line(localiser.message(total_message(entitled, currency, Nature.ENTITLED))),
        line(localiser.message(total_message(discretionary, currency, Nature.DISCRETIONARY))),
    )


def _exceeds(plan: Plan) -> bool:
    """Whether the years, each by itself, leave more open than everything together."""
    return any(
        _ends([getattr(year, nature) for year in plan.calendar.years]) != _ends([getattr(plan.assessment, nature)])
        for nature in ("entitled", "discretionary")
    )


def _ends(totals: list[Total]) -> tuple[Fraction, Fraction | None]:
    low, high = Fraction(0), Fraction(0)
    bounded = True
    for total in totals:
        low += total.amount.low
        bounded = bounded and total.amount.high is not None
        high += total.amount.high or Fraction(0)
    return (low, high if bounded else None)


def _payments(plan: Plan, rulebook: Rulebook, localiser: Localiser) -> list[Block]:
    """Those with a day as a table, those without below, by the reason."""
    blocks: list[Block] = []
    dated = plan.calendar.dated
    if dated:
        columns = [localiser.word(name) for name in ("plan.day", "label.what", "label.payers", "label.amount")]
        columns += [_in_currency(plan, localiser)] if plan.calendar.conversions else []
        rows = [row[: len(columns)] for each in dated for row in _payment(each, plan, rulebook, localiser)]
        blocks += [
            Heading(line(localiser.word("plan.payments"))),
            Grid(tuple(columns), tuple(rows), frozenset({3, 4}), frozenset({0})),
        ]
    groups: dict[str, list[Item]] = {}
    for each in plan.calendar.undated:
        why = localiser.message(due_message(each, rulebook))
        groups.setdefault(why, []).append(_undated(each, plan, rulebook, localiser))
    if groups:
        blocks.append(Heading(line(localiser.word("plan.without-day"))))
        blocks += [Outline((Item((line(why),), tuple(items)),)) for why, items in groups.items()]
    return blocks


def _payment(payment: PlannedPayment, plan: Plan, rulebook: Rulebook, localiser: Localiser) -> list[tuple[Line, ...]]:
    """A line, or one for each payer where the law says who pays."""
    head = (line(localiser.message(due_message(payment, rulebook))), _what(payment, rulebook, localiser))
    rows: list[tuple[Line, ...]] = []
    for payer, amount, other in _amounts(payment, plan, localiser):
        told = line(Piece(amount, STYLES[payment.award.status]))
        rows.append((*(head if not rows else ((), ())), line(payer), told, line(other)))
    return rows


def _undated(payment: PlannedPayment, plan: Plan, rulebook: Rulebook, localiser: Localiser) -> Item:
    amounts = []
    for payer, amount, other in _amounts(payment, plan, localiser):
        told = localiser.word("plan.also", amount=Code(amount), other=Code(other)) if other else amount
        amounts.append(localiser.word("award.payer", payer=Code(payer), amount=Code(told)) if payer else told)
    told = localiser.word("value.semicolon").join(amounts)
    return Item((_what(payment, rulebook, localiser), line(Piece(told, STYLES[payment.award.status]))))


def _what(payment: PlannedPayment, rulebook: Rulebook, localiser: Localiser) -> Line:
    programme = rulebook.programmes[payment.programme]
    part = localiser.message(part_message(payment))
    return line(part, faint(localiser.title(programme.title, programme.id)))


def _amounts(payment: PlannedPayment, plan: Plan, localiser: Localiser) -> list[tuple[str, str, str]]:
    """By payer, the amount and the same in the reporting currency if that is another; one without a name for all."""
    award = payment.award
    shares = [(name, share.amount, share.reported) for name, share in payment.payers.items()]
    found = []
    for name, amount, reported in shares or [("", payment.amount, payment.reported)]:
        other = "" if award.award.currency == plan.calendar.currency else _other(reported, award, plan, localiser)
        found.append((name, _told(amount, award.award.currency, award, localiser), other))
    return found


def _told(amount: Range, currency: str, award: AwardResult, localiser: Localiser) -> str:
    nature = award.award.nature
    return localiser.message(amount_message(amount, currency, nature, published=award.published, cents=True))


def _other(reported: Range | None, award: AwardResult, plan: Plan, localiser: Localiser) -> str:
    if reported is None:
        return localiser.word("amount.no-quote", currency=Code(plan.calendar.currency))
    return _told(reported, plan.calendar.currency, award, localiser) if reported.high is not None else ""


# What else there is to say.


def _rates(plan: Plan, localiser: Localiser) -> list[Block]:
    points = [
        point(localiser.message(say("conversion.rates", quotes=Several(quote_messages(each), plainly=True))))
        for each in plan.calendar.conversions
        if isinstance(each, Conversion)
    ]
    return [Heading(line(localiser.word("label.rates"))), Outline(tuple(points))] if points else []


def _left_out(plan: Plan, rulebook: Rulebook, localiser: Localiser) -> list[Block]:
    combination, currency = plan.assessment.combination, plan.assessment.currency
    messages = (*left_out_messages(combination, currency, rulebook), *cut_messages(combination, rulebook))
    points: list[Item] = [point(localiser.message(each)) for each in messages]
    unfit = [localiser.message(each) for each in unfit_messages(plan)]
    if unfit:
        points.append(point(localiser.word("value.comma").join(unfit), faint(localiser.word("plan.see-check"))))
    return [Heading(line(localiser.word("plan.left-out"))), Outline(tuple(points))] if points else []


def _choice(plan: Plan, rulebook: Rulebook, localiser: Localiser) -> list[Block]:
    """What else there is to say of the combination, and what shows that none is better."""
    combination = plan.assessment.combination
    if not combination.best.programmes:
        return []
    messages = (*together_messages(combination, plan.assessment.currency, rulebook), proof_message(combination.proof))
    points = tuple(point(localiser.message(each)) for each in messages)
    return [Heading(line(localiser.word("plan.choice"))), Outline(points)]


def _in_currency(plan: Plan, localiser: Localiser) -> str:
    return localiser.word("label.in-currency", currency=Code(localiser.currency(plan.calendar.currency)))
