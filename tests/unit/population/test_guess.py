from __future__ import annotations

import pyarrow as pa
import pytest

from incentives.diagnostics import Collector
from incentives.ir.rulebook import Rulebook
from incentives.pipeline import load_rulebook
from incentives.population.binding import check_columns, guess_columns, tell_unclear
from incentives.population.guess import Guesser, Unclear
from incentives.population.mapping import FactTarget, ListTarget, StatusTarget


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """The bundled rules."""
    return load_rulebook()


@pytest.mark.parametrize(
    ("column", "fact", "year", "unit"),
    [
        ("revenue_2023", "revenue", 2023, None),
        ("营业收入_2023", "revenue", 2023, None),
        ("2023年销售收入（万元）", "revenue", 2023, "万元"),
        ("revenue_2023_cny_million", "revenue", 2023, "million CNY"),
        ("RevenueFY2023", "revenue", 2023, None),
        ("Total assets 2022 (CNY million)", "total_assets", 2022, "million CNY"),
        ("net profit 2023 bn usd", "net_profit", 2023, "billion USD"),
        ("R&D expense 2023", "rd_expense", 2023, None),
        ("实缴资本万元", "paid_in_capital", None, "万元"),
        ("Registered in", "registered_in", None, None),
        ("office_area_m2", "office_area", None, "m2"),
        ("main_business_share_2023_pct", "main_business_share", 2023, "%"),
        ("employees", "employees", None, ""),
    ],
)
def test_names_of_columns(rulebook: Rulebook, column: str, fact: str, year: int | None, unit: str | None) -> None:
    """Names, labels, words of analysts; years and units in any place."""
    found = Guesser(rulebook).target(column)
    assert isinstance(found, FactTarget)
    assert (fact, unit) == (found.fact, found.unit.text if found.unit else None)
    if rulebook.facts[fact].yearly:
        assert year == found.year


@pytest.mark.parametrize("column", ["capital", "telephone", "revenue_2021_2022", "", "2023", "万元"])
def test_names_that_say_nothing(rulebook: Rulebook, column: str) -> None:
    """Nothing is guessed where a name is no fact's."""
    assert isinstance(Guesser(rulebook).target(column), Unclear)


def test_names_that_do_not_fit(rulebook: Rulebook) -> None:
    """A year for a fact without years, and a unit of another kind, are told and not dropped."""
    for column in ("paid_in_capital_2023", "revenue_2023_pct", "office_rent_cny"):
        found = Guesser(rulebook).target(column)
        assert isinstance(found, Unclear)
        assert found.why
        assert found.candidates


def test_statuses_and_lists(rulebook: Rulebook) -> None:
    """A programme's id is the column of its status; a list takes the fields that its structures have."""
    schema = pa.schema(
        [
            ("cn-national/hnte", pa.date32()),
            ("contracts", pa.list_(pa.struct([("amount_cny", pa.float64()), ("kind", pa.string())]))),
        ]
    )
    columns, unclear = guess_columns(schema, rulebook)
    assert {} == unclear
    assert StatusTarget(programme="cn-national/hnte") == columns.columns["cn-national/hnte"]
    contracts = columns.columns["contracts"]
    assert isinstance(contracts, ListTarget)
    assert ["amount", "kind"] == [each.fact for each in contracts.fields.values()]


def test_a_column_of_currencies(rulebook: Rulebook) -> None:
    """Amounts that name no currency take it from the column that does."""
    schema = pa.schema(
        [
            ("id", pa.string()),
            ("currency", pa.string()),
            ("revenue_2023", pa.float64()),
            ("exports_2023_usd", pa.float64()),
        ]
    )
    columns, _ = guess_columns(schema, rulebook)
    revenue, exports = columns.columns["revenue_2023"], columns.columns["exports_2023_usd"]
    assert isinstance(revenue, FactTarget)
    assert isinstance(exports, FactTarget)
    assert ("currency", None) == (revenue.currency_column, exports.currency_column)


def test_everything_unclear_is_told(rulebook: Rulebook) -> None:
    """Columns that name nothing, numbers without a unit, two columns for one fact: all in one go."""
    schema = pa.schema(
        [
            ("id", pa.int64()),
            ("telephone", pa.string()),
            ("revenue_2023", pa.float64()),
            ("销售收入_2023_cny", pa.float64()),
            ("private_capital_share", pa.float64()),
        ]
    )
    collector = Collector()
    columns, unclear = guess_columns(schema, rulebook)
    tell_unclear(unclear, "firms.csv", collector)
    check_columns(columns, schema, rulebook, "firms.csv", collector, told=unclear)
    codes = sorted(each.code for each in collector.found)
    assert ["duplicate-column", "unclear-column", "unclear-column", "unknown-column"] == codes


def test_the_unit_of_all_amounts(rulebook: Rulebook) -> None:
    """What is said of all amounts is said of a rent for each square metre and day too."""
    guesser = Guesser(rulebook, amounts_in="CNY")
    for column, unit in (("revenue_2023", "CNY"), ("office_rent", "CNY/m2/day")):
        found = guesser.target(column)
        assert isinstance(found, FactTarget)
        assert found.unit is not None
        assert unit == found.unit.text
