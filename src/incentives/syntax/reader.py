"""
The strict reader: a YAML or JSON file to nodes with their places, or to everything that is wrong with it.

Everything is text: nothing is resolved to a number, a date or a truth. Anchors, aliases, merge keys, tags, second
documents and duplicate keys are refused. Not for what a document must hold: that comes after.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import BinaryIO

from incentives.diagnostics import Collector
from incentives.source import SourceFile
from incentives.syntax.composer import KIBIBYTE, MEBIBYTE, UNREADABLE, Composer, Limits, Stopped
from incentives.syntax.nodes import Node
from incentives.syntax.yaml_problems import report, shown

__all__ = ["PROFILE_LIMITS", "RULE_LIMITS", "Limits", "read_bytes", "read_file", "read_stream", "read_text"]

RULE_LIMITS = Limits()
PROFILE_LIMITS = Limits(bytes=4 * MEBIBYTE)

_BYTE_ORDER_MARK = "\ufeff"
_SAVE_AS_UTF8 = "save the file as UTF-8"
_BREAK = r"\r\n\x85\u2028\u2029"
_DIRECTIVE = re.compile(rf"(?:[ \t]*+(?:#[^{_BREAK}]*+)?[{_BREAK}])*+(%[^{_BREAK}]*+)")
_NOTHING_MORE = re.compile(r"(?:[ \t\r\n]|#[^\n]*+)*+")
# YAML 1.1 ends a line at the last three, and an editor does not.
_NO_TEXT = re.compile(rf"{UNREADABLE}|\r(?!\n)|[\u2028\u2029]")
# Of those, what the parser takes without a word.
_HIDDEN = (_BYTE_ORDER_MARK, "\r", "\x85", "\u2028", "\u2029")
_JSON_PIECE = re.compile(r'"(?:[^"\\]|\\.)*+"|\t+', re.DOTALL)
_JSON_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|.)", re.DOTALL)


def read_file(
    path: Path, collector: Collector, *, name: str | None = None, limits: Limits = RULE_LIMITS
) -> tuple[SourceFile, Node] | None:
    """
    Read the file at *path*, shown to people as *name*. A file that is too large is not read at all.
    """
    name = _printable(str(path)) if name is None else name
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > limits.bytes:
                _report_too_large(name, collector, limits, size)
                return None
            return read_stream(name, stream, collector, limits)
    except (OSError, ValueError) as error:
        message, help_line = _unreadable(error, name)
        collector.add("unreadable-file", message, help=help_line, where=name)
        return None


def read_stream(
    name: str, stream: BinaryIO, collector: Collector, limits: Limits = RULE_LIMITS
) -> tuple[SourceFile, Node] | None:
    """Read an open file or a pipe, and of that no more than *limits* allow."""
    return read_bytes(name, stream.read(limits.bytes + 1), collector, limits)


def read_bytes(
    name: str, data: bytes, collector: Collector, limits: Limits = RULE_LIMITS
) -> tuple[SourceFile, Node] | None:
    """Read the contents of a file."""
    if len(data) > limits.bytes:
        _report_too_large(name, collector, limits)
        return None
    try:
        source = SourceFile(name, data.decode("utf-8").lstrip(_BYTE_ORDER_MARK))
    except UnicodeDecodeError as error:
        _report_not_utf8(name, data, error.start, collector)
        return None
    node = read_text(source, collector, limits)
    return None if node is None else (source, node)


def read_text(source: SourceFile, collector: Collector, limits: Limits = RULE_LIMITS) -> Node | None:
    """
    The root node of *source*, whose problems go to *collector*.

    A node is returned even if there were problems, as long as they leave no hole in the tree (a key that stands twice,
    a tag): what comes after can then report its own in the same run.
    """
    if source.text.startswith(_BYTE_ORDER_MARK):
        source = SourceFile(source.name, source.text.lstrip(_BYTE_ORDER_MARK))
    if len(source.text) > limits.bytes:
        _report_too_large(source.name, collector, limits)
        return None
    if directive := _DIRECTIVE.match(source.text):
        message = f"directives are not allowed: {shown(directive[1])}"
        collector.add("yaml-tag", message, source.span(*directive.span(1)), help="remove the line")
        return None
    node, problems = _attempt(source, source.text, limits)
    if any(problem.code in ("bad-yaml", "not-text") for problem in problems.found):
        respelt = _respelt_json(source.text)
        if respelt != source.text:
            node, problems = _attempt(source, respelt, limits)
    collector.found.extend(problems.found)
    return node


def _attempt(source: SourceFile, text: str, limits: Limits) -> tuple[Node | None, Collector]:
    """Parse and compose *text*; the node is None if what was found leaves a hole in it."""
    import yaml  # noqa: PLC0415 - only who reads a file pays for it

    composer = Composer(source, text, limits, yaml.events)
    problems = composer.problems
    node = None
    try:
        loader = yaml.CSafeLoader(text) if yaml.__with_libyaml__ else yaml.SafeLoader(text)
        node = composer.compose(iter(loader.get_event, None))
        _check_document(composer, node)
    except Stopped:
        return None, problems
    except yaml.MarkedYAMLError as error:
        report(error, source, text, problems)
        composer.whole = False
    except (yaml.YAMLError, UnicodeError):
        # Characters that the parser refuses, all of which are reported below.
        composer.whole = False
    if not composer.whole or any(character in text for character in _HIDDEN):
        _report_characters(source, problems, limits)
    return (node if composer.whole else None), problems


def _check_document(composer: Composer, node: Node | None) -> None:
    """There is one document, it holds something, and nothing follows it."""
    source, text, end = composer.source, composer.text, composer.ended_at
    if node is None or not text[node.span.start : node.span.end]:
        composer.whole = False
        composer.problems.add("yaml-document", "the file is empty", help="write the document", where=source.name)
    if end is None:
        return
    rest = _NOTHING_MORE.match(text, end)
    start = rest.end() if rest else end
    if start == len(text):
        return
    if text.startswith("---", start):
        message, help_line = "a second document begins here", "write one document in each file"
    else:
        message, help_line = "text follows the end of the document", "remove it, or indent it like what it belongs to"
    composer.report("yaml-document", message, source.span(start, start + 3), help=help_line)


def _respelt_json(text: str) -> str:
    """
    JSON as YAML can read it, character for character as long: tabs between values become spaces, and an escaped pair
    of surrogates two other characters (`Composer` decodes the text in which it stands).
    """
    if not text.lstrip().startswith(("{", "[")):
        return text
    return _JSON_PIECE.sub(lambda piece: _respelt_piece(piece[0]), text)


def _respelt_piece(piece: str) -> str:
    if piece.startswith("\t"):
        return " " * len(piece)
    return _JSON_ESCAPE.sub(lambda escape: r"\ufffd\ufffd" if len(escape[0]) == 12 else escape[0], piece)


def _report_characters(source: SourceFile, problems: Collector, limits: Limits) -> None:
    """Report each character that does not belong in a text, once."""
    seen: set[str] = set()
    for found in _NO_TEXT.finditer(source.text):
        if found[0] not in seen and len(problems.found) < limits.problems:
            seen.add(found[0])
            message = f"the file holds the character U+{ord(found[0]):04X}, which is no text"
            problems.add("not-text", message, source.span(*found.span()), help="remove the character")


def _report_not_utf8(name: str, data: bytes, offset: int, collector: Collector) -> None:
    help_line = f"{_SAVE_AS_UTF8}: it may be in another encoding, such as GBK or Latin-1"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        help_line = f"{_SAVE_AS_UTF8}: it is in UTF-16"
    source = SourceFile(name, data.decode("utf-8-sig", "replace"))
    start = len(data[:offset].decode("utf-8-sig"))
    message = f"the file is not UTF-8 text: it holds the byte {data[offset]:02X}"
    collector.add("not-text", message, source.span(start, start + 1), help=help_line)


def _report_too_large(name: str, collector: Collector, limits: Limits, size: int | None = None) -> None:
    message = f"the file is larger than {_size(limits.bytes)}" + (f": it has {_size(size)}" if size else "")
    collector.add("too-large", message, help="divide it into several files", where=name)


def _size(number: int) -> str:
    for unit, name in ((MEBIBYTE, "MiB"), (KIBIBYTE, "KiB")):
        if number >= unit and number % unit == 0:
            return f"{number // unit} {name}"
    return f"{number:,} bytes"


def _unreadable(error: OSError | ValueError, name: str) -> tuple[str, str]:
    match error:
        case FileNotFoundError():
            return f"there is no file {shown(name)}", "look at the spelling of the path"
        case IsADirectoryError():
            return f"{shown(name)} is a folder", "name a file in it"
        case PermissionError():
            return f"{shown(name)} may not be read", "ask for permission to read it"
        case _:
            return f"{shown(name)} cannot be read", "name a file that can be opened"


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "\ufffd" for character in name)
