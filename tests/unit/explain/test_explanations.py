"""
Explanations as sentences, in English: what decided, each criterion, each award, conversions, choices, missing facts.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from incentives.engine.assessment import Assessment
from incentives.engine.results import Status
from incentives.explain.awards import AwardExplanation
from incentives.explain.build import Explanation, ProgrammeExplanation, explain
from incentives.explain.criteria import CriterionExplanation
from incentives.explain.messages import Message
from incentives.ir.rulebook import Clause
from incentives.l10n.localiser import Localiser
from incentives.money.rates import NoQuote, NoQuoteWhy
from tests.unit.render.samples import answer, rulebook

EN = Localiser()
RULES = rulebook()


def explained(**facts: object) -> Explanation:
    """The explanation of the sample company with other facts."""
    return explain(answer(RULES, **facts), RULES)  # type: ignore[arg-type]  # facts by name


def programme(explanation: Explanation, name: str) -> ProgrammeExplanation:
    """One programme of it."""
    return next(each for each in explanation.programmes if each.result.programme.id == name)


def award(explanation: Explanation, name: str) -> AwardExplanation:
    """One award of the headquarters programme."""
    return next(each for each in programme(explanation, "headquarters").awards if each.id == name)


def criterion(explanation: ProgrammeExplanation, name: str) -> CriterionExplanation:
    """One criterion of a programme."""
    pending = [explanation.eligibility]
    for each in pending:
        assert each is not None
        if each.id == name:
            return each
        pending.extend(each.members)
    raise AssertionError(name)


def words(messages: tuple[Message, ...] | Message | None) -> list[str]:
    """The sentences of messages."""
    told = () if messages is None else (messages,) if isinstance(messages, Message) else messages
    return [EN.message(each) for each in told]


@pytest.mark.parametrize(
    ("facts", "name", "decided"),
    [
        ({}, "headquarters", ["closest: R&D expense / Sales revenue, ≈ 3.64 percentage points above"]),
        ({}, "status", ["the company states that it holds this status"]),
        ({}, "trade", ["Staff: 10 short"]),
        ({}, "old", ["ended on 31 Dec 2019"]),
        ({"registered_in": "CN-BJ"}, "headquarters", ["not met: registered in Shanghai"]),
        (
            {
                "capital": "88 million CNY",
                "revenue": {"2021": "100 CNY", "2023": "101 CNY"},
                "research": {"2023": "50 CNY"},
            },
            "headquarters",
            ["Paid-in capital: 12,000,000 CNY short"],
        ),
        (
            {
                "capital": "100 million CNY",
                "revenue": {"2021": "100 CNY", "2023": "101 CNY"},
                "research": {"2023": "50 CNY"},
            },
            "headquarters",
            ["Paid-in capital: exactly at the threshold, which is not enough"],
        ),
        ({"without": ("research", "registered_in")}, "headquarters", ["needs Registered in and R&D expense"]),
        (
            {"without": ("research", "registered_in", "capital", "revenue")},
            "headquarters",
            ["needs Registered in, Paid-in capital and 2 more"],
        ),
        ({"statuses": {}, "staff": "9"}, "status", ["Staff: 1 short"]),
        ({"statuses": {}, "staff": "10"}, "status", ["closest: Staff, exactly at the threshold, which is included"]),
    ],
)
def test_what_decided(facts: dict[str, object], name: str, decided: list[str]) -> None:
    """The failing criteria with their distance, the missing facts, or the narrowest margin."""
    assert decided == words(programme(explained(**facts), name).decided_by)


def test_a_group_that_must_not_hold_is_told_as_what_must() -> None:
    """`staff < 10` under `none` is told as at least 10."""
    staff = programme(explained(), "status").eligibility
    assert staff is not None
    member = staff.members[0]

    assert member.truth is True
    assert ["40, required: at least 10"] == words(member.values)
    assert ["30 above"] == words(member.margin)


def test_a_comparison_tells_value_threshold_margin_and_conversion() -> None:
    """Capital in dollars against a threshold in yuan, with the record of its conversion."""
    capital = criterion(programme(explained(), "headquarters"), "size.1")

    assert ["≈ 145,390,266.30 CNY, required: more than 100,000,000 CNY"] == words(capital.values)
    assert ["≈ 45,390,266.30 CNY above"] == words(capital.margin)
    told = (
        "20,000,000 USD → ≈ 145,390,266.30 CNY (1 EUR = 1.089 USD, 1 EUR = 7.9165 CNY, 19 Jul 2024, European Central "
        "Bank, euro foreign exchange reference rates, the last quote before 20 Jul 2024, 1 day old)"
    )

    assert [told] == words(capital.conversions)


def test_a_growth_rate_is_named_and_approximated() -> None:
    """A root is shown with the sign for about."""
    growth = criterion(programme(explained(), "headquarters"), "size.2")

    assert ["growth of Sales revenue over 3 fiscal years"] == words(growth.name)
    assert ["≈ 85.40%, required: at least 20%"] == words(growth.values)


def test_dates_are_before_and_after() -> None:
    """A date has its distance in days, and says on which side."""
    early = award(explained(registered_on="2021-12-30"), "opening")
    on_time = award(explained(), "opening")
    assert on_time.conditions is not None

    assert ["Date of registration: 2 days too early"] == words(early.decided_by)
    assert ["129 days after it"] == words(on_time.conditions.members[0].margin)
    assert ["10 May 2022, required: on or after 1 Jan 2022"] == words(on_time.conditions.members[0].values)


def test_awards() -> None:
    """A ceiling on merit, an exact amount, and one that is not published."""
    explanation = explained()

    assert ["up to 5,000,000 CNY"] == words(award(explanation, "opening").amount)
    assert ["up to 687,803.95 USD"] == words(award(explanation, "opening").reported)
    assert ["2,137,200 CNY"] == words(award(explanation, "rent").amount)
    assert ["not published, on merit"] == words(award(explanation, "support").amount)
    assert [] == words(award(explanation, "support").reported)
    assert ["the text for Support was not seen"] == words(award(explanation, "support").reasons)
    assert ["–"] == words(award(explained(registered_in="DE"), "rent").amount)


def test_the_working_of_each_period_is_taken_from_the_trace() -> None:
    """Figures with signs between them, then where they come from; later periods repeat only the figures."""
    payments = award(explained(), "rent").payments

    assert [
        "30% × 1,000 m² × 6.50 CNY/m²/day × 365 days = 711,750.00 CNY",
        "rate 30%, days 365 days",
        "min(area, 1000 m2) = 1,000 m² (area 1,200 m²)",
        "min(rent, standard) = 6.50 CNY/m²/day (rent 6.50 CNY/m²/day, standard 8 CNY/m²/day)",
    ] == words(payments[0].working)
    assert ["30% × 1,000 m² × 6.50 CNY/m²/day × 366 days = 713,700.00 CNY"] == words(payments[1].working)
    assert ["2. 1 Jan 2024 to 31 Dec 2024"] == words(payments[1].when)
    assert ["713,700.00 CNY"] == words(payments[1].amount)


def test_the_working_of_a_sum_adds_its_parts() -> None:
    """Each step that was reached, then the cap, the instalments and the deadline."""
    sales = award(explained(), "sales")

    assert "5,000,000 CNY + 3,000,000 CNY = 8,000,000.00 CNY" == words(sales.working)[0]
    assert ["at most 6,000,000 CNY in all"] == words(sales.cap)
    assert ["2,400,000.00 CNY", "1,800,000.00 CNY", "1,800,000.00 CNY"] == [
        words(each.amount)[0] for each in sales.payments
    ]
    assert ["apply by 31 Dec 2024"] == words(sales.deadline)


def test_payers() -> None:
    """What each payer pays in all."""
    assert ["district: 1,282,320.00 CNY", "city: 854,880.00 CNY"] == words(award(explained(), "rent").payers)


def test_unknown_amounts_are_ranges() -> None:
    """A missing rent gives a range up to the standard."""
    rent = award(explained(without=("rent",)), "rent")

    assert ["0 to 2,630,400 CNY"] == words(rent.amount)
    assert ["Rent is not stated"] == words(rent.reasons)
    assert ["needs Rent"] == words(rent.decided_by)


def test_readings_and_what_another_would_give() -> None:
    """The reading used with its argument, and each other one that gives another amount."""
    revenue = {"2021": "600 million CNY", "2022": "480 million CNY", "2023": "1100 million CNY"}
    found = programme(explained(revenue=revenue, registered_on="2021-01-01"), "headquarters")

    assert ["sales: read as “since-2022”: in the window"] == words(found.readings)
    assert ["under “first-ever”: Sales reward 3,000,000 CNY instead of 6,000,000 CNY"] == words(found.disagreements)


def test_assumptions() -> None:
    """The file's own words, and ours for what the engine had to choose."""
    explanation = explained()

    assert [
        "Accounts of the company itself.",
        "the text names no day for exchange rates: those of the day of assessment, 20 Jul 2024, are taken",
    ] == words(programme(explanation, "headquarters").assumptions)
    assert [
        "when it came into force was not seen: it is taken to be in force from 1 Jan 2021",
        "when it ends was not seen: it is taken to be still in force",
    ] == words(programme(explanation, "trade").assumptions)
    assert ["the company states that it holds this status since 1 Jan 2023"] == words(
        programme(explanation, "status").assumptions
    )


def test_missing_facts_are_gathered_over_years_and_programmes() -> None:
    """Each fact once, with the years that are missing; those that most programmes need come first."""
    explanation = explained(without=("revenue", "capital", "staff"))
    missing = {each.name: (each.years, each.programmes) for each in explanation.missing}

    assert ("staff", ((), ("trade",))) == next(item for item in missing.items() if item[0] == "staff")
    assert (2021, 2022, 2023) == missing["revenue"][0]
    assert ("headquarters", "trade") == missing["capital"][1]
    assert [2, 2] == [len(each.programmes) for each in explanation.missing[:2]]


def test_what_is_not_counted_twice() -> None:
    """An excluded programme names the one that excludes it, and the clause."""
    both = explained(staff="60")
    combination = both.assessment.combination
    [left_out] = combination.left_out
    [because] = left_out.because
    uncited = replace(because, relation=replace(because.relation, clause=Clause()))
    left_out = replace(left_out, because=(uncited,), gap=None)
    plain = explain(replace(both.assessment, combination=replace(combination, left_out=(left_out,))), RULES)

    assert [
        (
            "Trade is not counted: it does not stand beside Headquarters, which gives more (art. 12); "
            "it would be counted if it gave over 981,798.87 USD more"
        )
    ] == words(both.excluded)
    assert ["Trade is not counted: it does not stand beside Headquarters, which gives more"] == words(plain.excluded)


def test_without_an_exchange_rate_nothing_is_converted() -> None:
    """An amount without a quote says so, and the rates say why."""
    assessment = unquoted(answer(RULES))
    explanation = explain(assessment, RULES)

    assert ["no rate to USD"] == words(award(explanation, "rent").reported)
    assert "no rate from CNY to USD is published for 20 Jul 2024 or before" in words(explanation.rates)


def unquoted(assessment: Assessment) -> Assessment:
    """The assessment as if no rate had been published."""
    programmes = []
    for result in assessment.programmes:
        awards = []
        for each in result.awards:
            reported = each.reported
            if reported is not None and each.status is not Status.INELIGIBLE and each.amount.high != Fraction(0):
                gap = NoQuote("CNY", "USD", assessment.on, NoQuoteWhy.BEFORE_FIRST_QUOTE)
                reported = replace(reported, amount=None, conversion=gap)
            awards.append(replace(each, reported=reported))
        programmes.append(replace(result, awards=tuple(awards)))
    return replace(assessment, programmes=tuple(programmes))
