"""
The measures of the workload, as rule files and as the thresholds that hand-written code takes.

W is the Shanghai measure for innovative headquarters, simplified: nine criteria, an opening subsidy, three years of
rent, three milestones. W10 and W100 are ten and a hundred measures of that form with other thresholds, in eight places.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ON = date(2024, 7, 1)
CURRENCY = "USD"
SIZES = {"W": 1, "W10": 10, "W100": 100}
# Where companies are, per cent; measures are spread the same way.
PLACES = {"CN-SH": 40, "CN-BJ": 15, "CN-GD": 13, "CN-ZJ": 10, "CN-JS": 8, "CN-SC": 6, "CN-HB": 5, "CN-SD": 3}
INDUSTRIES = ("software", "ic_design", "biomedical_cro", "chips", "biomedicine", "machinery", "trade", "catering")
SERVICES = INDUSTRIES[:3]
FACTS = f"""\
facts:
  registered_in: {{type: place}}
  industry: {{type: choice, members: {{{", ".join(f"{each}: {each}" for each in INDUSTRIES)}}}}}
  serious_violation: {{type: truth}}
  headquarters_functions: {{type: truth}}
  registered_on: {{type: date}}
  lease_start: {{type: date}}
  total_assets: {{type: money, at_least: 0}}
  market_value: {{type: money, at_least: 0}}
  paid_in_capital: {{type: money, at_least: 0}}
  revenue: {{type: money, per: fiscal_year, at_least: 0}}
  rd_expense: {{type: money, per: fiscal_year, at_least: 0}}
  rd_expense_in_china: {{type: money, per: fiscal_year, at_least: 0}}
  staff: {{type: count, at_least: 0}}
  rd_staff: {{type: count, at_least: 0}}
  office_area: {{type: area, at_least: 0}}
  office_rent: {{type: money/m2/day, at_least: 0}}
"""
PLACES_FILE = "places:\n" + "".join(f"  {code}: {{label: {{en: {code}, zh: {code}}}}}\n" for code in PLACES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """
    One measure. Amounts of money are whole CNY, shares are per cent.

    Args:

        floors: Least research intensity and share of research staff, of services and of others.

        milestones: Sales with the reward for reaching them.
    """

    name: str
    place: str
    industries: tuple[str, ...]
    assets: int
    market: int
    sales: int
    growth: int
    floors: tuple[int, int]
    staff_floors: tuple[int, int]
    research: int
    in_china: int
    since: date
    capital: int
    opening: int
    rent_share: int
    area: int
    rent: int
    milestones: tuple[tuple[int, int], ...]

    def rule(self) -> str:
        """The rule file."""
        tests = " + ".join(
            f"(if revenue >= {sales} CNY then {reward} CNY else 0 CNY)" for sales, reward in self.milestones
        )
        return f"""\
title: {{en: Innovative headquarters, zh: 创新型企业总部}}
jurisdiction: {self.place}
kind: reward
currency: CNY
source: {{name: {{en: A law, zh: 法}}, evidence: primary}}
in_force: {{from: 2020-01-01, until: 2029-12-31}}
define:
  service_class: industry in [{", ".join(SERVICES)}]
  rd_floor: if service_class then {self.floors[0]}% else {self.floors[1]}%
  staff_floor: if service_class then {self.staff_floors[0]}% else {self.staff_floors[1]}%
eligibility:
  all:
    - registered_in within {self.place}
    - not serious_violation
    - headquarters_functions
    - industry in [{", ".join(self.industries)}]
    - any: [total_assets >= {self.assets} CNY, market_value >= {self.market} CNY]
    - any: [revenue > {self.sales} CNY, 'growth(revenue, last 3 years) >= {self.growth}%']
    - any: [rd_expense / revenue >= rd_floor, rd_expense > {self.research} CNY]
    - rd_expense_in_china / rd_expense >= {self.in_china}%
    - rd_staff / staff >= staff_floor
awards:
  opening:
    nature: entitled
    when:
      - registered_on >= {self.since.isoformat()}
      - paid_in_capital > {self.capital} CNY
    amount: {self.opening} CNY
  rent:
    nature: entitled
    amount: {self.rent_share}% * min(office_area, {self.area} m2) * min(office_rent, {self.rent} CNY/m2/day) * days
    paid: {{yearly: 3, from: lease_start}}
  milestones:
    nature: entitled
    amount: {tests}
"""


SHANGHAI = Measure(
    name="w000",
    place="CN-SH",
    industries=INDUSTRIES[:6],
    assets=200_000_000,
    market=2_000_000_000,
    sales=100_000_000,
    growth=20,
    floors=(10, 5),
    staff_floors=(20, 10),
    research=50_000_000,
    in_china=60,
    since=date(2022, 1, 1),
    capital=100_000_000,
    opening=5_000_000,
    rent_share=30,
    area=1000,
    rent=8,
    milestones=((500_000_000, 5_000_000), (1_000_000_000, 3_000_000), (1_500_000_000, 2_000_000)),
)


def measures(count: int) -> list[Measure]:
    """The first *count* measures: Shanghai's, then variants of which no two have a threshold in common on purpose."""
    return [SHANGHAI, *(_variant(number) for number in range(1, count))][:count]


def _variant(number: int) -> Measure:
    chance = random.Random(f"measure {number}")  # noqa: S311  # the same measures in each run
    first = 200_000_000 + chance.randrange(400) * 1_000_000
    return Measure(
        name=f"w{number:03}",
        place=chance.choices(list(PLACES), weights=list(PLACES.values()))[0],
        industries=tuple(sorted(chance.sample(INDUSTRIES, chance.randrange(3, 7)))),
        assets=50_000_000 + chance.randrange(400) * 1_000_000,
        market=500_000_000 + chance.randrange(3000) * 1_000_000,
        sales=30_000_000 + chance.randrange(200) * 1_000_000,
        growth=chance.randrange(5, 40),
        floors=(chance.randrange(8, 15), chance.randrange(2, 8)),
        staff_floors=(chance.randrange(12, 30), chance.randrange(5, 12)),
        research=10_000_000 + chance.randrange(80) * 1_000_000,
        in_china=chance.randrange(30, 80),
        since=date(2015 + chance.randrange(8), 1 + chance.randrange(12), 1),
        capital=20_000_000 + chance.randrange(150) * 1_000_000,
        opening=1_000_000 + chance.randrange(60) * 100_000,
        rent_share=chance.randrange(10, 60),
        area=chance.randrange(5, 30) * 100,
        rent=chance.randrange(4, 12),
        milestones=tuple((first * step, chance.randrange(10, 60) * 100_000) for step in (1, 2, 3)),
    )


def write_rules(folder: Path, count: int) -> Path:
    """The first *count* measures as a folder of rule files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    (folder / "places.yaml").write_text(PLACES_FILE, encoding="utf-8")
    for measure in measures(count):
        (folder / f"{measure.name}.yaml").write_text(measure.rule(), encoding="utf-8")
    return folder
