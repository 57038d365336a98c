"""
Loops over distinct values: the items of a list under each value that tells them apart, and the items of one value.

An item whose value is not known may belong to each of the values there are, or to one of its own: each gathering
inside counts it as an item that may not belong, and a turn that may not be there stands for the value it may add.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from incentives.engine.evaluating import Evaluating
from incentives.engine.scope import Frame
from incentives.ir.expr import ItemsBy, ItemsOf
from incentives.values import Known, Reason, Row, Rows, Value, Why, reasons_of

CERTAIN, POSSIBLE, UNSURE = "certain items", "possible items", "why they are possible"


def by_value(
    evaluator: Evaluating, source: ItemsBy, frame: Frame, listed: tuple[Sequence[Frame], tuple[Reason, ...]]
) -> tuple[list[Frame], tuple[Reason, ...], int]:
    """A frame for each distinct value, in the order in which they first stand; see `loops.frames_of`."""
    items, unknown = listed
    groups: dict[tuple[Value, ...], list[Row]] = {}
    open_items: list[Row] = []
    reasons: dict[Reason, None] = dict.fromkeys(unknown)
    for each in items:
        values = tuple(evaluator.evaluate(key, each).value for key in source.keys)
        why = reasons_of(values)
        if why:
            open_items.append(each.items[-1])
            reasons.update(dict.fromkeys(why))
        else:
            groups.setdefault(values, []).append(each.items[-1])
    unsure = tuple(reasons)
    frames = [_frame(source, frame, values, rows, open_items, unsure) for values, rows in groups.items()]
    # Each item with an unknown value may add a value of its own; where there is no other, the first of them does.
    added = [_frame(source, frame, None, [], open_items, unsure) for _ in open_items]
    sure = 0 if unknown else len(groups) or min(1, len(added))
    return [*frames, *added], unsure, sure


def _frame(
    source: ItemsBy,
    frame: Frame,
    values: tuple[Value, ...] | None,
    certain: Sequence[Row],
    possible: Sequence[Row],
    unsure: tuple[Reason, ...],
) -> Frame:
    """The turn of one value: its fields, and the items that have it or may have it."""
    fields = [(name, value) for name, value in zip(source.names, values or (), strict=False) if name]
    inside = ((CERTAIN, Known(Rows(tuple(certain)))), (POSSIBLE, Known(Rows(tuple(possible)))), (UNSURE, Known(unsure)))
    return replace(frame, items=(*frame.items, Row((*fields, *inside))))


def of_value(source: ItemsOf, frame: Frame) -> tuple[list[Frame], tuple[Reason, ...], int]:
    """A frame for each item of the value that the loop around has reached; see `loops.frames_of`."""
    value = frame.items[-1 - source.depth]
    certain, possible = (_rows(value.field(name)) for name in (CERTAIN, POSSIBLE))
    if certain is None or possible is None:  # what any value may be, of a list that is not known
        return [], (Reason(Why.MISSING_FACT, source.name),), 0
    found = [replace(frame, items=(*frame.items, row)) for row in (*certain, *possible)]
    why = value.field(UNSURE)
    assert isinstance(why, Known)  # noqa: S101  # INVARIANT: made above
    return found, why.value if possible else (), len(certain)  # type: ignore[return-value]  # reasons, as made above


def _rows(value: Value | None) -> tuple[Row, ...] | None:
    return value.value.items if isinstance(value, Known) and isinstance(value.value, Rows) else None
