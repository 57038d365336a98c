"""
Unknown facts: whatever they turn out to be, the answer that was given stays true.
"""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from incentives.ir import intervals
from incentives.values import Known, Unknown, Value, interval_of
from tests.expressions import money_expressions, number_expressions, truth_expressions, with_gaps
from tests.worlds import assess, company, compile_texts, value_of


def compatible(partial: Value, whole: Value) -> bool:
    """Whether the answer under missing facts allows the answer under all facts."""
    if isinstance(partial, Known):
        return partial == whole
    if isinstance(whole, Unknown) or not isinstance(whole.value, Fraction):
        return True
    return intervals.contains(interval_of(partial), whole.value)


@given(money_expressions(3) | number_expressions(3) | truth_expressions(3), with_gaps())
def test_answer_under_missing_facts_contains_every_completion(
    expression: str, companies: tuple[dict[str, object], dict[str, object]]
) -> None:
    """
    A value known under missing facts is the value; an unknown one has a range that holds the value.
    """
    whole, partial = companies
    complete = value_of(expression, whole)
    if isinstance(complete, Unknown):
        return
    assert compatible(value_of(expression, partial), complete)


@given(
    truth_expressions(2),
    truth_expressions(2),
    money_expressions(3),
    money_expressions(2),
    with_gaps(),
    st.sampled_from(["clamp", "forfeit"]),
)
def test_award_under_missing_facts_contains_the_true_award(
    eligibility: str,
    when: str,
    amount: str,
    cap: str,
    companies: tuple[dict[str, object], dict[str, object]],
    effect: str,
) -> None:
    """
    Law 3: the true award, whatever the missing facts turn out to be, lies inside the range that is shown.
    """
    rulebook = compile_texts(
        {
            "p": f"""
eligibility: '{eligibility}'
awards:
  once:
    nature: entitled
    when: '{when}'
    amount: 'max(0 CNY, {amount})'
    cap: 'max(0 CNY, {cap})'
    cap_effect: {effect}
  spread:
    nature: entitled
    amount: 'max(0 CNY, {amount}) * days / 400 days'
    cap: 'max(0 CNY, {cap})'
    paid: {{yearly: 3, from: registered_on}}
    payer: {{city: 40%, district: 60%}}
  merit: {{nature: discretionary, amount: 'max(0 CNY, {amount})', paid: {{instalments: [40%, 30%, 30%]}}}}
"""
        }
    )
    whole, partial = companies
    full, some = assess(rulebook, whole).programmes[0], assess(rulebook, partial).programmes[0]
    for true, shown in zip(full.awards, some.awards, strict=True):
        if true.reasons:
            continue
        inside, outside = true.amount, shown.amount
        assert outside.low <= inside.low
        assert outside.high is None or (inside.high is not None and inside.high <= outside.high)


@given(money_expressions(3), with_gaps())
def test_total_of_an_award_is_the_sum_of_its_payments(
    amount: str, companies: tuple[dict[str, object], dict[str, object]]
) -> None:
    """
    With nothing unknown, instalments, periods and payers add up to the award to the cent.
    """
    rulebook = compile_texts(
        {
            "p": f"""
awards:
  parts:
    nature: entitled
    amount: 'max(0 CNY, {amount})'
    paid: {{instalments: [40%, 30%, 30%]}}
    payer: {{city: 40%, district: 60%}}
  years:
    nature: entitled
    amount: 'max(0 CNY, {amount}) * period_number / 7'
    cap: 30 million CNY
    paid: {{yearly: 3, from: 2023-01-01}}
    payer: {{city: 1%, district: 99%}}
"""
        }
    )
    for award in assess(rulebook, companies[0]).programmes[0].awards:
        if award.reasons:
            continue
        total = award.amount.low
        payments = sum(payment.amount.low for payment in award.payments)
        payers = sum(payer.low for payer in award.payers.values())
        assert total == payments
        assert total == payers


def test_cap_leaves_no_cent_beside_it() -> None:
    """
    A cap that bites in a later period leaves exactly what earlier, rounded payments did not use.
    """
    rulebook = compile_texts(
        {
            "p": """
awards:
  years: {nature: entitled, amount: 10 CNY / 3, cap: 10 CNY, paid: {yearly: 4, from: 2023-01-01}}
"""
        }
    )
    award = assess(rulebook, {}).programmes[0].awards[0]
    payments = [payment.amount.low for payment in award.payments]
    assert payments == [Fraction("3.33"), Fraction("3.33"), Fraction("3.33"), Fraction("0.01")]


@given(with_gaps())
def test_company_may_be_stated_with_gaps(companies: tuple[dict[str, object], dict[str, object]]) -> None:
    """
    Leaving facts out never makes a profile wrong.
    """
    rulebook = compile_texts({"p": "eligibility: listed\n"})
    assert company(rulebook, companies[1]).facts.keys() <= company(rulebook, companies[0]).facts.keys()
