"""
For which rows the sum over programmes is not simply their sum: what stands in relation must be chosen among exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

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

        least: From how many of them on that give something the relation matters.
    """

    programmes: frozenset[str]
    least: int


def ties(question: Question) -> tuple[Tied, ...]:
    """The relations among the programmes that are asked."""
    found: set[Tied] = set()
    awards = {name: programme.awards for name, programme in question.rulebook.programmes.items()}
    for owner, relation in stated(question.rulebook):
        if not owner.in_force.covers(question.on) or not relation.covers(question.on):
            continue
        patterns = (*relation.subjects, *relation.programmes)
        about = [member for pattern in patterns for member in members(pattern, awards)]
        asked = frozenset(programme for programme, _ in about) & frozenset(question.programmes)
        # Between whole programmes an exclusion takes two; all else may matter to one.
        whole = relation.kind is RelationKind.EXCLUSIVE and all(award is None for _, award in about)
        if asked:
            found.add(Tied(asked, 2 if whole else 1))
    return tuple(sorted(found, key=lambda each: (each.least, sorted(each.programmes))))


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
    for tied in tied_together:
        several = np.zeros(rows, dtype=np.int64)
        for name in tied.programmes & alive.keys():
            several += alive[name]
        chosen |= several >= tied.least
    for name, there in alive.items():
        low = found[name][ENTITLED_LOW]
        takes = pc.fill_null(pc.less(low, 0), True)  # what could not be converted is null
        chosen |= there & np.asarray(takes.to_numpy(zero_copy_only=False), dtype=bool)
    return chosen


def related(question: Question, tied_together: Sequence[Tied], alive: Sequence[str]) -> tuple[str, ...]:
    """The programmes that a choice among those *alive* looks at."""
    looked = set(alive)
    for tied in tied_together:
        if tied.programmes & looked:
            looked |= tied.programmes
    return tuple(name for name in question.programmes if name in looked)
