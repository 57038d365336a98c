"""
What the reader makes of a YAML or JSON text: scalars, sequences and mappings, each with its place, and only text.

Not for meaning: nothing here knows numbers, dates or truths, nor which keys a document may have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from incentives.source import SourceFile, Span

# Folding adds and removes only these.
BLANKS = " \t\n\r"
QUOTES = 2

_NON_BLANK = re.compile(f"[^{BLANKS}]")
_BLOCK_HEADER = re.compile(r"[|>][^\r\n]*")
_SINGLE_QUOTED = re.compile(f"''|[^{BLANKS}]")
_DOUBLE_QUOTED = re.compile(
    r"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|x(?P<x>..)|u(?P<u>....)|U(?P<U>.{8})|(?P<letter>.))"
    rf"|[^{BLANKS}]",
    re.DOTALL,
)
_BLANK_ESCAPES = "tnr" + BLANKS


@dataclass(frozen=True, slots=True, init=False)
class _Placed:
    """
    What stands somewhere: the source and its offsets there. A file is hundreds of these, so that each makes its span
    when it is asked for.
    """

    source: SourceFile = field(compare=False, repr=False)
    start: int = field(compare=False)
    end: int = field(compare=False)

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.source, self.start, self.end)


class _Aligned(_Placed):
    """Room for the offsets that a scalar works out when they are first asked for; no field, so no part of its value."""

    __slots__ = ("_positions",)

    _positions: tuple[int, ...]


@dataclass(frozen=True, slots=True, init=False)
class ScalarNode(_Aligned):
    """
    One piece of text.

    Args:

        text: What is written, quotes and folding undone. A value that was left out is empty and plain.

        span: Where, quotes and block header included.

        plain: Whether it stands there bare: neither in quotes nor as a block (`|`, `>`).
    """

    text: str
    plain: bool

    def __init__(self, text: str, span: Span, plain: bool = True) -> None:
        _place(self, span)
        _set_text(self, text)
        _set_plain(self, plain)

    def position(self, index: int) -> int:
        """
        The offset in the source of the character of `text` at *index*; of its length, the offset after the last one.

        Where the two cannot be aligned it is the start of the span.
        """
        index = min(max(index, 0), len(self.text))
        first = self.offset()
        if first is not None:
            return first + index
        try:
            positions = self._positions
        except AttributeError:
            positions = _align(self)
            object.__setattr__(self, "_positions", positions)
        return positions[index] if positions else self.start

    def offset(self) -> int | None:
        """Where the text begins, if it stands in the source as it is."""
        # INVARIANT: folding and escapes only ever shorten, so that equal lengths mean character for character.
        surplus = self.end - self.start - len(self.text)
        if self.plain and not surplus:
            return self.start
        if surplus == QUOTES and self.text and self.source.text[self.start] in ("'", '"'):
            return self.start + 1
        return None

    def span_of(self, start: int, end: int) -> Span:
        """The span in the source of `text[start:end]`; the whole scalar where the two cannot be aligned."""
        if 0 <= start <= end <= len(self.text):
            whole = self.offset()
            if whole is not None:
                return Span(self.source, whole + start, whole + end)
        first, last = self.position(start), self.position(max(start, end))
        if end > start and last <= first:
            return self.span
        return Span(self.source, first, last)


@dataclass(frozen=True, slots=True, init=False)
class SequenceNode(_Placed):
    """A list, in order."""

    items: tuple[Node, ...]

    def __init__(self, items: tuple[Node, ...], span: Span) -> None:
        _place(self, span)
        _set_items(self, items)


@dataclass(frozen=True, slots=True, init=False)
class MappingNode(_Placed):
    """Keys with their values, in the order of the file; no key occurs twice."""

    entries: tuple[tuple[ScalarNode, Node], ...]

    def __init__(self, entries: tuple[tuple[ScalarNode, Node], ...], span: Span) -> None:
        _place(self, span)
        _set_entries(self, entries)

    def get(self, name: str) -> Node | None:
        """The value of key *name*, or None if there is no such key."""
        for key, value in self.entries:
            if key.text == name:
                return value
        return None

    @property
    def keys(self) -> tuple[str, ...]:
        """The text of each key, in order."""
        return tuple([key.text for key, _ in self.entries])


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode

# The fields of a frozen dataclass are set by way of `object.__setattr__`, which takes three times as long as the slots.
_new = object.__new__
_set_source, _set_start, _set_end = (vars(_Placed)[name].__set__ for name in ("source", "start", "end"))
_set_text, _set_plain = (vars(ScalarNode)[name].__set__ for name in ("text", "plain"))
_set_items = vars(SequenceNode)["items"].__set__
_set_entries = vars(MappingNode)["entries"].__set__


def scalar_at(text: str, source: SourceFile, start: int, end: int, plain: bool) -> ScalarNode:
    """`ScalarNode(text, source.span(start, end), plain)`, for who makes a hundred thousand of them."""
    node = _new(ScalarNode)
    _set_source(node, source)
    _set_start(node, start)
    _set_end(node, end)
    _set_text(node, text)
    _set_plain(node, plain)
    return node


def sequence_at(items: tuple[Node, ...], source: SourceFile, start: int, end: int) -> SequenceNode:
    """`SequenceNode(items, source.span(start, end))`, likewise."""
    node = _new(SequenceNode)
    _set_source(node, source)
    _set_start(node, start)
    _set_end(node, end)
    _set_items(node, items)
    return node


def mapping_at(entries: tuple[tuple[ScalarNode, Node], ...], source: SourceFile, start: int, end: int) -> MappingNode:
    """`MappingNode(entries, source.span(start, end))`, likewise."""
    node = _new(MappingNode)
    _set_source(node, source)
    _set_start(node, start)
    _set_end(node, end)
    _set_entries(node, entries)
    return node


def _place(node: _Placed, span: Span) -> None:
    _set_source(node, span.source)
    _set_start(node, span.start)
    _set_end(node, span.end)


def _align(node: ScalarNode) -> tuple[int, ...]:
    """The offset of each character of the text and of its end; empty if the source does not match the text."""
    units = list(_units(node))
    if len(units) != len(_NON_BLANK.findall(node.text)):
        return ()
    pairs = iter(units)
    positions = []
    after = units[0][0] if units else node.start
    for character in node.text:
        if character in BLANKS:
            positions.append(after)
        else:
            start, after = next(pairs)
            positions.append(start)
    return (*positions, after)


def _units(node: ScalarNode) -> Iterator[tuple[int, int]]:
    """Start and end of each stretch of the source that stands for one non-blank character of the text."""
    text, start, end = node.source.text, node.start, node.end
    opening = "" if node.plain else text[start : start + 1]
    pattern = _NON_BLANK
    if opening in ("|", ">"):
        header = _BLOCK_HEADER.match(text, start, end)
        start = header.end() if header else end
    elif opening in ("'", '"'):
        pattern = _SINGLE_QUOTED if opening == "'" else _DOUBLE_QUOTED
        start, end = start + 1, end - 1
    for unit in pattern.finditer(text, start, end):
        if pattern is not _DOUBLE_QUOTED or not _is_blank(unit):
            yield unit.span()


def _is_blank(unit: re.Match[str]) -> bool:
    """Whether a stretch of a double-quoted text stands for a blank, or as an escaped line break for nothing."""
    if unit["letter"] is not None:
        return unit["letter"] in _BLANK_ESCAPES
    code = unit["x"] or unit["u"] or unit["U"]
    return code is not None and chr(int(code, 16)) in BLANKS
