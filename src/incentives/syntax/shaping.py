"""
A read document to its shape: pydantic's verdict, told as diagnostics at the places in the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeGuard, TypeVar

from pydantic import ValidationError

from incentives.diagnostics import Collector, nearest, suggestion
from incentives.syntax.documents_shape import Shape
from incentives.syntax.nodes import MappingNode, Node, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

    from incentives.source import Span

ShapeType = TypeVar("ShapeType", bound=Shape)

QUOTE_COMMA = "put a value that holds a comma in quotes: `{test: 'max(a, b) > 3'}`"
NO_GROUPS = "digits are not grouped with commas: write `18000 CNY` or `18_000 CNY`"
THOUSANDS = re.compile(r"\d{3}(?!\d)")
NAMING = frozenset({"facts", "fields", "parameters", "define", "awards", "caps", "readings", "claims", "values"})
# How what is a mapping or list is written, by its key.
FORMS = {
    "in_force": "{from: 2023-07-01, until: 2026-06-30}",
    "conversion": "{at: filing}",
    "uses": "{short: place/programme}",
    "values": "{2023-01-01: 25%, 2024-07-01: 30%}",
    "members": "{first: {en: …, zh: …}, second: {en: …, zh: …}}",
    "claims": "{tax: tax_due, cash: {share: 40%}}",
    "paid": "{instalments: [60%, 40%], from: filed_on, every: 1 year}",
    "payer": "{city: 40%, district: 60%}",
    "rounding": "{to: 1 CNY, mode: down}",
    "brackets": "- {up_to: 10 million CNY, rate: 20%}",
}
# Keys of other words, with the one that is due, where it can stand.
MEANT = {
    **dict.fromkeys(("if", "condition", "conditions", "requires"), "when"),
    **dict.fromkeys(("maximum", "max", "limit", "ceiling", "upper_limit"), "cap"),
    **dict.fromkeys(("start", "begin", "begins"), "from"),
    **dict.fromkeys(("end", "ends", "to"), "until"),
    **dict.fromkeys(("graduated", "progressive"), "marginal"),
    **dict.fromkeys(("name", "label"), "title"),
    **dict.fromkeys(("minimum", "min", "lowest"), "at_least"),
    **dict.fromkeys(("article", "clause", "reference"), "cite"),
    **dict.fromkeys(("formula", "expression", "value"), "amount"),
}
HELP_ON_SHAPES = {
    "a mapping of keys to values": "write keys below it, indented: `key: value`",
    "a list": "write `[first, second]`, or lines that begin with `- `",
    "a text": "write one value behind the key",
}


def shape(node: Node, model: type[ShapeType], collector: Collector) -> ShapeType | None:
    """
    Check that *node* has the shape *model*.

    Returns None where it has not, with every difference given to *collector*.
    """
    try:
        return model.model_validate(plain(node))
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)
        misspelt = {meant for details in found for meant in _meant(details, model)}
        grouped: set[tuple[str | int, ...]] = set()
        for details in found:
            if details["type"] == "extra_forbidden" and THOUSANDS.match(str(details["loc"][-1])):
                if details["loc"][:-1] in grouped:
                    continue  # `5,000,000` is one slip
                grouped.add(details["loc"][:-1])
            # A key that is misspelt is told as such, and not as missing too.
            if details["type"] != "missing" or details["loc"] not in misspelt:
                _tell(details, node, model, collector)
        return None


def _meant(details: ErrorDetails, model: type[Shape]) -> list[tuple[str | int, ...]]:
    """The path of the key that an unknown one was probably meant for."""
    if details["type"] != "extra_forbidden":
        return []
    *parents, name = details["loc"]
    return [(*parents, each) for each in nearest(str(name), _keys(model, parents))]


def plain(node: Node) -> object:
    """Mappings and lists as Python's own; scalars keep their text and place."""
    if isinstance(node, ScalarNode):
        return node
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}


def key_span(node: Node, path: Sequence[str | int]) -> Span:
    """The span of the key that *path* leads to, or of the deepest thing on the way that is there."""
    span = node.span if not isinstance(node, MappingNode) or not node.entries else node.entries[0][0].span
    for part in path:
        if isinstance(node, MappingNode):
            entry = next(((key, value) for key, value in node.entries if key.text == part), None)
            if entry is None:
                continue
            span, node = entry[0].span, entry[1]
        elif isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
            span = node.span
    return span


def _at(node: Node, path: Sequence[str | int]) -> Node:
    for part in path:
        if isinstance(node, MappingNode):
            node = node.get(str(part)) or node
        elif isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
    return node


def _tell(details: ErrorDetails, node: Node, model: type[Shape], collector: Collector) -> None:
    path = details["loc"]
    kind = details["type"]
    name = str(path[-1]) if path else ""
    parent = _at(node, path[:-1])
    if kind == "extra_forbidden":
        known = _keys(model, path[:-1])
        help = _meant_by(name, known) or suggestion(name, known)
        if _ends_at_comma(parent, name):
            help = NO_GROUPS if THOUSANDS.match(name) else QUOTE_COMMA
        collector.add("unknown-key", f"`{name[:60]}` is not a key here", key_span(node, path), help=help)
    elif kind == "missing":
        span = _heading(node, path[:-1], parent)
        help = f"add `{name}:`{_described(name, model, path[:-1])}"
        collector.add("missing-key", f"the key `{name}` is missing", span, help=help)
    else:
        here = _at(node, path)
        due = _due(kind, details)
        written_as = FORMS.get(name) if due in HELP_ON_SHAPES else None
        help = f"write it like `{written_as}`" if written_as else HELP_ON_SHAPES.get(due)
        collector.add("wrong-shape", f"{due} is due here, this is {_what(here)}", _short(here), help=help)


def _meant_by(name: str, known: Sequence[str]) -> str | None:
    """The key that says what *name* was to say."""
    meant = MEANT.get(name)
    return f"write `{meant}:`" if meant in known else None


def _ends_at_comma(parent: Node, name: str) -> bool:
    """Whether a key has no value and stands in `{ }`: then it is mostly the rest of a value with a comma."""
    value = parent.get(name) if isinstance(parent, MappingNode) else None
    if isinstance(parent, MappingNode) and parent.entries[0][0].text == name:
        return False  # nothing stands before it
    in_braces = parent.source.text.startswith("{", parent.start)
    return in_braces and isinstance(value, ScalarNode) and value.plain and not value.text


def _described(name: str, model: type[Shape], path: Sequence[str | int]) -> str:
    """What a key is, from its shape."""
    fields = _model(model, path)
    field = next((each for key, each in fields.items() if (each.alias or key) == name), None)
    said = (field.description or "").rstrip(".") if field is not None else ""
    return f", {said[0].lower()}{said[1:]}" if said else ""


def _heading(node: Node, path: Sequence[str | int], parent: Node) -> Span:
    """Where to point when something is missing: the key that the mapping stands under."""
    return key_span(node, path) if path else _short(parent)


def _short(node: Node) -> Span:
    if isinstance(node, MappingNode) and node.entries:
        return node.entries[0][0].span
    if isinstance(node, SequenceNode) and node.items:
        return _short(node.items[0])
    return node.span


def _what(node: Node) -> str:
    if isinstance(node, ScalarNode):
        return f"the text `{node.text[:40]}`" if node.text else "empty"
    return "a list" if isinstance(node, SequenceNode) else "a mapping"


def _due(kind: str, details: ErrorDetails) -> str:
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return "a mapping of keys to values"
    if kind == "list_type":
        return "a list"
    if kind == "is_instance_of":
        return "a text"
    if kind == "union_tag_invalid":
        return "another shape"
    return details["msg"].lower().rstrip(".")


def _keys(model: type[Shape], path: Sequence[str | int]) -> list[str]:
    """The keys that the shape at *path* knows."""
    return [field.alias or name for name, field in _model(model, path).items()]


def _model(model: type[Shape], path: Sequence[str | int]) -> Mapping[str, FieldInfo]:
    """The fields of the shape at *path*, as far as it can be told: those of all shapes if not."""
    from incentives.syntax import documents  # noqa: PLC0415  # only on the way to an error

    if not path:
        return model.model_fields
    shapes: list[type[Shape]] = [each for each in vars(documents).values() if _is_shape(each)]
    parents: dict[str, type[Shape]] = {
        "source": documents.SourceShape,
        "in_force": documents.InForceShape,
        "conversion": documents.ConversionShape,
        "paid": documents.PaidShape,
        "rounding": documents.RoundingShape,
        "brackets": documents.BracketShape,
        "readings": documents.ReadingShape,
        "claims": documents.ClaimShape,
        "facts": documents.FactShape,
        "fields": documents.FactShape,
        "parameters": documents.ParameterShape,
        "values": documents.DatedShape,
        "define": documents.FormulaShape,
        "amount": documents.FormulaShape,
        "cap": documents.FormulaShape,
        "awards": documents.AwardShape,
        "caps": documents.SharedCapShape,
        "cumulation": documents.CumulationShape,
        "eligibility": documents.CriterionShape,
        "when": documents.CriterionShape,
        "all": documents.CriterionShape,
        "any": documents.CriterionShape,
        "none": documents.CriterionShape,
        "of": documents.CriterionShape,
        "cases": documents.CaseShape,
        "expect": documents.ExpectedShape,
        "places": documents.PlaceShape,
    }
    for index in reversed(range(len(path))):
        part = path[index]
        # Below these stand names that the author gave.
        if part in parents and not (index and path[index - 1] in NAMING):
            return parents[str(part)].model_fields
    return {name: field for each in shapes for name, field in each.model_fields.items()}


def _is_shape(value: object) -> TypeGuard[type[Shape]]:
    return isinstance(value, type) and issubclass(value, Shape)
