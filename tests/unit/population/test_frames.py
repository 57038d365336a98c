"""
Any frame in, the same kind out.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import incentives
from incentives.ir.rulebook import Rulebook
from incentives.population.rejects import Reject

COLUMNS = {
    "id": ["a", "b", "c"],
    "registered_in": ["CN-SH", "DE", None],
    "revenue_2023": [7600.25, 410.5, None],
    "region": ["x", "y", "z"],
}
STATUS = "cn-shanghai/innovative-headquarters.status"


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """The bundled rules."""
    return incentives.load()


def checked(rulebook: Rulebook, frame: object, **more: object) -> object:
    """The answer to a frame."""
    arguments = {"programmes": ["innovative-headquarters"], "amounts_in": "万元", "keep": ["region"], **more}
    return incentives.check_table(rulebook, frame, on="2024-07-19", currency="CNY", **arguments)  # type: ignore[arg-type]  # options by name


@pytest.mark.parametrize(
    ("make", "kind", "read"),
    [
        (pa.table, pa.Table, lambda found: found.to_pylist()),
        (pl.DataFrame, pl.DataFrame, lambda found: found.to_dicts()),
        (pl.LazyFrame, pl.LazyFrame, lambda found: found.collect().to_dicts()),
        (pd.DataFrame, pd.DataFrame, lambda found: found.to_dict("records")),
        (
            lambda columns: duckdb.from_arrow(pa.table(columns)),
            duckdb.DuckDBPyRelation,
            lambda found: found.pl().to_dicts(),
        ),
    ],
)
def test_the_same_kind_comes_out(
    rulebook: Rulebook, make: Callable[[object], object], kind: type, read: Callable[[object], list[dict[str, object]]]
) -> None:
    """Each kind of frame gives its own, with the same rows, amounts as decimals."""
    found = checked(rulebook, make(COLUMNS))
    assert isinstance(found, kind)
    rows = read(found)
    assert ["a", "b", "c"] == [row["id"] for row in rows]
    assert ["x", "y", "z"] == [row["region"] for row in rows]
    assert ["undetermined", "ineligible", "undetermined"] == [row[STATUS] for row in rows]
    assert [Decimal(105_000_000), Decimal(0), Decimal(105_000_000)] == [row["discretionary_high"] for row in rows]


def test_wrong_rows_are_an_error_or_are_taken(rulebook: Rulebook) -> None:
    """Without a list for them, all wrong rows are one error; with one, the others are answered."""
    frame = pl.DataFrame({**COLUMNS, "revenue_2023": [1.0, float("nan"), float("inf")]})
    with pytest.raises(incentives.IncentivesError) as error:
        checked(rulebook, frame)
    assert ["not-a-number"] * 2 == [each.code for each in error.value.diagnostics]
    rejects: list[Reject] = []
    found = checked(rulebook, frame, rejects=rejects)
    assert isinstance(found, pl.DataFrame)
    assert (["a"], ["b", "c"]) == (found["id"].to_list(), [each.company for each in rejects])


def test_what_is_wrong_with_a_frame(rulebook: Rulebook) -> None:
    """No frame, columns that are not clear, words that are none: diagnostics, never a library's own error."""
    for frame, more, code in (
        ({"a": 1}, {}, "wrong-shape"),
        (pa.table({**COLUMNS, "seat": ["x", "y", "z"]}), {}, "unknown-column"),
        (pa.table(COLUMNS), {"details": "everything"}, "unknown-word"),
        (pa.table(COLUMNS), {"form": "tall"}, "unknown-word"),
        (pa.table(COLUMNS), {"mapping": {"columns": {"id": "nothing"}}}, "unknown-fact"),
        (pd.DataFrame({"id": ["a", "b"], "registered_in": ["CN-SH", 5]}), {"keep": []}, "wrong-shape"),
        (pl.LazyFrame({"id": ["a"], "year": [2023], "revenue": [1.0]}), {"keep": []}, "wrong-shape"),
    ):
        with pytest.raises(incentives.IncentivesError) as error:
            checked(rulebook, frame, **more)
        assert code in {each.code for each in error.value.diagnostics}


def test_a_panel_and_an_empty_frame(rulebook: Rulebook) -> None:
    """A frame with a row for each company and year; a frame without rows."""
    panel = pl.DataFrame({"id": ["a", "a", "b"], "year": [2022, 2023, 2023], "revenue": [1.0, 2.0, 3.0]})
    found = checked(rulebook, panel, keep=[])
    assert isinstance(found, pl.DataFrame)
    assert ["a", "b"] == found["id"].to_list()
    empty = checked(rulebook, pl.DataFrame(COLUMNS).clear())
    assert isinstance(empty, pl.DataFrame)
    assert (0, found.width + 1) == empty.shape
