"""
Awards: nature, conditions, amount, cap, rounding, schedule and payers.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from incentives.compiler.checking import expression
from incentives.compiler.criteria import CriteriaCompiler
from incentives.compiler.figures import figure
from incentives.compiler.formulas import Loop, formula, readings
from incentives.compiler.idle import report_idle
from incentives.compiler.schedules import percent_text, schedule_of, share
from incentives.compiler.scope import ProgrammeScope
from incentives.compiler.texts import NOT_SEEN, clause, localized, one_of, place_of, word
from incentives.compiler.typecheck import Checker
from incentives.ir.expr import Expr
from incentives.ir.rulebook import Award, Criterion, Group, Nature, Rhythm
from incentives.money.currency import is_currency, minor_unit
from incentives.money.rounding import Rounding
from incentives.syntax.documents import AwardShape, ReadingShape, RoundingShape
from incentives.syntax.nodes import ScalarNode
from incentives.types import DATE, TRUTH, money

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
    schedule, loop = schedule_of(shape.paid, scope)
    unit, mode = _rounding(shape.rounding, currency, scope)
    in_period = schedule.rhythm is Rhythm.PERIODS
    uncapped = isinstance(shape.cap, ScalarNode) and shape.cap.text == NO_CAP
    cap_seen = not (isinstance(shape.cap, ScalarNode) and shape.cap.text == NOT_SEEN)
    if shape.cap is None or uncapped or not cap_seen:
        report_idle(shape, ("cap_effect",), "it belongs to `cap`", collector)
    if shape.readings and all(each.amount is None and each.when is None for each in shape.readings.values()):
        message, help = "a reading of an award has an `amount` or a `when`", "write `amount:` in each reading"
        collector.add("wrong-readings", message, place_of(shape.readings), help=help)
    cap: Expr | None = None
    if shape.cap is not None and not uncapped and cap_seen:
        cap = formula(shape.cap, scope, f"{name}.cap", wanted=money(currency), what="a cap")
    return Award(
        id=name,
        title=localized(shape.title, collector),
        kind=one_of(shape.kind, KINDS, "grant", collector),
        nature=word(shape.nature, Nature, Nature.ENTITLED, collector),
        currency=currency,
        when=_when(name, shape, scope, criteria),
        amount=_amount(name, shape, scope, currency, in_period=in_period, loop=loop),
        cap=cap,
        uncapped=uncapped,
        cap_seen=cap_seen,
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
        span=expr.span,
    )


def _rounding(shape: RoundingShape | None, currency: str, scope: ProgrammeScope) -> tuple[Fraction, Rounding]:
    unit = minor_unit(currency) if is_currency(currency) else Fraction(1, 100)
    if shape is None:
        return unit, Rounding.HALF_UP
    found = figure(shape.to, scope, money(currency), "what an award is rounded to")
    if found is not None and found <= 0:
        scope.collector.add("not-a-number", "an award is rounded to an amount above nought", shape.to.span)
        found = None
    return found or unit, word(shape.mode, Rounding, Rounding.HALF_UP, scope.collector)


def _payers(shape: AwardShape, scope: ProgrammeScope) -> dict[str, Fraction]:
    if not shape.payer:
        return {}
    shares = {payer: share(written, scope) for payer, written in shape.payer.items()}
    total = sum(shares.values(), Fraction(0))
    if total != 1:
        first = next(iter(shape.payer.values()))
        scope.collector.add(
            "shares-sum", f"the payers' shares add up to {percent_text(total)}, not to 100%", first.span
        )
    return shares
