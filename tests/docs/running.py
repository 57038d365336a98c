"""
Runs what a document shows, in a working copy that a reader would have, and compares what came out.

- a `console` block: each line that starts with `$ ` is given to a shell, and what follows is what it prints;
- a `python` block: all of one document share a namespace, and a `text output` block after it is what it prints;
- `<!-- file: company.yaml -->` above a block of any kind writes it there;
- `<!-- not run: why -->` above a block leaves it alone.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.docs.markdown import Block, Document

ELLIPSIS = "..."
PATIENCE = 120  # seconds for all commands of a block


@dataclass(frozen=True, slots=True)
class Exchange:
    """
    A command, and the lines of its block, counted from 0, that show its output.
    """

    command: str
    first: int
    output: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """
    A place where a document says something else than what happens: its lines from *line* on, counted from 1.
    """

    line: int
    what: str
    expected: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    indent: str = ""
    curable: bool = False

    def __str__(self) -> str:
        shown = [f"line {self.line}: {self.what}"]
        if self.curable or self.expected:
            shown += [f"  - {line}" for line in self.expected] + [f"  + {line}" for line in self.printed]
        return "\n".join(shown)


@dataclass
class Reader:
    """
    Someone who follows a document to the letter, from its first block to its last.
    """

    document: Document
    folder: Path
    namespace: dict[str, object] = field(default_factory=lambda: {"__name__": "__document__"})
    printed: tuple[str, ...] | None = None

    def follow(self) -> list[Difference]:
        """All differences between what the document shows and what happens."""
        found: list[Difference] = []
        for block in self.document.blocks:
            kind, text = block.marker or ("", "")
            if kind == "not run":
                self.printed = None
            elif kind == "file":
                path = self.folder / text
                assert path.resolve().is_relative_to(self.folder.resolve()), f"line {block.line}: {text} is outside"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.text, encoding="utf-8")
            else:
                found += self._show(block)
        return found

    def _show(self, block: Block) -> Iterator[Difference]:
        if block.info == "console":
            yield from self._console(block)
        elif block.info == "python":
            yield from self._python(block)
        elif block.info == "text output":
            if self.printed is None:
                yield Difference(block.line, "no python block before this output")
            else:
                yield from compare(block, 0, "the block above prints", block.content, self.printed)
            self.printed = None

    def _console(self, block: Block) -> Iterator[Difference]:
        found = exchanges(block.content)
        if not found:
            yield Difference(block.line, "a console block without a line that starts with `$ `")
            return
        results = run(found, self.folder)
        for number, (exchange, (printed, status)) in enumerate(zip(found, results, strict=True)):
            yield from compare(block, exchange.first, f"`{exchange.command}` prints", exchange.output, printed)
            told = number + 1 < len(found) and found[number + 1].command == "echo $?"
            if status != 0 and not told:
                what = f"`{exchange.command}` ends with {status}, so `$ echo $?` and {status} must follow"
                yield Difference(block.line + exchange.first - 1, what)

    def _python(self, block: Block) -> Iterator[Difference]:
        place = str(self.document.path)
        out = io.StringIO()
        try:
            # Line numbers of the document, so that a traceback points into it.
            code = compile("\n" * (block.line - 1) + block.text, place, "exec", dont_inherit=True)
            with contextlib.redirect_stdout(out), contextlib.chdir(self.folder):
                exec(code, self.namespace)  # noqa: S102 - the project's own documents
        except Exception:  # noqa: BLE001 - whatever a document's code raises is a difference
            yield Difference(block.line, traceback.format_exc(limit=-3))
        self.printed = _trimmed(out.getvalue().splitlines())


def exchanges(content: Sequence[str]) -> list[Exchange]:
    """The commands of a console block; a backslash at the end of a line goes on with the next, `> ` or not."""
    found: list[Exchange] = []
    number = 0
    while number < len(content):
        if content[number].startswith("$ "):
            command = content[number].removeprefix("$ ")
            while command.endswith("\\") and number + 1 < len(content):
                number += 1
                command += "\n" + content[number].removeprefix("> ")
            first = number + 1
            last = first
            while last < len(content) and not content[last].startswith("$ "):
                last += 1
            found.append(Exchange(command, first, tuple(content[first:last])))
        number += 1
    return found


def run(commands: Sequence[Exchange], folder: Path) -> list[tuple[tuple[str, ...], int]]:
    """What each command prints, errors included, and the status that it ends with; all in one shell."""
    end = r"; printf '\0%s\0' $?"  # a byte that no output has
    script = "\n".join(f"{each.command}\n_status=$?; (exit $_status){end}; (exit $_status)" for each in commands)
    programs = str(Path(sys.executable).parent)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=os.environ | {"PATH": os.pathsep.join([programs, os.environ["PATH"]]), "HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=PATIENCE,
        check=False,
    )
    parts = done.stdout.decode("utf-8", "backslashreplace").split("\0")
    assert len(parts) == 2 * len(commands) + 1, f"the shell stopped early:\n{done.stdout.decode(errors='replace')}"
    return [(_trimmed(parts[2 * i].splitlines()), int(parts[2 * i + 1])) for i in range(len(commands))]


def compare(
    block: Block, first: int, what: str, expected: Sequence[str], printed: tuple[str, ...]
) -> Iterator[Difference]:
    """A difference unless *printed* is what the block shows from its line *first* on; a line `...` is any lines."""
    wanted = _trimmed(expected)
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == ELLIPSIS else re.escape(line) + r"\n" for line in wanted)
    if not re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)):
        curable = ELLIPSIS not in {line.strip() for line in wanted}
        yield Difference(block.line + first, what, wanted, printed, block.indent, curable)


def rewritten(document: Document, differences: Sequence[Difference]) -> str:
    """The text of the document with what is really printed, where nothing was left out."""
    lines = list(document.lines)
    for difference in sorted(differences, key=lambda each: each.line, reverse=True):
        if difference.curable:
            start = difference.line - 1
            put = [f"{difference.indent}{line}".rstrip() for line in difference.printed]
            lines[start : start + len(difference.expected)] = put
    return "".join(f"{line}\n" for line in lines)


def working_copy(root: Path, folder: Path) -> Path:
    """A folder such as a reader has after the commands of the README: the project's files and its `.venv`."""
    for name in ("README.md", "docs", "examples", "rules"):
        source = root / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            shutil.copy(source, folder / name)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def _trimmed(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines without spaces at their ends and without empty lines at the end, which editors take away."""
    kept = [line.rstrip() for line in lines]
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)
