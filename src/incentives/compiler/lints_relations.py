"""
Lints of how programmes stand to each other.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from incentives.compiler.linting import Linting
from incentives.ir.rulebook import Programme, RelationKind

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
                span = linting.key(programme, "cumulation")
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
                    span = linting.key(programme, "cumulation")
                    message = f"`{needed}` is required and excluded"
                    linting.warn("contradictory-relations", message, span, help="keep one of the two")
