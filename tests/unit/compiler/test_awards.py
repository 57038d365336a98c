"""
Awards: a ceiling that the law does not name.
"""

from __future__ import annotations

from fractions import Fraction

from incentives.compiler.lints import lint_rulebook
from incentives.diagnostics import Collector
from incentives.engine.results import Range
from incentives.values import Reason, Why
from tests.worlds import assess, compile_texts

RULE = """
awards:
  grant: {nature: discretionary, amount: 30% * capital}
"""


def codes(rule: str) -> list[str]:
    """What the lints say of *rule*'s award."""
    collector = Collector()
    lint_rulebook(compile_texts({"p": rule}), collector)
    return [each.code for each in collector.found if each.code == "unbounded-award"]


def test_cap_none_says_that_there_is_no_cap() -> None:
    """`cap: none` is no amount: it says that the law names none, so that nothing is missing."""
    rule = RULE.replace("capital}", "capital, cap: none}")
    award = compile_texts({"p": rule}).programmes["p"].awards["grant"]

    assert award.cap is None
    assert award.uncapped
    assert [] == codes(rule)


def test_cap_left_out_is_still_missing() -> None:
    """An award on merit without a word on its ceiling is warned about."""
    assert not compile_texts({"p": RULE}).programmes["p"].awards["grant"].uncapped
    assert ["unbounded-award"] == codes(RULE)


def test_cap_that_was_not_seen_leaves_the_award_open_below_its_amount() -> None:
    """`cap: not seen` says that there may be one: an entitled award is then anything up to its amount, and says why."""
    rule = RULE.replace("discretionary", "entitled").replace("capital}", "capital, cap: not seen}")
    answer = assess(compile_texts({"p": rule}), {"capital": "1000 CNY"})
    (award,) = answer.programmes[0].awards

    assert Range(Fraction(0), Fraction(300)) == award.amount
    assert (Reason(Why.CAP_NOT_SEEN, "p/grant"),) == award.reasons
    assert [] == codes(RULE.replace("capital}", "capital, cap: not seen}"))
