"""
Blocks in memory, looked at through views: all rows or some of them, each node worked out once for each view.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from incentives.tables.emitted import Emitter, Function
from incentives.tables.graph import Do, Node
from incentives.tables.words import Asks, WordTest, answer

Array: TypeAlias = NDArray[Any]
Rows: TypeAlias = NDArray[np.intp]
Chosen: TypeAlias = "Rows | slice"
# So many rows are looked at together: their columns stay in the processor's cache.
PIECE = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """A column as it lies in memory, nought where it is not known, with its vocabulary if it is one of words."""

    values: Array
    known: Array | None
    vocabulary: tuple[str | frozenset[str], ...] = ()


@dataclass(eq=False)
class Columns:
    """The columns of a block, and what tests say of the words of their vocabularies."""

    stored: Mapping[object, Stored]
    tables: dict[WordTest | Node, Array] = field(default_factory=dict)

    def table(self, test: WordTest, *, truth: bool) -> Array:
        """For each word of a vocabulary what a test says of it."""
        found = self.tables.get(test)
        if found is None:
            words = self.stored[test.column].vocabulary
            if test.asks is Asks.NUMBER:
                answers = [self.numbers[word] for word in words] or [0]
            else:
                answers = [answer(test.asks, test.words, word) for word in words] or [0]
            found = self.tables[test] = np.array(answers, dtype=np.bool_ if truth else np.int64)
        return found

    def table_of(self, node: Node, function: Function) -> Array:
        """For each word of a vocabulary what a node comes to that depends on it alone."""
        found = self.tables.get(node)
        if found is None:
            tests = [(each.value, each.truth) for each in function.inputs]
            told = [self.table(test, truth=truth) for test, truth in tests if isinstance(test, WordTest)]
            found = self.tables[node] = np.asarray(function.call(*told))
        return found

    @cached_property
    def numbers(self) -> Mapping[str | frozenset[str], int]:
        """A number for each word of any column."""
        words = dict.fromkeys(word for stored in self.stored.values() for word in stored.vocabulary)
        return {word: number for number, word in enumerate(words)}


class View:
    """
    Some rows of a block, through which nodes are worked out.

    Args:

        chosen: Where in the block its rows are.

        wider: The view that it is a part of, *at* its rows there.

        shared: A view around it that many programmes look through, if there is one, and its rows there: columns are
            fetched there first, once for all, instead of from far apart in the block.
    """

    def __init__(
        self,
        columns: Columns,
        emitter: Emitter,
        rows: int,
        chosen: Chosen,
        *,
        wider: View | None = None,
        at: Chosen | None = None,
        shared: tuple[View, Rows] | None = None,
    ) -> None:
        self.columns = columns
        self.emitter = emitter
        self.rows = rows
        self.chosen = chosen
        self.is_shared = False
        self._wider = wider
        self._at = at
        self._shared = shared
        self._found: dict[int, Array] = {}
        self._fetched: dict[tuple[object, bool], Array] = {}

    def narrowed(self, rows: Rows) -> View:
        """Only the rows at the places *rows* of this view."""
        shared = None
        if self.is_shared:
            shared = (self, rows)
        elif self._shared is not None:
            shared = (self._shared[0], self._shared[1][rows])
        return View(self.columns, self.emitter, len(rows), self.places(rows), wider=self, at=rows, shared=shared)

    def pieces(self) -> Iterator[View]:
        """Views of its rows in pieces of about the same size, not too large; they may be used at the same time."""
        count = max(1, -(-self.rows // PIECE))
        ends = [self.rows * number // count for number in range(count + 1)]
        for start, stop in pairwise(ends):
            at = slice(start, stop)
            if isinstance(self.chosen, slice):
                chosen: Chosen = slice(self.chosen.start + start, self.chosen.start + stop)
            else:
                chosen = np.asarray(self.chosen[at])
            yield View(self.columns, self.emitter, stop - start, chosen, wider=self, at=at)

    def places(self, rows: Rows | None = None) -> Chosen:
        """Where in the block the rows of this view are, or those at the places *rows* of it."""
        if rows is None:
            return self.chosen
        if isinstance(self.chosen, slice):
            found: Rows = rows + self.chosen.start
            return found
        return self.chosen[rows]

    def column(self, node: Node) -> Array:
        """The values of a node, one for each row."""
        found = self.values(node)
        return found if found.shape else np.broadcast_to(found, (self.rows,))

    def values(self, node: Node) -> Array:
        """The values of a node; of a constant a single one."""
        found = self._found.get(node.index)
        if found is None:
            found = self._found[node.index] = self._work_out(node)
        return found

    def forget(self, programme: str) -> None:
        """Let go of what only *programme* asks for."""
        owner = self.emitter.owner
        for index in [index for index in self._found if owner.get(index) == programme]:
            del self._found[index]

    def _work_out(self, node: Node) -> Array:
        match node.do:
            case Do.CONSTANT:
                return np.array(node.value, dtype=object) if node.is_wide else np.asarray(node.value)
            case Do.COLUMN:
                return self._fetch(node.value, known=False)
            case Do.IS_KNOWN:
                return self._fetch(node.value, known=True)
        if self._wider is not None and node.index in self._wider._found:  # noqa: SLF001  # a view of the same kind
            wider = self._wider._found[node.index]  # noqa: SLF001  # as above
            return _picked(wider, self._at) if wider.shape and self._at is not None else wider
        if node.do is Do.LOOK_UP:
            assert isinstance(node.value, WordTest)  # noqa: S101  # INVARIANT: what is looked up is a test of words
            table = self.columns.table(node.value, truth=node.truth)
            return table.take(self._fetch(node.value.column, known=False), mode="clip")
        function = self.emitter.function(node)
        if function.words is not None:
            table = self.columns.table_of(node, function)
            return table.take(self._fetch(function.words, known=False), mode="clip")
        return np.asarray(function.call(*[self.values(each) for each in function.inputs]))

    def _fetch(self, key: object, *, known: bool) -> Array:
        """The rows of a column, or which of them are known."""
        found = self._fetched.get((key, known))
        if found is None:
            found = self._fetched[key, known] = self._fetch_anew(key, known=known)
        return found

    def _fetch_anew(self, key: object, *, known: bool) -> Array:
        if self._shared is not None:
            view, rows = self._shared
            whole = view._fetch(key, known=known)  # noqa: SLF001  # a view of the same kind
            return _picked(whole, rows) if whole.shape else whole
        stored = self.columns.stored[key]
        values = stored.known if known else stored.values
        if values is None:
            return np.asarray(True)
        found = _picked(values, self.chosen)
        # Words are looked up by their codes, again and again.
        return found.astype(np.intp) if stored.vocabulary and not known else found


def _picked(values: Array, rows: Chosen) -> Array:
    """The values at *rows*, all of which are there."""
    return values[rows] if isinstance(rows, slice) else values.take(rows, mode="clip")
