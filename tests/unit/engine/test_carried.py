"""
What is carried from one fiscal year to the next.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incentives.diagnostics import Collector
from incentives.ir.printer import print_expr
from incentives.values import Interval, interval_of
from tests.worlds import compile_texts, value_of


def left(expression: str, revenue: dict[int, int], research: dict[int, int]) -> Interval:
    """The range of what is left."""
    facts = {
        "revenue": {year: f"{amount} CNY" for year, amount in revenue.items()},
        "research": {year: f"{amount} CNY" for year, amount in research.items()},
    }
    return interval_of(value_of(expression, {name: by_year for name, by_year in facts.items() if by_year}))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=4, max_size=4))
def test_year_by_year(years: list[tuple[int, int]]) -> None:
    """Each year adds what is new to what was left and takes what is used, never more than there is."""
    balance = 0
    for added, used in years:
        balance = max(0, balance + added - used)
    revenue = {2020 + index: added for index, (added, _) in enumerate(years)}
    research = {2020 + index: used for index, (_, used) in enumerate(years)}

    assert (balance, balance) == left("carried(revenue - research, last 4 years)", revenue, research)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=3, max_size=3), st.integers(0, 2))
def test_a_year_that_is_not_stated_leaves_a_range(years: list[tuple[int, int]], gap: int) -> None:
    """It holds what comes out whatever that year was."""
    revenue = {2021 + index: added for index, (added, _) in enumerate(years)}
    research = {2021 + index: used for index, (_, used) in enumerate(years)}
    expression = "carried(revenue - research, last 3 years)"
    known = {year: amount for year, amount in revenue.items() if year != 2021 + gap}
    low, high = left(expression, known, research)
    for amount in (0, 10, 1000):
        exact = left(expression, {**known, 2021 + gap: amount}, research)[0]
        assert exact is not None
        assert low is not None
        assert low <= exact
        assert high is None or exact <= high


def test_before_the_years_that_are_stated_anything_may_have_been_left() -> None:
    """`ever` knows no beginning: at least what the stated years leave of themselves."""
    revenue, research = {2022: 10, 2023: 5}, {2022: 0, 2023: 0}

    assert (Fraction(15), None) == left("carried(revenue - research, ever)", revenue, research)
    assert (15, 15) == left("carried(revenue - research, since 2022-01-01)", revenue, research)


def test_only_the_years_that_count() -> None:
    """A year that is filtered out changes nothing."""
    expression = "carried(revenue - research for each year last 3 years where revenue > 5 CNY)"

    assert (20, 20) == left(expression, {2021: 10, 2022: 3, 2023: 10}, {2021: 0, 2022: 100, 2023: 0})


def test_printing() -> None:
    """What is printed is read as the same."""
    text = "carried(revenue - research, last 3 years)"
    expr = compile_texts({"p": f"define:\n  it: {text}"}).programmes["p"].definitions["it"].expr

    assert text == print_expr(expr)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("carried(cost for each projects)", "type-mismatch"),
        ("carried(listed, last 3 years)", "type-mismatch"),
        ("carried(revenue)", "wrong-arguments"),
    ],
)
def test_mistakes(written: str, code: str) -> None:
    """Each is told once."""
    collector = Collector()
    compile_texts({"p": f"define:\n  it: {written}"}, collector=collector)

    assert [code] == [each.code for each in collector.found]
