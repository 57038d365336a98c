"""
Lints of how programmes stand to each other.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from incentives.compiler.linting import Linting
from incentives.ir.rulebook import Programme, RelationKind
from incentives.source import Span
from incentives.syntax.nodes import MappingNode, ScalarNode, SequenceNode

KEYS = {
    RelationKind.EXCLUSIVE: "exclusive_with",
    RelationKind.REQUIRES: "requires",
    RelationKind.REQUIRES_ANY: "requires_any",
}


def lint_relations(linting: Linting) -> None:
    """Relations of a programme with itself, and relations that contradict each other."""
    for programme in linting.rulebook.programmes.values():
        for relation in programme.relations:
            if programme.id in relation.programmes:
                span = _mention(programme.id, relation.kind, programme, linting)
                message = f"a programme cannot stand under its own `{KEYS[relation.kind]}`"
                linting.warn("own-relation", message, span, help="remove its id from the list")
        _contradiction(programme, linting)


def _contradiction(programme: Programme, linting: Linting) -> None:
    """What is asked for cannot be excluded."""
    excluded = [
        each for found in programme.relations if found.kind is RelationKind.EXCLUSIVE for each in found.programmes
    ]
    for relation in programme.relations:
        if relation.kind is RelationKind.REQUIRES:
            for needed in relation.programmes:
                if needed != programme.id and any(fnmatchcase(needed, pattern) for pattern in excluded):
                    span = _mention(needed, relation.kind, programme, linting)
                    message = f"`{needed}` is required and excluded"
                    linting.warn("contradictory-relations", message, span, help="keep one of the two")


def _mention(other: str, kind: RelationKind, programme: Programme, linting: Linting) -> Span | None:
    """Where the id of another programme stands under `cumulation`."""
    statements = linting.node(programme, "cumulation")
    for statement in statements.items if isinstance(statements, SequenceNode) else ():
        listed = statement.get(KEYS[kind]) if isinstance(statement, MappingNode) else None
        for item in listed.items if isinstance(listed, SequenceNode) else ():
            if isinstance(item, ScalarNode) and item.text == other:
                return item.span
    return linting.key(programme, "cumulation")
