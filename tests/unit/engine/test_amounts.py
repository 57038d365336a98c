"""
What an award comes to where another award, or a day of payment, is not known.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from incentives.engine.amounts import NOTHING
from incentives.engine.results import Range
from incentives.values import Reason, Why
from tests.worlds import assess, compile_texts

MERIT = """
awards:
  grant: {nature: discretionary, amount: 5 million CNY}
  rest: {nature: entitled, amount: 'max(0 CNY, 8 million CNY - 50% * grant.amount)'}
"""
LATE = """
awards:
  shares: {nature: entitled, amount: 10 CNY, paid: {instalments: [50%, 50%], from: registered_on}}
  daily: {nature: entitled, amount: 10 CNY * days / 1 day, paid: {yearly: 2, from: registered_on}}
"""


@pytest.mark.parametrize("effect", ["clamp", "forfeit"])
@pytest.mark.parametrize("listed", [True, False])
def test_cap_below_nought_lets_nothing_through(effect: str, listed: bool) -> None:
    """A ceiling is no debt, neither of who meets the conditions nor of who does not."""
    rule = f"""
eligibility: listed
awards:
  grant: {{nature: entitled, amount: 10 CNY, cap: profit, cap_effect: {effect}}}
"""
    facts = {"profit": "-5 CNY", "listed": listed}

    assert NOTHING == assess(compile_texts({"p": rule}), facts).programmes[0].awards[0].amount


def test_what_is_given_on_merit_is_a_reason_for_not_knowing() -> None:
    """Law 7: a ceiling is no amount; who uses it gets a range and is told why."""
    rest = assess(compile_texts({"p": MERIT}), {}).programmes[0].awards[1]

    assert Range(Fraction(5_500_000), Fraction(8_000_000)) == rest.amount
    assert (Reason(Why.ON_MERIT, "p/grant"),) == rest.reasons


@pytest.mark.parametrize(("first", "second"), [("9998-12-31", date(9999, 12, 31)), ("9999-01-01", None)])
def test_payment_beyond_the_calendar_has_no_day(first: str, second: date | None) -> None:
    """The amount is shared all the same; a period without an end has the days that any may have."""
    shares, daily = assess(compile_texts({"p": LATE}), {"registered_on": first}).programmes[0].awards

    assert [date.fromisoformat(first), second] == [payment.due for payment in shares.payments]
    assert Range(Fraction(10), Fraction(10)) == shares.amount
    assert Range(Fraction(7300), Fraction(7320)) == daily.amount
    assert {Why.BAD_DATE} == {reason.why for reason in daily.reasons}
