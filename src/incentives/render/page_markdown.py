"""
A page as Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from incentives.render.page import Block, Fields, Grid, Heading, Item, Line, Outline, Paragraph, Piece, Style
from incentives.render.terminal import clean

SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")
# What begins a list, a heading or a quotation where it begins a line.
BEGINNING = re.compile(r"^(\d+)([.)])|^([-+])")


def page_markdown(blocks: Sequence[Block]) -> str:
    """The text of a page, ended by a line feed."""
    return "\n\n".join(_part(block) for block in blocks) + "\n"


def _part(block: Block) -> str:
    match block:
        case Heading(line=told, level=level):
            return f"{'#' * level} {_line(told, heading=True)}"
        case Paragraph(line=told):
            return _line(told)
        case Outline(items=items, line=told):
            lines = [_line(told), ""] if told else []
            for item in items:
                lines += _item(item, 0)
            return "\n".join(lines)
        case Fields(rows=rows):
            return "\n".join(f"- {escaped(name)}: {_line(told)}" for name, told in rows)
        case Grid():
            return _grid(block)
    assert_never(block)


def _item(item: Item, depth: int) -> list[str]:
    indent = "  " * depth
    first, *rest = [_line(each) for each in item.lines]
    lines = [f"{indent}- {'<br>'.join([first, *rest])}"]
    for each in item.items:
        lines += _item(each, depth + 1)
    return lines


def _grid(block: Grid) -> str:
    def row(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cells) + " |"

    rule = [("--:" if index in block.right else "---") for index in range(len(block.columns))]
    rows = [row([_line(cell, in_grid=True) for cell in cells]) for cells in block.rows]
    return "\n".join([row([escaped(name) for name in block.columns]), row(rule), *rows])


def _line(told: Line, *, heading: bool = False, in_grid: bool = False) -> str:
    return " ".join(_piece(piece, heading=heading, in_grid=in_grid) for piece in told)


def _piece(piece: Piece, *, heading: bool, in_grid: bool) -> str:
    text = clean(piece.text).strip()
    match piece.style:
        case Style.CODE:
            return _code(text.replace("|", "\\|") if in_grid else text)
        case Style.STRONG | Style.GOOD | Style.BAD if not heading:
            return f"**{escaped(text)}**"
        case Style.WARNING:
            return f"*{escaped(text)}*"
    return escaped(text)


def _code(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{blank}{text}{blank}{fence}"


def escaped(text: str) -> str:
    """*text* so that nothing in it means anything to Markdown."""
    marked = SPECIAL.sub(r"\\\1", clean(text))
    return BEGINNING.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", marked)
