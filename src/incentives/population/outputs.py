"""
The answer as a file: Parquet, CSV, Arrow or Excel, whole or not at all.

A file appears under its name only when it is finished. Not for working anything out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from incentives.diagnostics import Diagnostic, IncentivesError
from incentives.syntax.yaml_problems import shown

EXCEL_ROWS = 1_048_575
# Excel computes in binary floats of 15 digits: what has more is written as text.
EXCEL_DIGITS = 15
BETWEEN = "; "


class Writer(Protocol):
    """
    A file that is being written.
    """

    def write(self, table: pa.Table) -> None:
        """Add rows."""

    def close(self) -> None:
        """Finish the file."""


class ParquetOut:
    """
    A Parquet file; each table becomes a row group.
    """

    def __init__(self, path: Path | BinaryIO, schema: pa.Schema) -> None:
        import pyarrow.parquet as pq  # noqa: PLC0415  # only for such files

        self.writer = pq.ParquetWriter(path, schema, compression="zstd", compression_level=1)

    def write(self, table: pa.Table) -> None:
        """Add a row group."""
        self.writer.write_table(table, row_group_size=max(1, table.num_rows))

    def close(self) -> None:
        """Write the footer."""
        self.writer.close()


class CsvOut:
    """
    A CSV file; several words in one cell stand with semicolons between them.
    """

    def __init__(self, path: Path | BinaryIO, schema: pa.Schema) -> None:
        import pyarrow.csv as pa_csv  # noqa: PLC0415  # only for such files

        self.file: Any = path.open("wb") if isinstance(path, Path) else path
        self.owned = isinstance(path, Path)
        self.schema = pa.schema([(field.name, _flat_type(field.type)) for field in schema])
        self.writer = pa_csv.CSVWriter(
            self.file, self.schema, write_options=pa_csv.WriteOptions(quoting_style="needed")
        )

    def write(self, table: pa.Table) -> None:
        """Add rows."""
        self.writer.write_table(flat(table, self.schema))

    def close(self) -> None:
        """Let go of the file; standard output stays open."""
        self.writer.close()
        if self.owned:
            self.file.close()


class ArrowOut:
    """
    An Arrow file.
    """

    def __init__(self, path: Path | BinaryIO, schema: pa.Schema) -> None:
        # A file cannot change what the codes of a column stand for between batches: words are written out.
        self.schema = pa.schema([(field.name, _plain_type(field.type)) for field in schema])
        self.sink = pa.OSFile(str(path), "wb") if isinstance(path, Path) else path
        self.writer = pa.ipc.new_file(self.sink, self.schema)

    def write(self, table: pa.Table) -> None:
        """Add a batch."""
        self.writer.write_table(table.cast(self.schema))

    def close(self) -> None:
        """Write the footer."""
        self.writer.close()
        self.sink.close()


class ExcelOut:
    """
    A sheet of an Excel file, written row by row.
    """

    def __init__(self, path: Path | BinaryIO, schema: pa.Schema) -> None:
        import xlsxwriter  # noqa: PLC0415  # only for such files

        self.schema = pa.schema([(field.name, _flat_type(field.type)) for field in schema])
        self.book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
        self.sheet = self.book.add_worksheet("incentives")
        self.sheet.freeze_panes(1, 1)
        self.sheet.write_row(0, 0, schema.names)
        self.row = 0

    def write(self, table: pa.Table) -> None:
        """
        Add rows.

        Raises:

            IncentivesError: if there are more than a sheet has.
        """
        if self.row + table.num_rows > EXCEL_ROWS:
            self.book.close()
            message = f"an Excel sheet has at most {EXCEL_ROWS} rows, the answer has more"
            raise IncentivesError(
                [Diagnostic(code="too-large", message=message, help="write a `.parquet` or `.csv` file")]
            )
        for record in zip(*(column.to_pylist() for column in flat(table, self.schema).columns), strict=True):
            self.row += 1
            for place, value in enumerate(record):
                if (isinstance(value, Decimal) and len(value.as_tuple().digits) <= EXCEL_DIGITS) or (
                    isinstance(value, int) and not isinstance(value, bool)
                ):
                    self.sheet.write_number(self.row, place, value)
                elif value is not None:
                    self.sheet.write_string(self.row, place, str(value))

    def close(self) -> None:
        """Finish the book."""
        self.book.close()


WRITERS: dict[str, Callable[[Path | BinaryIO, pa.Schema], Writer]] = {
    **dict.fromkeys((".parquet", ".pq"), ParquetOut),
    ".csv": CsvOut,
    **dict.fromkeys((".arrow", ".feather", ".ipc"), ArrowOut),
    ".xlsx": ExcelOut,
}


def writer_for(path: Path) -> Callable[[Path | BinaryIO, pa.Schema], Writer]:
    """
    How a file of this name is written.

    Raises:

        IncentivesError: if its ending means nothing.
    """
    found = WRITERS.get(path.suffix.lower())
    if found is None:
        message = f"the kind of {shown(path.name)} is not known"
        help = f"end its name with {', '.join(f'`{each}`' for each in WRITERS)}"
        raise IncentivesError([Diagnostic(code="unreadable-file", message=message, where="--output", help=help)])
    return found


def write_whole(path: Path, temporary: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> None:
    """Write *tables* to *temporary*, then let it appear as *path*."""
    writer = writer_for(path)(temporary, schema)
    for table in tables:
        writer.write(table)
    writer.close()
    appear(temporary, path)


def appear(temporary: Path, path: Path) -> None:
    """Let a finished file appear under its name, safe on the disk."""
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    temporary.replace(path)


def flat(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """A table without nested columns."""
    return pa.table(
        [_flat(column, field.type) for column, field in zip(table.columns, schema, strict=True)], schema=schema
    )


def _flat(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if not pa.types.is_list(column.type):
        return column.cast(kind)
    if pa.types.is_struct(column.type.value_type):
        texts = [
            BETWEEN.join(
                f"{each['award']}: {each['low']}..{each['high'] or ''} {each['currency']}" for each in cell or ()
            )
            for cell in column.to_pylist()
        ]
        return pa.chunked_array([pa.array(texts, pa.string())])
    return pc.binary_join(column, BETWEEN)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _flat_type(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_list(kind) else _plain_type(kind)
