"""
Columns that exclude each other in pairs, as few rows as need be: of a whole group at most one says more than its pairs.

Each pair alone lets both sides be had by half, a group of forty then by twenty; one row over all of them does not.
"""

from __future__ import annotations

from collections.abc import Iterable


def cliques(pairs: Iterable[frozenset[int]]) -> list[tuple[int, ...]]:
    """
    Groups in which each column excludes each other, so that every pair is in one of them; the largest that are found by
    adding columns in their order.
    """
    edges = sorted(tuple(sorted(pair)) for pair in set(pairs))
    beside: dict[int, set[int]] = {}
    for left, right in edges:
        beside.setdefault(left, set()).add(right)
        beside.setdefault(right, set()).add(left)
    told: set[tuple[int, ...]] = set()
    found: list[tuple[int, ...]] = []
    for left, right in edges:
        if (left, right) in told:
            continue
        group, common = [left, right], beside[left] & beside[right]
        for column in sorted(common):
            if column in common:
                group.append(column)
                common = common & beside[column]
        group.sort()
        told.update((one, other) for place, one in enumerate(group) for other in group[place + 1 :])
        found.append(tuple(group))
    return found
