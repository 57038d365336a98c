"""
A rulebook lowered for blocks of one shape: for each programme the nodes whose values are its answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from incentives.ir.rulebook import Nature, Programme
from incentives.money.currency import minor_unit
from incentives.tables.emitted import Emitter
from incentives.tables.graph import Do, Graph, Node
from incentives.tables.numbers import Numbers
from incentives.tables.programmes import LoweredAward, LoweredProgramme, Programmes
from incentives.tables.rationals import Rational, common
from incentives.tables.terms import End, NotLowered
from incentives.values import Reason

COMMON = Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class MoneyNodes:
    """Amounts from *low* to *high* steps of *scale*, without a bound above where not *bounded*."""

    low: Node
    high: Node
    bounded: Node
    scale: Fraction


@dataclass(frozen=True, slots=True)
class Answer:
    """
    One programme as nodes.

    Args:

        gate: Rows that one cheap test alone shows to be ineligible.

        parts: Each shows some rows to be ineligible; all together, all that are.

        yes: Rows that are eligible.
    """

    lowered: LoweredProgramme
    gate: Node
    parts: tuple[Node, ...]
    yes: Node
    entitled: MoneyNodes
    discretionary: MoneyNodes
    unconverted: Node
    awards: Mapping[str, tuple[LoweredAward, MoneyNodes]]
    missing: Mapping[Reason, Node]


class Lowered:
    """All programmes that columns can hold, for one shape, and why the others cannot."""

    def __init__(self, programmes: Programmes, chosen: Sequence[Programme], currency: str) -> None:
        self.graph: Graph = programmes.graph
        self.numbers: Numbers = programmes.numbers
        self.currency = currency
        self.answers: dict[str, Answer] = {}
        self.gaps: dict[str, str] = {}
        for programme in chosen:
            try:
                self.answers[programme.id] = self._answer(programmes.programme(programme))
            except NotLowered as gap:
                self.gaps[programme.id] = gap.why
            except RecursionError:
                self.gaps[programme.id] = "an expression that is nested too deeply"
        self.emitter = Emitter({name: list(_roots(answer)) for name, answer in self.answers.items()})

    def fits(self, general: Lowered) -> bool:
        """Whether its answers can stand in the columns of a more general one."""
        return self.answers.keys() == general.answers.keys() and all(
            (mine.scale / whole.scale).denominator == 1
            for name, answer in self.answers.items()
            for mine, whole in zip(_monies(answer), _monies(general.answers[name]), strict=True)
        )

    def _answer(self, lowered: LoweredProgramme) -> Answer:
        graph = self.graph
        entitled, discretionary = (
            self._sum([award for award in lowered.awards if award.award.nature is nature])
            for nature in (Nature.ENTITLED, Nature.DISCRETIONARY)
        )
        unconverted = graph.either(*[graph.no(award.convertible) for award in lowered.awards])
        awards = {
            award.award.id: (award, self._money((award.low, award.high), award.award.unit)) for award in lowered.awards
        }
        return Answer(
            lowered=lowered,
            gate=gate_of(graph, lowered.qualifies.no),
            parts=_parts(lowered.qualifies.no),
            yes=lowered.qualifies.yes,
            entitled=entitled,
            discretionary=discretionary,
            unconverted=unconverted,
            awards=awards,
            missing={reason: node for reason, node in lowered.missing.items() if node is not graph.false},
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


def _monies(answer: Answer) -> Iterator[MoneyNodes]:
    yield from (answer.entitled, answer.discretionary, *(money for _, money in answer.awards.values()))


def _roots(answer: Answer) -> Iterator[Node]:
    """Every node that is asked for."""
    yield from (answer.gate, *answer.parts, answer.yes, answer.unconverted)
    for money in _monies(answer):
        yield from (money.low, money.high, money.bounded)
    lowered = answer.lowered
    for award, _ in answer.awards.values():
        yield from (award.granted.yes, award.granted.no)
    yield from (lowered.beyond, lowered.deciding, *lowered.failing.values(), *answer.missing.values())


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
