from __future__ import annotations

from importlib.metadata import entry_points

import pytest

from tests.unit.cases.conftest import CASES, FACTS, GRANT, PLACES

pytest_plugins = ["pytester"]


@pytest.fixture
def repository(pytester: pytest.Pytester) -> pytest.Pytester:
    """A repository of somebody else with rules of its own."""
    files = {"facts.yaml": FACTS, "places.yaml": PLACES, "city/grant.yaml": GRANT, "city/grant.cases.yaml": CASES}
    for name, text in files.items():
        path = pytester.path / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return pytester


def run(repository: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """pytest as they would call it, with this plugin and no other."""
    plugin = () if _is_registered() else ("-p", "incentives.cases.plugin")
    return repository.runpytest_inprocess(*plugin, "-p", "no:randomly", "-p", "no:xdist", *arguments)


def test_without_a_folder_of_rules_nothing_is_collected(repository: pytest.Pytester) -> None:
    """The plugin is loaded in every run of pytest and must not be noticed."""
    run(repository, "rules").assert_outcomes()


def test_a_test_for_each_case(repository: pytest.Pytester) -> None:
    """With the option, relative to where pytest is called."""
    result = run(repository, "--incentives-rules=rules", "rules", "-v")

    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["rules/city/grant.cases.yaml::1: meets everything PASSED*"])


def test_the_setting_does_the_same(repository: pytest.Pytester) -> None:
    """Relative to the file of settings."""
    repository.makeini("[pytest]\nincentives_rules = rules\n")

    run(repository).assert_outcomes(passed=4)


def test_a_failing_case_shows_its_report(repository: pytest.Pytester) -> None:
    """What was expected, what came and where it departs, without a traceback."""
    path = repository.path / "rules" / "city" / "grant.cases.yaml"
    path.write_text(CASES.replace("rate: 20%", "rate: 25%"), encoding="utf-8")
    result = run(repository, "--incentives-rules=rules", "rules")

    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["*values.rate  expected 25%  got 20%", "*departs at rate*", "*staff = 20"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_wrong_rule_file_is_an_error_of_its_cases(repository: pytest.Pytester) -> None:
    """With the diagnostic, as the command line shows it."""
    path = repository.path / "rules" / "city" / "grant.yaml"
    path.write_text(GRANT.replace("capital >= floor", "capital >= flor"), encoding="utf-8")
    result = run(repository, "--incentives-rules=rules", "rules")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*error[[]unknown-name]: *flor*"])


def _is_registered() -> bool:
    """Whether this environment was installed since the plugin has an entry point."""
    return any(each.value == "incentives.cases.plugin" for each in entry_points(group="pytest11"))
