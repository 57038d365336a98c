"""
What awards look at of what is granted beside them: found through all that they name, and refused where it cannot be.

Whether a company is eligible, and what the law says of programmes together, must be known before anything is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from incentives.compiler.parts import Key, Part, Parts, key_of
from incentives.diagnostics import Collector
from incentives.ir.expr import Expr, Named, Reference, walk
from incentives.ir.members import members
from incentives.ir.rulebook import Programme, RelationKind

Source = tuple[str, str]
BELONGS = "what is granted beside an award may change its amount, its cap and its `when`, nothing else"


def granted_of(node: Reference, programmes: Mapping[str, Programme]) -> tuple[Source, ...]:
    """The awards that a `granted(…)` means."""
    names = (node.name,) if node.name else tuple(programmes[node.programme].awards)
    return tuple((node.programme, name) for name in names)


def with_beside(programmes: Mapping[str, Programme], parts: Parts, collector: Collector) -> dict[str, Programme]:
    """The programmes, their awards with what these look at of others; mistakes go to *collector*."""
    direct = {key: found for key, part in parts.items() if part.named and (found := _granted(part.named))}
    relations = list(_in_relations(programmes))
    if not direct and not any(_granted(nodes) for _, nodes in relations):
        return dict(programmes)
    near = _near({key[0] for key in direct}, programmes)
    reached = {key: _reached(key, parts, direct) for key in parts if key[0] in near}
    for key, nodes in reached.items():
        if nodes and key[1] is Named.QUALIFIES:
            _refuse(nodes[0], "the conditions of a programme", collector)
    for what, nodes in relations:
        deep = [node for each in nodes for node in reached.get(key_of(each), ())]
        found = [*_granted(nodes), *deep]
        if found:
            _refuse(found[0], what, collector)
    _check_items(programmes, direct, collector)
    return {
        name: replace(
            programme,
            awards={
                award_name: replace(
                    award,
                    beside=tuple(
                        dict.fromkeys(
                            source
                            for node in reached.get((name, Named.AWARD_AMOUNT, award_name), ())
                            for source in granted_of(node, programmes)
                        )
                    ),
                )
                for award_name, award in programme.awards.items()
            },
        )
        for name, programme in programmes.items()
    }


def _near(owners: set[str], programmes: Mapping[str, Programme]) -> set[str]:
    """The programmes that *owners* are or that use them, directly or through others: no other can reach them."""
    found = set(owners)
    while True:
        more = {
            name for name, each in programmes.items() if name not in found and not found.isdisjoint(each.uses.values())
        }
        if not more:
            return found
        found |= more


def _granted(nodes: list[Reference]) -> list[Reference]:
    return [node for node in nodes if node.kind is Named.GRANTED]


def _reached(key: Key, parts: Parts, direct: Mapping[Key, list[Reference]]) -> list[Reference]:
    """Every `granted(…)` that a value looks at, through what it names."""
    seen = {key}
    found: list[Reference] = []
    pending = [key]
    while pending:
        each = pending.pop()
        found += direct.get(each, ())
        for needed in _needed(parts[each]):
            if needed in parts and needed not in seen:
                seen.add(needed)
                pending.append(needed)
    return found


def _needed(part: Part) -> Iterator[Key]:
    yield from part.needs
    yield from (key_of(node) for node in part.named if node.kind not in (Named.HOLDS, Named.GRANTED))


def _in_relations(programmes: Mapping[str, Programme]) -> Iterator[tuple[str, list[Reference]]]:
    """What statements of how programmes stand to each other name, and figures that are looked up by a day."""
    for programme in programmes.values():
        for relation in programme.relations:
            for expr, what in ((relation.when, "the `when` of a statement"), (relation.amount, "a ceiling")):
                if expr is not None:
                    yield what, _references(expr)
        for parameter in programme.parameters.values():
            if parameter.keyed_by is not None:
                yield "the key of a parameter", _references(parameter.keyed_by)


def _references(expr: Expr) -> list[Reference]:
    return [node for node in walk(expr) if isinstance(node, Reference)]


def _refuse(node: Reference, what: str, collector: Collector) -> None:
    collector.add("misplaced-granted", f"{what} cannot look at what is granted", node.span, help=BELONGS)


def _check_items(
    programmes: Mapping[str, Programme], direct: Mapping[Key, list[Reference]], collector: Collector
) -> None:
    """What is granted of an award whose items are chosen one by one is not settled by the choice of the award."""
    awards = {name: programme.awards for name, programme in programmes.items()}
    chosen: set[Source] = set()
    for programme in programmes.values():
        for relation in programme.relations:
            if relation.kind is RelationKind.SAME_COSTS:
                about = [member for pattern in relation.subjects for member in members(pattern, awards)]
                chosen |= {(name, each) for name, award in about for each in ([award] if award else awards[name])}
    for node in (node for nodes in direct.values() for node in nodes):
        found = next((source for source in granted_of(node, programmes) if source in chosen), None)
        if found is not None:
            message = f"`{'/'.join(found)}` is paid for by items under `same_costs`, which does not go with `granted`"
            help = "say it once: by the items that are paid for once, or by an amount that lowers the other"
            collector.add("misplaced-granted", message, node.span, help=help)
