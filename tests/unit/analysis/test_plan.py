"""
What comes first in a plan, what is in it only for others, and what it leaves to `check`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from incentives.analysis.plan import make_plan
from incentives.engine.company_plan import Plan
from incentives.engine.results import Status
from tests.worlds import HEAD, RATES, assess, compile_texts

STATUS = HEAD.replace("kind: subsidy", "kind: status")
GRANT = "awards: {it: {nature: entitled, amount: 100 CNY}}"


def plan_of(programmes: Mapping[str, str], facts: Mapping[str, object] | None = None) -> Plan:
    """The plan of a company under some rules."""
    rulebook = compile_texts(programmes)
    return make_plan(assess(rulebook, facts or {"registered_in": "CN-SH"}), rulebook, RATES)


def order(plan: Plan) -> list[str]:
    """The programmes in the order of the plan."""
    return [step.programme for step in plan.steps]


def after(plan: Plan, programme: str) -> tuple[str, ...]:
    """What a step rests on."""
    return next(step.after for step in plan.steps if step.programme == programme)


def test_a_chain_of_statuses() -> None:
    """A grant that asks for a title that asks for another title: the deepest first, though it gives nothing."""
    plan = plan_of(
        {
            "a-grant": "uses: {named: b-title}\neligibility: {all: [qualifies(named)]}\n" + GRANT,
            "b-title": STATUS + "uses: {base: c-base}\neligibility: {all: [qualifies(base)]}",
            "c-base": STATUS + "eligibility: {all: [registered_in within CN-SH]}",
        }
    )
    assert ["c-base", "b-title", "a-grant"] == order(plan)
    assert [("b-title",), ("a-grant",), ()] == [step.for_programmes for step in plan.steps]
    assert [0, 0, 1] == [len(step.awards) for step in plan.steps]


def test_a_status_that_is_held_is_nothing_to_apply_for() -> None:
    """It stands in the plan as held; one that is not stated is open, and the grant with it."""
    rules = {
        "a-grant": "uses: {named: b-title}\neligibility: {all: [holds(named)]}\n" + GRANT,
        "b-title": STATUS + "eligibility: {all: [registered_in within CN-SH]}",
    }
    facts = {"registered_in": "CN-SH"}
    held, unstated = plan_of(rules, {**facts, "statuses": {"b-title": "2023-01-01"}}), plan_of(rules, facts)
    assert (["b-title", "a-grant"], ["b-title", "a-grant"]) == (order(held), order(unstated))
    assert ([True, False], [False, False]) == (
        [step.held for step in held.steps],
        [step.held for step in unstated.steps],
    )
    assert [Status.ELIGIBLE, Status.UNDETERMINED] == [step.result.status for step in unstated.steps]


@pytest.mark.parametrize(
    ("conditions", "rests"),
    [
        ("{all: [qualifies(named)]}", True),
        ("{any: [qualifies(named), listed]}", True),
        ("{none: [qualifies(named)]}", False),
        ("{all: [not qualifies(named)]}", False),
        ("{any: [registered_in within CN-SH, holds(named)]}", False),
        ("{all: [{test: qualifies(named), preference: true}]}", False),
        ("{all: [{any: [registered_in within CN-BJ, qualifies(named)]}]}", True),
    ],
)
def test_what_speaks_for_a_programme_comes_first(conditions: str, *, rests: bool) -> None:
    """Not what bars it, not a wish, not the open limb of an alternative that another limb has settled."""
    plan = plan_of(
        {
            "a-grant": f"uses: {{named: b-title}}\neligibility: {conditions}\n{GRANT}",
            "b-title": STATUS + "eligibility: {all: [staff >= 5]}",
        },
        {"registered_in": "CN-SH", "listed": False, **({"staff": 9} if rests else {})},
    )
    assert rests == (order(plan) == ["b-title", "a-grant"])


def test_borrowed_conditions_are_no_application() -> None:
    """Who must meet the conditions of a grant need not apply for that grant first."""
    plan = plan_of(
        {
            "a-grant": "uses: {other: b-other}\neligibility: {all: [qualifies(other)]}\n" + GRANT,
            "b-other": "eligibility: {all: [registered_in within CN-SH]}\n" + GRANT.replace("100", "50"),
        }
    )
    assert (["a-grant", "b-other"], ()) == (order(plan), after(plan, "a-grant"))


def test_what_the_law_joins_comes_in_its_order() -> None:
    """`requires` and `not_after` put another programme first, whatever gives more."""
    plan = plan_of(
        {
            "a-big": GRANT.replace("100", "900") + "\ncumulation: [{requires: [c-small]}]",
            "b-late": GRANT.replace("100", "500"),
            "c-small": GRANT,
            "d-early": GRANT.replace("100", "50") + "\ncumulation: [{not_after: [b-late]}]",
        }
    )
    found = order(plan)
    assert {"a-big", "b-late", "c-small", "d-early"} == set(found)
    assert found.index("c-small") < found.index("a-big")
    assert found.index("d-early") < found.index("b-late")


def test_programmes_that_need_each_other_end_the_search() -> None:
    """A circle is applied for together, in the usual order."""
    plan = plan_of(
        {
            "a": GRANT + "\ncumulation: [{requires: [b]}]",
            "b": GRANT.replace("100", "300") + "\ncumulation: [{requires: [a]}]",
        }
    )
    assert ["b", "a"] == order(plan)
    assert [("a",), ("b",)] == [step.after for step in plan.steps]


def test_urgency() -> None:
    """The earlier deadline, then what is not open, then what gives more for sure, then on merit, then the id."""
    grant = "awards: {{it: {{nature: {}, amount: {} CNY{}}}}}".format
    plan = plan_of(
        {
            "a-merit": grant("discretionary", 9000, ""),
            "b-open": "eligibility: {all: [staff >= 5]}\n" + grant("entitled", 8000, ""),
            "c-less": grant("entitled", 10, ""),
            "d-more": grant("entitled", 20, ""),
            "e-later": grant("entitled", 1, ", deadline: 2024-12-31"),
            "f-sooner": grant("entitled", 1, ", deadline: 2024-09-30"),
            "g-less": grant("entitled", 10, ""),
        }
    )
    assert ["f-sooner", "e-later", "d-more", "c-less", "g-less", "a-merit", "b-open"] == order(plan)
    assert [date(2024, 9, 30), date(2024, 12, 31), None] == [step.first_deadline for step in plan.steps[:3]]


def test_a_deadline_that_is_not_known_says_why() -> None:
    """It hangs on a fact that is missing; where none is named there is no reason."""
    plan = plan_of(
        {
            "a": "awards: {it: {nature: entitled, amount: 1 CNY, deadline: registered_on + 6 months}}",
            "b": GRANT,
        }
    )
    deadlines = {step.programme: step.deadlines[0] for step in plan.steps}
    assert ["registered_on"] == [reason.subject for reason in deadlines["a"].reasons]
    assert (None, ()) == (deadlines["b"].day, deadlines["b"].reasons)


def test_what_does_not_fit_is_counted() -> None:
    """Not planned, and not forgotten."""
    plan = plan_of(
        {
            "a": "eligibility: {all: [registered_in within CN-BJ]}\n" + GRANT,
            "b": HEAD.replace("2020-01-01", "2026-01-01") + GRANT,
            "c": HEAD.replace("kind: subsidy", "kind: ceiling") + "eligibility: {all: [registered_in within CN-SH]}",
        }
    )
    assert ([], {Status.INELIGIBLE: 1, Status.NOT_IN_FORCE: 1}) == (order(plan), plan.unfit)
