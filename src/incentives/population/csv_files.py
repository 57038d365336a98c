"""
A CSV file as texts, exactly as they stand in it: no number is guessed, an empty cell is no value.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv

from incentives.population.rejects import LONGEST_VALUE, Reject
from incentives.population.table_files import OpenTable, UnreadableTable

BLOCK = 16 << 20
HEAD = 1 << 20


class CsvTable:
    """
    A CSV file; one whose name ends in `.tsv` is separated by tabs, any other by what its first line has most of.
    """

    def __init__(self, path: Path, encoding: str) -> None:
        self.path = path
        self.encoding = encoding
        head = _head(path, encoding)
        self.delimiter = _delimiter(path, head)
        self.schema: pa.Schema = pa.schema([(name, pa.string()) for name in _names(head, self.delimiter)])
        self.rows: int | None = None

    def read(self, columns: Sequence[str], size: int, rejects: list[Reject]) -> Iterator[pa.RecordBatch]:
        """The blocks of the file, cut to *size* rows; lines with too few or too many cells are told."""
        with self._open(columns, rejects) as reader:
            for batch in reader:
                for start in range(0, batch.num_rows, size):
                    yield batch.slice(start, size)

    def _open(self, columns: Sequence[str] | None, rejects: list[Reject]) -> pa_csv.CSVStreamingReader:
        def wrong(row: pa_csv.InvalidRow) -> str:
            count = f"{row.actual_columns} {'cell' if row.actual_columns == 1 else 'cells'}"
            reason = f"line {row.number} of the file has {count}, {row.expected_columns} are due"
            if "\n" in row.text:
                reason += "; a quote may be left open in it"
            rejects.append(Reject(None, "", "", " ".join(row.text.split())[:LONGEST_VALUE], "bad-table", reason))
            return "skip"

        names = list(columns) if columns is not None else None
        types = dict.fromkeys(names or self.schema.names, pa.string())
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

    def close(self) -> None:
        """Nothing is kept open between readings."""


def open_csv(path: Path, encoding: str) -> OpenTable:
    """A CSV file."""
    return CsvTable(path, encoding)


def _head(path: Path, encoding: str) -> str:
    """
    The first characters of a file.

    Raises:

        UnicodeError: if they are in another encoding.
    """
    with gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb") as file:
        first = file.read(HEAD)
    # The last letter may be cut in two.
    text = codecs.getincrementaldecoder(encoding)().decode(first, final=len(first) < HEAD)
    if not text:
        raise UnreadableTable("bad-table", "the table is empty")
    return text.removeprefix("\ufeff")


def _delimiter(path: Path, head: str) -> str:
    if path.name.lower().endswith((".tsv", ".tsv.gz")):
        return "\t"
    first = head.partition("\n")[0]
    return max((",", ";", "\t"), key=first.count)


def _names(head: str, delimiter: str) -> list[str]:
    """The names in the first line that is not empty."""
    try:
        return next((row for row in csv.reader(io.StringIO(head), delimiter=delimiter) if row), [])
    except csv.Error as error:
        raise UnreadableTable("bad-table", f"the table's first line cannot be read: {error}") from None
