"""
Multipliers of rows worked out exactly from which columns and rows a solution rests on.

What a solver says of their sizes is rounded; which columns stand between their ends and which rows leave nothing open
is not. The multipliers are then those that leave nothing of the worth of these columns: as many equations as unknowns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from incentives.analysis.optimum.model import Number, Row


def exact_multipliers(
    rows: Sequence[Row], worths: Sequence[Number], columns: Sequence[int], tight: Sequence[int]
) -> dict[int, Number] | None:
    """
    The multipliers of the *tight* rows that leave nothing of the worth of *columns*; None if these do not tell.
    """
    equations: dict[int, dict[int, Number]] = {column: {} for column in columns}
    for number in tight:
        for index, factor in rows[number].factors.items():
            if index in equations:
                equations[index][number] = factor
    sides: dict[int, Number] = {column: worths[column] for column in columns}
    order: list[tuple[int, int]] = []
    users: dict[int, set[int]] = {number: set() for number in tight}
    for column, equation in equations.items():
        for number in equation:
            users[number].add(column)
    left = set(equations)
    while left:
        # The shortest equation first, and in it the row that fewest others have: little is filled in.
        column = min(left, key=lambda each: (len(equations[each]), each))
        left.discard(column)
        equation = equations[column]
        if not equation:
            if sides[column]:
                return None
            continue
        pivot = min(equation, key=lambda number: (len(users[number]), number))
        order.append((column, pivot))
        for number in equation:
            users[number].discard(column)
        for other in list(users[pivot]):
            _eliminate(equations, sides, users, (column, pivot), other)
    return _back(order, equations, sides)


def _eliminate(
    equations: Mapping[int, dict[int, Number]],
    sides: dict[int, Number],
    users: Mapping[int, set[int]],
    by: tuple[int, int],
    other: int,
) -> None:
    """Take an equation off another one so often that the other one has no pivot."""
    column, pivot = by
    times = Fraction(equations[other][pivot]) / equations[column][pivot]
    sides[other] = _plain(sides[other] - times * sides[column])
    for number, factor in equations[column].items():
        changed = equations[other].get(number, 0) - times * factor
        if changed:
            equations[other][number] = _plain(changed)
            users[number].add(other)
        else:
            equations[other].pop(number, None)
            users[number].discard(other)


def _back(
    order: Sequence[tuple[int, int]], equations: Mapping[int, Mapping[int, Number]], sides: Mapping[int, Number]
) -> dict[int, Number]:
    """The unknowns, the last one first."""
    found: dict[int, Number] = {}
    for column, pivot in reversed(order):
        rest = sides[column]
        for number, factor in equations[column].items():
            if number != pivot:
                rest -= factor * found.get(number, 0)
        found[pivot] = _plain(Fraction(rest) / equations[column][pivot])
    return found


def _plain(number: Number) -> Number:
    """The same number without a denominator of 1: whole numbers are much faster."""
    return number.numerator if number.denominator == 1 else number
