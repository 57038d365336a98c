"""
Slips of all sorts in one correct file: each is one diagnostic, and its help says what to write.
"""

from __future__ import annotations

import pytest

from incentives.diagnostics import Collector, in_order
from tests.worlds import compile_texts

RULE = """\
title: {en: Fund, zh: 基金}
jurisdiction: CN-SH
kind: grant
level: city
currency: CNY
conversion: {at: filing, cite: art. 1}
source: {name: {en: A law, zh: 法}, evidence: primary, issued: 2023-05-01}
in_force: {from: 2023-07-01, until: 2026-06-30}
uses: {other: q}
facts:
  aid:
    type: list
    label: {en: Aid, zh: 补助}
    question: {en: Aid?, zh: 补助？}
    fields:
      amount: {type: money, at_least: 0, label: {en: A, zh: 额}}
      granted_on: {type: date, label: {en: D, zh: 日}}
      scheme: {type: choice, members: {a: scheme a, b: scheme b}, label: {en: S, zh: 类}}
  filed_on: {type: date, label: {en: filed, zh: 申报}, question: {en: When?, zh: 何时？}}
parameters:
  rate:
    cite: art. 3
    values: {2023-07-01: 25%, 2024-07-01: 30%}
  ladder:
    cite: art. 4
    table:
      - {step: 100 million CNY, bonus: 1 million CNY}
      - {step: 200 million CNY, bonus: 3 million CNY}
define:
  window: {cite: art. 2, value: 'sum(amount for each aid where granted_on > assessment_date - 3 years)'}
  tiered:
    cite: art. 4
    marginal: research
    brackets:
      - {up_to: 10 million CNY, rate: 20%}
      - {up_to: 50 million CNY, rate: 10%}
      - {rate: 5%}
eligibility:
  all:
    - {id: place, test: registered_in within CN-SH, cite: art. 2}
    - {id: young, test: age(registered_on) < 5 years, cite: art. 2}
    - {id: size, at_least: 2, of: [staff > 100, revenue > 10 million CNY, capital >= 5 million CNY], cite: art. 2}
awards:
  grant:
    title: {en: Grant, zh: 补助}
    cite: art. 3
    nature: entitled
    when: [share >= 50%, not listed]
    amount: rate * tiered
    cap: 'max(0 CNY, 5 million CNY - window)'
    paid: {instalments: [50%, 50%], from: filed_on, every: 6 months}
    payer: {city: 40%, district: 60%}
    rounding: {to: 100 CNY, mode: down}
    deadline: end_of_year(filed_on)
  bonus:
    title: {en: Bonus, zh: 奖励}
    cite: art. 4
    nature: discretionary
    amount: sum(bonus for each ladder where revenue >= step)
    cap: none
caps:
  together: {awards: [grant, bonus], amount: 6 million CNY, cite: art. 5}
cumulation:
  - {exclusive_with: [q], cite: art. 6}
"""
OTHER = """\
title: {en: Other, zh: 其他}
jurisdiction: CN-SH
kind: grant
currency: CNY
source: {name: {zh: 办法}, evidence: primary}
in_force: {from: 2023-07-01, until: open}
awards:
  help: {nature: entitled, amount: 5 CNY}
"""
SLIPS = [
    ("conversion: {at: filing, cite: art. 1}", "conversion: filing", "wrong-shape", "`{at: filing}`"),
    ("currency: CNY", "currency: RMB", "unknown-currency", "write `CNY`"),
    ("until: 2026-06-30", "until: none", "bad-date", "write `open`"),
    ("{from: 2023-07-01, until: 2026-06-30}", "2023-07-01", "wrong-shape", "`{from: 2023-07-01, until: 2026-06-30}`"),
    ("uses: {other: q}", "uses: [q]", "wrong-shape", "`{short: place/programme}`"),
    ("amount: {type: money, at_least: 0", "amount: {type: money, minimum: 0", "unknown-key", "write `at_least:`"),
    ("{a: scheme a, b: scheme b}", "[a, b]", "wrong-shape", "first: {en: …, zh: …}"),
    ("values: {2023-07-01: 25%, 2024-07-01: 30%}", "values: {2023: 25%}", "bad-date", "the day it begins"),
    ("values: {2023-07-01: 25%, 2024-07-01: 30%}", "values: [25%, 30%]", "wrong-shape", "2024-07-01: 30%"),
    ("2024-07-01: 30%}", "2024-07-01: 30}", "bare-number", "write `30%`"),
    ("assessment_date - 3 years", "assessment_date - 3", "type-mismatch", "`3 days`"),
    ("assessment_date - 3 years", "today - 3 years", "unknown-name", "write `assessment_date`"),
    ("assessment_date - 3 years", "3 years ago", "syntax", "`assessment_date - 3 years`"),
    ("marginal: research", "graduated: research", "unknown-key", "write `marginal:`"),
    ("age(registered_on) < 5 years", "age(registered_on) < 5", "unit-mismatch", "`5 years`"),
    ("age(registered_on) < 5 years", "registered_on < 5 years", "type-mismatch", "`age(registered_on) < 5 years`"),
    ("age(registered_on) < 5 years", "registered_on > 2020", "type-mismatch", "write a day: `2020-01-01`"),
    ("age(registered_on) < 5 years", "age < 5 years", "unknown-name", "it is a function"),
    ("staff > 100,", "staff > 100 persons,", "unit-mismatch", "without a unit"),
    ("staff > 100,", "staff over 100,", "syntax", "write `>`"),
    ("not listed]", "listed == no]", "unknown-name", "`not listed`"),
    ("when: [share", "if: [share", "unknown-key", "write `when:`"),
    ("amount: rate * tiered", "amount: tiered if listed else 5 CNY", "syntax", "the condition stands first"),
    ("amount: rate * tiered", "amount: RATE * tiered", "unknown-name", "did you mean `rate`?"),
    ("amount: rate * tiered", "amount: other.help", "unknown-definition", "`granted(other.help)`"),
    ("amount: rate * tiered", "amount: tiered * window / window", "unit-mismatch", "divide first, in brackets"),
    ("cap: 'max(0 CNY, 5 million CNY - window)'", "maximum: 5 million CNY", "unknown-key", "write `cap:`"),
    ("every: 6 months", "every: 180 days", "unit-mismatch", "write `6 months`"),
    ("from: filed_on, every", "start: filed_on, every", "unknown-key", "write `from:`"),
    ("end_of_year(filed_on)", "filed_on + 30", "type-mismatch", "`30 days`"),
]


def test_rule_without_slips() -> None:
    """The file from which the slips are made has none."""
    assert [] == told(RULE)


def told(rule: str) -> list[tuple[str, str]]:
    """The code and help of each diagnostic."""
    collector = Collector()
    compile_texts({"p": rule, "q": OTHER}, collector=collector)
    return [(each.code, each.help or "") for each in in_order(collector.found)]


@pytest.mark.parametrize(("written", "slip", "code", "help"), SLIPS)
def test_slip_is_told_once(written: str, slip: str, code: str, help: str) -> None:
    """One diagnostic, which says what to write."""
    assert written in RULE
    found = told(RULE.replace(written, slip, 1))
    assert [code] == [each for each, _ in found]
    assert help in found[0][1]
