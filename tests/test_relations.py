"""
The relations of the bundled rulebook, worked by hand: what stands beside what, and what is left under a common ceiling.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache

import pytest

import incentives
from incentives.api import Result
from incentives.ir.rulebook import Rulebook
from tests.conftest import ROOT

DE_MINIMIS = {
    "industry": "software",
    "granting_state": "FR",
    "export_linked_aid": False,
    "domestic_goods_aid": False,
    "de_minimis_for_project": False,
    "aid_received": [
        {
            "programme": "old",
            "amount": "90000 EUR",
            "granted_on": "2023-05-11",
            "member_state": "FR",
            "de_minimis": True,
        },
        {
            "programme": "new",
            "amount": "100000 EUR",
            "granted_on": "2024-06-01",
            "member_state": "FR",
            "de_minimis": True,
        },
        {
            "programme": "far",
            "amount": "250000 EUR",
            "granted_on": "2024-06-01",
            "member_state": "DE",
            "de_minimis": True,
        },
    ],
}
YOUNG_COMPANY = {
    "taxed_in": "FR-IDF",
    "registered_on": "2018-03-01",
    "employees": {2025: 30},
    "revenue": {2025: "3 million EUR"},
    "total_assets": {2025: "3 million EUR"},
    "qualifying_shareholding": "80%",
    "created_by_restructuring": False,
    "rd_expense": {2025: "200000 EUR"},
    "deductible_charges": {2025: "1 million EUR"},
    "corporation_tax": {2025: "120000 EUR"},
    "profitable_years_before": 0,
}
RESEARCH_PROJECT = {
    "staff_in_work_units": {2024: 20, 2025: 20},
    "revenue": {2024: "5 million EUR", 2025: "5 million EUR"},
    "total_assets": {2024: "5 million EUR", 2025: "5 million EUR"},
    "related_enterprises": [],
    "shareholders": [],
    "sme_class_held": "small",
    "ownership_changed": False,
    "project_parts_in_categories": True,
    "offered_aid": "700000 EUR",
    "rd_projects": [
        {
            "category": "industrial",
            "eligible_costs": "1000000 EUR",
            "collaboration": True,
            "largest_partner_share": "60%",
            "research_body_share": "0%",
            "research_body_may_publish": False,
        }
    ],
}
ZHANGJIANG = {
    "registered_in": "CN-SH-PUDONG-ZHANGJIANG",
    "statuses": {"cn-national/hnte": "2023-01-10"},
    "high_tech_title_step": "first",
    "served_by_key_area": False,
}


@cache
def rulebook() -> Rulebook:
    """The bundled rules."""
    return incentives.load()


def answer(facts: Mapping[str, object], programmes: Sequence[str], *, on: str, currency: str) -> Result:
    """What a company gets of some programmes together."""
    return incentives.check(rulebook(), facts, on=on, currency=currency, programmes=programmes)


def granted(result: Result) -> dict[str, Fraction | None]:
    """The most of each award that is something in the best combination."""
    return {
        f"{each.programme}/{each.award.award.id}": each.award.amount.high
        for each in result.assessment.combination.granted
        if each.award.amount.high != 0
    }


@pytest.mark.parametrize(
    ("new_aid", "left"),
    [("79999.99 EUR", "79999.99"), ("80000 EUR", "80000"), ("80000.01 EUR", "80000"), ("150000 EUR", "80000")],
)
def test_one_ceiling_for_the_de_minimis_aid_of_france(new_aid: str, left: str) -> None:
    """
    100,000 of the last three years and a tax relief of 120,000 leave 80,000 of 300,000 to grant beside them.

    The aid of 2023-05-11 is exactly three years old and no longer counts, that of Germany never did.
    """
    facts = {**DE_MINIMIS, **YOUNG_COMPANY, "new_aid": new_aid}
    result = answer(facts, ["eu/de-minimis", "fr/jei-profit-tax"], on="2026-05-11", currency="EUR")
    assert {"fr/jei-profit-tax/profit-tax": 120_000, "eu/de-minimis/new-aid": Fraction(left)} == granted(result)
    assert (120_000, Fraction(left)) == (
        result.assessment.entitled.amount.low,
        result.assessment.discretionary.amount.high,
    )


def test_aid_of_another_state_has_a_ceiling_of_its_own() -> None:
    """Granted by Germany, the new aid does not share the ceiling of the French relief; there 50,000 are left."""
    facts = {**DE_MINIMIS, **YOUNG_COMPANY, "granting_state": "DE", "new_aid": "50000 EUR"}
    found = granted(answer(facts, ["eu/de-minimis", "fr/jei-profit-tax"], on="2026-05-11", currency="EUR"))
    assert {"fr/jei-profit-tax/profit-tax": 120_000, "eu/de-minimis/new-aid": 50_000} == found


@pytest.mark.parametrize(("same_costs", "together"), [(True, 800_000), (False, 900_000)])
def test_the_highest_intensity_holds_over_all_aid_for_a_cost(together: int, *, same_costs: bool) -> None:
    """Of a small firm's research with partners 80% may be aided: 800,000 of the 700,000 and 200,000 offered."""
    facts = {**DE_MINIMIS, **RESEARCH_PROJECT, "new_aid": "200000 EUR", "de_minimis_for_project": same_costs}
    result = answer(facts, ["eu/de-minimis", "eu/gber-rd-aid"], on="2026-05-11", currency="EUR")
    assert together == result.assessment.discretionary.amount.high


def test_district_and_zone_rewards_do_not_add_up() -> None:
    """Pudong and Zhangjiang Science City both reward a first title with 200,000: one of them is counted."""
    programmes = [
        "cn-shanghai/high-tech-enterprise-rewards-pudong",
        "cn-shanghai/high-tech-enterprise-rewards-zhangjiang-*",
    ]
    result = answer(ZHANGJIANG, programmes, on="2024-12-15", currency="CNY")
    assert {200_000} == {each for each in granted(result).values() if each is not None and each == 200_000}
    assert 200_000 == result.assessment.entitled.amount.low


def test_the_support_that_the_special_fund_pays_is_counted_once() -> None:
    """30% of 100 million of new investment, as major project of a headquarters or from the fund: 30 million, not 60."""
    rules = rulebook()
    profile = incentives.read_profile(
        rules,
        ROOT / "examples" / "invented-ic-design.yaml",
        settings=["breakthrough_with_output=true", "project_breakthrough=breaks_monopoly"],
    )
    programmes = ["cn-shanghai/innovative-headquarters", "cn-shanghai/sei-special-fund"]
    together = incentives.check(rules, profile, on="2024-07-19", currency="CNY", programmes=programmes)
    each = incentives.check(rules, profile, on="2024-07-19", currency="CNY", programmes=programmes, independent=True)
    opening = 5_000_000
    assert opening + 30_000_000 == together.assessment.discretionary.amount.high
    assert opening + 60_000_000 == each.assessment.discretionary.amount.high


def test_the_special_fund_comes_before_other_money_of_the_city() -> None:
    """It is not for a project that has had municipal money, so that a plan applies for it first."""
    rules = rulebook()
    plan = incentives.plan(
        rules,
        ROOT / "examples" / "invented-ic-design.yaml",
        on="2024-07-19",
        programmes=["cn-shanghai/investment-promotion-2023", "cn-shanghai/sei-special-fund"],
    )
    first, then = plan.plan.steps
    assert ("cn-shanghai/sei-special-fund", "cn-shanghai/investment-promotion-2023") == (
        first.programme,
        then.programme,
    )
    assert ("cn-shanghai/sei-special-fund",) == then.after


def test_the_grant_for_a_solution_leaves_the_base_of_the_deduction() -> None:
    """
    50% of a solution of 60,000 is 30,000; of 90,000 of training 60,000 are left: 400% at 17% are 40,800, not 61,200.

    The grant brings more than the 20,400 that it takes from the deduction, so that both are had.
    """
    facts = {
        "registered_in": "SG",
        "main_activity_in": "SG",
        "local_shareholding": "100%",
        "group_revenue": "5 million SGD",
        "solution_in": "SG",
        "solution_on_list": True,
        "vendor_paid_before": False,
        "excluded_body": False,
        "solution_cost": "60000 SGD",
        "grants_approved_this_year": "0 SGD",
        "application_date": "2024-09-02",
        "solution_activity": "training",
        "active_in_singapore": True,
        "eis_grants": [],
        "eis_conversions": [],
        "training_costs": {2023: "90000 SGD"},
    }
    programmes = ["sg/productivity-solutions-grant", "sg/enterprise-innovation-scheme"]
    result = answer(facts, programmes, on="2024-10-01", currency="SGD")
    choice = result.assessment.combination
    training = next(each for each in choice.granted if each.award.award.id == "training")
    assert 30_000 == granted(result)["sg/productivity-solutions-grant/grant"]
    assert (61_200, 40_800) == (training.alone.amount.low, training.award.amount.low)
    assert [30_000] == [other.amount.low for other in training.beside]
    assert choice.proof.exact
