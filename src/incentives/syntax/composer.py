"""
From the events of the YAML parser to nodes: what YAML allows and a rule file does not is reported here.

One loop with a stack of its own, so that no input can exhaust Python's, and no alias is ever followed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from json import JSONDecodeError, JSONDecoder
from operator import attrgetter
from types import ModuleType
from typing import Any, NoReturn, TypeAlias, cast

from incentives.diagnostics import Collector, Label
from incentives.source import SourceFile, Span
from incentives.syntax.nodes import BLANKS, Node, ScalarNode, SequenceNode, mapping_at, scalar_at, sequence_at
from incentives.syntax.yaml_problems import shown

KIBIBYTE = 1024
MEBIBYTE = 1024 * KIBIBYTE

# Neither in a file nor, by an escape, in a value: what no terminal should be given, halves of characters, and the mark
# that some editors leave at the beginning of a file.
UNREADABLE = "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"

# What the parser yields. PyYAML gives its events no types worth the name.
Event: TypeAlias = Any

_text_of = attrgetter("text")
_UNREADABLE = re.compile(UNREADABLE)
_JSON = JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    How much of a stranger's file is read before it is refused.

    Args:

        bytes: Size of the file.

        depth: Collections inside each other.

        nodes: Scalars, and as many collections.

        scalar: Characters of one scalar.

        problems: Mistakes that are reported before reading stops.
    """

    bytes: int = MEBIBYTE
    depth: int = 40
    nodes: int = 200_000
    scalar: int = 64 * KIBIBYTE
    problems: int = 100


class Stopped(Exception):
    """There is no sense in reading on; what is wrong has been reported."""


@dataclass(slots=True)
class Composer:
    """
    Builds the nodes of one document.

    Args:

        source: What diagnostics point into.

        text: What was parsed: the text of *source*, or as long and with other blanks and escapes (JSON).

        kinds: The parser's module of event classes, which only the reader imports.

        whole: False once something was reported that leaves a hole in the tree.
    """

    source: SourceFile
    text: str
    limits: Limits
    kinds: ModuleType
    problems: Collector = field(default_factory=Collector)
    whole: bool = True
    stack: list[tuple[Event, list[Node]]] = field(default_factory=list)
    opened: int = 0
    ended_at: int | None = None

    def compose(self, events: Iterable[Event]) -> Node | None:
        """
        The root of the document, or None if there is none; stops at the end of the first document.

        Raises:

            Stopped: if there is no sense in going on.
        """
        kinds = self.kinds
        scalar_event = kinds.ScalarEvent
        handlers: dict[type, Callable[[Event, list[Node]], list[Node]]] = {
            kinds.DocumentEndEvent: self._end_document,
            kinds.AliasEvent: self._alias,
            kinds.SequenceStartEvent: self._open,
            kinds.MappingStartEvent: self._open,
            kinds.SequenceEndEvent: self._close_sequence,
            kinds.MappingEndEvent: self._close_mapping,
        }
        source, most = self.source, self.limits.nodes
        # Where the text was respelt every scalar is looked at.
        longest = self.limits.scalar if self.text is source.text else -1
        items: list[Node] = []
        count = 0
        for event in events:
            kind = type(event)
            if kind is scalar_event:
                text, style = event.value, event.style
                count += 1
                if (
                    (style and style != "'")
                    or event.tag is not None
                    or event.anchor is not None
                    or len(text) > longest
                    or count > most
                ):
                    items.append(self._unusual_scalar(event, items, count))
                else:
                    items.append(scalar_at(text, source, event.start_mark.index, event.end_mark.index, not style))
            elif kind in handlers:
                items = handlers[kind](event, items)
                if self.ended_at is not None:
                    break
        return items[0] if items else None

    def report(self, code: str, message: str, span: Span, *, help: str, labels: tuple[Label, ...] = ()) -> None:
        """Take note of a problem; stop at the last that the limits allow."""
        self.problems.add(code, message, span, help=help, labels=labels)
        if len(self.problems.found) >= self.limits.problems:
            raise Stopped

    def _end_document(self, event: Event, items: list[Node]) -> list[Node]:
        self.ended_at = event.end_mark.index
        return items

    def _alias(self, event: Event, items: list[Node]) -> list[Node]:
        self.whole = False
        span = self._span(event)
        help_line = f"write out what `&{shown(event.anchor)[1:]} stands for, or put the value in quotes"
        self.report("yaml-anchor", f"aliases are not allowed: {shown(span.text)}", span, help=help_line)
        items.append(ScalarNode("", span))
        return items

    def _open(self, event: Event, items: list[Node]) -> list[Node]:
        if event.tag is not None or event.anchor is not None:
            self._check_properties(event)
        self.opened += 1
        if self.opened > self.limits.nodes:
            self._stop_at_too_many(event)
        if len(self.stack) >= self.limits.depth:
            start = event.start_mark.index
            message = f"this is nested more than {self.limits.depth} levels deep"
            self.report("too-deep", message, self.source.span(start, start + 1), help="write it with fewer levels")
            raise Stopped
        self.stack.append((event, items))
        return []

    def _close_sequence(self, event: Event, items: list[Node]) -> list[Node]:
        opening, outer = self.stack.pop()
        end = _end(event, items)
        outer.append(sequence_at(tuple(items), self.source, opening.start_mark.index, end))
        return outer

    def _close_mapping(self, event: Event, items: list[Node]) -> list[Node]:
        opening, outer = self.stack.pop()
        keys = items[::2]
        try:
            texts = set(map(_text_of, keys))
        except AttributeError:
            texts = {""}
        if len(texts) < len(keys) or "" in texts or "<<" in texts:
            entries = tuple(self._sound_entries(items))
        else:
            pairs = iter(cast("list[ScalarNode]", items))
            entries = tuple(zip(pairs, pairs))  # noqa: B905 - one iterator, two items at a time
        outer.append(mapping_at(entries, self.source, opening.start_mark.index, _end(event, items)))
        return outer

    def _sound_entries(self, items: list[Node]) -> Iterator[tuple[ScalarNode, Node]]:
        """The entries with a usable key, each key once; the others are reported."""
        first: dict[str, Span] = {}
        for key, value in zip(items[::2], items[1::2], strict=True):
            if not isinstance(key, ScalarNode):
                self.whole = False
                what = "list" if isinstance(key, SequenceNode) else "mapping"
                bracket = "[" if what == "list" else "{"
                help_line = f"write `key: value`, and put the key in quotes if it holds `{bracket}`"
                self.report("bad-key", f"a {what} cannot be a key", key.span, help=help_line)
            elif key.text == "<<" and key.plain:
                self.whole = False
                self.report("yaml-merge", "merge keys are not allowed: `<<`", key.span, help="write out the keys here")
            elif key.text in first:
                label = Label(span=first[key.text], text=f"{shown(key.text)} stands here first")
                message = f"the key {shown(key.text)} stands here a second time"
                self.report("duplicate-key", message, key.span, help="keep one of the two", labels=(label,))
            elif key.text:
                first[key.text] = key.span
                yield key, value
            elif not (key.plain and key.span.text.startswith("*")):
                self.whole = False
                self.report("bad-key", "a key is empty", key.span | value.span, help="write `key: value`")

    def _unusual_scalar(self, event: Event, items: list[Node], count: int) -> ScalarNode:
        """A scalar that may not be taken as it comes: in double quotes, a block, with properties, or beyond a limit."""
        span, text, style = self._span(event), event.value, event.style
        if count > self.limits.nodes:
            self._stop_at_too_many(event)
        self._check_properties(event)
        if style in ("|", ">"):
            span = self.source.span(span.start, span.start + len(span.text.rstrip(BLANKS)))
            if self.stack and type(self.stack[-1][0]) is self.kinds.MappingStartEvent and len(items) % 2 == 0:
                self.report("bad-key", "a block of text cannot be a key", span, help="write `key: value`")
        if self.text is not self.source.text and span.text != self.text[span.start : span.end]:
            text = self._spelt_out(text, span)
        if style == '"' and not text.isprintable() and (found := _UNREADABLE.search(text)):
            message = f"the text holds the character U+{ord(found[0]):04X}, which cannot be shown"
            self.report("not-text", message, span, help="remove the escape that stands for it")
        if len(text) > self.limits.scalar:
            message = f"the value is {len(text):,} characters long"
            self.report("too-large", message, span, help=f"use at most {self.limits.scalar:,} characters")
            text = text[: self.limits.scalar]
        return ScalarNode(text, span, not style)

    def _stop_at_too_many(self, event: Event) -> NoReturn:
        message = f"the file holds more than {self.limits.nodes:,} values"
        self.report("too-large", message, self._span(event), help="divide it into several files")
        raise Stopped

    def _spelt_out(self, text: str, span: Span) -> str:
        """The text of a scalar that had to be spelt otherwise for the parser."""
        with suppress(JSONDecodeError):
            decoded, end = _JSON.raw_decode(span.text)
            if end == len(span.text) and isinstance(decoded, str):
                return decoded
        message = f"this is neither YAML nor JSON: {shown(span.text)}"
        self.report("bad-yaml", message, span, help="write tabs as `\\t` and put the text in double quotes")
        return text

    def _check_properties(self, event: Event) -> None:
        """Report the anchor and the tag of a node."""
        start = event.start_mark.index
        if event.anchor is not None:
            at = max(self.text.find(f"&{event.anchor}", start), start)
            span = self.source.span(at, at + 1 + len(event.anchor))
            help_line = "remove it and write out the value wherever it is needed, or put the value in quotes"
            self.report("yaml-anchor", f"anchors are not allowed: {shown(span.text)}", span, help=help_line)
        if event.tag is not None:
            tag = re.compile(r"![^\s,\[\]{}]*").search(self.text, start)
            span = self.source.span(*tag.span()) if tag else self._span(event)
            help_line = "remove it, or put the value in quotes: every value is read as text"
            self.report("yaml-tag", f"tags are not allowed: {shown(span.text)}", span, help=help_line)

    def _span(self, event: Event) -> Span:
        return Span(self.source, event.start_mark.index, event.end_mark.index)


def _end(closing: Event, items: list[Node]) -> int:
    """Where a collection ends: the parser ends one without brackets where the next token begins."""
    end: int = closing.end_mark.index
    if items and closing.start_mark.index == end:
        return items[-1].end
    return end
