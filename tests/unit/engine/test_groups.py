"""
Ownership groups: who counts in full, who in proportion, who not.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from incentives.engine.assessor import Assessor
from incentives.engine.scope import Situation
from incentives.values import Known, Unknown, Value
from tests.worlds import FACTS, ON, RATES, company, compile_texts

LISTS = """
  enterprises: {type: list, fields: {name: {type: text}, staff: {type: number, at_least: 0}}}
  holdings:
    type: list
    fields:
      owner: {type: text}
      owned: {type: text}
      share: {type: percent, at_least: 0%, at_most: 100%}
      controls: {type: truth}
      exempt: {type: truth}
"""
RULE = """
define:
  headcount: 200 + sum(weight * staff for each group(enterprises, holdings, 50%, 25%))
"""


def headcount(facts: dict[str, object]) -> Value:
    """The company's 200 and what counts of its group."""
    rulebook = compile_texts({"p": RULE}, facts=FACTS + LISTS)
    situation = Situation(rulebook=rulebook, profile=company(rulebook, facts), on=ON, rates=RATES)
    assessor = Assessor(situation)
    return assessor.evaluator.evaluate(
        rulebook.programmes["p"].definitions["headcount"].expr, assessor.frame("p")
    ).value


def holding(owner: str, owned: str, share: str, **more: object) -> dict[str, object]:
    """A holding without control or exemption unless said otherwise."""
    return {"owner": owner, "owned": owned, "share": share, "controls": False, "exempt": False, **more}


@pytest.mark.parametrize(
    ("says", "staff", "holdings", "expected"),
    [
        ("a partner counts in proportion", {"C": 100}, [holding("C", "self", "30%")], 230),
        ("a subsidiary counts in full", {"B": 120}, [holding("self", "B", "60%")], 320),
        ("exactly half is a partner", {"B": 120}, [holding("self", "B", "50%")], 260),
        ("below a quarter nothing counts", {"B": 120}, [holding("self", "B", "24.99%")], 200),
        ("exactly a quarter is a partner", {"B": 120}, [holding("self", "B", "25%")], 230),
        (
            "what is linked to a partner counts like it",
            {"B": 10, "D": 100},
            [holding("self", "B", "30%"), holding("B", "D", "51%")],
            233,
        ),
        (
            "a partner of a linked one counts",
            {"B": 10, "D": 100},
            [holding("self", "B", "51%"), holding("B", "D", "30%")],
            240,
        ),
        (
            "a partner's partner does not count",
            {"B": 10, "D": 100},
            [holding("self", "B", "30%"), holding("B", "D", "30%")],
            203,
        ),
        (
            "the higher of two holdings counts",
            {"B": 100},
            [holding("self", "B", "30%"), holding("B", "self", "40%")],
            240,
        ),
        ("control links whatever the share", {"B": 100}, [holding("B", "self", "30%", controls=True)], 300),
        ("an exempt investor is no partner", {"B": 100}, [holding("B", "self", "50%", exempt=True)], 200),
    ],
)
def test_weights(says: str, staff: dict[str, int], holdings: list[dict[str, object]], expected: int) -> None:
    """Linked enterprises count in full, partners in proportion, along chains as the EU's definition has it."""
    enterprises = [{"name": name, "staff": number} for name, number in staff.items()]
    assert Known(Fraction(expected)) == headcount({"enterprises": enterprises, "holdings": holdings}), says


def test_unknown_share_leaves_a_range() -> None:
    """An enterprise whose link is not known counts between not at all and in full."""
    value = headcount({"enterprises": [{"name": "B", "staff": 10}], "holdings": [{"owner": "self", "owned": "B"}]})
    assert isinstance(value, Unknown)
    assert (Fraction(200), Fraction(210)) == (value.low, value.high)


def test_unknown_group_has_no_upper_end() -> None:
    """A group that is not stated can be any size, and both lists are asked for."""
    value = headcount({})
    assert isinstance(value, Unknown)
    assert (Fraction(200), None) == (value.low, value.high)
    assert ["enterprises", "holdings"] == [reason.subject for reason in value.reasons]
