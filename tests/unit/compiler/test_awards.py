"""
Awards: a ceiling that the law does not name.
"""

from __future__ import annotations

from incentives.compiler.lints import lint_rulebook
from incentives.diagnostics import Collector
from tests.worlds import compile_texts

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
