from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from incentives.diagnostics import Collector
from incentives.ir.rulebook import Rulebook
from incentives.pipeline import load_rulebook
from incentives.population.binding import guess_columns
from incentives.population.mapping_file import mapping_text, read_mapping


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """The bundled rules."""
    return load_rulebook()


def test_what_is_written_is_read(rulebook: Rulebook, tmp_path: Path) -> None:
    """A guessed mapping, written to a file and read back, is the same; odd names are quoted."""
    names = [
        "firm id",
        "2023年销售收入（万元）",
        "a: b",
        "# x",
        "no",
        "实缴资本 (CNY)",
        "cn-national/hnte",
        "rd_expense_2022_usd",
    ]
    schema = pa.schema([(name, pa.string()) for name in names])
    guessed, unclear = guess_columns(schema, rulebook, ignored=["a: b", "# x", "no"])
    assert {} == unclear
    path = tmp_path / "mapping.yaml"
    path.write_text(mapping_text(guessed, unclear, "firms.csv"), encoding="utf-8")
    collector = Collector()
    found = read_mapping(path, rulebook, collector)
    assert [] == [each.render() for each in collector.found]
    assert found is not None
    assert guessed == found[0]


def test_every_mistake_is_told_at_its_place(rulebook: Rulebook, tmp_path: Path) -> None:
    """Facts, years, units, programmes, lists and keys that there are none of, in one go."""
    path = tmp_path / "mapping.yaml"
    path.write_text(
        """company: id
columns:
  a: revenu
  b: {fact: revenue, year: 20x3}
  c: {fact: paid_in_capital, year: 2023}
  d: {fact: paid_in_capital, unit: parsecs}
  e: {status: cn-national/nothing}
  f: {fact: listed, status: cn-national/hnte}
  g: {fact: listed, unit: m2}
fiscal_year_end: 13-13
lists:
  revenue: {table: x.csv, company: id, columns: {}}
  contracts: {table: x.csv, company: id, columns: {cost: price}, absent: perhaps}
""",
        encoding="utf-8",
    )
    collector = Collector()
    assert read_mapping(path, rulebook, collector) is None
    codes = [each.code for each in collector.found]
    for code in (
        *("unknown-fact", "bad-year", "not-yearly", "unknown-unit", "unknown-programme", "missing-key", "idle-key"),
        *("bad-date", "unknown-field", "unknown-word"),
    ):
        assert code in codes
    assert all(each.span is not None for each in collector.found)


def test_amounts_without_a_unit_have_that_of_all_amounts(rulebook: Rulebook, tmp_path: Path) -> None:
    """A unit in the mapping wins; what does not fit an amount is told."""
    path = tmp_path / "mapping.yaml"
    path.write_text(
        "columns:\n  a: paid_in_capital\n  b: {fact: total_assets, year: 2023, unit: million USD}\n  c: office_rent\n",
        encoding="utf-8",
    )
    collector = Collector()
    found = read_mapping(path, rulebook, collector, amounts_in="CNY")
    assert [] == [each.render() for each in collector.found]
    assert found is not None
    units = {name: getattr(target, "unit", None) for name, target in found[0].columns.items()}
    assert {"a": "CNY", "b": "million USD", "c": "CNY/m2/day"} == {
        name: unit.text if unit else None for name, unit in units.items()
    }
    collector = Collector()
    assert read_mapping(path, rulebook, collector, amounts_in="bananas") is None
    assert ["--amounts-in", "--amounts-in"] == [each.where for each in collector.found]
