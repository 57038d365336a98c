"""
Small files and functions: what wants to pass the limit is two ideas.
"""

from __future__ import annotations

import ast

from tests.architecture.modules import modules

LONGEST_FILE = 450
LONGEST_FUNCTION = 80


def test_files_are_small() -> None:
    """No source file passes the limit; 300 lines is where to start thinking."""
    lengths = {module.path: len(module.text.splitlines()) for module in modules()}

    assert {} == {path: length for path, length in lengths.items() if length > LONGEST_FILE}


def test_functions_are_small() -> None:
    """No function passes the limit, docstring included."""
    lengths = {
        f"{module.line(node)} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {} == {name: length for name, length in lengths.items() if length >= LONGEST_FUNCTION}
