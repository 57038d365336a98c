"""
A rulebook and companies that bring about everything an answer can hold, for tests of explanations and renderers.
"""

# ruff: noqa: E501, RUF001 - rule files as authors write them: a criterion is one line, a number is Chinese
from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from incentives.engine.assessment import Assessment
from incentives.ir.rulebook import Rulebook
from tests.worlds import PLACES, assess, compile_texts

ON = date(2024, 7, 20)  # a Saturday: the rates are those of the day before

FACTS = """
facts:
  registered_in: {type: place, label: {en: Registered in, zh: 注册地}, question: {en: Where is it registered?, zh: 注册在哪里？}}
  registered_on: {type: date, label: {en: Date of registration, zh: 注册日期}}
  listed: {type: truth, label: {en: Listed, zh: 上市公司}, question: {en: Is it listed?, zh: 是否上市？}}
  staff: {type: count, label: {en: Staff, zh: 职工人数}}
  researchers: {type: count}
  capital: {type: money, at_least: 0, label: {en: Paid-in capital, zh: 实缴资本}, question: {en: How much is paid in?, zh: 实缴多少？}}
  revenue: {type: money, per: fiscal_year, at_least: 0, label: {en: Sales revenue, zh: 销售收入}}
  research: {type: money, per: fiscal_year, at_least: 0, label: {en: R&D expense, zh: 研发费用}}
  area: {type: area, at_least: 0, label: {en: Office area, zh: 办公面积}}
  rent: {type: money/m2/day, at_least: 0, label: {en: Rent, zh: 租金}}
  lease_start: {type: date, label: {en: Start of the lease, zh: 租期起始日}}
  industry: {type: choice, label: {en: Industry, zh: 行业}, members: {software: {en: Software, zh: 软件}, chips: {en: Chips, zh: 芯片}}}
"""

HEADQUARTERS = """
title: {en: Headquarters, zh: 总部}
summary: {en: For headquarters.}
jurisdiction: CN-SH
kind: reward
level: city
currency: CNY
source:
  name: {en: Headquarters measures, zh: 总部办法}
  number: 〔2023〕3号
  evidence: mirror
  seen: {en: The whole text in a press copy.}
in_force: {from: 2023-03-01, until: 2028-02-29, cite: art. 22, evidence: primary}
parameters:
  opening_cap: {value: 5 million CNY, cite: art. 8(1), evidence: mirror}
  standard: {value: 8 CNY/m2/day, cite: art. 8(2)}
  rate: {cite: art. 9, values: {2023-01-01: 30%, 2025-01-01: {value: 20%, cite: art. 9 as amended, evidence: secondary}}}
  steps:
    cite: art. 10
    table:
      - {sales: 500 million CNY, reward: 5 million CNY}
      - {sales: 1 billion CNY, reward: 3 million CNY}
define:
  floor: {value: if industry == software then 10% else 5%, cite: art. 5, title: {en: research floor}, note: {en: the class is open}}
eligibility:
  all:
    - {id: place, test: registered_in within CN-SH, cite: art. 3, title: {en: registered in Shanghai, zh: 在上海注册}}
    - id: size
      cite: art. 4
      any: [capital > 100 million CNY, "growth(revenue, last 3 years) >= 20%"]
    - {test: research / revenue >= floor, cite: art. 5, evidence: secondary}
    - {id: bonus, test: listed, preference: true, cite: art. 6}
awards:
  opening:
    title: {en: Opening subsidy, zh: 开办资助}
    cite: art. 8(1)
    nature: discretionary
    kind: reward
    when: ["registered_on >= 2022-01-01"]
    amount: opening_cap
  rent:
    title: {en: Rent subsidy, zh: 租房资助}
    cite: art. 8(2)
    evidence: not-seen
    nature: entitled
    kind: rent_subsidy
    amount: rate * min(area, 1000 m2) * min(rent, standard) * days
    paid: {yearly: 3, from: lease_start}
    payer: {district: 60%, city: 40%}
  sales:
    title: {en: Sales reward, zh: 经营奖励}
    cite: art. 10
    nature: entitled
    cap: 6 million CNY
    readings:
      since-2022: {default: true, note: {en: in the window}, amount: "sum(reward for each steps where any(first_time(revenue >= sales, since 2022-01-01), since 2022-01-01))"}
      first-ever: {note: {en: never before}, amount: "sum(reward for each steps where any(first_time(revenue >= sales, ever from registered_on), since 2022-01-01))"}
    paid: {instalments: [40%, 30%, 30%], from: 2024-12-31, every: 1 year}
    deadline: 2024-12-31
  support:
    title: {en: Support, zh: 扶持}
    cite: art. 11
    nature: discretionary
    amount: not seen
cumulation:
  - {exclusive_with: [trade], cite: art. 12, note: {en: the higher only}}
assumptions: [{en: Accounts of the company itself., zh: 按公司本身报表。}]
gaps: [{en: Articles 13 to 21 were not seen.}]
notes: [{en: A note.}]
"""
TRADE = """
title: {en: Trade, zh: 贸易}
jurisdiction: CN-SH
kind: subsidy
currency: CNY
source: {name: {zh: 贸易办法}, evidence: secondary}
in_force: {from: not seen, until: not seen, not_before: 2021-01-01}
uses: {hq: headquarters}
eligibility:
  all: [qualifies(hq), "staff >= 50"]
awards:
  grant: {title: {en: Grant}, nature: entitled, amount: 1000000 CNY}
"""
OLD = """
title: {en: Old measure, zh: 旧措施}
jurisdiction: CN-SH
kind: subsidy
currency: CNY
source: {name: {en: Old}, evidence: general-knowledge}
in_force: {from: 2015-01-01, until: 2019-12-31}
"""
STATUS = """
title: {en: High-tech enterprise, zh: 高新技术企业}
jurisdiction: CN
kind: status
currency: CNY
source: {name: {en: HNTE}, evidence: primary}
in_force: {from: 2016-01-01, until: open}
eligibility: {none: ["staff < 10"]}
"""

# Every fact given; capital in dollars, so that a conversion decides.
COMPLETE: Mapping[str, object] = {
    "name": "Example [Co.], Ltd.",
    "registered_in": "CN-SH-NORTH",
    "registered_on": "2022-05-10",
    "listed": "false",
    "staff": "40",
    "capital": "20 million USD",
    "industry": "chips",
    "revenue": {"2021": "320 million CNY", "2022": "480 million CNY", "2023": "1100 million CNY"},
    "research": {"2023": "95 million CNY"},
    "area": "1200 m2",
    "rent": "6.50 CNY/m2/day",
    "lease_start": "2023-01-01",
    "statuses": {"status": "2023-01-01"},
}


def rulebook() -> Rulebook:
    """The four programmes."""
    texts = {"headquarters": HEADQUARTERS, "old": OLD, "status": STATUS, "trade": TRADE}
    return compile_texts(texts, facts=FACTS, places=PLACES)


def answer(rules: Rulebook, *, currency: str = "USD", without: tuple[str, ...] = (), **facts: object) -> Assessment:
    """What the complete company gets, with other *facts* or *without* some."""
    profile = {name: value for name, value in {**COMPLETE, **facts}.items() if name not in without}
    return assess(rules, profile, on=ON, currency=currency)
