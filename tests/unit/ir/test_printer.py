from __future__ import annotations

import pytest

from incentives.ir.expr import Expr
from incentives.ir.printer import print_expr, print_tree
from tests.worlds import compile_texts

MORE = """
parameters:
  since: 2022-01-01
  rent_standard: 8 CNY/m2/day
  rate:
    keyed_by: registered_on
    values: {2020-01-01: 30%, 2023-01-01: 20%}
  steps:
    table:
      - {sales: 500 million CNY, reward: 5 million CNY}
      - {sales: 1 billion CNY, reward: 3 million CNY}
uses: {other: q, same: r}
"""
OTHER = """
define: {floor: 10%}
eligibility: listed
"""


def compiled(text: str) -> Expr:
    """The typed form of a definition."""
    quoted = text.replace("'", "''")
    rulebook = compile_texts({"p": f"define:\n  it: '{quoted}'\n{MORE}", "q": OTHER, "r": OTHER})
    return rulebook.programmes["p"].definitions["it"].expr


USES = {"other": "q", "same": "r"}


@pytest.mark.parametrize(
    "text",
    [
        "capital > 100 million CNY",
        "capital >= 1.5 billion CNY and not listed",
        "listed or staff > 5 and score >= 2",
        "(listed or staff > 5) and score >= 2",
        "listed and (staff > 5 and score >= 2)",
        "not (listed and staff > 5)",
        "not listed",
        "share >= 12.5%",
        "30% * min(area, 1000 m2) * 8 CNY/m2/day * 365 days",
        "capital - (profit - 3 CNY)",
        "capital - profit - 3 CNY",
        "capital / (score * 2)",
        "capital / score * 2",
        "-(score + 1) * 2",
        "if listed then 10% else 5%",
        "(if listed then 10% else 5%) * 2",
        "registered_in within CN-SH",
        "registered_in within PAIR",
        "not registered_in within CN-SH",
        "industry in [software, chips]",
        "industry not in [software, chips]",
        "industry == chips",
        "research in functions",
        "[research, sales] in functions",
        "registered_on >= 2020-01-01",
        "registered_on + 2 years > assessment_date",
        "registered_on + 1 month - 3 days",
        "age(registered_on) < 5 years",
        "months_between(registered_on, 2024-01-31)",
        "max(age(registered_on), 24 months)",
        "max(24 months, age(registered_on))",
        "revenue[-1] < revenue",
        "growth(revenue, last 3 years) >= 20%",
        "growth(revenue, last 2 years) >= 20%",
        "growth(revenue / research, last 3 years) >= 20%",
        "first_time(revenue >= 500 million CNY, since 2022-01-01)",
        "first_time(revenue >= 500 million CNY, ever from registered_on)",
        "sum(revenue, last 3 years)",
        "sum(revenue, previous 3 years)",
        "average(revenue, last 1 year)",
        "any(revenue > 5 CNY, since since)",
        "any(revenue > 5 CNY, ever)",
        "all(revenue > research, last 5 years since 2020-01-01)",
        "count(revenue > research for each year last 3 years where listed)",
        "sum(cost for each projects where done and started >= 2023-01-01)",
        "sum(min(cost, 3 million CNY) for each projects)",
        "sum(reward for each steps where revenue >= sales)",
        "none(done for each projects)",
        "at_least(2, listed, staff > 5, score > 1)",
        "clamp(capital, 1 million CNY, 20 million CNY)",
        "round(capital / 3, 0.01 CNY)",
        "round_half_even(score, 0.5)",
        "size(functions) >= 2",
        "steps(capital, 10 million CNY)",
        "power(score, 2)",
        "rent_standard * area",
        "rate",
        "since",
        "capital > 20 million USD",
        "convert(capital, USD) > 20 million USD",
        "holds(other) or qualifies(same)",
        "other.floor",
        "year_of(end_of_quarter(registered_on))",
        "1 mu",
        "1 year",
        "18 months",
        "0%",
        "0.000001",
        "staff > 0 and score != 1.25",
    ],
)
def test_what_is_printed_means_what_was_read(text: str) -> None:
    """Printing an expression and reading it again gives the same expression."""
    expr = compiled(text)
    printed = print_expr(expr, USES)

    assert expr == compiled(printed)
    assert printed == print_expr(compiled(printed), USES)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("((capital)) > (100000000 CNY)", "capital > 100 million CNY"),
        ("(listed and (staff > 5))", "listed and staff > 5"),
        ("registered_on + 24 months > 2024-01-01", "registered_on + 2 years > 2024-01-01"),
        ("age(registered_on, assessment_date) > 1 year", "age(registered_on) > 1 year"),
        ("capital > 876000 CNY", "capital > 876000 CNY"),
        ("area > 2 hectares", "area > 20000 m2"),
        ("8 CNY/m2/week * area", "8 CNY/m2/week * area"),
        ("rate", "rate at registered_on"),
        ("not (industry in [chips])", "industry not in [chips]"),
        ("area * 8 CNY/m2/day * 1 day", "area * 8 CNY/m2/day * 1 day"),
        ("min(2 years, age(registered_on))", "min(2 years, age(registered_on))"),
        ("revenue / revenue[-1] - 100%", "growth(revenue, last 2 years)"),
    ],
)
def test_canonical_text(text: str, printed: str) -> None:
    """The fewest brackets, the largest sizes and units, and no conversion that the author did not write."""
    assert printed == print_expr(compiled(text), USES)


def test_bracket_tables_and_readings_are_printed_for_people() -> None:
    """A table is one line of rows, an ambiguous definition one of readings."""
    rulebook = compile_texts(
        {
            "p": """
define:
  tiers:
    select: staff
    brackets: [{below: 10, value: 1 CNY}, {from: 10, up_to: 50, value: 2 CNY}, {above: 50, value: 3 CNY}]
  open:
    readings:
      wide: {default: true, value: staff > 5}
      narrow: {value: staff > 50}
"""
        }
    )
    definitions = rulebook.programmes["p"].definitions

    assert "select staff: below 10 -> 1 CNY; from 10 up to 50 -> 2 CNY; above 50 -> 3 CNY" == print_expr(
        definitions["tiers"].expr
    )
    assert "reading wide: staff > 5; narrow: staff > 50" == print_expr(definitions["open"].expr)


def test_an_alias_is_made_up_where_none_is_given() -> None:
    """A status of another programme is named after it, a definition by its own name."""
    assert "holds(q)" == print_expr(compiled("holds(other)"))
    assert "floor" == print_expr(compiled("other.floor"))


def test_criteria_as_a_tree() -> None:
    """Groups say how their members count; members are indented; the clause stands behind."""
    rulebook = compile_texts(
        {
            "p": """
eligibility:
  all:
    - {test: "registered_in within CN-SH", cite: art. 1}
    - at_least: 1
      of: [listed, "staff > 5"]
    - {test: "score > 1", preference: true}
"""
        }
    )
    eligibility = rulebook.programmes["p"].eligibility
    assert eligibility is not None

    assert (
        "all of\n"
        "  registered_in within CN-SH  [art. 1]\n"
        "  at least 1 of\n"
        "    listed\n"
        "    staff > 5\n"
        "  score > 1 (preference)"
    ) == print_tree(eligibility)


@pytest.mark.parametrize("text", ["growth(share_of_research, last 3 years) > 5%", "share_of_research[-1] < 10%"])
def test_definitions_of_earlier_years(text: str) -> None:
    """A definition has its earlier years as a fact has."""

    def condition(written: str) -> Expr:
        rules = f"define:\n  share_of_research: research / revenue\n  it: '{written}'"
        return compile_texts({"p": rules}).programmes["p"].definitions["it"].expr

    assert text == print_expr(condition(text))
    assert condition(text) == condition(print_expr(condition(text)))
