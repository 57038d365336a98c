"""
The answers for the examples, as a person and as a script get them: what changes here changes for users.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

import incentives
from incentives.api import Result
from tests.conftest import ROOT, Golden

ON = "2025-01-04"
PROGRAMME = "cn-shanghai/innovative-headquarters"
EXAMPLES = [path.stem for path in sorted((ROOT / "examples").glob("*.yaml"))]


@cache
def answer(example: str, reading: str = "") -> Result:
    """The answer for an example under a reading."""
    readings = [reading] if reading else []
    path = Path("examples") / f"{example}.yaml"
    return incentives.check(
        incentives.load(), ROOT / path, on=ON, currency="USD", programmes=[PROGRAMME], readings=readings
    )


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_of_an_example(golden: Golden, example: str, language: str) -> None:
    """What a person takes in at a glance."""
    golden(f"tests/golden/examples/{example}.{language}.txt", answer(example).to_text(language, width=100) + "\n")


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_data_of_an_example(golden: Golden, example: str) -> None:
    """What a script reads, but for the receipt, which changes with every rule."""
    data = {key: value for key, value in answer(example).to_dict().items() if key != "receipt"}

    golden(f"tests/golden/examples/{example}.json", json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def test_another_reading(golden: Golden) -> None:
    """Junshi Biosciences where "first reached" means first ever."""
    golden(
        "tests/golden/examples/junshi.first-ever.en.txt",
        answer("junshi", "operating-reward=first-ever").to_text(width=100) + "\n",
    )
