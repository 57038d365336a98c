"""
The shape of a block: what is known of its columns before its rows are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from incentives.ir.rulebook import Programme, Rulebook
from incentives.tables.block import Block, Booleans, FactKey, Series
from incentives.tables.graph import LARGEST
from incentives.tables.shape import ColumnShape, Shape, rounded_days, rounded_range
from incentives.tables.vectors import Stored
from incentives.types import Date, Place, Record

FEW_ROWS = 4096
NEARLY_ALL = Fraction(9, 10)
MANY = Fraction(1, 2)


def used_facts(rulebook: Rulebook, programmes: Iterable[Programme]) -> frozenset[str]:
    """The facts that any of the programmes looks at."""
    return frozenset().union(*(programme.facts_used for programme in programmes)) & rulebook.facts.keys()


def shape_of(block: Block, rulebook: Rulebook, wide: frozenset[str], earliest: int | None) -> Shape:
    """The shape of a block."""
    columns = {key: _column(series, rulebook, key, wide) for key, series in sorted(block.facts.items(), key=_position)}
    held = {name: bool(_complete(series)) for name, series in sorted(block.held.items())}
    lists = {
        name: (int(series.values.max(initial=0)), bool(_complete(series)))
        for name, series in sorted(block.lists.items())
    }
    return Shape(columns, held, lists, block.fiscal_year_end, earliest)


def _position(item: tuple[FactKey, Series]) -> tuple[object, ...]:
    key = item[0]
    return (key.name, key.year or 0, -1 if key.item is None else key.item, key.field or "")


def _complete(series: Series) -> bool:
    return series.known is None or bool(series.known.all())


def _column(series: Series, rulebook: Rulebook, key: FactKey, wide: frozenset[str]) -> ColumnShape:
    complete = _complete(series)
    declared = rulebook.facts.get(key.name)
    kind = declared.type if declared else None
    if isinstance(kind, Record) and key.field and declared:
        kind = declared.fields[key.field].type if key.field in declared.fields else None
    if series.vocabulary:
        rough = frozenset(word for word in series.vocabulary if isinstance(word, str) and word in wide)
        is_place = isinstance(kind, Place)
        return ColumnShape(
            0, len(series.vocabulary) - 1, complete, series.scale, None, rough if is_place else frozenset()
        )
    if series.values.dtype == np.bool_:
        return ColumnShape(0, 1, complete, series.scale, series.currency)
    kept = series.values if series.known is None or complete else series.values[series.known]
    low, high = (int(kept.min()), int(kept.max())) if len(kept) else (0, 0)
    low, high = rounded_days(low, high) if isinstance(kind, Date) else rounded_range(low, high)
    return ColumnShape(low, high, complete, series.scale, series.currency)


def stored_columns(block: Block, shape: Shape) -> Mapping[object, Stored]:
    """The columns of a block by the keys that the graph names them with."""
    found: dict[object, Stored] = {}
    for key, series in block.facts.items():
        found[key] = _stored(series, shape.columns[key])
    for name, series in block.held.items():
        found["held", name] = _stored(series, None)
    for name, series in block.lists.items():
        found["items", name] = _stored(series, None)
    return found


def _stored(series: Series, shape: ColumnShape | None) -> Stored:
    """A column with something harmless where it is not known: nought, or of days the first."""
    known, values = None if _complete(series) else series.known, series.values
    if values.dtype not in (np.int64, np.bool_, object) and not series.vocabulary:
        values = values.astype(np.int64)
    if known is not None:
        nothing = shape.low if shape and shape.low > 0 else 0
        values = values & known if values.dtype == np.bool_ else np.where(known, values, nothing)
    if values.dtype == object and shape is not None and shape.low >= -LARGEST and shape.high <= LARGEST:
        values = values.astype(np.int64)  # Python integers that 64 bits would have held
    return Stored(values, known, series.vocabulary)


def complete_rows(block: Block, shape: Shape) -> tuple[Shape, Booleans] | None:
    """
    The rows that know whatever nearly all rows know, and their shape; None if to tell them apart does not pay.

    For such rows most of what is there for the unknown need not be worked out.
    """
    if block.rows < FEW_ROWS:
        return None
    gaps = {
        key: series.known
        for key, series in block.facts.items()
        if series.known is not None
        and not shape.columns[key].complete
        and np.count_nonzero(series.known) >= NEARLY_ALL * block.rows
    }
    if not gaps:
        return None
    known = np.logical_and.reduce(list(gaps.values()))
    if np.count_nonzero(known) < MANY * block.rows:
        return None
    columns = {key: replace(column, complete=True) if key in gaps else column for key, column in shape.columns.items()}
    return replace(shape, columns=columns), known
