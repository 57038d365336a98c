"""
The conformance cases of the rule language, as data: files of YAML that any evaluator must pass.

A case says what an expression comes to for a company:

- `says`: what is shown, in words;
- `kind`: `value`, `edge` (a boundary), `unknown` (a fact is missing), `no-value` (division by nought);
- `facts`: what the company states; the vocabulary is that of `tests/worlds.py` with related enterprises and holdings;
- `parameters`, `define`: parts of the rule file beside the expression;
- `when`: the expression, assessed on 2024-07-01;
- `expect`: a value, written as an expression; `unknown`; or `[low, high]`, where `open` is no end;
- `missing`: all that is named as missing, a fact of a fiscal year with its year; `why`: the reason that is given.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "operators"
KINDS = frozenset({"value", "edge", "unknown", "no-value"})
KEYS = frozenset({"says", "kind", "facts", "parameters", "define", "when", "expect", "missing", "why"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorCase:
    """One case of one file."""

    operator: str
    says: str
    kind: str
    when: str
    expect: str | list[str]
    facts: Mapping[str, object] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    missing: tuple[str, ...] | None = None
    why: str | None = None

    def __str__(self) -> str:
        return f"{self.operator}: {self.says}"

    def rule(self, expression: str) -> str:
        """The parts of a rule file in which *expression* is the definition `it`."""
        parts = {**self.parts, "define": {**self.parts.get("define", {}), "it": expression}}
        return "".join(f"{part}: {json.dumps(content, ensure_ascii=False)}\n" for part, content in parts.items())


def read_cases(path: Path) -> list[OperatorCase]:
    """
    The cases of one file.

    Raises:

        ValueError: for a case with a key or kind that does not exist.
    """
    found = []
    for each in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader):  # noqa: S506 - texts only
        if set(each) - KEYS or each["kind"] not in KINDS:
            raise ValueError(f"{path.name}: {each.get('says')}: unknown key or kind")
        found.append(
            OperatorCase(
                operator=path.stem,
                says=each["says"],
                kind=each["kind"],
                when=each["when"],
                expect=each["expect"],
                facts=each.get("facts", {}),
                parts={part: each[part] for part in ("parameters", "define") if part in each},
                missing=tuple(each["missing"]) if "missing" in each else None,
                why=each.get("why"),
            )
        )
    return found


def all_cases() -> list[OperatorCase]:
    """Every case, by file."""
    return [case for path in sorted(FOLDER.glob("*.yaml")) for case in read_cases(path)]
