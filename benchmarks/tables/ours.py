"""
The workload on the plan of the table path: row groups as blocks, two threads, each with its own row groups.

Without details it tells status and total of each company in US dollars, with the bounds of what is not known; with
reasons also the criterion that decides and what is missing; with everything also all criteria that fail and each award
in CNY.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from answers import Totals
from contenders import Work
from handwritten_numpy import COLUMNS, THREADS
from workload import CURRENCY, ON

from incentives.api import load
from incentives.money.ecb import EcbRates
from incentives.tables.answers import Detail, ProgrammeColumns, Standing
from incentives.tables.block import Block, FactKey, Series
from incentives.tables.plan import TablePlan

CENT = Fraction(1, 100)
EPOCH = date(1970, 1, 1).toordinal()
COUNTS = frozenset({"staff", "rd_staff"})


def answer_only(path: Path, rules: Path) -> Work:
    """Status and total."""
    plan = plan_of(rules, Detail.TOTALS)
    return lambda: _totals(path, plan)


def with_reasons(path: Path, rules: Path) -> Work:
    """Status, total, what decides and what is missing."""
    plan = plan_of(rules, Detail.REASONS)
    return lambda: _totals(path, plan)


def with_everything(path: Path, rules: Path) -> Work:
    """Status, total and all there is to be told."""
    plan = plan_of(rules, Detail.ALL)
    return lambda: _totals(path, plan)


def plan_of(rules: Path, detail: Detail) -> TablePlan:
    """The plan for all measures of a folder."""
    rulebook = load(rules)
    programmes = list(rulebook.programmes.values())
    return TablePlan(rulebook, programmes, on=ON, currency=CURRENCY, rates=EcbRates(), detail=detail)


def block_of(path: Path, group: int) -> Block:
    """A row group as a block: amounts in cents, areas in hundredths of a square metre."""
    table = pq.ParquetFile(path).read_row_group(group, columns=list(COLUMNS), use_threads=False).combine_chunks()
    facts: dict[FactKey, Series] = {}
    for name in COLUMNS:
        fact, _, year = name.rpartition("_")
        key = FactKey(fact, int(year)) if year.isdigit() else FactKey(name)
        facts[key] = _series(name, table.column(name).chunk(0))
    return Block(table.num_rows, facts)


def _series(name: str, column: pa.Array) -> Series:
    known = column.is_valid().to_numpy(zero_copy_only=False) if column.null_count else None
    if pa.types.is_dictionary(column.type):
        codes = column.indices.to_numpy(zero_copy_only=False)
        return Series(codes, known, vocabulary=tuple(column.dictionary.to_pylist()))
    if pa.types.is_boolean(column.type):
        return Series(column.to_numpy(zero_copy_only=False), known)
    if pa.types.is_date(column.type):
        return Series(column.cast(pa.int32()).to_numpy() + EPOCH, known)
    values = (column.fill_null(0) if column.null_count else column).to_numpy()
    if name in COUNTS:
        return Series(values, known)
    return Series(values, known, CENT, None if name == "office_area" else "CNY")


def _totals(path: Path, plan: TablePlan) -> Mapping[str, Totals]:
    found: dict[str, Totals] = defaultdict(Totals)
    groups = pq.ParquetFile(path).metadata.num_row_groups
    with ThreadPoolExecutor(THREADS) as threads:
        for part in threads.map(lambda group: _of_block(plan, block_of(path, group)), range(groups)):
            for name, each in part.items():
                found[name] += each
    return dict(found)


def _of_block(plan: TablePlan, block: Block) -> dict[str, Totals]:
    told = plan.run(block)
    if told.gaps:
        raise SystemExit(f"columns cannot hold {told.gaps}")
    return {name: _of_programme(columns) for name, columns in told.programmes.items()}


def _of_programme(columns: ProgrammeColumns) -> Totals:
    if columns.awards:
        return _with_awards(columns)
    told = columns.tally()
    return Totals(told.eligible, told.undetermined, told.figures, None, told.entitled)


def _with_awards(columns: ProgrammeColumns) -> Totals:
    if (columns.standing == Standing.BEYOND).any():
        raise SystemExit("rows are left to the exact evaluator")
    eligible = columns.standing == Standing.ELIGIBLE
    low, high = columns.entitled.low, columns.entitled.high
    figures = eligible if low is high else eligible & (low == high)
    return Totals(
        eligible=int(np.count_nonzero(eligible)),
        undetermined=int(np.count_nonzero(columns.standing == Standing.UNDETERMINED)),
        figures=int(np.count_nonzero(figures)),
        cny=sum(int(money.low.sum(where=figures)) for _, money in columns.awards.values()) if columns.awards else None,
        usd=int(low.sum(where=figures)),
    )
