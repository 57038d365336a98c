"""
Every evaluator gives every operator the meaning that its conformance file writes down.

Another evaluator joins by a line in `EVALUATORS`: a function from a case and an expression to its value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from incentives.engine.assessor import Assessor
from incentives.engine.scope import Situation
from incentives.ir.expr import Gather, Steps
from incentives.ir.operators import TABLE, Op
from incentives.ir.rulebook import Rulebook
from incentives.values import Known, Unknown, Value
from tests.conformance.operator_cases import FOLDER, OperatorCase, all_cases, read_cases
from tests.conftest import ROOT
from tests.worlds import FACTS, ON, RATES, company, compile_texts

RELATED = """
  region: {type: place}
  related_enterprises: {type: list, fields: {name: {type: text}, staff: {type: count}}}
  holdings:
    type: list
    fields:
      owner: {type: text}
      owned: {type: text}
      share: {type: percent, at_least: 0%, at_most: 100%}
      controls: {type: truth}
      exempt: {type: truth}
"""
# Definitions with several results, loops over distinct values.
SEVERAL = ("waterfall", "carry_forward")
# What is no row of the operator table and yet has a meaning of its own.
STRUCTURES = ("growth", "first_time", "group", "windows", "parameter", "convert", *SEVERAL, "distinct")
# `min` and `max` of operands and of a loop are two things under one word.
GATHERS = {gather: f"gather_{gather}" if gather in (Gather.MIN, Gather.MAX) else gather.value for gather in Gather}
NAMES = [*(op.value for op in Op), *GATHERS.values(), *(steps.value for steps in Steps), *STRUCTURES]
CASES = all_cases()


def exact(case: OperatorCase, expression: str) -> Value:
    """What the evaluator that defines the language makes of it."""
    facts = {name: value for name, value in case.facts.items() if value != "unknown"}
    return evaluated(compile_texts({"p": case.rule(expression)}, facts=FACTS + RELATED), facts)


def evaluated(rulebook: Rulebook, facts: Mapping[str, object]) -> Value:
    """What the definition `it` of the programme `p` comes to."""
    assessor = Assessor(Situation(rulebook=rulebook, profile=company(rulebook, facts), on=ON, rates=RATES))
    return assessor.evaluator.evaluate(rulebook.programmes["p"].definitions["it"].expr, assessor.frame("p")).value


EVALUATORS: Mapping[str, Callable[[OperatorCase, str], Value]] = {"exact": exact}


def missing_names(value: Unknown) -> set[str]:
    """What is missing, by name, and by year where there is one."""
    return {f"{each.subject} {each.year}" if each.year else each.subject for each in value.reasons}


@pytest.mark.parametrize("evaluator", EVALUATORS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_operator_means_what_its_file_says(case: OperatorCase, evaluator: str) -> None:
    """The value, or the range it lies in, what is missing and why."""
    run = EVALUATORS[evaluator]
    value = run(case, case.when)
    if isinstance(case.expect, list):
        ends = [None if end == "open" else run(case, end) for end in case.expect]
        expected = tuple(end.value if isinstance(end, Known) else None for end in ends)
        assert isinstance(value, Unknown)
        assert expected == (value.low, value.high)
    elif case.expect == "unknown":
        assert isinstance(value, Unknown)
        assert (None, None) == (value.low, value.high)
    else:
        assert run(case, case.expect) == value
    if case.missing is not None:
        assert isinstance(value, Unknown)
        assert set(case.missing) == missing_names(value)
    if case.why is not None:
        assert isinstance(value, Unknown)
        assert {case.why} == {reason.why.value for reason in value.reasons}


def test_every_operator_has_a_file() -> None:
    """Each row of the table, each way to gather, each bracket table and each window; and no file beside them."""
    assert sorted(NAMES) == sorted(path.stem for path in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_file_covers_values_edges_and_unknowns(name: str) -> None:
    """At least one case of each kind, and no two that say the same."""
    cases = read_cases(FOLDER / f"{name}.yaml")

    assert {"value", "edge", "unknown"} <= {case.kind for case in cases}
    assert len(cases) == len({case.says for case in cases})


@pytest.mark.parametrize("op", Op, ids=str)
def test_example_of_the_operator_table_runs(op: Op) -> None:
    """The expression that stands in the row comes to the value beside it, in the bundled vocabulary."""
    expression, expected = TABLE[op].example
    facts = {"registered_in": "CN-SH", "industry": "software", "headquarters_functions": ["research", "settlement"]}

    assert _bundled(expected, facts) == _bundled(expression, facts)


def _bundled(expression: str, facts: Mapping[str, object]) -> Value:
    """What an expression comes to with the facts of the bundled vocabulary."""
    facts_text, places_text = (
        (ROOT / "rules" / f"{name}.yaml").read_text(encoding="utf-8") for name in ("facts", "places")
    )
    rule = OperatorCase(operator="", says="", kind="value", when=expression, expect="").rule(expression)
    return evaluated(compile_texts({"p": rule}, facts=facts_text, places=places_text), facts)
