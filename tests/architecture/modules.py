"""
The source files as data: every module of `src/incentives` with its text and its syntax tree.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "incentives"


@dataclass(frozen=True)
class Module:
    """
    One source file. `path` is relative to `src/incentives`, with slashes.
    """

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree, parsed once."""
        return ast.parse(self.text, self.path)

    @property
    def imports(self) -> Iterator[tuple[str, int]]:
        """The full name and line of everything imported, at the top, inside a function or for type checking only."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield alias.name, node.lineno
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.path}:{node.lineno}: import by the full name"
                yield node.module or "", node.lineno

    def line(self, node: ast.expr | ast.stmt) -> str:
        """`path:line` of a node, as editors understand it."""
        return f"{self.path}:{node.lineno}"


def modules() -> tuple[Module, ...]:
    """All source files, in the order of their paths."""
    return tuple(
        Module(path.relative_to(SOURCE).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(SOURCE.rglob("*.py"))
    )
