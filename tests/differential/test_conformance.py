"""
The conformance files through every engine: what the evaluator that defines the language makes of each case, they do.

An engine answers whole programmes, so each expression stands in one: as its eligibility, compared with what is
expected, and as the amount of an award.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from incentives.diagnostics import IncentivesError
from incentives.ir.rulebook import Rulebook
from tests.conformance.operator_cases import OperatorCase, all_cases
from tests.conformance.test_operators import RELATED
from tests.differential.answers import Question
from tests.differential.compare import compare
from tests.differential.engines import ENGINES
from tests.worlds import FACTS, ON, RATES, company, compile_texts

CASES = all_cases()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_engine_gives_operators_their_meaning(case: OperatorCase, engine: str) -> None:
    """Each way to use the expression that its type allows; at least one does."""
    used = 0
    for rulebook in _programmes(case):
        facts = {name: value for name, value in case.facts.items() if value != "unknown"}
        question = Question(rulebook=rulebook, profiles=[company(rulebook, facts)], on=ON, rates=RATES)
        assert compare(ENGINES[engine], question).text() == ""
        used += 1
    assert used


def _programmes(case: OperatorCase) -> Iterable[Rulebook]:
    ends = case.expect if isinstance(case.expect, list) else [case.expect]
    ends = [end for end in ends if end not in ("unknown", "open")]
    uses = ["eligibility: it\n"]
    for sign in ("==", ">=", ">", "<"):
        uses += [f"eligibility: {_quoted(f'it {sign} ({end})')}\n" for end in [*ends, "it"]]
    for amount in ("it", "it * 1 million CNY", "it * 1 CNY/day", "it * 1 CNY/m2", "if it then 1 CNY else 2 CNY"):
        uses.append(f"awards: {{one: {{nature: entitled, amount: {_quoted(amount)}}}}}\n")
    for use in uses:
        try:
            yield compile_texts({"p": case.rule(case.when) + use}, facts=FACTS + RELATED)
        except IncentivesError:
            continue  # the type of the expression does not allow this use


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
