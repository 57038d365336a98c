"""
Definitions that are worked out for each item of a list, from the item's fields.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incentives.compiler.lints import lint_rulebook
from incentives.compiler.programme import expressions
from incentives.diagnostics import Collector
from incentives.engine.results import Range
from incentives.ir.printer import print_expr
from tests.worlds import assess, compile_texts

RULE = """
define:
  rate:
    for_each: projects
    select: cost
    brackets:
      - {up_to: 100 CNY, value: 50%}
      - {value: 20%}
  eligible:
    for_each: projects
    value: if done then min(cost, 500 CNY) else 0 CNY
  support: {for_each: projects, value: rate * eligible}
  late: {for_each: projects, value: started >= 2024-01-01}
  largest: max(eligible for each projects)
awards:
  grant: {nature: entitled, amount: sum(support for each projects where late or cost == largest)}
  each-project: {nature: entitled, amount: support, paid: {each: projects, due: started}}
"""
PROJECTS = [
    {"cost": "100 CNY", "started": "2024-01-01", "done": True},
    {"cost": "1000 CNY", "started": "2024-02-01", "done": True},
    {"cost": "500 CNY", "started": "2023-02-01", "done": True},
    {"cost": "900 CNY", "started": "2024-03-01", "done": False},
]


def amounts(rule: str, facts: dict[str, object], **more: str) -> dict[str, Range]:
    """What the awards come to."""
    answer = assess(compile_texts({**more, "p": rule}), facts)
    return {each.award.id: each.amount for result in answer.programmes for each in result.awards}


def exactly(amount: int) -> Range:
    """A known amount."""
    return Range(Fraction(amount), Fraction(amount))


def test_worked_out_for_each_item() -> None:
    """50 of the first, 100 of the second and, as the largest, of the third; the fourth is not done."""
    assert {"grant": exactly(250), "each-project": exactly(250)} == amounts(RULE, {"projects": PROJECTS})


def test_unknown_fields_give_ranges() -> None:
    """Of a project whose end is not stated the support is between nothing and all."""
    facts = {"projects": [{"cost": "100 CNY", "started": "2024-01-01"}]}

    assert Range(Fraction(0), Fraction(50)) == amounts(RULE, facts)["each-project"]


def test_of_another_programme() -> None:
    """It sees the item of the loop that names it, and the other programme's figures."""
    rule = (
        "uses: {base: base}\nawards:\n  top-up: {nature: entitled, amount: 10% * sum(base.support for each projects)}"
    )

    assert exactly(25) == amounts(rule, {"projects": PROJECTS}, base=RULE)["top-up"]


def test_inside_another_loop() -> None:
    """The item is that of the innermost loop over the list, however many loops lie between."""
    rule = """
parameters:
  years: {table: [{year: 2023}, {year: 2024}]}
define:
  began: {for_each: projects, value: year_of(started)}
  by_year: {for_each: years, value: sum(cost for each projects where began == year)}
awards:
  most: {nature: entitled, amount: max(by_year for each years)}
  same: {nature: entitled, amount: sum(max(if began == year then cost else 0 CNY for each years) for each projects)}
"""
    assert {"most": exactly(2000), "same": exactly(2500)} == amounts(rule, {"projects": PROJECTS})


def test_printing() -> None:
    """What is printed names the definitions as they are written."""
    programme = compile_texts({"p": RULE}).programmes["p"]
    texts = [print_expr(each, programme.uses) for each in expressions(programme)]

    assert "sum(support for each projects where late or cost == largest)" in texts
    assert "projects" == programme.definitions["support"].of


def codes(rule: str) -> list[str]:
    """What is told of a rule, lints only where there are no mistakes."""
    collector = Collector()
    rulebook = compile_texts({"p": rule}, collector=collector)
    if not collector.failed:
        lint_rulebook(rulebook, collector)
    return [each.code for each in collector.found if each.code not in ("uncited", "missing-title", "missing-label")]


@pytest.mark.parametrize(
    ("define", "code"),
    [
        ("it: {for_each: projects, value: cost}\n  x: it", "list-as-value"),
        ("it: {for_each: projects, value: cost}\n  x: sum(it for each steps)", "list-as-value"),
        ("it: {for_each: project, value: cost}", "unknown-name"),
        ("it: {for_each: revenue, value: cost}", "type-mismatch"),
        ("cost: {for_each: projects, value: 1 CNY}", "hidden-name"),
        ("it: {for_each: projects, value: other}\n  other: {for_each: projects, value: it}", "cycle"),
        ("it: {for_each: projects, value: cots}", "unknown-name"),
        ("it: {for_each: projects, value: cost}", "unused-definition"),
    ],
)
def test_mistakes(define: str, code: str) -> None:
    """Each is told once."""
    found = codes(f"parameters:\n  steps: {{table: [{{at: 1 CNY}}]}}\ndefine:\n  {define}")

    assert [code] == [each for each in found if each != "unused-parameter"]


def test_only_a_definition_is_for_each() -> None:
    """An amount is paid for each item by `paid`."""
    assert ["idle-key", "unknown-name"] == codes(
        "awards:\n  a: {nature: entitled, amount: {for_each: projects, value: cost}}"
    )


def test_doubling_definitions_are_refused() -> None:
    """Each names the one before twice: what would be worked out a million times is told, not run."""
    lines = ["  d0: {for_each: projects, value: cost}"]
    lines += [f"  d{n}: {{for_each: projects, value: d{n - 1} + d{n - 1}}}" for n in range(1, 25)]
    rule = "define:\n" + "\n".join(lines) + "\nawards:\n  a: {nature: entitled, amount: sum(d24 for each projects)}"

    assert ["too-deep"] == codes(rule)


@given(st.lists(st.tuples(st.integers(0, 1000), st.booleans() | st.none()), max_size=5))
def test_naming_a_part_changes_nothing(projects: list[tuple[int, bool | None]]) -> None:
    """A definition of each item and the same words in its place come to the same, known or not."""
    named = "define:\n  e: {for_each: projects, value: 'if done then min(cost, 500 CNY) else 1 CNY'}\n"
    award = "awards:\n  a:\n    nature: entitled\n    amount: sum(WHAT for each projects where WHAT > 2 CNY)"
    spelled = award.replace("WHAT", "(if done then min(cost, 500 CNY) else 1 CNY)")
    items = [{"cost": f"{cost} CNY", **({} if done is None else {"done": done})} for cost, done in projects]

    assert amounts(spelled, {"projects": items}) == amounts(named + award.replace("WHAT", "e"), {"projects": items})
