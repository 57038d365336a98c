"""
The mechanisms that real measures need, each as a small rule file that an analyst would write, with worked cases.

A file `NN-name.yaml` holds the text of a `rule`, perhaps `other_rules` by id, and `cases`: what a company states, the
day (2024-07-01 if left out), readings, and what comes of it: the `status`, `criteria`, `values` of definitions (an
expression or `[low, high]`), `awards` in the programme's currency, their `payments`, the days these are `due`,
`payers`, the status of `others`, and what awards come to `together`, in the best permitted choice, by `rule/award`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
KEYS = frozenset(
    "says on facts readings status criteria values awards payments due payers others exclusive_with together".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MechanismCase:
    """One case of one mechanism, as written."""

    name: str
    rules: dict[str, str]
    written: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.name}: {self.written['says']}"


def read_mechanism(path: Path) -> list[MechanismCase]:
    """
    The cases of one file.

    Raises:

        ValueError: for a key that does not exist.
    """
    written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    rules = {"measure": written["rule"], **written.get("other_rules", {})}
    for case in written["cases"]:
        if set(case) - KEYS:
            raise ValueError(f"{path.name}: {case['says']}: {sorted(set(case) - KEYS)}")
    return [MechanismCase(name=path.stem, rules=rules, written=case) for case in written["cases"]]


def all_mechanisms() -> list[MechanismCase]:
    """Every case of every mechanism."""
    return [case for path in sorted(FOLDER.glob("*.yaml")) for case in read_mechanism(path)]
