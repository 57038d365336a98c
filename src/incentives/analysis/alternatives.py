"""
What else could be chosen: how much worse the best choice with something left out is, and whether the best choice stays
the best whatever the missing facts turn out to be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from incentives.analysis.choosing import OBJECTIVE_PLACES, Choice
from incentives.analysis.optimum.model import Column, Model, Number, Row, Worth, part_of
from incentives.analysis.optimum.search import Found
from incentives.analysis.optimum.solve import Part, another, best
from incentives.analysis.question import Unit
from incentives.engine.results import Status
from incentives.ir.members import Member
from incentives.ir.rulebook import Nature

# In larger parts only the best other choice is looked for.
MOST_COLUMNS = 60
MOST_CANDIDATES = 3
Objectives = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """Another choice: all columns, and what the choice as a whole is then worth less."""

    values: tuple[Number, ...]
    loss: Worth


def others(
    parts: Sequence[Part], values: Sequence[Number], wanted: Mapping[Member, Sequence[int]]
) -> dict[Member, Other]:
    """
    The best choice with each of what the best choice has not, as far as it is known.

    Args:

        wanted: The columns of each, which lie in one part; to have one of them is enough.
    """
    found: dict[Member, Other] = {}
    for part in parts:
        own = {member: columns for member, columns in wanted.items() if columns and columns[0] in part.columns}
        if not own:
            continue
        if len(part.columns) <= MOST_COLUMNS:
            each = ((member, _with_it(part, values, columns)) for member, columns in own.items())
            found.update((member, other) for member, other in each if other is not None)
        else:
            found.update(_next_best(part, values, own))
    return found


def _with_it(part: Part, values: Sequence[Number], columns: Sequence[int]) -> Other | None:
    """The best choice that has one of *columns*; None if no permitted choice has them."""
    found = None
    for column in columns:
        other, _, _ = best(part.model, {part.columns.index(column): 1})
        if other is not None and (found is None or other.worth > found.worth):
            found = other
    return _other(part, values, found) if found is not None else None


def _next_best(part: Part, values: Sequence[Number], own: Mapping[Member, Sequence[int]]) -> dict[Member, Other]:
    """In a large part the best of all choices that have something more: what it has, none has at a smaller loss."""
    columns = sorted({part.columns.index(column) for columns in own.values() for column in columns})
    found = another(part, columns)
    if found is None:
        return {}
    other = _other(part, values, found)
    return {member: other for member, columns in own.items() if any(other.values[column] for column in columns)}


def _other(part: Part, values: Sequence[Number], found: Found) -> Other:
    return Other(_put(values, part, found.values), _minus(part.worth, found.worth))


def rivals(choice: Choice, parts: Sequence[Part], values: Sequence[Number]) -> list[tuple[Part, Other]]:
    """
    Choices that may turn out better than the best one, once what is missing is known; the most promising first.

    A choice is compared at its best with the best one at its worst: what both have counts the same, unless a ceiling
    may cut it differently. The result has them by the part in which they differ.
    """
    found: list[tuple[Part, Other]] = []
    for part in parts:
        units = _units(choice, part)
        if len(part.columns) > MOST_COLUMNS or not _is_open(choice, part, units):
            continue
        hopeful = _hopeful(choice, part, units, values)
        own = _at_worst(choice, units, values)
        left = [index for index, value in enumerate(part.values) if not value and hopeful.columns[index].whole]
        if not left:
            continue
        model = _with_row(hopeful, Row("another", dict.fromkeys(left, -1), -1))
        for _ in range(MOST_CANDIDATES):
            other, _, _ = best(model)
            if other is None or tuple(other.worth[:2]) <= own:
                break
            found.append((part, Other(_put(values, part, other.values), _minus((*own, 0, 0, 0), other.worth))))
            taken = [index for index in left if other.values[index]]
            apart = {index: -1 for index in left if index not in taken}
            model = _with_row(model, Row("yet another", {**dict.fromkeys(taken, 1), **apart}, len(taken) - 1))
    return sorted(found, key=lambda each: each[1].loss)


def has_large_doubts(choice: Choice, parts: Sequence[Part]) -> bool:
    """Whether something is open in a part that is too large to look for rivals in."""
    return any(len(part.columns) > MOST_COLUMNS and _is_open(choice, part, _units(choice, part)) for part in parts)


def objective_places(worth: Worth) -> Objectives:
    """What the objective compares, without what only tells equal choices apart."""
    return tuple(Fraction(each) for each in worth[:OBJECTIVE_PLACES])


def _units(choice: Choice, part: Part) -> list[int]:
    return [index for index, (_, high) in choice.units.items() if high in part.columns]


def _is_open(choice: Choice, part: Part, units: Sequence[int]) -> bool:
    """Whether anything in a part is not known."""
    columns = set(part.columns)
    rows = choice.model.rows
    own = [choice.question.units[index] for index in units]
    return (
        any(not unit.is_known for unit in own)
        or any(choice.question.pool[unit.programme].status is not Status.ELIGIBLE for unit in own)
        or bool(choice.loose.intersection(units))
        or any(rows[index].factors.keys() & columns for index in choice.uncertain_rows)
        or any(column in columns for column in choice.sure.values())
    )


def _hopeful(choice: Choice, part: Part, units: Sequence[int], values: Sequence[Number]) -> Model:
    """The part with every other choice at its best: entitled first, then on merit; what may not hold does not."""
    worths: dict[int, list[Number]] = {}
    # What nothing bounds may come to more than all the rest together.
    ends = (abs(end) for index in units for end in _ends(choice.question.units[index]))
    boundless = sum(ends, Fraction(1))
    for index in units:
        unit = choice.question.units[index]
        low, high = _ends(unit)
        if unit.amount.high is None:
            high = boundless
        taken = bool(values[choice.units[index][1]]) and index not in choice.loose
        place = 0 if unit.award.award.nature is Nature.ENTITLED else 1
        worths.setdefault(choice.units[index][1], [0, 0])[place] += low if taken else high
    columns = []
    for index in part.columns:
        column = choice.model.columns[index]
        first, second = worths.get(index, [0, 0])
        columns.append(Column(column.name, (first, second, 0, 0, column.worth[-1]), column.whole))
    certain = [row for index, row in enumerate(choice.model.rows) if index not in choice.uncertain_rows]
    everything = list(choice.model.columns)
    for index, column in zip(part.columns, columns, strict=True):
        everything[index] = column
    return part_of(Model(tuple(everything), tuple(certain), choice.model.places), part.columns)


def _at_worst(choice: Choice, units: Sequence[int], values: Sequence[Number]) -> tuple[Number, Number]:
    """What the best choice comes to in a part at the least: entitled, and on merit."""
    total: list[Number] = [0, 0]
    for index in units:
        unit = choice.question.units[index]
        low_column, high_column = choice.units[index]
        if unit.award.award.nature is Nature.ENTITLED:
            total[0] += _ends(unit)[0] * values[low_column]
        elif index not in choice.loose:
            total[1] += _ends(unit)[0] * values[high_column]
    return (total[0], total[1])


def _ends(unit: Unit) -> tuple[Fraction, Fraction]:
    """The least and the most that a unit counts; a ceiling on merit counts in full where nothing else is open."""
    low, high = sum(unit.low, Fraction(0)), sum(unit.high, Fraction(0))
    if unit.award.award.nature is Nature.DISCRETIONARY and unit.settled and unit.award.status is Status.ELIGIBLE:
        low = high
    return low, high


def _with_row(model: Model, row: Row) -> Model:
    return replace(model, rows=(*model.rows, row))


def _put(values: Sequence[Number], part: Part, own: Sequence[Number]) -> tuple[Number, ...]:
    """The whole choice with another choice in one part."""
    changed = list(values)
    for index, value in zip(part.columns, own, strict=True):
        changed[index] = value
    return tuple(changed)


def _minus(left: Worth, right: Worth) -> Worth:
    return tuple(a - b for a, b in zip(left, right, strict=True))
