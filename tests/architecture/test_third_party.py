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

from tests.architecture.modules import SOURCE, modules

# library -> the distribution that it comes from, and the files that may import it
FENCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "yaml": ("PyYAML", ("syntax/reader.py",)),
    "pydantic": ("pydantic", ("syntax/documents*", "profiles/documents*")),
    "babel": ("babel", ("l10n/*",)),
    "typer": ("typer", ("cli/*",)),
    "rich": ("rich", ("cli/*", "render/*")),
}


def test_each_library_stays_behind_its_fence() -> None:
    """An import of a third-party library, wherever it stands in a file, is one that the fences allow."""
    astray = [
        f"{module.path}:{line} imports {name}"
        for module in modules()
        for name, line in module.imports
        if (library := name.partition(".")[0]) not in sys.stdlib_module_names | {"incentives"}
        and not any(fnmatch(module.path, fence) for fence in FENCES.get(library, ("", ()))[1])
    ]

    assert [] == astray


def test_a_plain_install_brings_what_is_fenced_and_nothing_else() -> None:
    """Each plain dependency has a fence, and each fence a dependency."""
    project = tomllib.loads((SOURCE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    installed = {re.split(r"[<>=!~\[; ]", each)[0] for each in project["dependencies"]}

    assert {distribution for distribution, _ in FENCES.values()} == installed


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
