"""
A look at the first rows of a table before any is answered: a column of texts that are all bare numbers, whose unit
nobody says, is one mistake of the table and not one of every row.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from incentives.ir.rulebook import Rulebook
from incentives.population.mapping import ColumnMap, FactTarget, is_due
from incentives.population.panel import Rows
from incentives.population.texts import is_text, plain_text
from incentives.types import Numeric

FIRST = 1000
_BARE = r"^\s*[-+]?[0-9.][0-9,]*(\.[0-9]*)?([eE][-+]?[0-9]+)?\s*$"
_NOUGHT = r"^\s*[-+]?[0.]+\s*$"


def bare_texts(rows: Rows, columns: ColumnMap, rulebook: Rulebook) -> dict[str, str]:
    """The columns of texts that are bare numbers and mean nothing without a unit, with what is due."""
    due = {
        name: missing
        for name, target in columns.columns.items()
        if isinstance(target, FactTarget) and (missing := is_due(target, rulebook.facts[target.fact]))
    }
    if not due:
        return {}
    first = next(rows.batches(list(due), [], size=FIRST), None)
    if first is None:
        return {}
    found = {}
    for name, missing in due.items():
        target = columns.columns[name]
        assert isinstance(target, FactTarget)  # noqa: S101  # INVARIANT: only these are due
        kind = rulebook.facts[target.fact].type
        is_money = isinstance(kind, Numeric) and bool(kind.power)
        if is_text(first.column(name)) and _all_bare(
            plain_text(first.column(name)), columns.missing, is_money=is_money
        ):
            found[name] = missing
    return found


def _all_bare(texts: pa.Array, missing: tuple[str, ...], *, is_money: bool) -> bool:
    """Whether there are numbers in a column and all of them are bare; but nought is nought in every unit."""
    found = texts.filter(pc.match_substring_regex(texts, "[0-9]").fill_null(False))  # arrow's own argument
    if missing:
        found = found.filter(pc.invert(pc.is_in(found, pa.array(missing, pa.string()))))
    if not is_money:
        found = found.filter(pc.invert(pc.match_substring_regex(found, _NOUGHT)))
    return len(found) > 0 and bool(pc.all(pc.match_substring_regex(found, _BARE)).as_py())
