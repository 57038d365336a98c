"""
Lints of how programmes stand to each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from incentives.compiler.graphs import circle, components
from incentives.compiler.linting import Linting
from incentives.compiler.relations import KEYS
from incentives.ir.members import Member, members
from incentives.ir.rulebook import Award, Programme, Relation, RelationKind
from incentives.source import Span
from incentives.syntax.nodes import MappingNode, ScalarNode, SequenceNode

Awards = Mapping[str, Mapping[str, Award]]
ASKS = (RelationKind.REQUIRES, RelationKind.REQUIRES_ANY)


def lint_relations(linting: Linting) -> None:
    """Relations with oneself, that contradict each other, that nothing can meet, or that do nothing."""
    rulebook = linting.rulebook
    owners = [*rulebook.programmes.values(), *rulebook.cumulation.values()]
    awards: Awards = {name: programme.awards for name, programme in rulebook.programmes.items()}
    clashes = _clashes(owners, awards)
    for owner in owners:
        for relation in owner.relations:
            if owner.id in relation.programmes and owner.id in relation.subjects:
                span = _mention(owner.id, relation.kind, owner, linting)
                message = f"a programme cannot stand under its own `{KEYS[relation.kind]}`"
                linting.warn("own-relation", message, span, help="remove its id from the list")
            elif relation.kind is RelationKind.CEILING:
                _idle_ceiling(relation, awards, linting)
            elif relation.kind is RelationKind.NOT_AFTER:
                _mirror(relation, owner, owners, awards, linting)
        _contradiction(owner, awards, clashes, linting)
    _circles(owners, awards, linting)
    _never_permitted(owners, awards, clashes, linting)


def _clashes(owners: list[Programme], awards: Awards) -> dict[str, set[str]]:
    """Which programmes exclude each other as a whole, both ways."""
    found: dict[str, set[str]] = {}
    for relation in (each for owner in owners for each in owner.relations):
        if relation.kind is RelationKind.EXCLUSIVE:
            subjects = _whole(relation.subjects, awards)
            others = _whole(relation.programmes, awards) if relation.programmes else subjects
            for left in subjects:
                for right in others:
                    if left != right:
                        found.setdefault(left, set()).add(right)
                        found.setdefault(right, set()).add(left)
    return found


def _contradiction(owner: Programme, awards: Awards, clashes: Mapping[str, set[str]], linting: Linting) -> None:
    """What is asked for cannot be excluded."""
    for relation in owner.relations:
        if relation.kind is RelationKind.REQUIRES:
            for needed in relation.programmes:
                found = _whole((needed,), awards)
                for subject in _whole(relation.subjects, awards):
                    if found and subject not in found and set(found) <= clashes.get(subject, set()):
                        span = _mention(needed, relation.kind, owner, linting)
                        message = f"`{needed}` is required and excluded"
                        linting.warn("contradictory-relations", message, span, help="keep one of the two")


def _never_permitted(
    owners: list[Programme], awards: Awards, clashes: Mapping[str, set[str]], linting: Linting
) -> None:
    """What a programme asks for, and that asks for in turn, must not exclude the programme or each other."""
    asked: dict[str, dict[str, None]] = {}
    for relation in (each for owner in owners for each in owner.relations):
        if relation.kind is RelationKind.REQUIRES and relation.when is None:
            for subject in _whole(relation.subjects, awards):
                for pattern in relation.programmes:
                    found = _whole((pattern,), awards)
                    # One of several is a choice; one alone is not.
                    asked.setdefault(subject, {}).update(dict.fromkeys(found) if len(found) == 1 else {})
    for name, direct in asked.items():
        chain = [name]
        for each in chain:
            chain += [other for other in asked.get(each, {}) if other not in chain]
        for place, left in enumerate(chain):
            right = next((other for other in chain[place + 1 :] if other in clashes.get(left, set())), None)
            if right is None or (left == name and right in direct):
                continue
            programme = linting.rulebook.programmes[name]
            message = f"`{name}` can never be had: it asks for what excludes each other, `{left}` and `{right}`"
            span = linting.key(programme, "cumulation")
            linting.warn("never-permitted", message, span, help="remove one of the statements on the way")
            break


def _circles(owners: list[Programme], awards: Awards, linting: Linting) -> None:
    """Programmes that must each come before the next in a circle can never all be had: is that what the law says?"""
    graph: dict[str, dict[str, Relation]] = {}
    for relation in (each for owner in owners for each in owner.relations):
        if relation.kind is RelationKind.NOT_AFTER and relation.when is None:
            for subject in _whole(relation.subjects, awards):
                for other in _whole(relation.programmes, awards):
                    graph.setdefault(other, {})
                    if other != subject:
                        graph.setdefault(subject, {})[other] = relation
    for members_ in components(graph):
        way = circle(graph, members_[0]) if len(members_) > 1 else ()
        if way:
            told = " -> ".join(f"`{name}`" for name in way)
            span = graph[way[0]][way[1]].span
            message = f"each of these must come before the next, in a circle: {told}"
            help = "two that bar each other are `exclusive_with`; else one of the statements is misread"
            linting.warn("order-circle", message, span, help=help)


def _mirror(relation: Relation, owner: Programme, owners: list[Programme], awards: Awards, linting: Linting) -> None:
    """A statement that holds one way, of which the other side says something else."""
    subjects, others = set(_whole(relation.subjects, awards)), set(_whole(relation.programmes, awards))
    for other in (each for each in owners if each is not owner):
        for theirs in other.relations:
            them, us = _whole(theirs.subjects, awards), _whole(theirs.programmes, awards)
            if not others.intersection(them) or not subjects.intersection(us):
                continue
            if theirs.kind is RelationKind.EXCLUSIVE or theirs.kind in ASKS:
                message = f"`{owner.id}` is not for who has received it, but `{other.id}` says `{KEYS[theirs.kind]}`"
                help = "one of the two files has misread the law: both say the same, or only one speaks"
                linting.warn("mirror-differs", message, relation.span, help=help)
                return


def _idle_ceiling(relation: Relation, awards: Awards, linting: Linting) -> None:
    """A ceiling above everything that can come together under it."""
    if relation.amount is None:
        return
    least = linting.ranges.interval(relation.amount)[0]
    total = Fraction(0)
    found: dict[Member, None] = {}
    for pattern in relation.subjects:
        for programme, award in members(pattern, awards):
            found.update(((programme, name), None) for name in ([award] if award is not None else awards[programme]))
    for programme, name in found:
        award_ = awards[programme][name or ""]
        most = [linting.ranges.interval(expr)[1] for expr in (award_.amount, award_.cap) if expr is not None]
        known = [each for each in most if each is not None]
        once = award_.cap is not None or (award_.schedule.source is None and award_.schedule.count == 1)
        if award_.currency != relation.currency or not known or not once:
            return
        total += min(known)
    if least is not None and total <= least:
        message = "this ceiling never cuts anything: all that stands under it is never more"
        linting.warn("idle-ceiling", message, relation.span, help="remove it, or name what else stands under it")


def _whole(patterns: tuple[str, ...], awards: Awards) -> list[str]:
    """The programmes, as a whole, that patterns mean."""
    return [name for pattern in patterns for name, award in members(pattern, awards) if award is None]


def _mention(other: str, kind: RelationKind, programme: Programme, linting: Linting) -> Span | None:
    """Where the id of another programme stands under `cumulation`."""
    statements = linting.node(programme, "cumulation")
    for statement in statements.items if isinstance(statements, SequenceNode) else ():
        listed = statement.get(KEYS[kind]) if isinstance(statement, MappingNode) else None
        for item in listed.items if isinstance(listed, SequenceNode) else ():
            if isinstance(item, ScalarNode) and item.text == other:
                return item.span
    return linting.key(programme, "cumulation")
