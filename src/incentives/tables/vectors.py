"""
The graph carried out on columns in memory: integer arithmetic on blocks that stay in the processor's cache.

A block is looked at through a `View`: all of it, or some of its rows. What needs more than 64 bits is carried out on
Python integers, slowly and exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from incentives.tables.graph import Do, Node
from incentives.tables.words import WordTest, answer

Array: TypeAlias = NDArray[Any]
Rows: TypeAlias = NDArray[np.intp]

OPERATIONS: Mapping[Do, Callable[..., Array]] = {
    Do.ADD: np.add,
    Do.SUBTRACT: np.subtract,
    Do.MULTIPLY: np.multiply,
    Do.FLOOR_DIVIDE: np.floor_divide,
    Do.MINIMUM: np.minimum,
    Do.MAXIMUM: np.maximum,
    Do.CHOOSE: np.where,
    Do.LESS: np.less,
    Do.AT_MOST: np.less_equal,
    Do.EQUAL: np.equal,
    Do.NOT: np.logical_not,
}


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """A column as it lies in memory, with its vocabulary if it is one of words."""

    values: Array
    known: Array | None
    vocabulary: tuple[str | frozenset[str], ...] = ()


class View:
    """Some rows of a block, through which nodes are carried out, each once."""

    def __init__(self, columns: Mapping[object, Stored], rows: int, chosen: Rows | slice | None = None) -> None:
        self.columns = columns
        self.rows = rows
        self.chosen = chosen
        self._found: dict[int, Array] = {}
        self._loaded: dict[object, Array] = {}

    def piece(self, start: int, stop: int) -> View:
        """The rows from *start* to before *stop* of a view of all rows."""
        return View(self.columns, stop - start, slice(start, stop))

    def narrowed(self, rows: Rows) -> View:
        """Only the rows at the places *rows* of this view."""
        return View(self.columns, len(rows), self.places(rows))

    def places(self, rows: Rows | None = None) -> Rows | slice:
        """Where in the block the rows of this view are, or those at the places *rows* of it."""
        if self.chosen is None:
            return slice(None) if rows is None else rows
        if rows is None:
            return self.chosen
        return rows + self.chosen.start if isinstance(self.chosen, slice) else self.chosen[rows]

    def compute(self, roots: Sequence[Node]) -> list[Array]:
        """The values of nodes, each an array of as many rows as the view has."""
        for node in _order(roots, self._found):
            self._found[node.index] = self._carry_out(node)
        return [self._found[root.index] for root in roots]

    def column(self, root: Node) -> Array:
        """The values of one node, one for each row."""
        found = self.compute([root])[0]
        return np.broadcast_to(found, (self.rows,))

    def _carry_out(self, node: Node) -> Array:
        do = node.do
        if do is Do.CONSTANT:
            return np.asarray(node.value if node.truth or not node.is_wide else np.array(node.value, dtype=object))
        if do is Do.COLUMN:
            return self._values(node.value)
        if do is Do.IS_KNOWN:
            known = self.columns[node.value].known
            return np.asarray(True) if known is None else self._rows_of(known)
        if do is Do.LOOK_UP:
            assert isinstance(node.value, WordTest)  # noqa: S101  # INVARIANT: what is looked up is a test of words
            return self._look_up(node.value, truth=node.truth)
        operands = [self._found[operand.index] for operand in node.operands]
        if do in {Do.AND, Do.OR}:
            return _joined(np.logical_and if do is Do.AND else np.logical_or, operands)
        if do is Do.COUNT:
            total = operands[0].astype(np.int64)
            for each in operands[1:]:
                total = total + each
            return total
        if do is Do.ADD and node.value is not None:
            return operands[0]
        numbers = [operand for operand in node.operands if not operand.truth]
        if (not node.truth and node.is_wide) or any(operand.is_wide for operand in numbers):
            return _wide(node, operands)
        return OPERATIONS[do](*operands)

    def _values(self, key: object) -> Array:
        """A column, nought where it is not known."""
        if key not in self._loaded:
            stored = self.columns[key]
            values = self._rows_of(stored.values)
            if values.dtype not in (np.int64, np.bool_, object):
                values = values.astype(np.int64)
            if stored.known is not None:
                known = self._rows_of(stored.known)
                values = np.where(known, values, 0) if values.dtype == object else values * known
            self._loaded[key] = values
        return self._loaded[key]

    def _rows_of(self, values: Array) -> Array:
        return values if self.chosen is None else values[self.chosen]

    def _look_up(self, test: WordTest, *, truth: bool) -> Array:
        stored = self.columns[test.column]
        answers = [answer(test.asks, test.words, word) for word in stored.vocabulary] or [0]
        table = np.array(answers, dtype=np.bool_ if truth else np.int64)
        found: Array = table[self._values(test.column)]
        return found


def _order(roots: Sequence[Node], found: Mapping[int, Array]) -> list[Node]:
    """What must be carried out for the roots, operands first; an older node never uses a younger one."""
    needed: dict[int, Node] = {}
    pending = [root for root in roots if root.index not in found]
    while pending:
        node = pending.pop()
        if node.index not in needed:
            needed[node.index] = node
            pending.extend(
                operand for operand in node.operands if operand.index not in needed and operand.index not in found
            )
    return [needed[index] for index in sorted(needed)]


def _joined(join: Callable[..., Array], operands: Sequence[Array]) -> Array:
    found = join(operands[0], operands[1])
    for each in operands[2:]:
        # In place where the array is this function's own and large enough for all.
        if found.shape == each.shape and found.ndim:
            join(found, each, out=found)
        else:
            found = join(found, each)
    return found


def _wide(node: Node, operands: Sequence[Array]) -> Array:
    """An operation that 64 bits may not hold, on Python integers; back to 64 bits as soon as these hold the result."""
    exact = [
        each if operand.truth else each.astype(object) for operand, each in zip(node.operands, operands, strict=True)
    ]
    found = np.asarray(OPERATIONS[node.do](*exact))
    if node.truth:
        return found.astype(np.bool_)
    return found if node.is_wide else found.astype(np.int64)
