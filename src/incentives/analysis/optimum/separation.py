"""
Finding rows that follow from a model and that a split choice breaks.

Only where to look: values are rough, what a cut says is worked out exactly by `cuts.derived`. Two kinds
close nearly all of the distance that programmes and their relations leave: closed walks along exclusions and
requirements that count to an odd number, and sets of awards that together exceed a ceiling.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from incentives.analysis.optimum.closing import PARTS
from incentives.analysis.optimum.cuts import Cut
from incentives.analysis.optimum.model import Model, Row

# All in parts of one. Values nearer to a whole number than this are whole.
SPLIT = 1
HALF = PARTS // 2
# A walk may leave open this much; beyond 1 its cut says nothing.
OPEN = PARTS * 6 // 10
# Of ceilings over more decisions than this not all sets are tried.
MOST_SETS = 9
# A cut must take away one part of a ceiling in so many.
WORTH_IT = 10_000
EACH_CEILING = 3

Edge = tuple[int, int, tuple[int, int]]


@dataclass(slots=True)
class _Item:
    """A decision under a ceiling: what it takes of it at most and now, and the rows that hold its shares to it."""

    decision: int
    size: int = 0
    now: int = 0
    parts: dict[int, int] = field(default_factory=dict)


class Separator:
    """Finds cuts for a model in whole numbers."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.ground = len(model.columns)
        self.pairs = [(number, odd) for number, row in enumerate(model.rows) if (odd := self._odd(row))]
        self.held: dict[int, tuple[int, int]] = {}
        for number, row in enumerate(model.rows):
            self._note_part(number, row)
        self.ceilings = [(number, row) for number, row in enumerate(model.rows) if self._is_ceiling(row)]

    def cuts(self, values: Sequence[int]) -> list[Cut]:
        """Cuts that *values* break."""
        return [*self.odd_walks(values), *self.covers(values)]

    # Walks of odd length.

    def _odd(self, row: Row) -> tuple[int, int] | None:
        """The one or two decisions with an odd factor that a row joins; one alone is joined to the ground."""
        if not all(self.model.columns[index].whole for index in row.factors):
            return None
        odd = [index for index, factor in row.factors.items() if int(factor) % 2]
        if not 1 <= len(odd) <= 2:  # one or two ends
            return None
        return (odd[0], odd[1] if len(odd) > 1 else self.ground)

    def odd_walks(self, values: Sequence[int]) -> Iterator[Cut]:
        """
        Rows that add up to even factors and an odd right side while leaving open less than 1: halved and rounded.

        Each decision stands in a graph twice, for an even and an odd sum so far; the shortest way from one to the other
        by what the rows leave open is such a walk.
        """
        ways = self._ways(values)
        seen: set[int] = set()
        starts = [index for index, value in enumerate(values) if self._is_split(index, value)]
        for start in sorted(starts, key=lambda index: (abs(values[index] - HALF), index)):
            if start in seen:
                continue
            walk = _shortest(ways, 2 * start, 2 * start + 1)
            if walk is None:
                continue
            odd: dict[tuple[int, int], bool] = {}
            for row, place in walk:
                odd[row] = not odd.get(row, False)
                seen.add(place // 2)
            yield self._halved([row for row, is_odd in odd.items() if is_odd])

    def _is_split(self, index: int, value: int) -> bool:
        return self.model.columns[index].whole and SPLIT < value < PARTS - SPLIT

    def _ways(self, values: Sequence[int]) -> list[list[Edge]]:
        """For each place of the graph where one can go: to what, what is left open, by which row."""
        ways: list[list[Edge]] = [[] for _ in range(2 * self.ground + 2)]

        def join(left: int, right: int, gap: int, most: int, row: tuple[int, int]) -> None:
            if gap < OPEN:
                length = max(gap, 0) + SPLIT
                for parity in (0, 1):
                    ways[2 * left + parity].append((2 * right + (parity ^ (most % 2)), length, row))
                    ways[2 * right + parity].append((2 * left + (parity ^ (most % 2)), length, row))

        for number, (left, right) in self.pairs:
            row = self.model.rows[number]
            gap = int(row.most) * PARTS - sum(int(factor) * values[index] for index, factor in row.factors.items())
            join(left, right, gap, int(row.most), (number, 0))
        for index, value in enumerate(values):
            if self.model.columns[index].whole:
                join(index, self.ground, value, 0, (-1, index))
                join(index, self.ground, PARTS - value, 1, (-2, index))
        return ways

    def _halved(self, walk: Sequence[tuple[int, int]]) -> Cut:
        """
        Half of each row of a walk. That a column is nothing or more need not be added: rounding down says it. That one
        is at most 1 is said by turning it: counted the other way round its factor is rounded there.
        """
        turned = frozenset(index for number, index in walk if number == -2)  # the range of a column
        return Cut({number: Fraction(1, 2) for number, _ in walk if number >= 0}, turned)

    # Ceilings.

    def _note_part(self, number: int, row: Row) -> None:
        """A row that holds a share to its decision."""
        if row.most == 0 and sorted(row.factors.values()) == [-1, 1]:
            share, decision = sorted(row.factors, key=lambda index: -row.factors[index])
            if not self.model.columns[share].whole and self.model.columns[decision].whole:
                self.held.setdefault(share, (decision, number))

    def _is_ceiling(self, row: Row) -> bool:
        return (
            len(row.factors) > 1
            and all(factor > 0 for factor in row.factors.values())
            and max(row.factors.values()) > 1
            and all(self.model.columns[index].whole or index in self.held for index in row.factors)
        )

    def covers(self, values: Sequence[int]) -> Iterator[Cut]:
        """
        Of awards that exceed a ceiling together: what each of them brings beyond the excess, it brings only if chosen.
        """
        for number, row in self.ceilings:
            items = self._items(row, values)
            room = int(row.most)
            found: list[tuple[int, int, int, Sequence[_Item]]] = []
            for chosen in _sets(items, values):
                excess = sum(item.size for item in chosen) - room
                if excess <= 0:
                    continue
                lost = sum(
                    (item.size - excess) * (PARTS - values[item.decision]) for item in chosen if item.size > excess
                )
                above = sum(item.now for item in chosen) + lost - room * PARTS
                largest = max(item.size for item in chosen)
                if above * WORTH_IT > room * PARTS and largest > excess:
                    found.append((above, len(found), largest, chosen))
            for _, _, largest, chosen in sorted(found, reverse=True)[:EACH_CEILING]:
                multipliers = {number: Fraction(1, largest)}
                for item in chosen:
                    multipliers.update((part, Fraction(-size, largest)) for part, size in item.parts.items())
                yield Cut(multipliers, frozenset(item.decision for item in chosen))

    def _items(self, row: Row, values: Sequence[int]) -> list[_Item]:
        found: dict[int, _Item] = {}
        for index, factor in row.factors.items():
            decision, part = self.held.get(index, (index, None))
            item = found.setdefault(decision, _Item(decision))
            item.size += int(factor)
            item.now += int(factor) * values[index]
            if part is not None:
                item.parts[part] = int(factor)
        return list(found.values())


def _sets(items: Sequence[_Item], values: Sequence[int]) -> Iterable[Sequence[_Item]]:
    """Sets of items under one ceiling that may say something: all of few, of many the most chosen ones."""
    if len(items) <= MOST_SETS:
        for count in range(1, len(items) + 1):
            yield from combinations(items, count)
        return
    ordered = sorted(items, key=lambda item: (-values[item.decision], -item.size))
    for count in range(1, len(ordered) + 1):
        yield ordered[:count]
        if count > 1:
            yield [*ordered[: count - 2], ordered[count - 1]]


def _shortest(ways: Sequence[Sequence[Edge]], start: int, end: int) -> list[tuple[tuple[int, int], int]] | None:
    """The shortest way from *start* to *end*: its rows, each with the place it leads to."""
    best = {start: 0}
    came: dict[int, tuple[int, tuple[int, int]]] = {}
    pending = [(0, start)]
    while pending:
        length, place = heapq.heappop(pending)
        if place == end:
            break
        if length > best[place]:
            continue
        for to, more, row in ways[place]:
            longer = length + more
            if longer < OPEN and longer < best.get(to, OPEN):
                best[to] = longer
                came[to] = (place, row)
                heapq.heappush(pending, (longer, to))
    if end not in came:
        return None
    walk = []
    place = end
    while place != start:
        before, row = came[place]
        walk.append((row, place))
        place = before
    return walk
