from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from incentives.compiler.awards import KINDS as AWARDS
from incentives.compiler.programme import KINDS as PROGRAMMES
from incentives.compiler.programme import LEVELS
from incentives.diagnostics import Collector
from incentives.engine.results import Status
from incentives.pipeline import load_rulebook
from incentives.profiles.names import RESERVED
from incentives.syntax import documents_scalars
from incentives.syntax.nodes import MappingNode, Node, ScalarNode
from incentives.syntax.reader import PROFILE_LIMITS, read_file
from incentives.syntax.schema import OWN_KEYS, profile_schema, schema_for
from tests.conftest import ROOT

KINDS = ("rule", "facts", "cases", "places")
RULES = sorted(path for path in ROOT.glob("rules/*/*.yaml") if not path.name.endswith(".cases.yaml"))
CASES = sorted(ROOT.glob("rules/*/*.cases.yaml"))


@cache
def _schema(kind: str) -> Any:
    return profile_schema(load_rulebook()) if kind == "profile" else schema_for(kind)


def _plain(node: Node) -> object:
    if isinstance(node, ScalarNode):
        return node.text
    if isinstance(node, MappingNode):
        return {key.text: _plain(value) for key, value in node.entries}
    return [_plain(item) for item in node.items]


def _read(path: Path) -> object:
    collector = Collector()
    read = read_file(path, collector, limits=PROFILE_LIMITS)
    assert read is not None, collector.found
    return _plain(read[1])


def _problems(kind: str, document: object) -> list[str]:
    validator = Draft202012Validator(_schema(kind))
    return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(document)]


def _shapes(schema: Any) -> Iterator[Any]:
    """Every schema inside a schema."""
    if isinstance(schema, list):
        for item in schema:
            yield from _shapes(item)
    elif isinstance(schema, dict):
        yield schema
        for key, each in schema.items():
            inner = each.values() if key in ("properties", "$defs", "patternProperties") else [each]
            for item in inner:
                if isinstance(item, dict | list):
                    yield from _shapes(item)


@pytest.mark.parametrize("kind", [*KINDS, "profile"])
def test_a_schema_is_a_schema(kind: str) -> None:
    """Each is right by the draft that it names, with every reference leading somewhere."""
    schema = _schema(kind)

    Draft202012Validator.check_schema(schema)
    references = {each["$ref"] for each in _shapes(schema) if "$ref" in each}
    assert {f"#/$defs/{name}" for name in schema.get("$defs", ())} >= references


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_described(kind: str) -> None:
    """What an editor completes it also explains."""
    bare = [
        name
        for each in _shapes(_schema(kind))
        for name, schema in each.get("properties", {}).items()
        if not schema.get("description")
    ]

    assert [] == bare


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_no_noise(kind: str) -> None:
    """Neither defaults nor titles made from names nor null as an alternative; no shape takes unknown keys."""
    shapes = [*_shapes(_schema(kind))][1:]

    assert [] == [each for each in shapes if "default" in each or "title" in each or each.get("type") == "null"]
    assert [] == [each for each in shapes if "properties" in each and each["additionalProperties"] is not False]


def test_the_words_are_those_that_are_read() -> None:
    """The enumerations of the schema are the tables of the compiler and the engine."""
    assert PROGRAMMES == documents_scalars.PROGRAMME_KINDS
    assert AWARDS == documents_scalars.AWARD_KINDS
    assert LEVELS == documents_scalars.LEVELS
    assert {str(status) for status in Status} == set(documents_scalars.STATUSES)


def test_the_own_keys_of_a_profile_are_those_that_are_read() -> None:
    """The schema names the keys of every profile as the profile reader does."""
    assert dict(RESERVED) == {key: name for name, labels in OWN_KEYS.items() for key in (name, *labels)}


@pytest.mark.parametrize(
    ("kind", "paths"),
    [
        ("rule", RULES),
        ("cases", CASES),
        ("facts", [ROOT / "rules" / "facts.yaml"]),
        ("places", [ROOT / "rules" / "places.yaml"]),
        ("profile", sorted(ROOT.glob("examples/*.yaml"))),
    ],
)
def test_bundled_documents_are_valid(kind: str, paths: list[Path]) -> None:
    """What the project ships agrees with the schemas that it ships."""
    assert paths
    assert {} == {path.name: found for path in paths if (found := _problems(kind, _read(path))[:3])}


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("rule", {"titel": "x"}),
        ("rule", {"title": ["x"]}),
        ("facts", {"facts": {"a": {"type": "money", "per": "year"}}}),
        ("cases", {"cases": [{"says": "x", "on": "2024-01-01", "expect": {"status": "maybe"}}]}),
        ("profile", {"revenu": "3 CNY"}),
        ("profile", {"revenue": {"2O23": "3 CNY"}}),
        ("profile", {"industry": "softwear"}),
        ("profile", {"employees": {"2023": [1]}}),
        ("profile", {"statuses": {"cn-national/hnte": {"since": "2023-01-01"}}}),
    ],
)
def test_a_slip_is_marked(kind: str, document: object) -> None:
    """Wrong keys, words, years and shapes do not pass."""
    assert _problems(kind, document)


@pytest.mark.parametrize(
    "document",
    [
        {"employees": 12, "listed": True, "revenue": {"2023": "7.6亿元", "latest": "1 CNY"}},
        {"企业名称": "x", "注册地": "CN-SH", "statuses": {"cn-national/hnte": "2023-11-15"}, "revenue": None},
        {"aid_received": "none", "listed": "是", "revenue": "1亿元"},
    ],
)
def test_a_profile_may_be_written_in_many_ways(document: object) -> None:
    """YAML's own truths and numbers, labels instead of names, one value for the latest year."""
    assert [] == _problems("profile", document)


def test_stored_schemas_are_those_of_the_models(rewrite: bool) -> None:
    """`python tools/schemas.py` would change nothing; `--rewrite` lets it."""
    command = [sys.executable, str(ROOT / "tools" / "schemas.py"), *([] if rewrite else ["--check"])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr), done.stdout


def test_an_unknown_kind_is_refused() -> None:
    """There is no schema of anything else."""
    with pytest.raises(KeyError):
        schema_for("tax return")


def test_a_schema_is_json() -> None:
    """A schema survives being written and read."""
    assert json.loads(json.dumps(_schema("profile"))) == _schema("profile")
