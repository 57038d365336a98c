"""
A page for a terminal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, assert_never

from incentives.render.page import Block, Fields, Grid, Heading, Item, Line, Outline, Paragraph, Style
from incentives.render.terminal import joined, styled, written

if TYPE_CHECKING:
    from rich.console import JustifyMethod, RenderableType
    from rich.table import Table
    from rich.text import Text
    from rich.tree import Tree

COLOURS: Mapping[Style, str] = {
    Style.PLAIN: "",
    Style.STRONG: "bold",
    Style.FAINT: "dim",
    Style.CODE: "",
    Style.CITE: "cyan",
    Style.GOOD: "bold green",
    Style.BAD: "red",
    Style.OPEN: "yellow",
    Style.OFF: "dim",
    Style.WARNING: "yellow",
}
INDENT = 2
# Between two columns of a table, and the least that a column of names is given.
GAP = 2
LEAST = 12


def page_text(blocks: Sequence[Block], *, width: int, colour: bool) -> str:
    """The lines of a page."""
    return written(page_parts(blocks, width), width=width, colour=colour)


def page_parts(blocks: Sequence[Block], width: int | None = None) -> list[RenderableType]:
    """
    What the terminal's library draws for each block, a blank line between two.

    Args:

        width: Of the page, where that is known: then names give way to figures, which are never cut.
    """
    parts: list[RenderableType] = []
    for index, block in enumerate(blocks):
        close = index and isinstance(block, (Fields, Paragraph)) and isinstance(blocks[index - 1], (Heading, Paragraph))
        if index and not close:
            parts.append("")
        parts.append(_part(block, width))
    return parts


def text_of(told: Line) -> Text:
    """A line with its styles, pieces two blanks apart."""
    return joined([styled(piece.text, COLOURS[piece.style]) for piece in told])


def _part(block: Block, width: int | None) -> RenderableType:
    match block:
        case Heading():
            return _heading(block)
        case Paragraph(line=told):
            return text_of(told)
        case Outline():
            return _outline(block)
        case Fields():
            return _fields(block)
        case Grid():
            return _grid(block, width)
    assert_never(block)


def _heading(block: Heading) -> RenderableType:
    from rich.rule import Rule  # noqa: PLC0415 - the terminal's library is loaded when something is drawn

    told = text_of(block.line)
    if block.level == 1:
        told.stylize("bold")
        return Rule(told, align="left", style="dim")
    told.stylize("bold underline" if block.level == 2 else "bold")
    return told


def _outline(block: Outline) -> RenderableType:
    from rich.tree import Tree  # noqa: PLC0415 - as above

    if not block.line and not any(item.items for item in block.items):
        return _bullets(block.items)
    tree = Tree(text_of(block.line), guide_style="dim", hide_root=not block.line)
    for item in block.items:
        _add(tree, item)
    return tree


def _bullets(items: Sequence[Item]) -> Table:
    from rich.console import Group  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415 - as above

    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=1)
    table.add_column(overflow="fold")
    for item in items:
        table.add_row("•", Group(*[text_of(each) for each in item.lines]))
    return table


def _add(tree: Tree, item: Item) -> None:
    from rich.console import Group  # noqa: PLC0415 - as above
    from rich.padding import Padding  # noqa: PLC0415 - as above

    first, *rest = item.lines
    lines: list[RenderableType] = [text_of(first)]
    lines += [Padding(text_of(each), (0, 0, 0, INDENT)) for each in rest]
    branch = tree.add(Group(*lines))
    for each in item.items:
        _add(branch, each)


def _fields(block: Fields) -> Table:
    from rich.table import Table  # noqa: PLC0415 - as above

    table = Table.grid(padding=(0, INDENT, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, told in block.rows:
        table.add_row(styled(name), text_of(told))
    return table


def _grid(block: Grid, width: int | None) -> Table:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415 - as above

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    most = _rest(block, width)
    for index, name in enumerate(block.columns):
        side: JustifyMethod = "right" if index in block.right else "left"
        whole = index in block.whole
        table.add_column(styled(name), justify=side, overflow="fold", no_wrap=whole, max_width=None if whole else most)
    for row in block.rows:
        table.add_row(*[text_of(cell) for cell in row])
    return table


def _rest(block: Grid, width: int | None) -> int | None:
    """What the columns that must not be broken leave for the other, if there is one."""
    others = len(block.columns) - len(block.whole)
    if width is None or others != 1:
        return None
    taken = sum(
        max(len(block.columns[index]), *(text_of(row[index]).cell_len for row in block.rows), 0)
        for index in block.whole
    )
    return max(width - taken - GAP * (len(block.columns) - 1), LEAST)
