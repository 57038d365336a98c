"""
The graph as numpy code: each node that something asks for becomes a function of arrays, written once for each plan.

Nothing of a rule file stands in the code but whole numbers: it is made from nodes alone. What a node needs more than 64
bits for is carried out on Python integers, slowly and exactly. A long calculation on one column of few different values
(days of the calendar) is worked out beforehand for each of them and looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import isqrt
from threading import Lock
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from incentives.tables.graph import LARGEST, Do, Node
from incentives.tables.words import WordTest
from incentives.values import integer_root

Array: TypeAlias = NDArray[Any]

INFIX: Mapping[Do, str] = {
    Do.ADD: "+",
    Do.SUBTRACT: "-",
    Do.MULTIPLY: "*",
    Do.FLOOR_DIVIDE: "//",
    Do.LESS: "<",
    Do.AT_MOST: "<=",
    Do.EQUAL: "==",
    Do.AND: "&",
    Do.OR: "|",
}
LEAVES = frozenset({Do.COLUMN, Do.IS_KNOWN, Do.LOOK_UP})
# How much work an operation is, where it is more than an addition.
STEPS: Mapping[Do, int] = {Do.FLOOR_DIVIDE: 3, Do.LOOK_UP: 3, Do.COLUMN: 3, Do.ROOT: 200}
# A calculation on one column is looked up where it has more steps than this and the column no more values than that.
LONG = 6
MANY_STEPS = 1000
MOST_VALUES = 1 << 16
DEEPEST = 24
# What several ask for is kept from so many steps on; less is as quickly done again.
WORTH = 8


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """
    Code for one node: the nodes whose values it is a function of, in order, and the function.

    Args:

        words: The column of words that it depends on alone, if there is one: then it is worked out for each word of the
            vocabulary, its inputs being what tests say of these, and looked up for each row.
    """

    inputs: tuple[Node, ...]
    call: Callable[..., Array]
    words: object = None


class Emitter:
    """
    Writes functions for nodes.

    Args:

        roots: For each programme the nodes that it asks for. What several of them use is a function of its own, so that
            its values can be kept.
    """

    def __init__(self, roots: Mapping[str, Sequence[Node]]) -> None:
        self._uses: dict[int, int] = {}
        self.owner: dict[int, str | None] = {}
        self._functions: dict[int, Function] = {}
        self._sources: dict[int, object] = {}
        self._steps: dict[int, int] = {}
        self._lock = Lock()
        for programme, each in roots.items():
            for root in each:
                self._use(root, programme)

    def _use(self, root: Node, programme: str) -> None:
        for node in cone([root]):
            self._uses[node.index] = self._uses.get(node.index, 0) + 1
            owner = self.owner.setdefault(node.index, programme)
            if owner != programme:
                self.owner[node.index] = None

    def function(self, root: Node) -> Function:
        """The function of a node."""
        found = self._functions.get(root.index)
        if found is None:
            with self._lock:
                found = self._functions[root.index] = self._function(root)
        return found

    def _function(self, root: Node) -> Function:
        table = self._table_of(root)
        if table is not None:
            return self._looked_up(root, table)
        words = self._words_of(root)
        return self._written(root) if words is None else self._written(root, stop=False, words=words)

    # Looked up.

    def _table_of(self, node: Node) -> Node | None:
        """The one column that a long calculation depends on, if its values are few."""
        column = self._source_of(node)
        if not isinstance(column, Node) or node.is_wide or self._steps[node.index] <= LONG:
            return None
        return column if column.high - column.low < MOST_VALUES else None

    def _words_of(self, node: Node) -> object:
        """The column of words that a calculation depends on alone; None if there is none, or it is a single test."""
        source = self._source_of(node)
        return None if node.do in LEAVES or node.is_wide or isinstance(source, Node) else source

    def _source_of(self, node: Node) -> object:
        """
        What a node depends on alone: a column of numbers as its node, one of words by its key; None if it depends on
        several, or if it asks what is known.
        """
        pending = [node]
        while pending:
            each = pending[-1]
            operands = [operand for operand in each.operands if not operand.is_constant]
            open_ = [operand for operand in operands if operand.index not in self._sources]
            if open_:
                pending.extend(open_)
                continue
            pending.pop()
            sources = {self._sources[operand.index] for operand in operands}
            if each.do is Do.COLUMN:
                sources = {each}
            elif isinstance(each.value, WordTest):
                sources = {each.value.column}
            steps = 1 + sum(self._steps[operand.index] for operand in operands)
            self._steps[each.index] = min(steps, MANY_STEPS)
            self._sources[each.index] = sources.pop() if len(sources) == 1 else None
        return self._sources[node.index]

    def _looked_up(self, root: Node, column: Node) -> Function:
        values = np.arange(column.low, column.high + 1, dtype=np.int64)
        written = self._written(root, stop=False)
        table = np.ascontiguousarray(np.broadcast_to(written.call(values), values.shape))
        low = column.low
        if low == 0:
            return Function((column,), lambda codes: table.take(codes, mode="clip"))
        # Nought stands for what is not known, and may lie outside; what is told for it nobody looks at.
        return Function((column,), lambda days: table.take(days - low, mode="clip"))

    # Written.

    def _written(self, root: Node, *, stop: bool = True, words: object = None) -> Function:
        """Code for a node. With *stop*, what others use more often comes as an input."""
        inputs: dict[int, Node] = {}
        order: list[Node] = []
        seen: set[int] = set()
        pending = [root]
        while pending:
            node = pending.pop()
            if node.index in seen or node.is_constant:
                continue
            seen.add(node.index)
            if node is not root and (node.do in LEAVES or (stop and self._is_input(node, root))):
                inputs[node.index] = node
                continue
            order.append(node)
            pending.extend(node.operands)
        order.sort(key=lambda node: node.index)
        given = tuple(inputs[index] for index in sorted(inputs))
        return Function(given, _Code(order, given).function(), words)

    def _is_input(self, node: Node, root: Node) -> bool:
        if self._table_of(node) is not None or self._words_of(node) is not None:
            return True
        return self._uses.get(node.index, 1) > self._uses.get(root.index, 1) and self._steps[node.index] >= WORTH


class _Code:
    """The text of one function: a line for each node that is used more than once, the others inside."""

    def __init__(self, order: Sequence[Node], inputs: Sequence[Node]) -> None:
        self.order = order
        self.names = {node.index: f"a{place}" for place, node in enumerate(inputs)}
        self.arguments = ", ".join(self.names.values())
        self.uses: dict[int, int] = {}
        for node in order:
            for operand in node.operands:
                self.uses[operand.index] = self.uses.get(operand.index, 0) + 1
        self.last = {operand.index: node.index for node in order for operand in node.operands}

    def function(self) -> Callable[..., Array]:
        """The function."""
        lines: list[str] = []
        depth: dict[int, int] = {}
        text = ""
        for place, node in enumerate(self.order):
            text = self._text(node)
            depth[node.index] = 1 + max((depth.get(operand.index, 0) for operand in node.operands), default=0)
            final = place == len(self.order) - 1
            if not final and (self.uses.get(node.index, 0) > 1 or depth[node.index] > DEEPEST):
                name = f"v{node.index}"
                lines.append(f"{name} = {text}")
                text = name
                depth[node.index] = 0
            self.names[node.index] = text
        body = "\n    ".join([*lines, f"return {text}"])
        source = f"def function({self.arguments}):\n    {body}\n"
        names: dict[str, Any] = {"where": np.where, "minimum": np.minimum, "maximum": np.maximum}
        names |= {"int64": np.int64, "wide": _wide, "narrow": _narrow, "truth": _truth, "count": _count, "root": _root}
        exec(compile(source, "<plan>", "exec"), names)  # noqa: S102  # made of nodes: names and whole numbers
        found: Callable[..., Array] = names["function"]
        return found

    def _text(self, node: Node) -> str:
        do = node.do
        operands = [self._operand(operand) for operand in node.operands]
        if do is Do.NOT:
            return f"(~{operands[0]})"
        if do is Do.COUNT:
            return f"count({', '.join(operands)})"
        if do is Do.ADD and node.value is not None:
            return operands[0]
        numbers = [operand for operand in node.operands if not operand.truth]
        if do is Do.EQUAL and node.operands[0].is_constant and _is_flag(node.operands[1]):
            return f"truth({operands[1]}, {node.operands[0].low})"
        if do is Do.ROOT:
            text = f"root({operands[0]}, {node.value})"
            return text if node.is_wide else f"narrow({text})"
        wide = any(operand.is_wide for operand in numbers) or (not node.truth and node.is_wide)
        if wide:
            operands = [
                text if operand.truth else f"wide({text})"
                for text, operand in zip(operands, node.operands, strict=True)
            ]
        if do in INFIX:
            text = f"({f' {INFIX[do]} '.join(operands)})"
        elif do is Do.CHOOSE and not wide and (product := _as_product(node, operands)):
            text = product
        else:
            name = {Do.CHOOSE: "where", Do.MINIMUM: "minimum", Do.MAXIMUM: "maximum"}[do]
            text = f"{name}({', '.join(operands)})"
        if wide and node.truth:
            return f"{text}.astype(bool)"
        if wide and not node.is_wide:
            return f"narrow({text})"
        return text

    def _operand(self, node: Node) -> str:
        if node.is_constant:
            return str(node.value)
        return self.names[node.index]


def _as_product(node: Node, operands: Sequence[str]) -> str | None:
    """
    A choice between a number and nought, or between two constants, as a product with a truth: that is several times
    faster than to choose row by row.
    """
    condition, (first, second) = operands[0], node.operands[1:]
    if _is_flag(first) or _is_flag(second):
        return None  # a column of truths, whose product with a truth is none of numbers
    if second.is_constant and (first.is_constant or second.low == 0):
        difference = first.low - second.low if first.is_constant else 0
        factor = f"int64({difference})" if first.is_constant else operands[1]
        if abs(difference) > LARGEST:
            return None
        return f"({condition} * {factor})" if second.low == 0 else f"({condition} * {factor} + {second.low})"
    if first.is_constant and first.low == 0:
        return f"((~{condition}) * {operands[2]})"
    return None


def _is_flag(node: Node) -> bool:
    return node.do is Do.COLUMN and (node.low, node.high) == (0, 1)


def _truth(values: Array, wanted: int) -> Array:
    """Whether a column of noughts and ones is *wanted*: as it stands, if it is one of truths."""
    if values.dtype == np.bool_:
        return values if wanted else ~values
    return np.equal(values, wanted)


def _wide(values: Array | int) -> Array:
    return np.asarray(values, dtype=object)


def _narrow(values: Array) -> Array:
    return values.astype(np.int64)


def _root(values: Array | int, degree: int) -> Array:
    """The whole parts of roots, row by row."""
    root = isqrt if degree == 2 else partial(integer_root, degree=degree)
    return np.asarray(np.frompyfunc(root, 1, 1)(_wide(values)), dtype=object)


def _count(*truths: Array) -> Array:
    total = truths[0].astype(np.int64)
    for each in truths[1:]:
        total += each
    return total


def cone(roots: Iterable[Node]) -> list[Node]:
    """What nodes are made of, themselves included, operands first; constants are left out."""
    found: dict[int, Node] = {}
    pending = list(roots)
    while pending:
        node = pending.pop()
        if node.index not in found and not node.is_constant:
            found[node.index] = node
            pending.extend(node.operands)
    return [found[index] for index in sorted(found)]


def steps_of(root: Node) -> int:
    """How much work a node is, in simple operations."""
    return sum(STEPS.get(node.do, 1) for node in cone([root]))
