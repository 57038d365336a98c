"""
Schedules: when an award is paid, in which parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from incentives.compiler.checking import expression
from incentives.compiler.figures import figure
from incentives.compiler.formulas import Loop
from incentives.compiler.idle import report_idle
from incentives.compiler.loops import items
from incentives.compiler.scope import ProgrammeScope
from incentives.compiler.texts import clause, place_of, whole
from incentives.compiler.typecheck import Checker
from incentives.ir.expr import Expr
from incentives.ir.rulebook import Rhythm, Schedule
from incentives.syntax.documents import PaidShape
from incentives.syntax.nodes import ScalarNode
from incentives.syntax.tree import Member, Name
from incentives.types import DATE, MONTHS, PERCENT

MOST_PERIODS = 120
YEAR = 12
# Keys of `paid` that belong to another one.
BELONGS = {"due": "each", "every": "instalments"}


def schedule_of(shape: PaidShape | None, scope: ProgrammeScope) -> tuple[Schedule, Loop | None]:
    """When an award is paid, and the list that its amount is worked out for item by item."""
    if shape is None:
        return Schedule(rhythm=Rhythm.ONCE), None
    collector = scope.collector
    ways = (shape.once, shape.instalments, shape.yearly, shape.quarterly, shape.monthly, shape.each)
    given = [each for each in ways if each is not None]
    if len(given) > 1:
        help = "keep one of `once`, `instalments`, `yearly`, `quarterly`, `monthly`, `each`"
        collector.add("wrong-schedule", "an award is paid in two ways at once", place_of(given[0]), help=help)
    for key, owner in BELONGS.items():
        if getattr(shape, owner) is None:
            report_idle(shape, (key,), f"it belongs to `{owner}`", collector)
    if shape.each is not None:
        return _by_item(shape, shape.each, scope)
    start = expression(shape.from_, Checker(scope, collector), DATE, "the first day") if shape.from_ else None
    if shape.instalments is not None:
        return _instalments(shape, shape.instalments, start, scope), None
    for written, months in ((shape.yearly, 12), (shape.quarterly, 3), (shape.monthly, 1)):
        if written is not None:
            return _by_period(shape, written, months, start, scope), None
    day = start
    if shape.once is not None:
        report_idle(shape, ("from",), "an award that is paid once has the day of `once`", collector)
        day = expression(shape.once, Checker(scope, collector), DATE, "the day of payment")
    return Schedule(rhythm=Rhythm.ONCE, start=day, clause=clause(shape, collector)), None


def _by_item(shape: PaidShape, each: ScalarNode, scope: ProgrammeScope) -> tuple[Schedule, Loop | None]:
    """An amount for each item of a list."""
    report_idle(shape, ("from",), "each item has its own day, `due`", scope.collector)
    alias, dot, table = each.text.partition(".")
    listed = Member(Name(alias, each.span), table, each.span) if dot else Name(each.text, each.span)
    found = items(Checker(scope, scope.collector), listed)
    if found is None:
        return Schedule(rhythm=Rhythm.ONCE), None
    source, loop = found[0], (found[1], found[2])
    checker = Checker(scope, scope.collector)
    checker.loops.append(loop)
    due = expression(shape.due, checker, DATE, "the day of payment") if shape.due else None
    told = clause(shape, scope.collector)
    return Schedule(rhythm=Rhythm.ITEMS, source=source, start=due, clause=told), loop


def _by_period(
    shape: PaidShape, written: ScalarNode, months: int, start: Expr | None, scope: ProgrammeScope
) -> Schedule:
    """An amount for each of so many periods."""
    if start is None:
        help = "add `from: lease_start` or another date"
        scope.collector.add("missing-key", "an award by period needs its first day", written.span, help=help)
    count = whole(written, 1, MOST_PERIODS, 1, scope.collector)
    told = clause(shape, scope.collector)
    return Schedule(rhythm=Rhythm.PERIODS, count=count, months=months, start=start, clause=told)


def _instalments(
    shape: PaidShape, written: Sequence[ScalarNode], start: Expr | None, scope: ProgrammeScope
) -> Schedule:
    """Shares of one amount."""
    shares = tuple(share(each, scope) for each in written)
    total = sum(shares, Fraction(0))
    if total != 1 and written:
        message = f"the instalments add up to {percent_text(total)}, not to 100%"
        scope.collector.add("shares-sum", message, written[0].span, help="let them add up to 100%")
    apart = figure(shape.every, scope, MONTHS, "the time between instalments") if shape.every is not None else None
    if apart is not None and shape.every is not None and (apart.denominator != 1 or apart < 1):
        help = "write `every: 1 year` or `every: 6 months`"
        scope.collector.add("not-a-number", "instalments are whole months apart", shape.every.span, help=help)
    return Schedule(
        rhythm=Rhythm.INSTALMENTS,
        shares=shares,
        count=len(shares),
        months=int(apart or YEAR),
        start=start,
        clause=clause(shape, scope.collector),
    )


def share(written: ScalarNode, scope: ProgrammeScope) -> Fraction:
    """A share of the whole; nought after a diagnostic."""
    found = figure(written, scope, PERCENT, "a share")
    if found is not None and not 0 <= found <= 1:
        help = f"write `{written.text}%`" if found > 1 and "%" not in written.text else None
        scope.collector.add("not-a-number", "a share lies between 0% and 100%", written.span, help=help)
        return Fraction(0)
    return found or Fraction(0)


def percent_text(number: Fraction) -> str:
    """A share as it is written."""
    scaled = number * 100
    return f"{scaled.numerator}%" if scaled.denominator == 1 else f"{scaled.numerator}/{scaled.denominator}%"
