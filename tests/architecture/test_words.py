"""
Words that do not belong in the source: names that say nothing, and suppressions without a reason.
"""

from __future__ import annotations

import re
import tokenize
from io import StringIO
from pathlib import PurePosixPath

import pytest

from tests.architecture.modules import modules

EMPTY_NAMES = frozenset({"base", "common", "helper", "helpers", "misc", "tools", "util", "utils"})
SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma|pylint|ruff:)")
# "noqa: C901 - reason"; mypy wants a second comment: "type: ignore[arg-type]  # reason"
WITH_REASON = re.compile(r"# (noqa: [A-Z]+[0-9]+(, [A-Z]+[0-9]+)* +(- |# |\()\w|type: ignore\[[a-z, -]+\] +# \w)")
COVERED = ("kleene.py", "money/", "ir/", "compiler/", "engine/")


def test_modules_are_named_after_what_they_hold() -> None:
    """No module or folder is called `utils` or the like."""
    named = [module.path for module in modules() if EMPTY_NAMES & set(_words(module.path))]

    assert [] == named


def test_every_suppression_has_a_reason() -> None:
    """A silenced check names its code and says why."""
    bare = [
        f"{module.path}:{line}: {text}"
        for module in modules()
        for line, text in _comments(module.text)
        if SUPPRESSION.match(text) and "pragma: no cover" not in text and not WITH_REASON.match(text)
    ]

    assert [] == bare


def test_the_core_is_covered_without_exceptions() -> None:
    """`pragma: no cover` does not occur where the answer is computed."""
    excused = [
        f"{module.path}:{line}"
        for module in modules()
        for line, text in _comments(module.text)
        if module.path.startswith(COVERED) and "no cover" in text
    ]

    assert [] == excused


@pytest.mark.parametrize(
    ("comment", "reasoned"),
    [
        ("# noqa: C901", False),
        ("# noqa", False),
        ("# noqa: C901 - one branch per node", True),
        ("# noqa: C901  (one branch per node)", True),
        ("# noqa: C901  # one branch per node", True),
        ("# type: ignore", False),
        ("# type: ignore[arg-type]", False),
        ("# type: ignore[arg-type]  # the stub is wrong", True),
    ],
)
def test_what_a_reason_looks_like(comment: str, reasoned: bool) -> None:
    """The pattern takes a code and a reason, and nothing less."""
    assert SUPPRESSION.match(comment)
    assert reasoned == bool(WITH_REASON.match(comment))


def _words(path: str) -> list[str]:
    parts = PurePosixPath(path).with_suffix("").parts
    return [word for part in parts for word in part.strip("_").split("_")]


def _comments(text: str) -> list[tuple[int, str]]:
    tokens = tokenize.generate_tokens(StringIO(text).readline)
    return [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]
