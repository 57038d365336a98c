"""
Margins in columns: how far each row is from another status, and by which threshold. As `engine.nearest`, which defines
it.

How far and by which is one whole number, the share in its smallest steps and below it the threshold's place in the
rule: the nearest of several is the least of these numbers, the furthest the greatest, and of equals the one written
first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce

from incentives.ir.expr import Call, Expr, Named, Reading, Reference
from incentives.ir.margins import DAYS_A_YEAR, MOST_SHARE, ORDERED, STEP, compared_type, measured_in
from incentives.ir.operators import Op
from incentives.ir.rulebook import Criterion, Group, Programme
from incentives.money.rounding import Rounding
from incentives.tables.frames import Frame, as_number
from incentives.tables.graph import Graph, Node
from incentives.tables.programmes import Programmes
from incentives.tables.rationals import Rational
from incentives.tables.terms import Day, NotLowered, Number, RootNumber, Term, Truth

# Thresholds of one programme, at most.
PLACES = 1 << 12
FURTHEST = int(MOST_SHARE / STEP)
NEVER = (FURTHEST + 1) * PLACES
UPWARDS = frozenset({Op.GREATER, Op.AT_LEAST})
# A root stands for the decimal below it that has so many digits, as `Root.enclosure` says.
ROOT_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Threshold:
    """
    A comparison of a programme.

    Args:

        criterion: The test that it is part of.

        unit: What distances from it are measured in; None for plain numbers and shares.

        distance: The value less the threshold, in steps of `ir.margins.STEP`.

        costly: Whether that takes a root.
    """

    criterion: str
    unit: str | None
    distance: Node
    costly: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a figure stands between a truth and the other, and how far and by which threshold."""

    there: Node
    key: Node


@dataclass(frozen=True, slots=True)
class Turning:
    """A truth with what makes it false where it is true (*held*), and the reverse (*missed*)."""

    truth: Truth
    held: Turn
    missed: Turn

    def denied(self) -> Turning:
        """The same of its denial."""
        return Turning(Truth(self.truth.no, self.truth.yes), self.missed, self.held)


@dataclass(frozen=True, slots=True)
class Margins:
    """A programme's status: rows that are eligible by their figures, rows that are not."""

    held: Turn
    missed: Turn
    thresholds: tuple[Threshold, ...]


def margins_of(programmes: Programmes, programme: Programme) -> Margins | None:
    """The margins of a programme; None where no figure ever stands between its statuses."""
    if programme.eligibility is None:
        return None
    found = _Thresholds(programmes, programme)
    whole = found.criterion(programme.eligibility)
    if not found.thresholds:
        return None
    graph = programmes.graph
    stated = programmes.lowering.held(programme.id).yes
    held = graph.both(whole.truth.yes, whole.held.there, graph.no(stated))
    missed = graph.both(whole.truth.no, whole.missed.there, graph.no(stated))
    return Margins(Turn(held, whole.held.key), Turn(missed, whole.missed.key), tuple(found.thresholds))


@dataclass(slots=True, eq=False)
class _Thresholds:
    """Finds the thresholds of one programme, in the order in which the rule has them."""

    programmes: Programmes
    programme: Programme
    thresholds: list[Threshold] = field(default_factory=list)

    @property
    def graph(self) -> Graph:
        return self.programmes.graph

    # Criteria.

    def criterion(self, criterion: Criterion) -> Turning:
        """A criterion with what stands between its truths."""
        truth = self.programmes.criterion(self.programme.id, criterion)
        if criterion.kind is Group.TEST:
            return self.expression(criterion.expr, self.programmes.frame(self.programme.id), criterion, truth)
        gates = [member for member in criterion.members if not member.preference]
        members = [self.criterion(member) for member in gates]
        match criterion.kind:
            case Group.ALL:
                return self.every(members, truth)
            case Group.NONE:
                return self.some(members, Truth(truth.no, truth.yes)).denied()
            case Group.AT_LEAST if criterion.required not in {None, 1}:
                counted = [self._counted(member, turning) for member, turning in zip(gates, members, strict=True)]
                return self.at_least(criterion.required or 1, members, counted, truth)
            case _:
                return self.some(members, truth)

    def _counted(self, member: Criterion, turning: Turning) -> Node:
        """Where a member is not false; a door that is not known does not count."""
        return turning.truth.yes if member.door else self.graph.no(turning.truth.no)

    # Expressions.

    def expression(self, expr: Expr, frame: Frame, criterion: Criterion, truth: Truth) -> Turning:
        """An expression with what stands between its truths; *truth* is what it comes to."""
        lowering = self.programmes.lowering
        match expr:
            case Reading():
                chosen = expr.option(lowering.chosen(frame.programme, expr.point))
                return self.expression(chosen, frame, criterion, truth)
            case Reference(kind=Named.DEFINITION):
                definition = self.programmes.rulebook.programmes[expr.programme].definitions[expr.name]
                inner = Frame(programme=expr.programme, year=frame.year + expr.offset)
                return self.expression(definition.expr, inner, criterion, truth)
            case Call(op=Op.NOT):
                denied = Truth(truth.no, truth.yes)
                return self.expression(expr.arguments[0], frame, criterion, denied).denied()
            case Call(op=Op.AND):
                return self.every(self._members(expr.arguments, frame, criterion), truth)
            case Call(op=Op.OR):
                return self.some(self._members(expr.arguments, frame, criterion), truth)
            case Call(op=Op.AT_LEAST_OF):
                required = as_number(lowering.lower(expr.arguments[0], frame)).low.value.constant or Fraction(0)
                members = self._members(expr.arguments[1:], frame, criterion)
                counted = [self.graph.no(each.truth.no) for each in members]
                return self.at_least(int(required), members, counted, truth)
            case Call(op=Op.IF):
                return self.branch(expr, frame, criterion, truth)
            case Call(op=op) if op in ORDERED:
                return self.comparison(expr, frame, criterion, truth)
            case _:
                return self.given(truth)

    def _members(self, arguments: Sequence[Expr], frame: Frame, criterion: Criterion) -> list[Turning]:
        lowering = self.programmes.lowering
        return [self.expression(each, frame, criterion, lowering.truth(each, frame)) for each in arguments]

    def given(self, truth: Truth) -> Turning:
        """A truth that no figure turns."""
        none = Turn(self.graph.false, self.graph.constant(NEVER))
        return Turning(truth, none, none)

    def branch(self, expr: Call, frame: Frame, criterion: Criterion, truth: Truth) -> Turning:
        """The branch that a known condition chooses; of an unknown condition, nothing."""
        graph = self.graph
        condition = self.programmes.lowering.truth(expr.arguments[0], frame)
        positive, negative = self._members(expr.arguments[1:], frame, criterion)

        def chosen(one: Turn, other: Turn) -> Turn:
            there = graph.either(graph.both(condition.yes, one.there), graph.both(condition.no, other.there))
            return Turn(there, graph.choose(condition.yes, one.key, other.key))

        return Turning(truth, chosen(positive.held, negative.held), chosen(positive.missed, negative.missed))

    # Comparisons.

    def comparison(self, expr: Call, frame: Frame, criterion: Criterion, truth: Truth) -> Turning:
        """A comparison of an order: wherever both sides are known, they have a distance."""
        lowering, graph, rationals = self.programmes.lowering, self.graph, self.programmes.numbers.rationals
        left, right = (lowering.lower(each, frame) for each in expr.arguments)
        known = graph.both(_known(left), _known(right))
        distance = rationals.subtract(self.figure(left), self.figure(right))
        place = len(self.thresholds)
        if place >= PLACES:
            raise NotLowered("a programme of very many thresholds")
        unit = measured_in(compared_type(expr.arguments[0].type, expr.arguments[1].type))
        steps = rationals.round(distance, STEP, Rounding.UP).number
        costly = isinstance(left, RootNumber) or isinstance(right, RootNumber)
        self.thresholds.append(Threshold(criterion.id, unit, steps, costly))
        over, threshold = self.compared(left, right, distance)
        held, missed = (
            Turn(known, graph.add(graph.multiply(graph.constant(PLACES), share), graph.constant(place)))
            for share in (self.share(over, threshold), self.share(rationals.negate(over), threshold))
        )
        turning = Turning(truth, held, missed)
        return turning if expr.op in UPWARDS else Turning(truth, missed, held)

    def compared(self, left: Term, right: Term, distance: Rational) -> tuple[Rational, Rational]:
        """What a distance is to be held against, and the distance as it is then told: of a root, of what it is of."""
        rationals = self.programmes.numbers.rationals
        if isinstance(right, Day):
            return distance, rationals.constant(Fraction(DAYS_A_YEAR))
        root = next((each for each in (left, right) if isinstance(each, RootNumber)), None)
        if root is None:
            return distance, self.figure(right)
        threshold = self.powered(right, root)
        return rationals.subtract(self.powered(left, root), threshold), threshold

    def figure(self, term: Term) -> Rational:
        """A side of a comparison as a number: a day by its place in the calendar, a root by the decimal below it."""
        if isinstance(term, Day):
            return Rational(term.number, None, Fraction(1))
        if isinstance(term, RootNumber):
            return self.root(term)
        return as_number(term).low.value

    def root(self, term: RootNumber) -> Rational:
        """The decimal below a root."""
        graph, rationals, unit = self.graph, self.programmes.numbers.rationals, Fraction(1, 10**ROOT_DIGITS)
        shift = term.offset / unit
        if shift.denominator != 1 or term.scale <= 0:
            raise NotLowered("the margin of a root that was shifted by no decimal")
        power = rationals.scaled(term.radicand, (term.scale / unit) ** term.degree)
        whole = rationals.floor(power, Fraction(1)).number
        steps = graph.root(graph.maximum(whole, graph.constant(0)), term.degree)
        return Rational(graph.add(steps, graph.constant(int(shift))), None, unit)

    def powered(self, side: Term, root: RootNumber) -> Rational:
        """A side of a comparison with a root as what it is the root of."""
        rationals, numbers = self.programmes.numbers.rationals, self.programmes.numbers
        if isinstance(side, RootNumber):
            return side.radicand
        base = rationals.subtract(as_number(side).low.value, rationals.constant(root.offset))
        base = rationals.greatest(rationals.scaled(base, 1 / root.scale), rationals.zero)
        return numbers.raised(base, root.degree)

    def share(self, distance: Rational, threshold: Rational) -> Node:
        """A distance as a share of the size of its threshold, in steps; of nought, one whole."""
        graph, rationals = self.graph, self.programmes.numbers.rationals
        # Where it is told, the distance is on the side of the truth in question; elsewhere nobody looks at it.
        most = distance.number.high
        number = graph.within(distance.number, 0, most) if most > 0 else graph.constant(0)
        size = Rational(number, distance.divisor, distance.scale)
        whole = graph.constant(int(1 / STEP))
        nought = graph.choose(rationals.is_zero(size), graph.constant(0), whole)
        constant = threshold.constant
        if constant == 0:
            return nought
        if constant is not None:
            if size.divisor is None:
                # Further than the furthest is as far: so the product stays in 64 bits.
                furthest = -(-MOST_SHARE * abs(constant) / size.scale // 1)
                size = Rational(graph.minimum(size.number, graph.constant(int(furthest))), None, size.scale)
            share = rationals.scaled(size, 1 / abs(constant))
        else:
            base = Rational(graph.absolute(threshold.number), threshold.divisor, threshold.scale)
            share = rationals.multiply(size, rationals.reciprocal(base))
        steps = rationals.round(share, STEP, Rounding.UP).number
        steps = graph.within(graph.minimum(steps, graph.constant(FURTHEST)), 0, FURTHEST)
        return graph.choose(rationals.is_zero(threshold), nought, steps)

    # Several truths as one.

    def every(self, members: Sequence[Turning], truth: Truth) -> Turning:
        """All: one of them makes it false, and all that are false have to become true."""
        held = self.one_of([(each.truth.yes, each.held) for each in members])
        return Turning(truth, held, self.all_of([(each.truth.no, each.missed) for each in members]))

    def some(self, members: Sequence[Turning], truth: Truth) -> Turning:
        """One of them: the reverse."""
        missed = self.one_of([(each.truth.no, each.missed) for each in members])
        return Turning(truth, self.all_of([(each.truth.yes, each.held) for each in members]), missed)

    def one_of(self, turns: Sequence[tuple[Node, Turn]]) -> Turn:
        """The nearest of those that are so."""
        graph = self.graph
        never = graph.constant(NEVER)
        found = [graph.both(where, turn.there) for where, turn in turns]
        keys = [graph.choose(there, turn.key, never) for there, (_, turn) in zip(found, turns, strict=True)]
        return Turn(graph.either(*found), reduce(graph.minimum, keys, never))

    def all_of(self, turns: Sequence[tuple[Node, Turn]]) -> Turn:
        """The furthest of those that are so, of which none may be without a figure."""
        graph = self.graph
        there = graph.both(*[graph.either(graph.no(where), turn.there) for where, turn in turns])
        keys = [graph.choose(where, turn.key, graph.constant(-1)) for where, turn in turns]
        return Turn(there, reduce(graph.maximum, keys, graph.constant(-1)))

    def at_least(self, required: int, members: Sequence[Turning], counted: Sequence[Node], truth: Truth) -> Turning:
        """So many of them: those that are more than it takes may turn first."""
        graph = self.graph
        wanted = graph.constant(required)
        spare = graph.subtract(graph.count(*[each.truth.yes for each in members]), wanted)
        held = self.nth([(each.truth.yes, each.held) for each in members], graph.add(spare, graph.constant(1)))
        lacking = graph.subtract(wanted, graph.count(*counted))
        return Turning(truth, held, self.nth([(each.truth.no, each.missed) for each in members], lacking))

    def nth(self, turns: Sequence[tuple[Node, Turn]], number: Node) -> Turn:
        """The nearest but so many of those that are so, from 1."""
        graph = self.graph
        never = graph.constant(NEVER)
        found = [graph.both(where, turn.there) for where, turn in turns]
        keys = [graph.choose(there, turn.key, never) for there, (_, turn) in zip(found, turns, strict=True)]
        chosen = never
        for key in keys:
            nearer = graph.count(*[graph.less(other, key) for other in keys])
            chosen = graph.choose(graph.equal(graph.add(nearer, graph.constant(1)), number), key, chosen)
        one = graph.at_most(graph.constant(1), number)
        return Turn(graph.both(one, graph.at_most(number, graph.count(*found))), chosen)


def _known(term: Term) -> Node:
    if isinstance(term, (Number, RootNumber, Day)):
        return term.known
    raise NotLowered("a comparison of values that have no order in columns")
