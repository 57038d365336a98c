"""
What the columnar plan says of a block, as the columns of an answer.

The same columns as from the exact evaluator's verdicts, value for value. Rows that the plan leaves to the exact
evaluator are not looked at here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Context, Decimal
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from incentives.engine.results import Status
from incentives.ir.margins import DIGITS, STEP, TOO_FAR
from incentives.ir.rulebook import Programme
from incentives.population.answers import (
    CLAUSE,
    DECIDED_BY,
    DISCRETIONARY,
    DISTANCE,
    ENTITLED_HIGH,
    ENTITLED_LOW,
    FAILING,
    MARGIN,
    MARGIN_OF,
    MARGIN_SHARE,
    MARGIN_UNIT,
    MARGINS,
    MISSING,
    MOST_DIGITS,
    STATUS,
    WORD,
    Details,
    Fields,
    Form,
    Layout,
    award_field,
    award_list,
    money_type,
    words,
)
from incentives.population.numbers import valid
from incentives.tables.answers import MarginColumns, Money, ProgrammeColumns, Standing
from incentives.tables.reasons import reason_text

if TYPE_CHECKING:
    from incentives.tables.block import Booleans, Integers

STATUSES = pa.array([Status.INELIGIBLE, Status.ELIGIBLE, Status.UNDETERMINED, Status.NOT_IN_FORCE, ""], pa.string())
MOST = 2**62
WIDE = Context(prec=2 * MOST_DIGITS)
# Amounts of more digits are left to the exact evaluator, which rejects the row.
TOO_LARGE = 10**30


def programme_columns(layout: Layout, programme: Programme, found: ProgrammeColumns) -> Fields:
    """The columns of one programme."""
    codes = found.standing.astype(np.int32)
    money = layout.money
    owed, merit, lost = found.entitled, found.discretionary, found.unconverted
    fields: Fields = {
        STATUS: pa.DictionaryArray.from_arrays(pa.array(codes), STATUSES),
        ENTITLED_LOW: amounts(owed.low, owed, money, lost),
        ENTITLED_HIGH: amounts(owed.high, owed, money, _or(lost, _open(owed))),
        DISCRETIONARY: amounts(merit.high, merit, money, _or(lost, _open(merit))),
    }
    if layout.details is not Details.NONE:
        clauses = programme.criteria()
        deciding = found.deciding if found.deciding is not None else np.full(codes.size, -1)
        fields[DECIDED_BY] = _coded(deciding, found.criteria)
        fields[CLAUSE] = _coded(deciding, [clauses[name].clause.cite for name in found.criteria])
        fields |= margin_columns(found.margins, codes.size)
        fields[MISSING] = flagged({reason_text(reason): rows for reason, rows in found.missing.items()}, codes.size)
    if layout.details is Details.FULL:
        order = {name: index for index, name in enumerate(found.criteria)}
        failing = dict(sorted(found.failing.items(), key=lambda each: order[each[0]]))
        fields[FAILING] = flagged(failing, codes.size, ordered=True)
        fields |= _awards(layout, programme, found)
    return fields


def margin_columns(found: MarginColumns | None, rows: int) -> Fields:
    """How far each row is from another status."""
    if found is None:
        return {name: words([None] * rows) if kind == WORD else pa.nulls(rows, kind) for name, kind in MARGINS}
    places, shares, distances = found.places.dense, found.shares.dense, found.distances.dense
    none = places < 0
    return {
        MARGIN_OF: _coded(places, [name for name, _ in found.thresholds]),
        MARGIN: _widely(distances, none) if distances.dtype == object else _decimals(distances, DISTANCE, none),
        MARGIN_UNIT: _coded(places, [unit for _, unit in found.thresholds]),
        MARGIN_SHARE: _decimals(np.where(distances < 0, -shares, shares), DISTANCE, none),
    }


def _widely(distances: Integers, none: Booleans) -> pa.Array:
    """Distances beyond 64 bits as decimals, null where there are *none* or more digits than a column holds."""
    most = TOO_FAR / STEP
    hidden = [lost or abs(each) >= most for each, lost in zip(distances.tolist(), none.tolist(), strict=True)]
    steps = [None if lost else int(each) for each, lost in zip(distances.tolist(), hidden, strict=True)]
    return pa.array([None if each is None else Decimal(each).scaleb(-DIGITS, WIDE) for each in steps], DISTANCE)


def beyond(found: ProgrammeColumns) -> Booleans:
    """The rows that the plan leaves to the exact evaluator, also for the size of their amounts."""
    rows = found.standing == Standing.BEYOND
    for money in (found.entitled, found.discretionary, *(award for _, award in found.awards.values())):
        for ends in (money.low, money.high):
            if ends.dtype == object:
                most = TOO_LARGE / money.scale
                rows = rows | np.array([not -most < each < most for each in ends.tolist()], dtype=bool)
    return np.asarray(rows)


def amounts(steps: Integers, money: Money, kind: pa.DataType, unknown: Booleans | None) -> pa.Array:
    """Steps of money as decimals of *kind*, null where they are *unknown*."""
    factor = money.scale * 10**kind.scale
    if factor.denominator != 1:
        raise ArithmeticError(f"{kind} does not hold steps of {money.scale}")
    size = int(factor)
    largest = max(abs(int(steps.max(initial=0))), abs(int(steps.min(initial=0)))) if steps.dtype != object else MOST
    if largest * size < MOST:
        return _decimals(steps.astype(np.int64) * size, kind, unknown)
    hidden = unknown if unknown is not None else np.zeros(steps.size, dtype=bool)
    numbers = [None if lost else int(each) * size for each, lost in zip(steps.tolist(), hidden.tolist(), strict=True)]
    return pa.array([None if each is None else Decimal(each).scaleb(-kind.scale, WIDE) for each in numbers], kind)


def summed(columns: Sequence[pa.Array], rows: int, kind: pa.DataType) -> pa.Array:
    """The sum of columns of decimals of one kind, row by row; null where one of them is."""
    total, most = np.zeros(rows, dtype=np.int64), 0
    unknown = np.zeros(rows, dtype=bool)
    for column in columns:
        pairs = np.frombuffer(column.buffers()[1] or b"", dtype=np.int64).reshape(-1, 2)
        pairs = pairs[column.offset : column.offset + rows]
        steps = pairs[:, 0]
        if column.null_count:
            present = valid(column)
            unknown |= ~present
            pairs = np.where(present[:, None], pairs, 0)
            steps = pairs[:, 0]
        most += max(int(steps.max(initial=0)), -int(steps.min(initial=0)))
        if most >= MOST or (pairs[:, 1] != steps >> 63).any():
            return _summed_widely(columns, rows, kind)
        total += steps
    return _decimals(total, kind, unknown)


def _summed_widely(columns: Sequence[pa.Array], rows: int, kind: pa.DataType) -> pa.Array:
    """The same beyond 64 bits."""
    found: list[Decimal | None] = [Decimal(0)] * rows
    for column in columns:
        found = [
            None if one is None or other is None else WIDE.add(one, other)
            for one, other in zip(found, column.to_pylist(), strict=True)
        ]
    return pa.array(found, kind)


def _decimals(steps: Integers, kind: pa.DataType, unknown: Booleans | None) -> pa.Array:
    """64-bit steps as 128-bit decimals, by the layout of their memory."""
    pairs = np.empty((steps.size, 2), dtype=np.int64)
    pairs[:, 0] = steps
    pairs[:, 1] = steps >> 63
    present = None if unknown is None or not unknown.any() else pa.array(~unknown).buffers()[1]
    return pa.Array.from_buffers(kind, steps.size, [present, pa.py_buffer(pairs)])


def _open(money: Money) -> Booleans | None:
    return None if money.bounded is None else ~money.bounded


def _or(one: Booleans | None, other: Booleans | None) -> Booleans | None:
    if one is None or other is None:
        return other if one is None else one
    return one | other


def _coded(codes: Integers, names: Sequence[str | None]) -> pa.Array:
    """A column of words from their index; null below nought."""
    indices = pa.array(codes.astype(np.int32), mask=codes < 0)
    # Names may repeat or be missing (several criteria cite one clause): encoded again, each stands once.
    return pa.array(names, pa.string()).take(indices).dictionary_encode()


def flagged(flags: Mapping[str, Booleans], rows: int, *, ordered: bool = False) -> pa.Array:
    """For each row the names whose flag is set, in the order of the names."""
    names = list(flags) if ordered else sorted(flags)
    if not names:
        return pa.ListArray.from_arrays(np.zeros(rows + 1, dtype=np.int32), pa.array([], pa.string()))
    matrix = np.stack([flags[name] for name in names], axis=1)
    at, which = np.nonzero(matrix)
    offsets = np.zeros(rows + 1, dtype=np.int32)
    np.cumsum(np.bincount(at, minlength=rows), out=offsets[1:])
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(names, pa.string()).take(pa.array(which)))


def is_status(column: pa.Array, *statuses: Status) -> Booleans:
    """Where a column of statuses is one of *statuses*."""
    words = column.dictionary.to_pylist()
    wanted = np.array([word in statuses for word in words] or [False], dtype=bool)
    return np.asarray(wanted[column.indices.to_numpy(zero_copy_only=False)], dtype=bool)


def _awards(layout: Layout, programme: Programme, found: ProgrammeColumns) -> Fields:
    if layout.form is Form.LONG:
        return {"awards": award_list(programme, _ends(programme, found))}
    fields: Fields = {}
    for award in programme.awards.values():
        kind = money_type([award.unit])
        if award.id not in found.awards:
            nothing = pa.nulls(found.standing.size, kind)
            fields |= {award_field(award, "low"): nothing, award_field(award, "high"): nothing}
            continue
        money = found.awards[award.id][1]
        fields[award_field(award, "low")] = amounts(money.low, money, kind, None)
        fields[award_field(award, "high")] = amounts(money.high, money, kind, _open(money))
    return fields


def _ends(programme: Programme, found: ProgrammeColumns) -> list[list[tuple[object, object]]]:
    """For each row the ends of each award, exactly; none outside the programme's period."""
    columns = []
    for award in programme.awards.values():
        if award.id not in found.awards:
            return [[] for _ in range(found.standing.size)]
        money = found.awards[award.id][1]
        closed = money.bounded if money.bounded is not None else np.ones(money.low.size, dtype=bool)
        columns.append(
            [
                (int(low) * money.scale, int(high) * money.scale if bounded else None)
                for low, high, bounded in zip(money.low.tolist(), money.high.tolist(), closed.tolist(), strict=True)
            ]
        )
    return [list(row) for row in zip(*columns, strict=True)] if columns else [[] for _ in range(found.standing.size)]
