"""
An open table: Parquet and Arrow files. Their columns have types already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from incentives.population.rejects import Reject


class UnreadableTable(Exception):
    """A file that is no table that we can read."""

    def __init__(self, code: str, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.help = code, message, help


class OpenTable(Protocol):
    """
    A file that is being read.
    """

    @property
    def schema(self) -> pa.Schema:
        """Its columns."""

    @property
    def rows(self) -> int | None:
        """How many rows there are, if the file says so without being read."""

    def read(self, columns: Sequence[str], size: int, rejects: list[Reject]) -> Iterator[pa.RecordBatch]:
        """Batches of about *size* rows; rows that are none go to *rejects*."""

    def close(self) -> None:
        """Let go of the file."""


class ParquetTable:
    """
    A Parquet file.
    """

    def __init__(self, path: Path) -> None:
        import pyarrow.parquet as pq  # noqa: PLC0415  # only for such files

        self.file = pq.ParquetFile(path)
        self.schema: pa.Schema = self.file.schema_arrow

    @property
    def rows(self) -> int | None:
        """How many rows there are."""
        return int(self.file.metadata.num_rows)

    def read(self, columns: Sequence[str], size: int, rejects: list[Reject]) -> Iterator[pa.RecordBatch]:
        """Batches of *size* rows, of some columns."""
        del rejects  # a Parquet file has no row that is none
        if not columns:
            for start in range(0, self.rows or 0, size):
                yield pa.record_batch({"": pa.nulls(min(size, (self.rows or 0) - start))}).select([])
            return
        # One reader over the whole file would keep every column that it has read until the file ends.
        for groups in self._groups(size):
            yield from self.file.iter_batches(size, row_groups=groups, columns=list(columns))

    def _groups(self, size: int) -> Iterator[list[int]]:
        """The groups of rows, as many together as make *size* rows."""
        waiting: list[int] = []
        rows = 0
        for number in range(self.file.num_row_groups):
            waiting.append(number)
            rows += self.file.metadata.row_group(number).num_rows
            if rows >= size:
                yield waiting
                waiting, rows = [], 0
        if waiting:
            yield waiting

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()


class ArrowTable:
    """
    An Arrow file, or a Feather file of the second version, which is the same.
    """

    def __init__(self, path: Path) -> None:
        self.map = pa.memory_map(str(path))
        self.file = pa.ipc.open_file(self.map)
        self.schema: pa.Schema = self.file.schema

    @property
    def rows(self) -> int | None:
        """How many rows there are."""
        return sum(int(self.file.get_batch(index).num_rows) for index in range(self.file.num_record_batches))

    def read(self, columns: Sequence[str], size: int, rejects: list[Reject]) -> Iterator[pa.RecordBatch]:
        """The batches of the file, of some columns, cut to *size* rows."""
        del rejects  # an Arrow file has no row that is none
        for index in range(self.file.num_record_batches):
            batch = self.file.get_batch(index).select(list(columns))
            for start in range(0, batch.num_rows, size):
                yield batch.slice(start, size)

    def close(self) -> None:
        """Let go of the file."""
        self.map.close()


def open_parquet(path: Path) -> OpenTable:
    """A Parquet file."""
    return ParquetTable(path)


def open_arrow(path: Path) -> OpenTable:
    """An Arrow or Feather file."""
    return ArrowTable(path)
