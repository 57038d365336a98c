"""
Waterfalls, amounts carried forward, loops over distinct values: what lint says of each slip in a file that uses them.
"""

from __future__ import annotations

import pytest

from incentives.diagnostics import Collector, in_order
from tests.worlds import HEAD, compile_texts

RULE = (
    HEAD
    + """\
facts:
  tax_due: {type: money, at_least: 0, label: {en: tax, zh: 税}, question: {en: Tax?, zh: 税？}}
  tax_of_year: {type: money, per: fiscal_year, at_least: 0, label: {en: tax y, zh: 税}, question: {en: Tax?, zh: 税？}}
  rate_of_tax: {type: percent, label: {en: r, zh: 率}, question: {en: Rate?, zh: 率？}}
  timesheets:
    type: list
    label: {en: Sheets, zh: 表}
    question: {en: Sheets?, zh: 表？}
    fields:
      person: {type: text, label: {en: P, zh: 人}}
      paid_on: {type: date, label: {en: D, zh: 日}}
      cost: {type: money, at_least: 0, label: {en: C, zh: 费}}
      site: {type: place, label: {en: S, zh: 地}}
      kind: {type: choice, members: {own: own, contract: contract}, label: {en: K, zh: 类}}
parameters:
  regions:
    cite: art. 9
    table:
      - {region: CN-SH, top_up: 10%}
      - {region: CN-BJ, top_up: 5%}
  most_per_person: {value: 60000 CNY, cite: art. 5}
define:
  settlement:
    cite: art. 3
    waterfall: 20% * research
    claims:
      tax: tax_due
      withheld: {share: 25%, cite: art. 3(2)}
      later: {above: 300000 CNY, cite: art. 3(3)}
  credit:
    cite: art. 4
    carry_forward: 14% * research
    use: 75% * tax_of_year
    expires_after: 3 years
    over: last 5 years
  people:
    cite: art. 5
    value: sum(min(sum(cost for each item), most_per_person) for each timesheets by person)
eligibility: {id: here, test: any(registered_in within region for each regions), cite: art. 2}
awards:
  refund: {title: {en: Refund, zh: 退}, cite: art. 3, nature: entitled, amount: settlement.left, cap: none}
  used: {title: {en: Used, zh: 用}, cite: art. 4, nature: entitled, amount: credit.used, cap: none}
  wages: {title: {en: Wages, zh: 薪}, cite: art. 5, nature: entitled, amount: people, cap: none}
"""
)
SLIPS = [
    ("waterfall: 20% * research", "waterfall: registered_on", "type-mismatch", None),
    ("tax: tax_due", "tax: staff", "unit-mismatch", "write the amount with its currency"),
    ("tax: tax_due", "tax: tax_dew", "unknown-name", "did you mean `tax_due`?"),
    ("tax: tax_due", "tax: settlement.later", "cycle", "break the circle"),
    ("tax: tax_due", "tax: 3 million USD", "currency-mismatch", "state it in CNY"),
    ("tax: tax_due", "tax due: tax_due", "bad-key", "write `tax_due`"),
    ("tax: tax_due", "left: tax_due", "hidden-name", "call the claim otherwise"),
    ("tax: tax_due", "tax: {up_to: tax_due, share: 5%}", "wrong-formula", "`up_to` is the most"),
    ("share: 25%", "share: 25", "out-of-range", "write `25%`"),
    ("share: 25%", "share: 125%", "out-of-range", "nothing is used up twice"),
    ("amount: settlement.left", "amount: settlement", "several-results", "`settlement.tax`, `settlement.withheld`"),
    ("amount: settlement.left", "amount: settlement.with_held", "unknown-name", "did you mean `withheld`?"),
    ("amount: settlement.left", "amount: settlment.left", "unknown-name", "did you mean `settlement`?"),
    ("amount: settlement.left", "amount: {waterfall: research}", "wrong-formula", "name it there"),
    ("carry_forward: 14% * research", "carry_forward: listed", "type-mismatch", "what each fiscal year adds"),
    ("    use: 75% * tax_of_year\n", "", "missing-key", "add `use:`"),
    ("use: 75% * tax_of_year", "use: credit.left[-1]", "cycle", "break the circle"),
    ("use: 75% * tax_of_year", "use: tax_due", "not-yearly", "per: fiscal_year"),
    ("expires_after: 3 years", "expires_after: 3", "wrong-arguments", "write it like `10 years`"),
    ("expires_after: 3 years", "expires_after: 18 months", "wrong-arguments", "write it like `10 years`"),
    ("over: last 5 years", "over: since 2019", "type-mismatch", "write a day: `2019-01-01`"),
    ("over: last 5 years", "over: last 2 years", "bad-window", "look at `last 4 years` or more"),
    ("over: last 5 years", "over: 5", "syntax", None),
    ("amount: credit.used", "amount: credit.used_from_9", "unknown-name", "`credit.used_from_1`"),
    ("timesheets by person", "timesheets by persons", "unknown-name", "did you mean `person`?"),
    ("timesheets by person", "timesheets by cost", "type-mismatch", "a text, a choice, a place"),
    ("timesheets by person", "timesheets by person and site", "syntax", "`by [person, year_of(day)]`"),
    (
        "timesheets by person",
        "timesheets where kind == own by person",
        "syntax",
        "`for each timesheets by person where",
    ),
    ("timesheets by person", "timesheets by person where kind == own", "unknown-name", "`sum(kind for each item)`"),
    ("for each timesheets by person", "for each person in timesheets", "syntax", "`for each timesheets by person`"),
    ("timesheets by person", "timesheets", "unknown-name", "stands inside a loop over distinct values"),
    ("sum(cost for each item)", "cost", "unknown-name", "`sum(cost for each item)`"),
    ("sum(cost for each item)", "sum(cost)", "wrong-arguments", "write `sum(cost for each item)`"),
    ("for each item", "for each items", "unknown-name", "did you mean `item`?"),
    ("within region", "within top_up", "type-mismatch", "a fact or column that holds one"),
    ("registered_in within region", "staff within region", "type-mismatch", "`registered_in within CN-SH`"),
    ("region: CN-BJ", "region: AU-TAS", "unknown-place", "declare it in `places.yaml`"),
]


def test_rule_without_slips() -> None:
    """The file from which the slips are made has none."""
    collector = Collector()
    compile_texts({"p": RULE}, collector=collector)
    assert [] == collector.found


@pytest.mark.parametrize(("written", "slip", "code", "help"), SLIPS)
def test_slip_is_told_once(written: str, slip: str, code: str, help: str | None) -> None:
    """One diagnostic, which says what to write."""
    assert written in RULE
    collector = Collector()
    compile_texts({"p": RULE.replace(written, slip, 1)}, collector=collector)
    found = in_order(collector.found)
    assert code == found[0].code
    assert {code} == {each.code for each in found}
    assert help is None or help in (found[0].help or "")


@pytest.mark.parametrize(
    ("written", "code", "help"),
    [
        ("rate at [assessment_date]", "wrong-arguments", "`rate at [fiscal_year_start, fiscal_year_end]`"),
        ("rate at [staff, assessment_date]", "type-mismatch", None),
        ("gone at [fiscal_year_start, fiscal_year_end]", "parameter-hole", "state which value counts"),
    ],
)
def test_mean_over_a_period_that_has_none(written: str, code: str, help: str | None) -> None:
    """A period has two days, and a figure for each of its days."""
    parameters = "parameters:\n  rate: {values: {2020-01-01: 10%, 2024-01-01: 20%}}\n"
    parameters += "  gone: {values: {2020-01-01: 10%, 2021-01-01: none, 2024-01-01: 20%}}\n"
    collector = Collector()
    compile_texts({"p": f"{parameters}define: {{mean: '{written}'}}\n"}, collector=collector)
    (found,) = in_order(collector.found)
    assert code == found.code
    assert help is None or help in (found.help or "")


def test_fact_of_another_type_is_told_once() -> None:
    """Where many uses do not fit a fact, its declaration is the mistake: one diagnostic, with the first places."""
    tests = "".join(f"    - capital > {number} CNY\n" for number in range(7))
    collector = Collector()
    compile_texts(
        {
            "p": f"facts:\n  capital_paid: {{type: area}}\neligibility:\n  all:\n{tests}".replace(
                "capital >", "capital_paid >"
            )
        },
        collector=collector,
    )
    (found,) = in_order(collector.found)
    assert "unit-mismatch" == found.code
    assert "`capital_paid` is declared here, which 7 places do not fit" == found.labels[0].text
    assert found.labels[-1].text.endswith("and at 3 more places")


def test_misspelt_word_is_told_once_for_a_file() -> None:
    """A word that is wrong in the same way in several places is one diagnostic."""
    collector = Collector()
    compile_texts({"p": "eligibility: {any: [stuff > 3, stuff < 2, stuff == 5]}\n"}, collector=collector)
    (found,) = in_order(collector.found)
    assert ["and here", "and here"] == [each.text for each in found.labels]
