"""
The smallest cases of what the generated tests once found: companies of one block, for which an engine was wrong.
"""

from __future__ import annotations

import pytest

from tests.differential.answers import Question
from tests.differential.compare import compare
from tests.differential.engines import ENGINES
from tests.worlds import FACTS, ON, RATES, company, compile_texts

WORDS = "  moved_to: {type: place}\n  scheme: {type: text}\n  other_scheme: {type: text}\n"
FOUND = {
    "nought over what is not stated, beside one that is not nought": (
        "eligibility: staff / score >= 20%",
        [{"staff": 1}, {"staff": 0}],
    ),
    "nought over an unknown size": ("eligibility: staff / size(functions) >= 20%", [{"staff": 1}, {"staff": 0}]),
    "nought over an unknown fiscal year": (
        "eligibility: research / revenue >= 20%",
        [{"research": {2023: "1 CNY"}, "revenue": {2023: "1 CNY"}}, {"research": {2023: "0 CNY"}}],
    ),
    "nought times a quotient by nought": (
        "eligibility: score * (capital / profit) >= 0",
        [{"score": 0, "capital": "1 CNY", "profit": "0 CNY"}, {"score": 1, "capital": "1 CNY", "profit": "1 CNY"}],
    ),
    "the size of a set that nobody states, held against itself": (
        "eligibility: size(functions) == size(functions)",
        [{}],
    ),
    "a cap below nought": (
        "eligibility: listed\nawards: {a: {nature: entitled, amount: capital, cap: profit}}",
        [
            {"listed": True, "capital": "9 CNY", "profit": "-5 CNY"},
            {"listed": False, "capital": "9 CNY", "profit": "-5 CNY"},
            {"listed": True, "capital": "9 CNY"},
        ],
    ),
    "an amount that uses what is given on merit": (
        """
awards:
  a: {nature: discretionary, amount: capital}
  b: {nature: entitled, amount: 'max(0 CNY, 9 CNY - a.amount)'}
""",
        [{"capital": "4 CNY"}, {"capital": "0 CNY"}, {}],
    ),
    "two columns of words with vocabularies of their own": (
        "eligibility: registered_in == moved_to or scheme == other_scheme",
        [
            {"registered_in": "DE", "moved_to": "DE", "scheme": "b", "other_scheme": "a"},
            {"registered_in": "CN-SH", "moved_to": "DE", "scheme": "b", "other_scheme": "b"},
            {"registered_in": "DE", "moved_to": "CN-SH", "scheme": "a", "other_scheme": "b"},
            {"registered_in": "DE", "scheme": "a", "other_scheme": "b"},
            {"moved_to": "CN-SH", "other_scheme": "b"},
        ],
    ),
    "a period that ends beyond the calendar": (
        "awards: {a: {nature: entitled, amount: 1 CNY * days / 1 day, paid: {yearly: 2, from: registered_on}}}",
        [{"registered_on": "9998-01-02"}, {"registered_on": "2024-02-29"}],
    ),
}


IN_COLUMNS = ("two columns of words with vocabularies of their own",)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("found", FOUND)
def test_what_was_found_stays_found(found: str, engine: str) -> None:
    """Exactly as the exact evaluator, together and alone."""
    rule, firms = FOUND[found]
    rulebook = compile_texts({"p": rule + "\n"}, facts=FACTS + WORDS)
    profiles = [company(rulebook, firm) for firm in firms]

    for chosen in (profiles, *([each] for each in profiles)):
        question = Question(rulebook=rulebook, profiles=chosen, on=ON, rates=RATES)
        assert compare(ENGINES[engine], question).text() == ""


@pytest.mark.parametrize("found", IN_COLUMNS)
def test_what_columns_can_hold_is_not_left(found: str) -> None:
    """What was once left to the exact evaluator is answered by columns themselves."""
    rule, firms = FOUND[found]
    rulebook = compile_texts({"p": rule + "\n"}, facts=FACTS + WORDS)
    profiles = [company(rulebook, facts) for facts in firms]
    question = Question(rulebook=rulebook, profiles=profiles, on=ON, rates=RATES)
    assert not compare(ENGINES["columns"], question).left
