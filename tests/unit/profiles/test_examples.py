from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from incentives.diagnostics import Collector
from incentives.ir.rulebook import Rulebook
from incentives.pipeline import compile_directory
from incentives.profiles.load import load_profile
from incentives.profiles.profile import Profile, Yearly
from incentives.values import Known, Money
from tests.conftest import ROOT

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
NINE = """
    cn-national/hnte cn-shanghai/district-changning cn-shanghai/district-hongkou cn-shanghai/innovative-headquarters
    cn-shanghai/lingang-cit-15 cn-shanghai/mnc-headquarters-fund-2025 cn-shanghai/private-enterprise-headquarters
    cn-shanghai/sei-special-fund cn-shanghai/trade-headquarters
""".split()


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """The bundled rules; whether they are right is asked elsewhere."""
    found = compile_directory(ROOT / "rules", Collector())
    assert found is not None
    return found


def example(rulebook: Rulebook, path: Path) -> Profile:
    """One of the bundled examples."""
    collector = Collector()
    profile = load_profile(
        path.read_bytes(),
        rulebook.facts,
        rulebook.places,
        collector,
        name=path.name,
        programmes=rulebook.programmes,
    )
    assert [] == [each.render() for each in collector.found]
    assert profile is not None
    return profile


def cny(amount: int) -> Known:
    """Yuan, known."""
    return Known(Money(Fraction(amount), "CNY"))


def test_there_are_four() -> None:
    """Three public companies and an invented one."""
    assert ["bilibili", "invented-ic-design", "junshi", "sensetime"] == [path.stem for path in EXAMPLES]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_bind(rulebook: Rulebook, path: Path) -> None:
    """Every bundled example is right."""
    profile = example(rulebook, path)

    assert profile.name
    assert "cn-shanghai/innovative-headquarters" in profile.statuses


@pytest.mark.parametrize("programme", NINE)
def test_the_invented_company_states_every_fact(rulebook: Rulebook, programme: str) -> None:
    """Nothing that the nine measures of the first version ask for is left open."""
    invented = example(rulebook, ROOT / "examples" / "invented-ic-design.yaml")

    assert set() == rulebook.programmes[programme].facts_used - set(invented.facts)


def test_the_invented_company_says_so_and_is_the_worked_example(rulebook: Rulebook) -> None:
    """The first worked example of the innovative headquarters, to the yuan."""
    invented = example(rulebook, ROOT / "examples" / "invented-ic-design.yaml")
    expected = {
        "registered_on": Known(date(2022, 5, 10)),
        "paid_in_capital": cny(150_000_000),
        "office_area": Known(Fraction(1200)),
        "office_rent": Known(Money(Fraction(13, 2), "CNY")),
        "lease_start": Known(date(2023, 1, 1)),
        "revenue": Yearly(values={2021: cny(320_000_000), 2022: cny(480_000_000), 2023: cny(760_000_000)}),
    }

    assert "invented" in invented.name.lower()
    assert expected == {name: invented.facts[name] for name in expected}
    for name, amount in (("new_regional_contribution", 12_000_000), ("rd_expense", 95_000_000)):
        value = invented.facts[name]
        assert isinstance(value, Yearly)
        assert cny(amount) == value.values[2023]


@pytest.mark.parametrize(
    ("name", "day"),
    [("bilibili", date(2023, 12, 5)), ("sensetime", date(2023, 12, 5)), ("junshi", date(2025, 2, 27))],
)
def test_public_companies_state_what_was_published(rulebook: Rulebook, name: str, day: date) -> None:
    """Recognised on the day of the ceremony of their batch; a handful of facts, and the rest is unknown."""
    profile = example(rulebook, ROOT / "examples" / f"{name}.yaml")

    assert day == profile.statuses["cn-shanghai/innovative-headquarters"].start
    assert len(profile.facts) < 10
