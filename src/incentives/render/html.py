"""
An answer as a fragment of HTML, for notebooks: the table and the totals. Everything in it is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from incentives.engine.assessment import Assessment
from incentives.explain.build import explain
from incentives.ir.rulebook import Rulebook
from incentives.l10n.localiser import Localiser
from incentives.render.answer_page import answer_grid, totals_grid
from incentives.render.page import Grid, Line, Piece, Style
from incentives.render.terminal import clean

# Colours that can be read on light and on dark pages.
CSS: Mapping[Style, str] = {
    Style.STRONG: "font-weight: bold",
    Style.FAINT: "opacity: 0.65",
    Style.CODE: "font-family: monospace",
    Style.CITE: "opacity: 0.8",
    Style.GOOD: "color: #2e8b57; font-weight: bold",
    Style.BAD: "color: #c0392b",
    Style.OPEN: "color: #b8860b",
    Style.OFF: "opacity: 0.5",
    Style.WARNING: "color: #b8860b",
}


def render_html(assessment: Assessment, rulebook: Rulebook, localiser: Localiser | None = None) -> str:
    """The table and the totals."""
    localiser = localiser or Localiser()
    explanation = explain(assessment, rulebook, in_full=False)
    day = localiser.word("label.on", on=assessment.on)
    head = f"<p><strong>{_text(assessment.company)}</strong> · {_text(day)}</p>"
    return "\n".join(
        [head, grid_html(answer_grid(explanation, localiser)), grid_html(totals_grid(explanation, localiser))]
    )


def grid_html(grid: Grid) -> str:
    """A table."""
    head = "".join(f"<th{_align(index, grid)}>{_text(name)}</th>" for index, name in enumerate(grid.columns))
    rows = [
        "<tr>" + "".join(f"<td{_align(index, grid)}>{_line(cell)}</td>" for index, cell in enumerate(row)) + "</tr>"
        for row in grid.rows
    ]
    return "\n".join(["<table>", f"<thead><tr>{head}</tr></thead>", "<tbody>", *rows, "</tbody>", "</table>"])


def _line(told: Line) -> str:
    return " ".join(_piece(piece) for piece in told)


def _piece(piece: Piece) -> str:
    style = CSS.get(piece.style)
    return f'<span style="{style}">{_text(piece.text)}</span>' if style else _text(piece.text)


def _align(index: int, grid: Grid) -> str:
    return f' style="text-align: {"right" if index in grid.right else "left"}"'


def _text(text: str) -> str:
    return escape(clean(text))
