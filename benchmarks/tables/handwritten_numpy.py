"""
The workload as an expert would write it with numpy, for speed: whole numbers throughout, blocks that stay in the cache,
each block split by place, complete rows apart from those with gaps, each test only on the rows that are still open,
amounts only for who is eligible. Two threads, each with its own row groups.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from answers import ELIGIBLE, NOT_ONE_FIGURE, UNDETERMINED, Totals, rate
from workload import INDUSTRIES, SERVICES, Measure

Column: TypeAlias = np.ndarray
Columns: TypeAlias = Mapping[str, Column]
Tests: TypeAlias = list[tuple[Column, Column]]  # where each is met, and where that is known
Answer: TypeAlias = tuple[str, Column, Column, Column, Column]
THREADS = 2
BLOCK = 131_072
COLUMNS = (
    *("registered_in", "industry", "serious_violation", "headquarters_functions", "registered_on", "lease_start"),
    *("total_assets", "market_value", "paid_in_capital", "revenue_2021", "revenue_2023", "rd_expense_2023"),
    *("rd_expense_in_china_2023", "staff", "rd_staff", "office_area", "office_rent"),
)


def totals(path: Path, measures: Sequence[Measure]) -> dict[str, Totals]:
    """The answer over a whole file."""
    groups = pq.ParquetFile(path).metadata.num_row_groups
    found: dict[str, Totals] = defaultdict(Totals)
    with ThreadPoolExecutor(THREADS) as threads:
        for part in threads.map(lambda group: _of_group(path, group, measures), range(groups)):
            for name, each in part.items():
                found[name] += each
    return dict(found)


def _of_group(path: Path, group: int, measures: Sequence[Measure]) -> dict[str, Totals]:
    found = {measure.name: Totals() for measure in measures}
    for name, _, status, cny, usd in answers(path, group, measures):
        one = cny != NOT_ONE_FIGURE
        total = found[name]
        total.eligible += int(np.count_nonzero(status == ELIGIBLE))
        total.undetermined += int(np.count_nonzero(status == UNDETERMINED))
        total.figures += int(np.count_nonzero(one))
        total.cny += int(cny.sum(where=one))
        total.usd += int(usd.sum(where=one))
    return found


def answers(path: Path, group: int, measures: Sequence[Measure]) -> Iterator[Answer]:
    """
    For each measure, rows of the row group with their status, amount and amount in US dollars, in cents.

    Who is not among the rows is ineligible and gets nothing.
    """
    table = pq.ParquetFile(path).read_row_group(group, columns=list(COLUMNS), use_threads=False).combine_chunks()
    places, place = _codes(table, "registered_in")
    industries, industry = _codes(table, "industry")
    whole = [_whole(table, name) for name in COLUMNS[2:]]
    columns = {name: values for name, (values, _) in zip(COLUMNS[2:], whole, strict=True)}
    known = {name: mask for name, (_, mask) in zip(COLUMNS[2:], whole, strict=True) if mask is not None}
    complete = np.logical_and.reduce(list(known.values()))
    # The tests of truths and texts together are one look into a table of 32 entries.
    order = np.array([INDUSTRIES.index(each) for each in industries], np.uint8)
    passes = (~columns.pop("serious_violation") & columns.pop("headquarters_functions")).view(np.uint8)
    first, periods = _days_of_periods(columns["lease_start"])
    columns["lease_start"] = columns["lease_start"] - first
    columns["kind"] = order[industry] + passes * np.uint8(len(INDUSTRIES))
    by_place: dict[int, list[Measure]] = defaultdict(list)
    for measure in measures:
        by_place[places.index(measure.place)].append(measure)
    for first in range(0, table.num_rows, BLOCK):
        block = slice(first, first + BLOCK)
        for code, local in by_place.items():
            here = place[block] == code
            rows = np.flatnonzero(here & complete[block]) + first
            part = {name: values[rows] for name, values in columns.items()}
            for measure in local:
                yield (measure.name, *_complete(measure, part, periods, rows))
            rows = np.flatnonzero(here & ~complete[block]) + first
            part = {name: values[rows] for name, values in columns.items()}
            masks = {name: mask[rows] for name, mask in known.items()}
            for measure in local:
                yield (measure.name, *_incomplete(measure, part, masks, periods, rows))


def _codes(table: pa.Table, name: str) -> tuple[list[str], Column]:
    column = table.column(name).chunk(0)
    return column.dictionary.to_pylist(), column.indices.to_numpy(zero_copy_only=False)


def _whole(table: pa.Table, name: str) -> tuple[Column, Column | None]:
    """A column with 0 where it is null, and where it is not null; None if that is everywhere."""
    column = table.column(name).chunk(0)
    if pa.types.is_boolean(column.type):
        return column.to_numpy(zero_copy_only=False), None
    if pa.types.is_date(column.type):
        return column.cast(pa.int32()).to_numpy(), None
    if not column.null_count:
        return column.to_numpy(), None
    return column.fill_null(0).to_numpy(), column.is_valid().to_numpy(zero_copy_only=False)


def _accepts(measure: Measure) -> Column:
    """For each kind of company whether the measure takes it."""
    taken = [each in measure.industries for each in INDUSTRIES]
    return np.array([False] * len(INDUSTRIES) + taken)


def _floors(floors: tuple[int, int]) -> Column:
    """For each kind of company the floor that holds for it."""
    return np.array([floors[each not in SERVICES] for each in INDUSTRIES] * 2)


# Rows with all facts: a test is met or not.


def _complete(measure: Measure, of: Columns, periods: Column, rows: Column) -> tuple[Column, Column, Column, Column]:
    """Rows that may get something, with status, amount and amount in US dollars."""
    # The first tests on whole columns: comparing a number costs less than fetching it by its index.
    met = _accepts(measure)[of["kind"]]
    met &= (of["total_assets"] >= measure.assets * 100) | (of["market_value"] >= measure.market * 100)
    revenue, before = of["revenue_2023"], of["revenue_2021"]
    large = revenue > measure.sales * 100
    # Of nothing before any growth would do, and yet it is not known: such rows are looked at below.
    left = np.flatnonzero(met & (large | (revenue * 10_000 >= before * (100 + measure.growth) ** 2)))
    status = np.ones(len(left), np.int8)
    status[(before[left] == 0) & ~large[left]] = UNDETERMINED
    research, revenue = of["rd_expense_2023"][left], of["revenue_2023"][left]
    kind = of["kind"][left]
    intense = research * 100 >= revenue * _floors(measure.floors)[kind]
    met = intense | (research > measure.research * 100)
    left, status, research, kind = left[met], status[met], research[met], kind[met]
    met = of["rd_expense_in_china_2023"][left] * 100 >= research * measure.in_china
    left, status, research, kind = left[met], status[met], research[met], kind[met]
    status[research == 0] = UNDETERMINED  # a share of nothing is not known
    met = of["rd_staff"][left] * 100 >= of["staff"][left] * _floors(measure.staff_floors)[kind]
    left, status = left[met], status[met]
    paid = status == ELIGIBLE
    cny = np.full(len(left), NOT_ONE_FIGURE)
    usd = cny.copy()
    everyone = paid.all()
    cny[paid], usd[paid] = _amounts(measure, of, left if everyone else left[paid], periods)
    return rows[left], status, cny, usd


def _amounts(measure: Measure, of: Columns, rows: Column, periods: Column) -> tuple[Column, Column]:
    """The amount and the amount in US dollars of who is eligible."""
    new = of["registered_on"][rows] >= np.datetime64(measure.since).astype(int)
    opening = (new & (of["paid_in_capital"][rows] > measure.capital * 100)) * np.int64(measure.opening * 100)
    daily = np.minimum(of["office_area"][rows], measure.area * 100)
    daily *= np.minimum(of["office_rent"][rows], measure.rent * 100)
    daily *= measure.rent_share
    rent = np.zeros(len(rows), np.int64)
    start = of["lease_start"][rows]
    for days in periods:
        rent += (daily * days[start] + 5000) // 10_000
    revenue = of["revenue_2023"][rows]
    milestones = np.zeros(len(rows), np.int64)
    for sales, reward in measure.milestones:
        milestones += (revenue >= sales * 100) * np.int64(reward * 100)
    return opening + rent + milestones, sum(_in_dollars(each) for each in (opening, rent, milestones))


def _in_dollars(cents: Column) -> Column:
    return (cents * (2 * rate().numerator) + rate().denominator) // (2 * rate().denominator)


def _days_of_periods(starts: Column) -> tuple[int, Column]:
    """
    The first of the days *starts*, and for each day from it on the days of the three years from that day on.

    There are far fewer days than companies. A year from 29 February on has its next beginning on the 28th.
    """
    first = int(starts.min())
    day = np.arange(first, int(starts.max()) + 1)
    month = day.astype("datetime64[D]").astype("datetime64[M]")
    in_month = day - month.astype("datetime64[D]").astype(int)
    edges = [day]
    for months in (12, 24, 36):
        later, next_one = ((month + months + more).astype("datetime64[D]").astype(int) for more in (0, 1))
        edges.append(np.minimum(later + in_month, next_one - 1))
    return first, np.diff(edges, axis=0)


# Rows with gaps, few: a test is a pair, where it is surely met and where it may be met.


def _incomplete(
    measure: Measure, of: Columns, known: Columns, periods: Column, rows: Column
) -> tuple[Column, Column, Column, Column]:
    left = np.flatnonzero(_accepts(measure)[of["kind"]])
    sure = np.ones(len(left), bool)
    for criterion in _CRITERIA:
        surely, may = np.zeros((2, len(left)), bool)
        for passed, decided in criterion(measure, of, known, left):
            surely |= passed & decided
            may |= passed | ~decided
        left, sure = left[may], (sure & surely)[may]
    cny, usd = np.full((2, len(left)), NOT_ONE_FIGURE)
    new = of["registered_on"][left] >= np.datetime64(measure.since).astype(int)
    one = sure & known["office_rent"][left] & known["revenue_2023"][left] & (known["paid_in_capital"][left] | ~new)
    cny[one], usd[one] = _amounts(measure, of, left[one], periods)
    return rows[left], np.where(sure, ELIGIBLE, UNDETERMINED), cny, usd


def _size(measure: Measure, of: Columns, known: Columns, rows: Column) -> Tests:
    return [
        (of["total_assets"][rows] >= measure.assets * 100, known["total_assets"][rows]),
        (of["market_value"][rows] >= measure.market * 100, known["market_value"][rows]),
    ]


def _scale(measure: Measure, of: Columns, known: Columns, rows: Column) -> Tests:
    revenue, before, seen = of["revenue_2023"][rows], of["revenue_2021"][rows], known["revenue_2023"][rows]
    return [
        (revenue > measure.sales * 100, seen),
        (revenue * 10_000 >= before * (100 + measure.growth) ** 2, seen & (before > 0)),
    ]


def _intensity(measure: Measure, of: Columns, known: Columns, rows: Column) -> Tests:
    revenue, research, seen = of["revenue_2023"][rows], of["rd_expense_2023"][rows], known["rd_expense_2023"][rows]
    floor = _floors(measure.floors)[of["kind"][rows]]
    # A share is known to be nought where its part is, whatever the whole; gaps hold noughts here.
    decided = seen & np.where(known["revenue_2023"][rows], revenue > 0, research == 0)
    return [
        ((research * 100 >= revenue * floor) & (revenue > 0), decided),
        (research > measure.research * 100, seen),
    ]


def _in_china(measure: Measure, of: Columns, known: Columns, rows: Column) -> Tests:
    research, inside = of["rd_expense_2023"][rows], of["rd_expense_in_china_2023"][rows]
    decided = np.where(known["rd_expense_2023"][rows], research > 0, inside == 0)
    met = (inside * 100 >= research * measure.in_china) & (research > 0)
    return [(met, known["rd_expense_in_china_2023"][rows] & decided)]


def _staff(measure: Measure, of: Columns, known: Columns, rows: Column) -> Tests:
    floor = _floors(measure.staff_floors)[of["kind"][rows]]
    return [(of["rd_staff"][rows] * 100 >= of["staff"][rows] * floor, known["rd_staff"][rows])]


_CRITERIA = (_size, _scale, _intensity, _in_china, _staff)
