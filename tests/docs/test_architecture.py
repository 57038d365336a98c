"""
The diagram of forms and passes is true: it names what there is, and nothing that there is not.
"""

from __future__ import annotations

import re

from tests.conftest import ROOT

SOURCE = ROOT / "src" / "incentives"
TEXT = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
# Named before they are written; the comment goes when they are.
PLANNED = frozenset(" ".join(re.findall(r"<!-- planned: (.*?) -->", TEXT, re.DOTALL)).split())


def test_the_files_it_names_exist() -> None:
    """Every file and folder that an arrow or a form names is in the source."""
    named = set(re.findall(r"(?<![\w/])(?:[a-z_0-9]+/)*[a-z_0-9]+\.py\b", TEXT))
    missing = {name for name in named - PLANNED if not (SOURCE / name).exists() and not (ROOT / name).exists()}

    assert set() == missing


def test_it_names_every_floor() -> None:
    """Each module and folder directly below the package occurs."""
    floors = {path.stem for path in SOURCE.iterdir() if not path.stem.startswith("_") and path.suffix in {"", ".py"}}

    assert set() == {floor for floor in floors - {"py"} if f"`{floor}`" not in TEXT}
