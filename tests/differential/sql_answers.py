"""
Generated SQL carried out for real on companies, its columns read back as answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from incentives.ir.rulebook import Programme
from incentives.tables.reasons import reason_text
from incentives.tables.sql import SqlQuery, SqlQuestion, SqlWriter
from incentives.tables.sql_answers import NOT_COMPUTED, Details
from incentives.tables.sql_columns import Limits
from incentives.tables.sql_dialects import Kind
from tests.differential.answers import Answer, Question, Range
from tests.differential.postgres import server
from tests.differential.sql_tables import ROW, SqlTable, tables_of

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Row = Mapping[str, object]
# Lists are short, and what is longer is told apart.
LIMITS = Limits(digits=15, items=3)


def answers(
    question: Question, kind: Kind, run: Callable[[SqlQuery, SqlTable], Sequence[Row]]
) -> list[dict[str, Answer | str]]:
    """The answer of every programme for each company; why not, where SQL has none."""
    asked_about = question.programmes or tuple(question.rulebook.programmes)
    found: list[dict[str, Answer | str]] = [{} for _ in question.profiles]
    for table in tables_of(question.profiles, question.rulebook, question.on):
        asked = SqlQuestion(
            rulebook=question.rulebook,
            programmes=asked_about,
            on=question.on,
            currency=question.currency,
            rates=question.rates,
            readings=question.readings,
            columns=table.columns,
            kept=((ROW, ROW),),
            fiscal_year_end=table.fiscal_year_end,
            details=Details.FULL,
            limits=LIMITS,
        )
        writer = SqlWriter(asked, kind)
        query = writer.query("firms")
        names = {name: label for label, name in query.names.items()}
        for named in run(query, table):
            row = {names[name]: cell for name, cell in named.items()}
            place = row[ROW]
            assert isinstance(place, int)
            found[place].update(writer.gaps)
            for given in writer.answered:
                programme = given.lowered.programme
                reasons = {reason_text(each): each for each in given.lowered.missing}
                found[place][programme.id] = _answer(programme, row, reasons)
    return found


def duckdb(query: SqlQuery, table: SqlTable) -> list[Row]:
    """The query on DuckDB."""
    import duckdb as engine  # noqa: PLC0415  # loaded by who runs it

    with engine.connect() as connection:
        connection.register("firms", table.table)
        result = connection.sql(query.text)
        return [dict(zip(result.columns, row, strict=True)) for row in result.fetchall()]


def spark(query: SqlQuery, table: SqlTable) -> list[Row]:
    """The query on Spark, in this process."""
    session = spark_session()
    frame = session.createDataFrame(table.table)
    frame.createOrReplaceTempView("firms")
    return [row.asDict() for row in session.sql(query.text).collect()]


def postgres(query: SqlQuery, table: SqlTable) -> list[Row]:
    """The query on a PostgreSQL of our own."""
    server().load("firms", table.table)
    return server().rows(query.text)


def spark_session() -> SparkSession:
    """Spark on two threads of this machine, without its pages and with few partitions."""
    from pyspark.sql import SparkSession  # noqa: PLC0415  # it takes a second and a Java machine

    return (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )


def _answer(programme: Programme, row: Row, reasons: Mapping[str, object]) -> Answer | str:
    def cell(name: str) -> object:
        return row[f"{programme.id}.{name}"]

    status = str(cell("status"))
    if status == NOT_COMPUTED:
        return "cells that do not fit"
    in_force = status != "not-in-force"
    amounts: dict[str, Range] = {}
    for award in programme.awards.values() if in_force else ():
        low, high = (_number(cell(f"{award.id}.{end}_{award.currency}")) for end in ("low", "high"))
        assert low is not None
        amounts[award.id] = (low, high)
    entitled = _number(cell("entitled_low"))
    missing, failing = cell("missing"), cell("failing")
    assert isinstance(missing, (list, tuple))
    assert isinstance(failing, (list, tuple))
    return Answer(
        status=status,
        decided_by=str(cell("decided_by") or ""),
        failing=frozenset(map(str, failing)),
        amounts=amounts,
        missing=frozenset(reasons[text] for text in missing),  # type: ignore[misc]  # they are reasons
        entitled=None if entitled is None else (entitled, _number(cell("entitled_high"))),
    )


def _number(cell: object) -> Fraction | None:
    assert cell is None or isinstance(cell, (Decimal, int))
    return None if cell is None else Fraction(cell)
