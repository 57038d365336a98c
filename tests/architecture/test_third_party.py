"""
One folder per third-party library: the core is standard library only, so that importing it is fast and embedding it is
no dependency fight. The floors between our own modules are import-linter's (`pyproject.toml`).
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from fnmatch import fnmatch

from tests.architecture.modules import ROOT, SOURCE, modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Where the shapes of documents are declared, and pydantic's findings become ours.
SHAPES = ("syntax/documents*", "syntax/shaping.py", "profiles/documents*")
# library -> the distribution that it comes from, and the files that may import it
FENCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "yaml": ("PyYAML", ("syntax/reader.py",)),
    "pydantic": ("pydantic", SHAPES),
    "pydantic_core": ("pydantic", SHAPES),
    "babel": ("babel", ("l10n/*",)),
    "typer": ("typer", ("cli/*",)),
    "rich": ("rich", ("cli/*", "render/*")),
}
# The same for libraries of the extras, which a module imports only where the extra is asked for.
EXTRAS: dict[str, tuple[str, ...]] = {
    "numpy": ("population/*", "analysis/optimum/highs.py"),
    "highspy": ("analysis/optimum/highs.py",),
    "pyarrow": ("population/*",),
    "narwhals": ("population/frames.py",),
    "openpyxl": ("population/excel_files.py",),
    "xlsxwriter": ("population/outputs.py",),
    # Frames of these come only from who has them.
    "duckdb": ("population/frames.py",),
    "polars": ("population/frames.py",),
    "pyspark": ("population/in_sql.py",),
}
# What a library itself loads: whoever imports the file has it already.
HOSTS: dict[str, tuple[str, ...]] = {"pytest": ("cases/plugin.py",), "numpy": ("tables/*",)}


def test_each_library_stays_behind_its_fence() -> None:
    """An import of a third-party library, wherever it stands in a file, is one that the fences allow."""
    astray = [
        f"{module.path}:{line} imports {name}"
        for module in modules()
        for name, line in module.imports
        if (library := name.partition(".")[0]) not in sys.stdlib_module_names | {"incentives"}
        and not any(
            fnmatch(module.path, fence)
            for fence in (*FENCES.get(library, ("", ()))[1], *EXTRAS.get(library, ()), *HOSTS.get(library, ()))
        )
    ]

    assert [] == astray


def test_a_plain_install_brings_what_is_fenced_and_nothing_else() -> None:
    """Each plain dependency has a fence, and each fence a dependency."""
    assert {distribution for distribution, _ in FENCES.values()} == _names(PROJECT["dependencies"])


def test_each_dependency_has_its_reason() -> None:
    """Every library of a plain install and of the extras stands in the decision about them."""
    reasons = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8").casefold()
    named = _names(PROJECT["dependencies"]).union(*map(_names, PROJECT["optional-dependencies"].values()))

    assert set() == {name for name in named - {"incentives"} if name.casefold() not in reasons}


def test_nothing_imports_the_package_itself() -> None:
    """`from incentives import check` is for users: inside, it would reach over all floors."""
    floors = {path.stem for path in SOURCE.iterdir()}
    astray = [
        f"{module.path}:{node.lineno}"
        for module in modules()
        if module.path != "__main__.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "incentives" and {a.name for a in node.names} - floors
    ]

    assert [] == astray


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~\[; ]", each)[0] for each in requirements}
