from __future__ import annotations

import pytest

from tests.unit.profiles.vocabulary import bound, told

FILE = """
name: 某公司
实缴资本: 100 million CNY
revenue: {2022: 480 million CNY, 2023: 700 million CNY}
employees: 260
projects:
  - {name: Alpha, cost: 5 CNY}
statuses: {cn-national/hnte: 2023-11-15}
"""


@pytest.mark.parametrize(
    ("settings", "replaced", "by"),
    [
        (["paid_in_capital=1.5亿元"], "100 million CNY", "150 million CNY"),
        (["实缴资本 = 1.5亿元"], "100 million CNY", "150 million CNY"),
        (["paid_in_capital=unknown"], "实缴资本: 100 million CNY\n", ""),
        (["name=Another = Company"], "某公司", "Another = Company"),
        (["revenue.2023=760 million CNY"], "700 million CNY", "760 million CNY"),
        (["销售收入.2023=760 million CNY"], "700 million CNY", "760 million CNY"),
        (["revenue.2021=3.2亿元"], "{2022", "{2021: 320 million CNY, 2022"),
        (["revenue.2022="], "2022: 480 million CNY, ", ""),
        (["revenue=5 CNY"], "{2022: 480 million CNY, 2023: 700 million CNY}", "5 CNY"),
        (["employees.2022=190"], "260", "{2022: 190, latest: 260}"),
        (["listed=true"], "employees:", "listed: true\nemployees:"),
        (["functions=research,sales"], "employees:", "functions: [research, sales]\nemployees:"),
        (["projects=none"], "\n  - {name: Alpha, cost: 5 CNY}", " []"),
        (["projects[0].费用=6 CNY"], "cost: 5 CNY", "cost: 6 CNY"),
        (["projects[0].share=5%"], "cost: 5 CNY", "cost: 5 CNY, share: 5%"),
        (["projects[1].name=Beta", "projects[1].cost=7 CNY"], "5 CNY}", "5 CNY}\n  - {name: Beta, cost: 7 CNY}"),
        (["statuses.cn-national/hnte=none"], "2023-11-15", "none"),
        (["statuses.cn-national/hnte.until=2026-11-14"], "2023-11-15", "{from: 2023-11-15, until: 2026-11-14}"),
        (
            ["statuses.cn-shanghai/innovative-headquarters=held"],
            "statuses: {",
            "statuses: {cn-shanghai/innovative-headquarters: held, ",
        ),
        (["fiscal_year_end=03-31"], "employees:", "fiscal_year_end: 03-31\nemployees:"),
        (["listed=true", "listed=false"], "employees:", "listed: false\nemployees:"),
    ],
)
def test_what_is_set_wins(settings: list[str], replaced: str, by: str) -> None:
    """A setting means what it would mean in the file, in place of what stands there."""
    assert replaced in FILE
    assert bound(FILE.replace(replaced, by)) == bound(FILE, settings)


def test_settings_alone() -> None:
    """Without a file the settings are the profile."""
    text = "revenue: {2022: 5 CNY, 2023: 6 CNY}\nprojects: [{name: Alpha}]"

    assert bound(text) == bound(None, ["revenue.2022=5 CNY", "revenue.2023=6 CNY", "projects[0].name=Alpha"])


def test_no_settings_and_no_file() -> None:
    """Nothing stated is a profile too: everything is unknown."""
    assert {} == bound(None).facts


MONEY_HELP = "write the amount with its currency: `5 million CNY`, `20000 USD`, `500万元`"
HELP = "write `--set FACT=VALUE`, such as `--set revenue.2023='760 million CNY'`"


@pytest.mark.parametrize(
    ("settings", "code", "place", "message", "help"),
    [
        (["listed"], "bad-setting", "--set:1:1", "`listed` does not set a fact", HELP),
        (["=5"], "bad-setting", "--set:1:1", "`=5` does not set a fact", HELP),
        (["[0]=5"], "bad-setting", "--set:1:1", "`[0]` is not the path to a fact", HELP),
        (["revenue..2023=5 CNY"], "bad-setting", "--set:1:1", "`revenue..2023` is not the path to a fact", HELP),
        (
            ["listed=true", "  revenu = 5 CNY"],
            "unknown-fact",
            "--set:2:3",
            "`revenu` is not a fact",
            "did you mean `revenue`?",
        ),
        (
            ["revenue.2023 = 760 million"],
            "bare-number",
            "--set:1:16",
            "`760 million` has no currency, an amount of money is due",
            MONEY_HELP,
        ),
        (
            ["revenue.23=5 CNY"],
            "bad-year",
            "--set:1:9",
            "`23` is not a year: `revenue` has a value for each fiscal year",
            "write the year in which the fiscal year ends: `2023`",
        ),
        (
            ["projects[3].cost=5 CNY"],
            "bad-setting",
            "--set:1:10",
            "there is no item 3: there are 1, counted from 0",
            "set item 1 first",
        ),
        (
            ["projects[0].costs=5 CNY"],
            "unknown-field",
            "--set:1:13",
            "`costs` is not a field of `projects`",
            "did you mean `cost`?",
        ),
        (
            ["listed.2023=true"],
            "wrong-shape",
            "--set:1:8",
            "`listed` does not have a value for each year",
            "write one value: `listed: …`",
        ),
        (
            ["statuses.cn-national/hnta=none"],
            "unknown-programme",
            "--set:1:10",
            "`cn-national/hnta` is not a programme",
            "did you mean `cn-national/hnte`?",
        ),
    ],
)
def test_what_is_wrong(settings: list[str], code: str, place: str, message: str, help: str) -> None:
    """The place is in the option: its number and the column."""
    assert [(code, place, message, help)] == told(FILE, settings)


def test_wrong_settings_and_a_wrong_file_are_told_together() -> None:
    """All in one go, each at its own place."""
    found = told("listed: maybe\nemployees: 5", ["employees=-1", "listed.x.y=1"])

    assert [("out-of-range", "--set:1:11"), ("wrong-shape", "--set:2:8")] == [each[:2] for each in found]


def test_a_setting_on_several_lines_is_one_line() -> None:
    """The places of the settings after it stay right."""
    assert [("unknown-fact", "--set:2:1")] == [each[:2] for each in told(None, ["name=a\nb", "lited=true"])]
