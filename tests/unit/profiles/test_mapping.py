from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from types import MappingProxyType

import pytest

from incentives.diagnostics import Collector
from incentives.profiles.mapping import from_mapping
from incentives.values import Known, Money
from tests.unit.profiles.vocabulary import attempt, bound, told

MONEY_HELP = "write the amount with its currency: `5 million CNY`, `20000 USD`, `500万元`"


class Industry(str, Enum):  # noqa: UP042 - the older form, which prints its own name
    """As a library before ours may have declared it."""

    SOFTWARE = "software"


@pytest.mark.parametrize(
    ("mapping", "value"),
    [
        ({"paid_in_capital": "1.5亿元"}, Money(Fraction(150_000_000), "CNY")),
        ({"paid_in_capital": Money(Fraction(150_000_000), "CNY")}, Money(Fraction(150_000_000), "CNY")),
        ({"paid_in_capital": Money(Fraction(1, 3), "CNY")}, Money(Fraction(1, 3), "CNY")),
        ({"paid_in_capital": (150_000_000, "CNY")}, Money(Fraction(150_000_000), "CNY")),
        ({"paid_in_capital": [Decimal("0.10"), "USD"]}, Money(Fraction(1, 10), "USD")),
        ({"score": 12}, Fraction(12)),
        ({"score": Decimal("-12.50")}, Fraction(-25, 2)),
        ({"score": Decimal("1E+1")}, Fraction(10)),
        ({"score": Fraction(2, 3)}, Fraction(2, 3)),
        ({"listed": True}, True),
        ({"listed": "no"}, False),
        ({"registered_on": date(2022, 5, 10)}, date(2022, 5, 10)),
        ({"industry": Industry.SOFTWARE}, "software"),
        ({"functions": {"research", "sales"}}, frozenset({"research", "sales"})),
        ({"functions": ["research"]}, frozenset({"research"})),
        ({"functions": ()}, frozenset()),
    ],
)
def test_values_of_python(mapping: Mapping[str, object], value: object) -> None:
    """Every exact value of Python means what its text would mean in a file."""
    assert {next(iter(mapping)): Known(value)} == bound(mapping).facts


def test_the_same_as_a_file() -> None:
    """Years may be numbers or texts; None is unknown; any mapping will do."""
    mapping = MappingProxyType(
        {
            "name": "某公司",
            "revenue": {2022: (480_000_000, "CNY"), "2023": "760 million CNY", 2021: None},
            "projects": [{"cost": (5, "CNY"), "began_on": date(2024, 1, 1)}],
            "statuses": {"cn-national/hnte": {"from": date(2023, 11, 15), "until": None}},
            "listed": None,
        }
    )
    text = """
        name: 某公司
        revenue: {2022: 4.8亿元, 2023: 7.6亿元}
        projects: [{cost: 5 CNY, began_on: 2024-01-01}]
        statuses: {cn-national/hnte: 2023-11-15}
    """

    assert bound(text) == bound(mapping)


def test_a_mistake_is_shown_at_its_path() -> None:
    """A value has no file, so its path stands for one."""
    profile, collector = attempt({"revenue": {2023: "760 million"}})

    assert profile is None
    assert """\
profile.revenue.2023:1:1: error[bare-number]: `760 million` has no currency, an amount of money is due
    |
  1 | 760 million
    | ^^^^^^^^^^^
  help: write the amount with its currency: `5 million CNY`, `20000 USD`, `500万元`""" == collector.found[0].render()


ENDLESS: list[object] = []
ENDLESS.append(ENDLESS)


@pytest.mark.parametrize(
    ("mapping", "code", "place", "message", "help"),
    [
        (
            {"score": 0.1},
            "binary-float",
            "profile.score:1:1",
            "`0.1` is a binary float, which is rarely the number that was meant",
            'write it as text (`"0.1"`) or as a `Decimal`',
        ),
        (
            {"revenue": {2023: (7.6e8, "CNY")}},
            "binary-float",
            "profile.revenue.2023[0]:1:1",
            "`760000000.0` is a binary float, which is rarely the number that was meant",
            'write it as text (`"760000000.0"`) or as a `Decimal`',
        ),
        (
            {"score": Decimal("NaN")},
            "not-a-number",
            "profile.score:1:1",
            "`NaN` is not a number",
            "leave out what is not known",
        ),
        (
            {"score": Decimal("1E+999999999")},
            "too-large",
            "profile.score:1:1",
            "a number has at most 400 digits, this one has more",
            "round it",
        ),
        (
            {"score": 10**5000},
            "too-large",
            "profile.score:1:1",
            "a number has at most 400 digits, this one has more",
            "round it",
        ),
        (
            {"registered_on": datetime(2022, 5, 10, tzinfo=UTC)},
            "bad-date",
            "profile.registered_on:1:1",
            "`2022-05-10T00:00:00+00:00` is a time, not a day",
            "give its date: `value.date()`",
        ),
        (
            {"motto": b"bytes"},
            "wrong-shape",
            "profile.motto:1:1",
            "a value of type `bytes` cannot stand in a profile",
            "write it as text: `150 million CNY`, `2022-05-10`",
        ),
        (
            {"revenue": {True: "5 CNY"}},
            "bad-key",
            "profile.revenue:1:1",
            "a key of type `bool` cannot stand in a profile",
            "a key is a text or a year",
        ),
        (
            {"revenue": {2023: "5 CNY", "2023": "6 CNY"}},
            "duplicate-key",
            "profile.revenue.2023:1:1",
            "the key `2023` stands twice",
            "remove one of them",
        ),
        (
            {"revenu": {2023: "5 CNY"}},
            "unknown-fact",
            "profile.revenu:1:1",
            "`revenu` is not a fact",
            "did you mean `revenue`?",
        ),
        (
            {"office_area": 1200},
            "bare-number",
            "profile.office_area:1:1",
            "`1200` has no unit, a quantity in m2 is due",
            "write it with its unit: `1200 m2`",
        ),
        (
            {"projects": [{"cost": -1}]},
            "bare-number",
            "profile.projects[0].cost:1:1",
            "`-1` has no currency, an amount of money is due",
            MONEY_HELP,
        ),
    ],
)
def test_what_is_wrong(mapping: Mapping[str, object], code: str, place: str, message: str, help: str | None) -> None:
    """Whatever has no exact text is refused, and the rest is read like a file."""
    assert (code, place, message, help) in told(mapping)


def test_a_value_inside_itself() -> None:
    """Depth is bounded."""
    collector = Collector()
    from_mapping({"projects": ENDLESS}, collector)

    assert [("too-deep", "a profile is at most 20 levels deep")] == [
        (each.code, each.message) for each in collector.found
    ]


def test_control_characters_stay_out_of_places() -> None:
    """A key is the caller's text, and a place is one line."""
    assert [("unknown-fact", "profile.a b:1:1", "`a b` is not a fact")] == [each[:3] for each in told({"a\nb": "5"})]
