"""
What the YAML parser complains of, said so that the author of a rule file knows what to write instead.

The parser exists twice, in C and in Python, with slightly different sentences: rows match what both say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol, TypeAlias

from incentives.diagnostics import Collector, Label
from incentives.source import SourceFile
from incentives.syntax.nodes import BLANKS

QUOTE_IT = "put the whole value in quotes"


class Mark(Protocol):
    """A place, as the parser tells it."""

    index: int


class Complaint(Protocol):
    """An error of the parser: what it was doing and since where, what went wrong and where."""

    @property
    def context(self) -> str | None:
        """What the parser was doing."""

    @property
    def context_mark(self) -> Mark | None:
        """Since where."""

    @property
    def problem(self) -> str | None:
        """What went wrong."""

    @property
    def problem_mark(self) -> Mark | None:
        """Where."""


def shown(text: str, limit: int = 60) -> str:
    """The user's *text* in backticks: on one line, without control characters, cut to *limit* characters."""
    line = "".join(character if character.isprintable() else " " for character in text[: 4 * limit])
    line = " ".join(line.split())
    return f"`{line}`" if len(line) <= limit and len(text) <= 4 * limit else f"`{line[: limit - 1]}…`"


def report(complaint: Complaint, source: SourceFile, text: str, collector: Collector) -> None:
    """Add a diagnostic for *complaint*, raised on *text*: that of *source*, or as long."""
    place = _Place(complaint, source, text)
    said = f"{complaint.context or ''} / {complaint.problem or ''}"
    if "tag" in said:
        message, help_line, start, _ = _is_tag(place)
        collector.add("yaml-tag", message, source.span(start, start + 1), help=help_line)
        return
    explain = next((row for fragments, row in _ROWS if any(each in said for each in fragments)), _is_else)
    if place.character == "\t":
        explain = _is_tab
    message, help_line, start, labels = explain(place)
    collector.add("bad-yaml", message, source.span(start, start + 1), help=help_line, labels=labels)


class _Place:
    """Where the parser stumbled: at `index`, in a construct that began at `opening`."""

    __slots__ = ("character", "complaint", "index", "line_before", "opening", "source", "text")

    def __init__(self, complaint: Complaint, source: SourceFile, text: str) -> None:
        mark = complaint.problem_mark or complaint.context_mark
        last = max(0, len(text.rstrip(BLANKS)) - 1)
        self.complaint = complaint
        self.source = source
        self.text = text
        self.index = min(mark.index, len(text)) if mark else last
        self.character = text[self.index : self.index + 1]
        if self.character != "\t" and not text[self.index :].strip(BLANKS):
            self.character, self.index = "", last
        self.opening = min(complaint.context_mark.index, last) if complaint.context_mark else self.index
        self.line_before = text[text.rfind("\n", 0, self.index) + 1 : self.index]

    @property
    def previous_line(self) -> str:
        """The last line above that is not empty."""
        above = self.text[: self.text.rfind("\n", 0, self.index) + 1].rstrip()
        return above[above.rfind("\n") + 1 :]


_Explanation: TypeAlias = tuple[str, str, int, tuple[Label, ...]]


def _is_tab(place: _Place) -> _Explanation:
    return "a tab stands where spaces are due", "indent with spaces, two for each level", place.index, ()


def _is_tag(place: _Place) -> _Explanation:
    return "tags are not allowed: a value cannot begin with `!`", QUOTE_IT, place.opening, ()


def _is_reserved(place: _Place) -> _Explanation:
    character = place.text[place.opening : place.opening + 1]
    return f"a value cannot begin with {_named(character)}", QUOTE_IT, place.opening, ()


def _is_colon(place: _Place) -> _Explanation:
    message = "a `:` is not expected here"
    if re.match(r"\s*-[^\s-]", place.line_before):
        return _no_blank(place.index - len(place.line_before.lstrip()))
    if wide := _wide(place.previous_line):
        return message, f"in the line above {wide}", place.index, ()
    if re.search(r":\s", place.line_before):
        return message, "put the value in quotes if it holds `: `", place.index, ()
    help_line = "in the line above write `key: value` with a space after the colon, or indent this line like it"
    return message, help_line, place.index, ()


def _no_blank(index: int) -> _Explanation:
    return "an item of a list has no space behind its `-`", "write `- ` with a space", index, ()


def _is_item(place: _Place) -> _Explanation:
    help_line = f"begin the list on a line of its own, or {QUOTE_IT}"
    return "a list cannot begin in the middle of a line", help_line, place.index, ()


def _is_missing_colon(place: _Place) -> _Explanation:
    message = "this line has no `: ` after its key"
    if place.text[place.opening : place.opening + 1] == "-":
        return _no_blank(place.opening)
    if wide := _wide(place.text[place.opening : place.index]):
        return message, wide, place.opening, ()
    help_line = "write `key: value` with a space after the colon, or indent the line if it continues the one above"
    return message, help_line, place.opening, ()


def _is_misaligned(place: _Place) -> _Explanation:
    if place.character == ":":
        return "a key is missing before this `:`", "write `key: value`", place.index, ()
    if place.character in ("]", "}") or not place.character.isprintable():
        return _is_no_value(place)
    if place.line_before.strip():
        return "text follows a value that has ended", QUOTE_IT, place.index, ()
    if place.character == "-" and place.text[place.index + 1 : place.index + 2].strip():
        return _no_blank(place.index)
    entries = "keys of one mapping" if "mapping" in (place.complaint.context or "") else "`-` of one list"
    labels = (Label(span=place.source.span(place.opening, place.opening + 1), text="they begin here"),)
    return "this line is not in line with those above", f"begin all {entries} in the same column", place.index, labels


def _is_unclosed(place: _Place) -> _Explanation:
    opening = place.text[place.opening : place.opening + 1]
    closing, what = ("}", "mapping") if "mapping" in (place.complaint.context or "") else ("]", "list")
    if not place.character:
        return f"`{opening}` is never closed", f"close it with `{closing}`", place.opening, ()
    labels = (Label(span=place.source.span(place.opening, place.opening + 1), text=f"the {what} begins here"),)
    quote = _long_quote(place.text[place.opening : place.index])
    if quote is not None:
        start = place.opening + quote
        labels = (Label(span=place.source.span(start, start + 1), text="a quote that begins here ends before this"),)
        return f"`,` or `{closing}` is missing before this", "end the quoted text on its own line", place.index, labels
    if wide := _wide(place.text[place.opening : place.index]):
        return f"`,` or `{closing}` is missing before this", wide, place.index, labels
    help_line = f"separate entries by `,` and close the {what} with `{closing}`; quote a value that holds one of these"
    return f"`,` or `{closing}` is missing before this", help_line, place.index, labels


def _is_unclosed_quote(place: _Place) -> _Explanation:
    quote = place.text[place.opening : place.opening + 1]
    return "the quote is never closed", f"end the text with `{quote}`", place.opening, ()


def _is_escape(place: _Place) -> _Explanation:
    start = place.text.rfind("\\", place.opening, place.index + 1)
    escape = re.match(r"\\(?:[xuU][0-9a-fA-F]*|.?)", place.text[start : start + 10])
    message = f"{shown(escape[0] if escape else '')} does not stand for a character"
    return message, "write the character itself, or `\\\\` for a backslash", max(start, 0), ()


def _is_block(place: _Place) -> _Explanation:
    character = place.text[place.opening : place.opening + 1]
    return f"`{character}` begins a block of text here", QUOTE_IT, place.opening, ()


def _is_no_value(place: _Place) -> _Explanation:
    if not place.character:
        return "a value is missing at the end", "write the value, or remove what calls for it", place.index, ()
    return f"{_named(place.character)} is not expected here", f"remove it, or {QUOTE_IT}", place.index, ()


def _long_quote(text: str) -> int | None:
    """Where a quoted text that goes over several lines begins, if *text* ends with one: its own end may be missing."""
    last = text.rstrip()[-1:]
    if last not in ("'", '"'):
        return None
    start = text.rfind(last, 0, len(text.rstrip()) - 1)
    return start if start >= 0 and "\n" in text[start:] else None


def _wide(line: str) -> str | None:
    """What to write instead of a full-width sign that a Chinese keyboard gives."""
    if "：" in line:
        return "write `: `, a colon and a space, instead of `：`"
    if "，" in line:
        return "write `, ` instead of `，`"
    return "write a plain space instead of the full-width one" if "\u3000" in line else None


def _named(character: str) -> str:
    if character == "`":
        return "a backtick"
    return f"`{character}`" if character.isprintable() else f"the character U+{ord(character):04X}"


def _is_else(place: _Place) -> _Explanation:
    problem = " ".join((place.complaint.problem or "it cannot be read").split())
    message = f"this is not YAML: {problem[:1].lower()}{problem[1:].rstrip('.')}".replace("'", "`")
    return message, "look at the quotes, the colons and the indentation of this line", place.index, ()


# The first row of which a fragment occurs in what the parser says explains it.
_ROWS: tuple[tuple[tuple[str, ...], Callable[[_Place], _Explanation]], ...] = (
    (("violates indentation", "found a tab"), _is_tab),
    (("cannot start any token", "expected alphabetic or numeric"), _is_reserved),
    (("mapping values are not allowed",), _is_colon),
    (("sequence entries are not allowed",), _is_item),
    (("could not find expected ':'",), _is_missing_colon),
    (("scanning a block scalar",), _is_block),
    (("a quoted scalar / found unexpected",), _is_unclosed_quote),
    (("quoted scalar",), _is_escape),
    (("a flow sequence", "a flow mapping"), _is_unclosed),
    (("a block mapping", "a block collection"), _is_misaligned),
    (("node content", "mapping keys are not allowed"), _is_no_value),
)
