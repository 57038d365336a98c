"""
What is carried forward by the year it arose, to IR: a loop over fiscal years for each thing that can be asked of it.
"""

from __future__ import annotations

import re

from incentives.compiler.checking import Checking, a, broken, expression, fits
from incentives.compiler.loops import years
from incentives.compiler.results import Maker, Result
from incentives.ir.expr import Aggregate, CarriedPart, Carry, Expr, Fact, Gather, Years, literal_number, walk
from incentives.source import Span
from incentives.syntax import tree as syntax
from incentives.syntax.documents import FormulaShape
from incentives.syntax.grammar import parse, postfix
from incentives.syntax.nodes import ScalarNode
from incentives.syntax.window_grammar import MOST_YEARS, parse_window
from incentives.types import MONTHS, Broken, Numeric

MONTHS_IN_YEAR = 12
USED_FROM = f"{CarriedPart.USED_FROM}_"
DUE = {
    "use": "add `use:`, the most that each fiscal year uses, as in `use: tax_of_year`",
    "over": "add `over:`, the fiscal years to look at: `last 20 years`, `since 2019-01-01`, `ever from registered_on`",
}


def carry_forward(written: FormulaShape, make: Maker, checker: Checking) -> tuple[Result, ...]:
    """What is available, used and left in the last year, what expires at its end, and what is asked for beyond that."""
    assert written.carry_forward is not None  # noqa: S101  # INVARIANT: the caller looked
    span = written.carry_forward.span
    for key, help in DUE.items():
        if getattr(written, key) is None:
            checker.collector.add("missing-key", f"`carry_forward` needs `{key}`", span, help=help)
    if written.use is None or written.over is None:
        return ()
    amount = expression(written.carry_forward, checker, None, "the amount")
    if not isinstance(amount.type, Broken) and (not isinstance(amount.type, Numeric) or amount.type.root):
        message = f"amounts are carried forward, this is {a(amount.type)}"
        checker.collector.add(
            "type-mismatch", message, span, help="write what each fiscal year adds: `14% * rd_expense`"
        )
        amount = broken(span)
    use = broken(span) if isinstance(amount.type, Broken) else expression(written.use, checker, amount.type, "the use")
    window = _window(written.over, checker)
    lasts = _lasts(written.expires_after, checker) if written.expires_after is not None else None
    _check_years(written, window, lasts, checker)
    for each in (amount, use):
        _check_yearly(each, checker)
    if window is None or isinstance(use.type, Broken):
        amount = broken(span)
    found = []
    for part, age in _asked(written, make.name, lasts):
        name = f"{part}_{age}" if part is CarriedPart.USED_FROM else part.value
        expr = _loop(amount, window, Carry(use=use, lasts=lasts, part=part, age=age), span)
        found.append(make(name, expr, ""))
    return tuple(found)


def _loop(amount: Expr, window: Years | None, carry: Carry, span: Span) -> Expr:
    if window is None or isinstance(amount.type, Broken):
        return broken(span)
    return Aggregate(
        gather=Gather.CARRIED, source=window, body=amount, where=None, type=amount.type, carry=carry, span=span
    )


def _asked(written: FormulaShape, name: str, lasts: int | None) -> list[tuple[CarriedPart, int]]:
    """Every result; of what each earlier year's amount gives to the use, those that the file names."""
    assert written.carry_forward is not None  # noqa: S101  # INVARIANT: the caller looked
    parts = [CarriedPart.AVAILABLE, CarriedPart.USED, CarriedPart.LEFT]
    parts += [CarriedPart.EXPIRED] if lasts is not None else []
    text = written.carry_forward.source.text
    ages = {int(age) for age in re.findall(rf"\b{re.escape(name)}\.{USED_FROM}(\d{{1,2}})\b", text)}
    most = MOST_YEARS - 1 if lasts is None else lasts
    return [*((part, 0) for part in parts), *((CarriedPart.USED_FROM, age) for age in sorted(ages) if age <= most)]


def _window(written: ScalarNode, checker: Checking) -> Years | None:
    """The fiscal years; None after a diagnostic."""
    tree = parse_window(written, checker.collector, postfix)
    return years(checker, tree) if isinstance(tree, syntax.Window) else None


def _lasts(written: ScalarNode, checker: Checking) -> int | None:
    """A whole number of years."""
    tree = parse(written, checker.collector)
    if isinstance(tree, syntax.Invalid):
        return None
    number = checker.check(tree) if isinstance(tree, syntax.Number) else broken(written.span)
    months = literal_number(number) if fits(number.type, MONTHS) else None
    if months is None or months % MONTHS_IN_YEAR or not 0 <= months <= MOST_YEARS * MONTHS_IN_YEAR:
        message = f"a whole number of years is due here, up to {MOST_YEARS}"
        help = "write it like `10 years`; leave the key out where nothing is ever lost"
        checker.collector.add("wrong-arguments", message, written.span, help=help)
        return None
    return int(months) // MONTHS_IN_YEAR


def _check_years(written: FormulaShape, window: Years | None, lasts: int | None, checker: Checking) -> None:
    """A window that ends before the term does would leave out what can still be used."""
    if window is not None and written.over is not None and window.count is not None and window.count <= (lasts or 0):
        message = f"`over` looks at {window.count} years, an amount can be used in {(lasts or 0) + 1}"
        help = f"look at `last {(lasts or 0) + 1} years` or more"
        checker.collector.add("bad-window", message, written.over.span, help=help)


def _check_yearly(expr: Expr, checker: Checking) -> None:
    """An amount of one value would be the same in every year."""
    for node in walk(expr):
        if isinstance(node, Fact) and not node.yearly and isinstance(node.type, Numeric) and node.type.is_money:
            message = f"`{node.name}` has no value per fiscal year, each year would have the same"
            checker.collector.add("not-yearly", message, node.span, help="declare the fact with `per: fiscal_year`")
