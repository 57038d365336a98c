"""
The threshold nearest to changing a status: by one of several, by all of them, through denials, definitions, branches.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from incentives.engine.nearest import Nearest, nearest
from incentives.engine.results import ProgrammeResult, Status
from incentives.ir.margins import MOST_SHARE, told
from tests.worlds import FACTS, assess, compile_texts

FIRM = {
    "staff": 9,
    "score": 80,
    "capital": "95 million CNY",
    "area": "1000 m2",
    "registered_on": "2023-07-02",
    "registered_in": "CN-SH",
    "listed": True,
    "share": "12%",
    "revenue": {2021: "100 CNY", 2022: "110 CNY", 2023: "144 CNY"},
}
LET_IN = "  let_in: {type: truth}\n"


def result_of(rule: str, **facts: object) -> ProgrammeResult:
    """What a rule comes to for the firm with other facts."""
    stated = {name: value for name, value in {**FIRM, **facts}.items() if value is not None}
    return assess(compile_texts({"p": rule}, facts=FACTS + LET_IN), stated).programmes[0]


def told_of(found: Nearest | None) -> tuple[str, Fraction, Fraction] | None:
    """The test, the distance and the share of a threshold."""
    return None if found is None else (found.result.criterion.id, found.distance, found.share)


def rule(text: str) -> str:
    """A rule with an eligibility, in which tests have the ids that their figures suggest."""
    for name, test in TESTS.items():
        text = text.replace(name, f"{{id: {name}, test: '{test}'}}")
    return f"eligibility: {text}\n"


TESTS = {
    "STAFF": "staff >= 10",
    "SCORE": "score <= 100",
    "CAPITAL": "capital >= 100 million CNY",
    "LISTED": "listed",
    "ABROAD": "registered_in within DE",
}
STAFF = ("STAFF", Fraction(-1), Fraction(-1, 10))
SCORE = ("SCORE", Fraction(-20), Fraction(-1, 5))
CAPITAL = ("CAPITAL", Fraction(-5_000_000), Fraction(-1, 20))
LESS_CAPITAL = ("CAPITAL", Fraction(-50_000_000), Fraction(-1, 2))


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        # All have to hold: one that holds by little, or of those that fail the one that fails by most.
        ("{all: [SCORE, LISTED]}", SCORE),
        ("{all: [STAFF, CAPITAL, SCORE]}", STAFF),
        ("{all: [STAFF, ABROAD]}", None),
        ("{all: [LISTED]}", None),
        # One has to hold: the reverse.
        ("{any: [STAFF, CAPITAL, ABROAD]}", CAPITAL),
        ("{any: [SCORE, STAFF]}", SCORE),
        ("{any: [SCORE, LISTED]}", None),
        # So many have to hold.
        ("{at_least: 2, of: [STAFF, CAPITAL, SCORE, ABROAD]}", CAPITAL),
        ("{at_least: 3, of: [STAFF, CAPITAL, SCORE, ABROAD]}", STAFF),
        ("{at_least: 4, of: [STAFF, CAPITAL, SCORE, ABROAD]}", None),
        ("{at_least: 1, of: [SCORE, LISTED]}", None),
        ("{at_least: 2, of: [SCORE, LISTED]}", SCORE),
        # None may hold.
        ("{none: [STAFF, CAPITAL, ABROAD]}", CAPITAL),
        ("{none: [SCORE, STAFF]}", SCORE),
        ("{none: [SCORE, LISTED]}", None),
        # Groups in groups, and what does not count.
        ("{all: [{any: [STAFF, CAPITAL]}, SCORE]}", CAPITAL),
        ("{all: [SCORE, {id: wish, preference: true, test: 'staff >= 10'}]}", SCORE),
        ("{any: [STAFF, {id: door, door: true, test: let_in}]}", STAFF),
    ],
)
def test_groups(groups: str, expected: tuple[str, Fraction, Fraction] | None) -> None:
    """How many thresholds stand between a group and its other truth, and which of them is told."""
    assert expected == told_of(nearest(result_of(rule(groups))))


@pytest.mark.parametrize(
    ("test", "distance", "share"),
    [
        ("staff >= 10", -1, Fraction(-1, 10)),
        ("not staff < 10", -1, Fraction(-1, 10)),
        ("staff >= 10 and score > 0", -1, Fraction(-1, 10)),
        ("staff >= 10 or capital >= 100 million CNY", -5_000_000, Fraction(-1, 20)),
        ("at_least(2, score > 70, listed, staff > 9)", 10, Fraction(1, 7)),
        ("if listed then staff >= 10 else score > 0", -1, Fraction(-1, 10)),
        ("staff > 9", 0, 0),
        ("score > 0", 80, 1),
        ("registered_on <= 2023-07-01", 1, Fraction(1, 365)),
        ("area / 3 >= 500 m2", Fraction(-500, 3), Fraction(-1, 3)),
        ("share >= 10%", Fraction(2, 100), Fraction(1, 5)),
        ("growth(revenue, last 3 years) >= 10%", Fraction(1, 10), Fraction(23, 121)),
        ("root(score, 2) <= 8", Fraction("0.944271909999"), Fraction(1, 4)),
        ("8 > root(score, 2)", Fraction("-0.944271909999"), Fraction(-1, 5)),
        ("staff < score", -71, Fraction(-71, 80)),
        ("doubled >= 20", -2, Fraction(-1, 10)),
        ("enough", -1, Fraction(-1, 10)),
        ("staff == 10", None, None),
        ("staff != 10", None, None),
        ("listed", None, None),
        ("registered_in within CN-SH and listed", None, None),
        ("any(cost > 1 CNY for each projects)", None, None),
        ("capital >= 0.01 CNY", Fraction(9_499_999_999, 100), MOST_SHARE),
    ],
)
def test_tests(test: str, distance: Fraction | int | None, share: Fraction | int | None) -> None:
    """What of a test is measured: comparisons of an order, also inside of logic, branches and definitions."""
    text = f"define: {{enough: staff >= 10, doubled: staff * 2}}\neligibility: {{all: [{{id: it, test: '{test}'}}]}}\n"
    found = nearest(result_of(text, projects=[]))
    assert (distance, share) == ((None, None) if found is None else (found.distance, found.share))


def test_what_is_not_known_has_no_margin() -> None:
    """An undetermined status has none; facts that are not known stand between nothing."""
    both = rule("{all: [STAFF, CAPITAL]}")
    assert Status.UNDETERMINED is (open_ := result_of(rule("{all: [STAFF]}"), staff=None)).status
    assert nearest(open_) is None
    # It is no longer ineligible as soon as the one that is known holds, whatever the other is.
    assert STAFF == told_of(nearest(result_of(both, capital=None)))
    assert LESS_CAPITAL == told_of(nearest(result_of(both, capital="50 million CNY")))
    assert nearest(result_of("eligibility: {all: ['area >= -1 m2']}", area=None)) is None


def test_a_stated_status_has_no_margin() -> None:
    """No figure changes what the company states to hold."""
    stated = {**FIRM, "statuses": {"p": True}}
    result = assess(compile_texts({"p": rule("{all: [STAFF]}")}), stated).programmes[0]
    assert (True, None) == (result.asserted, nearest(result))


def test_equally_near_is_the_one_written_first() -> None:
    """Also where two shares differ by less than columns tell."""
    tests = ["score <= 100.0002", "score <= 100.0001"]
    named = ", ".join(f"{{id: {name}, test: '{test}'}}" for name, test in zip("ab", tests, strict=True))
    found = nearest(result_of(f"eligibility: {{all: [{named}]}}"))
    assert found is not None
    assert ("a", Fraction("-20.0002")) == (found.result.criterion.id, found.distance)


@pytest.mark.parametrize(
    ("number", "expected"),
    [("0", "0"), ("0.00001", "0.0001"), ("-0.00001", "-0.0001"), ("1/3", "0.3334"), ("-1/3", "-0.3334"), ("2", "2")],
)
def test_nought_is_told_only_at_the_threshold(number: str, expected: str) -> None:
    """Margins in columns are cut away from nought."""
    assert Fraction(expected) == told(Fraction(number))
