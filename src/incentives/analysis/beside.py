"""
Awards whose amounts look at what is granted beside them: an amount for each state that the choice can leave those in.

What a state leaves of an award is worked out by the exact evaluator, once; the model then has a decision for each state
and chooses among them as among anything else. So the search, its proof and everything told of it need to know nothing
of formulas.

What is granted is what remains at the end: an award that others look at is served before them under every ceiling, in
the order in which they look at each other, then by id. Where what an award comes to is not known, others see a range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from incentives.analysis.covering import Columns, decision
from incentives.analysis.optimum.model import Number
from incentives.analysis.question import Question, Source, Unit
from incentives.analysis.served import Left, Served, covers
from incentives.ir.members import Member
from incentives.ir.rulebook import Award, Programme, Relation, RelationKind
from incentives.values import Known, Reason, Unknown, Value, Why, interval_of, reasons_of

ZERO = Fraction(0)
NOUGHT = Known(ZERO)
# In more states than this an award is not looked at one by one: what is granted of the rest is then a range.
MOST_STATES = 64
# Which decisions are taken, and which are not.
Case = Mapping[int, bool]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is granted of an award in one case."""

    case: Case
    value: Value


@dataclass(frozen=True, slots=True)
class State:
    """
    An award in one case that the choice can leave the others in.

    Args:

        seen: What it then sees granted of them, as far as that is anything.
    """

    case: Case
    left: Left
    seen: Mapping[Source, Value]
    units: tuple[Unit, ...]


class Beside:
    """The awards of a question that look at others, or that others look at; fills in columns, rows and units."""

    def __init__(
        self,
        question: Question,
        columns: Columns,
        decisions: Mapping[Member, int],
        unsure: frozenset[Member],
        apart: frozenset[frozenset[int]],
    ) -> None:
        self.question = question
        self.columns = columns
        self.decisions = decisions
        self.unsure = unsure
        self.apart = apart
        self.outcomes: dict[Source, tuple[Outcome, ...]] = {}

    def units(self) -> tuple[Unit, ...]:
        """The units of the question, those of awards that look at others for each state of these."""
        looking = looks_at(self.question)
        if not looking:
            return self.question.units
        found = {source: self.in_states(source, states) for source, states in self.settled_states(looking).items()}
        own: dict[Source, list[Unit]] = {}
        for unit in self.question.units:
            own.setdefault((unit.programme, unit.award.award.id), []).append(unit)
        order = [(name, award.award.id) for name, result in self.question.pool.items() for award in result.awards]
        return tuple(unit for source in order for unit in found.get(source, own.get(source, ())))

    def settled_states(self, looking: Mapping[Source, Sequence[Source]]) -> dict[Source, list[State]]:
        """
        The states of all awards that look at others or are looked at.

        What is chosen under a ceiling that refuses surely fits if all that is under it is known. Whether that is so
        shows in the end: it is supposed first, and where it turns out not to be so, everything is done again without.
        """
        looked_at = {source for sources in looking.values() for source in sources}
        open_ceilings: frozenset[int] = frozenset()
        while True:
            self.outcomes = {}
            found: dict[Source, list[State]] = {}
            for source in _in_order(looking):
                served = Served(self.question, source, self.unsure, open_ceilings) if source in looked_at else None
                found[source] = self.states(source, looking.get(source, ()), served)
            units = [unit for states in found.values() for state in states for unit in state.units]
            units += [unit for unit in self.question.units if (unit.programme, unit.award.award.id) not in found]
            unknown = frozenset(
                id(each)
                for each in self.question.relations
                if each.relation.forfeit and any(covers(each, unit.member) and not unit.is_known for unit in units)
            )
            if unknown <= open_ceilings:
                return found
            open_ceilings |= unknown

    def states(self, source: Source, looks: Sequence[Source], served: Served | None) -> list[State]:
        """The states of one award; what others see of it is noted."""
        before = [other for other in self.outcomes if other not in looks and served and served.shares(other)]
        taken = decision(self.decisions, source)
        found: list[State] = []
        outcomes: list[Outcome] = []
        for case, values in self.cases([*looks, *before]):
            seen = {other: values[other] for other in looks if values[other] != NOUGHT}
            award = self.question.anew(source, seen)
            left = served.left(award, values) if served else Left(award)
            units = tuple(self.question.units_of(source[0], left.award, seen))
            found.append(State(case, left, seen, units))
            if served:
                outcomes.append(Outcome({**case, taken: True}, served.seen(left)))
        if any(outcome.value != NOUGHT for outcome in outcomes):
            self.outcomes[source] = (Outcome({taken: False}, NOUGHT), *outcomes)
        return found

    def in_states(self, source: Source, states: Sequence[State]) -> list[Unit]:
        """The units of an award with the columns of its states."""
        found: list[Unit] = []
        columns: dict[int, Case] = {}
        for number, each in enumerate(states, 1):
            column = self.columns.add(f"{'/'.join(source)} in state {number}") if len(states) > 1 else None
            if column is not None:
                columns[column] = each.case
            found += [
                replace(unit, state=column, beside=each.seen, fixed=each.left.fixed, cut_by=each.left.cut_by)
                for unit in each.units
            ]
        self.in_one_state(decision(self.decisions, source), columns)
        return found

    def in_one_state(self, taken: int, columns: Mapping[int, Case]) -> None:
        """An award that is had is in the state in which the others are."""
        if not columns:
            return
        self.columns.row("in some state", {taken: 1, **dict.fromkeys(columns, -1)}, 0)
        self.columns.row("in one state", {taken: -1, **dict.fromkeys(columns, 1)}, 0)
        for other in dict.fromkeys(column for case in columns.values() for column in case):
            having: dict[int, Number] = {state: 1 for state, case in columns.items() if case.get(other) is True}
            without: dict[int, Number] = {state: 1 for state, case in columns.items() if case.get(other) is False}
            if having:
                self.columns.row("beside", {**having, other: -1}, 0)
            if without:
                self.columns.row("not beside", {**without, other: 1}, 1)

    # What others come to.

    def cases(self, sources: Sequence[Source]) -> list[tuple[Case, Mapping[Source, Value]]]:
        """The cases that the choice can leave some awards in, each with what they then come to."""
        found: list[tuple[Case, Mapping[Source, Value]]] = [({}, {})]
        for source in sources:
            outcomes = self.outcomes.get(source)
            if outcomes is None:
                found = [(case, {**values, source: NOUGHT}) for case, values in found]
                continue
            divided: list[tuple[Case, Mapping[Source, Value]]] = [
                ({**case, **outcome.case}, {**values, source: outcome.value})
                for case, values in found
                for outcome in outcomes
                if self.possible(case, outcome.case)
            ]
            if len(divided) > MOST_STATES:
                whole = _hull(source, [outcome.value for outcome in outcomes])
                divided = [(case, {**values, source: whole}) for case, values in found]
            found = divided
        return found

    def possible(self, case: Case, other: Case) -> bool:
        """Whether two cases do not contradict each other."""
        if any(other.get(column, taken) is not taken for column, taken in case.items()):
            return False
        chosen = [column for each in (case, other) for column, taken in each.items() if taken]
        return not any(
            frozenset((left, right)) in self.apart for index, left in enumerate(chosen) for right in chosen[index + 1 :]
        )


def looks_at(question: Question) -> dict[Source, tuple[Source, ...]]:
    """For each award of the pool that looks at others of the pool, these."""
    found: dict[Source, tuple[Source, ...]] = {}
    if question.alone:
        return found
    for name, result in question.pool.items():
        for award in result.programme.awards.values():
            sources = tuple(source for source in award.beside if source[0] in question.pool)
            if sources:
                found[name, award.id] = sources
    return found


def statement(programme: Programme, award: Award) -> Relation:
    """That an award's amount looks at others, as an answer tells it."""
    return Relation(
        kind=RelationKind.BESIDE,
        owner=programme.id,
        subjects=(f"{programme.id}/{award.id}",),
        programmes=tuple("/".join(source) for source in award.beside),
        clause=award.clause,
    )


def _in_order(looking: Mapping[Source, Sequence[Source]]) -> list[Source]:
    """Awards behind those that they look at, else by id."""
    # INVARIANT: the compiler refuses awards that look at each other in a circle.
    found: dict[Source, None] = {}
    pending = sorted({*looking, *(source for sources in looking.values() for source in sources)}, reverse=True)
    while pending:
        source = pending[-1]
        first = [other for other in looking.get(source, ()) if other not in found]
        if first and source not in found:
            pending += sorted(first, reverse=True)
        else:
            found[pending.pop()] = None
    return list(found)


def _hull(source: Source, values: Sequence[Value]) -> Value:
    """What several values have in common: the range that all lie in."""
    highs = [interval_of(value)[1] for value in values]
    high = None if None in highs else max(each for each in highs if each is not None)
    reasons = (*reasons_of(values), Reason(Why.NOT_SETTLED, "/".join(source)))
    return Unknown(tuple(dict.fromkeys(reasons)), ZERO, high)
