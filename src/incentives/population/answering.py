"""
A batch that was read to the rows of the answer.

Every group of rows goes to the exact evaluator, in parallel processes. Not for reading or writing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from incentives.engine.results import Range, Status
from incentives.ir.rulebook import Programme
from incentives.population.answers import (
    Fields,
    Form,
    Layout,
    programme_fields,
    together_fields,
    words,
)
from incentives.population.reading import Batch, Group
from incentives.population.rejects import Reject
from incentives.population.workers import Answer, Workers

if TYPE_CHECKING:
    from incentives.tables.block import Booleans, Integers

TOO_LARGE = Fraction(10**30)


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """
    The answer to a batch.

    Args:

        rows: The indices in the batch of the rows that are answered, rising.

        table: In the layout asked for.

        programmes: The columns of each programme, for the summary.

        together: The columns of the best permitted choice.
    """

    rows: Integers
    table: pa.Table
    programmes: dict[str, Fields]
    together: Fields
    rejects: tuple[Reject, ...]


def answer(batch: Batch, layout: Layout, workers: Workers) -> Answered:
    """The answer to every good row of *batch*, in order."""
    parts: list[tuple[Group, dict[str, Fields], Fields]] = []
    rejects = list(batch.rejects)
    for group in batch.groups:
        answers = workers.answers(group.block)
        large = [index for index, each in enumerate(answers) if _too_large(each)]
        if large:
            rejects += [_oversized(batch, int(group.rows[index])) for index in large]
            keep = np.setdiff1d(np.arange(group.rows.size), np.array(large))
            group = Group(group.rows[keep], group.block)  # noqa: PLW2901  # what is left of it
            answers = [answers[index] for index in keep.tolist()]
        parts.append((group, *_fields(layout, answers)))
    rows = np.concatenate([group.rows for group, _, _ in parts]) if parts else np.zeros(0, dtype=np.int64)
    order = np.argsort(rows, kind="stable")
    programmes = {
        programme.id: _joined([each[programme.id] for _, each, _ in parts], order, layout, programme)
        for programme in layout.question.chosen()
    }
    totals = _joined([each for _, _, each in parts], order, layout, None)
    rows = rows[order]
    make = _wide if layout.form is Form.WIDE else _long
    return Answered(
        rows=rows,
        table=make(layout, batch, rows, programmes, totals),
        programmes=programmes,
        together=totals,
        rejects=tuple(sorted(rejects, key=lambda each: each.row or 0)),
    )


def _fields(layout: Layout, answers: Sequence[Answer]) -> tuple[dict[str, Fields], Fields]:
    """The columns of every programme and of all together."""
    programmes = {
        programme.id: programme_fields(layout, programme, [verdicts[index] for verdicts, _ in answers])
        for index, programme in enumerate(layout.question.chosen())
    }
    return programmes, together_fields(layout, [total for _, total in answers])


def _joined(parts: Sequence[Fields], order: Integers, layout: Layout, programme: Programme | None) -> Fields:
    """The columns of all groups, in the order of the table."""
    if not parts:
        return programme_fields(layout, programme, []) if programme else together_fields(layout, [])
    if len(parts) == 1:
        return parts[0]  # INVARIANT: the rows of a group rise
    found: Fields = {}
    for name in parts[0]:
        column = pa.chunked_array([each[name] for each in parts]).unify_dictionaries().combine_chunks()
        found[name] = column.take(pa.array(order))
    return found


def _head(layout: Layout, batch: Batch, rows: pa.Array) -> list[pa.Array]:
    return [batch.ids.take(rows), *(batch.kept[name].take(rows) for name, _ in layout.kept)]


def _wide(
    layout: Layout,
    batch: Batch,
    rows: Integers,
    programmes: dict[str, Fields],
    totals: Fields,
) -> pa.Table:
    """A row for each company."""
    at = pa.array(rows)
    columns = _head(layout, batch, at)
    for status in (Status.ELIGIBLE, Status.UNDETERMINED):
        counts = np.zeros(len(at), dtype=np.int32)
        for fields in programmes.values():
            counts += is_status(fields["status"], status)
        columns.append(pa.array(counts))
    head = ("entitled_low", "entitled_high", "discretionary_high")
    columns += [totals[name] for name in head]
    columns.append(words([layout.question.currency] * len(at)))
    columns += [totals["left_out"], totals["unconverted"]]
    for programme in layout.question.chosen():
        columns += list(programmes[programme.id].values())
    return _table(columns, layout.schema)


def _long(
    layout: Layout,
    batch: Batch,
    rows: Integers,
    programmes: dict[str, Fields],
    totals: Fields,
) -> pa.Table:
    """A row for each company and programme, those of a company together."""
    del totals  # of a company, not of one of its programmes
    count, width = len(rows), len(programmes)
    if width == 0:
        return layout.schema.empty_table()
    at = pa.array(np.repeat(rows, width))
    # Column by column all programmes one after the other; then each company's together.
    turn = pa.array(np.arange(count * width).reshape(width, count).T.reshape(-1))
    columns = _head(layout, batch, at)
    names = words(list(programmes))
    columns.append(
        pa.DictionaryArray.from_arrays(pa.array(np.tile(np.arange(width), count), pa.int32()), names.dictionary)
    )
    for name in next(iter(programmes.values())):
        whole = pa.chunked_array([fields[name] for fields in programmes.values()]).unify_dictionaries().combine_chunks()
        columns.append(whole.take(turn))
    columns.append(words([layout.question.currency] * (count * width)))
    return _table(columns, layout.schema)


def _table(columns: list[pa.Array], schema: pa.Schema) -> pa.Table:
    return pa.table(
        [
            column.cast(field.type) if column.type != field.type else column
            for column, field in zip(columns, schema, strict=True)
        ],
        schema=schema,
    )


def is_status(column: pa.Array, status: Status) -> Booleans:
    """Where a column of statuses is *status*."""
    return np.asarray(pc.equal(column, status.value).to_numpy(zero_copy_only=False), dtype=bool)


def _too_large(given: Answer) -> bool:
    """Whether an amount or a margin has more digits than a column can hold."""
    verdicts, total = given
    ranges = [total.entitled, total.discretionary]
    for verdict in verdicts:
        if verdict.margin is not None and abs(verdict.margin) >= TOO_LARGE:
            return True
        for own, reported in verdict.awards:
            ranges += [own] if reported is None else [own, reported]
    return any(_beyond(each) for each in ranges)


def _beyond(each: Range) -> bool:
    return abs(each.low) >= TOO_LARGE or (each.high is not None and abs(each.high) >= TOO_LARGE)


def _oversized(batch: Batch, row: int) -> Reject:
    reason = "an amount has more than 30 digits"
    return Reject(batch.first + row, batch.companies[row].as_py(), "", "", "too-large", reason)
