from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from incentives.cases.answers import LeanAssessor, lean_answer, situation_of
from incentives.cases.compare import passes
from incentives.cases.mutate import ProgrammeMutation, Survivor, mutate_cases
from incentives.cases.mutation_report import mutation_text
from incentives.cases.programme_mutants import mutants_of
from incentives.cases.workload import load_workload
from incentives.money.ecb import EcbRates
from tests.conftest import Golden
from tests.unit.cases.conftest import CASES, GRANT

Write = Callable[..., Path]
RATES = EcbRates()


def mutation(rules: Path) -> ProgrammeMutation:
    """What came of the mutants of the only programme with cases."""
    report = mutate_cases(rules)
    assert () == report.diagnostics
    return report.programmes[0]


def survivors(rules: Path) -> dict[str, Survivor]:
    """The survivors by id."""
    return {each.id: each for each in mutation(rules).survivors}


def case(facts: str, expect: str, *, on: str = "2024-07-01") -> str:
    """One more case on the base."""
    return f"  - {{says: more, on: {on}, facts: {facts}, expect: {expect}}}\n"


def test_only_a_case_at_the_boundary_notices_a_moved_threshold(write: Write) -> None:
    """A company far above the threshold does not tell `>` from a little more; the one just above it does."""
    far = CASES + case("{capital: 1 CNY, revenue: {2023: 90 million CNY}}", "{status: eligible}")
    near = CASES + case("{capital: 1 CNY, revenue: {2023: 50000000.01 CNY}}", "{status: eligible}")

    assert "criteria/turnover:threshold+" in survivors(write(cases=far))
    assert "criteria/turnover:threshold+" not in survivors(write(cases=near))


def test_only_a_case_on_the_boundary_tells_above_from_at_least(write: Write) -> None:
    """`revenue > 50 million CNY` and `>=` differ for one company alone, which the suggestion names."""
    on_it = CASES + case("{capital: 1 CNY, revenue: {2023: 50 million CNY}}", "{status: ineligible}")
    survivor = survivors(write())["criteria/turnover:inclusive"]

    assert "a company with revenue exactly 50 million CNY" == survivor.suggestion
    assert "`revenue > 50 million CNY` becomes `revenue >= 50 million CNY`" == survivor.says
    assert survivor.place is not None
    assert survivor.place.startswith("rules/city/grant.yaml:")
    assert "criteria/turnover:inclusive" not in survivors(write(cases=on_it))


@pytest.mark.parametrize(
    ("mutant", "suggestion"),
    [
        ("criteria/turnover:threshold+", "a company with revenue exactly 50000000.01 CNY"),
        ("criteria/turnover:threshold-", "a company with revenue exactly 50 million CNY"),
        ("parameters/floor:value-", "a company with capital exactly 99999999.99 CNY"),
        ("define/rate:edge-50", "a company with staff exactly 50"),
        ("define/rate:50-", "a company with staff exactly 49"),
        ("criteria/size:all", "a company that meets some of `size` and not all"),
        ("criteria/trade:without-chips", "a company for which it is `chips`"),
        ("awards/rent:cap-forfeit", "a company whose `rent` would come to more than its cap"),
        ("in_force:until+", "a case on 2027-01-01"),
        ("parameters/share@2025-01-01:from+", "a case in which it matters on 2025-01-01"),
    ],
)
def test_each_survivor_comes_with_the_case_that_would_notice_it(write: Write, mutant: str, suggestion: str) -> None:
    """The value that lies between the rule and the mutant, in the rule's own words."""
    assert suggestion == survivors(write())[mutant].suggestion


def test_what_the_cases_state_is_noticed(write: Write) -> None:
    """Natures, dropped criteria, moved amounts, shares of payers and instalments."""
    left = survivors(write())
    noticed = {each.id for each in _all_mutants(write())} - left.keys()

    assert {
        "criteria/place:dropped",
        "awards/opening:nature",
        "awards/rent:nature",
        "awards/opening/amount:value+",
        "awards/rent:payer-city-district",
        "awards/rent:instalment-1",
        "awards/rent/amount:100-CNY/m2-",
        "parameters/share@2023-01-01:value-",
        "awards/rent:cap-dropped",
        "in_force:from-",
    } <= noticed


def test_a_figure_that_a_case_only_states_is_not_tested(write: Write) -> None:
    """`values: {floor: …}` says nothing of what the rule does with the figure."""
    on_it = case("{revenue: {2023: 1 CNY}}", "{status: eligible}")

    assert "parameters/floor:value+" in survivors(write())
    assert "parameters/floor:value+" not in survivors(write(cases=CASES + on_it))


def test_a_change_that_rounding_hides_is_tried_larger(write: Write) -> None:
    """A hundredth of a percentage point of a small amount rounds away, a whole one does not."""
    cases = CASES.replace("area: 500 m2", "area: 0.5 m2")
    for amount, smaller in (("10000.00", "10.00"), ("6000.00", "6.00"), ("4000.00", "4.00")):
        cases = cases.replace(amount, smaller)

    assert "parameters/share@2023-01-01:value+" not in survivors(write(cases=cases))


def test_survivors_can_be_explained(write: Write) -> None:
    """What the file explains does not count; an explanation that explains nothing has to go."""
    cases = CASES + "survivors:\n  'define/rate:*': the second row is not in the sheet\n  'define/gone:*': no more\n"
    before, after = mutation(write()), mutation(write(cases=cases))
    explained = [each.id for each in after.survivors if each.reason]

    assert explained
    assert all(each.startswith("define/rate:") for each in explained)
    assert ("define/gone:*",) == after.stale
    assert before.killed == after.killed
    assert before.counted - len(explained) == after.counted


def test_nothing_is_mutated_while_cases_fail(write: Write) -> None:
    """Against a wrong case every mutant would be noticed."""
    found = mutation(write(cases=CASES + case("{}", "{status: ineligible}")))

    assert ((5,), 0) == (found.failing, found.mutants)


def test_ids_do_not_depend_on_unrelated_parts(write: Write) -> None:
    """An award and a definition more leave the ids of all others as they were."""
    more = GRANT.replace("define:\n", "define:\n  first: 3\n").replace(
        "awards:\n", "awards:\n  gift: {nature: entitled, amount: 1 CNY}\n"
    )
    before, after = ({each.id for each in _all_mutants(write(grant=text))} for text in (GRANT, more))

    assert before < after
    assert all("first" in each or "gift" in each for each in after - before)


def test_ids_are_unique(write: Write) -> None:
    """Also where a figure stands twice."""
    grant = GRANT.replace("staff: 20", "staff: 20").replace("rate * min", "(50% + 50%) * rate * min")
    ids = [each.id for each in _all_mutants(write(grant=grant))]

    assert len(set(ids)) == len(ids)
    assert {"awards/rent/amount:50%+", "awards/rent/amount:50%+.2"} <= set(ids)


def test_exclusions_are_held_against_what_cases_say_of_them(write: Write) -> None:
    """`exclusive_with` names the programmes that this one may not stand beside."""
    other = GRANT + "cumulation:\n  - {exclusive_with: [city/third]}\n"
    grant = GRANT + "cumulation:\n  - {exclusive_with: [city/other, city/third]}\n"
    files = {"city/other.yaml": other, "city/third.yaml": GRANT}
    stated = CASES + case("{}", "{exclusive_with: [city/other]}")
    rules = write(grant=grant, more=files)

    assert (
        "a case that expects `exclusive_with: [city/other]`"
        == survivors(rules)["cumulation:without-city/other"].suggestion
    )
    assert "cumulation:without-city/other" not in survivors(write(grant=grant, cases=stated, more=files))


def test_what_is_taken_from_the_unchanged_run_changes_no_verdict(write: Write) -> None:
    """Every mutant is noticed by the short way exactly if it is by running each case anew."""
    rules = write(cases=CASES.replace(", floor: 100 million CNY", ""))
    workload = load_workload(rules)
    rulebook = workload.rulebook
    assert rulebook is not None
    cases = workload.files[0].cases
    anew = set()
    for mutant in mutants_of(rulebook, rulebook.programmes["city/grant"]):
        for make in mutant.attempts:
            changed = replace(rulebook, programmes={**rulebook.programmes, "city/grant": make()})
            assessors = [LeanAssessor(situation_of(changed, each, RATES)) for each in cases]
            answers = [lean_answer(*pair) for pair in zip(assessors, cases, strict=True)]
            if not all(passes(*pair) for pair in zip(cases, answers, strict=True)):
                break
        else:
            anew.add(mutant.id)

    assert anew == survivors(rules).keys()


def test_the_report_as_people_read_it(write: Write, golden: Golden) -> None:
    """The score, then each survivor with the change and a case to write."""
    golden("tests/golden/cases/mutation.txt", mutation_text(mutate_cases(write())) + "\n")


def _all_mutants(rules: Path) -> list[Survivor]:
    workload = load_workload(rules)
    assert workload.rulebook is not None
    found = mutants_of(workload.rulebook, workload.rulebook.programmes["city/grant"])
    return [Survivor(id=each.id, says=each.says, suggestion=each.suggestion, place=each.place) for each in found]
