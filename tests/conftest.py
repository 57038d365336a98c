"""
What all tests share: hypothesis profiles, a terminal that is always the same, and stored texts that one flag rewrites.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent

# What people read must not depend on the terminal that the tests run in.
for name in ("CLICOLOR_FORCE", "FORCE_COLOR", "GITHUB_ACTIONS", "LANGUAGE", "LC_ALL", "PY_COLORS"):
    os.environ.pop(name, None)
os.environ.update(COLUMNS="100", LANG="C.UTF-8", LINES="40", NO_COLOR="1", PYTHONUTF8="1", TERM="dumb")

# `INCENTIVES_EXAMPLES=2000 pytest tests/laws` looks harder; in CI the same examples are tried each time, so that a red
# run is about the change and not about luck.
EXAMPLES = int(os.environ.get("INCENTIVES_EXAMPLES", "60"))
settings.register_profile("desk", max_examples=EXAMPLES, deadline=None, print_blob=True)
settings.register_profile("ci", max_examples=EXAMPLES, deadline=None, derandomize=True, print_blob=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


class Golden(Protocol):
    """
    Holds a text against the one stored at a path below the root.
    """

    def __call__(self, path: str | Path, text: str) -> None:
        """Fail unless the two are the same."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """One flag rewrites everything that people read; the diff is then reviewed like code."""
    parser.addoption("--rewrite", action="store_true", help="store what is printed now as what is expected")


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Whether stored texts are to be rewritten instead of compared."""
    return bool(request.config.getoption("--rewrite"))


@pytest.fixture
def golden(rewrite: bool) -> Golden:
    """`golden("tests/golden/check.txt", text)` fails unless the text is the stored one; `--rewrite` stores it."""

    def hold(path: str | Path, text: str) -> None:
        stored = ROOT / path
        if rewrite:
            stored.parent.mkdir(parents=True, exist_ok=True)
            stored.write_text(text, encoding="utf-8", newline="\n")
        assert stored.exists(), f"{path} is not there yet: run pytest --rewrite and review it"
        assert stored.read_text(encoding="utf-8") == text

    return hold
