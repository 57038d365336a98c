from __future__ import annotations

import pytest

from incentives.profiles.digest import canonical_text
from tests.unit.profiles.vocabulary import bound


def test_canonical_text() -> None:
    """The text that is hashed, which must not change: answers of the past carry its hash."""
    profile = bound(
        """
        name: 某公司
        fiscal_year_end: 03-31
        listed: true
        registered_on: 2022-05-10
        registered_in: CN-SH
        score: 2.5
        paid_in_capital: 1.5亿元
        revenue: {2023: 5 CNY, 2022: 4 CNY, latest: 6 CNY}
        employees: {2023: 5}
        functions: [sales, research]
        projects: [{cost: 5 CNY}]
        statuses: {cn-national/hnte: 2023-11-15}
        """
    )

    assert (
        '{"facts":{"employees":{"2023":{"number":"5"}},"functions":{"set":["research","sales"]},"listed":{"truth":"true"},'
        '"paid_in_capital":{"money":"150000000 CNY"},"projects":{"rows":[{"cost":{"money":"5 CNY"}}]},'
        '"registered_in":{"text":"CN-SH"},"registered_on":{"date":"2022-05-10"},'
        '"revenue":{"2022":{"money":"4 CNY"},"2023":{"money":"5 CNY"},"latest":{"money":"6 CNY"}},'
        '"score":{"number":"5/2"}},"fiscal_year_end":"03-31","form":"incentives profile 1",'
        '"name":"\\u67d0\\u516c\\u53f8","statuses":{"cn-national/hnte":["true","2023-11-15",""]}}'
    ) == canonical_text(profile)


@pytest.mark.parametrize(
    "text",
    [
        "paid_in_capital: 1.5亿元\nlisted: false",
        "listed: no\npaid_in_capital: 150 million CNY",
        '{"paid_in_capital": "CNY 150,000,000", "listed": false, "office_area": null}',
        "实缴资本: 15000万元\n上市公司: 否\nfiscal_year_end: 12-31\nstatuses: {}",
    ],
)
def test_spelling_does_not_matter(text: str) -> None:
    """One digest for all ways to say the same."""
    assert "62ea" == bound(text).digest[:4]


@pytest.mark.parametrize(
    "text",
    [
        "paid_in_capital: 150 million USD",
        "paid_in_capital: 150000000.01 CNY",
        "paid_in_capital: 150 million CNY\nname: A",
        "paid_in_capital: 150 million CNY\nfiscal_year_end: 03-31",
        "paid_in_capital: 150 million CNY\nlisted: false",
        "paid_in_capital: 150 million CNY\nprojects: []",
        "paid_in_capital: 150 million CNY\nstatuses: {cn-national/hnte: none}",
        "paid_in_capital: 150 million CNY\nstatuses: {cn-national/hnte: held}",
    ],
)
def test_what_is_said_matters(text: str) -> None:
    """Whatever could change an answer changes the digest."""
    assert bound("paid_in_capital: 150 million CNY").digest != bound(text).digest
