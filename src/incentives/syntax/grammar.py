"""
Tokens to tree: the grammar of expressions, by recursive descent.

The docstring of each parse function holds its grammar; the reference page in the documentation is made of them.
A first mistake ends the reading of that expression: the tree is then `Invalid` and its diagnostic is with the
collector. Names are not looked up here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import NoReturn, Protocol

from incentives.diagnostics import Collector, nearest
from incentives.source import Span
from incentives.syntax.quantities import SCALES, split_chinese
from incentives.syntax.tokens import Token, tokenize
from incentives.syntax.tree import (
    At,
    Call,
    Code,
    Day,
    ForEach,
    Index,
    Invalid,
    Items,
    Member,
    Name,
    Number,
    Text,
    Tree,
    Window,
)
from incentives.types import UNITS

LONGEST = 4000
DEEPEST = 40
RESERVED = frozenset({"and", "or", "not", "if", "then", "else", "in", "within", "for", "each", "where", "at", "true", "false"})
WINDOW_WORDS = frozenset({"last", "previous", "since", "ever"})
FOREIGN = {
    "&&": "write `and`",
    "||": "write `or`",
    "=": "write `==` to compare",
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


class Written(Protocol):
    """A text that stands somewhere: what the reader's scalars are."""

    @property
    def text(self) -> str:
        """The text itself."""

    @property
    def span(self) -> Span:
        """Where the whole text stands."""

    def span_of(self, start: int, end: int) -> Span:
        """Where a part of the text stands."""


class _Failure(Exception):
    """Ends the reading of one expression; its diagnostic has been collected."""


def parse(written: Written, collector: Collector) -> Tree:
    """
    Read one expression.

    Returns `Invalid`, with the mistake given to *collector*, where *written* is none.
    """
    if len(written.text) > LONGEST:
        collector.add(
            "too-large",
            f"an expression has at most {LONGEST} characters, this one has {len(written.text)}",
            written.span_of(0, 40),
            help="name its parts under `define`",
        )
        return Invalid(written.span)
    parser = _Parser(written, collector)
    try:
        tree = parser.expression()
        parser.expect_end()
    except _Failure:
        return Invalid(written.span)
    return tree


class _Parser:
    """The position in one expression, and the grammar."""

    __slots__ = ("collector", "depth", "position", "tokens", "written")

    def __init__(self, written: Written, collector: Collector) -> None:
        self.written = written
        self.collector = collector
        self.tokens = tokenize(written.text)
        self.position = 0
        self.depth = 0

    # Tokens.

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def read(self) -> Token:
        token = self.tokens[self.position]
        if token.kind != "end":
            self.position += 1
        return token

    def at(self, text: str) -> bool:
        token = self.tokens[self.position]
        return token.text == text and token.kind != "text"

    def accept(self, text: str) -> bool:
        if self.at(text):
            self.position += 1
            return True
        return False

    def expect(self, text: str, why: str) -> Token:
        if not self.at(text):
            self.fail(f"expected `{text}` {why}")
        return self.read()

    def expect_end(self) -> None:
        token = self.token
        if token.kind == "end":
            return
        if token.kind == "compare":
            self.fail("a comparison cannot be continued", help="join two comparisons with `and`")
        previous = self.tokens[self.position - 1]
        if previous.kind == "number" and token.kind in ("name", "code", "word"):
            self.fail_unit(token)
        if previous.kind == "number" and token.text == ",":
            self.fail(
                "digits are not grouped with commas here", help="write `200_000_000` or `200 million`"
            )
        self.fail("expected the end of the expression", help=FOREIGN.get(self.foreign(token)))

    def foreign(self, token: Token) -> str:
        """The sign of another language that stands at *token*, two characters if they are one sign."""
        pair = self.written.text[token.start : token.start + 2]
        return pair if pair in FOREIGN else token.text

    def span(self, start: int, end: int) -> Span:
        return self.written.span_of(start, end)

    def fail(self, message: str, *, token: Token | None = None, help: str | None = None, code: str = "syntax") -> NoReturn:
        token = token or self.token
        found = "the text ends" if token.kind == "end" else f"there is `{token.text[:40]}`"
        if code == "syntax" and message.startswith("expected"):
            message = f"{message}; {found}"
        help = help or FOREIGN.get(self.foreign(token))
        self.collector.add(code, message, self.span(token.start, max(token.end, token.start + 1)), help=help)
        raise _Failure

    def fail_unit(self, token: Token) -> NoReturn:
        close = nearest(token.text, [*UNITS, *SCALES])
        self.fail(
            f"`{token.text}` is not a unit or currency",
            token=token,
            code="unknown-unit",
            help=f"did you mean `{close[0]}`?" if close else "a number is followed by a unit (`m2`, `days`), a currency (`CNY`), `%` or a size (`million`)",
        )

    def deeper(self, parse: Callable[[], Tree]) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail("this expression is nested too deeply", code="too-deep", help="name its parts under `define`")
        tree = parse()
        self.depth -= 1
        return tree

    # Grammar.

    def expression(self) -> Tree:
        """
        expression = "if" expression "then" expression "else" expression | disjunction
        """
        if not self.at("if"):
            return self.disjunction()
        start = self.read()
        condition = self.deeper(self.expression)
        self.expect("then", "after the condition of `if`")
        positive = self.deeper(self.expression)
        self.expect("else", "after the value of `then`")
        negative = self.deeper(self.expression)
        return self.call("if", (condition, positive, negative), start, start.start)

    def disjunction(self) -> Tree:
        """
        disjunction = conjunction ("or" conjunction)*
        """
        return self.chain("or", self.conjunction)

    def conjunction(self) -> Tree:
        """
        conjunction = negation ("and" negation)*
        """
        return self.chain("and", self.negation)

    def chain(self, word: str, operand: Callable[[], Tree]) -> Tree:
        """One flat call for any number of operands, so that long lists do not nest."""
        first = self.token
        operands = [operand()]
        sign = self.token
        while self.accept(word):
            operands.append(operand())
        if len(operands) == 1:
            return operands[0]
        return self.call(word, tuple(operands), sign, first.start)

    def negation(self) -> Tree:
        """
        negation = "not" negation | comparison
        """
        if not self.at("not"):
            return self.comparison()
        start = self.read()
        return self.call("not", (self.deeper(self.negation),), start, start.start)

    def comparison(self) -> Tree:
        """
        comparison = sum ((">=" | ">" | "<=" | "<" | "==" | "!=" | "in" | "not" "in" | "within") sum)?
        """
        first = self.token
        left = self.sum()
        sign = self.token
        if sign.kind == "compare":
            self.read()
            return self.call(sign.text, (left, self.sum()), sign, first.start)
        if self.accept("in") or self.accept("within"):
            return self.call(sign.text, (left, self.sum()), sign, first.start)
        if self.at("not") and self.tokens[self.position + 1].text == "in":
            self.position += 2
            inside = self.call("in", (left, self.sum()), sign, first.start)
            return self.call("not", (inside,), sign, first.start)
        return left

    def sum(self) -> Tree:
        """
        sum = product (("+" | "-") product)*
        """
        return self.left_to_right(("+", "-"), self.product)

    def product(self) -> Tree:
        """
        product = unary (("*" | "/") unary)*
        """
        return self.left_to_right(("*", "/"), self.unary)

    def left_to_right(self, signs: tuple[str, str], operand: Callable[[], Tree]) -> Tree:
        first = self.token
        left = operand()
        count = 0
        while self.token.kind == "sign" and self.token.text in signs:
            sign = self.read()
            count += 1
            if count > DEEPEST:
                self.fail("this chain of operations is too long", token=sign, code="too-deep", help="name its parts under `define`")
            left = self.call(sign.text, (left, operand()), sign, first.start)
        return left

    def unary(self) -> Tree:
        """
        unary = "-" unary | postfix
        """
        if not self.at("-"):
            return self.postfix()
        start = self.read()
        return self.call("negate", (self.deeper(self.unary),), start, start.start)

    def postfix(self) -> Tree:
        """
        postfix = primary ("[" "-"? whole "]" | "." name | "at" primary)*
        """
        first = self.token
        tree = self.primary()
        while True:
            if self.at("[") and isinstance(tree, (Name, Member)):
                tree = self.index(tree, first)
            elif self.accept("."):
                name = self.read()
                if name.kind != "name":
                    self.fail("expected a name after `.`", token=name)
                tree = Member(tree, name.text, self.span(first.start, name.end))
            elif self.at("at"):
                self.read()
                day = self.primary()
                tree = At(tree, day, self.span(first.start, self.previous_end()))
            else:
                return tree

    def index(self, owner: Tree, first: Token) -> Tree:
        self.read()
        sign = -1 if self.accept("-") else 1
        number = self.read()
        if number.kind != "number" or not number.text.isdigit() or len(number.text) > 3:
            self.fail(
                "expected a whole number of years in `[ ]`", token=number, help="write `[-1]` for the year before"
            )
        close = self.expect("]", "after the year")
        return Index(owner, sign * int(number.text), self.span(first.start, close.end))

    def primary(self) -> Tree:
        """
        primary = quantity | date | text | "true" | "false" | code | name | function | "(" expression ")" | items
        items   = "[" (expression ("," expression)*)? "]"
        """
        token = self.token
        if token.kind == "number":
            return self.quantity()
        if token.kind == "name":
            if token.text in RESERVED and token.text not in ("true", "false"):
                self.fail("expected a value")
            self.read()
            if self.at("("):
                return self.function(token)
            return Name(token.text, self.span(token.start, token.end))
        if token.kind == "code":
            self.read()
            return Code(token.text, self.span(token.start, token.end))
        if token.kind == "date":
            return self.day()
        if token.kind == "text":
            self.read()
            return Text(token.text[1:-1], self.span(token.start, token.end))
        if self.accept("("):
            inner = self.deeper(self.expression)
            self.expect(")", "to close the bracket")
            return inner
        if self.at("["):
            return self.items()
        self.fail("expected a value")

    def items(self) -> Tree:
        start = self.read()
        found: list[Tree] = []
        while not self.at("]"):
            found.append(self.deeper(self.expression))
            if not self.accept(","):
                break
        close = self.expect("]", "to close the list")
        return Items(tuple(found), self.span(start.start, close.end))

    def day(self) -> Tree:
        token = self.read()
        try:
            value = date.fromisoformat(token.text)
        except ValueError:
            self.fail(f"`{token.text}` is not a day of the calendar", token=token, code="bad-date", help="dates are written year-month-day: `2024-02-29`")
        return Day(value, self.span(token.start, token.end))

    def quantity(self) -> Tree:
        """
        quantity = number ("%" | scale? unit?)
        scale    = "thousand" | "million" | "billion" | "trillion" | "千" | "万" | "亿" | …
        unit     = (currency | unit name) ("/" unit name)*      (no blanks around the "/")
        """
        token = self.read()
        value = Fraction(token.text.replace("_", ""))
        if self.at("%"):
            sign = self.read()
            return Number(value / 100, None, True, self.span(token.start, sign.end))
        unit: str | None = None
        following = self.token
        if following.kind == "word":
            ending = split_chinese(following.text)
            if ending is None:
                self.fail_unit(following)
            self.read()
            value, unit = value * ending[0], ending[1]
            if unit is None and self.token.kind in ("code", "name") and self.token.text not in RESERVED:
                unit = self.unit()
        else:
            if following.kind == "name" and following.text in SCALES:
                self.read()
                value *= SCALES[following.text]
                following = self.token
            if following.kind == "code" or (following.kind == "name" and following.text not in RESERVED):
                unit = self.unit()
        if unit:
            unit = self.unit_tail(unit)
        return Number(value, unit, False, self.span(token.start, self.previous_end()))

    def unit(self) -> str:
        token = self.read()
        if token.text in UNITS or (token.kind == "code" and len(token.text) == 3):
            return token.text
        self.fail_unit(token)

    def unit_tail(self, unit: str) -> str:
        while self.at("/") and self.token.start == self.previous_end():
            following = self.tokens[self.position + 1]
            if following.start != self.token.end or following.kind not in ("name", "code"):
                break
            if following.text not in UNITS:
                self.read()
                self.fail_unit(following)
            self.position += 2
            unit = f"{unit}/{following.text}"
        return unit

    def function(self, name: Token) -> Tree:
        """
        function = name "(" (arguments | each) ")"
        arguments = (argument ("," argument)*)?
        argument = window | expression
        each     = expression "for" "each" (name | "year" window) ("where" expression)?
        """
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail("this expression is nested too deeply", token=name, code="too-deep", help="name its parts under `define`")
        self.read()
        arguments: list[Tree] = []
        while not self.at(")"):
            arguments.append(self.window() if self.at_window() else self.expression())
            if self.at("for") and len(arguments) == 1:
                return self.each(name, arguments[0])
            if not self.accept(","):
                break
        close = self.expect(")", f"to close `{name.text}(`")
        self.depth -= 1
        span = self.span(name.start, close.end)
        return Call(name.text, tuple(arguments), span, self.span(name.start, name.end))

    def each(self, name: Token, body: Tree) -> Tree:
        self.read()
        self.expect("each", "after `for`")
        source: Tree
        if self.at("year"):
            self.read()
            if not self.at_window():
                self.fail("expected `last`, `previous`, `since` or `ever` after `each year`")
            source = self.window()
        else:
            word = self.read()
            if word.kind != "name" or word.text in RESERVED:
                self.fail("expected the name of a list after `for each`", token=word)
            source = Name(word.text, self.span(word.start, word.end))
            while self.accept("."):
                member = self.read()
                source = Member(source, member.text, self.span(word.start, member.end))
        where = self.expression() if self.accept("where") else None
        close = self.expect(")", f"to close `{name.text}(`")
        self.depth -= 1
        return ForEach(name.text, body, source, where, self.span(name.start, close.end), self.span(name.start, name.end))

    def at_window(self) -> bool:
        token, following = self.token, self.tokens[self.position + 1]
        if token.kind != "name" or token.text not in WINDOW_WORDS:
            last = self.tokens[self.position + 2]
            return token.kind == "number" and following.text in ("years", "year") and last.text in (")", "since", "where")
        if token.text == "ever":
            return following.text in (")", "where", "from")
        return following.kind in ("number", "date", "name")

    def window(self) -> Tree:
        """
        window = "previous"? ("ever" ("from" primary)? | "since" primary | ("last")? whole ("years" | "year") ("since" primary)?)
        """
        start = self.token
        previous = self.accept("previous")
        if not previous:
            self.accept("last")
        count: int | None = None
        since: Tree | None = None
        ever = self.accept("ever")
        if not ever and not self.at("since"):
            count = self.year_count()
        if self.accept("from" if ever else "since"):
            since = self.postfix()
        return Window(count, since, previous, ever, self.span(start.start, self.previous_end()))

    def year_count(self) -> int:
        number = self.read()
        if number.kind != "number" or not number.text.isdigit() or not 1 <= int(number.text) <= 50:
            self.fail("expected a number of years, 1 to 50", token=number)
        if not (self.accept("years") or self.accept("year")):
            self.fail("expected `years` after the number")
        return int(number.text)

    # Making nodes.

    def previous_end(self) -> int:
        return self.tokens[self.position - 1].end

    def call(self, function: str, arguments: tuple[Tree, ...], sign: Token, start: int) -> Tree:
        return Call(function, arguments, self.span(start, self.previous_end()), self.span(sign.start, sign.end))
