"""
How a comparison came out, as messages: what was compared, how far the value is from the threshold, and on which side.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from incentives.engine.nearest import Nearest
from incentives.engine.results import CriterionResult, Margin
from incentives.explain.messages import Argument, Message, Points, Quantity, say
from incentives.explain.values import value_argument
from incentives.ir.operators import Op
from incentives.ir.rulebook import Rulebook
from incentives.types import Date, Numeric

UPWARDS = frozenset({Op.GREATER, Op.AT_LEAST})
DOWNWARDS = frozenset({Op.LESS, Op.AT_MOST})
NEGATED = {
    Op.LESS: Op.AT_LEAST,
    Op.AT_MOST: Op.GREATER,
    Op.GREATER: Op.AT_MOST,
    Op.AT_LEAST: Op.LESS,
    Op.EQUAL: Op.NOT_EQUAL,
    Op.NOT_EQUAL: Op.EQUAL,
}


def negated(result: CriterionResult) -> CriterionResult:
    """A criterion that must not hold as one that must: `staff < 10` under `none` asks for at least 10."""
    margin = _turned(result.margin) if result.margin is not None else None
    return replace(result, truth=None if result.truth is None else not result.truth, margin=margin)


def _turned(margin: Margin) -> Margin:
    return replace(margin, operator=NEGATED[margin.operator])


def comparison(margin: Margin, rulebook: Rulebook) -> Message:
    """The value and what was required of it: `150,000,000 CNY, required: more than 100,000,000 CNY`."""
    word = margin.operator.value.replace("_", "-")
    ordered = margin.operator in UPWARDS | DOWNWARDS
    return say(
        f"comparison.date-{word}" if ordered and isinstance(margin.type, Date) else f"comparison.{word}",
        actual=value_argument(margin.actual, margin.type, rulebook, beside=margin.threshold),
        threshold=value_argument(margin.threshold, margin.type, rulebook),
    )


def distance(result: CriterionResult) -> Message | None:
    """How far the value is from the threshold: `12,000,000 CNY short`; None where there is no distance."""
    return _distance(result.margin, result.truth) if result.margin is not None and result.truth is not None else None


def threshold_distance(found: Nearest) -> Message | None:
    """The same of the nearest threshold; of a comparison that must not hold, as of what must."""
    return _distance(_turned(found.margin), not found.holds) if found.barred else _distance(found.margin, found.holds)


def _distance(margin: Margin, truth: bool) -> Message | None:
    if margin.distance is None or margin.operator not in UPWARDS | DOWNWARDS:
        return None
    if margin.distance == 0:
        return say("margin.at-included" if truth else "margin.at-excluded")
    far = abs(margin.distance)
    if isinstance(margin.type, Date):
        side = "late" if margin.distance > 0 else "early"
        return say(f"margin.days-{side}" if truth else f"margin.days-too-{side}", count=int(far))
    above = margin.distance > 0
    if margin.operator in UPWARDS:
        name = "margin.above" if above else "margin.short"
    else:
        name = "margin.over" if above else "margin.under"
    return say(name, distance=_far(far, margin))


def _far(far: Fraction, margin: Margin) -> Argument:
    kind = margin.type if isinstance(margin.type, Numeric) else Numeric()
    return Points(far) if kind.percent and kind.is_plain else Quantity(far, kind)
