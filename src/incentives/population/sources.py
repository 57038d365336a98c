"""
Tables in files: Parquet, CSV, Arrow and Excel, one or many, read in batches so that memory stays bounded.

Every cell of a CSV or Excel file is a text, as it stands there; an Excel number is the shortest decimal that reads
back as it. A folder or glob is one table: its files in the order of their names, `key=value` folders as columns. Not
for what the columns mean.
"""

from __future__ import annotations

import codecs
import glob
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from incentives.diagnostics import Collector
from incentives.population.csv_files import open_csv
from incentives.population.excel_files import open_excel
from incentives.population.rejects import Reject
from incentives.population.table_files import OpenTable, UnreadableTable, open_arrow, open_parquet
from incentives.syntax.yaml_problems import shown

BATCH_ROWS = 131_072
MOST_COLUMNS = 20_000
SUFFIXES: dict[str, Callable[[Path, str], OpenTable]] = {
    **dict.fromkeys((".parquet", ".pq"), lambda path, _: open_parquet(path)),
    **dict.fromkeys((".arrow", ".feather", ".ipc"), lambda path, _: open_arrow(path)),
    **dict.fromkeys((".csv", ".tsv", ".txt"), open_csv),
    **dict.fromkeys((".csv.gz", ".tsv.gz"), open_csv),
    **dict.fromkeys((".xlsx", ".xlsm"), lambda path, _: open_excel(path)),
}
_KINDS = "a table is a Parquet, CSV, Arrow or Excel file, by the end of its name"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_GLOB = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Source:
    """
    A table in one file or in several.

    Args:

        name: What a person calls it.

        schema: All its columns, with those that folders name.

        constants: For each file the columns that its folders name.
    """

    name: str
    files: tuple[Path, ...]
    schema: pa.Schema
    constants: tuple[dict[str, str], ...]
    encoding: str = "utf-8"

    @property
    def digest(self) -> str:
        """What the files are, without reading them: names, sizes and when they were changed."""
        whole = hashlib.sha256()
        for path in self.files:
            told = path.stat()
            whole.update(f"{path.resolve()}\0{told.st_size}\0{told.st_mtime_ns}\0".encode())
        return whole.hexdigest()

    def rows(self) -> int | None:
        """How many rows there are, where the files say so."""
        found = 0
        for path in self.files:
            with _open(path, self.encoding) as table:
                if table.rows is None:
                    return None
                found += table.rows
        return found

    def batches(
        self, columns: Sequence[str], rejects: list[Reject], *, size: int = BATCH_ROWS
    ) -> Iterator[pa.RecordBatch]:
        """Batches of exactly *size* rows, the last one apart, wherever the files break off."""
        yield from of_size(self._pieces(columns, rejects, size), size)

    def _pieces(self, columns: Sequence[str], rejects: list[Reject], size: int) -> Iterator[pa.RecordBatch]:
        for path, constants in zip(self.files, self.constants, strict=True):
            inside = [name for name in columns if name not in constants]
            with _open(path, self.encoding) as table:
                for batch in table.read(inside, size, rejects):
                    arrays = {name: batch.column(name) for name in inside}
                    arrays |= {
                        name: pa.array([constants[name]] * batch.num_rows) for name in columns if name in constants
                    }
                    yield pa.RecordBatch.from_arrays(
                        [_as(arrays[name], self.schema.field(name).type) for name in columns], names=list(columns)
                    )


def open_source(path: str, collector: Collector, *, encoding: str = "utf-8") -> Source | None:
    """
    The table at *path*: a file, a folder of files, or a glob; None, with diagnostics, if it cannot be read.
    """
    files = _files(path)
    if not files:
        collector.add("unreadable-file", f"there is no table {shown(path)}", where=path, help=_KINDS)
        return None
    several = not Path(path).is_file()
    schemas: list[pa.Schema] = []
    constants: list[dict[str, str]] = []
    for file in files:
        named = dict(part.partition("=")[::2] for part in file.parts[:-1] if "=" in part) if several else {}
        try:
            with _open(file, encoding) as table:
                schema = table.schema
        except UnreadableTable as error:
            collector.add(error.code, error.message, where=str(file), help=error.help)
            continue
        schemas.append(schema)
        constants.append(named)
    if len(schemas) < len(files):
        return None
    found = _one_schema(files, schemas, constants, collector)
    return Source(path, tuple(files), found, tuple(constants), encoding) if found is not None else None


def _one_schema(
    files: Sequence[Path],
    schemas: Sequence[pa.Schema],
    constants: Sequence[dict[str, str]],
    collector: Collector,
) -> pa.Schema | None:
    """The columns of all files together, which must be the same in each."""
    before = len(collector.found)
    first = schemas[0]
    for file, schema in zip(files, schemas, strict=True):
        doubled = (
            sorted({name for name in schema.names if schema.names.count(name) > 1})
            if len(set(schema.names)) < len(schema.names)
            else []
        )
        for name in doubled[:5]:
            collector.add(
                "duplicate-column", f"the column {shown(name)} stands twice", where=str(file), help="rename one of them"
            )
        if set(schema.names) != set(first.names):
            other = min(set(schema.names) ^ set(first.names))
            message = f"the files of one table have different columns: {shown(other)} is not in all of them"
            collector.add("wrong-shape", message, where=str(file), help="check them apart")
        if len(schema.names) > MOST_COLUMNS:
            message = f"a table has at most {MOST_COLUMNS} columns, this one has {len(schema.names)}"
            collector.add("too-large", message, where=str(file), help="select the columns that hold facts")
    if len(collector.found) > before:
        return None
    fields = {field.name: field.type for field in first}
    for schema in schemas[1:]:
        for field in schema:
            if fields[field.name] != field.type:
                # Files that were written apart may have different types: text says exactly what each holds.
                fields[field.name] = _common(fields[field.name], field.type)
    for named in constants:
        fields |= dict.fromkeys(named, pa.string())
    return pa.schema(list(fields.items()))


def _common(one: pa.DataType, other: pa.DataType) -> pa.DataType:
    if pa.types.is_null(one) or pa.types.is_null(other):
        return other if pa.types.is_null(one) else one
    if pa.types.is_integer(one) and pa.types.is_integer(other):
        return pa.int64() if not pa.types.is_uint64(one) and not pa.types.is_uint64(other) else pa.string()
    return pa.string()


def _as(array: pa.Array, kind: pa.DataType) -> pa.Array:
    return array if array.type == kind else array.cast(kind)


def _files(path: str) -> list[Path]:
    """The files of a table, in the order of their names."""
    place = Path(path)
    if place.is_file():
        return [place]
    if place.is_dir():
        found = [each for each in sorted(place.rglob("*")) if each.is_file() and _opener(each)]
        return [
            each for each in found if not any(part.startswith((".", "_")) for part in each.relative_to(place).parts)
        ]
    if _GLOB & set(path):
        return [Path(each) for each in sorted(glob.glob(path, recursive=True)) if Path(each).is_file()]  # noqa: PTH207  # an absolute pattern may be given
    return []


def _opener(path: Path) -> Callable[[Path, str], OpenTable] | None:
    name = path.name.lower()
    return next((make for suffix, make in SUFFIXES.items() if name.endswith(suffix)), None)


@contextmanager
def _open(path: Path, encoding: str) -> Iterator[OpenTable]:
    """
    An open table, whose library's complaints are told as ours.

    Raises:

        UnreadableTable: if it is none that we can read.
    """
    make = _opener(path)
    if make is None:
        raise UnreadableTable("unreadable-file", f"the kind of {shown(path.name)} is not known", _KINDS)
    try:
        table = make(path, encoding)
    except Exception as error:  # noqa: BLE001  # whatever a library raises over a file that is none of its kind
        raise unreadable(error) from None
    try:
        yield table
    except BrokenPipeError:
        raise
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise unreadable(error) from None
    finally:
        table.close()


def unreadable(error: Exception) -> UnreadableTable:
    """What a library says about a file, as a diagnostic."""
    text = " ".join(str(error).split())
    if isinstance(error, UnreadableTable):
        return error
    if isinstance(error, OSError) and error.strerror:
        return UnreadableTable("unreadable-file", f"the table cannot be read: {error.strerror}")
    if isinstance(error, UnicodeError) or "invalid UTF8" in text or "codec can't decode" in text:
        wide = "utf-16" if isinstance(error, UnicodeDecodeError) and error.object[:2] in UTF_16 else "gb18030"
        return UnreadableTable("not-text", "the table is not UTF-8 text", f"name its encoding: `--encoding {wide}`")
    if "straddling object" in text:
        return UnreadableTable("too-large", "a row of the table has more than 16 MiB", "is a quote left open?")
    return UnreadableTable("bad-table", f"the table cannot be read: {text[:160].rstrip('.').replace('`', '')}")


def of_size(pieces: Iterator[pa.RecordBatch], size: int) -> Iterator[pa.RecordBatch]:
    """The same rows in batches of exactly *size*."""
    waiting: list[pa.RecordBatch] = []
    count = 0
    for piece in pieces:
        rest = piece
        while rest.num_rows:
            some = rest.slice(0, size - count)
            rest = rest.slice(some.num_rows)
            waiting.append(some)
            count += some.num_rows
            if count == size:
                yield _together(waiting)
                waiting, count = [], 0
    if count:
        yield _together(waiting)


def _together(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    if len(batches) == 1:
        return batches[0]
    table = pa.Table.from_batches(batches).unify_dictionaries().combine_chunks()
    return table.to_batches()[0]
