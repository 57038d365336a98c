"""
How the programmes that are asked hang together: which of them must be looked at together, and for which rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from incentives.compiler.graphs import components
from incentives.engine.relations import pairs, stated
from incentives.ir.members import Member, members
from incentives.ir.rulebook import Programme, Relation, RelationKind, Stage
from incentives.population.verdicts import Question

if TYPE_CHECKING:
    from incentives.tables.block import Booleans


@dataclass(frozen=True, slots=True)
class Tied:
    """
    Programmes that one relation is about.

    Args:

        programmes: It matters where one of them gives something,

        against: and beside it, another of these; by itself if None.
    """

    programmes: frozenset[str]
    against: frozenset[str] | None = None

    @property
    def everyone(self) -> frozenset[str]:
        """All that it is about."""
        return self.programmes | (self.against or frozenset())


@dataclass(frozen=True, slots=True, eq=False)
class Stated:
    """
    A relation that is in force on the day of the question.

    Args:

        owner: The programme or file that states it.

        groups: The other side, by pattern.
    """

    owner: str
    relation: Relation
    subjects: tuple[Member, ...]
    groups: tuple[tuple[Member, ...], ...]

    @property
    def about(self) -> frozenset[str]:
        """The programmes that it is about."""
        return frozenset(programme for programme, _ in self.subjects)

    @property
    def beside(self) -> frozenset[str]:
        """The programmes of the other side."""
        return frozenset(programme for group in self.groups for programme, _ in group)

    @property
    def clashing(self) -> tuple[tuple[str, str], ...]:
        """The programmes that stand against each other as a whole or by single awards, each two once."""
        others = tuple(member for group in self.groups for member in group)
        found = ((left, right) for (left, _), (right, _) in pairs(self.relation, self.subjects, others))
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """
    Programmes that relations join, directly or through others.

    Args:

        programmes: Those of them that are asked, in the order of the answer.

        asked_for: Those that another one requires: whether they are had matters even if they give nothing.

        outside: The programmes that are required and not asked.

        received: The programmes that it matters to have had before.

        changed: For each programme with an award that others change beside it the programmes of these.

        circles: Programmes whose orders go round in a circle, so that not all of them stand together.
    """

    programmes: tuple[str, ...]
    relations: tuple[Stated, ...]
    ties: tuple[Tied, ...]
    asked_for: frozenset[str]
    outside: tuple[str, ...]
    received: frozenset[str]
    changed: Mapping[str, frozenset[str]]
    circles: tuple[frozenset[str], ...]


def groups_of(question: Question, held: Collection[str]) -> tuple[Group, ...]:
    """
    The programmes that are asked as far as they hang together.

    Args:

        held: The programmes whose status some row may hold.
    """
    asked = frozenset(question.programmes)
    relations = _in_force(question)
    leader = {name: name for name in asked}

    def find(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    changed = _changed(question)
    circles = _circles(relations, asked)
    # What was had before bars, it is not chosen among; only orders that go round in a circle join.
    joined = [each.about | each.beside for each in relations if each.relation.kind is not RelationKind.NOT_AFTER]
    joined += [frozenset({name}) | sources for name, sources in changed.items()]
    for names in [*joined, *circles]:
        first, *others = sorted(names & asked) or [""]
        for name in others:
            leader[find(name)] = find(first)
    together: dict[str, list[str]] = {}
    for name in question.programmes:
        together.setdefault(find(name), []).append(name)
    found = [_group(names, relations, changed, circles, frozenset(held), asked) for names in together.values()]
    return tuple(each for each in found if each.ties)


def _group(
    names: Sequence[str],
    relations: Iterable[Stated],
    changed: Mapping[str, frozenset[str]],
    circles: Sequence[frozenset[str]],
    held: frozenset[str],
    asked: frozenset[str],
) -> Group:
    among = frozenset(names)
    beside_of = {name: changed[name] for name in names if name in changed}
    own_circles = tuple(circle for circle in circles if circle <= among)
    own = tuple(each for each in relations if each.about & among)
    required = frozenset[str]().union(*(each.beside for each in own if _requires(each)))
    barring = (each.beside for each in own if each.relation.kind is RelationKind.NOT_AFTER)
    return Group(
        programmes=tuple(names),
        relations=own,
        ties=(*_ties(own, among, held, beside_of), *(Tied(circle, circle) for circle in own_circles)),
        asked_for=required & asked,
        outside=tuple(sorted(required - asked)),
        received=frozenset[str]().union(*barring) & held,
        changed=beside_of,
        circles=own_circles,
    )


def _changed(question: Question) -> dict[str, frozenset[str]]:
    """For each programme with an award that others change beside it those of them that are asked."""
    found: dict[str, frozenset[str]] = {}
    for programme in question.chosen():
        sources = {name for award in programme.awards.values() for name, _ in award.beside} & {*question.programmes}
        if sources:
            found[programme.id] = frozenset(sources)
    return found


def _circles(relations: Iterable[Stated], asked: frozenset[str]) -> tuple[frozenset[str], ...]:
    """The programmes that are asked to come before each other, all round."""
    graph: dict[str, list[str]] = {name: [] for name in sorted(asked)}
    for each in relations:
        if each.relation.kind is RelationKind.NOT_AFTER:
            for name in each.about & asked:
                graph[name] += sorted(each.beside & asked - {name})
    return tuple(frozenset(circle) for circle in components(graph) if len(circle) > 1)


def _requires(each: Stated) -> bool:
    return each.relation.kind in (RelationKind.REQUIRES, RelationKind.REQUIRES_ANY)


def _in_force(question: Question) -> list[Stated]:
    awards = {name: programme.awards for name, programme in question.rulebook.programmes.items()}

    def everyone(patterns: Iterable[str]) -> tuple[Member, ...]:
        return tuple(dict.fromkeys(member for pattern in patterns for member in members(pattern, awards)))

    return [
        Stated(
            owner.id,
            relation,
            everyone(relation.subjects),
            tuple(everyone((pattern,)) for pattern in relation.programmes),
        )
        for owner, relation in stated(question.rulebook)
        if owner.in_force.covers(question.on) and relation.covers(question.on)
    ]


def _ties(
    relations: Sequence[Stated],
    among: frozenset[str],
    held: frozenset[str],
    beside_of: Mapping[str, frozenset[str]],
) -> tuple[Tied, ...]:
    """What must be looked at before the programmes *among* may simply be added up."""
    found: set[Tied] = set()
    for each in relations:
        about, beside = each.about & among, each.beside
        match each.relation.kind:
            case RelationKind.EXCLUSIVE:
                beside = beside & among if each.relation.programmes else about
                within = {name for name in about & beside if _has_award(name, each)}
                found |= {Tied(about, beside), *({Tied(frozenset(within))} if within else ())}
            case RelationKind.NOT_AFTER:
                found |= {Tied(about)} if beside & held else set()
            case RelationKind.REQUIRES | RelationKind.REQUIRES_ANY | RelationKind.CEILING | RelationKind.SAME_COSTS:
                found.add(Tied(about))
            case RelationKind.BESIDE:
                pass  # stated nowhere: see below
    for name, sources in beside_of.items():
        # What is granted beside an award changes it; of the same programme, whatever is granted.
        if name in sources:
            found.add(Tied(frozenset({name})))
        if sources - {name}:
            found.add(Tied(frozenset({name}), sources - {name}))
    lasting = [each for each in found if each.programmes and (each.against is None or len(each.everyone) > 1)]
    return tuple(sorted(lasting, key=lambda each: sorted(each.everyone)))


def _has_award(programme: str, each: Stated) -> bool:
    """Whether a relation is about single awards of a programme."""
    about = (*each.subjects, *(member for group in each.groups for member in group))
    return any(name == programme and award is not None for name, award in about)


def counts(programme: Programme) -> bool:
    """Whether what a programme gives is in the sum over programmes."""
    return programme.stage is Stage.ENACTED and bool(programme.awards)


def to_choose(tied_together: Sequence[Tied], alive: Mapping[str, Booleans], rows: int) -> Booleans:
    """
    The rows whose sum depends on a choice among related programmes.

    Args:

        alive: For each programme that counts the rows for which it may give something.
    """
    chosen = np.zeros(rows, dtype=bool)
    nowhere = np.zeros(rows, dtype=np.int64)
    for tied in tied_together:
        subjects = sum((alive[name].astype(np.int64) for name in tied.programmes & alive.keys()), nowhere)
        if tied.against is None:
            chosen |= subjects > 0
            continue
        others = sum((alive[name].astype(np.int64) for name in tied.against & alive.keys()), nowhere)
        everyone = sum((alive[name].astype(np.int64) for name in tied.everyone & alive.keys()), nowhere)
        chosen |= (subjects > 0) & (others > 0) & (everyone > 1)
    return chosen
