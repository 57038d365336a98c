"""
Data frames in memory, in and out of the same kind: polars, pandas, pyarrow, DuckDB relations; lazy ones stay lazy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import narwhals as nw
import pyarrow as pa

from incentives.diagnostics import Diagnostic, IncentivesError
from incentives.population.rejects import Reject
from incentives.population.sources import BATCH_ROWS


@dataclass(frozen=True, slots=True, eq=False)
class FrameSource:
    """
    A table in memory, read like one in a file.
    """

    table: pa.Table
    name: str = "frame"
    digest: str = field(default=sha256(b"").hexdigest())

    @property
    def schema(self) -> pa.Schema:
        """Its columns."""
        return self.table.schema

    def rows(self) -> int | None:
        """How many rows there are."""
        return int(self.table.num_rows)

    def batches(
        self, columns: Sequence[str], rejects: list[Reject], *, size: int = BATCH_ROWS
    ) -> Iterator[pa.RecordBatch]:
        """Batches of exactly *size* rows, the last one apart."""
        del rejects  # a frame has no row that is none
        some = self.table.select(list(columns))
        for start in range(0, self.table.num_rows, size):
            piece = some.slice(start, size).unify_dictionaries().combine_chunks()
            yield from piece.to_batches() if columns else [pa.record_batch({"": pa.nulls(piece.num_rows)}).select([])]


Answering = Callable[[pa.Table], pa.Table]
# What answers a table of these columns, be it piece by piece, and the columns of its answers.
Asking = Callable[[pa.Schema, bool], tuple[Answering, pa.Schema]]


def answered(frame: Any, ask: Asking) -> Any:  # noqa: ANN401  # any kind of frame
    """
    The answer to *frame*, a frame of the same kind.

    Raises:

        IncentivesError: if it is no frame.
    """
    if isinstance(frame, pa.RecordBatch):
        return answered(pa.Table.from_batches([frame]), ask)
    try:
        wide = nw.from_native(frame, pass_through=False)
    except TypeError:
        message = f"a value of type `{type(frame).__name__}` is not a table"
        help = "give a frame of polars, pandas or pyarrow, or a relation of DuckDB"
        raise IncentivesError([Diagnostic(code="wrong-shape", message=message, help=help)]) from None
    if isinstance(wide, nw.LazyFrame):
        return _lazy(frame, wide, ask)
    table = _arrow(wide)
    answer, _ = ask(table.schema, False)
    return nw.from_arrow(answer(table), backend=wide.implementation).to_native()


def _lazy(frame: Any, wide: nw.LazyFrame[Any], ask: Asking) -> Any:  # noqa: ANN401  # as above
    if wide.implementation.is_polars():
        import polars as pl  # noqa: PLC0415  # it is loaded where there is such a frame

        schema = pl.DataFrame(schema=frame.collect_schema()).to_arrow().schema
        answer, columns = ask(schema, True)
        out: Any = pl.from_arrow(columns.empty_table())

        def piece(part: pl.DataFrame) -> pl.DataFrame:
            found = pl.from_arrow(answer(part.to_arrow()))
            assert isinstance(found, pl.DataFrame)  # noqa: S101  # INVARIANT: a table becomes a frame
            return found

        return frame.map_batches(piece, schema=out.schema, streamable=True)
    table = wide.collect("pyarrow").to_native()
    answer, _ = ask(table.schema, False)
    found = answer(table)
    if wide.implementation.is_duckdb():
        import duckdb  # noqa: PLC0415  # as above

        return duckdb.from_arrow(found)
    return nw.from_arrow(found, backend="pyarrow").to_native()


def _arrow(wide: nw.DataFrame[Any]) -> pa.Table:
    """
    Raises:

        IncentivesError: for a column of mixed values.
    """
    try:
        table = wide.to_arrow()
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        text = " ".join(str(error).split())[:160].replace("`", "").rstrip(".")
        message = f"a column of the frame has values of several kinds: {text}"
        raise IncentivesError(
            [Diagnostic(code="wrong-shape", message=message, help="make it a column of texts")]
        ) from None
    return table.select([name for name in table.column_names if not name.startswith("__index_level_")])
