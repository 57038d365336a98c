"""
The pages of the programmes are what the rules say.
"""

from __future__ import annotations

from tests.conftest import ROOT
from tools.programmes import PAGES, pages


def test_pages_are_current(rewrite: bool) -> None:
    """Each page, the index and the map of facts are what the tool writes; `--rewrite` writes them."""
    wanted = pages()
    if rewrite:
        for path, text in wanted.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    there = set(PAGES.rglob("*.md"))
    assert set() == there - set(wanted)
    different = [path.relative_to(ROOT).as_posix() for path, text in wanted.items() if path.read_text("utf-8") != text]
    assert [] == different
