"""
The expressions of a programme: where whoever looks at all of it begins.
"""

from __future__ import annotations

from collections.abc import Iterator

from incentives.ir.expr import Expr, walk
from incentives.ir.rulebook import Programme


def roots(programme: Programme) -> Iterator[Expr]:
    """Every expression that is worked out when a programme is assessed; a group only by its members."""
    for definition in programme.definitions.values():
        yield definition.expr
    for criterion in programme.criteria().values():
        if not criterion.members:
            yield criterion.expr
    for award in programme.awards.values():
        parts = (award.amount, award.cap, award.deadline, award.schedule.start)
        yield from (part for part in parts if part is not None)
        # A condition that depends on a reading is no member of any criterion.
        if award.when is not None and not award.when.members:
            yield award.when.expr
    for relation in programme.relations:
        yield from (part for part in (relation.when, relation.amount) if part is not None)
    for cap in programme.caps.values():
        yield cap.amount
    for parameter in programme.parameters.values():
        if parameter.keyed_by is not None:
            yield parameter.keyed_by


def nodes_of(programme: Programme) -> Iterator[Expr]:
    """Every node of them."""
    for root in roots(programme):
        yield from walk(root)
