"""`incentives sql`, and tables that stay where they are: DuckDB and Spark."""

from __future__ import annotations

import shutil
import warnings
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot
from typer.testing import CliRunner, Result

import incentives
from incentives import api
from incentives.cli.main import app
from incentives.diagnostics import IncentivesError
from incentives.tables.sql_dialects import DIALECTS, Kind

ON = "2024-07-19"
PROGRAMME = "cn-shanghai/trade-headquarters-huangpu"
MAPPING = """
company: id
columns:
  place: registered_in
  sales: {fact: revenue, year: 2023, unit: million CNY}
"""
DOUBLES = [480.5, 1e300, float("nan"), None, 0.1]


@pytest.fixture
def firms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table of companies and its mapping in the working directory."""
    monkeypatch.chdir(tmp_path)
    table = pa.table(
        {
            "company_id": ["a", "b", "c", "d", "e"],
            "registered_in": ["CN-SH", "CN-SH", "CN-SH", "Atlantis", "DE"],
            "revenue_2023_cny_million": DOUBLES,
        }
    )
    pq.write_table(table, tmp_path / "firms.parquet")
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    """One command in this process."""
    return CliRunner().invoke(app, ["sql", *arguments])


RULE = """\
title: {{en: One, zh: 一}}
jurisdiction: CN
kind: grant
currency: CNY
source: {{name: {{en: A law, zh: 法}}, evidence: primary}}
in_force: {{from: 2020-01-01, until: 2029-12-31}}
eligibility:
  all: [{test}]
awards:
  grant: {{nature: entitled, amount: 5 CNY}}
"""


def test_what_sql_cannot_hold_is_named(firms: Path) -> None:
    """On standard error, in the comment at the top, as a column; and the exit code says so."""
    rules = firms / "rules"
    (rules / "cn").mkdir(parents=True)
    (rules / "facts.yaml").write_text("facts:\n  seat: {type: place}\n  branch: {type: place}\n", encoding="utf-8")
    for name, test in (("held", "seat within CN"), ("left", "seat within branch")):
        (rules / "cn" / f"{name}.yaml").write_text(RULE.format(test=test), encoding="utf-8")
    pq.write_table(pa.table({"company_id": ["a"], "seat": ["CN"], "branch": ["DE"]}), "two.parquet")
    result = run("--dialect", "duckdb", "--like", "two.parquet", "--on", ON, "--details", "none", "--rules", "rules")
    left = [line for line in result.stderr.splitlines() if line.startswith("not computed: ")]
    assert 1 == result.exit_code
    assert ["cn/left"] == [line.split(": ")[1] for line in left]
    assert f"-- {left[0]}" in result.stdout
    assert "'not-computed' AS \"cn/left.status\"" in result.stdout
    assert "'not-computed' AS \"cn/held.status\"" not in result.stdout


def test_rows_that_break_a_promise_are_told(firms: Path) -> None:
    """A number out of range, one that is none, a place that is none: no answer, and the column that is to blame."""
    result = run("--dialect", "duckdb", "--like", "firms.parquet", "--on", ON, "-p", PROGRAMME, "-o", "query.sql")
    assert (0, "") == (result.exit_code, result.stdout)
    relation = duckdb.sql(Path("query.sql").read_text(encoding="utf-8").replace('"firms"', "'firms.parquet'"))
    found = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    assert ["a", "b", "c", "d", "e"] == [row["company_id"] for row in found]
    status = [row[f"{PROGRAMME}.status"] for row in found]
    assert "not-computed" not in (status[0], status[4])
    blamed = [row[f"{PROGRAMME}.missing"] for row in found if row[f"{PROGRAMME}.status"] == "not-computed"]
    assert ["unfit:registered_in"] in blamed
    assert all(text.startswith("unfit:") for each in blamed for text in each)


@pytest.mark.parametrize("dialect", Kind)
def test_every_dialect_can_be_read(firms: Path, dialect: Kind) -> None:
    """Some bundled programmes at once, read by another reader of SQL."""
    chosen = ("-p", "fr/*", "-p", PROGRAMME, "--details", "full")
    result = run(
        "--dialect", dialect.value, "--mapping", "mapping.yaml", "--table", "finance.firms", "--on", ON, *chosen
    )
    assert result.exit_code in {0, 1}
    parsed = sqlglot.parse_one(result.stdout, dialect=dialect.value)
    names = parsed.named_selects
    assert ["id", "currency"] == names[:2]
    assert DIALECTS[dialect].label(f"{PROGRAMME}.status") in names


def test_a_column_for_each_programme_even_where_nothing_is_known(firms: Path) -> None:
    """A mapping without any column that the rules look at is a query all the same."""
    (firms / "mapping.yaml").write_text("company: id\ncolumns: {}\n", encoding="utf-8")
    result = run("--dialect", "duckdb", "--mapping", "mapping.yaml", "--on", ON, "-p", PROGRAMME)
    assert 0 == result.exit_code
    duckdb.sql("SELECT 'x' AS id").create_view("nothing_known")
    rows = duckdb.sql(result.stdout.replace('"firms"', "nothing_known")).fetchall()
    assert 1 == len(rows)


@pytest.mark.parametrize(("limit", "told"), [("longest_query", "bytes"), ("most_columns", "columns in one step")])
def test_a_query_that_is_too_large_for_an_engine_is_told(
    firms: Path, monkeypatch: pytest.MonkeyPatch, limit: str, told: str
) -> None:
    """BigQuery refuses more than a mebibyte, PostgreSQL more than 1,664 columns; better now than there."""
    monkeypatch.setitem(DIALECTS, Kind.POSTGRES, replace(DIALECTS[Kind.POSTGRES], **{limit: 5}))  # type: ignore[index]  # a dict
    result = run("--dialect", "postgres", "--mapping", "mapping.yaml", "--on", ON, "-p", PROGRAMME)
    assert 2 == result.exit_code
    assert told in result.stderr
    assert "postgres takes 5: ask for fewer programmes at once" in result.stderr


def test_relations_stay_lazy(firms: Path) -> None:
    """A relation of DuckDB in, one out, with the same statuses as where the rows are brought here."""
    rulebook = incentives.load()
    # Rows that fit: a wrong one is an error where rows are brought here.
    relation = duckdb.sql("SELECT * FROM 'firms.parquet' WHERE company_id IN ('a', 'e')")
    lazily = incentives.check_table(rulebook, relation, on=ON, programmes=[PROGRAMME], in_sql=True)
    assert isinstance(lazily, duckdb.DuckDBPyRelation)
    brought = incentives.check_table(rulebook, relation, on=ON, programmes=[PROGRAMME])
    columns = [f'"{PROGRAMME}.{name}"' for name in ("status", "entitled_low", "entitled_high", "discretionary_high")]
    chosen = ", ".join(["company_id", *columns])
    assert brought.project(chosen).fetchall() == lazily.project(chosen).fetchall()


def test_relations_keep_apart(firms: Path) -> None:
    """Two lazy answers over one connection, and a table of the caller's that is called as ours might be."""
    rulebook = incentives.load()
    connection = duckdb.connect()
    connection.execute("CREATE TABLE firms AS SELECT 'x' AS company, 'DE' AS place")
    every = connection.sql("SELECT * FROM 'firms.parquet'")
    asked = [every.filter(f"company_id = '{name}'") for name in ("a", "e")]
    answers = [incentives.check_table(rulebook, each, on=ON, programmes=[PROGRAMME], in_sql=True) for each in asked]
    assert [["a"], ["e"]] == [[row[0] for row in each.project("company_id").fetchall()] for each in answers]


def test_other_frames_have_no_engine() -> None:
    """Rules in SQL want a frame that has an engine."""
    with pytest.raises(IncentivesError, match="has no engine that carries out SQL"):
        incentives.check_table(incentives.load(), pa.table({"id": [1]}), on=ON, in_sql=True)


def test_what_sql_does_not_give_is_refused(firms: Path) -> None:
    """A list for wrong rows would stay empty, and the long form would be the wide one."""
    relation = duckdb.sql("SELECT * FROM 'firms.parquet'")
    with pytest.raises(IncentivesError) as raised:
        incentives.check_table(incentives.load(), relation, on=ON, in_sql=True, form="long", rejects=[])
    assert [("not-in-sql", "frame")] * 2 == [(each.code, each.where) for each in raised.value.diagnostics]
    assert "a row for each company, not for each company and programme" in str(raised.value)
    assert "the status `not-computed`" in str(raised.value)


def test_frames_of_spark(firms: Path) -> None:
    """A frame of Spark in, one out; nothing of ours is needed where the rows are."""
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java: NOT TESTED. Install a JRE, such as openjdk-17-jre-headless")
    pytest.importorskip("pyspark")
    from tests.differential.sql_answers import spark_session  # noqa: PLC0415  # Spark is loaded by who has Java

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = [("a", "CN-SH", Decimal("480.50")), ("e", "DE", None)]
        frame = spark_session().createDataFrame(
            rows, "company_id string, registered_in string, revenue_2023_cny_million decimal(18, 2)"
        )
        answer = api.check_table(api.load(), frame, on=ON, programmes=[PROGRAMME])
        found = {row["company_id"]: row[f"{PROGRAMME}.status"] for row in answer.collect()}
    assert {"a", "e"} == set(found)
    assert set(found.values()) <= {"eligible", "ineligible", "undetermined"}
