"""
What may stand beside what: the permitted set of programmes that gives most, found exactly.

Programmes that exclude each other form a graph; in each of its connected parts the set of greatest worth in which no
two exclude each other is searched by branching on one programme at a time (a maximum-weight independent set).
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from fractions import Fraction

from incentives.ir.rulebook import Relation, RelationKind, Rulebook

Worth = tuple[Fraction, Fraction, Fraction]
NOTHING: Worth = (Fraction(0), Fraction(0), Fraction(0))


def exclusions(rulebook: Rulebook, programmes: frozenset[str]) -> dict[str, dict[str, Relation]]:
    """Which of *programmes* exclude each other, both ways, with the clause that says so."""
    found: dict[str, dict[str, Relation]] = {name: {} for name in programmes}
    for name in programmes:
        for relation in rulebook.programmes[name].relations:
            if relation.kind is not RelationKind.EXCLUSIVE:
                continue
            for pattern in relation.programmes:
                for other in programmes:
                    if other != name and fnmatchcase(other, pattern):
                        found[name].setdefault(other, relation)
                        found[other].setdefault(name, relation)
    return found


def best(worth: Mapping[str, Worth], conflicts: Mapping[str, Mapping[str, Relation]]) -> frozenset[str]:
    """The permitted set that is worth most, compared in order: entitled for sure, entitled at best, discretionary."""
    chosen: set[str] = set()
    left = dict.fromkeys(sorted(worth))
    while left:
        part = _connected(next(iter(left)), conflicts)
        for name in part:
            left.pop(name, None)
        chosen |= _search(sorted(part), worth, conflicts)[1]
    return frozenset(chosen)


def _search(
    part: list[str], worth: Mapping[str, Worth], conflicts: Mapping[str, Mapping[str, Relation]]
) -> tuple[Worth, set[str]]:
    if not part:
        return NOTHING, set()
    # Branch where most is decided at once.
    busiest = max(part, key=lambda name: (len(conflicts[name].keys() & set(part)), name))
    rest = [name for name in part if name != busiest]
    free = [name for name in rest if name not in conflicts[busiest]]
    with_it, chosen = _search(free, worth, conflicts)
    with_it = _plus(with_it, worth[busiest])
    if len(free) == len(rest):
        return with_it, chosen | {busiest}
    without, others = _search(rest, worth, conflicts)
    return (with_it, chosen | {busiest}) if with_it >= without else (without, others)


def _plus(left: Worth, right: Worth) -> Worth:
    return (left[0] + right[0], left[1] + right[1], left[2] + right[2])


def _connected(start: str, conflicts: Mapping[str, Mapping[str, Relation]]) -> set[str]:
    found = {start}
    pending = [start]
    while pending:
        for other in conflicts[pending.pop()]:
            if other not in found:
                found.add(other)
                pending.append(other)
    return found
