"""
Each mechanism of real measures can be written in a rule file, and comes to what the law says, exactly.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from incentives import pipeline
from incentives.engine.assessment import Assessment
from incentives.engine.assessor import Assessor
from incentives.engine.results import ProgrammeResult, Range
from incentives.engine.scope import Situation
from incentives.ir.rulebook import Rulebook
from incentives.values import Value, interval_of
from tests.mechanisms.mechanism_cases import FOLDER, MechanismCase, all_mechanisms
from tests.worlds import RATES, company, compile_texts, value_of

MECHANISMS = 55
TRUTHS = {True: "true", False: "false", None: "unknown"}


@pytest.mark.parametrize("case", all_mechanisms(), ids=str)
def test_mechanism_comes_to_what_the_law_says(case: MechanismCase) -> None:
    """Status, criteria, definitions and awards, to the last cent and the last unknown."""
    rulebook = compile_texts(case.rules)
    written = case.written
    on = date.fromisoformat(written.get("on", "2024-07-01"))
    profile = company(rulebook, written.get("facts", {}))
    readings = {"measure": written.get("readings", {})}
    answer = pipeline.assess(rulebook, profile, on=on, currency="CNY", rates=RATES, readings=readings)
    situation = Situation(rulebook=rulebook, profile=profile, on=on, rates=RATES, readings=readings)
    result = _result(answer, "measure")

    assert written["status"] == result.status.value
    for programme, status in written.get("others", {}).items():
        assert status == _result(answer, programme).status.value
    assert written.get("criteria", {}) == {name: _criteria(result)[name] for name in written.get("criteria", {})}
    for name, expected in written.get("values", {}).items():
        assert _expected(expected) == interval_of(_definition(rulebook, situation, name)), name
    _check_awards(written, result)
    granted = {f"{each.programme}/{each.award.award.id}": each.award.amount for each in answer.combination.granted}
    for name, amount in written.get("together", {}).items():
        assert _amount(amount) == _ends(granted.get(name, Range(Fraction(0), Fraction(0)))), name
    if "exclusive_with" in written:
        relations = rulebook.programmes["measure"].relations
        assert written["exclusive_with"] == [other for each in relations for other in each.programmes]


def _check_awards(written: dict[str, dict[str, object]], result: ProgrammeResult) -> None:
    """Amounts, payments, their days and payers of the awards that the case names."""
    awards = {award.award.id: award for award in result.awards}
    for name, amount in written.get("awards", {}).items():
        assert _amount(amount) == (awards[name].amount.low, awards[name].amount.high), name
    for name, amounts in written.get("payments", {}).items():
        assert [_amount(each) for each in amounts] == [_ends(each.amount) for each in awards[name].payments], name  # type: ignore[attr-defined]  # a list
    for name, days in written.get("due", {}).items():
        assert days == [each.due.isoformat() for each in awards[name].payments], name
    for name, shares in written.get("payers", {}).items():
        found = awards[name].payers
        assert {payer: _amount(share) for payer, share in shares.items()} == {  # type: ignore[attr-defined]  # a mapping
            payer: _ends(amount) for payer, amount in found.items()
        }, name


def test_every_mechanism_has_a_file() -> None:
    """One file for each, numbered as the mechanisms are."""
    assert [f"{number:02}" for number in range(1, MECHANISMS + 1)] == sorted(
        path.name[:2] for path in FOLDER.glob("*.yaml")
    )


def _result(answer: Assessment, programme: str) -> ProgrammeResult:
    return next(each for each in answer.programmes if each.programme.id == programme)


def _criteria(result: ProgrammeResult) -> dict[str, str]:
    found = [result.eligibility] if result.eligibility else []
    for each in found:
        found.extend(each.members)
    return {each.criterion.id: TRUTHS[each.truth] for each in found}


def _definition(rulebook: Rulebook, situation: Situation, name: str) -> Value:
    assessor = Assessor(situation)
    definition = rulebook.programmes["measure"].definitions[name]
    return assessor.evaluator.evaluate(definition.expr, assessor.frame("measure")).value


def _expected(written: object) -> tuple[Fraction | None, Fraction | None]:
    """The ends of a range, or of a value twice; a value is written as an expression."""
    ends = written if isinstance(written, list) else [written, written]
    low, high = (None if end == "open" else interval_of(value_of(str(end), {}))[0] for end in ends)
    return low, high


def _amount(written: object) -> tuple[Fraction, Fraction | None]:
    low, high = written if isinstance(written, list) else (written, written)
    return Fraction(str(low)), None if high == "open" else Fraction(str(high))


def _ends(amount: Range) -> tuple[Fraction, Fraction | None]:
    return amount.low, amount.high
