"""
Caps that several awards share, of all that they come to and of each calendar year.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incentives.diagnostics import Collector
from incentives.engine.results import AwardResult, Range
from incentives.engine.shared_caps import Room, cut
from incentives.values import Why
from tests.worlds import assess, compile_texts

RULE = """
awards:
  first: {nature: entitled, amount: 10% * capital}
  second: {nature: NATURE, amount: 20% * capital}
  third: {nature: entitled, when: listed, amount: 30% * capital}
caps:
  together: {awards: [first, second, third], amount: 40 CNY, cite: art. 9}
"""


def awards(rule: str, facts: dict[str, object]) -> dict[str, AwardResult]:
    """The awards by name."""
    return {each.award.id: each for each in assess(compile_texts({"p": rule}), facts).programmes[0].awards}


def ends(result: AwardResult) -> tuple[int | None, int | None]:
    """What it comes to, in whole yuan."""
    return int(result.amount.low), None if result.amount.high is None else int(result.amount.high)


def test_each_gets_what_those_before_leave() -> None:
    """10, 20, and of the 30 of the third the 10 that are left."""
    found = awards(RULE.replace("NATURE", "entitled"), {"capital": "100 CNY", "listed": True})

    assert [(10, 10), (20, 20), (10, 10)] == [ends(each) for each in found.values()]
    assert [Range(Fraction(left), Fraction(left)) for left in (40, 30, 10)] == [
        each.shared[0].left for each in found.values()
    ]


def test_who_does_not_get_an_award_leaves_its_part() -> None:
    """The order is that of the cap; an award that is not given takes nothing."""
    rule = RULE.replace("NATURE", "entitled").replace("[first, second, third]", "[third, second, first]")

    assert {"first": (10, 10), "second": (20, 20), "third": (0, 0)} == {
        name: ends(each) for name, each in awards(rule, {"capital": "100 CNY", "listed": False}).items()
    }
    assert {"first": (0, 0), "second": (10, 10), "third": (30, 30)} == {
        name: ends(each) for name, each in awards(rule, {"capital": "100 CNY", "listed": True}).items()
    }


def test_what_is_given_on_merit_leaves_a_range() -> None:
    """Between nothing and 20 may go to the second; the third has the rest, and says why it is open."""
    third = awards(RULE.replace("NATURE", "discretionary"), {"capital": "100 CNY", "listed": True})["third"]

    assert (10, 30) == ends(third)
    assert [Why.ON_MERIT] == [each.why for each in third.reasons]


def test_unknown_facts_of_an_award_before() -> None:
    """Whether the company is listed decides what is left for those behind the third."""
    rule = RULE.replace("NATURE", "entitled").replace("[first, second, third]", "[third, second, first]")
    found = awards(rule, {"capital": "100 CNY"})

    assert [(0, 10), (10, 20), (0, 30)] == [ends(each) for each in found.values()]
    assert "listed" in {each.subject for each in found["first"].reasons}


YEARLY = """
awards:
  rent: {nature: entitled, amount: 10 CNY * period_number, cap: CAP, paid: {yearly: 4, from: registered_on}}
  bonus: {nature: entitled, amount: 7 CNY, paid: {once: fiscal_year_end}}
caps:
  by-year: {awards: [rent, bonus], amount: 25 CNY, per: year}
"""


def test_a_cap_of_each_calendar_year() -> None:
    """10, 20, 25 of 30 and 25 of 40; the bonus of 7 falls into the second year, where 5 are left."""
    found = awards(YEARLY.replace("CAP", "none"), {"registered_on": "2022-01-01"})

    assert [10, 20, 25, 25] == [each.amount.low for each in found["rent"].payments]
    assert (5, 5) == ends(found["bonus"])


def test_its_own_cap_counts_payment_by_payment() -> None:
    """What a year does not pay stays for the next: 10, 20, 25 and the 5 that 60 in all leave."""
    found = awards(YEARLY.replace("CAP", "60 CNY"), {"registered_on": "2022-01-01"})

    assert [10, 20, 25, 5] == [each.amount.low for each in found["rent"].payments]


def test_a_payment_without_a_day_may_fall_into_any_year() -> None:
    """Without the first day of the rent, the bonus may have a year for itself or none of it."""
    found = awards(YEARLY.replace("CAP", "none"), {})

    assert (0, 7) == ends(found["bonus"])
    assert "registered_on" in {each.subject for each in found["bonus"].reasons}


def test_instalments() -> None:
    """What is left in all is shared into instalments; what is left of a year cuts each."""
    rule = """
awards:
  before: {nature: entitled, amount: 20 CNY, paid: {once: 2025-06-30}}
  grant: {nature: entitled, amount: 100 CNY, paid: {instalments: [50%, 50%], from: 2024-06-30, every: 1 year}}
caps:
  in-all: {awards: [before, grant], amount: 80 CNY}
  yearly: {awards: [before, grant], amount: 40 CNY, per: year}
"""
    assert [30, 20] == [each.amount.low for each in awards(rule, {})["grant"].payments]


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(2020, 2022)), max_size=5),
    st.integers(0, 100),
    st.integers(0, 60),
)
def test_known_payments_are_cut_one_by_one(payments: list[tuple[int, int]], in_all: int, by_year: int) -> None:
    """Against the plain way: each payment gets what is left of all and of its year."""
    expected: list[Fraction] = []
    left, left_of = Fraction(in_all), {year: Fraction(by_year) for _, year in payments}
    for amount, year in payments:
        given_ = min(Fraction(amount), left, left_of[year])
        left, left_of[year] = left - given_, left_of[year] - given_
        expected.append(given_)
    rooms = [
        Room(most=(Fraction(in_all), Fraction(in_all))),
        Room(most=(Fraction(by_year), Fraction(by_year)), yearly=True),
    ]
    amounts = [(Fraction(amount), Fraction(amount)) for amount, _ in payments]

    assert [(each, each) for each in expected] == cut(amounts, [year for _, year in payments], rooms)


def test_the_range_holds_whatever_the_missing_facts_are() -> None:
    """Over capital and listing, known and not, in every order of the awards."""
    for order in ("first, second, third", "third, first, second", "second, third, first"):
        rule = RULE.replace("NATURE", "entitled").replace("[first, second, third]", f"[{order}]")
        open_ = {name: each.amount for name, each in awards(rule, {}).items()}
        for capital in (0, 50, 100, 1000):
            for listed in (True, False):
                facts = {"capital": f"{capital} CNY", "listed": listed}
                for name, each in awards(rule, facts).items():
                    within = open_[name]
                    assert within.low <= each.amount.low, (order, name)
                    assert within.high is None or each.amount.low <= within.high, (order, name)


@pytest.mark.parametrize(
    ("caps", "code"),
    [
        ("c: {awards: [first, secnd], amount: 5 CNY}", "unknown-name"),
        ("c: {awards: [first, first, second], amount: 5 CNY}", "duplicate-id"),
        ("c: {awards: [first], amount: 5 CNY}", "idle-key"),
        ("c: {awards: [first, second], amount: 5%}", "unit-mismatch"),
        ("c: {awards: [first, second], amount: 5 USD}", "currency-mismatch"),
        ("c: {awards: [first, dollars], amount: 5 CNY}", "currency-mismatch"),
        ("c: {awards: [first, second], amount: 5 CNY, per: month}", "unknown-word"),
        ("c: {awards: [first, second], amount: second.amount}", "cycle"),
        ("c: {awards: [first, second]}", "missing-key"),
    ],
)
def test_mistakes(caps: str, code: str) -> None:
    """Each is told once, where it stands."""
    rule = RULE.replace("NATURE", "entitled").partition("caps:")[0]
    rule += f"  dollars: {{nature: entitled, amount: 5 USD, currency: USD}}\ncaps:\n  {caps}"
    collector = Collector()
    compile_texts({"p": rule}, collector=collector)

    assert [code] == [each.code for each in collector.found]
