"""
Where an expression is lowered, and what parts of the lowering ask of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeAlias

from incentives.ir.expr import Expr
from incentives.ir.rulebook import Rulebook
from incentives.tables.days import Days
from incentives.tables.graph import Graph, Node
from incentives.tables.numbers import Numbers
from incentives.tables.shape import Shape
from incentives.tables.terms import Day, NotLowered, Number, Reasons, Term, Truth
from incentives.types import Type


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list fact, by its place in the list; None for what any item may be."""

    source: str
    index: int | None


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table of the law."""

    cells: Mapping[str, Expr]


Item: TypeAlias = ListItem | TableRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A payment period with its first and last day; None where the law names no beginning."""

    number: int
    months: int
    start: Day | None
    end: Day | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where an expression is evaluated; as `engine.scope.Frame`."""

    programme: str
    year: int
    items: tuple[Item, ...] = ()
    period: Period | None = None


class Results(Protocol):
    """What references to whole programmes ask for."""

    def criterion_truth(self, programme: str, name: str) -> Truth:
        """What a criterion comes to."""

    def qualifies(self, programme: str) -> Truth:
        """Whether companies meet a programme's conditions or hold its status."""

    def award_conditions(self, programme: str, award: str) -> Truth:
        """Whether an award's own conditions hold."""

    def award_amount(self, programme: str, award: str) -> Number:
        """What an award comes to."""


class Lowers(Protocol):
    """The lowering, as operators, bracket tables and loops see it."""

    rulebook: Rulebook
    shape: Shape
    graph: Graph
    numbers: Numbers
    days: Days

    def lower(self, expr: Expr, frame: Frame) -> Term:
        """What *expr* is in *frame*."""

    def number(self, expr: Expr, frame: Frame) -> Number:
        """The number of a numeric expression."""

    def truth(self, expr: Expr, frame: Frame) -> Truth:
        """The truth of a truth-typed expression."""

    def nothing(self, kind: Type, reasons: Reasons) -> Term:
        """A value of type *kind* of which no row knows anything."""

    def leave(self, rows: Node) -> None:
        """Leave *rows* to the exact evaluator."""

    def list_of(self, name: str) -> tuple[Node, Node, int, Reasons]:
        """Whether a list is stated, how many items it has, the most of any row, and why it is not known."""

    def year_end(self, year: int) -> date:
        """The day on which fiscal year *year* ends."""


def as_truth(term: Term) -> Truth:
    """A term that the checker knows to be a truth."""
    assert isinstance(term, Truth)  # noqa: S101  # INVARIANT: types were checked
    return term


def as_number(term: Term) -> Number:
    """A term that the checker knows to be a number."""
    if isinstance(term, Number):
        return term
    raise NotLowered(f"a {type(term).__name__.lower()} where columns need a number")
