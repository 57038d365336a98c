"""
A page before its form: headings, paragraphs, outlines and grids, which a terminal and Markdown each write their way.

Styles say what a piece is, not how it looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, assert_never


class Style(StrEnum):
    """What a piece of a line is."""

    PLAIN = "plain"
    STRONG = "strong"
    FAINT = "faint"
    CODE = "code"
    CITE = "cite"
    GOOD = "good"
    BAD = "bad"
    OPEN = "open"
    OFF = "off"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of one style."""

    text: str
    style: Style = Style.PLAIN


Line: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the page's own."""

    line: Line
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of text, however long."""

    line: Line


@dataclass(frozen=True, slots=True)
class Item:
    """A point of an outline: its lines, and the points below it."""

    lines: tuple[Line, ...]
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """Points below each other, with an optional line above."""

    items: tuple[Item, ...]
    line: Line = ()


@dataclass(frozen=True, slots=True)
class Fields:
    """Names with what stands behind them."""

    rows: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the columns in *right* hold figures, those in *whole* hold names that must not be broken."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    right: frozenset[int] = frozenset()
    whole: frozenset[int] = frozenset()


Block: TypeAlias = Heading | Paragraph | Outline | Fields | Grid


def line(*pieces: Piece | str) -> Line:
    """A line of pieces, plain where they are bare; empty ones are left out."""
    made = (Piece(each) if isinstance(each, str) else each for each in pieces)
    return tuple(piece for piece in made if piece.text)


def point(*pieces: Piece | str, items: Iterable[Item] = ()) -> Item:
    """A point of one line."""
    return Item((line(*pieces),), tuple(items))


def strong(text: str) -> Piece:
    """What matters most."""
    return Piece(text, Style.STRONG)


def faint(text: str) -> Piece:
    """What may be passed over."""
    return Piece(text, Style.FAINT)


def code(text: str) -> Piece:
    """A name or formula of the rule file."""
    return Piece(" ".join(text.split()), Style.CODE)


def warning(text: str) -> Piece:
    """What a reader must not miss."""
    return Piece(text, Style.WARNING)


def plain(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """*blocks* without those that hold nothing."""
    return tuple(block for block in blocks if _content(block))


def _content(block: Block) -> Sequence[object]:
    match block:
        case Fields(rows=rows) | Grid(rows=rows):
            return rows
        case Outline(items=items):
            return items
        case Heading(line=told) | Paragraph(line=told):
            return told
    assert_never(block)
