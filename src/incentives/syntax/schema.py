"""
The JSON Schema of each kind of document, for editors that complete and check while a person writes.

Rule, facts, places and cases files have the shapes of `documents`; a profile has the facts of a rulebook. Not for
deciding whether a document is right: the reader says that, and better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias, assert_never

from incentives.ir.rulebook import FactDeclaration, Localized, Rulebook
from incentives.syntax.documents import SHAPES
from incentives.syntax.documents_mapping import MappingShape
from incentives.syntax.documents_shape import Shape
from incentives.syntax.literals import TRUTHS, UNKNOWN_WORDS
from incentives.types import Broken, Choice, Date, Numeric, Place, Record, Set, Text, Truth, unit_text

Schema: TypeAlias = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TITLES: Mapping[str, str] = {
    "rule": "Rule file",
    "facts": "Vocabulary of facts",
    "places": "Places",
    "cases": "Cases of a rule file",
    "mapping": "What the columns of a table hold",
}
# The keys of every profile with their labels, as `profiles.names` reads them.
OWN_KEYS: Mapping[str, tuple[str, ...]] = {
    "name": ("Company name", "企业名称"),
    "fiscal_year_end": ("Fiscal year end", "会计年度截止日"),
    "statuses": ("Statuses held", "已获认定"),
}
_NOT_STATED = (*sorted(UNKNOWN_WORDS), None)
_SCALAR = ["string", "number", "boolean", "null"]
_NAMED = frozenset({"properties", "$defs", "patternProperties"})
_EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "m2": ("1000 m2",),
    "month": ("18 months", "3 years"),
    "day": ("30 days",),
    "person": ("12 persons",),
}


def schema_for(kind: str) -> Schema:
    """
    The schema of rule, facts, cases or places files.

    Raises:

        KeyError: if there is no such kind.
    """
    shapes: dict[str, type[Shape]] = {**{str(name): each for name, each in SHAPES.items()}, "mapping": MappingShape}
    made = shapes[kind].model_json_schema()
    return {"$schema": DRAFT, "title": TITLES[kind], **_tidy(made)}


def profile_schema(rulebook: Rulebook) -> Schema:
    """The schema of a company profile: the facts that *rulebook* asks about, by name or by label."""
    own: Schema = {
        "name": {"description": "What the company is called.", "type": _SCALAR},
        "fiscal_year_end": {
            "description": "The month and day on which its fiscal years end; 12-31 if left out.",
            "type": ["string", "null"],
            "examples": ["12-31", "03-31"],
        },
        "statuses": _statuses(rulebook),
    }
    facts = {name: rulebook.facts[name] for name in sorted(rulebook.facts)}
    properties = {name: _reference(name) for name in (*own, *facts)}
    for name, labels in OWN_KEYS.items():
        properties.update({label: _reference(name) for label in labels})
    _add_labels(properties, rulebook.facts, _reference)
    return {
        "$schema": DRAFT,
        "title": "Company profile",
        "description": "What one company states of itself. What it does not know it leaves out.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": {
            **own,
            **{name: _fact(fact) for name, fact in facts.items()},
            "held-status": _held_status(),
        },
    }


def _tidy(value: Any) -> Any:  # noqa: ANN401 - JSON has no type of its own
    """Without what pydantic says and no editor needs: titles made from names, `default: null`, null as alternative."""
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept: Schema = {}
    for key, each in value.items():
        if key in ("title", "default"):
            continue
        if key in _NAMED:
            kept[key] = {name: _tidy(schema) for name, schema in each.items()}
        elif key == "anyOf":
            kept[key] = [_tidy(schema) for schema in each if schema != {"type": "null"}]
        elif key == "description":
            kept[key] = " ".join(each.split())
        else:
            kept[key] = _tidy(each)
    alternatives = kept.get("anyOf", ())
    if len(alternatives) == 1:
        del kept["anyOf"]
        kept = {**alternatives[0], **kept}
    return kept


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _add_labels(properties: Schema, facts: Mapping[str, FactDeclaration], make: Callable[[str], Schema]) -> None:
    """Labels stand for names; of two facts with one label the first declared has it."""
    for name, fact in facts.items():
        for label in fact.label.values():
            properties.setdefault(label, make(name))


def _statuses(rulebook: Rulebook) -> Schema:
    ids = sorted(rulebook.programmes)
    return {
        "description": "Titles and recognitions that the company holds or does not, by the programme that gives them.",
        "anyOf": [
            {"enum": list(_NOT_STATED)},
            {
                "type": "object",
                "properties": {id_: {**_reference("held-status"), **_described(rulebook, id_)} for id_ in ids},
                "additionalProperties": False,
            },
        ],
    }


def _described(rulebook: Rulebook, programme: str) -> Schema:
    title = _english(rulebook.programmes[programme].title)
    return {"description": title} if title else {}


def _held_status() -> Schema:
    day = {"type": ["string", "null"], "examples": ["2023-11-15"]}
    return {
        "description": "Since when the status is held, `none`, or from when until when.",
        "anyOf": [
            {"type": ["string", "boolean", "null"], "examples": ["2023-11-15", "none"]},
            {"type": "object", "properties": {"from": day, "until": day}, "additionalProperties": False},
        ],
    }


def _english(texts: Localized) -> str:
    return texts.get("en") or next(iter(texts.values()), "")


def _fact(fact: FactDeclaration) -> Schema:
    """A fact: one value, or for a fact with a value per fiscal year also a mapping of years."""
    one = _value(fact)
    described = {"description": _description(fact)} if _description(fact) else {}
    if not fact.yearly:
        return {**described, **one}
    years = {
        "type": "object",
        "description": "By the year in which the fiscal year ends, or `latest`.",
        "patternProperties": {"^([0-9]{4}|latest)$": one},
        "additionalProperties": False,
    }
    return {**described, "anyOf": [one, years]}


def _description(fact: FactDeclaration) -> str:
    label, question = _english(fact.label), _english(fact.question)
    return ". ".join(text for text in (label, question) if text)


def _value(fact: FactDeclaration) -> Schema:
    match fact.type:
        case Truth():
            return {"enum": [True, False, *TRUTHS, *_NOT_STATED]}
        case Choice():
            return {"enum": [*_members(fact, fact.type.members), *_NOT_STATED]}
        case Set():
            members = [*_members(fact, fact.type.members)]
            listed = {"type": "array", "items": {"enum": [*members, *_NOT_STATED]}}
            return {"anyOf": [listed, {"type": ["string", "null"], "examples": [members[0], "none"]}]}
        case Record():
            return {"anyOf": [{"type": "array", "items": _item(fact)}, {"enum": ["none", "无", *_NOT_STATED]}]}
        case Numeric():
            return _number(fact, fact.type)
        case Date():
            return {"type": ["string", "null"], "examples": ["2024-02-29"]}
        case Place():
            return {"type": ["string", "null"], "examples": ["CN-SH", "DE"]}
        case Text() | Broken():
            return {"type": _SCALAR}
    assert_never(fact.type)


def _members(fact: FactDeclaration, members: Iterable[str]) -> dict[str, None]:
    """The members, then their labels, each once."""
    labels = (label for member in members for label in fact.members.get(member, {}).values())
    return dict.fromkeys((*members, *labels))


def _item(fact: FactDeclaration) -> Schema:
    """One item of a list."""
    properties = {name: _fact(field) for name, field in fact.fields.items()}
    _add_labels(properties, fact.fields, lambda name: properties[name])
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _number(fact: FactDeclaration, kind: Numeric) -> Schema:
    examples: tuple[str | int, ...]
    if kind.is_money:
        examples = ("150 million CNY", "500万元")
    elif kind.percent:
        examples = ("30%",)
    elif kind.is_plain:
        examples = (12,)
    else:
        unit = unit_text(kind).replace("money", "CNY")
        examples = _EXAMPLES.get(unit, (f"8 {unit}",))
    schema: Schema = {"type": ["string", "number", "null"], "examples": list(examples)}
    if kind.is_plain and not kind.percent:
        for key, edge in (("minimum", fact.low), ("maximum", fact.high)):
            if edge is not None and edge.denominator == 1:
                schema[key] = edge.numerator
    return schema
