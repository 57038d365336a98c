"""
Reads the project's documents: fenced blocks, links, and the paths that prose names. Not a Markdown parser: it knows
what this project writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")
# `<!-- file: company.yaml -->` or `<!-- not run: needs a network -->`, on the line above a block
MARKER = re.compile(r"^ *<!-- (?P<kind>file|not run|command): (?P<text>.+?) -->$")
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)(?: \"[^\"]*\")?\)")
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
HEADING = re.compile(r"^#{1,6} +(?P<text>.+?)#*$")


@dataclass(frozen=True, slots=True)
class Block:
    """
    A fenced block.

    Args:

        line: The line of its first content line, counted from 1.

        info: What stands behind the opening fence.

        indent: The spaces before the fence, removed from the content.

        marker: Kind and text of the comment on the line above, if there is one.
    """

    line: int
    info: str
    indent: str
    content: tuple[str, ...]
    marker: tuple[str, str] | None

    @property
    def text(self) -> str:
        """The content as one text."""
        return "".join(f"{line}\n" for line in self.content)


@dataclass(frozen=True)
class Document:
    """
    One Markdown file.
    """

    path: Path

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file, without their ends."""
        return self.path.read_text(encoding="utf-8").splitlines()

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The fenced blocks, in order."""
        found = []
        number = 0
        while number < len(self.lines):
            opening = FENCE.match(self.lines[number])
            number += 1
            if not opening:
                continue
            first = number
            while number < len(self.lines) and self.lines[number].strip() != opening["fence"]:
                number += 1
            assert number < len(self.lines), f"{self.path}:{first}: this block is not closed"
            content = tuple(line.removeprefix(opening["indent"]) for line in self.lines[first:number])
            above = MARKER.match(self.lines[first - 2]) if first > 1 else None
            marker = (above["kind"], above["text"]) if above else None
            found.append(Block(first + 1, opening["info"].strip(), opening["indent"], content, marker))
            number += 1
        return tuple(found)

    @cached_property
    def prose(self) -> list[tuple[int, str]]:
        """What is not in a fenced block: line numbers, counted from 1, and lines."""
        fenced = {line for block in self.blocks for line in range(block.line - 1, block.line + len(block.content) + 1)}
        return [(number, line) for number, line in enumerate(self.lines, 1) if number not in fenced]

    @property
    def links(self) -> Iterator[tuple[int, str]]:
        """Line and target of each link."""
        for number, line in self.prose:
            for match in LINK.finditer(CODE.sub("", line)):
                yield number, match["target"]

    @property
    def code(self) -> Iterator[tuple[int, str]]:
        """Line and text of everything in backticks."""
        for number, line in self.prose:
            for text in CODE.findall(line):
                yield number, text

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The anchors of the headings, made as forges make them."""
        headings = (HEADING.match(line) for _, line in self.prose)
        return frozenset(anchor(heading["text"]) for heading in headings if heading)


def anchor(heading: str) -> str:
    """The anchor of a heading: its letters and digits in lower case, with hyphens for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
