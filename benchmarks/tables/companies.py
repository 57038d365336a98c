"""
Generated companies as Parquet of scaled integers: cents, hundredths of a square metre, whole persons.

Written in pieces, so that any number of rows takes the memory of one; the same rows for the same number, whatever the
size of the file. Sizes are spread evenly over orders of magnitude, some amounts stand on a threshold or a cent beside
it, and about one company in fifty lacks a fact that decides.

    python benchmarks/tables/companies.py 1000000 /tmp/firms.parquet
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from workload import INDUSTRIES, PLACES, SHANGHAI

PIECE = 250_000
NULLABLE = {  # rows in a thousand that lack it
    "total_assets": 20,
    "market_value": 20,
    "revenue_2023": 20,
    "rd_expense_2023": 20,
    "rd_expense_in_china_2023": 20,
    "rd_staff": 20,
    "office_rent": 10,
    "paid_in_capital": 10,
}
EPOCH = np.datetime64("1970-01-01")
Chance = np.random.Generator


def main() -> None:
    """Write as many companies as asked to the file named."""
    write(Path(sys.argv[2]), int(sys.argv[1]))


def write(path: Path, rows: int) -> Path:
    """Write *rows* companies to *path* unless it holds as many."""
    if path.exists() and pq.ParquetFile(path).metadata.num_rows == rows:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    writer = None
    for number, first in enumerate(range(0, rows, PIECE)):
        table = piece(number, min(PIECE, rows - first))
        writer = writer or pq.ParquetWriter(unfinished, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()
        unfinished.rename(path)
    return path


def piece(number: int, rows: int) -> pa.Table:
    """The companies of one piece."""
    chance = np.random.default_rng([2024, number])
    revenue = _amounts(chance, rows, 30, 38, SHANGHAI.sales, *(sales for sales, _ in SHANGHAI.milestones))
    before = revenue * chance.integers(40, 130, rows) // 100
    research = np.where(
        chance.integers(0, 20, rows) == 0, revenue * 5 // 100, revenue * chance.integers(0, 400, rows) // 1000
    )
    staff = _spread(chance, rows, 2, 13)
    columns: dict[str, np.ndarray] = {
        "company_id": np.arange(number * PIECE, number * PIECE + rows),
        "serious_violation": chance.integers(0, 50, rows) == 0,
        "headquarters_functions": chance.integers(0, 10, rows) > 0,
        "registered_on": _days(chance, rows, "2005-01-01", "2024-06-30"),
        "lease_start": _days(chance, rows, "2019-01-01", "2024-06-30"),
        "total_assets": _amounts(chance, rows, 31, 40, SHANGHAI.assets),
        "market_value": _amounts(chance, rows, 32, 42, SHANGHAI.market),
        "paid_in_capital": _amounts(chance, rows, 28, 38, SHANGHAI.capital),
        "revenue_2021": np.where(chance.integers(0, 500, rows) == 0, 0, before),
        "revenue_2022": revenue * chance.integers(60, 120, rows) // 100,
        "revenue_2023": revenue,
        "rd_expense_2023": research,
        "rd_expense_in_china_2023": research * chance.integers(40, 101, rows) // 100,
        "staff": staff,
        "rd_staff": staff * chance.integers(0, 80, rows) // 100,
        "office_area": _spread(chance, rows, 11, 19),
        "office_rent": chance.integers(100, 1500, rows),
    }
    arrays = {
        "company_id": pa.array(columns.pop("company_id")),
        "registered_in": _texts(chance, rows, tuple(PLACES), tuple(PLACES.values())),
        "industry": _texts(chance, rows, INDUSTRIES, (1,) * len(INDUSTRIES)),
    }
    for name, values in columns.items():
        gaps = chance.integers(0, 1000, rows) < NULLABLE[name] if name in NULLABLE else None
        arrays[name] = pa.array(values, mask=gaps)
    return pa.table(arrays)


def _spread(chance: Chance, rows: int, low: int, high: int) -> np.ndarray:
    """Whole numbers from `2**low` to `2**high`, as many between two powers as between the next two."""
    power = np.left_shift(1, chance.integers(low, high, rows))
    return chance.integers(power, 2 * power)


def _amounts(chance: Chance, rows: int, low: int, high: int, *thresholds: int) -> np.ndarray:
    """Amounts in cents; one in two hundred is at most a cent beside a threshold, which is in CNY."""
    found = _spread(chance, rows, low, high)
    if thresholds:
        edges = np.asarray(thresholds)[chance.integers(0, len(thresholds), rows)] * 100 + chance.integers(-1, 2, rows)
        found = np.where(chance.integers(0, 200, rows) == 0, edges, found)
    return found


def _days(chance: Chance, rows: int, first: str, last: str) -> np.ndarray:
    ends = [int((np.datetime64(day) - EPOCH).astype(int)) for day in (first, last)]
    return EPOCH + chance.integers(ends[0], ends[1] + 1, rows)


def _texts(chance: Chance, rows: int, texts: tuple[str, ...], weights: tuple[int, ...]) -> pa.Array:
    """Texts, each as often as its weight says."""
    turn = np.repeat(np.arange(len(texts)), weights)
    codes = turn[chance.integers(0, len(turn), rows)].astype(np.int8)
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(texts))


if __name__ == "__main__":
    main()
