"""
A question about a table, put together from what a person gave: the mapping that was written or guessed, checked against
the columns that there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from incentives.diagnostics import Collector, Diagnostic, IncentivesError, suggestion
from incentives.ir.rulebook import Rulebook
from incentives.population.answers import Details, Form, Layout
from incentives.population.binding import (
    bare_numbers,
    check_columns,
    check_items,
    guess_columns,
    tell_bare,
    tell_unclear,
)
from incentives.population.first_rows import bare_texts
from incentives.population.items import ItemRows, read_items
from incentives.population.mapping import ColumnMap
from incentives.population.mapping_file import bind_mapping, mapping_text, read_mapping
from incentives.population.panel import Rows
from incentives.population.rejects import Reject, problems
from incentives.population.sources import open_source
from incentives.population.verdicts import Question
from incentives.profiles.mapping import from_mapping

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """
    What a person says of the columns of a table.

    Args:

        mapping: A mapping file or its contents; guessed from names if None.

        amounts_in: The unit of amounts whose column names no currency: `CNY`, `million CNY`.

        kept: Columns that are copied to the answer; names or globs.

        ignored: Columns that hold nothing of interest; names or globs.

        missing: Texts that mean: not known, besides those that the mapping names.
    """

    mapping: str | Path | Mapping[str, object] | None = None
    amounts_in: str | None = None
    kept: Sequence[str] = ()
    ignored: Sequence[str] = ()
    missing: Sequence[str] = ()


def columns_of(schema: pa.Schema, rulebook: Rulebook, wishes: Wishes, table: str, collector: Collector) -> ColumnMap:
    """What the columns of a table hold; everything that is unclear goes to *collector*."""
    if wishes.mapping is None:
        guessed, unclear = guess_columns(
            schema, rulebook, amounts_in=wishes.amounts_in, kept=wishes.kept, ignored=wishes.ignored
        )
        tell_unclear(unclear, table, collector)
        check_columns(guessed, schema, rulebook, table, collector, told=unclear)
        return replace(guessed, missing=tuple(wishes.missing))
    if isinstance(wishes.mapping, Mapping):
        found = bind_mapping(
            from_mapping(wishes.mapping, collector, name="mapping"), rulebook, collector, amounts_in=wishes.amounts_in
        )
    else:
        found = read_mapping(Path(wishes.mapping), rulebook, collector, amounts_in=wishes.amounts_in)
    if found is None:
        return ColumnMap()
    columns, places = found
    columns = replace(
        columns,
        kept=(*columns.kept, *(name for name in wishes.kept if name not in columns.kept)),
        ignored=(*columns.ignored, *(name for name in wishes.ignored if name not in columns.ignored)),
        missing=(*columns.missing, *wishes.missing),
    )
    check_columns(columns, schema, rulebook, table, collector, places=places)
    return columns


def open_items(columns: ColumnMap, wishes: Wishes, collector: Collector, *, encoding: str) -> dict[str, ItemRows]:
    """The second tables of a mapping, beside the mapping file."""
    beside = Path() if wishes.mapping is None or isinstance(wishes.mapping, Mapping) else Path(wishes.mapping).parent
    found: dict[str, ItemRows] = {}
    lost: list[Reject] = []
    for name, table in columns.items.items():
        if columns.company is None:
            message = f"the list `{name}` is in a second table, and no column names the company"
            collector.add("missing-key", message, where=table.path, help="add `company:` to the mapping")
            continue
        source = open_source(str(beside / table.path), collector, encoding=encoding)
        if source is not None:
            check_items(table, source.schema, collector)
            if not collector.failed:
                found[name] = read_items(table, source, lost)
    for each in problems(lost, "lists"):
        collector.found.append(each)
    return found


def check_first_rows(rows: Rows, columns: ColumnMap, rulebook: Rulebook, table: str, collector: Collector) -> None:
    """Tell of what only the cells show, before any row is answered."""
    for name, missing in bare_texts(rows, columns, rulebook).items():
        tell_bare(name, missing, table, collector)


def mapping_of(rows: Rows, rulebook: Rulebook, wishes: Wishes, table: str) -> str:
    """The mapping that names suggest, as a file to be changed."""
    schema = rows.schema
    guessed, unclear = guess_columns(
        schema, rulebook, amounts_in=wishes.amounts_in, kept=wishes.kept, ignored=wishes.ignored
    )
    guessed = replace(guessed, missing=tuple(wishes.missing))
    bare = bare_texts(rows, guessed, rulebook)
    for name, target in guessed.columns.items():
        due = bare_numbers(name, target, schema.field(name).type, rulebook)
        if due:
            bare[name] = "; ".join(f"{column}: {what}" if column != name else what for column, what in due)
    return mapping_text(guessed, unclear, table, bare=bare)


def layout_of(schema: pa.Schema, columns: ColumnMap, question: Question, details: Details, form: Form) -> Layout:
    """What the answer looks like."""
    kept = tuple((name, schema.field(name).type) for name in columns.kept)
    company = (columns.company, schema.field(columns.company).type) if columns.company else ("row", pa.int64())
    return Layout(question, details, form, company, kept)


def word_of(kind: type[Word], word: str, where: str) -> Word:
    """
    One of some words.

    Raises:

        IncentivesError: if it is none.
    """
    try:
        return kind(word)
    except ValueError:
        message = f"`{word[:40]}` is not one of the words for {where}"
        help = suggestion(word, [each.value for each in kind])
        raise IncentivesError([Diagnostic(code="unknown-word", message=message, where=where, help=help)]) from None
