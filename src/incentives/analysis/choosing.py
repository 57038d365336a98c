"""
A question as a linear model: a decision for each programme, and for each award or payment that may be left out by
itself; rows for what the law says of them together; a share for what a ceiling may cut.

What comes for sure and what comes at best are looked at side by side: a programme may be chosen that is perhaps
given, its sure part counts only where what it asks for is sure as well, and each ceiling is kept at its lower end by
the sure parts, at its upper end by the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from incentives.analysis.beside import Beside, looks_at
from incentives.analysis.cliques import cliques
from incentives.analysis.covering import Columns, Cover, Covering, decision
from incentives.analysis.optimum.model import Column, Model, Number, Row
from incentives.analysis.orders import Before, keep_orders, orders
from incentives.analysis.question import NO_WORTH, Question
from incentives.analysis.supports import Need, refine
from incentives.analysis.worths import plus
from incentives.engine.combination import Objective
from incentives.engine.relations import Applied, pairs
from incentives.engine.results import Status
from incentives.ir.members import Member
from incentives.ir.rulebook import RelationKind

# Places of a worth: three of the objective, how few applications, and what tells equal choices apart.
OBJECTIVE_PLACES = 3
PLACES = 5
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two that do not stand together."""

    applied: Applied
    left: Member
    right: Member


@dataclass(slots=True)
class Choice:
    """A model with the meaning of its columns."""

    question: Question
    model: Model
    decisions: Mapping[Member, int]
    sure: Mapping[Member, int]
    units: Mapping[int, tuple[int, int]]
    clashes: tuple[Clash, ...]
    needs: tuple[Need, ...]
    orders: tuple[Before, ...]
    covers: tuple[Cover, ...]
    uncertain_rows: frozenset[int]
    shared: frozenset[int]
    loose: frozenset[int]

    def has(self, member: Member, values: Sequence[Number]) -> bool:
        """Whether a programme or award is chosen."""
        column = self.decisions.get(member)
        return bool(values[column]) if column is not None else bool(values[self.decisions[member[0], None]])


def choice_of(question: Question) -> Choice:
    """The model of a question."""
    return _Builder(question).build()


class _Builder:
    def __init__(self, question: Question) -> None:
        self.question = question
        self.columns = Columns()
        self.decisions: dict[Member, int] = {}
        self.sure: dict[Member, int] = {}
        self.unsure: set[Member] = set()
        self.clashes: list[Clash] = []
        self.needs: list[Need] = []
        self.orders = orders(question)
        self.never_both: set[frozenset[int]] = set()
        self.perhaps_never_both: set[frozenset[int]] = set()
        # What certainly does not stand together, so that it is told once.
        self.told: set[frozenset[Member]] = set()

    def build(self) -> Choice:
        for name in self.question.pool:
            self.decisions[name, None] = self.columns.add(name)
        for member in self.apart():
            self.decisions[member] = self.columns.part("/".join(filter(None, member)), self.column(member), whole=True)
        self.relate()
        keep_orders(self.orders, self.columns, self.decisions, self.clash)
        self.exclude()
        self.doubt()
        beside = Beside(self.question, self.columns, self.decisions, frozenset(self.unsure), frozenset(self.never_both))
        self.question = replace(self.question, units=beside.units())
        self.take_something()
        covering = Covering(self.question, self.columns, self.decisions, self.sure)
        shares, shared, loose = covering.shares()
        refine(self.needs, self.question, self.columns, self.decisions, shares)
        self.weigh(shares)
        columns = self.columns
        return Choice(
            question=self.question,
            model=Model(self.finished(), tuple(Row(*row) for row in columns.rows), PLACES),
            decisions=self.decisions,
            sure=self.sure,
            units=shares,
            clashes=tuple(self.clashes),
            needs=tuple(self.needs),
            orders=tuple(self.orders),
            covers=tuple(covering.covers),
            uncertain_rows=frozenset(columns.uncertain),
            shared=shared,
            loose=loose,
        )

    # Decisions.

    def apart(self) -> list[Member]:
        """The awards that may be left out while their programme is chosen."""
        found: dict[Member, None] = {}
        for each in self.question.relations:
            kind = each.relation.kind
            if kind is RelationKind.CEILING and not each.relation.forfeit:
                continue
            for programme, award in (*each.subjects, *each.others):
                if programme not in self.question.pool:
                    continue
                if award is not None:
                    found[programme, award] = None
                elif kind in (RelationKind.CEILING, RelationKind.SAME_COSTS):
                    found.update(((programme, name), None) for name in self.question.pool[programme].programme.awards)
        # What others look at may be worth doing without.
        found.update((source, None) for sources in looks_at(self.question).values() for source in sources)
        return list(found)

    def take_something(self) -> None:
        """Who has a programme has at least one of its awards, if it has any that may be left out."""
        awards: dict[str, dict[Member, None]] = {}
        for unit in self.question.units:
            awards.setdefault(unit.programme, {})[unit.member] = None
        for name, members in awards.items():
            if all(member in self.decisions for member in members):
                factors = {self.decisions[member]: -1 for member in members}
                self.columns.row("something of it", {self.decisions[name, None]: 1, **factors}, 0)

    def column(self, member: Member) -> int:
        """The decision about a programme or award: its own, or that of the programme."""
        return decision(self.decisions, member)

    # Relations.

    def relate(self) -> None:
        pool = self.question.pool
        for each in self.question.relations:
            relation = each.relation
            subjects = [member for member in each.subjects if member[0] in pool]
            match relation.kind:
                case RelationKind.EXCLUSIVE:
                    for left, right in pairs(relation, each.subjects, each.others):
                        if left[0] in pool and right[0] in pool:
                            self.clash(each, left, right)
                case RelationKind.NOT_AFTER:
                    for subject in subjects:
                        had = tuple(other for other in each.others if other[0] in self.question.received)
                        if had:
                            self.needs.append(Need(each, subject, had, met=False))
                            self.columns.row("barred", {self.column(subject): 1}, 0, certain=each.certain)
                case RelationKind.REQUIRES:
                    for subject in subjects:
                        for group in each.groups:
                            self.need(each, subject, group)
                case RelationKind.REQUIRES_ANY:
                    for subject in subjects:
                        self.need(each, subject, each.others)
                case RelationKind.CEILING | RelationKind.SAME_COSTS | RelationKind.BESIDE:
                    pass

    def clash(self, each: Applied, left: Member, right: Member) -> None:
        columns = (self.column(left), self.column(right))
        if columns[0] == columns[1]:
            return
        pair = frozenset((left, right))
        if pair not in self.told:
            self.clashes.append(Clash(each, left, right))
            if each.certain:
                self.told.add(pair)
            (self.never_both if each.certain else self.perhaps_never_both).add(frozenset(columns))

    def exclude(self) -> None:
        """Rows for all that excludes each other."""
        for group in cliques(self.never_both):
            self.columns.row("not both", dict.fromkeys(group, 1), 1)
        for group in cliques(self.perhaps_never_both - self.never_both):
            self.columns.row("not both", dict.fromkeys(group, 1), 1, certain=False)

    def need(self, each: Applied, subject: Member, others: tuple[Member, ...]) -> None:
        met: bool | None = False
        for programme, award in others:
            outside = self.question.outside.get(programme, False)
            if (award is None and programme in self.question.held) or outside:
                met = True
            elif outside is None and not met:
                met = None
        self.needs.append(Need(each, subject, others, met))
        if met is False:
            factors: dict[int, Number] = {self.column(subject): 1}
            for other in others:
                if other[0] in self.question.pool and self.column(other) not in factors:
                    factors[self.column(other)] = -1
            self.columns.row("needs", factors, 0, certain=each.certain)

    def doubt(self) -> None:
        """Columns for the sure parts of those that ask for something which is not sure."""
        pool = self.question.pool

        def is_sure(member: Member) -> bool:
            result = pool.get(member[0])
            return (
                result is not None
                and result.status is Status.ELIGIBLE
                and not {member, (member[0], None)} & self.unsure
            )

        changed = True
        while changed:
            changed = False
            for need in self.needs:
                if need.met is not True and need.subject not in self.unsure:
                    supporters = [member for member in need.others if member[0] in pool]
                    if (supporters or need.met is None) and not any(map(is_sure, supporters)):
                        self.unsure.add(need.subject)
                        changed = True
        for member in sorted(self.unsure, key=str):
            self.sure[member] = self.columns.part("sure", self.column(member), whole=True)
        for need in self.needs:
            if need.subject in self.unsure and need.met is not True:
                factors: dict[int, Number] = {self.sure[need.subject]: 1}
                for other in need.others:
                    if other[0] in pool and pool[other[0]].status is Status.ELIGIBLE:
                        factors.setdefault(self.sure_of(other), -1)
                self.columns.row("needs for sure", factors, 0)

    def sure_of(self, member: Member) -> int:
        """The column that says whether a programme or award is had for sure."""
        for each in (member, (member[0], None)):
            if each in self.sure:
                return self.sure[each]
        return self.column(member)

    # Worths.

    def weigh(self, shares: Mapping[int, tuple[int, int]]) -> None:
        for index, (low, high) in shares.items():
            unit = self.question.units[index]
            self.columns.worths[low].append(unit.low)
            self.columns.worths[high].append(unit.high)
            self.columns.carries[high] = True

    def finished(self) -> tuple[Column, ...]:
        """
        The columns with their worths; the last place tells equal choices apart: of two that differ, the one is better
        that has what comes first, and nothing is chosen without need.
        """
        columns = self.columns
        programmes = {self.decisions[name, None] for name in self.question.pool}
        fewest = self.question.aim.objective is Objective.FEWEST_APPLICATIONS
        ordered = [index for index, carries in enumerate(columns.carries) if carries]
        step = len(columns.names) + 1
        last = {index: step << (len(ordered) - place) for place, index in enumerate(ordered)}
        found = []
        for index, name in enumerate(columns.names):
            worth = plus(columns.worths[index] or [NO_WORTH])
            applications = -1 if fewest and index in programmes else 0
            tie = last.get(index, -1)
            whole_worth = (*(_plain(each) for each in worth), applications, tie)
            found.append(Column(name, whole_worth, columns.whole[index]))
        return tuple(found)


def _plain(number: Fraction) -> Number:
    """Whole numbers are much faster."""
    return number.numerator if number.denominator == 1 else number
