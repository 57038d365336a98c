from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from incentives.diagnostics import Collector, render_all
from incentives.profiles.load import load_profile
from incentives.profiles.profile import HeldStatus, Yearly
from incentives.values import Known, Money, Reason, Row, Rows, Unknown, Why
from tests.unit.profiles.vocabulary import attempt, bound, told


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("registered_in: CN-SH-CHANGNING", "CN-SH-CHANGNING"),
        ("registered_in: DE", "DE"),
        ("registered_in: 上海市", "CN-SH"),
        ("registered_on: 2022-05-10", date(2022, 5, 10)),
        ("registered_on: 2022年5月10日", date(2022, 5, 10)),
        ("industry: ic_design", "ic_design"),
        ("industry: 集成电路设计", "ic_design"),
        ("listed: true", True),
        ("listed: 否", False),
        ("motto: 2022-05-10", "2022-05-10"),
        ("paid_in_capital: 150 million CNY", Money(Fraction(150_000_000), "CNY")),
        ("paid_in_capital: 20 million USD", Money(Fraction(20_000_000), "USD")),
        ("office_area: 1200 m2", Fraction(1200)),
        ("office_rent: 6.50 CNY/m2/day", Money(Fraction(13, 2), "CNY")),
        ("private_share: 50.0%", Fraction(1, 2)),
        ("core_ip_items: 15", Fraction(15)),
        ("score: -3.5", Fraction(-7, 2)),
        ("functions: [research, 结算]", frozenset({"research", "settlement"})),
        ("functions: research、sales", frozenset({"research", "sales"})),
        ("functions: []", frozenset()),
        ("functions: none", frozenset()),
        ("projects: []", Rows(())),
        ("projects: 无", Rows(())),
    ],
)
def test_a_value_is_read_by_its_declared_type(text: str, value: object) -> None:
    """Everything is text until the declaration says what it is."""
    profile = bound(text.encode())

    assert {text.partition(":")[0]: Known(value)} == profile.facts


def test_values_by_fiscal_year() -> None:
    """A mapping of years, in any order; a bare value is for the last fiscal year closed."""
    profile = bound("revenue: {2023: 760 million CNY, 2021: 3.2亿元}\nemployees: 260\nnet_profit: {latest: -5 CNY}")

    assert profile.facts == {
        "revenue": Yearly(
            values={2021: Known(Money(Fraction(320_000_000), "CNY")), 2023: Known(Money(Fraction(760_000_000), "CNY"))}
        ),
        "employees": Yearly(latest=Known(Fraction(260))),
        "net_profit": Yearly(latest=Known(Money(Fraction(-5), "CNY"))),
    }


@pytest.mark.parametrize("word", ["unknown", "Unknown", "null", "~", "", "未知", '"unknown"'])
def test_what_is_not_stated_is_left_out(word: str) -> None:
    """An unknown fact is no fact, wherever it stands: it is asked for, and never taken for zero or false."""
    text = f"listed: {word}\nrevenue: {{2022: 5 CNY, 2023: {word}}}\nemployees: {{2023: {word}}}\nprojects: {word}"
    profile = bound(text)

    assert {"revenue": Yearly(values={2022: Known(Money(Fraction(5), "CNY"))})} == profile.facts


def test_items_of_a_list() -> None:
    """Each item has every declared field, in the order of the declaration; what it does not state is unknown."""
    profile = bound("projects:\n  - {began_on: 2024-01-01, 费用: 5 million CNY}\n  - name: Beta")

    def unknown(field: str, low: int | None = None, high: int | None = None) -> Unknown:
        reasons = (Reason(Why.MISSING_FACT, f"projects.{field}"),)
        return Unknown(reasons, None if low is None else Fraction(low), None if high is None else Fraction(high))

    alpha = Row(
        (
            ("name", unknown("name")),
            ("cost", Known(Money(Fraction(5_000_000), "CNY"))),
            ("began_on", Known(date(2024, 1, 1))),
            ("share", unknown("share", 0, 1)),
        )
    )
    beta = Row(
        (
            ("name", Known("Beta")),
            ("cost", unknown("cost", 0)),
            ("began_on", unknown("began_on")),
            ("share", unknown("share", 0, 1)),
        )
    )
    assert {"projects": Known(Rows((alpha, beta)))} == profile.facts


def test_facts_by_their_labels() -> None:
    """The label in either language stands for the name, also for what every profile has."""
    chinese = bound("企业名称: 某公司\n会计年度截止日: 3月31日\n注册地: CN-SH\n实缴资本: 1.5亿元")
    english = bound("name: 某公司\nfiscal_year_end: 03-31\nRegistered in: CN-SH\nPaid in capital: 150 million CNY")

    assert chinese == english
    assert "某公司" == english.name
    assert (3, 31) == english.fiscal_year_end


def test_what_every_profile_has_may_be_left_out() -> None:
    """Without a name, year end or statuses there is none, 31 December and none."""
    profile = bound("listed: true")

    assert "" == profile.name
    assert (12, 31) == profile.fiscal_year_end
    assert {} == profile.statuses
    assert profile == bound("name: null\nlisted: true\nfiscal_year_end: 12-31\nstatuses: {}")


def test_a_name_is_text_whatever_it_looks_like() -> None:
    """A company may be called Unknown, if it is in quotes."""
    assert "Unknown" == bound("name: 'Unknown'").name


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("2023-12-05", HeldStatus(start=date(2023, 12, 5))),
        ("none", HeldStatus(held=False)),
        ("false", HeldStatus(held=False)),
        ("无", HeldStatus(held=False)),
        ("held", HeldStatus()),
        ("true", HeldStatus()),
        ("{}", HeldStatus()),
        ("{from: 2023-12-05, until: 2026-12-04}", HeldStatus(start=date(2023, 12, 5), end=date(2026, 12, 4))),
        ("{until: 2026-12-04, from: unknown}", HeldStatus(end=date(2026, 12, 4))),
    ],
)
def test_statuses(text: str, status: HeldStatus) -> None:
    """Held from a date on, for a period, since a day that is not said, or not held."""
    profile = bound(f"statuses: {{cn-national/hnte: {text}, cn-shanghai/innovative-headquarters: unknown}}")

    assert {"cn-national/hnte": status} == profile.statuses


def test_places_of_facts() -> None:
    """Where each fact was stated is kept, and is no part of what the profile says."""
    profile = bound("listed: true\nrevenue: {2023: 5 CNY}")

    assert {"listed": "company.yaml:1:1", "revenue": "company.yaml:2:1"} == {
        name: span.place for name, span in profile.places.items()
    }
    assert profile == bound("revenue: {2023: 5 CNY}\nlisted: true")


MONEY_HELP = "write the amount with its currency: `5 million CNY`, `20000 USD`, `500万元`"
DATE_HELP = "dates are written year-month-day: `2024-02-29`"
YEAR_HELP = "write the year in which the fiscal year ends: `2023`"
MEMBERS_HELP = "write `[one, another]`"
ITEMS_HELP = "begin each item with `- `, or write `none`"
STATUS_HELP = "write the date of the recognition, `none`, or `{from: 2023-11-15, until: 2026-11-14}`"
WRONG = [
    # names
    (
        "paid_in_capitol: 5 CNY",
        "unknown-fact",
        "1:1",
        "`paid_in_capitol` is not a fact",
        "did you mean `paid_in_capital`?",
    ),
    (
        "实缴资本金: 5 CNY",
        "unknown-fact",
        "1:1",
        "`实缴资本金` is not a fact",
        "did you mean `实缴资本`, which is `paid_in_capital`?",
    ),
    (
        "listed: true\n上市公司: true",
        "duplicate-fact",
        "2:1",
        "`listed` is stated twice, as `listed` and as `上市公司`",
        "state it once",
    ),
    (
        "- listed",
        "wrong-shape",
        "1:3",
        "a profile is a mapping of facts to values, `company.yaml` holds a list",
        "write `registered_in: CN-SH`",
    ),
    ("name: [a]", "wrong-shape", "1:8", "the name of the company is a text, this is a list", None),
    # values
    ("paid_in_capital: 150", "bare-number", "1:18", "`150` has no currency, an amount of money is due", MONEY_HELP),
    ("paid_in_capital: 150 m2", "unit-mismatch", "1:18", "`150 m2` is in m2, an amount of money is due", MONEY_HELP),
    ("paid_in_capital: 150 CNX", "unknown-currency", "1:18", "`CNX` is not a currency", "did you mean `CNY`?"),
    ("registered_on: 2023-02-29", "bad-date", "1:16", "`2023-02-29` is not a day of the calendar", DATE_HELP),
    (
        "registered_in: CN-SX-CHANGNING",
        "unknown-place",
        "1:16",
        "`CN-SX-CHANGNING` is not a place",
        "did you mean `CN-SH-CHANGNING`?",
    ),
    (
        "registered_in: EU",
        "unknown-place",
        "1:16",
        "`EU` is a group of places",
        "state the place itself, such as `DE`, `FR`",
    ),
    (
        "industry: softwear",
        "unknown-member",
        "1:11",
        "`softwear` is not a member of `industry`",
        "did you mean `software`?",
    ),
    ("listed: maybe", "not-a-truth", "1:9", "`maybe` is neither true nor false", "write `true` or `false`"),
    # ranges
    (
        "core_ip_items: -1",
        "out-of-range",
        "1:16",
        "`-1` is outside the range of `core_ip_items`",
        "`core_ip_items` is at least 0",
    ),
    ("core_ip_items: 12.5", "not-whole", "1:16", "`12.5` is not a whole number", "`core_ip_items` counts whole things"),
    (
        "office_area: -5 m2",
        "out-of-range",
        "1:14",
        "`-5 m2` is outside the range of `office_area`",
        "`office_area` is at least 0 m2",
    ),
    (
        "paid_in_capital: -5 CNY",
        "out-of-range",
        "1:18",
        "`-5 CNY` is outside the range of `paid_in_capital`",
        "`paid_in_capital` is at least 0",
    ),
    (
        "private_share: 101%",
        "out-of-range",
        "1:16",
        "`101%` is outside the range of `private_share`",
        "`private_share` is from 0% to 100%",
    ),
    ("score: 101", "out-of-range", "1:8", "`101` is outside the range of `score`", "`score` is at most 100"),
    (
        "employees: {2023: -12}",
        "out-of-range",
        "1:19",
        "`-12` is outside the range of `employees`",
        "`employees` is at least 0",
    ),
    # shapes
    (
        "listed: [true]",
        "wrong-shape",
        "1:10",
        "`listed` is true or false, this is a list",
        "write one value: `listed: …`",
    ),
    (
        "office_area: {2023: 5 m2}",
        "wrong-shape",
        "1:15",
        "`office_area` does not have a value for each year",
        "write one value: `office_area: …`",
    ),
    (
        "office_area: {a: 5 m2}",
        "wrong-shape",
        "1:15",
        "`office_area` is a quantity in m2, this is a mapping",
        "write one value: `office_area: …`",
    ),
    (
        "registered_on: [2023-01-01]",
        "wrong-shape",
        "1:17",
        "`registered_on` is a date, this is a list",
        "write one value: `registered_on: …`",
    ),
    (
        "industry: [software]",
        "wrong-shape",
        "1:12",
        "`industry` is a choice, this is a list",
        "write one value: `industry: …`",
    ),
    (
        "revenue: [5 CNY]",
        "wrong-shape",
        "1:11",
        "`revenue` is an amount of money, this is a list",
        "write one value: `revenue: …`",
    ),
    (
        "revenue: {2023: [5 CNY]}",
        "wrong-shape",
        "1:18",
        "`revenue.2023` is an amount of money, this is a list",
        "write one value: `2023: …`",
    ),
    (
        "revenue: {FY23: 5 CNY}",
        "bad-year",
        "1:11",
        "`FY23` is not a year: `revenue` has a value for each fiscal year",
        YEAR_HELP,
    ),
    ("revenue: {1899: 5 CNY}", "bad-year", "1:11", "the year `1899` lies outside 1900 to 2100", YEAR_HELP),
    (
        "functions: {research: true}",
        "wrong-shape",
        "1:13",
        "`functions` is a list of members, this is a mapping",
        MEMBERS_HELP,
    ),
    (
        "functions: [[research]]",
        "wrong-shape",
        "1:14",
        "a member of `functions` is a word, this is a list",
        MEMBERS_HELP,
    ),
    (
        "functions: [reserch]",
        "unknown-member",
        "1:13",
        "`reserch` is not a member of `functions`",
        "did you mean `research`?",
    ),
    ("projects: {name: Alpha}", "wrong-shape", "1:12", "`projects` is a list of items, this is a mapping", ITEMS_HELP),
    ("projects: some", "wrong-shape", "1:11", "`projects` is a list of items, this is the text `some`", ITEMS_HELP),
    (
        "projects: [Alpha]",
        "wrong-shape",
        "1:12",
        "an item of `projects` is a mapping of fields to values, this is the text `Alpha`",
        "write `- name: …`",
    ),
    (
        "projects: [{costs: 5 CNY}]",
        "unknown-field",
        "1:13",
        "`costs` is not a field of `projects`",
        "did you mean `cost`?",
    ),
    (
        "projects: [{cost: -5 CNY}]",
        "out-of-range",
        "1:19",
        "`-5 CNY` is outside the range of `cost`",
        "`cost` is at least 0",
    ),
    # what every profile has
    ("fiscal_year_end: 31-03", "bad-date", "1:18", "`31-03` is not a month and day", "write month-day: `03-31`"),
    ("fiscal_year_end: 02-30", "bad-date", "1:18", "`02-30` is not a month and day", "write month-day: `03-31`"),
    (
        "fiscal_year_end: [03-31]",
        "wrong-shape",
        "1:19",
        "the end of the fiscal year is a month and day, this is a list",
        "write month-day: `03-31`",
    ),
    (
        "statuses: {cn-national/hnta: none}",
        "unknown-programme",
        "1:12",
        "`cn-national/hnta` is not a programme",
        "did you mean `cn-national/hnte`?",
    ),
    (
        "statuses: held",
        "wrong-shape",
        "1:11",
        "`statuses` is a mapping of programme ids to dates, this is the text `held`",
        "write `cn-national/hnte: 2023-11-15`",
    ),
    (
        "statuses: {cn-national/hnte: soon}",
        "bad-date",
        "1:30",
        "`soon` is not a date",
        STATUS_HELP,
    ),
    (
        "statuses: {cn-national/hnte: {from: 2024-01-01, until: 2023-01-01}}",
        "bad-period",
        "1:31",
        "the status ends on 2023-01-01, before it begins on 2024-01-01",
        "`from` is the first day, `until` the last",
    ),
    (
        "statuses: {cn-national/hnte: {form: 2024-01-01}}",
        "unknown-key",
        "1:31",
        "`form` is not a key here",
        "did you mean `from`?",
    ),
]


@pytest.mark.parametrize(("text", "code", "place", "message", "help"), WRONG)
def test_what_is_wrong(text: str, code: str, place: str, message: str, help: str | None) -> None:
    """Each mistake has its code, its place, what is wrong and what to write instead."""
    assert [(code, f"company.yaml:{place}", message, help)] == told(text)


def test_everything_wrong_is_told_in_one_go() -> None:
    """All mistakes of a profile, in the order of the file, as people read them."""
    profile, collector = attempt(
        b"registered_on: 2022-13-01\nrevenu: {2023: 5 million CNY}\n"
        b"employees: {2022: -3, 23: 5}\noffice_rent: 6.50 CNY\n"
    )

    assert profile is None
    assert """\
company.yaml:1:16: error[bad-date]: `2022-13-01` is not a day of the calendar
    |
  1 | registered_on: 2022-13-01
    |                ^^^^^^^^^^
  help: dates are written year-month-day: `2024-02-29`

company.yaml:2:1: error[unknown-fact]: `revenu` is not a fact
    |
  2 | revenu: {2023: 5 million CNY}
    | ^^^^^^
  help: did you mean `revenue`?

company.yaml:3:19: error[out-of-range]: `-3` is outside the range of `employees`
    |
  3 | employees: {2022: -3, 23: 5}
    |                   ^^
  help: `employees` is at least 0

company.yaml:3:23: error[bad-year]: `23` is not a year: `employees` has a value for each fiscal year
    |
  3 | employees: {2022: -3, 23: 5}
    |                       ^^
  help: write the year in which the fiscal year ends: `2023`

company.yaml:4:14: error[unit-mismatch]: `6.50 CNY` is in CNY, an amount in money/day/m2 is due
    |
  4 | office_rent: 6.50 CNY
    |              ^^^^^^^^
  help: write it with its unit: `6.50 CNY/day/m2`""" == render_all(
        sorted(collector.found, key=lambda each: each.span.start if each.span else 0)
    )


def test_a_profile_that_is_wrong_all_over_costs_little() -> None:
    """After a hundred mistakes the rest is not read."""
    profile, collector = attempt("\n".join(f"fact_{number}: 5" for number in range(20_000)))

    assert profile is None
    assert 101 == len(collector.found)
    assert "there are too many mistakes: the rest of the profile was not read" == collector.found[-1].message


def test_any_status_where_no_programmes_are_known() -> None:
    """Without rules at hand nothing can be said against an id."""
    collector = Collector()
    profile = load_profile("statuses: {some/programme: held}", {}, {}, collector)

    assert profile is not None
    assert {"some/programme": HeldStatus()} == profile.statuses
