"""
Yearly facts of the fiscal year that a payment period ends in.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from incentives.diagnostics import Collector
from incentives.engine.results import Range
from incentives.ir.printer import print_expr
from incentives.values import Why
from tests.worlds import assess, compile_texts

RULE = """
define:
  spent: 2 * research
awards:
  share: {nature: entitled, amount: 'AMOUNT', paid: {yearly: 3, from: registered_on}}
"""
FACTS = {"registered_on": "2023-01-01", "research": {2022: "5 CNY", 2023: "10 CNY", 2024: "20 CNY", 2025: "40 CNY"}}


def rule(amount: str) -> str:
    """A rule that pays for three years."""
    return RULE.replace("AMOUNT", amount)


def payments(amount: str, facts: dict[str, object]) -> list[Range]:
    """What is paid for each year."""
    (award,) = assess(compile_texts({"p": rule(amount)}), facts).programmes[0].awards
    return [each.amount for each in award.payments]


def exactly(*amounts: int) -> list[Range]:
    """Known amounts."""
    return [Range(Fraction(amount), Fraction(amount)) for amount in amounts]


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("research[period_year]", (10, 20, 40)),
        ("research[period_year - 1]", (5, 10, 20)),
        ("spent[period_year]", (20, 40, 80)),
        ("spent[period_year - 1] + research", (20, 30, 50)),
        ("(if growth(research[period_year], last 2 years) > 50% then 1 CNY else 0 CNY)", (1, 1, 1)),
        ("1 CNY * (period_year - 2020)", (3, 4, 5)),
    ],
)
def test_facts_of_the_year_paid_for(amount: str, expected: tuple[int, ...]) -> None:
    """Each payment looks at its own year, whatever the year of the assessment."""
    assert exactly(*expected) == payments(amount, FACTS)


def test_the_year_is_the_one_that_the_last_day_lies_in() -> None:
    """A lease from September: its first year ends in the calendar year after; with a year end in June, in that year."""
    lease = {**FACTS, "registered_on": "2022-09-01"}

    assert exactly(10, 20, 40) == payments("research[period_year]", lease)
    assert exactly(20, 40, 80) == payments(
        "research[period_year]",
        {**lease, "fiscal_year_end": "06-30", "research": {2024: "20 CNY", 2025: "40 CNY", 2026: "80 CNY"}},
    )


def test_a_year_that_is_not_stated_is_unknown() -> None:
    """Neither the last year closed nor nothing stands in for it; the answer asks for that year."""
    facts = {**FACTS, "research": {2023: "10 CNY"}}
    (award,) = assess(compile_texts({"p": rule("research[period_year]")}), facts).programmes[0].awards

    assert [Range(Fraction(10), Fraction(10)), *[Range(Fraction(0), None)] * 2] == [
        each.amount for each in award.payments
    ]
    assert {("research", 2024), ("research", 2025)} == {(reason.subject, reason.year) for reason in award.reasons}


def test_without_the_first_day_no_year_is_known() -> None:
    """The range is that of the fact, and what is asked for is the day."""
    (award,) = assess(compile_texts({"p": rule("research[period_year]")}), {"research": "7 CNY"}).programmes[0].awards

    assert Range(Fraction(0), None) == award.amount
    assert [(Why.MISSING_FACT, "registered_on")] == [(reason.why, reason.subject) for reason in award.reasons]


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("capital[period_year]", "not-yearly"),
        ("research[period_year + 1]", "syntax"),
        ("research[period_years]", "syntax"),
        ("research[1]", "bad-window"),
    ],
)
def test_mistakes(amount: str, code: str) -> None:
    """Each is told once."""
    collector = Collector()
    compile_texts({"p": rule(amount)}, collector=collector)

    assert [code] == [each.code for each in collector.found]


def test_outside_a_period_there_is_no_such_year() -> None:
    """A definition belongs to no period."""
    collector = Collector()
    compile_texts({"p": "define:\n  it: research[period_year]"}, collector=collector)

    assert ["no-period"] == [each.code for each in collector.found]


@pytest.mark.parametrize("amount", ["research[period_year]", "2 * spent[period_year - 3]"])
def test_printing(amount: str) -> None:
    """What is printed is read as the same."""
    expr = compile_texts({"p": rule(amount)}).programmes["p"].awards["share"].amount

    assert expr is not None
    assert amount == print_expr(expr)
