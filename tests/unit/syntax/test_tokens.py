"""
Tokens of an expression: nothing but blanks is lost, and what a first character tells is what the whole pattern says.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from incentives.syntax.tokens import PATTERN, kind_of, tokenize

WRITTEN = some.text(alphabet="ab_Z09.-<>=!+*/%()[],'\" \t\n万元²٣é", max_size=30)


@given(text=WRITTEN | some.text(max_size=30))
def test_tokens_are_what_the_pattern_finds(text: str) -> None:
    """
    Text, place and kind of each token agree with the one pattern that names all kinds.
    """
    expected = [(match[0], match.start(), match.lastgroup) for match in PATTERN.finditer(text)]

    words, starts = tokenize(text)

    found = [(word, start, kind_of(word)) for word, start in zip(words, starts, strict=True)]
    assert [*expected, ("", len(text), "end")] == found
