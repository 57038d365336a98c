"""
Parameters and tables of one programme in another, through `uses`.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from incentives.compiler.lints import lint_rulebook
from incentives.compiler.programme import expressions
from incentives.diagnostics import Collector
from incentives.engine.results import Range
from incentives.ir.printer import print_expr
from tests.worlds import assess, compile_texts

CITY = """
facts:
  filed_on: {type: date}
parameters:
  rate:
    keyed_by: day
    values: {2020-01-01: 10%, 2024-01-01: 20%}
  floor: 5 million CNY
  ladder:
    table:
      - {sales: 10 million CNY, reward: 1 million CNY}
      - {sales: 20 million CNY, reward: 3 million CNY}
define:
  day: filed_on
  size_class: if staff >= 10 then 2 else 1
awards:
  own: {nature: entitled, amount: rate * floor + sum(reward for each ladder)}
"""
DISTRICT = """
uses: {city: city}
awards:
  top-up:
    nature: entitled
    when: revenue >= city.floor
    amount: city.rate * revenue
  earlier: {nature: entitled, amount: (city.rate at 2023-06-30) * revenue}
  steps: {nature: entitled, amount: sum(reward for each city.ladder where revenue >= sales)}
  each-step:
    nature: entitled
    amount: reward
    paid: {each: city.ladder, due: assessment_date}
"""


def codes(texts: dict[str, str]) -> list[str]:
    """The diagnostics of some rule files, lints only where there are no mistakes."""
    collector = Collector()
    rulebook = compile_texts(texts, collector=collector)
    if not collector.failed:
        lint_rulebook(rulebook, collector)
    return [each.code for each in collector.found]


def test_figures_of_another_programme() -> None:
    """A dated parameter keeps the day it is keyed by, a table its rows, for whoever names them."""
    rulebook = compile_texts({"city": CITY, "district": DISTRICT})
    answer = assess(rulebook, {"filed_on": "2024-02-01", "revenue": {2023: "15 million CNY"}})
    awards = {each.award.id: each.amount for result in answer.programmes[1:] for each in result.awards}

    assert {
        "top-up": Range(Fraction(3_000_000), Fraction(3_000_000)),
        "earlier": Range(Fraction(1_500_000), Fraction(1_500_000)),
        "steps": Range(Fraction(1_000_000), Fraction(1_000_000)),
        "each-step": Range(Fraction(4_000_000), Fraction(4_000_000)),
    } == awards


def test_figures_of_another_programme_survive_printing() -> None:
    """They are printed with the alias that they are read by."""
    programme = compile_texts({"city": CITY, "district": DISTRICT}).programmes["district"]
    texts = [print_expr(each, programme.uses) for each in expressions(programme)]

    assert "revenue >= city.floor" in texts
    assert "city.rate at (city.day) * revenue" in texts
    assert "city.rate at 2023-06-30 * revenue" in texts
    assert "sum(reward for each city.ladder where revenue >= sales)" in texts


def test_a_figure_that_only_another_programme_uses_is_used() -> None:
    """It is no unused parameter where it stands, nor is the alias unused."""
    lonely = CITY[: CITY.index("awards:")]
    found = codes({"city": lonely, "district": DISTRICT})

    assert "unused-parameter" not in found
    assert "unused-alias" not in found
    assert "unused-parameter" in codes({"city": lonely})


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("city.rat * revenue", "unknown-definition"),
        ("city.ladder * revenue", "list-as-value"),
        ("sum(reward for each city.rungs)", "unknown-definition"),
        ("sum(reward for each city.floor)", "type-mismatch"),
        ("(city.size_class at 2024-01-01) * revenue", "type-mismatch"),
        ("(city.rate at 5) * revenue", "type-mismatch"),
        ("sum(reward for each town.ladder)", "unknown-name"),
    ],
)
def test_mistakes(written: str, code: str) -> None:
    """Each is told once, in the file that names it."""
    text = f"uses: {{city: city}}\nawards:\n  it: {{nature: entitled, amount: '{written}'}}"
    collector = Collector()
    compile_texts({"city": CITY, "district": text}, collector=collector)

    assert [(code, "district.yaml")] == [(each.code, each.span.source.name) for each in collector.found if each.span]


def test_a_parameter_is_no_expression_of_another_programme() -> None:
    """Figures are shared as they stand; what is worked out of one is a definition."""
    assert ["not-constant"] == codes({"city": CITY, "district": "uses: {city: city}\nparameters:\n  x: 2 * city.rate"})


def test_circle_through_keys_of_parameters() -> None:
    """Two parameters that are keyed by each other, in two files."""
    first = "uses: {b: b}\nparameters:\n  x: {keyed_by: b.y, values: {2020-01-01: 2021-01-01}}"
    second = "uses: {a: a}\nparameters:\n  y: {keyed_by: a.x, values: {2020-01-01: 2021-01-01}}"

    assert ["cycle"] == codes({"a": first, "b": second})
