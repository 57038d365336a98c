"""
One row of a block as the profile of a company, for the exact evaluator.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from incentives.ir.rulebook import FactDeclaration, Rulebook
from incentives.profiles.profile import FactValue, HeldStatus, Profile, Yearly
from incentives.tables.block import Block, FactKey, Series
from incentives.types import Date, Numeric, Truth
from incentives.values import Known, Money, Row, Rows, Value, missing


def profile_of(block: Block, row: int, rulebook: Rulebook, *, name: str = "") -> Profile:
    """The company in *row* of *block*."""
    facts: dict[str, FactValue] = {}
    for key, series in block.facts.items():
        if key.item is not None:
            continue
        declared = rulebook.facts[key.name]
        value = value_of(series, row, declared)
        if value is None:
            continue
        if declared.yearly:
            facts[key.name] = _with_year(facts.get(key.name), key.year, value)
        else:
            facts[key.name] = value
    for list_name, counts in block.lists.items():
        if counts.known is None or counts.known[row]:
            facts[list_name] = Known(_items(block, row, rulebook.facts[list_name], int(counts.values[row])))
    held = {
        programme: HeldStatus(held=bool(series.values[row]))
        for programme, series in block.held.items()
        if series.known is None or series.known[row]
    }
    return Profile(name=name, facts=facts, fiscal_year_end=block.fiscal_year_end, statuses=held)


def value_of(series: Series, row: int, declared: FactDeclaration) -> Known | None:
    """The value of a fact in one row; None if it is not known."""
    if series.known is not None and not series.known[row]:
        return None
    number = int(series.values[row])
    match declared.type:
        case Truth():
            return Known(bool(number))
        case Date():
            return Known(date.fromordinal(number))
        case Numeric() as kind:
            amount = Fraction(number) * series.scale
            return Known(Money(amount, series.currency) if kind.power and series.currency else amount)
        case _:
            return Known(series.vocabulary[number])


def _with_year(stated: FactValue | None, year: int | None, value: Known) -> Yearly:
    before = stated if isinstance(stated, Yearly) else Yearly()
    if year is None:
        return Yearly(values=before.values, latest=value)
    return Yearly(values={**before.values, year: value}, latest=before.latest)


def _items(block: Block, row: int, declared: FactDeclaration, count: int) -> Rows:
    unknown: Mapping[str, Value] = {
        name: missing(f"{declared.name}.{name}", low=field.low, high=field.high)
        for name, field in declared.fields.items()
    }
    items = []
    for item in range(count):
        stated = dict(unknown)
        for name, field in declared.fields.items():
            series = block.facts.get(FactKey(declared.name, None, item, name))
            value = value_of(series, row, field) if series is not None else None
            if value is not None:
                stated[name] = value
        items.append(Row(tuple(stated.items())))
    return Rows(tuple(items))
