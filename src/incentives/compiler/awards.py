"""
Awards: nature, conditions, amount, cap, rounding, schedule and payers.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from incentives.compiler.checking import expression
from incentives.compiler.criteria import CriteriaCompiler
from incentives.compiler.formulas import Loop, formula, readings
from incentives.compiler.loops import items
from incentives.compiler.scope import ProgrammeScope
from incentives.compiler.texts import NOT_SEEN, clause, localized, one_of, whole, word
from incentives.compiler.typecheck import Checker
from incentives.ir.expr import Expr, FactItems, TableRows, literal_number
from incentives.ir.rulebook import Award, Clause, Criterion, Group, Nature, Rhythm, Schedule
from incentives.money.currency import is_currency, minor_unit
from incentives.money.rounding import Rounding
from incentives.syntax.documents import AwardShape, PaidShape, ReadingShape, RoundingShape
from incentives.syntax.nodes import ScalarNode
from incentives.syntax.tree import Name
from incentives.types import DATE, MONTHS, PERCENT, TRUTH, money

KINDS = (
    "grant",
    "reward",
    "rent_subsidy",
    "loan",
    "voucher",
    "tax_credit",
    "tax_saving",
    "extra_deduction",
    "exemption",
    "charge_relief",
    "support",
)
MOST_PERIODS = 120
NO_CAP = "none"


def award(name: str, shape: AwardShape, scope: ProgrammeScope, criteria: CriteriaCompiler) -> Award:
    """One award, compiled."""
    collector = scope.collector
    currency = scope.currency
    if shape.currency is not None:
        if is_currency(shape.currency.text):
            currency = shape.currency.text
        else:
            collector.add("unknown-currency", f"`{shape.currency.text[:20]}` is not a currency", shape.currency.span)
    loop = _items(shape.paid, scope)
    schedule = _schedule(shape.paid, scope, loop)
    unit, mode = _rounding(shape.rounding, currency, scope)
    in_period = schedule.rhythm is Rhythm.PERIODS
    uncapped = isinstance(shape.cap, ScalarNode) and shape.cap.text == NO_CAP
    cap: Expr | None = None
    if shape.cap is not None and not uncapped:
        cap = formula(shape.cap, scope, f"{name}.cap", wanted=money(currency), what="a cap")
    return Award(
        id=name,
        title=localized(shape.title, collector),
        kind=one_of(shape.kind, KINDS, "grant", collector),
        nature=word(shape.nature, Nature, Nature.ENTITLED, collector),
        currency=currency,
        when=_when(name, shape, scope, criteria),
        amount=_amount(name, shape, scope, currency, in_period=in_period, loop=loop[1] if loop else None),
        cap=cap,
        uncapped=uncapped,
        forfeit=one_of(shape.cap_effect, ("clamp", "forfeit"), "clamp", collector) == "forfeit",
        unit=unit,
        rounding=mode,
        stated_rounding=shape.rounding is not None,
        schedule=schedule,
        payers=_payers(shape, scope),
        clause=clause(shape, collector),
        deadline=expression(shape.deadline, Checker(scope, collector), DATE, "a deadline") if shape.deadline else None,
        assumptions=tuple(localized(text, collector) for text in shape.assumptions or ()),
        text=shape.amount.text if isinstance(shape.amount, ScalarNode) else "",
        span=shape.nature.span,
    )


def _amount(
    name: str, shape: AwardShape, scope: ProgrammeScope, currency: str, *, in_period: bool, loop: Loop | None
) -> Expr | None:
    wanted = money(currency)
    if shape.readings and any(each.amount is not None for each in shape.readings.values()):

        def option(option_name: str, each: ReadingShape) -> Expr | None:
            written = each.amount or shape.amount
            return (
                formula(
                    written,
                    scope,
                    f"{name}.{option_name}",
                    wanted=wanted,
                    what="an award",
                    in_period=in_period,
                    loop=loop,
                )
                if written is not None
                else None
            )

        return readings(shape.readings, scope, name, option, "amount")
    if shape.amount is None:
        scope.collector.add(
            "missing-key",
            f"the award `{name}` has no `amount`",
            shape.nature.span,
            help="write `amount: not seen` where the law's figure is not known",
        )
        return None
    if isinstance(shape.amount, ScalarNode) and shape.amount.text == NOT_SEEN:
        return None
    return formula(
        shape.amount, scope, f"{name}.amount", wanted=wanted, what="an award", in_period=in_period, loop=loop
    )


def _when(name: str, shape: AwardShape, scope: ProgrammeScope, criteria: CriteriaCompiler) -> Criterion | None:
    base = criteria.conditions(shape.when, f"{name}.when") if shape.when is not None else None
    if not shape.readings or all(each.when is None for each in shape.readings.values()):
        return base

    def option(option_name: str, each: ReadingShape) -> Expr | None:
        if each.when is None:
            return base.expr if base else None
        return criteria.conditions(each.when, f"{name}.{option_name}.when").expr

    expr = readings(shape.readings, scope, name, option, "when")
    return Criterion(
        id=criteria.claim(f"{name}.reading", expr.span),
        kind=Group.TEST,
        expr=replace(expr, type=TRUTH),
        clause=Clause(),
        span=expr.span,
    )


def _rounding(shape: RoundingShape | None, currency: str, scope: ProgrammeScope) -> tuple[Fraction, Rounding]:
    unit = minor_unit(currency) if is_currency(currency) else Fraction(1, 100)
    if shape is None:
        return unit, Rounding.HALF_UP
    found = literal_number(
        expression(shape.to, Checker(scope, scope.collector), money(currency), "what an award is rounded to")
    )
    if found is not None and found <= 0:
        scope.collector.add("not-a-number", "an award is rounded to an amount above nought", shape.to.span)
        found = None
    return found or unit, word(shape.mode, Rounding, Rounding.HALF_UP, scope.collector)


def _items(shape: PaidShape | None, scope: ProgrammeScope) -> tuple[FactItems | TableRows, Loop] | None:
    """The list that an award is paid by, with what an expression sees of its items."""
    if shape is None or shape.each is None:
        return None
    found = items(Checker(scope, scope.collector), Name(shape.each.text, shape.each.span))
    return (found[0], (found[1], found[2])) if found else None


def _schedule(
    shape: PaidShape | None, scope: ProgrammeScope, loop: tuple[FactItems | TableRows, Loop] | None
) -> Schedule:
    if shape is None:
        return Schedule(rhythm=Rhythm.ONCE)
    collector = scope.collector
    given = [
        each
        for each in (shape.once, shape.instalments, shape.yearly, shape.quarterly, shape.monthly, shape.each)
        if each is not None
    ]
    if len(given) > 1:
        span = next((each.span for each in given if isinstance(each, ScalarNode)), None)
        collector.add(
            "wrong-schedule",
            "an award is paid in two ways at once",
            span,
            help="keep one of `once`, `instalments`, `yearly`, `quarterly`, `monthly`, `each`",
        )
    if loop is not None:
        checker = Checker(scope, collector)
        checker.loops.append(loop[1])
        due = expression(shape.due, checker, DATE, "the day of payment") if shape.due else None
        return Schedule(rhythm=Rhythm.ITEMS, source=loop[0], start=due, clause=clause(shape, collector))
    start = expression(shape.from_, Checker(scope, collector), DATE, "the first day") if shape.from_ else None
    if shape.instalments is not None:
        shares = tuple(_share(each, scope) for each in shape.instalments)
        if sum(shares) != 1 and shape.instalments:
            collector.add(
                "shares-sum",
                f"the instalments add up to {_percent(sum(shares, Fraction(0)))}, not to 100%",
                shape.instalments[0].span,
            )
        every = (
            literal_number(expression(shape.every, Checker(scope, collector), MONTHS, "the distance of instalments"))
            if shape.every
            else None
        )
        return Schedule(
            rhythm=Rhythm.INSTALMENTS,
            shares=shares,
            count=len(shares),
            months=int(every or 12),
            start=start,
            clause=clause(shape, collector),
        )
    for written, months in ((shape.yearly, 12), (shape.quarterly, 3), (shape.monthly, 1)):
        if written is not None:
            if start is None:
                collector.add(
                    "missing-key",
                    "an award by period needs its first day",
                    written.span,
                    help="add `from: lease_start` or another date",
                )
            count = whole(written, 1, MOST_PERIODS, 1, collector)
            return Schedule(
                rhythm=Rhythm.PERIODS, count=count, months=months, start=start, clause=clause(shape, collector)
            )
    day = expression(shape.once, Checker(scope, collector), DATE, "the day of payment") if shape.once else start
    return Schedule(rhythm=Rhythm.ONCE, start=day, clause=clause(shape, collector))


def _payers(shape: AwardShape, scope: ProgrammeScope) -> dict[str, Fraction]:
    shares = {payer: _share(written, scope) for payer, written in (shape.payer or {}).items()}
    total = sum(shares.values(), Fraction(0))
    if shape.payer and total != 1:
        first = next(iter(shape.payer.values()))
        scope.collector.add("shares-sum", f"the payers' shares add up to {_percent(total)}, not to 100%", first.span)
    return shares


def _share(written: ScalarNode, scope: ProgrammeScope) -> Fraction:
    found = literal_number(expression(written, Checker(scope, scope.collector), PERCENT, "a share"))
    if found is None or not 0 <= found <= 1:
        if found is not None:
            scope.collector.add("not-a-number", "a share lies between 0% and 100%", written.span)
        return Fraction(0)
    return found


def _percent(number: Fraction) -> str:
    scaled = number * 100
    return f"{scaled.numerator}%" if scaled.denominator == 1 else f"{scaled.numerator}/{scaled.denominator}%"
