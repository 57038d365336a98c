"""
A rulebook lowered for blocks of one shape: for each programme the nodes whose values are its answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce

from incentives.ir.rulebook import Nature, Programme
from incentives.money.currency import minor_unit
from incentives.tables.answers import Detail
from incentives.tables.assumed import Assumed
from incentives.tables.emitted import Emitter, steps_of
from incentives.tables.graph import Do, Graph, Node
from incentives.tables.margins import Margins, Threshold, Turn, margins_of
from incentives.tables.numbers import Numbers
from incentives.tables.order import Order
from incentives.tables.programmes import LoweredAward, LoweredProgramme, Programmes
from incentives.tables.rationals import Rational, common
from incentives.tables.terms import End, NotLowered
from incentives.tables.ways import Told, Ways, ways_of
from incentives.values import Reason


@dataclass(frozen=True, slots=True)
class MoneyNodes:
    """Amounts from *low* to *high* steps of *scale*, without a bound above where not *bounded*."""

    low: Node
    high: Node
    bounded: Node
    scale: Fraction


@dataclass(frozen=True, slots=True)
class Gains:
    """
    What rows get that are not ineligible.

    Args:

        unconverted: Rows where an award is in neither sum, because there is no quote for its currency.

        awards: By id: where it is granted, where it is not, and what it comes to.

        beyond: Rows that are left to the exact evaluator.

        missing: The reasons that would settle what is open.
    """

    entitled: MoneyNodes
    discretionary: MoneyNodes
    unconverted: Node
    awards: Mapping[str, tuple[Node, Node, MoneyNodes]]
    beyond: Node
    missing: Mapping[Reason, Node]

    def monies(self) -> Iterator[MoneyNodes]:
        """All amounts."""
        yield from (self.entitled, self.discretionary, *(money for _, _, money in self.awards.values()))

    def nodes(self, detail: Detail) -> Iterator[Node]:
        """Every node that is asked for."""
        yield from (self.unconverted, self.beyond)
        monies = self.monies() if detail & Detail.AWARDS else (self.entitled, self.discretionary)
        for money in monies:
            yield from (money.low, money.high, money.bounded)
        if detail & Detail.AWARDS:
            for yes, no, _ in self.awards.values():
                yield from (yes, no)
        if detail & Detail.REASONS:
            yield from self.missing.values()

    def under(self, assumed: Assumed) -> Gains:
        """The same for rows of which something is known beforehand."""

        def money(nodes: MoneyNodes) -> MoneyNodes:
            return replace(
                nodes,
                low=assumed.node(nodes.low),
                high=assumed.node(nodes.high),
                bounded=assumed.node(nodes.bounded),
            )

        return Gains(
            entitled=money(self.entitled),
            discretionary=money(self.discretionary),
            unconverted=assumed.node(self.unconverted),
            awards={
                name: (assumed.node(yes), assumed.node(no), money(nodes))
                for name, (yes, no, nodes) in self.awards.items()
            },
            beyond=assumed.node(self.beyond),
            missing={reason: assumed.node(node) for reason, node in self.missing.items()},
        )


@dataclass(frozen=True, slots=True)
class AnswerMargins:
    """
    How far rows are from another status.

    Args:

        held: Of rows that are eligible, *missed* of those that are not.

        within_gate: Whether rows that the gate shuts out have none.
    """

    held: Turn
    missed: Turn
    within_gate: bool
    thresholds: tuple[Threshold, ...]

    def nodes(self) -> Iterator[Node]:
        """Every node that is asked for."""
        yield from (self.held.there, self.held.key, self.missed.there, self.missed.key)
        yield from (each.distance for each in self.thresholds)


@dataclass(frozen=True, slots=True)
class Answer:
    """
    One programme as nodes.

    Args:

        gate: Rows that one cheap test alone shows to be ineligible.

        parts: Each shows some rows to be ineligible; all together, all that are.

        yes: Of rows that are not ineligible, those that are eligible.

        ways: To the criterion that decides; empty ones where nobody asks for it.

        order: In which the parts are asked.

        general: What is told of any row, *eligible* of rows that are eligible, *open* of rows that may be.

        margins: How far rows are from another status; None if that is not asked for or nothing can be measured.
    """

    lowered: LoweredProgramme
    gate: Node
    parts: tuple[Node, ...]
    yes: Node
    general: Gains
    eligible: Gains
    open: Gains
    ways: Ways
    order: Order
    margins: AnswerMargins | None

    def nodes(self, detail: Detail) -> Iterator[Node]:
        """Every node that is asked for."""
        yield from (self.gate, *self.parts, self.yes)
        yield from self.eligible.nodes(detail)
        yield from self.open.nodes(detail)
        if detail & Detail.REASONS:
            yield from (self.lowered.beyond, self.ways.open)
            yield from (told.decides for told in (self.ways.gate, *self.ways.tests))
        if detail & Detail.FAILING:
            yield from self.lowered.failing.values()
        if self.margins is not None:
            yield from self.margins.nodes()


class Lowered:
    """All programmes that columns can hold, for one shape, and why the others cannot."""

    def __init__(
        self, programmes: Programmes, chosen: Sequence[Programme], currency: str, details: Mapping[str, Detail]
    ) -> None:
        self.graph: Graph = programmes.graph
        self.numbers: Numbers = programmes.numbers
        self.currency = currency
        self.details = details
        self.answers: dict[str, Answer] = {}
        self.gaps: dict[str, str] = {}
        for programme in chosen:
            try:
                lowered = programmes.programme(programme)
                margins = (
                    margins_of(programmes, programme)
                    if details[programme.id] & Detail.MARGINS and lowered.in_force
                    else None
                )
                self.answers[programme.id] = self._answer(lowered, margins)
            except NotLowered as gap:
                self.gaps[programme.id] = gap.why
            except RecursionError:
                self.gaps[programme.id] = "an expression that is nested too deeply"
        self.emitter = Emitter({name: list(answer.nodes(details[name])) for name, answer in self.answers.items()})

    def fits(self, general: Lowered) -> bool:
        """Whether its answers can stand in the columns of a more general one."""
        return self.answers.keys() == general.answers.keys() and all(
            (mine.scale / whole.scale).denominator == 1
            for name, answer in self.answers.items()
            for mine, whole in zip(answer.general.monies(), general.answers[name].general.monies(), strict=True)
        )

    def _answer(self, lowered: LoweredProgramme, margins: Margins | None) -> Answer:
        graph = self.graph
        entitled, discretionary = (
            self._sum([award for award in lowered.awards if award.award.nature is nature])
            for nature in (Nature.ENTITLED, Nature.DISCRETIONARY)
        )
        gains = Gains(
            entitled=entitled,
            discretionary=discretionary,
            unconverted=graph.either(*[graph.no(award.convertible) for award in lowered.awards]),
            awards={
                each.award.id: (each.granted.yes, each.granted.no, self._money((each.low, each.high), each.award.unit))
                for each in lowered.awards
            },
            beyond=lowered.beyond,
            missing={reason: node for reason, node in lowered.missing.items() if node is not graph.false},
        )
        qualifies = lowered.qualifies
        parts = _parts(qualifies.no)
        yes = Assumed(graph, [qualifies.no, *parts]).node(qualifies.yes)
        gate, minus = gate_of(graph, qualifies.no), graph.constant(-1)
        told = self.details[lowered.programme.id] & Detail.REASONS
        eligible = Assumed(graph, [qualifies.no, *parts, *_parts(graph.no(qualifies.yes))])
        return Answer(
            lowered=lowered,
            gate=gate,
            parts=parts,
            yes=yes,
            general=gains,
            eligible=gains.under(eligible),
            open=gains.under(Assumed(graph, [qualifies.no, *parts, qualifies.yes])),
            ways=ways_of(graph, lowered.deciding, gate, parts, yes) if told else Ways(Told(gate, minus), (), minus),
            order=Order(parts, [steps_of(part) for part in parts]),
            margins=self._margins(margins, eligible, qualifies.yes, gate) if margins is not None else None,
        )

    def _margins(self, margins: Margins, eligible: Assumed, yes: Node, gate: Node) -> AnswerMargins:
        """Margins of rows of which it is known that they have one."""
        graph = self.graph
        held, missed = eligible.node(margins.held.there), margins.missed.there
        all_of = missed.operands if missed.do is Do.AND else (missed,)
        measured = Assumed(graph, [yes, *(graph.no(each) for each in all_of)])
        shut = Assumed(graph, [graph.no(gate)]).node(missed)
        return AnswerMargins(
            held=Turn(held, eligible.node(margins.held.key)),
            missed=Turn(missed, measured.node(margins.missed.key)),
            within_gate=shut is graph.false,
            thresholds=margins.thresholds,
        )

    def _sum(self, awards: Sequence[LoweredAward]) -> MoneyNodes:
        """The sum of awards in the reporting currency, of those that could be converted."""
        numbers, nought = self.numbers, (self.numbers.nought, self.numbers.nought)
        ends = [
            tuple(numbers.choose_end(award.convertible, end, numbers.nought) for end in award.reported)
            for award in awards
        ]
        low = reduce(numbers.plus, [each[0] for each in ends], nought[0])
        high = reduce(numbers.plus, [each[1] for each in ends], nought[1])
        return self._money((low, high), minor_unit(self.currency))

    def _money(self, ends: tuple[End, End], unit: Fraction) -> MoneyNodes:
        low, high = ends
        scale = unit
        for end in ends:
            if end.value.number is not self.numbers.rationals.zero.number:
                scale = common(scale, end.value.scale)
        return MoneyNodes(self._steps(low.value, scale), self._steps(high.value, scale), high.finite, scale)

    def _steps(self, value: Rational, scale: Fraction) -> Node:
        """A rounded amount as a number of steps."""
        if value.divisor is not None:
            raise NotLowered("an amount that is not rounded")
        return self.graph.multiply(value.number, self.graph.constant(int(value.scale / scale)))


def _parts(no: Node) -> tuple[Node, ...]:
    return no.operands if no.do is Do.OR else (no,)


def gate_of(graph: Graph, no: Node) -> Node:
    """A part of *no* that costs no more than a look at one column of words; false if there is none."""
    for part in _parts(no):
        inner = part.operands[0] if part.do is Do.NOT else part
        if inner.do is Do.LOOK_UP:
            return part
        if part.do is Do.AND and all(each.do in {Do.LOOK_UP, Do.IS_KNOWN} for each in part.operands):
            return part
    return graph.false
