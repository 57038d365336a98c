"""
Where a piece of text stands: a source file, a span in it, and the excerpt that shows it to a person.

Not for reading files: `incentives.syntax.reader` does that.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import field
from functools import cached_property

from incentives.frozen import dataclass


@dataclass(frozen=True, slots=False)
class SourceFile:
    """
    A named text. `name` is what a person recognises: a path, `-` for standard input, `--set` for an option.
    """

    name: str
    text: str = field(repr=False)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offset of the first character of each line."""
        starts = [0]
        position = self.text.find("\n")
        while position != -1:
            starts.append(position + 1)
            position = self.text.find("\n", position + 1)
        return tuple(starts)

    def line_of(self, offset: int) -> int:
        """The line, counted from 0, that holds the character at *offset*."""
        return bisect_right(self.line_starts, offset) - 1

    def line_text(self, line: int) -> str:
        """The text of *line*, counted from 0, without its line break."""
        start = self.line_starts[line]
        end = self.text.find("\n", start)
        return (self.text[start:] if end == -1 else self.text[start:end]).rstrip("\r")

    def span(self, start: int, end: int) -> Span:
        """The stretch of text from *start* up to but not including *end*."""
        return Span(self, start, max(start, end))


@dataclass(frozen=True, slots=True)
class Span:
    """
    A stretch of a source text: offsets in characters, the end not included.
    """

    source: SourceFile = field(compare=False, repr=False)
    start: int
    end: int

    def __or__(self, other: Span) -> Span:
        """The smallest span that covers both."""
        return Span(self.source, min(self.start, other.start), max(self.end, other.end))

    @property
    def line(self) -> int:
        """Line of the first character, counted from 1."""
        return self.source.line_of(self.start) + 1

    @property
    def column(self) -> int:
        """Column of the first character, counted from 1."""
        return self.start - self.source.line_starts[self.line - 1] + 1

    @property
    def text(self) -> str:
        """The text that the span covers."""
        return self.source.text[self.start : self.end]

    @property
    def place(self) -> str:
        """`file:line:column`, as editors and terminals understand it."""
        return f"{self.source.name}:{self.line}:{self.column}"

    def excerpt(self, limit: int = 100) -> tuple[str, str]:
        """
        The line that the span begins on and the marks that underline it, cut to *limit* characters.

        Wide characters (Chinese) take two columns in a terminal, so the marks are padded by display width.
        """
        line = self.source.line_text(self.line - 1)
        start = self.column - 1
        end = min(len(line), max(start + 1, start + (self.end - self.start)))
        offset = 0
        if len(line) > limit:
            offset = max(0, min(start - limit // 4, len(line) - limit))
            line = line[offset : offset + limit]
            start, end = start - offset, min(end - offset, len(line))
        # Neither a terminal's commands nor marks that turn the direction of the text reach who reads it.
        line = "".join(character if character.isprintable() else " " for character in line)
        return line, " " * _width(line[:start]) + "^" * max(1, _width(line[start:end]))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
