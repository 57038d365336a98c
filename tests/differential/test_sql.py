"""
SQL carried out for real: it answers as the exact evaluator does. The cases are few and large, for a query takes a
second whatever the rows.
"""

from __future__ import annotations

import re
import shutil
import warnings
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from random import Random

import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incentives.ir.rulebook import Rulebook
from incentives.pipeline import load_rulebook
from incentives.profiles.profile import Profile, Yearly
from incentives.tables.sql import SqlQuestion, SqlWriter
from incentives.tables.sql_answers import Details
from incentives.tables.sql_columns import Limits
from incentives.tables.sql_dialects import Kind
from incentives.values import Known, Money
from tests.differential import postgres
from tests.differential.answers import Question
from tests.differential.bundled import held_against
from tests.differential.compare import compare
from tests.differential.engines import ENGINES, SQL_ENGINES
from tests.differential.firms import Firms
from tests.differential.measures import MORE_FACTS, rulebooks
from tests.differential.sql_tables import tables_of
from tests.differential.test_bundled import FOLDERS
from tests.worlds import HEAD, RATES, compile_texts

ON = date(2024, 7, 1)
NEEDS_JAVA = "Spark needs Java: NOT TESTED. Install a JRE, such as openjdk-17-jre-headless"
BUNDLED = (
    "cn-national/small-low-profit-enterprise",
    "fr/jei",
    "cn-shanghai/trade-headquarters-huangpu",
    "eu/de-minimis",
)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """The bundled rules."""
    return load_rulebook()


@pytest.fixture
def spark() -> Iterator[None]:
    """Spark, if there is a Java machine; else that it was not tested is said loudly."""
    if shutil.which("java") is None:
        pytest.skip(NEEDS_JAVA)
    pytest.importorskip("pyspark")
    with warnings.catch_warnings():
        # Spark about pandas and about its own sockets.
        warnings.simplefilter("ignore")
        yield


@pytest.fixture
def database() -> None:
    """PostgreSQL, if it is installed; else that it was not tested is said loudly."""
    if not postgres.is_there():
        pytest.skip(postgres.NEEDS_POSTGRES)


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(rulebooks(), st.integers(0, 2**32), st.sampled_from(["CNY", "USD", "VND"]))
def test_generated_rulebooks(texts: dict[str, str], seed: int, currency: str) -> None:
    """Several programmes with everything the language has, on companies with gaps, on DuckDB."""
    assert _differences("duckdb", texts, seed, currency) == ""


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(rulebooks(), st.integers(0, 2**32), st.sampled_from(["CNY", "USD", "VND"]))
def test_generated_rulebooks_on_postgres(database: None, texts: dict[str, str], seed: int, currency: str) -> None:
    """The same on PostgreSQL."""
    assert _differences("postgres", texts, seed, currency) == ""


def _differences(engine: str, texts: dict[str, str], seed: int, currency: str) -> str:
    rulebook = compile_texts(texts, facts=MORE_FACTS)
    chance = Random(seed)  # noqa: S311  # hypothesis chooses the seed
    firms = Firms(rulebook, list(rulebook.programmes.values()), ON, chance, gaps=1)
    profiles = [firms.company(chance) for _ in range(24)]
    question = Question(rulebook=rulebook, profiles=profiles, on=ON, rates=RATES, currency=currency)
    return compare(SQL_ENGINES[engine], question).text()


@pytest.mark.parametrize("programme", BUNDLED)
def test_bundled_programmes_on_duckdb(rulebook: Rulebook, programme: str) -> None:
    """Bundled programmes on generated companies; most answers are SQL's own."""
    found = held_against("duckdb", rulebook, [rulebook.programmes[programme]], 60, seed=0)
    assert found.text() == ""
    assert sum(found.compared.values()) > 20


def test_bundled_programmes_on_spark(spark: None, rulebook: Rulebook) -> None:
    """The same on Spark in local mode."""
    found = held_against("spark", rulebook, [rulebook.programmes[BUNDLED[0]]], 60, seed=0)
    assert found.text() == ""
    assert sum(found.compared.values()) > 20


@pytest.mark.parametrize("programme", BUNDLED)
def test_bundled_programmes_on_postgres(database: None, rulebook: Rulebook, programme: str) -> None:
    """The same on PostgreSQL."""
    found = held_against("postgres", rulebook, [rulebook.programmes[programme]], 60, seed=0)
    assert found.text() == ""
    assert sum(found.compared.values()) > 20


@pytest.mark.parametrize("folder", FOLDERS)
def test_another_reader_of_bigquery_takes_every_bundled_programme(rulebook: Rulebook, folder: str) -> None:
    """BigQuery itself is not to be had here; a reader of its SQL is, and what it takes for names can be looked at."""
    for name in [each for each in rulebook.programmes if each.startswith(f"{folder}/")]:
        chance = Random(0)  # noqa: S311  # the same company each time
        profile = Firms(rulebook, [rulebook.programmes[name]], ON, chance, gaps=1).company(chance)
        question = SqlQuestion(
            rulebook=rulebook,
            programmes=(name,),
            on=ON,
            currency="USD",
            rates=RATES,
            columns=tables_of([profile], rulebook, ON)[0].columns,
            kept=(("company", "company"),),
            details=Details.FULL,
            limits=Limits(items=1),
        )
        query = SqlWriter(question, Kind.BIGQUERY).query("firms")
        assert list(query.names.values()) == sqlglot.parse_one(query.text, dialect="bigquery").named_selects
        assert [each for each in query.names.values() if not re.fullmatch("[A-Za-z_][A-Za-z0-9_]{,299}", each)] == []


@pytest.mark.parametrize("engine", [*ENGINES, "duckdb"])
def test_nought_over_what_is_not_known_is_nought(engine: str) -> None:
    """No research is too little research, whatever the capital is."""
    rulebook = compile_texts({"p": HEAD + "eligibility: research / capital >= 20%\n"})
    profiles = [_firm(0), _firm(100), _firm(None)]
    question = Question(rulebook=rulebook, profiles=profiles, on=ON, rates=RATES)
    assert compare({**ENGINES, **SQL_ENGINES}[engine], question).text() == ""


OPEN_WINDOWS = """
eligibility:
  any:
    - any(first_time(research >= 50 CNY, ever) for each year last 2 years)
    - sum(research for each year ever) > 500 CNY
awards:
  all: {nature: entitled, amount: 10% * sum(research for each year ever), cap: 1000 CNY}
"""
HISTORIES = st.lists(
    st.tuples(
        st.none() | st.dates(date(2015, 1, 1), date(2024, 6, 1)),
        st.dictionaries(st.integers(2019, 2023), st.integers(0, 90), max_size=5),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("engine", [*ENGINES, "duckdb"])
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories=HISTORIES)
def test_windows_that_are_open_to_the_past(engine: str, histories: list[tuple[date | None, dict[int, int]]]) -> None:
    """They go back to the first year that a company states, which differs from row to row."""
    rulebook = compile_texts({"p": HEAD + OPEN_WINDOWS})
    profiles = []
    for founded, years in histories:
        values = {year: Known(Money(Fraction(amount), "CNY")) for year, amount in years.items()}
        research = {"research": Yearly(values=values)} if values else {}
        registered = {"registered_on": Known(founded)} if founded else {}
        profiles.append(Profile(name="firm", facts={**research, **registered}))
    question = Question(rulebook=rulebook, profiles=profiles, on=ON, rates=RATES)
    found = compare({**ENGINES, **SQL_ENGINES}[engine], question)
    assert found.text() == ""
    assert (engine, 0) == (engine, sum(found.left.values())), found.left


def _firm(research: int | None) -> Profile:
    facts = {} if research is None else {"research": Yearly(values={2023: Known(Money(Fraction(research), "CNY"))})}
    return Profile(name="firm", facts=facts)
