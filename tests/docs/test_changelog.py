"""
Fragments of the changelog keep the form that `changelog.d/README.md` asks for.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

FRAGMENTS = sorted(path for path in (ROOT / "changelog.d").iterdir() if path.name != "README.md")


@pytest.mark.parametrize("path", FRAGMENTS, ids=lambda path: path.name)
def test_a_fragment_is_named_and_short(path: Path) -> None:
    """Its name has the issue and a slug; its text is a few sentences, which a star may open."""
    text = path.read_text(encoding="utf-8").strip()

    assert re.fullmatch(r"[0-9]+-[a-z0-9-]+\.md", path.name)
    assert re.fullmatch(r"(★ )?[^\s#★].*", text, re.DOTALL)
    assert len(text) <= 600
