"""
Three of the laws that can be seen in the source: numbers are exact, nothing below the command line knows today, and
evaluating a rule reads no file and runs no code.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.modules import Module, modules

# (file, expression) -> why it is not a number of the language
FLOATS: dict[tuple[str, str], str] = {
    ("diagnostics.py", "0.6"): "how alike two names must be, for difflib",
}
# What `math` has for whole numbers; the rest of it computes in binary floats.
EXACT_MATH = frozenset({"ceil", "comb", "factorial", "floor", "gcd", "isqrt", "lcm", "perm", "prod"})
INEXACT_LIBRARIES = frozenset({"cmath", "random", "statistics"})

CLOCKS = frozenset(
    {"date.today", "datetime.now", "datetime.today", "datetime.utcnow", "time.localtime", "time.time", "time.time_ns"}
)
KNOWS_TODAY = ("cli/",)

# Floors that a rule passes through after it was read and before it is shown.
SEALED = (
    "kleene.py",
    "source.py",
    "values.py",
    "diagnostics.py",
    "types.py",
    "ir/",
    "syntax/",
    "compiler/",
    "profiles/",
    "engine/",
    "analysis/",
    "explain/",
)
READS_FILES = frozenset({"syntax/reader.py"})
OUTSIDE = frozenset(
    {"asyncio", "ctypes", "glob", "http", "importlib", "io", "multiprocessing", "os", "pathlib", "pickle", "shutil"}
    | {"signal", "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "urllib"}
)
RUNS_CODE = frozenset({"__import__", "compile", "eval", "exec", "input", "open"})


def test_no_binary_floats() -> None:
    """Neither a float literal nor a call of `float` occurs, apart from the excused ones; none of those is stale."""
    found = {(module.path, ast.unparse(node)) for module in modules() for node in _floats(module)}

    assert set(FLOATS) == found


def test_only_exact_mathematics() -> None:
    """From `math` come only functions of whole numbers and fractions."""
    inexact = [
        f"{module.line(node)}: {ast.unparse(node)}"
        for module in modules()
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Attribute) and _dotted(node).startswith("math.") and node.attr not in EXACT_MATH)
        or (isinstance(node, ast.ImportFrom) and node.module == "math" and {a.name for a in node.names} - EXACT_MATH)
    ]
    imported = [
        f"{module.path}:{n} {name}" for module in modules() for name, n in module.imports if name in INEXACT_LIBRARIES
    ]

    assert [] == inexact + imported


def test_only_the_command_line_knows_today() -> None:
    """Dates are arguments everywhere else."""
    asked = [
        module.line(node)
        for module in modules()
        if not module.path.startswith(KNOWS_TODAY)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and _dotted(node).endswith(tuple(CLOCKS))
    ]

    assert [] == asked


def test_a_rule_reaches_nothing_outside() -> None:
    """Between reading and showing, no module imports a way to files, processes or the network, or runs code."""
    sealed = [m for m in modules() if m.path.startswith(SEALED) and m.path not in READS_FILES]
    imports = [f"{m.path}:{n} {name}" for m in sealed for name, n in m.imports if name.partition(".")[0] in OUTSIDE]
    calls = [
        f"{module.line(node)}: {node.func.id}"
        for module in sealed
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RUNS_CODE
    ]

    assert [] == imports + calls


def _floats(module: Module) -> Iterator[ast.expr]:
    for node in ast.walk(module.tree):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float | complex)
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
        if isinstance(node, ast.expr) and (literal or called):
            yield node


def _dotted(node: ast.Attribute) -> str:
    inner = node.value
    if isinstance(inner, ast.Attribute):
        return f"{_dotted(inner)}.{node.attr}"
    return f"{inner.id}.{node.attr}" if isinstance(inner, ast.Name) else node.attr
