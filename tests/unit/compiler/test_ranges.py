"""
Ranges of numbers and truths of conditions, from declarations alone.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from incentives.compiler.ranges import Ranges
from incentives.values import Interval
from tests.worlds import compile_texts


def interval(expression: str, more: str = "") -> Interval:
    """The range of an expression."""
    rulebook = compile_texts({"p": f"{more}define:\n  it: '{expression}'\n"})
    return Ranges(rulebook).interval(rulebook.programmes["p"].definitions["it"].expr)


def truth(expression: str) -> bool | None:
    """What a condition always comes to."""
    rulebook = compile_texts({"p": f"define:\n  it: '{expression}'\n"})
    return Ranges(rulebook).truth(rulebook.programmes["p"].definitions["it"].expr)


@pytest.mark.parametrize(
    ("expression", "low", "high"),
    [
        ("staff", 0, None),
        ("share", 0, 1),
        ("profit", None, None),
        ("share * 200%", 0, 2),
        ("min(staff, 50)", 0, 50),
        ("if staff > 50 then staff else 50", 50, None),
        ("if staff < 50 then staff else 50", 0, 50),
        ("staff - min(staff, 10)", 0, None),
        ("max(staff, 10) - staff", 0, None),
        ("if staff > score then staff - score else 0", 0, None),
        ("min(staff, 10) / 10", 0, 1),
        ("count(done for each projects)", 0, None),
        ("sum(cost for each projects)", 0, None),
        ("average(revenue, last 3 years)", 0, None),
        ("sum(share, last 3 years)", 0, 3),
        ("year_of(registered_on)", 1, 9999),
        ("size(functions)", 0, None),
        ("steps(revenue, 10 million CNY)", 0, None),
    ],
)
def test_ranges_of_numbers(expression: str, low: int | None, high: int | None) -> None:
    """Declared ranges go through operators, branches and loops."""
    expected = tuple(None if end is None else Fraction(end) for end in (low, high))

    assert expected == interval(expression)


def test_what_is_taken_to_hold_ends_at_a_loop() -> None:
    """In `for each year` the same words mean another year: the condition outside says nothing of it."""
    inside = "if revenue >= 5 million CNY then sum(revenue for each year last 2 years) else 0 CNY"

    assert (Fraction(0), None) == interval(inside)


def test_parameters_and_tables() -> None:
    """A parameter lies between its values, a column of a table between its cells."""
    more = (
        "parameters:\n  rate: {values: {2020-01-01: 10%, 2024-01-01: 30%}}\n"
        "  steps: {table: [{sales: 1, reward: 5}, {sales: 2, reward: 3}]}\n"
    )
    assert (Fraction(1, 10), Fraction(3, 10)) == interval("rate", more)
    assert (Fraction(0), Fraction(10)) == interval("sum(reward for each steps where staff >= sales)", more)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("staff >= 0", True),
        ("share > 100%", False),
        ("share >= 100%", None),
        ("not staff < 0", True),
        ("listed", None),
        ("listed or staff >= 0", True),
        ("listed and share > 100%", False),
        ("staff > 50 and staff < 10", False),
        ("staff > 50 and staff < 60", None),
        ("staff == staff", True),
        ("industry in [software, chips, other]", True),
        ("at_least(2, staff >= 0, share >= 0%, listed)", True),
        ("any(share > 100%, last 3 years)", False),
        ("all(staff >= 0, last 3 years)", True),
        ("if listed then staff >= 0 else share >= 0%", True),
        ("2024-01-01 > 2023-01-01", True),
        ("registered_on > 2023-01-01", None),
    ],
)
def test_truths_of_conditions(expression: str, expected: bool | None) -> None:
    """Known where every company gives the same answer."""
    assert expected is truth(expression)


def test_nested_conditions_end() -> None:
    """Conditions inside conditions are looked at again and again: after a million steps nothing more is said."""
    nested = "staff"
    for _ in range(12):
        nested = f"if ({nested}) > 1 then ({nested}) else 2"
        if len(nested) > 1500:
            break

    assert (Fraction(1), None) == interval(nested)
