"""
Text to tokens: the words and signs of an expression, each with its place in the text.
"""

from __future__ import annotations

import re

from incentives.frozen import dataclass

PATTERN = re.compile(
    r"""
    (?P<date>\d{4}-\d{2}-\d{2}(?!\d))
  | (?P<number>\d[\d_]*(?:\.\d+)?)
  | (?P<name>[a-z_][A-Za-z0-9_]*(?:-[A-Za-z_][A-Za-z0-9_]*)*)
  | (?P<code>[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*)
  | (?P<word>[\u3400-\u9fff]+)
  | (?P<text>"[^"]*"|'[^']*')
  | (?P<compare>>=|<=|==|!=|>|<)
  | (?P<sign>[-+*/%().,\[\]])
  | (?P<other>\S)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """
    One word or sign.

    Args:

        kind: A group name of `PATTERN`, or `end`.

        text: As written.

        start: Offset of its first character in the expression.

        end: Offset after its last character.
    """

    kind: str
    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """All tokens of *text* without the blanks, closed by one of kind `end`."""
    tokens = [
        Token(kind, match[0], match.start(), match.end())
        for match in PATTERN.finditer(text)
        if (kind := match.lastgroup)
    ]
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens
