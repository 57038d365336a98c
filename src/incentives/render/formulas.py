"""
Formulas on a page: an expression as written, a bracket table as its rows, an ambiguous one as its readings.
"""

from __future__ import annotations

from incentives.ir.expr import Bracket, Brackets, Expr, Reading, Steps
from incentives.ir.printer import print_expr
from incentives.ir.rulebook import Programme
from incentives.l10n.localiser import Localiser
from incentives.render.page import Item, Line, Piece, code, faint, line, point


def formula_items(expr: Expr, text: str, programme: Programme, localiser: Localiser) -> Item:
    """
    The lines of a formula and the points below them.

    Args:

        text: As the rule file has it; empty for what is not one expression.
    """
    match expr:
        case Reading(options=options) if not text:
            items = tuple(_named(name, formula_items(option, "", programme, localiser)) for name, option in options)
            return Item((line(faint(localiser.word("label.depends-on-reading"))),), items)
        case Brackets() if not text:
            return Item((_subject(expr, programme, localiser),), _rows(expr, programme, localiser))
    return Item((line(code(text or print_expr(expr, programme.uses))),))


def _named(name: str, item: Item) -> Item:
    first, *rest = item.lines
    return Item((line(f"{name}:", *first), *rest), item.items)


def _subject(expr: Brackets, programme: Programme, localiser: Localiser) -> Line:
    return line(localiser.word(f"brackets.{expr.kind}"), code(print_expr(expr.subject, programme.uses)))


def _rows(expr: Brackets, programme: Programme, localiser: Localiser) -> tuple[Item, ...]:
    return tuple(
        point(*_edges(row, expr.kind, programme, localiser), "→", code(print_expr(row.value, programme.uses)))
        for row in expr.rows
    )


def _edges(row: Bracket, kind: Steps, programme: Programme, localiser: Localiser) -> list[Piece]:
    told: list[Piece] = []
    if row.lower is not None:
        word = "at" if kind is Steps.INTERPOLATE else "from" if row.lower_inside else "above"
        told += [Piece(localiser.word(f"edge.{word}")), code(print_expr(row.lower, programme.uses))]
    if row.upper is not None:
        word = "up-to" if row.upper_inside else "below"
        told += [Piece(localiser.word(f"edge.{word}")), code(print_expr(row.upper, programme.uses))]
    return told or [Piece(localiser.word("edge.always"))]
