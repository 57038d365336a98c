"""
Laws of the calendar of payments: nothing is dropped, years add up to totals, payers to payments, in both currencies.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil, floor

from hypothesis import given
from hypothesis import strategies as st

from incentives.analysis.plan import make_plan
from incentives.engine.company_plan import Plan
from incentives.engine.results import Range
from incentives.ir.rulebook import Nature, Rulebook
from incentives.money.apportion import apportion
from incentives.money.rounding import Rounding, round_to
from tests.expressions import companies, money_expressions, truth_expressions
from tests.worlds import RATES, assess, compile_texts

CENT = Fraction(1, 100)
RULE = """
awards:
  years: {{nature: entitled, amount: '{}', paid: {{yearly: 3, from: registered_on}}, payer: {{city: 35%, state: 65%}}}}
  parts: {{nature: entitled, when: ['{}'], amount: '{}', paid: {{instalments: [40%, 30%, 30%], every: 1 year, from: registered_on + 1 month}}}}
  bounded: {{nature: entitled, amount: '{}', cap: 7 million CNY, paid: {{quarterly: 4, from: 2024-02-29}}}}
  items: {{nature: entitled, amount: 'min(cost, 3 million CNY)', paid: {{each: projects, due: started}}, payer: {{a: 50%, b: 30%, c: 20%}}}}
  merit: {{nature: discretionary, when: ['{}'], amount: '{}', paid: {{instalments: [50%, 50%], every: 1 year}}}}
"""  # noqa: E501  # a rule file as authors write it: an award is one line


def rules() -> st.SearchStrategy[str]:
    """A rule file with awards of every rhythm."""
    truth, money = truth_expressions(1), money_expressions(1)
    return st.builds(RULE.format, money, truth, money, money, truth, money)


@st.composite
def plans(draw: st.DrawFn) -> tuple[Plan, Rulebook]:
    """The plan of a company that may leave facts out, under a generated rule, in a generated currency."""
    rulebook = compile_texts({"p": draw(rules())})
    stated = draw(companies())
    kept = draw(st.one_of(st.just(set(stated)), st.sets(st.sampled_from(sorted(stated)))))
    facts = {name: value for name, value in stated.items() if name in kept}
    assessment = assess(rulebook, facts, currency=draw(st.sampled_from(["CNY", "USD", "JPY"])))
    return make_plan(assessment, rulebook, RATES), rulebook


def low(ranges: list[Range]) -> Fraction:
    """The sum of the lower ends."""
    return sum((each.low for each in ranges), Fraction(0))


def high(ranges: list[Range]) -> Fraction | None:
    """The sum of the upper ends, None if one is open."""
    found = Fraction(0)
    for each in ranges:
        if each.high is None:
            return None
        found += each.high
    return found


@given(plans())
def test_no_payment_is_dropped(made: tuple[Plan, Rulebook]) -> None:
    """Every payment of every granted award that may be something stands in the calendar, once, in one year."""
    plan, _ = made
    expected = [
        (each.programme, each.award.award.id, payment.number)
        for each in plan.assessment.combination.granted
        for payment in each.award.payments
        if payment.amount != Range(Fraction(0), Fraction(0))
    ]
    found = [(each.programme, each.award.award.id, each.number) for each in plan.calendar.payments]
    assert sorted(expected) == sorted(found)
    assert len(found) == len(plan.calendar.dated) + len(plan.calendar.undated)
    assert [each.year for each in plan.calendar.years] == list(
        dict.fromkeys(each.year for each in plan.calendar.payments)
    )


@given(plans())
def test_years_add_up_to_the_totals(made: tuple[Plan, Rulebook]) -> None:
    """By nature, to the cent; of ranges under a common cap the upper ends may add up to more."""
    plan, _ = made
    for nature in ("entitled", "discretionary"):
        years = [getattr(each, nature).amount for each in plan.calendar.years]
        total = getattr(plan.assessment, nature).amount
        assert low(years) == total.low
        most = high(years)
        if total.high is None:
            assert most is None
        elif total.low == total.high:
            assert most == total.high
        else:
            assert most is None or most >= total.high


@given(plans())
def test_payments_add_up_to_their_award(made: tuple[Plan, Rulebook]) -> None:
    """In its own and in the reporting currency; none is further than two units from its exact conversion."""
    plan, _ = made
    for each in plan.assessment.combination.granted:
        payments = [
            payment
            for payment in plan.calendar.payments
            if (payment.programme, payment.award.award.id) == (each.programme, each.award.award.id)
        ]
        reported = each.award.reported
        assert reported is not None
        assert reported.amount is not None
        converted = [payment.reported for payment in payments if payment.reported is not None]
        assert len(converted) == len(payments)
        assert low([payment.amount for payment in payments]) == each.award.amount.low
        assert low(converted) == reported.amount.low
        if each.award.amount.is_known:
            assert high(converted) == reported.amount.high
        for payment, told in zip(payments, converted, strict=True):
            assert told.high is None or told.low <= told.high
            assert payment.amount.is_known <= told.is_known


@given(plans())
def test_payers_add_up_to_their_payment(made: tuple[Plan, Rulebook]) -> None:
    """Each payment is shared whole among its payers, in both currencies."""
    plan, _ = made
    for payment in plan.calendar.payments:
        shares = list(payment.payers.values())
        assert bool(shares) == bool(payment.award.award.payers)
        if not shares:
            continue
        reported = [share.reported for share in shares if share.reported is not None]
        assert payment.reported is not None
        assert (low([share.amount for share in shares]), low(reported)) == (payment.amount.low, payment.reported.low)
        assert (high([share.amount for share in shares]), high(reported)) == (
            payment.amount.high,
            payment.reported.high,
        )
        assert all(each.high is None or each.low <= each.high for each in reported)


@given(plans())
def test_a_day_is_known_or_there_is_a_reason(made: tuple[Plan, Rulebook]) -> None:
    """A payment without a day has a reason, unless the rule names no day; days do not go back."""
    plan, _ = made
    days = [payment.due for payment in plan.calendar.dated if payment.due is not None]
    assert days == sorted(days)
    for payment in plan.calendar.payments:
        named = payment.award.award.schedule.start is not None
        assert (payment.due is None and named) == bool(payment.undated)
        assert payment.award.award.nature is Nature.ENTITLED or payment.amount.low <= 0


@given(st.lists(st.fractions(-1000, 1000), min_size=1, max_size=8), st.sampled_from([CENT, Fraction(1), Fraction(10)]))
def test_shares_of_a_rounded_sum(parts: list[Fraction], unit: Fraction) -> None:
    """They are multiples of the unit, add up to the sum, and each is its exact part rounded up or down."""
    total = round_to(sum(parts, Fraction(0)), unit, Rounding.HALF_UP)
    shares = apportion(total, parts, unit)
    assert total == sum(shares)
    assert all(
        share in {floor(part / unit) * unit, ceil(part / unit) * unit}
        for share, part in zip(shares, parts, strict=True)
    )


def test_the_first_of_equal_losses_gets_the_unit() -> None:
    """Three thirds of a cent each: the cent goes to the first."""
    assert [CENT, 0, 0] == apportion(CENT, [CENT / 3] * 3, CENT)


def test_a_half_cent_on_both_sides_of_nought() -> None:
    """The width of -0.5 to 0.5 cents, both rounded away from nought, is two cents: the last part takes what is left."""
    assert [2 * CENT] == apportion(2 * CENT, [CENT], CENT)


def test_days_of_the_calendar() -> None:
    """Years end on their last day, instalments fall a year apart, quarters from a leap day keep to their months."""
    rulebook = compile_texts(
        {
            "p": """
awards:
  years: {nature: entitled, amount: 100 CNY, paid: {yearly: 2, from: registered_on}}
  parts: {nature: entitled, amount: 100 CNY, paid: {instalments: [40%, 60%], every: 1 year, from: 2024-02-29}}
  quarters: {nature: entitled, amount: 1 CNY, paid: {quarterly: 2, from: 2024-01-31}}
"""
        }
    )
    plan = make_plan(assess(rulebook, {"registered_on": "2023-05-10"}), rulebook, RATES)
    assert {
        "years": [date(2024, 5, 9), date(2025, 5, 9)],
        "parts": [date(2024, 2, 29), date(2025, 2, 28)],
        "quarters": [date(2024, 4, 29), date(2024, 7, 30)],
    } == {
        name: [each.due for each in plan.calendar.payments if each.award.award.id == name]
        for name in ("years", "parts", "quarters")
    }
    assert [(2024, 142), (2025, 160)] == [(each.year, each.entitled.amount.low) for each in plan.calendar.years]
