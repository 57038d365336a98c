"""
Functions that are no operators to IR: each is short for something that the language can already say, or looks at
another programme.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from incentives.compiler.checking import Checking, a, broken
from incentives.compiler.currencies import stated_currency
from incentives.compiler.literals import unknown_unit
from incentives.compiler.loops import for_each
from incentives.ir.expr import Call, Convert, Expr, Literal, Named, Reference
from incentives.ir.operators import Op
from incentives.money.currency import is_currency
from incentives.syntax import tree as syntax
from incentives.types import NUMBER, TRUTH, Broken, Numeric, money, with_currency
from incentives.values import Known

FEWEST_YEARS = 2


def convert(checker: Checking, tree: syntax.Call, _currency: str | None) -> Expr:
    """
    `convert(amount, USD)`: money in another currency, by a recorded conversion.
    """
    if len(tree.arguments) != 2 or not isinstance(tree.arguments[1], syntax.Code):
        message = "`convert` takes an amount and a currency"
        return checker.fail("wrong-arguments", message, tree, help="write `convert(amount, USD)`")
    amount, target = tree.arguments
    assert isinstance(target, syntax.Code)  # noqa: S101  # INVARIANT: looked at above
    if not is_currency(target.text):
        return unknown_unit(checker, target.text, target)
    operand = checker.check(amount, currency=stated_currency(amount, checker.scope))
    if isinstance(operand.type, Broken):
        return operand
    if not isinstance(operand.type, Numeric) or operand.type.power != 1:
        return checker.fail("type-mismatch", f"only money can be converted, this is {a(operand.type)}", amount)
    kind = with_currency(operand.type, target.text)
    return Convert(operand=operand, currency=target.text, type=kind, span=tree.span)


def growth(checker: Checking, tree: syntax.Call, currency: str | None) -> Expr:
    """
    Compound growth over n fiscal years, which are n - 1 intervals: (last / first) ** (1 / (n - 1)) - 1, as a root.
    """
    window = tree.arguments[1] if len(tree.arguments) == 2 else None
    if not isinstance(window, syntax.Window) or window.years is None or window.previous or window.since:
        return _wrong_growth(checker, tree)
    if window.years < FEWEST_YEARS:
        return _wrong_growth(checker, tree)
    intervals = window.years - 1
    subject = tree.arguments[0]
    last = checker.check(subject, currency=currency)
    checker.shift -= intervals
    first = checker.check(subject, currency=currency)
    checker.shift += intervals
    if isinstance(last.type, Broken) or isinstance(first.type, Broken):
        return broken(tree.span)
    if not isinstance(last.type, Numeric):
        return checker.fail("type-mismatch", f"only numbers grow, this is {a(last.type)}", subject)
    if last == first:
        return checker.fail("not-yearly", f"`{subject.span.text}` has no value per fiscal year", subject)
    quotient: Expr = Call(op=Op.DIVIDE, arguments=(last, first), type=Numeric(), span=tree.span)
    kind = Numeric(percent=True)
    if intervals > 1:
        kind = Numeric(root=True, percent=True)
        degree = Literal(value=Known(Fraction(intervals)), type=NUMBER, text=str(intervals), span=window.span)
        quotient = Call(op=Op.ROOT, arguments=(quotient, degree), type=kind, span=tree.span)
    one = Literal(value=Known(Fraction(1)), type=Numeric(percent=True), text="100%", span=tree.span)
    return Call(op=Op.SUBTRACT, arguments=(quotient, one), type=kind, span=tree.span)


def _wrong_growth(checker: Checking, tree: syntax.Call) -> Expr:
    message = "`growth` takes a fact and a number of fiscal years, at least 2"
    help = "`growth(revenue, last 3 years)` compares the last year closed with the one two years before"
    return checker.fail("wrong-arguments", message, tree, help=help)


def first_time(checker: Checking, tree: syntax.Call, currency: str | None) -> Expr:
    """
    `first_time(condition, since day)`: the condition holds this fiscal year and in no earlier one of the window.
    """
    window = tree.arguments[1] if len(tree.arguments) == 2 else None
    if not isinstance(window, syntax.Window) or window.years is not None:
        message = "`first_time` takes a condition and a window"
        help = "write `first_time(revenue >= 500 million CNY, since 2022-01-01)` or `…, ever)`"
        return checker.fail("wrong-arguments", message, tree, help=help)
    condition = tree.arguments[0]
    now = checker.truth(condition)
    earlier = syntax.Window(None, window.since, True, window.ever, window.span)
    loop = syntax.ForEach("none", condition, earlier, None, tree.span)
    before = for_each(checker, loop, currency)
    if isinstance(now.type, Broken) or isinstance(before.type, Broken):
        return broken(tree.span)
    return Call(op=Op.AND, arguments=(now, before), type=TRUTH, span=tree.span)


def status(checker: Checking, tree: syntax.Call, _currency: str | None) -> Expr:
    """
    `holds(alias)` and `qualifies(alias)`: what the company states of another programme, and whether it meets it.
    """
    argument = tree.arguments[0] if len(tree.arguments) == 1 else None
    if not isinstance(argument, syntax.Name):
        message = f"`{tree.function}` takes the name of a programme from `uses`"
        help = "write `uses: {hnte: cn-national/hnte}` and then `holds(hnte)`"
        return checker.fail("wrong-arguments", message, tree, help=help)
    programme = checker.scope.used(argument.text)
    if programme is None:
        help = "add `uses: {" + argument.text + ": place/programme}` to the file"
        return checker.fail("unknown-programme", f"`{argument.text}` is not among `uses`", argument, help=help)
    kind = Named.HOLDS if tree.function == "holds" else Named.QUALIFIES
    return Reference(kind=kind, programme=programme, name="", type=TRUTH, span=tree.span)


def granted(checker: Checking, tree: syntax.Call, _currency: str | None) -> Expr:
    """
    `granted(alias)`, `granted(alias.award)`, `granted(award)`: what another award comes to beside this one; nought by
    itself.
    """
    argument = tree.arguments[0] if len(tree.arguments) == 1 else None
    if not isinstance(argument, (syntax.Name, syntax.Member)):
        message = "`granted` takes a programme from `uses`, one of its awards, or an award of this file"
        help = "write `uses: {fund: place/programme}` and then `granted(fund)` or `granted(fund.award)`"
        return checker.fail("wrong-arguments", message, tree, help=help)
    owner = argument.owner if isinstance(argument, syntax.Member) else argument
    word = owner.text if isinstance(owner, syntax.Name) else owner.span.text
    scope = checker.scope
    name = argument.name if isinstance(argument, syntax.Member) else ""
    programme = scope.used(word)
    if not name and scope.is_award(word):
        programme, name = scope.programme, word
    if programme is None:
        message = f"`{word}` is neither an award nor among `uses`"
        help = "name an award of this file, or add `uses: {" + word + ": place/programme}` to it"
        return checker.fail("unknown-programme", message, argument, help=help)
    currencies = scope.currencies_of(programme)
    if name and name not in currencies:
        near = checker.suggest(name, lambda: currencies)
        return checker.fail("unknown-award", f"`{programme}` has no award `{name}`", argument, help=near)
    kinds = sorted({currencies[name]} if name else set(currencies.values()))
    if len(kinds) != 1:
        message = f"`{programme}` gives {' and '.join(kinds)}" if kinds else f"`{programme}` has no awards"
        help = "name one of its awards: `granted(alias.award)`"
        return checker.fail("currency-mismatch" if kinds else "unknown-award", message, argument, help=help)
    return Reference(kind=Named.GRANTED, programme=programme, name=name, type=money(kinds[0]), span=tree.span)


SPECIAL: Mapping[str, Callable[[Checking, syntax.Call, str | None], Expr]] = {
    "convert": convert,
    "growth": growth,
    "first_time": first_time,
    "holds": status,
    "qualifies": status,
    "granted": granted,
}
