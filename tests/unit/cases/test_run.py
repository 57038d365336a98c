from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from incentives.cases.outcome import Departure
from incentives.cases.report import report_text
from incentives.cases.run import CasesReport, run_cases
from tests.conftest import Golden
from tests.unit.cases.conftest import CASES, GRANT

Write = Callable[..., Path]
HEAD = CASES[: CASES.index("cases:")]


def one(write: Write, expect: str, *, facts: str = "{}", on: str = "2024-07-01", more: str = "") -> CasesReport:
    """The report of a single case on the base."""
    case = f"cases:\n  - says: it\n    on: {on}\n    facts: {facts}\n    expect: {expect}\n{more}"
    return run_cases(write(cases=HEAD + case))


def departure(report: CasesReport) -> Departure:
    """The first departing step of the only case."""
    found = report.results[0].departure
    assert found is not None
    return found


def test_cases_that_come_as_expected_pass(write: Write) -> None:
    """Statuses, criteria, values, awards in every form, sums and missing facts."""
    report = run_cases(write())

    assert [] == [mismatch for result in report.results for mismatch in result.mismatches]
    assert report.passed
    assert [1, 2, 3, 4] == [result.number for result in report.results]


def test_a_wrong_expectation_is_told_with_its_first_departing_step(write: Write) -> None:
    """The report leads through the groups to the test that decides, with the values that it used."""
    report = one(write, "{status: eligible}", facts="{capital: 99 million CNY, revenue: {2023: 1 CNY}}")
    found = departure(report)

    assert [("status", "eligible", "ineligible")] == [
        (each.what, each.expected, each.got) for each in report.results[0].mismatches
    ]
    assert ("eligibility", "size") == found.path
    assert "art. 3" == found.cite
    assert found.place is not None
    assert found.place.startswith("rules/city/grant.yaml:")
    assert found.step is not None
    assert ("any of", "false") == (found.step.text, found.step.value)
    assert ["capital >= floor", "revenue > 50 million CNY"] == [each.text for each in found.step.inputs]
    assert [("capital", "99000000.00 CNY"), ("floor", "100000000.00 CNY")] == [
        (each.text, each.value) for each in found.step.inputs[0].inputs
    ]


def test_a_definition_departs_before_what_is_made_of_it(write: Write) -> None:
    """Where a definition and an award both differ, the definition is where it begins."""
    report = one(write, "{values: {rate: 30%}, awards: {rent: 15000.00 CNY}}")

    assert ["values.rate", "awards.rent"] == [mismatch.what for mismatch in report.results[0].mismatches]
    assert ("rate",) == departure(report).path


def test_an_award_departs_at_its_conditions_its_cap_or_its_amount(write: Write) -> None:
    """What refuses it, what cuts it, or how it was worked out."""
    refused = one(write, "{awards: {opening: up to 5 million CNY}}", facts="{listed: false}")
    cut = one(write, "{awards: {rent: 20000.00 CNY}}", facts="{area: 1000 m2}")
    wrong = one(write, "{awards: {rent: 9000.00 CNY}}")

    assert ("opening.when", "opening.when.1") == departure(refused).path
    assert ("rent", "cap") == departure(cut).path
    assert ("rent", "amount") == departure(wrong).path


def test_a_ceiling_is_not_an_amount(write: Write) -> None:
    """What is given on merit has to be stated as such, and what is owed has not."""
    merit = one(write, "{awards: {opening: 5000000.00 CNY}}")
    owed = one(write, "{awards: {rent: up to 10000.00 CNY}}")

    assert "up to 5000000.00 CNY" == merit.failures[0].mismatches[0].got
    assert "10000.00 CNY" == owed.failures[0].mismatches[0].got


def test_money_is_compared_to_the_last_digit(write: Write) -> None:
    """A cent is a difference, and so is less than a cent of an exact amount."""
    assert not one(write, "{awards: {rent: 10000.01 CNY}}").passed
    assert one(write, "{awards: {rent: {exact: 70000/7 CNY}}}").passed
    assert not one(write, "{awards: {rent: {exact: 70001/7 CNY}}}").passed


@pytest.mark.parametrize(
    ("facts", "decided_by"),
    [
        ("{registered_in: CN-BJ, capital: 1 CNY}", "place"),
        ("{capital: 1 CNY, revenue: {2023: 50 million CNY}}", "size"),
        ("{capital: 1 CNY, revenue: {2023: 50 million CNY}}", "size.1"),
        ("{capital: 1 CNY, revenue: {2022: 50 million CNY}}", "turnover"),
        ("{industry: other}", "eligibility"),
    ],
)
def test_decided_by_is_any_criterion_on_the_way_down(write: Write, facts: str, decided_by: str) -> None:
    """The first that fails, or is open; a group or the test in it."""
    assert one(write, f"{{decided_by: {decided_by}}}", facts=facts).passed


def test_nothing_decides_against_who_meets_everything(write: Write) -> None:
    """Then `decided_by` says that there is nothing."""
    report = one(write, "{status: eligible, decided_by: size}")

    assert "nothing fails or is open" == report.failures[0].mismatches[0].got


def test_a_yearly_fact_replaces_the_base_as_a_whole(write: Write) -> None:
    """The years of the base do not shine through."""
    report = one(write, "{criteria: {turnover: unknown}}", facts="{revenue: {2022: 90 million CNY}}")

    assert report.passed


def test_a_status_may_stand_among_the_facts(write: Write) -> None:
    """A company that states that it holds the programme's status meets it."""
    report = one(
        write,
        "{status: eligible, criteria: {place: false}}",
        facts="{registered_in: CN-BJ, statuses: {city/grant: 2024-01-01}}",
    )

    assert report.passed


def test_cases_are_chosen_by_programme_and_by_what_they_say(write: Write) -> None:
    """A glob or the last part of an id; a piece of the sentence, in whatever case."""
    rules = write()

    assert 4 == len(run_cases(rules, only=["grant"]).results)
    assert 4 == len(run_cases(rules, only=["city/*"]).results)
    assert () == run_cases(rules, only=["town/*"]).results
    assert ["area not known"] == [each.says for each in run_cases(rules, match="NOT known").results]


@pytest.mark.parametrize("place", ["", "city", "city/grant.yaml", "city/grant.cases.yaml"])
def test_a_folder_a_rule_file_or_a_case_file_will_do(write: Write, place: str) -> None:
    """The rules folder is the nearest one above with a vocabulary."""
    assert 4 == len(run_cases(write() / place).results)


def test_a_wrong_case_is_a_diagnostic_at_its_place(write: Write) -> None:
    """The other cases of the file are run all the same."""
    rules = write(
        cases=CASES + "  - {says: odd, on: 2024-07-01, facts: {capitol: 1 CNY}, expect: {criteria: {sice: true}}}\n"
    )
    report = run_cases(rules)

    assert 4 == len(report.results)
    assert not report.passed
    assert ["unknown-fact", "unknown-name"] == sorted(each.code for each in report.diagnostics)
    assert {"rules/city/grant.cases.yaml"} == {each.span.source.name for each in report.diagnostics if each.span}


def test_a_broken_rule_keeps_only_its_own_cases_from_running(write: Write) -> None:
    """The cases of other programmes are run, and with a filter the mistake is not even told."""
    broken = GRANT.replace("capital >= floor", "capital >= flor")
    rules = write(more={"city/broken.yaml": broken, "city/broken.cases.yaml": CASES})

    everything = run_cases(rules)
    chosen = run_cases(rules, only=["city/grant"])

    assert {"city/grant"} == {each.programme for each in everything.results}
    assert ["unknown-name"] == [each.code for each in everything.diagnostics]
    assert chosen.passed


def test_cases_without_a_programme_are_a_mistake(write: Write) -> None:
    """A file of cases stands beside a rule file."""
    report = run_cases(write(more={"city/grand.cases.yaml": CASES}))

    assert ["unknown-programme"] == [each.code for each in report.diagnostics]


def test_processes_give_the_same_report(write: Write) -> None:
    """Results come in the order of ids and cases, however many processes found them."""
    case = "  - {says: again, on: 2024-07-01, expect: {status: eligible}}\n"
    rules = write(more={"city/other.yaml": GRANT, "city/other.cases.yaml": CASES + case * 220})

    assert run_cases(rules) == run_cases(rules, workers=2)


def test_the_report_as_people_read_it(write: Write, golden: Golden) -> None:
    """Each failing case with what was expected, what came, and where the trace departs; then the counts."""
    cases = CASES + (
        "  - says: a boundary that was misread\n    on: 2024-07-01\n"
        "    facts: {capital: 99999999.99 CNY, revenue: {2023: 50 million CNY}}\n"
        "    expect: {status: eligible, criteria: {turnover: true}, awards: {rent: 10000.00 CNY}}\n"
        "  - says: forgets that listed companies get less\n    on: 2025-07-01\n    facts: {staff: 60}\n"
        "    expect:\n      values: {rate: 5%}\n"
        "      awards: {rent: {amount: 2500.00 CNY, payments: [1500.00 CNY, 1000.00 CNY]}}\n"
    )

    golden("tests/golden/cases/report.txt", report_text(run_cases(write(cases=cases))) + "\n")
