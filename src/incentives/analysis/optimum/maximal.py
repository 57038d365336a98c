"""
All choices of a small model that may be the best one, whatever its columns are worth.

Where no column that counts is worth less than nothing, the best choice is among those to which nothing that counts can
be added. They are few where what excludes each other is chosen from few: so they are found once and compared for many
companies.
"""

from __future__ import annotations

from collections.abc import Collection

from incentives.analysis.optimum.model import Model, Number

MOST_STEPS = 5_000
MOST_FOUND = 128


class TooManyChoicesError(Exception):
    """To find them all would take too long."""


def maximal_choices(model: Model, counting: Collection[int]) -> list[tuple[int, ...]]:
    """
    The permitted choices of *model* that are maximal in the columns *counting*, one of each kind.

    Every column is taken for a decision, a share too: so it must be one that no row splits.

    Raises:

        TooManyChoicesError: if there are too many.
    """
    search = _Maximal(model, counting)
    search.run()
    # What was found later is never less than what was found before, but may be more.
    return [
        values
        for index, (kept, values) in enumerate(search.found)
        if all(kept & ~other for other, _ in search.found[index + 1 :])
    ]


class _Maximal:
    """
    Goes through all choices, what is had before what is not; leaves out what a choice that was found contains.

    What is had of the columns that count is a number with a bit for each.
    """

    def __init__(self, model: Model, counting: Collection[int]) -> None:
        self.count = len(model.columns)
        self.bits = [1 << column if column in counting else 0 for column in range(self.count)]
        # For each column: the row, what it takes away from the row's room if it is had, and if it is not.
        self.rows: list[list[tuple[int, Number, Number]]] = [[] for _ in range(self.count)]
        # What each row leaves if everything that is not decided yet is as it suits the row best.
        self.room: list[Number] = []
        for index, row in enumerate(model.rows):
            self.room.append(row.most - sum(factor for factor in row.factors.values() if factor < 0))
            for column, factor in row.factors.items():
                self.rows[column].append((index, max(factor, 0), max(-factor, 0)))
        self.values = [1] * self.count
        self.found: list[tuple[int, tuple[int, ...]]] = []
        self.steps = 0

    def run(self) -> None:
        """Find them."""
        if all(room >= 0 for room in self.room):
            self._from(0, sum(self.bits))

    def _from(self, column: int, hoped: int) -> None:
        """Decide the columns from *column* on; *hoped* is what is had if all of them are."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooManyChoicesError
        if any(not hoped & ~kept for kept, _ in self.found):
            return
        if column == self.count:
            self.found.append((hoped, tuple(self.values)))
            if len(self.found) > MOST_FOUND:
                raise TooManyChoicesError
            return
        room, rows = self.room, self.rows[column]
        for value in (1, 0):
            self.values[column] = value
            fits = True
            for index, having, lacking in rows:
                room[index] -= having if value else lacking
                fits = fits and room[index] >= 0
            if fits:
                self._from(column + 1, hoped if value else hoped & ~self.bits[column])
            for index, having, lacking in rows:
                room[index] += having if value else lacking
        self.values[column] = 1
