"""
What may name what is granted beside it, and what is said where it may not.
"""

from __future__ import annotations

import pytest

from incentives.diagnostics import Collector
from tests.worlds import compile_texts

FUND = "awards:\n  grant: {nature: entitled, amount: 100 CNY, cap: none}\n"
DOLLARS = (
    "awards:\n  grant: {nature: entitled, amount: 1 CNY}\n  more: {nature: entitled, currency: USD, amount: 1 USD}\n"
)


def looking(amount: str, *more: str) -> str:
    """A rule file whose award has an amount that looks at the fund."""
    return "\n".join(
        ["uses: {fund: fund}", "awards:", f"  tax: {{nature: entitled, amount: '{amount}', cap: none}}", *more]
    )


def said(fund: str, measure: str) -> list[tuple[str, str]]:
    """The codes and messages about two rule files."""
    collector = Collector()
    compile_texts({"fund": fund, "measure": measure}, collector=collector)
    return [(each.code, each.message) for each in collector.found]


@pytest.mark.parametrize(
    ("amount", "code", "message"),
    [
        ("50 CNY - granted(found)", "unknown-programme", "`found` is neither an award nor among `uses`"),
        ("50 CNY - granted(fund.grand)", "unknown-award", "`fund` has no award `grand`"),
        ("50 CNY - granted(fund, 3)", "wrong-arguments", "`granted` takes a programme from `uses`"),
        ("50 CNY - granted(3)", "wrong-arguments", "`granted` takes a programme from `uses`"),
    ],
)
def test_what_cannot_be_named(amount: str, code: str, message: str) -> None:
    """Each mistake is told once, with what was meant to stand there."""
    [(found, text)] = said(FUND, looking(amount))

    assert code == found
    assert text.startswith(message)


def test_a_programme_that_gives_two_currencies() -> None:
    """The sum of its awards is no amount of money, one of them is."""
    assert [("currency-mismatch", "`fund` gives CNY and USD")] == said(DOLLARS, looking("50 CNY - granted(fund)"))
    assert [] == said(DOLLARS, looking("50 CNY - convert(granted(fund.more), CNY)"))


def test_awards_that_look_at_each_other() -> None:
    """A circle between two programmes is told with its way."""
    fund = looking("granted(fund.tax)").replace("fund: fund", "fund: measure")
    found = said(fund, looking("granted(fund.tax)"))

    assert [
        (
            "cycle",
            "something needs itself: `tax.amount` of `fund` -> `tax.amount` of `measure` -> `tax.amount` of `fund`",
        )
    ] == found


def test_an_award_cannot_look_at_all_of_its_own_programme() -> None:
    """It would look at itself."""
    [(code, text)] = said(FUND, looking("granted(me)").replace("fund: fund", "me: measure"))

    assert ("cycle", "something needs itself: `tax.amount` -> `tax.amount`") == (code, text)


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ("cumulation:\n  - {of: [tax], at_most: granted(fund)}", "a ceiling"),
        ("cumulation:\n  - {one_of: [tax, fund], when: rest > 0 CNY}", "the `when` of a statement"),
        ("eligibility:\n  all:\n    - {test: rest > 0 CNY}", "the conditions of a programme"),
    ],
)
def test_what_is_settled_before_the_choice(more: str, what: str) -> None:
    """Neither conditions nor statements look at what is granted, through definitions neither."""
    found = said(FUND, looking("rest", "define: {rest: 50 CNY - granted(fund)}", more))

    assert [("misplaced-granted", f"{what} cannot look at what is granted")] == found


def test_items_that_are_paid_for_once_are_not_looked_at() -> None:
    """Which of them are chosen says what is granted: the law says it one way or the other."""
    fund = "awards:\n  grant: {nature: entitled, amount: cost, cap: none, paid: {each: projects}}\n"
    measure = looking("granted(fund)", "cumulation:\n  - {of: [fund/grant], same_costs: projects}")
    [(code, text)] = said(fund, measure)

    assert "misplaced-granted" == code
    assert text.startswith("`fund/grant` is paid for by items under `same_costs`")
