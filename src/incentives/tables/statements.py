"""
Single expressions for every row of a block: the conditions and ceilings of relations, and who qualifies for what.

What columns cannot hold is not there, and must be worked out by the exact evaluator.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from incentives.ir.expr import Aggregate, Expr, Parameter, Reference, Years, walk
from incentives.ir.roots import nodes_of
from incentives.ir.rulebook import Programme, Rulebook
from incentives.money.rates import RateTable
from incentives.tables.block import Block
from incentives.tables.emitted import Emitter
from incentives.tables.graph import Node
from incentives.tables.plan import needed_programmes
from incentives.tables.programmes import Programmes
from incentives.tables.shape import Shape, wide_places
from incentives.tables.shapes import shape_of, stored_columns, used_facts
from incentives.tables.terms import End, NotLowered, Truth
from incentives.tables.vectors import Columns, Rows, View

if TYPE_CHECKING:
    from incentives.tables.block import Booleans, Integers

NOWHERE = "what years go back to is asked row by row"


@dataclass(frozen=True, slots=True)
class Asked:
    """
    An expression.

    Args:

        owner: The programme or file that states it.
    """

    owner: str
    expr: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """
    The least that a number can be, for each row: `number / divisor * scale`, where it is *finite*.

    Args:

        divisor: None for one.
    """

    number: Integers
    divisor: Integers | None
    scale: Fraction
    finite: Booleans


@dataclass(slots=True, eq=False)
class Statements:
    """
    What is known of some rows, by the key of each question.

    Args:

        truths: Where it is surely true, and where it is surely false.

        beyond: Rows that are left to the exact evaluator.

        gaps: Why columns do not hold the others.
    """

    truths: dict[Hashable, tuple[Booleans, Booleans]] = field(default_factory=dict)
    figures: dict[Hashable, Figure] = field(default_factory=dict)
    beyond: dict[Hashable, Booleans] = field(default_factory=dict)
    gaps: dict[Hashable, str] = field(default_factory=dict)


class StatementPlan:
    """
    Works out expressions for blocks of rows.

    Args:

        conditions: Truths, *figures* numbers, by any key.

        qualifying: Programmes of which is asked whether companies qualify; their ids are the keys.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        *,
        conditions: Mapping[Hashable, Asked],
        figures: Mapping[Hashable, Asked],
        qualifying: Iterable[str],
        on: date,
        currency: str,
        rates: RateTable,
        readings: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.rulebook = rulebook
        self.conditions, self.figures, self.qualifying = dict(conditions), dict(figures), tuple(qualifying)
        self.world = (on, currency, rates, readings)
        self.reach = {
            key: _reach(rulebook, each.expr, each.owner) for key, each in (*conditions.items(), *figures.items())
        }
        self.reach |= {name: needed_programmes(rulebook, [rulebook.programmes[name]]) for name in self.qualifying}
        needed = {programme.id: programme for programmes in self.reach.values() for programme in programmes}
        self.facts = used_facts(rulebook, needed.values())
        self._wide = wide_places(rulebook)
        self._lowered: dict[tuple[object, ...], _Lowered] = {}

    def run(self, block: Block, rows: Rows) -> Statements:
        """The answers for the rows of *block* at the places *rows*."""
        if not self.reach:
            return Statements()
        used = Block(
            rows=block.rows,
            facts={key: series for key, series in block.facts.items() if key.name in self.facts},
            held=block.held,
            lists={name: series for name, series in block.lists.items() if name in self.facts},
            fiscal_year_end=block.fiscal_year_end,
        )
        shape = shape_of(used, self.rulebook, self._wide, None)
        lowered = self._lowered.get(shape.key)
        if lowered is None:
            lowered = self._lowered[shape.key] = _Lowered(self, shape)
        return lowered.run(View(Columns(stored_columns(used, shape)), lowered.emitter, len(rows), rows))


class _Lowered:
    """The questions lowered for blocks of one shape."""

    def __init__(self, plan: StatementPlan, shape: Shape) -> None:
        self.truths: dict[Hashable, Truth] = {}
        self.figures: dict[Hashable, End] = {}
        self.beyond: dict[Hashable, Node] = {}
        self.gaps: dict[Hashable, str] = {}
        programmes = Programmes(plan.rulebook, *plan.world, shape)
        self.graph = programmes.graph
        lowering = programmes.lowering
        for key, programmes_asked in plan.reach.items():
            if any(_looks_back(programme) for programme in programmes_asked):
                self.gaps[key] = NOWHERE
                continue
            with lowering.left() as left:
                try:
                    if key in plan.conditions:
                        asked = plan.conditions[key]
                        self.truths[key] = lowering.truth(asked.expr, programmes.frame(asked.owner))
                    elif key in plan.figures:
                        asked = plan.figures[key]
                        self.figures[key] = lowering.number(asked.expr, programmes.frame(asked.owner)).low
                    else:
                        self.truths[key] = programmes.qualifies(str(key))
                except NotLowered as gap:
                    self.gaps[key] = gap.why
                except RecursionError:
                    self.gaps[key] = "an expression that is nested too deeply"
            self.beyond[key] = self.graph.either(*left)
        self.emitter = Emitter({"": list(self._nodes())})

    def _nodes(self) -> Iterable[Node]:
        for truth in self.truths.values():
            yield from (truth.yes, truth.no)
        for end in self.figures.values():
            yield from (end.value.number, end.finite)
            if end.value.divisor is not None:
                yield end.value.divisor
        yield from self.beyond.values()

    def run(self, view: View) -> Statements:
        """What they come to for the rows of *view*."""
        found = Statements(gaps=self.gaps)
        for key, truth in self.truths.items():
            found.truths[key] = (view.column(truth.yes), view.column(truth.no))
        for key, end in self.figures.items():
            divisor = end.value.divisor
            found.figures[key] = Figure(
                view.column(end.value.number),
                None if divisor is None else view.column(divisor),
                end.value.scale,
                view.column(end.finite),
            )
        for key, node in self.beyond.items():
            found.beyond[key] = np.asarray(view.column(node), dtype=bool)
        return found


def _reach(rulebook: Rulebook, expr: Expr, owner: str) -> list[Programme]:
    """The programmes that an expression of *owner* can look at."""
    named = {node.programme for node in walk(expr) if isinstance(node, (Reference, Parameter))} | {owner}
    owners = {**rulebook.cumulation, **rulebook.programmes}
    return needed_programmes(rulebook, [owners[name] for name in sorted(named)])


def _looks_back(programme: Programme) -> bool:
    """Whether it asks about all years that a company states: rows differ in how far these go back."""
    return any(
        isinstance(node, Aggregate) and isinstance(node.source, Years) and node.source.count is None
        for node in nodes_of(programme)
    )
