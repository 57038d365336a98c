"""
SQL carried out for real: it answers as the exact evaluator does. The cases are few and large, for a query takes a
second whatever the rows.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incentives.ir.rulebook import Rulebook
from incentives.pipeline import load_rulebook
from incentives.profiles.profile import Profile, Yearly
from incentives.values import Known, Money
from tests.differential.answers import Question
from tests.differential.bundled import held_against
from tests.differential.compare import compare
from tests.differential.engines import ENGINES, SQL_ENGINES
from tests.differential.firms import Firms
from tests.differential.measures import MORE_FACTS, rulebooks
from tests.worlds import HEAD, RATES, compile_texts

ON = date(2024, 7, 1)
NEEDS_JAVA = "Spark needs Java: NOT TESTED. Install a JRE, such as openjdk-17-jre-headless"
BUNDLED = ("cn-national/small-low-profit-enterprise", "fr/jei", "cn-shanghai/trade-headquarters-huangpu")


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


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(rulebooks(), st.integers(0, 2**32), st.sampled_from(["CNY", "USD", "VND"]))
def test_generated_rulebooks(texts: dict[str, str], seed: int, currency: str) -> None:
    """Several programmes with everything the language has, on companies with gaps, on DuckDB."""
    rulebook = compile_texts(texts, facts=MORE_FACTS)
    chance = Random(seed)  # noqa: S311  # hypothesis chooses the seed
    firms = Firms(rulebook, list(rulebook.programmes.values()), ON, chance, gaps=1)
    profiles = [firms.company(chance) for _ in range(24)]
    question = Question(rulebook=rulebook, profiles=profiles, on=ON, rates=RATES, currency=currency)
    assert compare(SQL_ENGINES["duckdb"], question).text() == ""


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


@pytest.mark.parametrize("engine", [*ENGINES, "duckdb"])
def test_nought_over_what_is_not_known_is_nought(engine: str) -> None:
    """No research is too little research, whatever the capital is."""
    rulebook = compile_texts({"p": HEAD + "eligibility: research / capital >= 20%\n"})
    profiles = [_firm(0), _firm(100), _firm(None)]
    question = Question(rulebook=rulebook, profiles=profiles, on=ON, rates=RATES)
    assert compare({**ENGINES, **SQL_ENGINES}[engine], question).text() == ""


def _firm(research: int | None) -> Profile:
    facts = {} if research is None else {"research": Yearly(values={2023: Known(Money(Fraction(research), "CNY"))})}
    return Profile(name="firm", facts=facts)
