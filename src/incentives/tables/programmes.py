"""
Programmes in columns: criteria to a status, awards to amounts, what is missing. As `engine.assessor`, which defines it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from incentives.ir.rulebook import Award, Criterion, Group, Nature, Programme, Rulebook, Stage
from incentives.money.currency import minor_unit
from incentives.money.rates import Conversion, RateTable
from incentives.money.rounding import Rounding
from incentives.tables import operators, payments
from incentives.tables.frames import Frame
from incentives.tables.graph import Graph, Node
from incentives.tables.lowering import Lowering
from incentives.tables.numbers import Numbers
from incentives.tables.shape import Shape
from incentives.tables.terms import End, NotLowered, Number, Reasons, Truth
from incentives.values import Reason, Why

Ends = tuple[End, End]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoweredAward:
    """
    One award for all rows.

    Args:

        low: In the award's currency, *high* infinite where nothing bounds it.

        reported: The same in the reporting currency, where *convertible*.
    """

    award: Award
    granted: Truth
    low: End
    high: End
    reported: Ends
    convertible: Node
    reasons: Reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class LoweredProgramme:
    """
    One programme for all rows.

    Args:

        in_force: False if it is not in force on the day; then there is nothing else.

        qualifies: Its eligibility, or a status that the company holds.

        asserted: Whether the company states that it holds the status.

        tests: What each test of its eligibility comes to, by id, in order.

        failing: Rows where each of them is among those for which the eligibility fails.

        deciding: The index in *criteria* of the criterion that decides where it is not met; -1 elsewhere.

        criteria: The ids of all its criteria.

        missing: The reasons that would settle what is open.

        beyond: Rows that are left to the exact evaluator.
    """

    programme: Programme
    in_force: bool
    qualifies: Truth
    asserted: Node
    tests: Mapping[str, Truth]
    failing: Mapping[str, Node]
    deciding: Node
    criteria: tuple[str, ...]
    awards: tuple[LoweredAward, ...]
    missing: Reasons
    beyond: Node


class Programmes:
    """Lowers programmes for blocks of one shape; whatever several of them need is lowered once."""

    def __init__(
        self,
        rulebook: Rulebook,
        on: date,
        currency: str,
        rates: RateTable,
        readings: Mapping[str, Mapping[str, str]],
        shape: Shape,
    ) -> None:
        self.rulebook = rulebook
        self.on = on
        self.currency = currency
        self.rates = rates
        self.lowering = Lowering(rulebook, on, rates, readings, shape, self)
        self.graph: Graph = self.lowering.graph
        self.numbers: Numbers = self.lowering.numbers
        self._criteria: dict[tuple[str, str], tuple[Truth, tuple[Node, ...]]] = {}
        self._awards: dict[tuple[str, str], tuple[LoweredAward, tuple[Node, ...]]] = {}

    # What references ask for.

    def criterion_truth(self, programme: str, name: str) -> Truth:
        """What a criterion comes to."""
        return self.criterion(programme, self.rulebook.programmes[programme].criteria()[name])

    def qualifies(self, programme: str) -> Truth:
        """Whether companies meet a programme's conditions or hold its status."""
        found = self.rulebook.programmes[programme]
        if not found.in_force.covers(self.on):
            return self.lowering.truth_of(False)
        met = self.criterion(programme, found.eligibility) if found.eligibility else self.lowering.truth_of(True)
        graph, held = self.graph, self.lowering.held(programme).yes
        if held is graph.false:
            return met
        yes, no = graph.either(held, met.yes), graph.both(graph.no(held), met.no)
        return Truth(yes, no, self.numbers.where_unknown(graph.either(yes, no), met.reasons))

    def award_conditions(self, programme: str, award: str) -> Truth:
        """Whether an award's own conditions hold."""
        when = self.rulebook.programmes[programme].awards[award].when
        return self.criterion(programme, when) if when else self.lowering.truth_of(True)

    def award_amount(self, programme: str, award: str) -> Number:
        """What an award comes to."""
        found = self.award(self.rulebook.programmes[programme], award)
        reasons = dict(found.reasons)
        if found.award.nature is Nature.DISCRETIONARY:
            reasons[Reason(Why.ON_MERIT, f"{programme}/{award}")] = self.graph.true
        return self.numbers.between(found.low, found.high, reasons)

    # Criteria.

    def frame(self, programme: str) -> Frame:
        """Where the programme's expressions are evaluated."""
        return Frame(programme=programme, year=self.lowering.last_year())

    def criterion(self, programme: str, criterion: Criterion) -> Truth:
        """One criterion, from its members if it has any."""
        key = (programme, criterion.id)
        if key not in self._criteria:
            with self.lowering.left() as left:
                truth = self._criterion(programme, criterion)
            self._criteria[key] = (truth, tuple(left))
            return truth
        truth, rows = self._criteria[key]
        self.lowering.beyond.extend(rows)
        return truth

    def _criterion(self, programme: str, criterion: Criterion) -> Truth:
        if criterion.kind is Group.TEST:
            return self.lowering.truth(criterion.expr, self.frame(programme))
        graph = self.graph
        gates = [(member, self.criterion(programme, member)) for member in criterion.members if not member.preference]
        # A door that is not known does not count: it opens nothing and leaves nothing open.
        shut = criterion.kind is Group.ALL
        truths = []
        for member, truth in gates:
            if member.door:
                unknown = graph.both(graph.no(truth.yes), graph.no(truth.no))
                yes = graph.either(truth.yes, unknown) if shut else truth.yes
                no = truth.no if shut else graph.either(truth.no, unknown)
                truths.append(Truth(yes, no))
            else:
                truths.append(truth)
        match criterion.kind:
            case Group.ANY:
                return operators.some(self.lowering, truths)
            case Group.NONE:
                found = operators.some(self.lowering, truths)
                return Truth(found.no, found.yes, found.reasons)
            case Group.AT_LEAST:
                return operators.at_least(self.lowering, criterion.required or 1, truths)
            case _:
                return operators.every(self.lowering, truths)

    # Awards.

    def award(self, programme: Programme, name: str) -> LoweredAward:
        """One award: its conditions and what it comes to."""
        key = (programme.id, name)
        if key not in self._awards:
            with self.lowering.left() as left:
                award = self._award(programme, programme.awards[name])
            self._awards[key] = (award, tuple(left))
            return award
        award, rows = self._awards[key]
        self.lowering.beyond.extend(rows)
        return award

    def _award(self, programme: Programme, award: Award) -> LoweredAward:
        if any(award.id in cap.awards for cap in programme.caps.values()):
            raise NotLowered(f"the shared cap of {programme.id}/{award.id}")
        graph, numbers = self.graph, self.numbers
        frame = self.frame(programme.id)
        recognised = self.qualifies(programme.id)
        conditions = self.criterion(programme.id, award.when) if award.when else self.lowering.truth_of(True)
        yes, no = graph.both(recognised.yes, conditions.yes), graph.either(recognised.no, conditions.no)
        granted, open_ = graph.no(no), graph.both(graph.no(yes), graph.no(no))
        exact, amount_reasons, most = payments.exact_payments(self.lowering, award, frame)
        certain = graph.false if award.nature is Nature.DISCRETIONARY else yes
        total = payments.total_of(numbers, exact, granted, certain)
        total = payments.within_cap(numbers, total, most)
        reasons = dict(
            numbers.all_reasons(
                (
                    numbers.reasons_where(open_, recognised.reasons),
                    numbers.reasons_where(open_, conditions.reasons),
                    numbers.reasons_where(granted, amount_reasons),
                )
            )
        )
        if award.amount is None and granted is not graph.false:
            reasons[Reason(Why.NOT_SEEN, f"{programme.id}/{award.id}")] = granted
        if not award.cap_seen:
            something = graph.no(graph.both(total[1].finite, numbers.rationals.is_zero(total[1].value)))
            unseen = graph.both(granted, something)
            if unseen is not graph.false:
                reasons[Reason(Why.CAP_NOT_SEEN, f"{programme.id}/{award.id}")] = unseen
        reported, convertible = self._reported(award, total)
        return LoweredAward(
            award=award,
            granted=Truth(yes, no),
            low=total[0],
            high=total[1],
            reported=reported,
            convertible=convertible,
            reasons=reasons,
        )

    def _reported(self, award: Award, total: Ends) -> tuple[Ends, Node]:
        """An amount in the reporting currency, and where there is one: without a quote only nought is told."""
        graph, rationals = self.graph, self.numbers.rationals
        low, high = total
        if award.currency == self.currency:
            return total, graph.true
        record = self.rates.convert(Fraction(1), award.currency, self.currency, self.on)
        if not isinstance(record, Conversion):
            nothing = graph.both(rationals.is_zero(low.value), high.finite, rationals.is_zero(high.value))
            return (self.numbers.nought, self.numbers.nought), nothing
        unit = minor_unit(self.currency)
        ends = [
            End(rationals.round(rationals.scaled(end.value, record.result), unit, Rounding.HALF_UP), end.finite)
            for end in total
        ]
        return (ends[0], ends[1]), graph.true

    # Programmes.

    def programme(self, programme: Programme) -> LoweredProgramme:
        """
        One programme; outside its period nothing of it is worked out.

        Raises:

            NotLowered: if columns cannot hold it.
        """
        graph = self.graph
        if not programme.in_force.covers(self.on) or programme.stage is Stage.REPEALED:
            return self._not_in_force(programme)
        with self.lowering.left() as left:
            eligibility = (
                self.criterion(programme.id, programme.eligibility)
                if programme.eligibility
                else self.lowering.truth_of(True)
            )
            qualifies = self.qualifies(programme.id)
            awards = tuple(self.award(programme, name) for name in programme.awards)
        undetermined = graph.both(graph.no(qualifies.yes), graph.no(qualifies.no))
        missing = [self.numbers.reasons_where(undetermined, eligibility.reasons)]
        missing += [self.numbers.reasons_where(graph.no(award.granted.no), award.reasons) for award in awards]
        ways = _Ways(self, programme)
        deciding = ways.deciding(qualifies)
        return LoweredProgramme(
            programme=programme,
            in_force=True,
            qualifies=qualifies,
            asserted=self.lowering.held(programme.id).yes,
            tests=ways.tests,
            failing=ways.failing(eligibility),
            deciding=deciding,
            criteria=ways.names,
            awards=awards,
            missing=self.numbers.all_reasons(missing),
            beyond=graph.either(*left),
        )

    def _not_in_force(self, programme: Programme) -> LoweredProgramme:
        graph = self.graph
        return LoweredProgramme(
            programme=programme,
            in_force=False,
            qualifies=self.lowering.truth_of(False),
            asserted=graph.false,
            tests={},
            failing={},
            deciding=graph.constant(-1),
            criteria=(),
            awards=(),
            missing={},
            beyond=graph.false,
        )


class _Ways:
    """The ways down from a programme's eligibility to what decides it."""

    def __init__(self, programmes: Programmes, programme: Programme) -> None:
        self.programmes = programmes
        self.programme = programme
        self.graph = programmes.graph
        criteria = _below(programme.eligibility) if programme.eligibility else ()
        self.names = tuple(each.id for each in criteria)
        self.index = {name: index for index, name in enumerate(self.names)}
        self.tests = {each.id: self.truth(each) for each in criteria if each.kind is Group.TEST}

    def truth(self, criterion: Criterion) -> Truth:
        """What a criterion comes to."""
        return self.programmes.criterion(self.programme.id, criterion)

    def deciding(self, qualifies: Truth) -> Node:
        """The criterion that decides where the conditions are not met or open; -1 elsewhere."""
        graph, root = self.graph, self.programme.eligibility
        if root is None:
            return graph.constant(-1)
        found = graph.choose(qualifies.yes, graph.constant(-1), self._way(root, None))
        return graph.choose(qualifies.no, self._way(root, False), found)

    def _way(self, criterion: Criterion, wanted: bool | None) -> Node:
        """The last criterion on the way down to the first member that is *wanted*, as the criterion itself is."""
        graph = self.graph
        here = graph.constant(self.index[criterion.id])
        if criterion.kind is Group.NONE and wanted is not None:
            wanted = not wanted
        if criterion.kind is Group.ALL and wanted is True:
            return here
        found = here
        for member in reversed([each for each in criterion.members if not each.preference]):
            if member.door and wanted is None:
                continue
            found = graph.choose(self._is(member, wanted), self._way(member, wanted), found)
        return found

    def _is(self, criterion: Criterion, wanted: bool | None) -> Node:
        truth = self.truth(criterion)
        if wanted is None:
            return self.graph.both(self.graph.no(truth.yes), self.graph.no(truth.no))
        return truth.yes if wanted else truth.no

    def failing(self, eligibility: Truth) -> Mapping[str, Node]:
        """Rows where each criterion is one of those for which the eligibility is false."""
        root = self.programme.eligibility
        found: dict[str, Node] = {}
        if root is not None:
            self._failing(root, eligibility.no, found)
        return found

    def _failing(self, criterion: Criterion, where: Node, found: dict[str, Node]) -> None:
        if criterion.kind is Group.TEST:
            found[criterion.id] = where
            return
        for member in criterion.members:
            if member.preference:
                continue
            truth = self.truth(member)
            if criterion.kind is Group.NONE:
                found[member.id] = self.graph.both(where, truth.yes)
            else:
                self._failing(member, self.graph.both(where, truth.no), found)


def _below(criterion: Criterion) -> Sequence[Criterion]:
    """A criterion and all its members, in order."""
    found = [criterion]
    for member in criterion.members:
        found.extend(_below(member))
    return found


__all__ = ["LoweredAward", "LoweredProgramme", "NotLowered", "Programmes"]
