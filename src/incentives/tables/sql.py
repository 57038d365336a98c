"""
Rules as SQL: the same graph that is carried out on columns in memory, as one SELECT for a warehouse.

The query reads one table and gives a row for each of its rows. Nothing of it is a binary float or rounded by the
engine. What SQL cannot hold is named with its reason, programme by programme.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from incentives.ir.rulebook import Programme, Rulebook
from incentives.money.rates import RateTable
from incentives.tables.programmes import Programmes
from incentives.tables.sql_answers import NOT_COMPUTED, Answered, Columns, Details, answered
from incentives.tables.sql_columns import NO_MORE_LIMITS, Limits, SqlColumn, SqlColumns
from incentives.tables.sql_dialects import DIALECTS, Dialect, Kind
from incentives.tables.sql_expressions import Steps, TooWide, check_widths
from incentives.tables.terms import NotLowered

LAST_DAY_OF_YEAR = (12, 31)
# How this writer calls columns of steps; what only looks like one is carried along for nothing.
_ALIAS = re.compile(r"\b[xrfckn][0-9]+(?:_[0-9]+_[0-9]+)?\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlQuestion:
    """
    What is asked of every row.

    Args:

        programmes: Their ids, in the order of the answer.

        readings: The reading chosen, by programme and point.

        columns: The columns that say something.

        kept: The columns that are copied to the answer, with the names they get.
    """

    rulebook: Rulebook
    programmes: tuple[str, ...]
    on: date
    currency: str
    rates: RateTable
    readings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    columns: tuple[SqlColumn, ...]
    kept: tuple[tuple[str, str], ...] = ()
    fiscal_year_end: tuple[int, int] = LAST_DAY_OF_YEAR
    details: Details = Details.REASONS
    limits: Limits = NO_MORE_LIMITS


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlQuery:
    """
    The query.

    Args:

        names: The columns of the answer in their order: for each name that answers have, the one that it has here.

        gaps: The programmes of which it has nothing but the status `not-computed`, each with its reason.

        widest: How many columns the step with the most of them has.
    """

    text: str
    names: Mapping[str, str]
    gaps: Mapping[str, str]
    widest: int


class SqlWriter:
    """
    Writes one question for one engine; the table may be any text that stands after FROM.
    """

    def __init__(self, question: SqlQuestion, kind: Kind) -> None:
        self.question = question
        self.dialect: Dialect = DIALECTS[kind]
        self.columns = SqlColumns(
            self.dialect, question.rulebook, question.columns, question.on.toordinal(), question.limits
        )
        self.programmes = Programmes(
            question.rulebook,
            question.on,
            question.currency,
            question.rates,
            question.readings,
            self.columns.shape(question.fiscal_year_end),
        )
        self.answered: list[Answered] = []
        self.gaps: dict[str, str] = {}
        for name in question.programmes:
            self._add(question.rulebook.programmes[name])

    def _add(self, programme: Programme) -> None:
        """One programme, or why it is not in the query."""
        lowering, details = self.programmes, self.question.details
        try:
            found = answered(
                lowering.graph,
                lowering.numbers,
                lowering.programme(programme),
                self.question.currency,
                details,
                self.columns.fitting(programme.facts_used),
            )
            check_widths(self.dialect, list(found.roots(details)))
        except NotLowered as gap:
            self.gaps[programme.id] = gap.why
        except TooWide as gap:
            self.gaps[programme.id] = f"{gap}, which {self.dialect.kind} does not hold"
        else:
            self.answered.append(found)

    def query(self, table: str) -> SqlQuery:
        """The query over *table*, as it stands after FROM, without a comment."""
        dialect, details = self.dialect, self.question.details
        roots = [node for each in self.answered for node in each.roots(details)]
        steps = Steps(dialect, self.columns.names(), roots)
        writer = Columns(dialect, steps, self.programmes.graph, details)
        kept = [(f"x{index}", name, label) for index, (name, label) in enumerate(self.question.kept)]
        first = [(dialect.name(name), alias) for alias, name, _ in kept]
        first += [(dialect.name(name), alias) for alias, name in self.columns.sources]
        # What is copied has a name that the engine took already.
        taken = [label for _, _, label in kept]
        last = [(alias, label) for alias, _, label in kept]
        last.append((dialect.literal(self.question.currency), "currency"))
        by_programme = {each.lowered.programme.id: each for each in self.answered}
        for name in self.question.programmes:
            if name in by_programme:
                last += writer.of(by_programme[name])
            else:
                # What SQL cannot hold has a column that says so.
                last.append((dialect.literal(NOT_COMPUTED), f"{name}.status"))
        names = _names(dialect, [label for _, label in last], taken)
        chosen = ",\n  ".join(f"{text} AS {dialect.name(names[label])}" for text, label in last)
        made = [first, *[[(text, alias) for alias, text in step] for step in (*self.columns.steps(), *steps.steps)]]
        carried = _carried(made, chosen)
        steps_of_rows = [",\n    ".join(columns) or "1 AS nothing" for columns in carried]
        text = _nested(steps_of_rows, chosen, table) if dialect.nests else _named(steps_of_rows, chosen, table, dialect)
        widest = max([len(last), *map(len, carried)])
        return SqlQuery(text=text, names=names, gaps=dict(self.gaps), widest=widest)


def _names(dialect: Dialect, labels: Sequence[str], kept: Sequence[str]) -> dict[str, str]:
    """What each column of the answer is called, no two alike in any case of their letters."""
    found = {label: label for label in kept}
    taken = {label.casefold() for label in kept}
    for label in labels:
        if label not in found:
            name = plain = dialect.label(label)
            count = 1
            while name.casefold() in taken:
                count += 1
                name = f"{plain}_{count}"
            taken.add(name.casefold())
            found[label] = name
    return found


def _named(steps: Sequence[str], chosen: str, table: str, dialect: Dialect) -> str:
    """Each step under a name, before those that read it."""
    sources = [table, *(f"s{index}" for index in range(len(steps)))]
    joined = ",\n".join(
        f"s{index} AS (\n  SELECT\n    {step}\n  FROM {sources[index]}{dialect.fence}\n)"
        for index, step in enumerate(steps)
    )
    return f"WITH\n{joined}\nSELECT\n  {chosen}\nFROM {sources[-1]}\n"


def _nested(steps: Sequence[str], chosen: str, table: str) -> str:
    """Each step inside the one that reads it."""
    source = table
    for index, step in enumerate(steps):
        source = f"(\n  SELECT\n    {step}\n  FROM {source}\n) AS s{index}"
    return f"SELECT\n  {chosen}\nFROM {source}\n"


def _carried(made: Sequence[Sequence[tuple[str, str]]], chosen: str) -> list[list[str]]:
    """
    The columns of each step: those that it makes, and those of earlier ones that a later one still needs.

    An engine would find that out by itself, in far more time than it takes to run the query on a small table.
    """
    needed = set(_ALIAS.findall(chosen))
    found: list[list[str]] = []
    available = [{alias for _, alias in step} for step in made]
    for index in range(len(made) - 1, -1, -1):
        own = [(text, alias) for text, alias in made[index] if alias in needed]
        earlier = set().union(*available[:index])
        carried = sorted((needed - available[index]) & earlier)
        found.append([*carried, *(f"{text} AS {alias}" for text, alias in own)])
        needed = {*carried, *(name for text, _ in own for name in _ALIAS.findall(text))}
    return found[::-1]
