"""
Rules as SQL over a table of a warehouse, and carried out lazily by the engine that has the rows: DuckDB, Spark.

Such an answer has a row for each row of the table and says of each programme what SQL can; the best permitted
combination and margins are for the other ways to check a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa

from incentives.diagnostics import Collector, Diagnostic, IncentivesError
from incentives.population.answers import Form
from incentives.population.asking import Wishes, columns_of, word_of
from incentives.population.mapping import ColumnMap
from incentives.population.mapping_file import bind_mapping, read_mapping
from incentives.population.sources import open_source
from incentives.population.verdicts import Question
from incentives.population.warehouse import CODE, Warehouse
from incentives.profiles.mapping import from_mapping
from incentives.tables.sql import SqlQuery, SqlQuestion, SqlWriter
from incentives.tables.sql_answers import Details
from incentives.tables.sql_columns import NO_MORE_LIMITS, Limits
from incentives.tables.sql_dialects import DIALECTS, Kind

NAME = "frame"
# Files whose columns have types of their own.
TYPED = (".parquet", ".pq", ".arrow", ".feather", ".ipc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    What the SQL is to be.

    Args:

        schema: The types of the table's columns; None if they are not known.
    """

    kind: Kind
    table: str
    schema: pa.Schema | None
    details: Details = Details.REASONS
    limits: Limits = NO_MORE_LIMITS


def write_query(question: Question, columns: ColumnMap, wanted: Wanted, *, version: str) -> SqlQuery:
    """
    The query that answers *question* for each row of a table.

    Raises:

        IncentivesError: if the table has something that SQL cannot read.
    """
    collector = Collector()
    warehouse = Warehouse(question.rulebook, columns, wanted.schema, wanted.table, collector)
    found = warehouse.sql_columns()
    collector.raise_if_failed()
    assert not isinstance(columns.fiscal_year_end, str)  # noqa: S101  # INVARIANT: that is among the problems
    asked = SqlQuestion(
        rulebook=question.rulebook,
        programmes=question.programmes,
        on=question.on,
        currency=question.currency,
        rates=question.rates,
        readings=question.readings,
        columns=found,
        kept=warehouse.kept,
        fiscal_year_end=columns.fiscal_year_end,
        details=wanted.details,
        limits=wanted.limits,
    )
    dialect = DIALECTS[wanted.kind]
    query = SqlWriter(asked, wanted.kind).query(dialect.table(wanted.table))
    head = [
        f"incentives {version}, rules {question.rulebook.digest}",
        f"on {question.on}, amounts in {question.currency}, {len(question.programmes)} programmes, for {wanted.kind}",
        *(f"not computed: {name}: {why}" for name, why in query.gaps.items()),
    ]
    comment = "".join(f"-- {line}\n" for line in head)
    text = comment + query.text
    for count, most, what in (
        (query.widest, dialect.most_columns, "columns in one step"),
        (len(text.encode()), dialect.longest_query, "bytes"),
    ):
        if most is not None and count > most:
            message = f"the query for these {len(question.programmes)} programmes has {count:,} {what}"
            help = f"{wanted.kind} takes {most:,}: ask for fewer programmes at once"
            collector.add(CODE, message, where=wanted.table, help=help)
    collector.raise_if_failed()
    return replace(query, text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishing:
    """
    What a person says of the SQL; the words are not looked at yet.

    Args:

        like: A file with the same columns as the table.
    """

    dialect: str
    table: str
    like: str | None
    details: str
    digits: int | None
    items: int


def query_for(question: Question, wishes: Wishes, wishing: Wishing, *, version: str) -> SqlQuery:
    """
    The query that a person asked for.

    Raises:

        IncentivesError: if a word is none, or the table has something that SQL cannot read.
    """
    kind, details = word_of(Kind, wishing.dialect, "dialect"), word_of(Details, wishing.details, "details")
    collector = Collector()
    schema = None
    if wishing.like is not None:
        source = open_source(wishing.like, collector)
        collector.raise_if_failed()
        assert source is not None  # noqa: S101  # INVARIANT: else there is a diagnostic
        schema = source.schema
        columns = columns_of(schema, question.rulebook, wishes, wishing.like, collector)
        if not wishing.like.endswith(TYPED):
            schema = None  # all columns of such a file are texts, those of the table hardly
    elif isinstance(wishes.mapping, Mapping):
        bound = bind_mapping(from_mapping(wishes.mapping, collector, name="mapping"), question.rulebook, collector)
        columns = bound[0] if bound else ColumnMap()
    elif wishes.mapping is not None:
        bound = read_mapping(Path(wishes.mapping), question.rulebook, collector)
        columns = bound[0] if bound else ColumnMap()
    else:
        collector.add("missing-key", "what the columns hold is not known", where="mapping", help="give a mapping")
        columns = ColumnMap()
    collector.raise_if_failed()
    if wishing.like is None:
        columns = replace(columns, kept=(*columns.kept, *(each for each in wishes.kept if each not in columns.kept)))
    limits = Limits(digits=wishing.digits, items=wishing.items)
    wanted = Wanted(kind=kind, table=wishing.table, schema=schema, details=details, limits=limits)
    return write_query(question, columns, wanted, version=version)


def is_spark(frame: object) -> bool:
    """Whether a frame is one of Spark's."""
    return type(frame).__module__.startswith("pyspark.sql") and hasattr(frame, "createOrReplaceTempView")


def check_in_sql(
    frame: Any,  # noqa: ANN401  # a relation or a frame
    question: Question,
    wishes: Wishes,
    details: str,
    form: str,
    *,
    takes_rejects: bool,
    version: str,
) -> Any:  # noqa: ANN401  # of the same kind
    """
    The answers to all rows, as lazy as the frame.

    Raises:

        IncentivesError: if it is neither a relation of DuckDB nor a frame of Spark, a column is not clear, or something
            is wished for that SQL does not give.
    """
    how_much = word_of(Details, details, "details")
    collector = Collector()
    if word_of(Form, form, "form") is Form.LONG:
        message = "rules as SQL give a row for each company, not for each company and programme"
        collector.add(
            CODE, message, where=NAME, help="leave out `in_sql`, or `form`; rows of Spark come with `toArrow()`"
        )
    if takes_rejects:
        message = "rules as SQL leave no row out: one that is wrong has the status `not-computed`"
        collector.add(CODE, message, where=NAME, help="leave out `rejects`, and filter the answer by its status")
    collector.raise_if_failed()
    # A name of its own: a view under a name that is taken, here or by an earlier question, is another table.
    view = f"incentives_{uuid4().hex}"
    if is_spark(frame):
        from pyspark.sql.pandas.types import to_arrow_schema  # noqa: PLC0415  # it is there, as the frame is

        text = _text(to_arrow_schema(frame.schema), view, Kind.SPARK, question, wishes, how_much, version)
        frame.createOrReplaceTempView(view)
        try:
            return frame.sparkSession.sql(text)
        finally:
            # The answer has its own reference to the frame by now.
            frame.sparkSession.catalog.dropTempView(view)
    if type(frame).__module__.partition(".")[0] in {"duckdb", "_duckdb"} and hasattr(frame, "query"):
        schema = frame.limit(0).to_arrow_table().schema
        return frame.query(view, _text(schema, view, Kind.DUCKDB, question, wishes, how_much, version))
    message = f"a value of type `{type(frame).__name__}` has no engine that carries out SQL"
    help = "give a relation of DuckDB or a frame of Spark, or leave out `in_sql`"
    raise IncentivesError([Diagnostic(code="wrong-shape", message=message, help=help)])


def _text(
    schema: pa.Schema, table: str, kind: Kind, question: Question, wishes: Wishes, details: Details, version: str
) -> str:
    collector = Collector()
    columns = columns_of(schema, question.rulebook, wishes, NAME, collector)
    collector.raise_if_failed()
    wanted = Wanted(kind=kind, table=table, schema=schema, details=details)
    return write_query(question, columns, wanted, version=version).text
