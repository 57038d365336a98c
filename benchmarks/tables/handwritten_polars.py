"""
The workload as an expert would write it with polars: scaled 64-bit integers, null for what is not known, one lazy query
for each place over the rows of that place, streamed.

`totals` is one query for each place; `totals_in_batches` reads a row group at a time and splits it by place, which pays
where measures are many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
from answers import Totals, rate
from handwritten_numpy import COLUMNS
from workload import SERVICES, Measure

AT_ONCE = 100  # measures in one query
PERIODS = 3


def totals(path: Path, measures: Sequence[Measure]) -> dict[str, Totals]:
    """The answer over a whole file, one streamed query for each place."""
    found: dict[str, Totals] = {}
    for place, local in _by_place(measures).items():
        rows = pl.scan_parquet(path).filter(pl.col("registered_in") == place)
        found |= _answer(rows, local, "streaming")
    return found


def totals_in_batches(path: Path, measures: Sequence[Measure]) -> dict[str, Totals]:
    """The answer over a whole file, by row groups that are read once and split by place."""
    found: dict[str, Totals] = defaultdict(Totals)
    by_place = _by_place(measures)
    first = 0
    file = pq.ParquetFile(path).metadata
    for group in range(file.num_row_groups):
        count = file.row_group(group).num_rows
        batch = pl.scan_parquet(path).slice(first, count).select(COLUMNS).collect()
        first += count
        parts = {str(key[0]): part for key, part in batch.partition_by("registered_in", as_dict=True).items()}
        for place, local in by_place.items():
            if place in parts:
                for name, each in _answer(parts[place].lazy(), local, "in-memory").items():
                    found[name] += each
    return dict(found)


def _by_place(measures: Sequence[Measure]) -> dict[str, list[Measure]]:
    found: dict[str, list[Measure]] = defaultdict(list)
    for measure in measures:
        found[measure.place].append(measure)
    return found


def _answer(rows: pl.LazyFrame, measures: Sequence[Measure], engine: str) -> dict[str, Totals]:
    found: dict[str, Totals] = {}
    for first in range(0, len(measures), AT_ONCE):
        some = measures[first : first + AT_ONCE]
        sums = rows.select(_days()).select(expr for measure in some for expr in _sums(measure)).collect(engine=engine)
        row = sums.row(0)
        for index, measure in enumerate(some):
            found[measure.name] = Totals(*row[5 * index : 5 * index + 5])
    return found


def _days() -> list[pl.Expr]:
    """The columns as they are, and the days of each of the three years of a lease."""
    start = pl.col("lease_start")
    edges = [start, *(start.dt.offset_by(f"{year}y") for year in range(1, PERIODS + 1))]
    days = [
        (last - first).dt.total_days().alias(f"days_{number}") for number, (first, last) in enumerate(pairwise(edges))
    ]
    return [pl.exclude("lease_start"), *days]


def _sums(measure: Measure) -> Iterable[pl.Expr]:
    eligible, cny, usd = _measure(measure)
    for number, expr in enumerate(
        (
            eligible.sum(),
            eligible.is_null().sum(),
            (eligible & cny.is_not_null()).sum(),
            cny.filter(eligible).sum(),
            usd.filter(eligible).sum(),
        )
    ):
        yield expr.alias(f"{measure.name}_{number}")


def _measure(measure: Measure) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Whether a company is eligible (null: not known), its amount and its amount in US dollars in cents."""
    revenue, research, before = pl.col("revenue_2023"), pl.col("rd_expense_2023"), pl.col("revenue_2021")
    service = pl.col("industry").is_in(SERVICES)
    floor = pl.when(service).then(measure.floors[0]).otherwise(measure.floors[1])
    staff_floor = pl.when(service).then(measure.staff_floors[0]).otherwise(measure.staff_floors[1])
    nothing = pl.lit(None, pl.Boolean)
    grown = pl.when(before > 0).then(revenue * 10_000 >= before * (100 + measure.growth) ** 2).otherwise(nothing)
    intense = _share(research, revenue, floor)
    in_china = _share(pl.col("rd_expense_in_china_2023"), research, pl.lit(measure.in_china))
    eligible = (
        pl.col("industry").is_in(measure.industries)
        & pl.col("serious_violation").not_()
        & pl.col("headquarters_functions")
        & ((pl.col("total_assets") >= measure.assets * 100) | (pl.col("market_value") >= measure.market * 100))
        & ((revenue > measure.sales * 100) | grown)
        & (intense | (research > measure.research * 100))
        & in_china
        & (pl.col("rd_staff") * 100 >= pl.col("staff") * staff_floor)
    )
    new = pl.col("registered_on") >= measure.since
    capital = (pl.col("paid_in_capital") > measure.capital * 100).cast(pl.Int64)
    opening = pl.when(new).then(capital * (measure.opening * 100)).otherwise(0)
    daily = (
        pl.min_horizontal(pl.col("office_area"), measure.area * 100)
        # The smaller of an unknown rent and the cap is not known, where polars would take the cap.
        * pl.when(pl.col("office_rent") > measure.rent * 100).then(measure.rent * 100).otherwise(pl.col("office_rent"))
        * measure.rent_share
    )
    rent = pl.sum_horizontal(
        *((daily * pl.col(f"days_{number}") + 5000) // 10_000 for number in range(PERIODS)), ignore_nulls=False
    )
    milestones = pl.sum_horizontal(
        *((revenue >= sales * 100).cast(pl.Int64) * (reward * 100) for sales, reward in measure.milestones),
        ignore_nulls=False,
    )
    usd = _in_dollars(opening) + _in_dollars(rent) + _in_dollars(milestones)
    return eligible, opening + rent + milestones, usd


def _share(part: pl.Expr, whole: pl.Expr, percent: pl.Expr) -> pl.Expr:
    """Whether a share is at least so many per cent; of an unknown whole that is known where the part is nought."""
    of_unknown = pl.when(whole.is_null() & (part == 0)).then(statement=False).otherwise(pl.lit(None, pl.Boolean))
    return pl.when(whole > 0).then(part * 100 >= whole * percent).otherwise(of_unknown)


def _in_dollars(cents: pl.Expr) -> pl.Expr:
    return (cents * (2 * rate().numerator) + rate().denominator) // (2 * rate().denominator)
