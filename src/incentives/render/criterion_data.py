"""
Criteria as plain data: the tree of tests with their values, thresholds and margins.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from incentives.engine.nearest import Nearest
from incentives.engine.results import CriterionResult, Margin
from incentives.ir.margins import measured_in
from incentives.ir.operators import INFIX, Op
from incentives.ir.quantities import exact_text, unit_name
from incentives.l10n.localiser import Localiser
from incentives.money.currency import CURRENCIES
from incentives.types import Numeric, Type
from incentives.values import Money, Reason, Root, Rows, Unknown, Value

Data = dict[str, Any]

TRUTHS = {True: "true", False: "false", None: "unknown"}
SIGNS = {op: sign for sign, ops in INFIX.items() for op in ops}


def criterion_data(result: CriterionResult, localiser: Localiser) -> Data:
    """One criterion with its members."""
    criterion = result.criterion
    clause = criterion.clause
    return {
        "id": criterion.id,
        "kind": criterion.kind.value,
        "required": criterion.required,
        "title": localiser.title(criterion.title) or None,
        "text": " ".join(criterion.text.split()) or None,
        "cite": clause.cite,
        "evidence": clause.evidence.value if clause.evidence else None,
        "note": localiser.title(clause.note) or None,
        "preference": criterion.preference,
        "door": criterion.door,
        "result": TRUTHS[result.truth],
        **_comparison(result),
        "reasons": [reason_data(reason) for reason in result.reasons],
        "members": [criterion_data(member, localiser) for member in result.members],
    }


def nearest_data(found: Nearest | None) -> Data | None:
    """The threshold nearest to changing a status."""
    if found is None:
        return None
    margin, criterion = found.margin, found.result.criterion.id
    share = {"share": exact_text(found.share)}
    return {"criterion": criterion, **_sides(margin), **_distance(margin, found.distance), **share}


def reason_data(reason: Reason) -> Data:
    """Why something is unknown."""
    return {"why": reason.why.value, "subject": reason.subject, "year": reason.year}


def value_data(value: Value, kind: Type) -> Data:
    """
    A value: `value` is a text, a truth or a list of texts. Where it is unknown or irrational it is null, and `low` and
    `high` are the ends of its range.
    """
    unit = value_unit(kind)
    told: Data = {"value": None, "low": None, "high": None, "unit": unit}
    digits = _digits(kind)
    if isinstance(value, Unknown):
        ends = {"low": value.low, "high": value.high}
        return {**told, **{name: exact_text(end, digits) for name, end in ends.items() if end is not None}}
    match value.value:
        case bool() as truth:
            told["value"] = truth
        case Fraction() as number:
            told["value"] = exact_text(number, digits)
        case Root() as root:
            low, high = root.enclosure()
            told |= {"low": exact_text(low), "high": exact_text(high)}
            if low == high:
                told["value"] = exact_text(low)
        case Money(amount=amount, currency=currency):
            told |= {"value": exact_text(amount, digits), "unit": currency}
        case date() as day:
            told["value"] = day.isoformat()
        case frozenset() as members:
            told["value"] = sorted(members)
        case Rows(items=items):
            told["value"] = f"{len(items)} items"
        case other:
            told["value"] = str(other)
    return told


def value_unit(kind: Type) -> str | None:
    """The unit of a type as rule files write it; null for what has none."""
    return (unit_name(kind) or None) if isinstance(kind, Numeric) else None


def _comparison(result: CriterionResult) -> Data:
    margin = result.margin
    if margin is None:
        return {"actual": None, "operator": None, "threshold": None, "margin": None}
    return {
        **_sides(margin),
        "margin": None if margin.distance is None else _distance(margin, margin.distance),
    }


def _sides(margin: Margin) -> Data:
    return {
        "actual": value_data(margin.actual, margin.type),
        "operator": SIGNS[Op(margin.operator)],
        "threshold": value_data(margin.threshold, margin.type),
    }


def _distance(margin: Margin, distance: Fraction) -> Data:
    return {"distance": exact_text(distance, _digits(margin.type)), "unit": measured_in(margin.type)}


def _digits(kind: Type) -> int:
    code = (kind.currency or "") if isinstance(kind, Numeric) and kind.is_money else ""
    return CURRENCIES[code].digits if code in CURRENCIES else 0
