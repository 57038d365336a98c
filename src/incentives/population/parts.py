"""
Work that survives being killed: the finished parts of an answer, kept beside it until it is whole.

A part is a Parquet file with the answers of some batches, and a file that says which batches, what was rejected and
what they sum to. Both are finished before either counts. The folder belongs to one question about one table: asked
anything else, it starts anew.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

from incentives.population.outputs import ParquetOut, appear
from incentives.population.rejects import Reject
from incentives.population.summary import Plain, Summary


@dataclass(frozen=True, slots=True)
class Progress:
    """
    How far the work has come.

    Args:

        rows: How many rows of the table are done.
    """

    rows: int
    summary: Summary


class Parts:
    """
    The parts of one answer.
    """

    def __init__(self, output: Path, digest: str, schema: pa.Schema) -> None:
        self.folder = output.with_name(f".{output.name}.work")
        self.digest = digest
        self.schema = schema
        self.number = 0
        self.writer: ParquetOut | None = None
        self.rejects: list[Reject] = []

    def resume(self, currency: str, *, restart: bool) -> Progress:
        """What is done already; nothing if it belongs to another question, or is not wanted."""
        if restart or self._stated() != self.digest:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "question").write_text(self.digest, encoding="utf-8")
        state: Plain = {"rows": 0, "summary": Summary(currency).plain()}
        while self._file(self.number, "json").is_file():
            state = json.loads(self._file(self.number, "json").read_text(encoding="utf-8"))
            self.number += 1
        return Progress(state["rows"], Summary.of(state["summary"]))

    def add(self, table: pa.Table, rejects: list[Reject]) -> None:
        """Add the answer to a batch to the part that is being written."""
        if self.writer is None:
            self.writer = ParquetOut(self.folder / "part.tmp", self.schema)
        self.writer.write(table)
        self.rejects += rejects

    def finish(self, rows: int, summary: Summary) -> None:
        """Close the part that is being written; *rows* are done with it."""
        if self.writer is None:
            self.writer = ParquetOut(self.folder / "part.tmp", self.schema)
        self.writer.close()
        self.writer = None
        appear(self.folder / "part.tmp", self._file(self.number, "parquet"))
        state = {"rows": rows, "summary": summary.plain(), "rejects": [asdict(each) for each in self.rejects]}
        temporary = self.folder / "state.tmp"
        temporary.write_text(json.dumps(state, ensure_ascii=False), encoding="utf-8")
        appear(temporary, self._file(self.number, "json"))
        self.rejects = []
        self.number += 1

    def tables(self) -> Iterator[pa.Table]:
        """The answer to every batch, in order."""
        import pyarrow.parquet as pq  # noqa: PLC0415  # only for such files

        for number in range(self.number):
            with pq.ParquetFile(self._file(number, "parquet")) as file:
                for group in range(file.num_row_groups):
                    yield file.read_row_group(group)

    def all_rejects(self) -> Iterator[Reject]:
        """Everything that was rejected, in order."""
        for number in range(self.number):
            state = json.loads(self._file(number, "json").read_text(encoding="utf-8"))
            yield from (Reject(**each) for each in state["rejects"])

    @property
    def only(self) -> Path | None:
        """The one part, if there is just one."""
        return self._file(0, "parquet") if self.number == 1 else None

    def remove(self) -> None:
        """Remove the folder: the answer is whole."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def temporary(self) -> Path:
        """Where the whole answer is written before it appears."""
        return self.folder / "whole.tmp"

    def _file(self, number: int, kind: str) -> Path:
        return self.folder / f"{number:06}.{kind}"

    def _stated(self) -> str:
        try:
            return (self.folder / "question").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""
