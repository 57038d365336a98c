"""
A whole table from its files to the file of answers: batch by batch, in bounded memory, going on where it was stopped.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import BinaryIO, Protocol

import pyarrow as pa

from incentives.population.answering import Answered, Answerer
from incentives.population.answers import Layout
from incentives.population.identities import Identities
from incentives.population.items import ItemRows
from incentives.population.mapping import ColumnMap, StatusTarget
from incentives.population.outputs import CsvOut, Writer, appear, write_whole, writer_for
from incentives.population.parts import Parts
from incentives.population.reading import Batch, BatchReader
from incentives.population.rejects import Reject
from incentives.population.sources import BATCH_ROWS
from incentives.population.summary import Summary
from incentives.population.workers import workers

# So many cells of the answer are in memory at once, however many columns it has.
CELLS = 8_000_000
FEWEST_ROWS = 1_024
SECONDS_A_PART = 20
# Rejects that wait in memory for their part to be finished.
MOST_WAITING = 20_000
Told = Callable[[int], None]
HEAD = ("row", "company", "column", "value", "code", "reason")


class Table(Protocol):
    """
    Where rows come from: files, or a frame in memory.
    """

    @property
    def digest(self) -> str:
        """What the rows depend on."""

    def rows(self) -> int | None:
        """How many rows there are, where that is known without reading them."""

    def batches(self, columns: Sequence[str], rejects: list[Reject], *, size: int) -> Iterator[pa.RecordBatch]:
        """Batches of exactly *size* rows, the last one apart; lines that are no rows go to *rejects*."""


@dataclass(frozen=True, slots=True)
class Job:
    """
    A question about a table.

    Args:

        processes: How many processes evaluate rows exactly; None for as many as there are cores.
    """

    source: Table
    columns: ColumnMap
    layout: Layout
    version: str
    processes: int | None = None
    items: Mapping[str, ItemRows] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What the answer depends on."""
        question = self.layout.question
        parts = (
            *(self.version, self.source.digest, repr(self.columns), question.rulebook.digest, question.programmes),
            *(question.on, question.currency, question.rates.digest, sorted(question.readings.items())),
            *sorted((name, rows.digest) for name, rows in self.items.items()),
            *(self.layout.details, self.layout.form, self.layout.schema.to_string()),
        )
        return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()

    @property
    def batch_rows(self) -> int:
        """How many rows go through together."""
        width = len(self.layout.schema) * (len(self.layout.question.programmes) if self.layout.form == "long" else 1)
        return max(FEWEST_ROWS, min(BATCH_ROWS, CELLS // max(1, width) // FEWEST_ROWS * FEWEST_ROWS))

    def answers(
        self, start: int, lost: list[Reject], names: Identities | None = None
    ) -> Iterator[tuple[Batch, Answered]]:
        """Every batch from row *start* on, answered; lines that are no rows go to *lost*, companies to *names*."""
        reader = BatchReader(self.layout.question.rulebook, self.columns, self.layout.question.on, self.items)
        row = 0
        with workers(self.layout.question, self.processes) as pool:
            held = {each.programme for each in self.columns.columns.values() if isinstance(each, StatusTarget)}
            answerer = Answerer(self.layout, pool, threads=os.cpu_count() or 1, held=held)
            for records in self.source.batches(self.columns.needed, lost, size=self.batch_rows):
                row += records.num_rows
                if self.columns.company is not None and names is not None:
                    names.add(records.column(self.columns.company))
                if row <= start:
                    self._look_up(records)
                else:
                    batch = reader.read(records, row - records.num_rows + 1)
                    yield batch, answerer.answer(batch)

    def _look_up(self, records: pa.RecordBatch) -> None:
        """Companies that were answered in an earlier run have their items all the same."""
        for rows in self.items.values():
            rows.of(records.column(self.columns.company).cast(pa.string()))


def to_file(job: Job, output: Path, rejects: Path, told: Told, *, restart: bool = False) -> Summary:
    """
    Answer the table in a file; what was rejected goes to *rejects*.

    Args:

        told: Is called with the number of rows done so far.
    """
    writer_for(output)
    parts = Parts(output, job.digest, job.layout.schema)
    done = parts.resume(job.layout.question.currency, restart=restart)
    summary, rows = done.summary, done.rows
    told(rows)
    lost: list[Reject] = []
    names = Identities()
    began = monotonic()
    for batch, answered in job.answers(rows, lost, names):
        summary.add(batch, answered)
        rows = batch.first - 1 + len(batch.companies)
        parts.add(answered.table, list(answered.rejects))
        if monotonic() - began > SECONDS_A_PART or len(parts.rejects) > MOST_WAITING:
            parts.finish(rows, summary)
            began = monotonic()
        told(rows)
    _finish(job, summary, names, lost)
    parts.rejects += lost
    parts.finish(rows, summary)
    _write_rejects(rejects, parts.all_rejects(), parts.folder)
    if parts.only is not None and output.suffix.lower() in (".parquet", ".pq"):
        appear(parts.only, output)
    else:
        write_whole(output, parts.temporary, job.layout.schema, parts.tables())
    parts.remove()
    return summary


def to_stream(job: Job, stream: BinaryIO, rejects: Path | None, told: Told) -> tuple[Summary, list[Reject]]:
    """Answer the table as CSV on *stream*, batch by batch; what was rejected, unless it went to a file."""
    writer: Writer = CsvOut(stream, job.layout.schema)
    summary = Summary(job.layout.question.currency)
    found: list[Reject] = []
    lost: list[Reject] = []
    names = Identities()
    for batch, answered in job.answers(0, lost, names):
        summary.add(batch, answered)
        writer.write(answered.table)
        found += answered.rejects
        told(batch.first - 1 + len(batch.companies))
    writer.close()
    _finish(job, summary, names, lost)
    found += lost
    if rejects is not None:
        _write_rejects(rejects, found, rejects.parent)
    return summary, found


def to_table(job: Job) -> tuple[pa.Table, list[Reject]]:
    """The answer in memory."""
    lost: list[Reject] = []
    tables: list[pa.Table] = []
    found: list[Reject] = []
    for _, answered in job.answers(0, lost):
        tables.append(answered.table)
        found += answered.rejects
    whole = pa.concat_tables(tables) if tables else job.layout.schema.empty_table()
    return whole.unify_dictionaries(), [*found, *lost]


def _finish(job: Job, summary: Summary, names: Identities, lost: list[Reject]) -> None:
    """What is only known when the whole table was read."""
    for rows in job.items.values():
        lost += rows.orphans()
    summary.rejected += len(lost)
    summary.repeated = names.repeated


def _write_rejects(path: Path, rejects: Iterator[Reject] | Sequence[Reject], folder: Path) -> None:
    """The rows that are not answered, as CSV; no file if there are none."""
    temporary = folder / f".{path.name}.tmp"
    count = 0
    with temporary.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEAD)
        for each in rejects:
            out.writerow((each.row or "", each.company, each.column, each.value, each.code, each.reason))
            count += 1
    if count:
        appear(temporary, path)
    else:
        temporary.unlink()
        path.unlink(missing_ok=True)
