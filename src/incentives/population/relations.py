"""
For which rows the sum over programmes is not simply their sum: what stands in relation must be chosen among exactly.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from incentives.compiler.graphs import components
from incentives.engine.relations import stated
from incentives.ir.members import members
from incentives.ir.rulebook import Programme, RelationKind, Stage
from incentives.population.answers import ENTITLED_LOW, Fields
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


def ties(question: Question, held: Collection[str]) -> tuple[Tied, ...]:
    """
    The relations among the programmes that are asked.

    Args:

        held: The programmes whose status some row may hold.
    """
    found: set[Tied] = set()
    orders: list[tuple[str, str]] = []
    asked = frozenset(question.programmes)
    awards = {name: programme.awards for name, programme in question.rulebook.programmes.items()}
    for owner, relation in stated(question.rulebook):
        if not owner.in_force.covers(question.on) or not relation.covers(question.on):
            continue
        subjects, others = (
            [member for pattern in patterns for member in members(pattern, awards)]
            for patterns in (relation.subjects, relation.programmes)
        )
        about = frozenset(programme for programme, _ in subjects) & asked
        beside = frozenset(programme for programme, _ in others)
        match relation.kind:
            case RelationKind.EXCLUSIVE:
                beside = beside & asked if relation.programmes else about
                within = {name for name in about & beside if _has_award(name, (*subjects, *others))}
                found |= {Tied(about, beside), *({Tied(frozenset(within))} if within else ())}
            case RelationKind.NOT_AFTER:
                orders += [(name, other) for name in about for other in beside & asked if name != other]
                # It bears on who has had the other already.
                found |= {Tied(about)} if beside & set(held) else set()
            case RelationKind.REQUIRES | RelationKind.REQUIRES_ANY | RelationKind.CEILING | RelationKind.SAME_COSTS:
                found.add(Tied(about))
            case RelationKind.BESIDE:
                pass  # stated nowhere; see below
    for circle in components({name: [then for first, then in orders if first == name] for name in asked}):
        if len(circle) > 1:
            # Where orders go round in a circle, not all of it stand together.
            found.add(Tied(frozenset(circle), frozenset(circle)))
    for name in asked:
        for award in question.rulebook.programmes[name].awards.values():
            # What is granted beside an award changes it; of the same programme, whatever is granted.
            sources = frozenset(programme for programme, _ in award.beside) & asked
            if name in sources:
                found.add(Tied(frozenset({name})))
            if sources - {name}:
                found.add(Tied(frozenset({name}), sources - {name}))
    return tuple(sorted((each for each in found if each.programmes), key=lambda each: sorted(each.everyone)))


def _has_award(programme: str, about: Sequence[tuple[str, str | None]]) -> bool:
    """Whether a relation is about single awards of a programme."""
    return any(name == programme and award is not None for name, award in about)


def counts(programme: Programme) -> bool:
    """Whether what a programme gives is in the sum over programmes."""
    return programme.stage is Stage.ENACTED and bool(programme.awards)


def to_choose(
    tied_together: Sequence[Tied], alive: Mapping[str, Booleans], found: Mapping[str, Fields], rows: int
) -> Booleans:
    """
    The rows whose sum depends on a choice: related programmes, one that takes instead of gives, or a missing quote.

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
    for name, there in alive.items():
        low = found[name][ENTITLED_LOW]
        takes = pc.fill_null(pc.less(low, 0), True)  # what could not be converted is null
        chosen |= there & np.asarray(takes.to_numpy(zero_copy_only=False), dtype=bool)
    return chosen


def related(question: Question, tied_together: Sequence[Tied], alive: Sequence[str]) -> tuple[str, ...]:
    """The programmes that a choice among those *alive* looks at."""
    looked = set(alive)
    for tied in tied_together:
        if tied.everyone & looked:
            looked |= tied.everyone
    return tuple(name for name in question.programmes if name in looked)
