"""
Generated tables of companies: a column for each fact, cells that matter, some of them empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

import pyarrow as pa

from incentives.ir.rulebook import FactDeclaration, Rulebook
from incentives.types import Choice, Date, Numeric, Place, Record, Set, Text, Truth

PLACES = ("CN-SH", "CN-SH-CHANGNING", "CN-SH-PUDONG", "CN-BJ", "CN-GD-SHENZHEN", "DE", "FR", "GB", "US", "SG")
AMOUNTS = (
    0,
    1,
    999_999,
    1_000_000,
    4_999_999,
    5_000_000,
    49_999_999,
    50_000_000,
    100_000_000,
    200_000_000,
    10**9,
    10**11,
)
YEARS = (2021, 2022, 2023)


def table_of(rulebook: Rulebook, facts: Iterable[str], rows: int, seed: int) -> pa.Table:
    """A table of *rows* companies with the columns that say the values of *facts*."""
    random = Random(seed)  # noqa: S311  # the same table for the same seed
    columns: dict[str, list[object]] = {"company_id": [f"company {row}" for row in range(rows)]}
    for name in sorted(facts):
        declared = rulebook.facts[name]
        if isinstance(declared.type, Record):
            columns[name] = [_items(declared, random) for _ in range(rows)]
            continue
        for year in YEARS if declared.yearly else (None,):
            known = random.choice((50, 90, 100))
            columns[name if year is None else f"{name}_{year}"] = [
                cell_of(declared, random) if random.randrange(100) < known else None for _ in range(rows)
            ]
    return pa.table(columns)


def cell_of(declared: FactDeclaration, random: Random) -> object:
    """A value of a fact as a text that says its unit."""
    match declared.type:
        case Truth():
            return random.choice(("true", "false", "是", "否"))
        case Date():
            return (date(2015, 1, 1) + timedelta(days=random.randrange(3800))).isoformat()
        case Place():
            return random.choice(PLACES)
        case Choice(members=members):
            return random.choice(members)
        case Set(members=members):
            return ",".join(random.sample(members, random.randrange(min(3, len(members)) + 1))) or "none"
        case Text():
            return random.choice(("one", "two", "three"))
        case Numeric() as kind:
            return _number(declared, kind, random)
    raise AssertionError(declared.type)


def _number(declared: FactDeclaration, kind: Numeric, random: Random) -> str:
    if kind.percent:
        return f"{random.choice((0, 3, 5, 10, 25, 50, 60, 80, 100))}%"
    if kind.is_plain:
        number = random.choice((0, 1, 2, 5, 9, 10, 49, 50, 100, 300, 2023))
        return str(min(number, int(declared.high)) if declared.high is not None else number)
    if kind.is_money:
        currency = "USD" if random.randrange(400) == 0 else "CNY"
        loss = "-" if declared.low is None and random.random() < 1 / 5 else ""
        return f"{loss}{random.choice(AMOUNTS)}.{random.choice(('00', '50'))} {currency}"
    unit = "/".join(name for name, _ in kind.units)
    if kind.power:
        return f"{random.randrange(1, 20)}.5 CNY/m2/day"
    return f"{random.choice((0, 30, 365, 1000, 1500))} {unit}" if unit else "0"


def _items(declared: FactDeclaration, random: Random) -> list[dict[str, object]] | None:
    if random.randrange(4) == 0:
        return None
    return [
        {name: cell_of(field, random) if random.randrange(5) else None for name, field in declared.fields.items()}
        for _ in range(random.randrange(3))
    ]
