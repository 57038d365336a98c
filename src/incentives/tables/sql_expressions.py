"""
The graph as SQL: each node one expression, and what several nodes share a column of an earlier step.

A step is a SELECT over the one before. A node becomes a column of a step where it is used more than once or where its
text grows long; so the whole text is as long as the graph is large, and nothing is worked out twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from incentives.tables.graph import LARGEST, Do, Node
from incentives.tables.sql_dialects import Dialect
from incentives.tables.words import Asks, WordTest

# A node that is used more than once is written out again only if it is not longer than this.
SHORT = 24
LONGEST = 3000
DEEPEST = 30
_INFIX: Mapping[Do, str] = {
    Do.ADD: "+",
    Do.SUBTRACT: "-",
    Do.MULTIPLY: "*",
    Do.LESS: "<",
    Do.AT_MOST: "<=",
    Do.EQUAL: "=",
}
_CALLED: Mapping[Do, str] = {Do.MINIMUM: "LEAST", Do.MAXIMUM: "GREATEST"}
_LEAVES = frozenset({Do.CONSTANT, Do.COLUMN, Do.IS_KNOWN})


class TooWide(Exception):
    """A number that may have more digits than the engine's widest exact type."""


@dataclass(frozen=True, slots=True)
class Written:
    """
    One node as text.

    Args:

        step: The step that has all that the text names.

        depth: How deep parentheses are nested in it.
    """

    text: str
    step: int
    depth: int


@dataclass(frozen=True, slots=True)
class Names:
    """How columns are called in the first step: their values, whether they are known, and texts and lists."""

    values: Mapping[object, str]
    known: Mapping[object, str]
    texts: Mapping[object, str] = field(default_factory=dict)


class Steps:
    """
    Writes nodes, each once; *roots* are those that the last SELECT names, as often as it names them.
    """

    def __init__(self, dialect: Dialect, names: Names, roots: Iterable[Node]) -> None:
        self.dialect = dialect
        self.names = names
        self.steps: list[list[tuple[str, str]]] = []
        self._written: dict[int, Written] = {}
        needed, uses = _needed(roots)
        apart = {operand.index for node in needed for operand in self._mentioned(node)}
        for node in needed:
            written = self._write(node)
            shared = uses[node.index] > 1 and len(written.text) > SHORT
            large = written.depth >= DEEPEST or len(written.text) > LONGEST
            if node.do not in _LEAVES and (shared or large or node.index in apart):
                written = self._column(node, written)
            self._written[node.index] = written

    def text(self, node: Node) -> str:
        """A root as the last SELECT names it."""
        return self._written[node.index].text

    def _column(self, node: Node, written: Written) -> Written:
        name = f"n{node.index}"
        while len(self.steps) <= written.step:
            self.steps.append([])
        self.steps[written.step].append((name, written.text))
        return Written(name, written.step + 1, 0)

    def _write(self, node: Node) -> Written:
        operands = [self._written[each.index] for each in node.operands]
        step = max((each.step for each in operands), default=0)
        depth = 1 + max((each.depth for each in operands), default=0)
        if node.do in _LEAVES:
            depth = 0
        return Written(self._expression(node, [each.text for each in operands]), step, depth)

    def _expression(self, node: Node, texts: Sequence[str]) -> str:
        match node.do:
            case Do.CONSTANT:
                self._check(node)
                return str(bool(node.value)).upper() if node.truth else self.dialect.number(node.low)
            case Do.COLUMN:
                return self.names.values[node.value]
            case Do.IS_KNOWN:
                return self.names.known[node.value]
            case Do.LOOK_UP:
                assert isinstance(node.value, WordTest)  # noqa: S101  # INVARIANT: what is looked up is a test of words
                return look_up(self.dialect, node.value, self.names.texts[node.value.column])
            case Do.NOT:
                return f"(NOT {texts[0]})"
            case Do.AND:
                return f"({' AND '.join(texts)})"
            case Do.OR:
                return f"({' OR '.join(texts)})"
            case Do.COUNT:
                ones = " + ".join(f"CASE WHEN {each} THEN 1 ELSE 0 END" for each in texts)
                return f"CAST({ones} AS {self.dialect.whole})"
            case _:
                return self._number(node, texts)

    # Numbers.

    def _number(self, node: Node, texts: Sequence[str]) -> str:
        """An operation on numbers, in 64 bits where these hold it and all its operands."""
        numbers = [each for each in node.operands if not each.truth]
        wide = (node.is_wide and not node.truth) or any(each.is_wide for each in numbers)
        if wide:
            self._check(node, *numbers)
            texts = [
                self._widened(each, text) if not each.truth else text
                for each, text in zip(node.operands, texts, strict=True)
            ]
        found = self._operation(node, texts, wide=wide)
        # What 64 bits hold goes back to them; truths are truths either way.
        return f"CAST({found} AS {self.dialect.whole})" if wide and not node.truth and not node.is_wide else found

    def _operation(self, node: Node, texts: Sequence[str], *, wide: bool) -> str:
        if node.do is Do.ADD and node.value is not None:
            return texts[0]  # the operand, of which more is known
        if node.do in _INFIX:
            return f"({texts[0]} {_INFIX[node.do]} {texts[1]})"
        if node.do in _CALLED:
            return f"{_CALLED[node.do]}({texts[0]}, {texts[1]})"
        if node.do is Do.CHOOSE:
            found = f"CASE WHEN {texts[0]} THEN {texts[1]} ELSE {texts[2]} END"
            bare = not wide and node.operands[1].is_constant and node.operands[2].is_constant
            # Numerals alone would be of 32 bits, and what is made of them too.
            return f"CAST({found} AS {self.dialect.whole})" if bare else f"({found})"
        if node.do is Do.ROOT:
            raise TooWide("the whole part of a root")
        assert node.do is Do.FLOOR_DIVIDE  # noqa: S101  # INVARIANT: all others are above
        return self._floor_divide(node, texts, wide=wide)

    def _floor_divide(self, node: Node, texts: Sequence[str], *, wide: bool) -> str:
        """
        Division towards minus infinity from division towards nought, which all engines have.

        Where the dividend may be negative, so many divisors are added that it is not, and their number is taken off
        the quotient; where the divisor differs by row, negative dividends are divided with their signs turned.
        """
        left, right = node.operands
        one, other = texts
        if left.low >= 0:
            return self._divide(left.high, right.low, one, other, wide=wide)
        if right.is_constant:
            count = -(left.low // right.low)
            shift, high = count * right.low, left.high + count * right.low
            if high <= LARGEST or wide:
                self._fits(high)
                moved = f"({one} + {self.dialect.number(shift)})"
                return f"({self._divide(high, right.low, moved, other, wide=wide)} - {self.dialect.number(count)})"
        high = right.high - left.low
        if high > LARGEST and not wide:
            one, other = self._cast(one), self._cast(other)
        turned = self._divide(high, right.low, f"({other} - 1 - {one})", other, wide=wide or high > LARGEST)
        straight = self._divide(max(left.high, 0), right.low, one, other, wide=wide or high > LARGEST)
        found = f"(CASE WHEN {one} < 0 THEN -{turned} ELSE {straight} END)"
        return f"CAST({found} AS {self.dialect.whole})" if not wide and high > LARGEST else found

    def _divide(self, high: int, least: int, one: str, other: str, *, wide: bool) -> str:
        """The quotient of two numbers that are not negative: at most *high* by at least *least*."""
        self._fits(high)
        if not wide:
            return self.dialect.divide.format(one, other)
        if high // least > self.dialect.quotient_widest:
            raise TooWide(f"a quotient of up to {len(str(high // least))} digits")
        return self.dialect.divide_wide.format(one, other)

    def _mentioned(self, node: Node) -> Sequence[Node]:
        """The operands that the text of *node* mentions more than once."""
        if node.do is not Do.FLOOR_DIVIDE:
            return ()
        left, right = node.operands
        signed = left.low < 0 and not right.is_constant
        return node.operands if signed or node.is_wide or left.is_wide or right.is_wide else ()

    def _widened(self, node: Node, text: str) -> str:
        return text if node.is_wide else self._cast(text)

    def _cast(self, text: str) -> str:
        return f"CAST({text} AS {self.dialect.wide})"

    def _check(self, *nodes: Node) -> None:
        for each in nodes:
            if not each.truth:
                self._fits(max(-each.low, each.high))

    def _fits(self, size: int) -> None:
        if size > self.dialect.widest:
            raise TooWide(f"a number of up to {len(str(size))} digits")


def check_widths(dialect: Dialect, roots: Iterable[Node]) -> None:
    """
    Raises:

        TooWide: if something that the roots need does not fit the engine's widest type.
    """
    columns: Callable[[object], str] = str
    needed, _ = _needed(roots)
    keys = {node.value for node in needed if node.do in (Do.COLUMN, Do.IS_KNOWN)}
    words = {node.value.column for node in needed if isinstance(node.value, WordTest)}
    named = {key: columns(key) for key in keys}
    Steps(dialect, Names(named, named, {key: columns(key) for key in words}), roots)


def _needed(roots: Iterable[Node]) -> tuple[list[Node], dict[int, int]]:
    """All nodes that the roots need, operands first, and how often each is used."""
    found: dict[int, Node] = {}
    uses: dict[int, int] = {}
    pending = list(roots)
    while pending:
        node = pending.pop()
        uses[node.index] = uses.get(node.index, 0) + 1
        if node.index not in found:
            found[node.index] = node
            pending.extend(node.operands)
    return [found[index] for index in sorted(found)], uses


def look_up(dialect: Dialect, test: WordTest, subject: str) -> str:
    """What a test says of a text or a list of texts; never null, whatever it says where the text is not known."""
    words = sorted(test.words)
    match test.asks:
        case Asks.IS_ONE_OF:
            return dialect.one_of(subject, words)
        case Asks.LIES_IN:
            return _lies_in(dialect, subject, words)
        case Asks.LIES_OUTSIDE:
            # A place known more roughly than the test asks lies neither in nor outside.
            wider = sorted({"-".join(parts[:count]) for parts in map(_parts, words) for count in range(1, len(parts))})
            return f"(NOT ({_lies_in(dialect, subject, words)} OR {dialect.one_of(subject, wider)}))"
        case Asks.HOLDS:
            held = [dialect.contains.format(subject, dialect.literal(word)) for word in words]
            return f"COALESCE({' AND '.join(held)}, FALSE)" if held else "TRUE"
        case Asks.SIZE:
            return f"CAST(COALESCE({dialect.size.format(subject)}, 0) AS {dialect.whole})"
        case Asks.NUMBER:
            # Such numbers are only ever held against each other: the texts themselves will do.
            return subject


def _parts(word: str) -> list[str]:
    return word.split("-")


def _lies_in(dialect: Dialect, subject: str, roots: Sequence[str]) -> str:
    # Codes are letters, digits and hyphens: no LIKE pattern has anything to escape.
    below = [f"{subject} LIKE {dialect.literal(f'{root}-%')}" for root in roots]
    return f"({' OR '.join([dialect.one_of(subject, roots), *below])})"
