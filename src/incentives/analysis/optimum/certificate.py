"""
What shows that no permitted choice is worth more, and a check of it that trusts nothing of the search.

A certificate is a tree of cases: a decision is 0 or it is 1. At each end of the tree stand multipliers of the rows,
none below nothing. Adding up the rows times their multipliers gives a bound that no choice of that case can exceed
(weak duality); it must not be above the worth of the choice that is claimed to be best. Worths are tuples, compared
from their first place on; all that is used of them is that they can be added, multiplied with a number and ordered.

Two shorthands make large trees small: rows that follow from the others because decisions are whole, which are made
anew here and then count like any row; and decisions that one bound settles all at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from incentives.analysis.optimum.cuts import Cut, derived
from incentives.analysis.optimum.model import Model, Number, Worth


@dataclass(frozen=True, slots=True)
class Case:
    """The end of a case: the multiplier of each row that has one."""

    multipliers: Mapping[int, Worth]


@dataclass(frozen=True, slots=True)
class Cases:
    """A decision and the certificate of each of its two cases."""

    column: int
    without: Certificate
    having: Certificate


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Decisions of which each, taken the other way, could not be worth more by these multipliers."""

    multipliers: Mapping[int, Worth]
    decided: Mapping[int, int]
    rest: Certificate


@dataclass(frozen=True, slots=True)
class Strengthened:
    """More rows, each made of those before it; they are numbered on from the rows of the model."""

    cuts: tuple[Cut, ...]
    rest: Certificate


Certificate: TypeAlias = Case | Cases | Narrowed | Strengthened


@dataclass(frozen=True, slots=True)
class Bound:
    """
    What no choice of a case is worth more than, and what is left of the worth of each column: each place in whole
    numbers, times its scale.
    """

    most: Sequence[Number]
    rest: Sequence[Worth]
    scales: Sequence[int]

    @property
    def worth(self) -> Worth:
        """What no choice is worth more than."""
        return tuple(Fraction(each) / scale for each, scale in zip(self.most, self.scales, strict=True))

    def holds_with(self, times: int, left: Worth, best: Worth) -> bool:
        """Whether the bound with *times* what is left of a column is not above *best*."""
        found = tuple(each + times * part for each, part in zip(self.most, left, strict=True))
        return found <= tuple(each * scale for each, scale in zip(best, self.scales, strict=True))


def bound(model: Model, fixed: Mapping[int, int], multipliers: Mapping[int, Worth]) -> Bound:
    """What no choice with the *fixed* decisions is worth more than, by these multipliers."""
    places: list[tuple[list[Number], Number, int]] = []
    for place in range(model.places):
        own = {row: times for row, worth in multipliers.items() if (times := worth[place])}
        places.append(_left(model, place, own))
    rest = list(zip(*(left for left, _, _ in places), strict=True))
    total = [constant for _, constant, _ in places]
    for index, left in enumerate(rest):
        # A free column adds what is left of its worth if that is more than nothing, a fixed one as it is fixed.
        if fixed.get(index, left > model.nothing):
            total = [each + part for each, part in zip(total, left, strict=True)]
    return Bound(total, rest, [scale for _, _, scale in places])


def _left(model: Model, place: int, multipliers: Mapping[int, Number]) -> tuple[list[Number], Number, int]:
    """
    What the rows leave of the worths at one place, and what they cost together: in whole numbers, times the scale that
    makes them whole.
    """
    rest: list[Number] = [column.worth[place] for column in model.columns]
    if not multipliers:
        return rest, 0, 1
    scale = math.lcm(*(times.denominator for times in multipliers.values()), *(each.denominator for each in rest))
    rest = [int(each * scale) for each in rest]
    constant: Number = 0
    for number, times in multipliers.items():
        whole = int(times * scale)
        row = model.rows[number]
        constant += whole * row.most
        for index, factor in row.factors.items():
            rest[index] -= whole * factor
    return rest, constant, scale


def verify(model: Model, values: Sequence[Number], certificate: Certificate) -> bool:
    """Whether *values* is a permitted choice and *certificate* shows that none is worth more."""
    if not model.permits(values):
        return False
    best = model.worth(values)
    pending: list[tuple[Certificate, Model, dict[int, int]]] = [(certificate, model, {})]
    while pending:
        case, rows, fixed = pending.pop()
        if isinstance(case, Strengthened):
            strengthened = with_cuts(rows, case.cuts)
            if strengthened is None:
                return False
            pending.append((case.rest, strengthened, fixed))
        elif isinstance(case, Cases):
            if not _are_open(rows, fixed, [case.column]):
                return False
            pending.append((case.without, rows, {**fixed, case.column: 0}))
            pending.append((case.having, rows, {**fixed, case.column: 1}))
        elif not _are_multipliers(rows, case.multipliers.values()):
            return False
        elif isinstance(case, Narrowed):
            if not _settles(rows, fixed, case, best):
                return False
            pending.append((case.rest, rows, {**fixed, **case.decided}))
        elif bound(rows, fixed, case.multipliers).worth > best:
            return False
    return True


def with_cuts(model: Model, cuts: Iterable[Cut]) -> Model | None:
    """The model with the rows that cuts make; None if one does not follow."""
    rows = list(model.rows)
    for cut in cuts:
        known = all(0 <= number < len(rows) for number in cut.multipliers)
        if not known or not _are_open(model, {}, cut.turned):
            return None
        rows.append(derived(model.columns, rows, cut))
    return replace(model, rows=tuple(rows))


def _are_open(model: Model, fixed: Mapping[int, int], columns: Iterable[int]) -> bool:
    """Whether these are decisions, and none is taken yet."""
    return all(0 <= each < len(model.columns) and model.columns[each].whole and each not in fixed for each in columns)


def _are_multipliers(model: Model, multipliers: Iterable[Worth]) -> bool:
    return all(multiplier >= model.nothing for multiplier in multipliers)


def _settles(model: Model, fixed: Mapping[int, int], case: Narrowed, best: Worth) -> bool:
    """Whether no choice that takes one of the decisions the other way is worth more than *best*."""
    if not _are_open(model, fixed, case.decided) or not set(case.decided.values()) <= {0, 1}:
        return False
    found = bound(model, fixed, case.multipliers)
    for index, value in case.decided.items():
        left = found.rest[index]
        # The bound has what is left of a column if that is more than nothing; the other way has it or has it not.
        counted = left > model.nothing
        if counted == (value == 0):
            return False
        if not found.holds_with(-1 if counted else 1, left, best):
            return False
    return True


def size(certificate: Certificate) -> int:
    """How many cases a certificate tells apart."""
    found = 0
    pending = [certificate]
    while pending:
        case = pending.pop()
        if isinstance(case, Cases):
            pending += [case.without, case.having]
        elif isinstance(case, (Narrowed, Strengthened)):
            pending.append(case.rest)
        else:
            found += 1
    return found
