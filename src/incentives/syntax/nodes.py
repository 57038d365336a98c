"""
What the reader makes of a YAML or JSON text: scalars, sequences and mappings, each with its place, and only text.

Not for meaning: nothing here knows numbers, dates or truths, nor which keys a document may have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from incentives.source import Span

# What YAML takes for blanks and line breaks: folding adds and removes only these.
BLANKS = " \t\n\r\x85\u2028\u2029"

_NON_BLANK = re.compile(f"[^{BLANKS}]")
_BLOCK_HEADER = re.compile(r"[|>][^\r\n\x85\u2028\u2029]*")
_SINGLE_QUOTED = re.compile(f"''|[^{BLANKS}]")
_DOUBLE_QUOTED = re.compile(
    r"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|x(?P<x>..)|u(?P<u>....)|U(?P<U>.{8})|(?P<letter>.))"
    rf"|[^{BLANKS}]",
    re.DOTALL,
)
_BLANK_ESCAPES = "tnrNLP" + BLANKS


class _Positions:
    """Room for the offsets that a scalar works out when they are first asked for; no field, so no part of its value."""

    __slots__ = ("_positions",)

    _positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ScalarNode(_Positions):
    """
    One piece of text.

    Args:

        text: What is written, quotes and folding undone. A value that was left out is empty and plain.

        span: Where, quotes and block header included.

        plain: Whether it stands there bare: neither in quotes nor as a block (`|`, `>`).
    """

    text: str
    span: Span = field(compare=False)
    plain: bool = True

    def position(self, index: int) -> int:
        """
        The offset in the source of the character of `text` at *index*; of its length, the offset after the last one.

        Where the two cannot be aligned it is the start of the span.
        """
        start, length = self.span.start, self.span.end - self.span.start
        index = min(max(index, 0), len(self.text))
        # INVARIANT: folding and escapes only ever shorten, so that equal lengths mean character for character.
        if self.plain and length == len(self.text):
            return start + index
        try:
            positions = self._positions
        except AttributeError:
            positions = _align(self)
            object.__setattr__(self, "_positions", positions)
        return positions[index] if positions else start

    def span_of(self, start: int, end: int) -> Span:
        """The span in the source of `text[start:end]`; the whole scalar where the two cannot be aligned."""
        first, last = self.position(start), self.position(max(start, end))
        if end > start and last <= first:
            return self.span
        return Span(self.span.source, first, last)


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list, in order."""

    items: tuple[Node, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys with their values, in the order of the file; no key occurs twice."""

    entries: tuple[tuple[ScalarNode, Node], ...]
    span: Span = field(compare=False)

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


def _align(node: ScalarNode) -> tuple[int, ...]:
    """The offset of each character of the text and of its end; empty if the source does not match the text."""
    units = list(_units(node))
    if len(units) != len(_NON_BLANK.findall(node.text)):
        return ()
    pairs = iter(units)
    positions = []
    after = units[0][0] if units else node.span.start
    for character in node.text:
        if character in BLANKS:
            positions.append(after)
        else:
            start, after = next(pairs)
            positions.append(start)
    return (*positions, after)


def _units(node: ScalarNode) -> Iterator[tuple[int, int]]:
    """Start and end of each stretch of the source that stands for one non-blank character of the text."""
    text, start, end = node.span.source.text, node.span.start, node.span.end
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
