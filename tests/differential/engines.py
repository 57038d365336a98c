"""
The engines under test: each takes a rulebook and companies and gives the answer of every programme for each.

Another engine joins by a line in `ENGINES`. What an engine declares it cannot do it answers with the reason, which is
counted; what it answers has to be exactly right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tests.differential.answers import Answer, Question


class Engine(Protocol):
    """One way to answer."""

    def __call__(self, question: Question) -> list[dict[str, Answer | str]]:
        """For each company the answer by programme, or why the engine leaves it to the exact evaluator."""


def columns(question: Question) -> list[dict[str, Answer | str]]:
    """The plan of the table path, run with numpy on blocks of companies."""
    from tests.differential.columns import answers  # noqa: PLC0415  # numpy is loaded by who runs this engine

    return answers(question)


def duckdb(question: Question) -> list[dict[str, Answer | str]]:
    """SQL on DuckDB."""
    from incentives.tables.sql_dialects import Kind  # noqa: PLC0415  # loaded by who runs this engine
    from tests.differential import sql_answers  # noqa: PLC0415  # as above

    return sql_answers.answers(question, Kind.DUCKDB, sql_answers.duckdb)


def spark(question: Question) -> list[dict[str, Answer | str]]:
    """SQL on Spark, on this machine."""
    from incentives.tables.sql_dialects import Kind  # noqa: PLC0415  # as above
    from tests.differential import sql_answers  # noqa: PLC0415  # as above

    return sql_answers.answers(question, Kind.SPARK, sql_answers.spark)


def postgres(question: Question) -> list[dict[str, Answer | str]]:
    """SQL on PostgreSQL, on this machine."""
    from incentives.tables.sql_dialects import Kind  # noqa: PLC0415  # as above
    from tests.differential import sql_answers  # noqa: PLC0415  # as above

    return sql_answers.answers(question, Kind.POSTGRES, sql_answers.postgres)


ENGINES: Mapping[str, Engine] = {"columns": columns}
# A query takes a second whatever the rows: these have tests of their own, on fewer rulebooks with more in each.
SQL_ENGINES: Mapping[str, Engine] = {"duckdb": duckdb, "spark": spark, "postgres": postgres}
