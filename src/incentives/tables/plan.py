"""
A plan: which programmes are asked, on which day and in which currency, and how blocks of rows are answered.

Rules are lowered once for each shape of block. A block is worked off in small pieces that stay in the processor's
cache; rows that a cheap test has decided are not looked at further, and amounts are worked out only for rows that are
still open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

import numpy as np

from incentives.ir.expr import Aggregate, Parameter, Reference, Years
from incentives.ir.roots import nodes_of
from incentives.ir.rulebook import Programme, Rulebook
from incentives.money.rates import RateTable
from incentives.tables.answers import Detail, ProgrammeColumns
from incentives.tables.block import Block, FactKey, Series
from incentives.tables.lowered import Lowered
from incentives.tables.programmes import Programmes
from incentives.tables.shape import Shape, wide_places
from incentives.tables.shapes import complete_rows, shape_of, stored_columns, used_facts
from incentives.tables.vectors import Columns, Rows, View
from incentives.tables.work import Work, joined, tasks_of

# The programmes are kept lowered for so many shapes of blocks.
MOST_SHAPES = 16


@dataclass(slots=True, eq=False)
class Answers:
    """
    What a plan says of a block.

    Args:

        programmes: The columns of each programme that columns can hold.

        gaps: Why each of the others cannot be held: the exact evaluator must answer it.
    """

    programmes: dict[str, ProgrammeColumns] = field(default_factory=dict)
    gaps: dict[str, str] = field(default_factory=dict)


class TablePlan:
    """
    Answers blocks of rows.

    Args:

        programmes: Which programmes are asked.

        on: The day of assessment.

        currency: What totals are reported in.

        readings: The reading chosen, by programme and point; the default where none is.

        detail: What is worked out beside status and totals.

        by_award: Programmes of which each award is told, whatever the detail.

        threads: How many pieces are worked off at the same time.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        programmes: Sequence[Programme],
        *,
        on: date,
        currency: str,
        rates: RateTable,
        readings: Mapping[str, Mapping[str, str]] | None = None,
        detail: Detail = Detail.TOTALS,
        by_award: Collection[str] = (),
        threads: int = 1,
    ) -> None:
        self.rulebook = rulebook
        self.programmes = tuple(programmes)
        self.on = on
        self.currency = currency
        self.rates = rates
        self.readings = readings or {}
        self.details = {each.id: detail | Detail.AWARDS if each.id in by_award else detail for each in self.programmes}
        self.threads = threads
        self.facts = used_facts(rulebook, needed_programmes(rulebook, self.programmes))
        self._wide = wide_places(rulebook)
        self._looks_back = any(
            isinstance(node, Aggregate) and isinstance(node.source, Years) and _is_open(node.source)
            for programme in needed_programmes(rulebook, self.programmes)
            for node in nodes_of(programme)
        )
        self._lowered: dict[tuple[object, ...], Lowered] = {}
        self._lock = Lock()

    def run(self, block: Block) -> Answers:
        """The answers for every row of *block*."""
        used = Block(
            rows=block.rows,
            facts={key: series for key, series in block.facts.items() if key.name in self.facts},
            held=block.held,
            lists={name: series for name, series in block.lists.items() if name in self.facts},
            fiscal_year_end=block.fiscal_year_end,
        )
        if not self._looks_back:
            return self._run(used, None)
        return self._run_by_first_year(used)

    def lowered(self, shape: Shape) -> Lowered:
        """The programmes lowered for blocks of *shape*."""
        with self._lock:
            found = self._lowered.pop(shape.key, None)
            if found is None:
                programmes = Programmes(self.rulebook, self.on, self.currency, self.rates, self.readings, shape)
                found = Lowered(programmes, self.programmes, self.currency, self.details)
            # What was used last stands last: old shapes of a long table are let go of.
            self._lowered[shape.key] = found
            while len(self._lowered) > MOST_SHAPES:
                del self._lowered[next(iter(self._lowered))]
        return found

    def _run(self, block: Block, earliest: int | None) -> Answers:
        shape = shape_of(block, self.rulebook, self._wide, earliest)
        general = self.lowered(shape)
        columns = Columns(stored_columns(block, shape))
        sides: list[tuple[Lowered, Rows | None]] = [(general, None)]
        complete = complete_rows(block, shape)
        if complete is not None:
            narrow = self.lowered(complete[0])
            if narrow.fits(general):
                sides = [(general, np.flatnonzero(~complete[1])), (narrow, np.flatnonzero(complete[1]))]
        works = [
            Work([lowered.answers[name] for lowered, _ in sides], self.details[name], block.rows)
            for name in general.answers
        ]
        tasks = (
            task
            for side, (lowered, chosen) in enumerate(sides)
            for task in tasks_of(works, side, _whole(columns, lowered, chosen, block.rows))
        )
        if self.threads > 1:
            with ThreadPoolExecutor(self.threads) as pool:
                list(pool.map(lambda task: task(), tasks))
        else:
            for task in tasks:
                task()
        return Answers({name: work.columns for name, work in zip(general.answers, works, strict=True)}, general.gaps)

    def _run_by_first_year(self, block: Block) -> Answers:
        """Rows that state the same first fiscal year have one shape: a window open to the past begins there."""
        first = np.full(block.rows, 10_000, dtype=np.int64)
        for key, series in block.facts.items():
            if key.year is not None:
                stated = series.known if series.known is not None else np.ones(block.rows, dtype=np.bool_)
                first = np.where(stated, np.minimum(first, key.year), first)
        years = np.unique(first)
        if len(years) <= 1:
            return self._run(block, int(years[0]) if len(years) else 10_000)
        parts = [(np.flatnonzero(first == year), int(year)) for year in years]
        answers = [(rows, self._run(taken(block, rows), year)) for rows, year in parts]
        found = Answers()
        for _, each in answers:
            found.gaps.update(each.gaps)
        found.programmes = joined([(rows, each.programmes) for rows, each in answers], block.rows)
        return found


def _whole(columns: Columns, lowered: Lowered, chosen: Rows | None, rows: int) -> View:
    """All rows of one side of a block."""
    if chosen is None:
        return View(columns, lowered.emitter, rows, slice(0, rows))
    return View(columns, lowered.emitter, len(chosen), chosen)


def needed_programmes(rulebook: Rulebook, programmes: Sequence[Programme]) -> list[Programme]:
    """The programmes and those that they ask about, which ask about others in turn."""
    found = {programme.id: programme for programme in programmes}
    pending = list(programmes)
    while pending:
        for node in nodes_of(pending.pop()):
            if isinstance(node, (Reference, Parameter)) and node.programme not in found:
                found[node.programme] = rulebook.programmes[node.programme]
                pending.append(found[node.programme])
    return list(found.values())


def _is_open(years: Years) -> bool:
    return years.count is None


def taken(block: Block, rows: Rows) -> Block:
    """Only the rows at the places *rows*."""

    def of(series: Series) -> Series:
        known = None if series.known is None else series.known[rows]
        return Series(series.values[rows], known, series.scale, series.currency, series.vocabulary)

    facts: dict[FactKey, Series] = {key: of(series) for key, series in block.facts.items()}
    held = {name: of(series) for name, series in block.held.items()}
    lists = {name: of(series) for name, series in block.lists.items()}
    return Block(len(rows), facts, held, lists, block.fiscal_year_end)
