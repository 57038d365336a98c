"""
The commands as a person or a script uses them: what they print, where, and with which exit code.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from incentives.cli.main import app
from incentives.engine.combination import Objective
from tests.conftest import ROOT

EXAMPLE = str(ROOT / "examples" / "invented-ic-design.yaml")
JUNSHI = str(ROOT / "examples" / "junshi.yaml")
FLAGSHIP = ["-p", "innovative-headquarters"]


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """One command in this process."""
    return CliRunner().invoke(app, list(arguments), input=stdin)


def answer(*arguments: str, stdin: str | None = None) -> dict[str, object]:
    """The JSON answer of a check."""
    result = run("check", *arguments, "--format", "json", stdin=stdin)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)  # type: ignore[no-any-return]  # an object, by the contract


def award(told: dict[str, object], name: str) -> dict[str, object]:
    """One award of the only programme in an answer."""
    (programme,) = told["programmes"]  # type: ignore[misc]  # a list, by the contract
    return next(each for each in programme["awards"] if each["id"] == name)


def test_worked_example_to_the_cent() -> None:
    """Opening up to 5 million on merit, three years of rent with a leap year, and one step of sales reached."""
    told = answer(EXAMPLE, "--on", "2024-07-19", *FLAGSHIP, "--in", "CNY")
    opening, rent, reward = (award(told, name) for name in ("opening-subsidy", "rent-subsidy", "operating-reward"))
    assert ("discretionary", "5000000.00") == (opening["nature"], opening["amount"]["high"])
    assert ["711750.00", "713700.00", "711750.00"] == [payment["high"] for payment in rent["payments"]]
    assert {"low": "5000000.00", "high": "5000000.00", "currency": "CNY"} == reward["amount"]
    assert "7137200.00" == told["totals"]["entitled"]["low"]
    assert "5000000.00" == told["totals"]["discretionary"]["high"]


@pytest.mark.parametrize(("reading", "high"), [("first-ever", "0.00"), ("since-2022", "10000000.00")])
def test_readings_of_first_reached(reading: str, high: str) -> None:
    """Whether a company that passed every step before 2022 gets 0 or 10 million hangs on one clause."""
    contribution = [
        part for year in (2022, 2023) for part in ("--set", f"new_regional_contribution.{year}=20 million CNY")
    ]
    first = ["--set", "other_headquarters_policy_enjoyed=false"]
    told = answer(JUNSHI, "--on", "2025-03-20", *FLAGSHIP, "--reading", reading, *contribution, *first)
    assert {"low": high, "high": high, "currency": "CNY"} == award(told, "operating-reward")["amount"]


@pytest.mark.parametrize(
    ("capital", "status"),
    [
        ("100 million CNY", "ineligible"),
        ("100000000.01 CNY", "eligible"),
        ("1亿元", "ineligible"),
        ("20 million USD", "eligible"),
        ("unknown", "undetermined"),
    ],
)
def test_capital_at_the_boundary(capital: str, status: str) -> None:
    """More than 100 million is asked for: exactly that is not enough, in whatever currency it is paid in."""
    told = answer(EXAMPLE, "--on", "2024-07-19", *FLAGSHIP, "--set", f"paid_in_capital={capital}")
    assert status == award(told, "opening-subsidy")["status"]


def test_same_answer_byte_for_byte() -> None:
    """The same profile, rules, rates and day give the same bytes."""
    first, second = (run("check", EXAMPLE, "--on", "2024-07-19", "--format", "json").stdout for _ in range(2))
    assert first == second


def test_profile_from_a_pipe() -> None:
    """A profile comes from standard input as well, as JSON or YAML, and means the same."""
    facts = {"name": "Piped", "registered_in": "CN-SH", "paid_in_capital": "1.5亿元"}
    from_json = answer("-", "--on", "2024-07-19", *FLAGSHIP, stdin=json.dumps(facts))
    from_yaml = answer(
        "-", "--on", "2024-07-19", *FLAGSHIP, stdin="".join(f"{key}: {value}\n" for key, value in facts.items())
    )
    assert from_json == from_yaml


def test_all_mistakes_at_once() -> None:
    """Every mistake of a profile is told with its place, on standard error, and the exit code is 2."""
    result = run(
        "check",
        "-",
        stdin="revenu: 5 million CNY\nemployees: -3\npaid_in_capital: 5000000\nregistered_on: 2023-02-30\n",
    )
    assert (2, "") == (result.exit_code, result.stdout)
    for line, code in enumerate(("unknown-fact", "out-of-range", "bare-number", "bad-date"), 1):
        assert f"-:{line}:" in result.stderr
        assert f"error[{code}]" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "no-such-file.yaml"],
        ["check", EXAMPLE, "-p", "no-such-programme"],
        ["check", EXAMPLE, "--on", "2024-02-30"],
        ["check", EXAMPLE, "--in", "XXY"],
        ["check", EXAMPLE, "--reading", "no-such-reading"],
        ["check", EXAMPLE, "--set", "revenue"],
        ["check", EXAMPLE, "--rules", "no-such-folder"],
        ["check", EXAMPLE, "--rates", "no-such-file.csv"],
        ["check"],
        ["check", EXAMPLE, "--no-such-option"],
        ["show", "no-such-programme"],
        ["list", "--place", "XX"],
        ["list", "--kind", "subsdy"],
        ["convert", "5", "CNY", "XXY"],
        ["convert", "five", "CNY", "USD"],
        ["convert", "5", "CNY", "USD", "--on", "1998-01-01"],
        ["lint", "no-such-folder"],
        ["test", "no-such-folder"],
    ],
)
def test_wrong_input_exits_with_two(arguments: list[str]) -> None:
    """Whatever is wrong with the arguments, it is said on standard error, without a traceback."""
    result = run(*arguments)
    assert (2, "") == (result.exit_code, result.stdout)
    assert result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(("place", "code"), [("CN-SH", 0), ("CN-BJ", 1)])
def test_exit_code_tells_a_negative_answer(place: str, code: int) -> None:
    """With `--exit-code` a script sees whether the company is eligible for anything that was asked."""
    arguments = [
        "check",
        EXAMPLE,
        "--on",
        "2024-07-19",
        "-p",
        "private-enterprise-headquarters",
        "--set",
        f"registered_in={place}",
    ]
    status = json.loads(run(*arguments, "--format", "json").stdout)["programmes"][0]["status"]
    assert int(status != "eligible") == run(*arguments, "--exit-code").exit_code
    if code:
        assert "eligible" != status


def test_programmes_elsewhere_are_left_out_and_said_so() -> None:
    """A company in Shanghai is not bothered with Germany, and learns how to see it all the same."""
    here, everywhere = run("check", EXAMPLE), run("check", EXAMPLE, "--everywhere")
    assert "--everywhere" in here.stdout
    assert len(here.stdout) < len(everywhere.stdout)


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "command", [["list"], ["facts"], ["show", "innovative-headquarters"], ["check", EXAMPLE, "--explain"]]
)
def test_every_form_in_every_language(command: list[str], language: str, form: str) -> None:
    """Lists, pages and answers come as text, data and Markdown, in English and Chinese."""
    result = run(*command, "--lang", language, "--format", form)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.strip()
    if form == "json":
        json.loads(result.stdout)


@pytest.mark.parametrize(
    ("filters", "one", "other"),
    [
        (["--place", "CN-SH-CHANGNING"], "cn-shanghai/district-changning", "cn-shanghai/district-hongkou"),
        (["--place", "DE"], "eu/sme-definition", "fr/cir"),
        (["--status", "draft"], "cn-shanghai/district-changning-2023-draft", "cn-shanghai/district-changning"),
        (["--on", "2024-07-19"], "cn-shanghai/innovative-headquarters", "cn-shanghai/mnc-headquarters-fund-2025"),
        (["--evidence", "secondary"], "cn-shanghai/district-hongkou", "eu/sme-definition"),
        (["cn-shanghai/*"], "cn-shanghai/trade-headquarters", "cn-national/hnte"),
    ],
)
def test_list_filters(filters: list[str], one: str, other: str) -> None:
    """Programmes are found by place, stage, day, evidence and glob."""
    found = {each["id"] for each in json.loads(run("list", *filters, "--format", "json").stdout)}
    assert one in found
    assert other not in found


def test_conversion_shows_its_quotes() -> None:
    """An amount in another currency comes with the published quotes, their day and source."""
    result = run("convert", "5000000", "CNY", "USD", "--on", "2025-01-03")
    assert 0 == result.exit_code
    assert "683,220.34 USD" in result.stdout
    assert "7.5371" in result.stdout
    assert "1.0299" in result.stdout
    assert "European Central Bank" in result.stdout


def test_rates_of_ones_own(tmp_path: Path) -> None:
    """A rate file replaces the bundled rates; a wrong line is told with its number."""
    rates = tmp_path / "rates.csv"
    rates.write_text("date,base,counter,rate,source\n2024-01-02,USD,CNY,10,mine\n", encoding="utf-8")
    told = answer(EXAMPLE, "--on", "2024-07-19", *FLAGSHIP, "--rates", str(rates))
    assert "500000.00" == award(told, "operating-reward")["reporting"]["high"]
    rates.write_text("date,base,counter,rate,source\n2024-01-02,USD,CNY,1e3,mine\n", encoding="utf-8")
    result = run("check", EXAMPLE, "--rates", str(rates))
    assert 2 == result.exit_code
    assert ":2:" in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["check"],
        ["plan"],
        ["sql"],
        ["list"],
        ["show"],
        ["facts"],
        ["convert"],
        ["lint"],
        ["test"],
        ["schema"],
        ["fmt"],
    ],
)
def test_help_teaches(command: list[str]) -> None:
    """Every command explains itself."""
    result = run(*command, "--help")
    assert 0 == result.exit_code
    assert "Usage" in result.stdout


@pytest.mark.parametrize("objective", list(Objective))
def test_what_each_objective_compares(tmp_path: Path, objective: Objective) -> None:
    """Routes of which one comes earlier, one alone, one in two parts, one on merit but more: each has its objective."""
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "facts.yaml").write_text("facts:\n  registered_in: {type: place}\n", encoding="utf-8")
    for name, body in ROUTES.items():
        (rules / f"{name}.yaml").write_text(f"{ROUTE}{body}", encoding="utf-8")
    rate = ["--discount-rate", "10%"] if objective is Objective.PRESENT_VALUE else []
    options = ["--set", "registered_in=DE", "--rules", str(rules), "--in", "EUR", "--on", "2024-07-01", *rate]
    told = answer(*options, "--objective", objective)["combination"]

    assert objective == told["objective"]  # type: ignore[index]  # an object, by the contract
    assert BEST[objective] == told["best"]["programmes"]  # type: ignore[index]  # an object, by the contract
    assert told["proof"]["exact"]  # type: ignore[index]  # an object, by the contract


ROUTE = """title: {en: A route}
jurisdiction: DE
kind: subsidy
currency: EUR
source: {name: {en: A law}, evidence: primary}
in_force: {from: 2020-01-01, until: 2029-12-31}
"""
ROUTES = {
    "entitled-now": "awards: {x: {nature: entitled, amount: 100 EUR}}\n"
    "cumulation: [{exclusive_with: [entitled-later, on-merit, both-large, both-small]}]\n",
    "entitled-later": "awards: {x: {nature: entitled, amount: 105 EUR, paid: {once: 2025-07-01}}}\n"
    "cumulation: [{exclusive_with: [on-merit, both-large, both-small]}]\n",
    "on-merit": "awards: {x: {nature: discretionary, amount: 500 EUR}}\n"
    "cumulation: [{exclusive_with: [both-large, both-small]}]\n",
    "both-large": "awards: {x: {nature: entitled, amount: 60 EUR, paid: {once: 2025-07-01}}}\n",
    "both-small": "awards: {x: {nature: entitled, amount: 45 EUR, paid: {once: 2025-07-01}}}\n",
}
BEST = {
    # As much as the later one alone; of equal choices the one with what comes first by id.
    Objective.ENTITLED_FIRST: ["both-large", "both-small"],
    Objective.ENTITLED: ["both-large", "both-small"],
    Objective.FEWEST_APPLICATIONS: ["entitled-later"],
    Objective.TOTAL: ["on-merit"],
    Objective.PRESENT_VALUE: ["entitled-now"],
}
