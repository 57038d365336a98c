"""
The graph that rules are lowered to: a handful of operations on whole numbers and truths, never null, never a float.

Whatever is unknown was made explicit before it comes here (as bounds and truths of their own), so that an engine needs
nothing but integer arithmetic, comparison and choice, which mean the same everywhere. Equal nodes are one node, and
each knows statically between which numbers it lies: what cannot differ is folded away, and what needs more than 64
bits is known before anything is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from incentives.values import integer_root

LARGEST = 2**63 - 1


class Do(StrEnum):
    """The operations of the graph. Truths are written T, whole numbers N."""

    CONSTANT = "constant"  # N or T: `value`
    COLUMN = "column"  # N: the column `value`, 0 where it is not known
    IS_KNOWN = "is-known"  # T: whether the column `value` is known
    LOOK_UP = "look-up"  # T or N: what the test `value` says of a text column
    ADD = "add"  # N, N -> N
    SUBTRACT = "subtract"  # N, N -> N
    MULTIPLY = "multiply"  # N, N -> N
    FLOOR_DIVIDE = "floor-divide"  # N, N above nought -> N, towards minus infinity
    ROOT = "root"  # N not below nought -> N, the whole part of its root of degree `value`
    MINIMUM = "minimum"  # N, N -> N
    MAXIMUM = "maximum"  # N, N -> N
    CHOOSE = "choose"  # T, X, X -> X
    LESS = "less"  # N, N -> T
    AT_MOST = "at-most"  # N, N -> T
    EQUAL = "equal"  # N, N -> T
    NOT = "not"  # T -> T
    AND = "and"  # T, … -> T
    OR = "or"  # T, … -> T
    COUNT = "count"  # T, … -> N: how many are true


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """
    One operation.

    Args:

        value: Of a constant, a column or a test.

        low: The least that it can come to, *high* the most; for a truth 0 and 1.

        truth: Whether it is a truth.

        index: Its number in the graph: operands come before what uses them.
    """

    do: Do
    operands: tuple[Node, ...]
    value: object
    low: int
    high: int
    truth: bool
    index: int

    @property
    def is_constant(self) -> bool:
        """Whether it is the same for every row."""
        return self.do is Do.CONSTANT

    @property
    def is_wide(self) -> bool:
        """Whether 64 bits may not hold it."""
        return not (self.low >= -LARGEST and self.high <= LARGEST)


class Graph:
    """
    Makes nodes, each once. Every method folds what its operands' ranges already decide.
    """

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._found: dict[tuple[object, ...], Node] = {}
        self._denials: dict[int, Node] = {}
        self.true = self._make(Do.CONSTANT, (), True, 1, 1, truth=True)
        self.false = self._make(Do.CONSTANT, (), False, 0, 0, truth=True)

    def _make(
        self, do: Do, operands: tuple[Node, ...], value: object, low: int, high: int, *, truth: bool = False
    ) -> Node:
        key = (do, truth, value, *[operand.index for operand in operands])
        node = self._found.get(key)
        if node is None:
            node = Node(do, operands, value, low, high, truth, len(self.nodes))
            self.nodes.append(node)
            self._found[key] = node
        return node

    # Leaves.

    def constant(self, number: int) -> Node:
        """The whole number *number*."""
        return self._make(Do.CONSTANT, (), number, number, number)

    def of(self, truth: bool) -> Node:
        """The truth *truth*."""
        return self.true if truth else self.false

    def column(self, key: object, low: int, high: int) -> Node:
        """A column of whole numbers from *low* to *high*, 0 where it is not known."""
        if low == high:
            return self.constant(low)
        return self._make(Do.COLUMN, (), key, low, high)

    def is_known(self, key: object) -> Node:
        """Whether a column is known."""
        return self._make(Do.IS_KNOWN, (), key, 0, 1, truth=True)

    def look_up(self, test: object, *, most: int | None = None) -> Node:
        """What *test* says of a text column: a truth, or a number from 0 to *most*."""
        return self._make(Do.LOOK_UP, (), test, 0, 1 if most is None else most, truth=most is None)

    # Numbers.

    def add(self, left: Node, right: Node) -> Node:
        """Left plus right."""
        if left.is_constant and right.is_constant:
            return self.constant(left.low + right.low)
        if _is(left, 0):
            return right
        if _is(right, 0):
            return left
        left, right = _ordered(left, right)
        return self._make(Do.ADD, (left, right), None, left.low + right.low, left.high + right.high)

    def subtract(self, left: Node, right: Node) -> Node:
        """Left less right."""
        if left is right:
            return self.constant(0)
        if right.is_constant:
            return self.add(left, self.constant(-right.low))
        return self._make(Do.SUBTRACT, (left, right), None, left.low - right.high, left.high - right.low)

    def negate(self, operand: Node) -> Node:
        """Nought less the operand."""
        if operand.do is Do.SUBTRACT:
            return self.subtract(operand.operands[1], operand.operands[0])
        return self.constant(-operand.low) if operand.is_constant else self.subtract(self.constant(0), operand)

    def multiply(self, left: Node, right: Node) -> Node:
        """Left times right."""
        if left.is_constant and right.is_constant:
            return self.constant(left.low * right.low)
        for one, other in ((left, right), (right, left)):
            if _is(one, 0):
                return self.constant(0)
            if _is(one, 1):
                return other
            if one.is_constant and other.do is Do.MULTIPLY and other.operands[0].is_constant:
                return self.multiply(self.constant(one.low * other.operands[0].low), other.operands[1])
        left, right = _ordered(left, right)
        corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
        low = max(min(corners), 0) if left is right else min(corners)
        return self._make(Do.MULTIPLY, (left, right), None, low, max(corners))

    def floor_divide(self, left: Node, right: Node) -> Node:
        """Left divided by right, which is above nought, towards minus infinity."""
        assert right.low > 0, "a divisor is above nought"  # noqa: S101  # INVARIANT: the caller sees to it
        if _is(right, 1):
            return left
        if left.is_constant and right.is_constant:
            return self.constant(left.low // right.low)
        corners = [a // b for a in (left.low, left.high) for b in (right.low, right.high)]
        return self._bounded(Do.FLOOR_DIVIDE, (left, right), min(corners), max(corners))

    def remainder(self, left: Node, right: Node) -> Node:
        """What floor division leaves: from 0 to right less 1."""
        quotient = self.floor_divide(left, right)
        rest = self.subtract(left, self.multiply(quotient, right))
        return self.within(rest, 0, right.high - 1)

    def within(self, operand: Node, low: int, high: int) -> Node:
        """The operand, of which more is known than its operation says: it lies between *low* and *high*."""
        if operand.low >= low and operand.high <= high:
            return operand
        # The same node with a tighter range, as an addition of nought that engines need not carry out.
        return self._make(
            Do.ADD, (operand, self.constant(0)), (low, high), max(operand.low, low), min(operand.high, high)
        )

    def _bounded(self, do: Do, operands: tuple[Node, ...], low: int, high: int) -> Node:
        return self.constant(low) if low == high else self._make(do, operands, None, low, high)

    def root(self, operand: Node, degree: int) -> Node:
        """The whole part of a root of the operand, which is not below nought."""
        low, high = (integer_root(each, degree) for each in (operand.low, operand.high))
        return self.constant(low) if low == high else self._make(Do.ROOT, (operand,), degree, low, high)

    def minimum(self, left: Node, right: Node) -> Node:
        """The lesser."""
        if left is right or left.high <= right.low:
            return left
        if right.high <= left.low:
            return right
        left, right = _ordered(left, right)
        return self._make(Do.MINIMUM, (left, right), None, min(left.low, right.low), min(left.high, right.high))

    def maximum(self, left: Node, right: Node) -> Node:
        """The greater."""
        if left is right or left.low >= right.high:
            return left
        if right.low >= left.high:
            return right
        left, right = _ordered(left, right)
        return self._make(Do.MAXIMUM, (left, right), None, max(left.low, right.low), max(left.high, right.high))

    def absolute(self, operand: Node) -> Node:
        """The operand without its sign."""
        if operand.low >= 0:
            return operand
        if operand.high <= 0:
            return self.negate(operand)
        return self.within(self.maximum(operand, self.negate(operand)), 0, max(-operand.low, operand.high))

    def choose(self, condition: Node, positive: Node, negative: Node) -> Node:
        """The second where the first is true, else the third: two numbers or two truths."""
        if condition is self.true or positive is negative:
            return positive
        if condition is self.false:
            return negative
        if condition.do is Do.NOT:
            return self.choose(condition.operands[0], negative, positive)
        if positive.truth:
            return self.either(self.both(condition, positive), self.both(self.no(condition), negative))
        low, high = min(positive.low, negative.low), max(positive.high, negative.high)
        return self._make(Do.CHOOSE, (condition, positive, negative), None, low, high)

    # Truths.

    def less(self, left: Node, right: Node) -> Node:
        """Whether left is below right."""
        if left is right or left.low >= right.high:
            return self.false
        if left.high < right.low:
            return self.true
        return self._make(Do.LESS, (left, right), None, 0, 1, truth=True)

    def at_most(self, left: Node, right: Node) -> Node:
        """Whether left is not above right."""
        if left is right or left.high <= right.low:
            return self.true
        if left.low > right.high:
            return self.false
        return self._make(Do.AT_MOST, (left, right), None, 0, 1, truth=True)

    def equal(self, left: Node, right: Node) -> Node:
        """Whether two numbers are the same."""
        if left is right:
            return self.true
        if left.high < right.low or right.high < left.low:
            return self.false
        if left.is_constant and right.is_constant:
            return self.of(left.low == right.low)
        left, right = _ordered(left, right)
        return self._make(Do.EQUAL, (left, right), None, 0, 1, truth=True)

    def no(self, operand: Node) -> Node:
        """Whether the operand is false."""
        if operand.is_constant:
            return self.of(not operand.value)
        if operand.do is Do.NOT:
            return operand.operands[0]
        if operand.do is Do.LESS:
            return self.at_most(operand.operands[1], operand.operands[0])
        if operand.do is Do.AT_MOST:
            return self.less(operand.operands[1], operand.operands[0])
        if operand.do in {Do.AND, Do.OR}:
            return self._denied(operand)
        return self._make(Do.NOT, (operand,), None, 0, 1, truth=True)

    def _denied(self, operand: Node) -> Node:
        """
        The denial of a conjunction or disjunction by De Morgan's laws, so that a truth and its denial are found to be
        such however they were made. Each is worked out once: they stand in one another, many times over.
        """
        found = self._denials.get(operand.index)
        if found is None:
            join = self.either if operand.do is Do.AND else self.both
            found = self._denials[operand.index] = join(*[self.no(each) for each in operand.operands])
            self._denials.setdefault(found.index, operand)
        return found

    def both(self, *operands: Node) -> Node:
        """Whether all are true; of none, true."""
        return self._join(Do.AND, operands, self.true, self.false)

    def either(self, *operands: Node) -> Node:
        """Whether one is true; of none, false."""
        return self._join(Do.OR, operands, self.false, self.true)

    def _join(self, do: Do, operands: Iterable[Node], idle: Node, decisive: Node) -> Node:
        found: dict[int, Node] = {}
        pending = list(operands)[::-1]
        while pending:
            each = pending.pop()
            if each is decisive:
                return decisive
            if each.do is do:
                pending.extend(reversed(each.operands))
            elif each is not idle:
                found[each.index] = each
        denials: set[int] = set()
        for each in found.values():
            denied = self._found.get((Do.NOT, True, None, each.index)) if each.do in {Do.AND, Do.OR} else self.no(each)
            if denied is not None:
                if denied.index in found:
                    return decisive
                denials.add(denied.index)
        shorter = [each for each in self._needed(do, found, denials) if each is not idle]
        if len(shorter) < len(found) or any(each.index not in found for each in shorter):
            return self._join(do, shorter, idle, decisive)
        if not found:
            return idle
        joined = tuple(found.values())
        return joined[0] if len(joined) == 1 else self._make(do, joined, None, 0, 1, truth=True)

    def _needed(self, do: Do, found: Mapping[int, Node], denials: Collection[int]) -> Iterator[Node]:
        """Of a or (a and b) only a is needed, and of a or (not a and b) only a and b; the same with and for or."""
        other, join = (Do.OR, self.either) if do is Do.AND else (Do.AND, self.both)
        for each in found.values():
            if each.do is not other:
                yield each
            elif not any(operand.index in found for operand in each.operands):
                kept = [operand for operand in each.operands if operand.index not in denials]
                yield each if len(kept) == len(each.operands) else join(*kept)

    def count(self, *operands: Node) -> Node:
        """How many of the truths are true."""
        certain = sum(operand is self.true for operand in operands)
        open_ = tuple(operand for operand in operands if not operand.is_constant)
        counted = self._make(Do.COUNT, open_, None, 0, len(open_)) if open_ else self.constant(0)
        return self.add(counted, self.constant(certain))

    def again(self, node: Node, operands: Sequence[Node]) -> Node:
        """The operation of *node* on other operands."""
        if node.do is Do.ADD and node.value is not None:
            return self.within(operands[0], node.low, node.high)
        if node.do is Do.ROOT:
            assert isinstance(node.value, int)  # noqa: S101  # INVARIANT: the value of a root is its degree
            return self.root(operands[0], node.value)
        return MAKERS[node.do](self, *operands)


# What makes the nodes of each operation that has operands.
MAKERS: Mapping[Do, Callable[..., Node]] = {
    Do.ADD: Graph.add,
    Do.SUBTRACT: Graph.subtract,
    Do.MULTIPLY: Graph.multiply,
    Do.FLOOR_DIVIDE: Graph.floor_divide,
    Do.MINIMUM: Graph.minimum,
    Do.MAXIMUM: Graph.maximum,
    Do.CHOOSE: Graph.choose,
    Do.LESS: Graph.less,
    Do.AT_MOST: Graph.at_most,
    Do.EQUAL: Graph.equal,
    Do.NOT: Graph.no,
    Do.AND: Graph.both,
    Do.OR: Graph.either,
    Do.COUNT: Graph.count,
}


def _is(node: Node, number: int) -> bool:
    return node.do is Do.CONSTANT and node.low == number


def _ordered(left: Node, right: Node) -> tuple[Node, Node]:
    """Operands that may change places: the constant first, then the older, so that equal nodes are found."""
    if right.is_constant or (right.index < left.index and not left.is_constant):
        return right, left
    return left, right
