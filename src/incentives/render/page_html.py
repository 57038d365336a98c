"""
A page as HTML: a fragment for a notebook, or a whole document that needs no other file. Everything in it is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import assert_never

from incentives.render.page import Block, Fields, Grid, Heading, Item, Line, Outline, Paragraph, Piece, Style
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
SHEET = """
body { font-family: system-ui, sans-serif; line-height: 1.4; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
table { border-collapse: collapse; margin: 0.5rem 0; }
th, td { padding: 0.2rem 0.8rem 0.2rem 0; vertical-align: top; }
th { border-bottom: 1px solid; }
:root { color-scheme: light dark; }
"""


def page_html(blocks: Sequence[Block]) -> str:
    """The page as a fragment."""
    return "\n".join(_part(block) for block in blocks)


def document_html(title: str, blocks: Sequence[Block], language: str) -> str:
    """The page as a document, ended by a line feed; nothing in it is fetched from anywhere."""
    head = [f'<meta charset="utf-8"><title>{text_html(title)}</title>', f"<style>{SHEET}</style>"]
    return "\n".join(
        [
            f'<!DOCTYPE html>\n<html lang="{escape(language)}">',
            *head,
            "<body>",
            page_html(blocks),
            "</body></html>\n",
        ]
    )


def _part(block: Block) -> str:
    match block:
        case Heading(line=told, level=level):
            return f"<h{level}>{_line(told)}</h{level}>"
        case Paragraph(line=told):
            return f"<p>{_line(told)}</p>"
        case Outline(items=items, line=told):
            return "\n".join([*([f"<p>{_line(told)}</p>"] if told else []), _items(items)])
        case Fields(rows=rows):
            return "\n".join(
                ["<dl>", *(f"<dt>{text_html(name)}</dt><dd>{_line(told)}</dd>" for name, told in rows), "</dl>"]
            )
        case Grid():
            return grid_html(block)
    assert_never(block)


def _items(items: Sequence[Item]) -> str:
    found = ["<ul>"]
    for item in items:
        lines = "<br>".join(_line(each) for each in item.lines)
        found.append(f"<li>{lines}{_items(item.items) if item.items else ''}</li>")
    return "\n".join([*found, "</ul>"])


def grid_html(grid: Grid) -> str:
    """A table."""
    head = "".join(f"<th{_align(index, grid)}>{text_html(name)}</th>" for index, name in enumerate(grid.columns))
    rows = [
        "<tr>" + "".join(f"<td{_align(index, grid)}>{_line(cell)}</td>" for index, cell in enumerate(row)) + "</tr>"
        for row in grid.rows
    ]
    return "\n".join(["<table>", f"<thead><tr>{head}</tr></thead>", "<tbody>", *rows, "</tbody>", "</table>"])


def _line(told: Line) -> str:
    return " ".join(_piece(piece) for piece in told)


def _piece(piece: Piece) -> str:
    style = CSS.get(piece.style)
    return f'<span style="{style}">{text_html(piece.text)}</span>' if style else text_html(piece.text)


def _align(index: int, grid: Grid) -> str:
    return f' style="text-align: {"right" if index in grid.right else "left"}"'


def text_html(text: str) -> str:
    """*text* so that nothing in it means anything to a browser."""
    return escape(clean(text))
