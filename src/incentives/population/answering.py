"""
A batch that was read to the rows of the answer.

Columns answer what they can; the exact evaluator, in parallel processes, answers the programmes and rows that they
cannot, and the totals of rows for which something must be chosen. Not for reading or writing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from incentives.engine.results import Range, Status
from incentives.ir.rulebook import Programme
from incentives.population.answers import (
    Details,
    Fields,
    Form,
    Layout,
    programme_fields,
    same_word,
    together_fields,
    words,
)
from incentives.population.columns import beyond, is_status, programme_columns
from incentives.population.numbers import valid
from incentives.population.reading import Batch
from incentives.population.rejects import Reject
from incentives.population.together import Together
from incentives.population.workers import Answer, Request, Workers
from incentives.tables.answers import Detail, ProgrammeColumns
from incentives.tables.block import Block
from incentives.tables.plan import TablePlan, taken

if TYPE_CHECKING:
    from incentives.tables.block import Integers

TOO_LARGE = Fraction(10**30)
# Lowering the rules for a block costs as much as the exact evaluation of so many rows.
FEW_ROWS = 64
DETAILS = {
    Details.NONE: Detail.TOTALS,
    Details.REASONS: Detail.REASONS | Detail.MARGINS,
    Details.FULL: Detail.ALL,
}


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


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """
    The answers to some rows of a batch.

    Args:

        rows: Their indices in the batch, rising.
    """

    rows: Integers
    programmes: dict[str, Fields]
    together: Fields


class Answerer:
    """
    Answers the batches of one table.
    """

    def __init__(self, layout: Layout, workers: Workers, *, threads: int = 1, held: Collection[str] = ()) -> None:
        question = layout.question
        self.layout = layout
        self.workers = workers
        self.programmes = question.chosen()
        self.together = Together(layout, workers, held)
        self.plan = TablePlan(
            question.rulebook,
            self.programmes,
            on=question.on,
            currency=question.currency,
            rates=question.rates,
            readings=question.readings,
            detail=DETAILS[layout.details],
            by_award=self.together.by_award,
            threads=threads,
        )

    def answer(self, batch: Batch) -> Answered:
        """The answer to every good row of *batch*, in order."""
        rejects = list(batch.rejects)
        parts = [part for group in batch.groups for part in self.block(group.block, group.rows, batch, rejects)]
        rows = np.concatenate([part.rows for part in parts]) if parts else np.zeros(0, dtype=np.int64)
        order = np.argsort(rows, kind="stable")
        programmes = {
            each.id: _joined([part.programmes[each.id] for part in parts], order, self.layout, each)
            for each in self.programmes
        }
        totals = _joined([part.together for part in parts], order, self.layout, None)
        rows = rows[order]
        make = _wide if self.layout.form is Form.WIDE else _long
        return Answered(
            rows=rows,
            table=make(self.layout, batch, rows, programmes, totals),
            programmes=programmes,
            together=totals,
            rejects=tuple(sorted(rejects, key=lambda each: each.row or 0)),
        )

    def block(self, block: Block, rows: Integers, batch: Batch, rejects: list[Reject]) -> list[Part]:
        """The answers to one block, whose rows are *rows* of the batch."""
        if block.rows < FEW_ROWS:
            return [self.exactly(block, rows, batch, rejects)]
        found = self.plan.run(block)
        missed = np.zeros(block.rows, dtype=bool)
        for columns in found.programmes.values():
            missed |= beyond(columns)
        parts = []
        if missed.any():
            at = np.flatnonzero(missed)
            parts.append(self.exactly(taken(block, at), rows[at], batch, rejects))
            rest = np.flatnonzero(~missed)
            if rest.size:
                parts += self.block(taken(block, rest), rows[rest], batch, rejects)
            return parts
        gaps = [each for each in self.programmes if each.id not in found.programmes]
        if len(gaps) == len(self.programmes):
            return [self.exactly(block, rows, batch, rejects)]
        return [self.in_columns(block, rows, found.programmes, gaps, batch, rejects)]

    def exactly(self, block: Block, rows: Integers, batch: Batch, rejects: list[Reject]) -> Part:
        """All programmes by the exact evaluator."""
        answers = self.workers.answers(Request(block))
        rows, answers = _without_large(rows, answers, batch, rejects)
        programmes = {
            each.id: programme_fields(self.layout, each, [verdicts[index] for verdicts, _ in answers])
            for index, each in enumerate(self.programmes)
        }
        return Part(rows, programmes, together_fields(self.layout, [total for _, total in answers]))

    def in_columns(
        self,
        block: Block,
        rows: Integers,
        found: Mapping[str, ProgrammeColumns],
        gaps: Sequence[Programme],
        batch: Batch,
        rejects: list[Reject],
    ) -> Part:
        """What columns hold, with the rest of the programmes, and the sums that need a choice, by the evaluator."""
        names = tuple(each.id for each in gaps)
        answers = self.workers.answers(Request(block, (names,) * block.rows)) if gaps else []
        large = np.array([_too_large(each) for each in answers] or [False] * block.rows, dtype=bool)
        if large.any():
            wrong, rest = np.flatnonzero(large), np.flatnonzero(~large)
            self.exactly(taken(block, wrong), rows[wrong], batch, rejects)
            return self.in_columns(
                taken(block, rest), rows[rest], self.plan.run(taken(block, rest)).programmes, gaps, batch, rejects
            )
        fields: dict[str, Fields] = {}
        for each in self.programmes:
            if each.id in found:
                fields[each.id] = programme_columns(self.layout, each, found[each.id])
            else:
                at = names.index(each.id)
                fields[each.id] = programme_fields(self.layout, each, [verdicts[at] for verdicts, _ in answers])
        return Part(rows, fields, self.together.of(block, found, fields))


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
    columns.append(same_word(layout.question.currency, len(at)))
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
    columns.append(same_word(layout.question.currency, count * width))
    return _table(columns, layout.schema)


def _table(columns: list[pa.Array], schema: pa.Schema) -> pa.Table:
    arrays = [
        _in_order(column) if pa.types.is_dictionary(column.type) else column.cast(field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pa.table(arrays, schema=schema)


def _in_order(column: pa.DictionaryArray) -> pa.DictionaryArray:
    """The same words, each once and in their order, so that files are the same byte for byte."""
    names = column.dictionary.to_pylist()
    present = valid(column.indices)
    codes = np.asarray(column.indices.fill_null(0).to_numpy(zero_copy_only=False))
    used = np.bincount(codes[present], minlength=len(names)) > 0
    words = sorted({name for name, there in zip(names, used.tolist(), strict=True) if there and name is not None})
    place = {word: index for index, word in enumerate(words)}
    found = np.array([place.get(name, 0) for name in names] or [0], dtype=np.int32)[codes]
    mask = None if present.all() else ~present
    return pa.DictionaryArray.from_arrays(pa.array(found, mask=mask), pa.array(words, pa.string()))


def _without_large(
    rows: Integers, answers: list[Answer], batch: Batch, rejects: list[Reject]
) -> tuple[Integers, list[Answer]]:
    """The rows whose amounts a column can hold; the others are rejected."""
    large = [index for index, each in enumerate(answers) if _too_large(each)]
    if not large:
        return rows, answers
    rejects += [_oversized(batch, int(rows[index])) for index in large]
    keep = np.setdiff1d(np.arange(rows.size), np.array(large))
    return rows[keep], [answers[index] for index in keep.tolist()]


def _too_large(given: Answer) -> bool:
    """Whether an amount has more digits than a column can hold."""
    verdicts, total = given
    ranges = [total.entitled, total.discretionary]
    for verdict in verdicts:
        for own, reported in verdict.awards:
            ranges += [own] if reported is None else [own, reported]
    return any(_beyond(each) for each in ranges)


def _beyond(each: Range) -> bool:
    return abs(each.low) >= TOO_LARGE or (each.high is not None and abs(each.high) >= TOO_LARGE)


def _oversized(batch: Batch, row: int) -> Reject:
    reason = "an amount has more than 30 digits"
    return Reject(batch.first + row, batch.companies[row].as_py(), "", "", "too-large", reason)
