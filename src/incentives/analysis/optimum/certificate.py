"""
What shows that no permitted choice is worth more, and a check of it that trusts nothing of the search.

A certificate is a tree of cases: a decision is 0 or it is 1. At each end of the tree stand multipliers of the rows,
none below nothing. Adding up the rows times their multipliers gives a bound that no choice of that case can exceed
(weak duality); it must not be above the worth of the choice that is claimed to be best. Worths are tuples, compared
from their first place on; all that is used of them is that they can be added, multiplied with a number and ordered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

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


Certificate: TypeAlias = Case | Cases


def bound(model: Model, fixed: Mapping[int, int], multipliers: Mapping[int, Worth]) -> Worth:
    """What no choice with the *fixed* decisions is worth more than, by these multipliers."""
    total = list(model.nothing)
    rest = [list(column.worth) for column in model.columns]
    for index, multiplier in multipliers.items():
        row = model.rows[index]
        total = [each + part * row.most for each, part in zip(total, multiplier, strict=True)]
        for column, factor in row.factors.items():
            rest[column] = [each - part * factor for each, part in zip(rest[column], multiplier, strict=True)]
    for index, left in enumerate(rest):
        # A free column adds what is left of its worth if that is more than nothing, a fixed one as it is fixed.
        if fixed.get(index, 1) and (index in fixed or tuple(left) > model.nothing):
            total = [each + part for each, part in zip(total, left, strict=True)]
    return tuple(total)


def verify(model: Model, values: Sequence[Number], certificate: Certificate) -> bool:
    """Whether *values* is a permitted choice and *certificate* shows that none is worth more."""
    if not model.permits(values):
        return False
    best = model.worth(values)
    pending: list[tuple[Certificate, dict[int, int]]] = [(certificate, {})]
    while pending:
        case, fixed = pending.pop()
        if isinstance(case, Cases):
            if case.column in fixed or not model.columns[case.column].whole:
                return False
            pending.append((case.without, {**fixed, case.column: 0}))
            pending.append((case.having, {**fixed, case.column: 1}))
            continue
        if any(multiplier < model.nothing for multiplier in case.multipliers.values()):
            return False
        if bound(model, fixed, case.multipliers) > best:
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
        else:
            found += 1
    return found
