"""
A small rulebook of its own: facts, places, one programme, and cases that a test may replace.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

FACTS = """
facts:
  registered_in: {type: place}
  capital: {type: money, at_least: 0}
  staff: {type: count}
  listed: {type: truth}
  area: {type: area, at_least: 0}
  lease_start: {type: date}
  revenue: {type: money, per: fiscal_year, at_least: 0}
  industry: {type: choice, members: {software: software, chips: chips, other: other}}
"""
PLACES = """
places:
  CN-SH: {label: {en: Shanghai, zh: 上海}}
  CN-BJ: {label: {en: Beijing, zh: 北京}}
"""
GRANT = """
title: {en: A grant, zh: 资助}
jurisdiction: CN-SH
kind: grant
currency: CNY
source: {name: {en: A law, zh: 法}, evidence: primary}
in_force: {from: 2023-01-01, until: 2026-12-31}
parameters:
  floor: 100 million CNY
  share: {values: {2023-01-01: 20%, 2025-01-01: 30%}}
define:
  rate:
    select: staff
    brackets:
      - {below: 50, value: share}
      - {value: if listed then 10% else 5%}
eligibility:
  all:
    - {id: place, test: registered_in within CN-SH, cite: art. 2}
    - id: size
      cite: art. 3
      any:
        - capital >= floor
        - {id: turnover, test: revenue > 50 million CNY}
    - {id: trade, test: "industry in [software, chips]"}
awards:
  opening:
    nature: discretionary
    cite: art. 8
    when: [listed]
    amount: 5 million CNY
  rent:
    nature: entitled
    cite: art. 9
    amount: rate * min(area, 1000 m2) * 100 CNY/m2
    cap: 15000 CNY
    paid: {instalments: [60%, 40%], from: lease_start}
    payer: {city: 40%, district: 60%}
"""
CASES = """
base:
  registered_in: CN-SH
  capital: 100 million CNY
  revenue: {2023: 60 million CNY}
  staff: 20
  listed: true
  area: 500 m2
  lease_start: 2024-03-01
  industry: software
cases:
  - says: meets everything
    on: 2024-07-01
    expect:
      status: eligible
      criteria: {size: true, trade: true}
      values: {rate: 20%, floor: 100 million CNY}
      awards:
        opening: up to 5000000.00 CNY
        rent: {amount: 10000.00 CNY, payments: [6000.00 CNY on 2024-03-01, 4000.00 CNY], payers: {city: 4000.00 CNY}}
      entitled: 10000.00 CNY
      discretionary: up to 5 million CNY
      missing: []
  - says: registered elsewhere
    on: 2024-07-01
    facts: {registered_in: CN-BJ}
    expect: {status: ineligible, decided_by: place, awards: {rent: none, opening: none}}
  - says: area not known
    on: 2024-07-01
    without: [area]
    expect: {status: eligible, awards: {rent: 0 to 15000.00 CNY}, missing: [area]}
  - says: before it begins
    on: 2022-12-31
    expect: {status: not-in-force, awards: {rent: none}}
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """`write(cases=…, grant=…)` writes the rulebook and goes to its folder; the path of the rules comes back."""

    def write_files(*, cases: str = CASES, grant: str = GRANT, more: dict[str, str] | None = None) -> Path:
        rules = tmp_path / "rules"
        files = {
            "facts.yaml": FACTS,
            "places.yaml": PLACES,
            "city/grant.yaml": grant,
            "city/grant.cases.yaml": cases,
            **(more or {}),
        }
        for name, text in files.items():
            path = rules / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        return rules

    return write_files
