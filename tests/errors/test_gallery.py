"""
Every code has its entry in the gallery, and what people read there is exactly what comes out.
"""

from __future__ import annotations

import re

import pytest

from incentives.diagnostics import CODES
from tests.conftest import Golden
from tests.errors.gallery import Entry, entries

FEWEST_CODES = 60
HEAD = re.compile(
    r"^(?:(?P<place>\S+): )?(?P<severity>error|warning)\[(?P<code>[a-z-]+)\]: (?P<message>.*)$", re.MULTILINE
)
HELP = re.compile(r"^  help: (?P<help>.*)$", re.MULTILINE)
# What a message may begin with besides a lower-case letter: the author's own text, a number.
BEGINNING = re.compile(r"[a-z`0-9]")
LONGEST = 120


def test_every_code_has_an_entry() -> None:
    """Each code has a folder, no folder is stale, and there are enough of them."""
    assert set(CODES) == {entry.code for entry in entries()}
    assert len(CODES) >= FEWEST_CODES


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.code)
def test_entry(entry: Entry, golden: Golden) -> None:
    """The text is the stored one, it is about nothing but this code, and it is worded as all messages are."""
    text = entry.run()
    golden(f"tests/errors/{entry.code}/expected.txt", text)
    heads = list(HEAD.finditer(text))
    assert {entry.code} == {head["code"] for head in heads}
    for head in heads:
        assert _well_worded(head["message"]), head["message"]
    for found in HELP.finditer(text):
        assert _well_worded(found["help"]), found["help"]


def _well_worded(text: str) -> bool:
    """Lower case, no full stop, one line, no names of Python types."""
    return (
        bool(BEGINNING.match(text))
        and not text.endswith(".")
        and len(text) <= LONGEST + 60
        and not re.search(r"\b(None|dict|str|int|float object|NoneType|ScalarNode)\b", text)
        and text.count("`") % 2 == 0
    )
