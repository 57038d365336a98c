"""
A CSV file as texts, exactly as they stand in it: no number is guessed, an empty cell is no value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv

from incentives.population.rejects import LONGEST_VALUE, Reject
from incentives.population.table_files import OpenTable

BLOCK = 16 << 20


class CsvTable:
    """
    A CSV file; one whose name ends in `.tsv` is separated by tabs, any other by what its first line has most of.
    """

    def __init__(self, path: Path, encoding: str) -> None:
        self.path = path
        self.encoding = encoding
        self.delimiter = _delimiter(path, encoding)
        self.schema = self._open(None, []).schema
        self.rows: int | None = None

    def read(self, columns: Sequence[str], size: int, rejects: list[Reject]) -> Iterator[pa.RecordBatch]:
        """The blocks of the file, cut to *size* rows; lines with too few or too many cells are told."""
        with self._open(columns, rejects) as reader:
            for batch in reader:
                for start in range(0, batch.num_rows, size):
                    yield batch.slice(start, size)

    def _open(self, columns: Sequence[str] | None, rejects: list[Reject]) -> pa_csv.CSVStreamingReader:
        def wrong(row: pa_csv.InvalidRow) -> str:
            reason = f"line {row.number} of the file has {row.actual_columns} cells, {row.expected_columns} are due"
            rejects.append(Reject(None, "", "", " ".join(row.text.split())[:LONGEST_VALUE], "bad-table", reason))
            return "skip"

        names = list(columns) if columns is not None else None
        types = dict.fromkeys(names or self._names(), pa.string())
        return pa_csv.open_csv(
            self.path,
            # With one thread the lines are counted.
            read_options=pa_csv.ReadOptions(block_size=BLOCK, encoding=self.encoding, use_threads=False),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.delimiter, invalid_row_handler=wrong, newlines_in_values=True
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=types,
                include_columns=names,
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )

    def _names(self) -> list[str]:
        """The names in the first line."""
        head = pa_csv.open_csv(
            self.path,
            read_options=pa_csv.ReadOptions(block_size=BLOCK, encoding=self.encoding, use_threads=False),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.delimiter, invalid_row_handler=lambda _: "skip", newlines_in_values=True
            ),
            convert_options=pa_csv.ConvertOptions(check_utf8=False),
        )
        return list(head.schema.names)

    def close(self) -> None:
        """Nothing is kept open between readings."""


def open_csv(path: Path, encoding: str) -> OpenTable:
    """A CSV file."""
    return CsvTable(path, encoding)


def _delimiter(path: Path, encoding: str) -> str:
    if path.name.lower().endswith((".tsv", ".tsv.gz")):
        return "\t"
    if path.name.lower().endswith(".gz"):
        return ","
    with path.open("rb") as file:
        first = file.readline(1 << 20).decode(encoding, errors="replace")
    return max((",", ";", "\t"), key=first.count)
