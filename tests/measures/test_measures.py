"""
Measures that are no real ones, written with the reference alone: a taper, tiers, vintages, heads, a nexus, bands,
quarters, steps. Their cases are worked out by hand.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from incentives.cli.main import app
from incentives.diagnostics import Collector
from incentives.pipeline import compile_directory, programme_ids

RULES = Path(__file__).parent / "rules"


def test_measures_are_without_mistakes() -> None:
    """Every name, unit and bracket fits; titles in the language of the country may be missing."""
    collector = Collector()
    compile_directory(RULES, collector, lint=True)

    assert {"missing-title", "negative-award"} >= {each.code for each in collector.found}
    assert not collector.failed


@pytest.mark.parametrize("name", programme_ids(RULES))
def test_measure_comes_to_what_was_worked_out(name: str) -> None:
    """`incentives test` passes on its cases."""
    result = CliRunner().invoke(app, ["test", str(RULES / f"{name}.cases.yaml")])

    assert result.exit_code == 0, result.output
