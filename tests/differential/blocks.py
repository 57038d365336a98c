"""
Bound companies as blocks of columns, so that a table engine and the exact evaluator see the same facts.

Not the way of a real table, which has columns from the start: here scales are chosen by what the values need, and now
and then coarser, because an engine must take whatever scale it gets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import gcd, lcm

import numpy as np

from incentives.profiles.profile import Profile, Yearly
from incentives.tables.block import Block, FactKey, Series
from incentives.values import Known, Money, Rows, Value

CENT = Fraction(1, 100)
EDGE = 2**63


def blocks_of(profiles: Sequence[Profile], on: date) -> list[tuple[Block, list[int]]]:
    """The companies in blocks that one plan can take, each with the places of its companies in *profiles*."""
    groups: dict[object, list[int]] = defaultdict(list)
    for index, profile in enumerate(profiles):
        groups[profile.fiscal_year_end, _currencies(profile)].append(index)
    return [(_block([profiles[index] for index in rows], on), rows) for rows in groups.values()]


def _currencies(profile: Profile) -> object:
    """What two companies of one block must agree on: one currency for all, or one for each column."""
    stated = {
        key: value.value.currency
        for key, value in _cells(profile).items()
        if isinstance(value, Known) and isinstance(value.value, Money)
    }
    kinds = set(stated.values())
    return kinds.pop() if len(kinds) == 1 else tuple(sorted(stated.items(), key=str))


def _cells(profile: Profile) -> dict[FactKey, Value]:
    """Every value that a company states, by the column it stands in."""
    found: dict[FactKey, Value] = {}
    for name, value in profile.facts.items():
        match value:
            case Yearly(values=values, latest=latest):
                found |= {FactKey(name, year): each for year, each in values.items()}
                if latest is not None:
                    found[FactKey(name)] = latest
            case Known(value=Rows(items=items)):
                for index, row in enumerate(items):
                    found |= {FactKey(name, None, index, field): each for field, each in row.fields}
            case _:
                found[FactKey(name)] = value
    return found


def _block(profiles: Sequence[Profile], on: date) -> Block:
    rows = [_cells(profile) for profile in profiles]
    keys = dict.fromkeys(key for row in rows for key in row)
    facts = {key: _series([row.get(key) for row in rows]) for key in keys}
    names = dict.fromkeys(name for profile in profiles for name in profile.statuses)
    held = {name: _held(profiles, name, on) for name in names}
    return Block(
        rows=len(profiles),
        facts=facts,
        held=held,
        lists=_lists(profiles),
        fiscal_year_end=profiles[0].fiscal_year_end,
    )


def _held(profiles: Sequence[Profile], name: str, on: date) -> Series:
    stated = [profile.statuses.get(name) for profile in profiles]
    return _whole([None if each is None else int(each.covers(on)) for each in stated])


def _lists(profiles: Sequence[Profile]) -> Mapping[str, Series]:
    counts: dict[str, list[int | None]] = {}
    for index, profile in enumerate(profiles):
        for name, value in profile.facts.items():
            if isinstance(value, Known) and isinstance(value.value, Rows):
                counts.setdefault(name, [None] * len(profiles))[index] = len(value.value.items)
    return {name: _whole(each) for name, each in counts.items()}


def _series(values: Sequence[Value | None]) -> Series:
    """A column of values of one type."""
    plain = [value.value if isinstance(value, Known) else None for value in values]
    first = next((each for each in plain if each is not None), None)
    match first:
        case bool():
            return _whole([None if each is None else int(bool(each)) for each in plain])
        case date():
            return _whole([each.toordinal() if isinstance(each, date) else None for each in plain])
        case str() | frozenset():
            words = [each for each in plain if isinstance(each, (str, frozenset))]
            vocabulary = tuple(dict.fromkeys(words))
            codes = {word: code for code, word in enumerate(vocabulary)}
            return _whole(
                [codes[each] if isinstance(each, (str, frozenset)) else None for each in plain], vocabulary=vocabulary
            )
        case Money(currency=currency):
            return _scaled([each.amount if isinstance(each, Money) else None for each in plain], currency)
        case _:
            return _scaled([each if isinstance(each, Fraction) else None for each in plain], None)


def _scaled(numbers: Sequence[Fraction | None], currency: str | None) -> Series:
    known = [each for each in numbers if each is not None]
    scale = Fraction(1, lcm(*(each.denominator for each in known)))
    coarse = Fraction(gcd(*(int(each / scale) for each in known))) * scale
    if len(known) % 3 == 0 and coarse:
        scale = coarse
    elif currency and CENT.denominator % scale.denominator == 0:
        scale = CENT
    return _whole([None if each is None else int(each / scale) for each in numbers], scale=scale, currency=currency)


def _whole(
    numbers: Sequence[int | None],
    *,
    scale: Fraction = Fraction(1),
    currency: str | None = None,
    vocabulary: tuple[str | frozenset[str], ...] = (),
) -> Series:
    known = np.array([each is not None for each in numbers])
    whole = [each or 0 for each in numbers]
    kind = np.int64 if all(-EDGE <= each < EDGE for each in whole) else object
    return Series(
        values=np.array(whole, dtype=kind),
        known=None if known.all() else known,
        scale=scale,
        currency=currency,
        vocabulary=vocabulary,
    )
