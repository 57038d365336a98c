"""
`incentives plan` as a person or a script uses it: its forms, its files, its options, its mistakes.
"""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import icalendar
import pytest
from typer.testing import CliRunner, Result

from incentives.cli.main import app
from incentives.cli.plan import ENDINGS, PlanFormat
from tests.conftest import ROOT, Golden

EXAMPLE = str(ROOT / "examples" / "invented-ic-design.yaml")
DAY = ["--on", "2024-07-19"]


def run(*arguments: str) -> Result:
    """One command in this process."""
    return CliRunner().invoke(app, ["plan", *arguments])


def printed(*arguments: str) -> str:
    """What a plan that succeeds prints."""
    result = run(EXAMPLE, *DAY, *arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("form", PlanFormat)
def test_what_is_printed(golden: Golden, form: PlanFormat, language: str) -> None:
    """Every form in every language, of two programmes that rest on one status."""
    choice = ["-p", "innovative-headquarters", "-p", "hnte", "-p", "high-tech-enterprise-rewards", "-p", "cn-*/sei-*"]
    text = printed(*choice, "--format", form, "--lang", language)
    if form is PlanFormat.JSON:
        data = json.loads(text)
        text = json.dumps({key: data[key] for key in data if key != "receipt"}, ensure_ascii=False, indent=2) + "\n"
    ending = next(ending for ending, each in ENDINGS.items() if each is form)
    golden(f"tests/golden/plan/{language}{ending}", text.replace("\r\n", "\n"))


def test_the_plan_is_of_what_check_counts() -> None:
    """The same totals, and every payment adds up to them."""
    plan = json.loads(printed("--format", "json", "--in", "CNY"))
    answer = json.loads(CliRunner().invoke(app, ["check", EXAMPLE, *DAY, "--in", "CNY", "--format", "json"]).stdout)
    assert answer["totals"] == plan["totals"]
    entitled = [Decimal(each["amount"]["low"]) for each in plan["payments"] if each["nature"] == "entitled"]
    assert Decimal(plan["totals"]["entitled"]["low"]) == sum(entitled)


def test_files_of_every_form(tmp_path: Path) -> None:
    """Each file holds what `--format` prints; a table begins with the mark by which a spreadsheet knows UTF-8."""
    paths = [tmp_path / f"plan{ending}" for ending in ENDINGS]
    text = printed(*(word for path in paths for word in ("--output", str(path))))
    assert text.startswith("Plan: Invented Example")
    for path in paths:
        form = ENDINGS[path.suffix]
        if form is not PlanFormat.TEXT:
            expected = printed("--format", form).encode()
            expected = b"\xef\xbb\xbf" + expected if form is PlanFormat.CSV else expected
            assert expected.replace(b"\r\n", b"\n") == path.read_bytes().replace(b"\r\n", b"\n")
    rows = list(csv.DictReader((tmp_path / "plan.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert {"payment"} == {row["kind"] for row in rows}
    assert b"\r\n" in (tmp_path / "plan.ics").read_bytes()


def test_a_second_import_replaces_the_first() -> None:
    """Other facts change days and amounts and no identity; a later day has the higher sequence."""

    def entries(day: str, rent: str) -> dict[str, icalendar.Component]:
        result = run(EXAMPLE, "--on", day, "--set", f"office_rent={rent}", "--format", "ical")
        calendar = icalendar.Calendar.from_ical(result.stdout)
        return {str(each["UID"]): each for each in calendar.walk("VEVENT")}

    first, second = entries("2024-07-19", "6.50 CNY/m2/day"), entries("2024-07-20", "7 CNY/m2/day")
    assert first.keys() == second.keys()
    assert first
    assert all(str(first[name]["SUMMARY"]) != str(second[name]["SUMMARY"]) for name in first)
    assert all(first[name]["SEQUENCE"] < second[name]["SEQUENCE"] for name in first)


@pytest.mark.parametrize("name", ["plan.xlsx", "plan"])
def test_a_file_of_no_form(tmp_path: Path, name: str) -> None:
    """It is told before anything is worked out or written."""
    result = run(EXAMPLE, "--output", str(tmp_path / "plan.csv"), "--output", str(tmp_path / name))
    assert (2, []) == (result.exit_code, list(tmp_path.iterdir()))
    assert "`.ics`" in result.stderr


def test_the_objective_is_that_of_check() -> None:
    """A plan by the present value says at which rate, and plans what `check` finds best by it."""
    options = ["--objective", "present-value", "--discount-rate", "4%", "--format", "json"]
    plan = json.loads(printed(*options))
    answer = json.loads(CliRunner().invoke(app, ["check", EXAMPLE, *DAY, *options]).stdout)
    assert answer["combination"] == plan["combination"]
    assert ("present-value", "0.04") == (plan["combination"]["objective"], plan["combination"]["discount_rate"])


def test_a_company_that_can_get_nothing() -> None:
    """A plan without steps is a plan."""
    nothing = [*DAY, "--set", "registered_in=CN-SH", "-p", "mnc-headquarters-fund-2025"]
    result = run(*nothing)
    assert 0 == result.exit_code
    assert "There is nothing to apply for." in result.stdout
    assert (1, 0) == (run(*nothing, "--exit-code").exit_code, run(EXAMPLE, *DAY, "--exit-code").exit_code)
