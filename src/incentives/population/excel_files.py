"""
The first sheet of an Excel file, as texts.

Excel stores every number as a binary float: it stands for the shortest decimal that reads back as it, which is what
Excel shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import pyarrow as pa

from incentives.population.rejects import Reject
from incentives.population.table_files import OpenTable


class ExcelTable:
    """
    An Excel file.
    """

    def __init__(self, path: Path) -> None:
        import openpyxl  # noqa: PLC0415  # only for such files

        self.book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        self.sheet = self.book.worksheets[0]
        head = next(self.sheet.iter_rows(max_row=1, values_only=True), ())
        self.names = [text_of(each) or "" for each in head]
        while self.names and not self.names[-1]:
            self.names.pop()
        self.schema: pa.Schema = pa.schema([(name, pa.string()) for name in self.names])
        self.rows: int | None = None

    def read(self, columns: Sequence[str], size: int, rejects: list[Reject]) -> Iterator[pa.RecordBatch]:
        """Batches of *size* rows, of some columns; rows without any cell are passed over."""
        del rejects  # a sheet has no row that is none
        places = [self.names.index(name) for name in columns]
        rows = self.sheet.iter_rows(min_row=2, max_col=max(len(self.names), 1), values_only=True)
        while some := list(islice(rows, size)):
            filled = [row for row in some if any(cell is not None for cell in row)]
            arrays = [pa.array([text_of(row[place]) for row in filled], pa.string()) for place in places]
            yield pa.RecordBatch.from_arrays(arrays, names=list(columns))

    def close(self) -> None:
        """Let go of the file."""
        self.book.close()


def text_of(cell: object) -> str | None:
    """A cell as it would be typed; None if it is empty."""
    match cell:
        case None | "":
            return None
        case bool():
            return "true" if cell else "false"
        case datetime() if not (cell.hour or cell.minute or cell.second or cell.microsecond):
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case int():
            return str(cell)
        case _:
            return _digits(repr(cell)) if type(cell).__name__ == "float" else str(cell)


def _digits(text: str) -> str:
    """The digits of a number without an exponent."""
    from decimal import Decimal, InvalidOperation  # noqa: PLC0415  # only for numbers with a point

    try:
        found = Decimal(text)
    except InvalidOperation:
        return text
    plain = format(found, "f")
    return plain.removesuffix(".0")


def open_excel(path: Path) -> OpenTable:
    """An Excel file."""
    return ExcelTable(path)
