"""
Text to tokens: the words and signs of an expression, each with its place in the text.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping

from incentives.frozen import dataclass

KIND = r"""
    (?P<date>\d{4}-\d{2}-\d{2}(?!\d))
  | (?P<number>\d[\d_]*(?:\.\d+)?)
  | (?P<name>[a-z_][A-Za-z0-9_]*(?:-[A-Za-z_][A-Za-z0-9_]*)*)
  | (?P<code>[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*)
  | (?P<word>[\u3400-\u9fff]+)
  | (?P<text>"[^"]*"|'[^']*')
  | (?P<compare>>=|<=|==|!=|>|<)
  | (?P<sign>[-+*/%().,\[\]])
  | (?P<other>\S)
    """
PATTERN = re.compile(KIND, re.VERBOSE)
# The same without the names of the groups: the blanks before a token, and the token.
SPLIT = re.compile(rf"(\s*+)({re.sub(r'[?]P<[a-z]+>', '?:', KIND)})", re.VERBOSE)
# What begins with these is of one kind, but for dates.
BEGINNINGS: Mapping[str, str] = {
    "": "end",
    **dict.fromkeys(string.digits, "number"),
    **dict.fromkeys(string.ascii_lowercase + "_", "name"),
    **dict.fromkeys(string.ascii_uppercase, "code"),
    **dict.fromkeys("<>", "compare"),
    **dict.fromkeys("-+*/%().,[]", "sign"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """
    One word or sign.

    Args:

        text: As written.

        start: Offset of its first character in the expression.
    """

    text: str
    start: int

    @property
    def end(self) -> int:
        """Offset after its last character."""
        return self.start + len(self.text)

    @property
    def kind(self) -> str:
        """What kind of token it is."""
        return kind_of(self.text)


def tokenize(text: str) -> tuple[list[str], list[int]]:
    """The texts of all tokens of *text*, closed by an empty one, and where they begin."""
    words: list[str] = []
    starts: list[int] = []
    position = 0
    for blanks, word in SPLIT.findall(text):
        position += len(blanks)
        words.append(word)
        starts.append(position)
        position += len(word)
    words.append("")
    starts.append(len(text))
    return words, starts


def kind_of(word: str) -> str:
    """What kind of token *word* is: a group name of `PATTERN`, or `end`."""
    kind = BEGINNINGS.get(word[:1])
    if kind is None:
        found = PATTERN.match(word)
        kind = (found and found.lastgroup) or "other"
    return "date" if kind == "number" and "-" in word else kind
