"""
The position in one expression: reading tokens, expecting them, and saying what is wrong where they are not there.

Not for the grammar: `grammar.py` and its neighbours are made of what stands here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, Protocol, TypeVar

from incentives.diagnostics import Collector, nearest
from incentives.money.currency import is_currency
from incentives.source import SourceFile, Span
from incentives.syntax.hints import WINDOW_WORDS, hint
from incentives.syntax.quantities import SCALES
from incentives.syntax.tokens import Token, tokenize
from incentives.syntax.tree import Call, Tree
from incentives.types import UNITS

Made = TypeVar("Made")

DEEPEST = 40
NAME_PARTS = "name its parts under `define`"
RESERVED = frozenset(
    {"and", "or", "not", "if", "then", "else", "in", "within", "for", "each", "where", "at", "true", "false"}
)
# Signs of other languages, with what to write instead.
FOREIGN = {
    "&&": "write `and`",
    "||": "write `or`",
    "=": "write `==` to compare",
    "=>": "write `>=`",
    "=<": "write `<=`",
    "<>": "write `!=`",
    "**": "there is no power sign; use `power(x, n)`",
    "≥": "write `>=`",
    "≤": "write `<=`",
    "≠": "write `!=`",
    "!": "write `not`",
    "×": "write `*`",
    "÷": "write `/`",
    "（": "write an ASCII `(`",
    "）": "write an ASCII `)`",
    "，": "write an ASCII `,`",
    "％": "write an ASCII `%`",
    "^": "there is no power sign; use `power(x, n)`",
    "&": "write `and`",
    "|": "write `or`",
}
# What words begin with that are spelt otherwise here.
SPELT_OUT = {
    "sqm": "m2",
    "sq_m": "m2",
    "square": "m2",
    "mil": "million",
    "mio": "million",
    "mn": "million",
    "bn": "billion",
    "bil": "billion",
    "rmb": "CNY",
    "yuan": "CNY",
    "euro": "EUR",
    "dollar": "USD",
    "pound": "GBP",
    "pct": "%",
    "percent": "%",
    "people": "persons",
    "staff": "persons",
}


class Written(Protocol):
    """A text that stands somewhere: what the reader's scalars are."""

    @property
    def text(self) -> str:
        """The text itself."""

    @property
    def span(self) -> Span:
        """Where the whole text stands."""

    @property
    def source(self) -> SourceFile:
        """The file that it stands in."""

    def offset(self) -> int | None:
        """Where in its file the text begins, if it stands there as it is."""

    def span_of(self, start: int, end: int) -> Span:
        """Where a part of the text stands."""


class Failure(Exception):
    """Ends the reading of one expression; its diagnostic has been collected."""


class Cursor:
    """The tokens of one expression and how far they have been read."""

    __slots__ = ("base", "collector", "depth", "position", "source", "starts", "words", "written")

    def __init__(self, written: Written, collector: Collector) -> None:
        self.written = written
        self.source = written.source
        # Most expressions stand on one line as they are: then an offset in the text is one in the file.
        self.base = written.offset() if written.text else None
        self.collector = collector
        # The texts of the tokens and where they begin: a `Token` is made only of those that are asked for.
        self.words, self.starts = tokenize(written.text)
        self.position = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self.token_at(self.position)

    def token_at(self, position: int) -> Token:
        """The token at *position*, counted from 0."""
        return Token(self.words[position], self.starts[position])

    def following(self, distance: int = 1) -> Token:
        """The token that many places behind the next one; the end, beyond it."""
        return self.token_at(min(self.position + distance, len(self.words) - 1))

    def previous_end(self) -> int:
        """Where the token that was read last ends."""
        before = self.position - 1
        return self.starts[before] + len(self.words[before])

    def read(self) -> Token:
        """The next token, which is then behind us."""
        token = self.token
        if token.text:
            self.position += 1
        return token

    def at(self, text: str) -> bool:
        """Whether the next token is this word or sign; a text in quotes has them, so that it is none."""
        return self.words[self.position] == text

    def accept(self, text: str) -> bool:
        """Read the next token if it is this word or sign."""
        if self.words[self.position] == text:
            self.position += 1
            return True
        return False

    def expect(self, text: str, why: str) -> Token:
        """Read this word or sign; anything else is a mistake, and *why* says what it is there for."""
        if self.words[self.position] != text:
            self.fail(f"expected `{text}` {why}")
        return self.read()

    def expect_end(self) -> None:
        """Nothing may follow."""
        if not self.words[self.position]:
            return
        token = self.token
        if token.kind == "compare":
            self.fail("a comparison cannot be continued", help="join two comparisons with `and`")
        previous = self.token_at(self.position - 1)
        if previous.kind == "number" and token.kind in ("name", "code", "word"):
            self.fail_unit(token)
        if previous.kind == "number" and token.text == ",":
            self.fail("digits are not grouped with commas here", help="write `200_000_000` or `200 million`")
        self.fail("expected the end of the expression")

    def deeper(self, parse: Callable[[Cursor], Made]) -> Made:
        """Read something that stands inside something else."""
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail("this expression is nested too deeply", code="too-deep", help=NAME_PARTS)
        made = parse(self)
        self.depth -= 1
        return made

    def span(self, start: int, end: int) -> Span:
        """Where a part of the expression stands in its file."""
        if self.base is not None:
            return Span(self.source, self.base + start, self.base + end)
        return self.written.span_of(start, end)

    def call(self, function: str, arguments: tuple[Tree, ...], start: int) -> Tree:
        """An operator with its operands, from *start* to what was read last."""
        return Call(function, arguments, self.span(start, self.previous_end()))

    def fail(
        self, message: str, *, token: Token | None = None, help: str | None = None, code: str = "syntax"
    ) -> NoReturn:
        """
        Report a mistake at *token*, the next one if None.

        Raises:

            Failure: always.
        """
        token = token or self.token
        sign = self._foreign(token)
        found = "the text ends" if token.kind == "end" else f"there is `{sign[:40]}`"
        if code == "syntax" and message.startswith("expected"):
            message = f"{message}; {found}"
        span = self.span(token.start, max(token.start + len(sign), token.start + 1))
        self.collector.add(code, message, span, help=help or self._hint(message, token) or FOREIGN.get(sign))
        raise Failure

    def _hint(self, message: str, token: Token) -> str | None:
        tokens = [Token(word, start) for word, start in zip(self.words, self.starts, strict=True)]
        # Where a certain word is due, a sign before what stands there would not help.
        may_go_on = message.startswith("expected the end") or "to close" in message
        return hint(tokens, tokens.index(token), token, may_go_on=may_go_on)

    def fail_unit(self, token: Token) -> NoReturn:
        """
        Report a word behind a number that is no unit.

        Raises:

            Failure: always.
        """
        squared = self.written.text[token.end : token.end + 1] == "²"
        help = "write `m2`" if squared and token.text == "m" else unit_help(token.text)
        self.fail(f"`{token.text}` is not a unit or currency", token=token, code="unknown-unit", help=help)

    def _foreign(self, token: Token) -> str:
        """The sign of another language that stands at *token*, two characters if they are one sign."""
        pair = self.written.text[token.start : token.start + 2]
        return pair if pair in FOREIGN and token.kind not in ("end", "text") else token.text


def unit_help(word: str) -> str:
    """What to write instead of *word*, which is no unit."""
    for beginning, meant in SPELT_OUT.items():
        if word.casefold().startswith(beginning):
            return f"write `{meant}`"
    if is_currency(word.upper()):
        return f"write `{word.upper()}`"
    if word in WINDOW_WORDS:
        return f"the number stands behind the word: `{word} 3 years`"
    close = nearest(word, [*UNITS, *SCALES])
    if close:
        return f"did you mean `{close[0]}`?"
    return "a number is followed by a unit (`m2`, `days`), a currency (`CNY`), `%` or a size (`million`)"
