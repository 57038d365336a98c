"""
The canonical layout of a file: the order of keys, two spaces of indent, blank lines; every comment and value stays.

Works on whole lines, moved and indented: a value is never written anew, so that what stands in braces or as a block of
text keeps its lines. What comes out is read again and compared, and where it does not say the same the file stays as it
was. Not for meaning: a file is laid out whether or not it says something sensible.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from incentives.diagnostics import Collector, IncentivesError
from incentives.source import SourceFile
from incentives.syntax.key_order import HEAD, Place, place_inside, place_of, rank
from incentives.syntax.nodes import MappingNode, Node, ScalarNode, SequenceNode
from incentives.syntax.reader import PROFILE_LIMITS, read_text

STEP = 2


def format_text(text: str, *, name: str = "") -> str:
    """
    *text* in the canonical layout.

    Raises:

        IncentivesError: with what the reader finds wrong, if *text* cannot be read.
    """
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    root = _read(text, name)
    layout = _Layout(text, root)
    found = "\n".join(layout.document()) + "\n"
    # Where not even a line end can be added (a block of text that ends without one) the file stays as it is.
    return found if _says_the_same(found, root, layout, name) else text


def _read(text: str, name: str) -> Node:
    collector = Collector()
    root = read_text(SourceFile(name, text), collector, PROFILE_LIMITS)
    if root is None or collector.failed:
        raise IncentivesError(collector.found)
    return root


def _says_the_same(found: str, root: Node, before: _Layout, name: str) -> bool:
    try:
        after = _read(found, name)
    except IncentivesError:
        return False
    layout = _Layout(found, after)
    same = meaning(after) == meaning(root) and layout.comments == before.comments
    return same and "\n".join(layout.document()) + "\n" == found


def meaning(node: Node) -> object:
    """What a file says whatever the order of its keys."""
    if isinstance(node, ScalarNode):
        return (node.text, node.plain)
    if isinstance(node, SequenceNode):
        return [meaning(item) for item in node.items]
    return {key.text: meaning(value) for key, value in node.entries}


class _AsItIs(Exception):
    """A collection that is not laid out line by line."""


@dataclass(frozen=True, slots=True)
class _Part:
    """
    An entry or an item: lines of the file, the last not included.

    Args:

        above: Where the comments above it begin.

        first: The line on which it begins.
    """

    key: str
    value: Node
    above: int
    first: int
    last: int


class _Layout:
    """
    Lays out one file. A list of lines goes from one step to the next; line numbers count from nought.
    """

    def __init__(self, text: str, root: Node) -> None:
        self.root = root
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.kept = frozenset(self._kept(root))
        self.comments = Counter(self._comments(text))

    def document(self) -> list[str]:
        """The whole file."""
        place = place_of(self.root)
        first = self._line(self.root.start)
        head = 0
        for number in range(first):
            if not self.lines[number].startswith("#") or self.lines[number].startswith("# yaml-language-server"):
                head = number + 1
        try:
            body = self._collection(self.root, head, len(self.lines), 0, place)
        except _AsItIs:
            return _trimmed([line if at in self.kept else line.rstrip() for at, line in enumerate(self.lines)])
        header = _trimmed(_single_blanks([line.rstrip() for line in self.lines[:head]]))
        directly = not header or header[-1].startswith(("# yaml-language-server", "---"))
        return [*header, *([] if directly else [""]), *_trimmed(body)]

    def _collection(self, node: Node, first: int, last: int, indent: int, place: Place) -> list[str]:
        if isinstance(node, MappingNode):
            return self._mapping(node, first, last, indent, place)
        if isinstance(node, SequenceNode):
            return self._sequence(node, first, last, indent, place)
        raise _AsItIs

    def _mapping(self, node: MappingNode, first: int, last: int, indent: int, place: Place) -> list[str]:
        column = self._column(node.start)
        starts = [(key.text, key.start, value) for key, value in node.entries]
        parts, tail = self._parts(starts, first, last, column, "")
        ordered = sorted(parts, key=lambda part: rank(place, part.key))
        top = indent == 0 and place in (Place.RULE, Place.CASES)
        done: list[str] = []
        for part in ordered:
            lines = [*self._above(part, indent), *self._entry(part, column, indent, place)]
            if top or ordered != parts or not done:
                lines = _without_first_blanks(lines)
            if top and done and not (place is Place.RULE and part.key in HEAD):
                lines = ["", *lines]
            done += lines
        return [*done, *self._trivia(tail, last, indent)]

    def _entry(self, part: _Part, column: int, indent: int, place: Place) -> list[str]:
        below = self._line(part.value.start)
        if below > part.first:
            try:
                # Comments under the key belong to the first entry of its value.
                inside = self._collection(
                    part.value, part.first + 1, part.last, indent + STEP, place_inside(place, part.key)
                )
            except _AsItIs:
                pass
            else:
                return [*self._moved(part.first, part.first + 1, column, indent), *inside]
        return self._moved(part.first, part.last, column, indent)

    def _sequence(self, node: SequenceNode, first: int, last: int, indent: int, place: Place) -> list[str]:
        column = self._column(node.start)
        parts, tail = self._parts([("", item.start, item) for item in node.items], first, last, column, "-")
        done: list[str] = []
        for part in parts:
            lines = [*self._above(part, indent), *self._item(part, column, indent, place)]
            done += lines if done else _without_first_blanks(lines)
        return [*done, *self._trivia(tail, last, indent)]

    def _item(self, part: _Part, column: int, indent: int, place: Place) -> list[str]:
        if isinstance(part.value, MappingNode) and part.value.entries:
            line = self.lines[part.first]
            self.lines[part.first] = line.replace("-", " ", 1)
            try:
                inside = self._mapping(part.value, part.first, part.last, indent + STEP, place)
            except _AsItIs:
                pass
            else:
                key = next(at for at, text in enumerate(inside) if text and not text.lstrip().startswith("#"))
                above = [" " * indent + text.strip() for text in inside[:key] if text]
                return [*above, " " * indent + "- " + inside[key].lstrip(), *inside[key + 1 :]]
            finally:
                self.lines[part.first] = line
        return self._moved(part.first, part.last, column, indent)

    def _parts(
        self, starts: list[tuple[str, int, Node]], first: int, last: int, column: int, dash: str
    ) -> tuple[list[_Part], int]:
        """The entries with the comments that belong to them, and the line where those begin that belong to none."""
        ends: list[int] = []
        for (_, start, value), following in pairwise([*starts, None]):  # type: ignore[misc]  # the last has no next
            line = self._line(start)
            if self.lines[line][: start - self.starts[line]].rstrip() != (" " * column + dash).rstrip():
                raise _AsItIs
            if not dash and self._column(start) != column:
                raise _AsItIs
            limit = last if following is None else self._line(following[1])
            end = max(line, self._line(max(value.end - 1, start))) + 1
            if end > limit:
                raise _AsItIs
            ends.append(self._deeper(end, limit, column))
        if not starts:
            raise _AsItIs
        above = [first, *ends]
        parts = [
            _Part(key, value, above[at], self._line(start), ends[at]) for at, (key, start, value) in enumerate(starts)
        ]
        if any(self._says_something(part.above, part.first) for part in parts):
            raise _AsItIs
        return parts, ends[-1]

    def _deeper(self, line: int, limit: int, column: int) -> int:
        """The line after the comments from *line* on that are indented more than *column*."""
        end = line
        for number in range(line, limit):
            text = self.lines[number].lstrip()
            if text and (not text.startswith("#") or len(self.lines[number]) - len(text) <= column):
                break
            if text:
                end = number + 1
        return end

    def _says_something(self, first: int, last: int) -> bool:
        return any(line.strip() and not line.lstrip().startswith("#") for line in self.lines[first:last])

    def _above(self, part: _Part, indent: int) -> list[str]:
        return self._trivia(part.above, part.first, indent)

    def _trivia(self, first: int, last: int, indent: int) -> list[str]:
        """Comments at *indent* and single blank lines."""
        lines = [line.strip() for line in self.lines[first:last]]
        return _single_blanks([" " * indent + line if line and line != "..." else line for line in lines])

    def _moved(self, first: int, last: int, column: int, indent: int) -> list[str]:
        """Lines as they are, each moved by as much as the first."""
        moved = []
        for number in range(first, last):
            line = self.lines[number]
            if indent >= column:
                line = " " * (indent - column) + line if line else line
            else:
                line = line[min(column - indent, len(line) - len(line.lstrip(" "))) :]
            moved.append(line if number in self.kept else line.rstrip())
        return moved

    def _line(self, offset: int) -> int:
        return min(bisect_right(self.starts, offset), len(self.lines)) - 1

    def _column(self, offset: int) -> int:
        return offset - self.starts[self._line(offset)]

    def _scalars(self, node: Node) -> list[ScalarNode]:
        if isinstance(node, ScalarNode):
            return [node]
        inside = node.items if isinstance(node, SequenceNode) else [each for pair in node.entries for each in pair]
        return [scalar for each in inside for scalar in self._scalars(each)]

    def _kept(self, root: Node) -> list[int]:
        """The lines whose blanks at the end are part of a text."""
        return [
            line
            for scalar in self._scalars(root)
            if not scalar.plain
            for line in range(self._line(scalar.start), self._line(max(scalar.end - 1, scalar.start)) + 1)
            if line != self._line(scalar.start) or scalar.source.text[scalar.start] == '"'
            if scalar.source.text[scalar.start] in "|>" or line != self._line(scalar.end - 1)
        ]

    def _comments(self, text: str) -> list[str]:
        """Every comment: what follows a `#` outside of values."""
        rest, at = [], 0
        for scalar in sorted(self._scalars(self.root), key=lambda each: each.start):
            rest.append(text[at : scalar.start])
            at = max(at, scalar.end)
        rest.append(text[at:])
        lines = "".join(f"{piece}\0" for piece in rest).split("\n")
        return [line.partition("#")[2].replace("\0", "").strip() for line in lines if "#" in line]


def _single_blanks(lines: list[str]) -> list[str]:
    return [line for at, line in enumerate(lines) if line or at == 0 or lines[at - 1]]


def _without_first_blanks(lines: list[str]) -> list[str]:
    first = next((at for at, line in enumerate(lines) if line), len(lines))
    return lines[first:]


def _trimmed(lines: list[str]) -> list[str]:
    """Without blank lines at either end."""
    lines = _without_first_blanks(lines)
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines
