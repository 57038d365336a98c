"""
Windows of fiscal years, told apart from durations.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from incentives.values import Known
from tests.worlds import value_of

FACTS = {"registered_on": "2024-01-01", "revenue": {2022: "2 CNY", 2023: "4 CNY"}}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("max(age(registered_on), 2 years)", Fraction(24)),
        ("min(age(registered_on), 2 years)", Fraction(6)),
        ("max(revenue, last 2 years)", Fraction(4)),
        ("min(revenue, last 2 years)", Fraction(2)),
        ("sum(revenue, 2 years)", Fraction(6)),
        ("growth(revenue, 2 years)", Fraction(1)),
    ],
)
def test_years_are_a_window_or_a_duration(expression: str, expected: Fraction) -> None:
    """The greater of two durations is a duration; over fiscal years it says `last`."""
    assert Known(expected) == value_of(expression, FACTS)
