"""
Which figures of a programme are thresholds, what is held against them, and which value tells one side from the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from incentives.cases.rewriting import is_written
from incentives.cases.sites import roots
from incentives.cases.steps import literal_text, moved, unconverted
from incentives.ir.expr import Bracket, Brackets, Call, Expr, Field, Literal, Parameter, Steps, walk
from incentives.ir.operators import COMPARISONS, Op
from incentives.ir.printer import print_expr
from incentives.ir.rulebook import Programme

MIRRORED = {
    Op.LESS: Op.GREATER,
    Op.GREATER: Op.LESS,
    Op.AT_LEAST: Op.AT_MOST,
    Op.AT_MOST: Op.AT_LEAST,
    Op.EQUAL: Op.EQUAL,
    Op.NOT_EQUAL: Op.NOT_EQUAL,
}
# Moving the figure up tells at the figure itself; for the others moving it down does.
TOLD_BY_RISING = frozenset({Op.AT_LEAST, Op.LESS})
TOLD_BY_BOTH = frozenset({Op.EQUAL, Op.NOT_EQUAL})


@dataclass(frozen=True, slots=True)
class Boundary:
    """A comparison with a figure, as if the figure stood on the right: *beside* is what is held against it."""

    beside: Expr
    op: Op


def boundaries(programme: Programme) -> dict[tuple[str, str], Boundary]:
    """The parameters and the columns of tables that something is compared with, by kind and name."""
    found: dict[tuple[str, str], Boundary] = {}
    for root in roots(programme):
        for node in walk(root.expr):
            if isinstance(node, Call) and node.op in COMPARISONS:
                for figure, boundary in _sides(node):
                    key = _named(figure)
                    if key is not None:
                        found.setdefault(key, boundary)
            elif isinstance(node, Brackets):
                for row in node.rows:
                    for edge, op in (
                        (row.lower, Op.AT_LEAST if row.lower_inside else Op.GREATER),
                        (row.upper, Op.AT_MOST),
                    ):
                        key = _named(edge) if edge is not None else None
                        if key is not None:
                            found.setdefault(key, Boundary(node.subject, op))
    return found


def boundary_of(literal: Literal, parent: Expr | None) -> Boundary | None:
    """What a constant in an expression is compared with; None if it is no threshold."""
    if isinstance(parent, Call) and parent.op in COMPARISONS:
        return next((boundary for figure, boundary in _sides(parent) if figure is literal), None)
    if isinstance(parent, Brackets) and parent.kind is Steps.SELECT:
        edges = [each for row in parent.rows for each in _edges(parent, row)]
        return next((boundary for edge, boundary in edges if edge.span == literal.span), None)
    return None


def written_thresholds(expr: Expr) -> list[Literal]:
    """The constants of an expression that something is compared with."""
    found = []
    for node in walk(expr):
        if isinstance(node, Call) and node.op in COMPARISONS:
            found += [each for each in node.arguments if isinstance(each, Literal) and is_written(each)]
    return found


def telling_case(literal: Literal, boundary: Boundary, sign: int, show: Callable[[Expr], str]) -> str:
    """The company that tells a threshold from the one a step above (1) or below (-1) it."""
    subject = show(unconverted(boundary.beside))
    at_edge = boundary.op in TOLD_BY_BOTH or (sign > 0) == (boundary.op in TOLD_BY_RISING)
    value = literal if at_edge else moved(literal, sign, boundary.beside)
    return f"a company with {subject} exactly {literal_text(value or literal)}"


def shown_by(programme: Programme) -> Callable[[Expr], str]:
    """Prints expressions as the programme's file writes them, on one line."""

    def show(expr: Expr) -> str:
        return " ".join(print_expr(expr, programme.uses).split())

    return show


def _sides(node: Call) -> list[tuple[Expr, Boundary]]:
    left, right = node.arguments
    return [(unconverted(right), Boundary(left, node.op)), (unconverted(left), Boundary(right, MIRRORED[node.op]))]


def _edges(table: Brackets, row: Bracket) -> list[tuple[Expr, Boundary]]:
    """The edges of a row, the upper one first: it belongs to the row or to the next."""
    found: list[tuple[Expr, Boundary]] = []
    if row.upper is not None:
        found.append((row.upper, Boundary(table.subject, Op.AT_MOST if row.upper_inside else Op.LESS)))
    if row.lower is not None:
        found.append((row.lower, Boundary(table.subject, Op.AT_LEAST if row.lower_inside else Op.GREATER)))
    return found


def _named(expr: Expr) -> tuple[str, str] | None:
    """The parameter or column that a figure comes from."""
    expr = unconverted(expr)
    if isinstance(expr, Parameter):
        return ("parameter", expr.name)
    return ("column", f"{expr.source}.{expr.name}") if isinstance(expr, Field) else None
