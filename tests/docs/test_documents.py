"""
Documents are executed: what a reader sees in the README and below `docs/` is what happens. How to mark a block is said
in `tests/docs/running.py`; `pytest tests/docs --rewrite` puts in what is really printed.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.docs.markdown import Document
from tests.docs.running import Reader, rewritten, working_copy

EXECUTED = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
FOLDERS = ("changelog.d", "docs", "examples", "rules")
WRITTEN = (*ROOT.glob("*.md"), *(path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.md"))))
# What was there once may be gone by now.
HISTORY = re.compile(r"CHANGELOG\.md|changelog\.d/(?!README)|docs/decisions/")

PATH = re.compile(r"\.?[\w@*<>-][\w.@*<>-]*(/[\w.@*<>-]+)*/?")
TOP = ("benchmarks", "changelog.d", "docs", "examples", "rules", "src", "tests", "tools", ".ci")
PACKAGE = "src/incentives"


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", EXECUTED, ids=_name)
def test_what_a_document_shows_is_what_happens(path: Path, tmp_path: Path, rewrite: bool) -> None:
    """Every console and python block runs, and prints what stands there."""
    document = Document(path)
    differences = Reader(document, working_copy(ROOT, tmp_path)).follow()
    if rewrite and any(each.curable for each in differences):
        path.write_text(rewritten(document, differences), encoding="utf-8", newline="\n")
        differences = [each for each in differences if not each.curable]

    assert not differences, "\n\n".join(f"{_name(path)}, {each}" for each in differences)


@pytest.mark.parametrize("path", WRITTEN, ids=_name)
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link names a file, and a heading in it, that exists."""
    dead = []
    for line, target in Document(path).links:
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        aim = path.parent / file if file else path
        if not aim.exists() or (anchor and aim.suffix == ".md" and anchor not in Document(aim).anchors):
            dead.append(f"{_name(path)}:{line}: {target}")

    assert [] == dead


@pytest.mark.parametrize("path", [path for path in WRITTEN if not HISTORY.match(_name(path))], ids=_name)
def test_named_paths_exist(path: Path) -> None:
    """What stands in backticks and looks like a path of the project is one; `<name>` is a place to fill in."""
    document = Document(path)
    own = {block.marker[1] for block in document.blocks if block.marker and block.marker[0] == "file"}
    missing = [f"{_name(path)}:{line}: {text}" for line, text in document.code if text not in own and _is_lost(text)]

    assert [] == missing


def _is_lost(text: str) -> bool:
    if not PATH.fullmatch(text) or "<" in text:
        return False
    if "/" in text and text.partition("/")[0] in TOP:
        return not any(ROOT.glob(text.rstrip("/")))
    if "/" in text and text.endswith(".py"):
        return not any((ROOT / PACKAGE).glob(text))
    if re.fullmatch(r"[A-Z]+\.md|pyproject\.toml|LICENSE", text):
        return not (ROOT / text).exists()
    return False
