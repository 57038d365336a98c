"""
Waterfalls to IR: an amount that claims use up in their order, each from what those before it leave.

Each claim and what is left after it becomes a definition of its own. What is left is worked out from what was left
before and from the claim's limit alone, so that of unknown limits the ranges are as narrow as they can be.
"""

from __future__ import annotations

from fractions import Fraction

from incentives.compiler.checking import Checking, broken, expression
from incentives.compiler.results import Maker, Result
from incentives.compiler.texts import place_of
from incentives.ir.expr import Call, Expr, Literal, literal_number
from incentives.ir.operators import Op
from incentives.source import Span
from incentives.syntax.documents import ClaimShape, FormulaShape
from incentives.syntax.nodes import ScalarNode
from incentives.types import PERCENT, Broken, Numeric, Type
from incentives.values import Known

WHOLE, LEFT, AFTER = "whole", "left", "left_after_"
WAYS = ("up_to", "share", "above")
WHAT_IS_LEFT = "what is left"
ONE = Fraction(1)


def waterfall(written: FormulaShape, make: Maker, checker: Checking) -> tuple[Result, ...]:
    """The whole, what each claim takes, what is left after each, and what is left in the end."""
    assert written.waterfall is not None  # noqa: S101  # INVARIANT: the caller looked
    amount = expression(written.waterfall, checker, None, "the amount")
    span = written.waterfall.span
    if not isinstance(amount.type, Broken) and (not isinstance(amount.type, Numeric) or amount.type.root):
        message = "a waterfall hands down an amount or a quantity"
        checker.collector.add("type-mismatch", message, span)
        amount = broken(span)
    claims = written.claims or {}
    if not claims:
        help = "add `claims:` with the most that each takes: `{tax: tax_due, cash: {share: 40%}}`"
        checker.collector.add("missing-key", "the claims of the waterfall are missing", span, help=help)
        return ()
    _check_names(claims, checker)
    whole = amount if isinstance(amount.type, Broken) else _at_least_nought(amount)
    found = [make(WHOLE, whole, written.waterfall.text)]
    before, told = found[0], written.waterfall.text
    for index, (name, claim) in enumerate(claims.items()):
        shape = claim if isinstance(claim, ClaimShape) else ClaimShape.model_construct(up_to=claim)
        taken, left, text = _claim(shape, make.reference(before), checker, place_of(claim) or span)
        found.append(make(name, taken, f"{told}: {text}", shape))
        after = LEFT if index == len(claims) - 1 else f"{AFTER}{name}"
        before, told = make(after, left, f"{WHAT_IS_LEFT} after `{name}`"), WHAT_IS_LEFT
        found.append(before)
    return tuple(found)


def _check_names(claims: dict[str, ScalarNode | ClaimShape], checker: Checking) -> None:
    """What a waterfall has beside its claims is no name for one."""
    for name, claim in claims.items():
        if name in (WHOLE, LEFT) or name.startswith(AFTER):
            message = f"`{name}` is what every waterfall has beside its claims"
            checker.collector.add("hidden-name", message, place_of(claim), help="call the claim otherwise")


def _claim(shape: ClaimShape, before: Expr, checker: Checking, span: Span) -> tuple[Expr, Expr, str]:
    """What a claim takes of what was left *before*, what it leaves, and how that reads."""
    ways = [(way, text) for way in WAYS if (text := getattr(shape, way)) is not None]
    if len(ways) != 1:
        message = "a claim has exactly one of `up_to`, `share`, `above`"
        help = "`up_to` is the most that it takes, `share` a part of what is left, `above` all beyond a limit"
        checker.collector.add("wrong-formula", message, span, help=help)
        return broken(span), broken(span), ""
    way, text = ways[0]
    wanted: Type | None = PERCENT if way == "share" else None if isinstance(before.type, Broken) else before.type
    limit = expression(text, checker, wanted, "the share" if way == "share" else "the limit of a claim")
    if isinstance(limit.type, Broken) or isinstance(before.type, Broken):
        return broken(span), broken(span), ""
    match way:
        case "up_to":
            left = _at_least_nought(_call(Op.SUBTRACT, before, _at_least_nought(limit)))
            return _call(Op.CLAMP, limit, _nought(before), before), left, f"up to {text.text}"
        case "above":
            taken = _at_least_nought(_call(Op.SUBTRACT, before, _at_least_nought(limit)))
            return taken, _call(Op.CLAMP, limit, _nought(before), before), f"all above {text.text}"
    number = literal_number(limit)
    if number is not None and not 0 <= number <= ONE:
        message = "the share of a claim is from 0% to 100%"
        help = f"write `{text.text}%`" if ONE < number <= 100 and "%" not in text.text else "nothing is used up twice"
        checker.collector.add("out-of-range", message, text.span, help=help)
    whole = Literal(value=Known(ONE), type=PERCENT, text="100%", span=limit.span)
    part = limit if number is not None else _call(Op.CLAMP, limit, _nought(limit), whole)
    rest = _call(Op.SUBTRACT, whole, part)
    return _times(before, part), _times(before, rest), f"{text.text} of it"


def _call(op: Op, *arguments: Expr) -> Call:
    return Call(op=op, arguments=arguments, type=arguments[0].type, span=arguments[0].span)


def _times(amount: Expr, share: Expr) -> Call:
    return Call(op=Op.MULTIPLY, arguments=(amount, share), type=amount.type, span=share.span)


def _at_least_nought(amount: Expr) -> Expr:
    """*amount*, or nought where it is below; a figure that is not below stays as it is."""
    number = literal_number(amount)
    return amount if number is not None and number >= 0 else _call(Op.MAX, _nought(amount), amount)


def _nought(like: Expr) -> Literal:
    return Literal(value=Known(Fraction(0)), type=like.type, text="0", span=like.span)
