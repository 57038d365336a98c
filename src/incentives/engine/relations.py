"""
The statements of how programmes stand to each other, as they apply to one company on one day.

Patterns become programmes and awards, a condition becomes a truth, the figure of a ceiling a range of money. What may
then be chosen is not worked out here: see `incentives.analysis`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from incentives.engine.assessor import Assessor
from incentives.engine.scope import Frame
from incentives.engine.trace import Step
from incentives.ir.members import Member, members
from incentives.ir.rulebook import Award, Programme, Relation, RelationKind, Rulebook
from incentives.values import Interval, Reason, interval_of, reasons_of, truth_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """
    A statement that holds for the company, or may hold.

    Args:

        subjects: Whom it is about.

        groups: The other side, by pattern: of each group of a requirement one member is enough.

        certain: Whether it holds for sure; if not, *reasons* say why not.

        most: Of a ceiling, the range of its figure.
    """

    relation: Relation
    subjects: tuple[Member, ...]
    groups: tuple[tuple[Member, ...], ...] = ()
    certain: bool = True
    most: Interval = (None, None)
    reasons: tuple[Reason, ...] = ()
    step: Step | None = None

    @property
    def others(self) -> tuple[Member, ...]:
        """The other side, each once."""
        return tuple(dict.fromkeys(member for group in self.groups for member in group))


def stated(rulebook: Rulebook) -> list[tuple[Programme, Relation]]:
    """Every statement with the programme or cumulation file that makes it."""
    owners = [*rulebook.programmes.values(), *rulebook.cumulation.values()]
    return [(owner, relation) for owner in owners for relation in owner.relations]


def applied(assessor: Assessor) -> list[Applied]:
    """The statements that hold, or may hold, for the assessor's company on its day."""
    situation = assessor.situation
    awards: Mapping[str, Mapping[str, Award]] = {
        name: programme.awards for name, programme in situation.rulebook.programmes.items()
    }
    found: list[Applied] = []
    for owner, relation in stated(situation.rulebook):
        if not owner.in_force.covers(situation.on) or not relation.covers(situation.on):
            continue
        frame = Frame(programme=owner.id, year=assessor.year)
        truth: bool | None = True
        reasons: tuple[Reason, ...] = ()
        if relation.when is not None:
            condition = assessor.evaluator.evaluate(relation.when, frame).value
            truth, reasons = truth_of(condition), reasons_of([condition])
        if truth is False:
            continue
        step = assessor.evaluator.evaluate(relation.amount, frame) if relation.amount is not None else None
        most: Interval = (None, None)
        if step is not None:
            low, high = interval_of(step.value)
            # Below nothing there is no room, as at nothing.
            most = (max(low or Fraction(0), Fraction(0)), None if high is None else max(high, Fraction(0)))
            reasons = (*reasons, *reasons_of([step.value]))
        found.append(
            Applied(
                relation=relation,
                subjects=_all(relation.subjects, awards),
                groups=tuple(_all((pattern,), awards) for pattern in relation.programmes),
                certain=truth is True,
                most=most,
                reasons=tuple(dict.fromkeys(reasons)),
                step=step,
            )
        )
    return found


def excluded(rulebook: Rulebook, member: Member, others: Collection[Member]) -> frozenset[Member]:
    """Those of *others*, programmes or awards, that *member* may not stand beside: itself or as part of a whole."""
    involved = {member[0], *(programme for programme, _ in others)}
    awards: Mapping[str, Mapping[str, Award]] = {
        name: rulebook.programmes[name].awards for name in rulebook.programmes if name in involved
    }
    found: set[Member] = set()
    for _, relation in stated(rulebook):
        if relation.kind is not RelationKind.EXCLUSIVE:
            continue
        sides = (_all(relation.subjects, awards), _all(relation.programmes, awards))
        for left, right in pairs(relation, *sides):
            for mine, theirs in ((left, right), (right, left)):
                if mine in (member, (member[0], None)):
                    found |= {other for other in others if theirs in (other, (other[0], None)) and other != member}
    return frozenset(found)


def pairs(relation: Relation, subjects: tuple[Member, ...], others: tuple[Member, ...]) -> list[tuple[Member, Member]]:
    """Who excludes whom: every subject everyone on the other side, or, if there is none, every other subject."""
    if relation.programmes:
        return [(left, right) for left in subjects for right in others if left != right]
    return [(left, right) for index, left in enumerate(subjects) for right in subjects[index + 1 :]]


def _all(patterns: tuple[str, ...], awards: Mapping[str, Mapping[str, Award]]) -> tuple[Member, ...]:
    return tuple(dict.fromkeys(member for pattern in patterns for member in members(pattern, awards)))
