"""
The operators in columns: for each row of the operator table what it is over the graph. A test sees to it that every
row of the table is here, or in `NOT_LOWERED` with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from incentives.ir.expr import Call
from incentives.ir.logic_operators import region_roots
from incentives.ir.operators import Op
from incentives.money.rounding import Rounding
from incentives.tables import choices
from incentives.tables.comparisons import COMPARE, compare
from incentives.tables.frames import Frame, Lowers, as_number, as_truth
from incentives.tables.graph import Node
from incentives.tables.rationals import Rational
from incentives.tables.terms import Day, End, NotLowered, Number, RootNumber, Term, Truth, Word
from incentives.tables.words import Asks, WordTest, answer
from incentives.values import Reason, Why

ONE = Fraction(1)
# INVARIANT: every operator is a key of `LOWERINGS`, of `COMPARE` or of this.
NOT_LOWERED: Mapping[Op, str] = {}


def call(lowering: Lowers, expr: Call, frame: Frame) -> Term:
    """An operator applied to arguments."""
    if expr.op is Op.IF:
        return _if(lowering, expr, frame)
    terms = [lowering.lower(argument, frame) for argument in expr.arguments]
    if expr.op in COMPARE:
        return compare(lowering, expr.op, terms[0], terms[1])
    return LOWERINGS[expr.op](lowering, terms)


def _if(lowering: Lowers, expr: Call, frame: Frame) -> Term:
    """The branch that a known condition chooses; of an unknown one whatever covers both."""
    graph = lowering.graph
    condition = lowering.truth(expr.arguments[0], frame)
    branches = []
    for where, argument in zip((graph.no(condition.no), graph.no(condition.yes)), expr.arguments[1:], strict=True):
        if where is not graph.false:
            branches.append((where, lowering.lower(argument, frame)))
    return choices.merge(lowering, branches, condition.reasons, expr.type)


# Logic.


def _not(_: Lowers, terms: Sequence[Term]) -> Truth:
    operand = as_truth(terms[0])
    return Truth(operand.no, operand.yes, operand.reasons)


def every(lowering: Lowers, truths: Sequence[Truth]) -> Truth:
    """True where all are, false where one is."""
    graph = lowering.graph
    return joined(
        lowering, graph.both(*[each.yes for each in truths]), graph.either(*[each.no for each in truths]), truths
    )


def some(lowering: Lowers, truths: Sequence[Truth]) -> Truth:
    """True where one is, false where all are."""
    graph = lowering.graph
    return joined(
        lowering, graph.either(*[each.yes for each in truths]), graph.both(*[each.no for each in truths]), truths
    )


def at_least(lowering: Lowers, count: int, truths: Sequence[Truth]) -> Truth:
    """True where at least *count* are, false where fewer than that are not false."""
    graph = lowering.graph
    wanted = graph.constant(count)
    yes = graph.at_most(wanted, graph.count(*[each.yes for each in truths]))
    no = graph.less(graph.count(*[graph.no(each.no) for each in truths]), wanted)
    return joined(lowering, yes, no, truths)


def joined(lowering: Lowers, yes: Node, no: Node, truths: Sequence[Truth]) -> Truth:
    """A truth made of others, unknown for the reasons of those that are."""
    numbers, known = lowering.numbers, lowering.graph.either(yes, no)
    return Truth(yes, no, numbers.where_unknown(known, numbers.all_reasons(each.reasons for each in truths)))


# Words.


def _in(lowering: Lowers, terms: Sequence[Term]) -> Truth:
    subject, members = _words(terms)
    return _strict(lowering, subject, _asked(lowering, subject, Asks.IS_ONE_OF, _constant(members)))


def _contains(lowering: Lowers, terms: Sequence[Term]) -> Truth:
    subject, members = _words(terms)
    return _strict(lowering, subject, _asked(lowering, subject, Asks.HOLDS, _constant(members)))


def _within(lowering: Lowers, terms: Sequence[Term]) -> Truth:
    graph, numbers = lowering.graph, lowering.numbers
    subject, region = _words(terms)
    if isinstance(region.constant, str):
        groups = _constant(_word(terms[2])) if len(terms) > 2 else frozenset()
        roots = region_roots(region.constant, groups)
    elif region.constant is None:
        raise NotLowered("where a place lies that differs from row to row")
    else:
        roots = region.constant
    known = graph.both(subject.known, region.known)
    yes = graph.both(known, _asked(lowering, subject, Asks.LIES_IN, roots))
    no = graph.both(known, _asked(lowering, subject, Asks.LIES_OUTSIDE, roots))
    reasons = dict(numbers.all_reasons((subject.reasons, region.reasons)))
    for word in sorted(_rough(lowering, subject)):
        if not answer(Asks.LIES_IN, roots, word) and not answer(Asks.LIES_OUTSIDE, roots, word):
            found = graph.both(known, _asked(lowering, subject, Asks.IS_ONE_OF, frozenset((word,))))
            reasons[Reason(Why.NOT_PRECISE, word)] = found
    return Truth(yes, no, numbers.where_unknown(graph.either(yes, no), reasons))


def _size(lowering: Lowers, terms: Sequence[Term]) -> Number:
    subject = _word(terms[0])
    if subject.constant is None and subject.column is None:
        raise NotLowered("the size of one of two sets")
    if subject.constant is not None:
        node = lowering.graph.constant(len(subject.constant))
    else:
        node = lowering.graph.look_up(WordTest(subject.column, Asks.SIZE), most=1 << 16)
    end = End(Rational(node, None, ONE), subject.known)
    return Number(end, end, subject.known, subject.reasons)


def _twice(lowering: Lowers, node: Node) -> tuple[End, End]:
    end = End(Rational(node, None, ONE), lowering.graph.true)
    return end, end


def _words(terms: Sequence[Term]) -> tuple[Word, Word]:
    return _word(terms[0]), _word(terms[1])


def _word(term: Term) -> Word:
    if isinstance(term, Word):
        return term
    raise NotLowered(f"a {type(term).__name__.lower()} where columns need a word")


def _constant(word: Word) -> frozenset[str]:
    if isinstance(word.constant, frozenset):
        return word.constant
    if isinstance(word.constant, str):
        return frozenset((word.constant,))
    raise NotLowered("a test against words that differ by row")


def _strict(lowering: Lowers, subject: Word, yes: Node) -> Truth:
    graph = lowering.graph
    return Truth(graph.both(subject.known, yes), graph.both(subject.known, graph.no(yes)), subject.reasons)


def _asked(lowering: Lowers, subject: Word, asks: Asks, words: frozenset[str]) -> Node:
    """What a test says of a word, whatever it says where the word is not known."""
    graph = lowering.graph
    if subject.branches is not None:
        condition, positive, negative = subject.branches
        return graph.choose(condition, _asked(lowering, positive, asks, words), _asked(lowering, negative, asks, words))
    if subject.constant is not None:
        return graph.of(bool(answer(asks, words, subject.constant)))
    return graph.look_up(WordTest(subject.column, asks, words))


def _rough(lowering: Lowers, subject: Word) -> frozenset[str]:
    """The wide places that a word may be."""
    if subject.branches is not None:
        return _rough(lowering, subject.branches[1]) | _rough(lowering, subject.branches[2])
    if subject.constant is not None:
        return frozenset((str(subject.constant),))
    shape = lowering.shape.columns.get(subject.column)  # type: ignore[call-overload]  # a column's key is in the shape
    return shape.rough if shape else frozenset()


# Numbers.


def _add(lowering: Lowers, terms: Sequence[Term]) -> Term:
    left, right = terms
    if isinstance(left, RootNumber):
        return _shifted(lowering, left, as_number(right))
    if isinstance(right, RootNumber):
        return _shifted(lowering, right, as_number(left))
    return lowering.numbers.add(as_number(left), as_number(right))


def _subtract(lowering: Lowers, terms: Sequence[Term]) -> Term:
    left, right = terms
    if isinstance(left, RootNumber):
        return _shifted(lowering, left, lowering.numbers.negate(as_number(right)))
    return lowering.numbers.subtract(as_number(left), as_number(right))


def _shifted(lowering: Lowers, root: RootNumber, by: Number) -> RootNumber:
    constant = by.low.value.constant
    if by.known is not lowering.graph.true or constant is None:
        raise NotLowered("a root shifted by a number that differs by row")
    rationals = lowering.numbers.rationals
    ends = [End(rationals.add(end.value, by.low.value), end.finite) for end in (root.low, root.high)]
    return RootNumber(
        root.radicand, root.degree, root.scale, root.offset + constant, ends[0], ends[1], root.known, root.reasons
    )


def _multiply(lowering: Lowers, terms: Sequence[Term]) -> Number:
    return lowering.numbers.multiply(as_number(terms[0]), as_number(terms[1]))


def _divide(lowering: Lowers, terms: Sequence[Term]) -> Number:
    nought = Reason(Why.DIVISION_BY_ZERO, "")
    return lowering.numbers.divide(as_number(terms[0]), as_number(terms[1]), nought)


def _clamp(lowering: Lowers, terms: Sequence[Term]) -> Number:
    number, low, high = (as_number(term) for term in terms)
    return lowering.numbers.clamp(number, low, high)


def _whole(term: Term) -> int:
    constant = as_number(term).low.value.constant
    if constant is None:
        raise NotLowered("a count that differs by row")
    return int(constant)


def _power(lowering: Lowers, terms: Sequence[Term]) -> Number:
    return lowering.numbers.power(as_number(terms[0]), _whole(terms[1]))


def _root(lowering: Lowers, terms: Sequence[Term]) -> RootNumber:
    """
    A root, to be compared by powers. Where its radicand is not known its range is told from nought on; rows of which
    more is known are left to the exact evaluator.
    """
    graph, numbers, degree = lowering.graph, lowering.numbers, _whole(terms[1])
    radicand = as_number(terms[0])
    value, known = radicand.low.value, radicand.known
    negative = graph.both(known, numbers.rationals.is_negative(value))
    unknown = graph.no(known)
    low_known = graph.both(radicand.low.finite, numbers.rationals.is_positive(value))
    lowering.leave(graph.both(unknown, graph.either(low_known, radicand.high.finite)))
    reasons = dict(radicand.reasons)
    if negative is not graph.false:
        reasons[Reason(Why.NO_REAL_ROOT, "")] = negative
    zero = End(numbers.rationals.zero, graph.no(negative))
    known = graph.both(known, graph.no(negative))
    return RootNumber(value, degree, ONE, Fraction(0), zero, numbers.infinite, known, reasons)


def _rounding(mode: Rounding) -> Callable[[Lowers, Sequence[Term]], Number]:
    def lowered(lowering: Lowers, terms: Sequence[Term]) -> Number:
        unit = as_number(terms[1])
        size = unit.low.value.constant
        if unit.known is not lowering.graph.true or size is None:
            raise NotLowered("rounding to a unit that differs by row")
        if size <= 0:
            return lowering.numbers.unknown({Reason(Why.DIVISION_BY_ZERO, ""): lowering.graph.true})
        return lowering.numbers.rounded(as_number(terms[0]), size, mode)

    return lowered


def _steps(lowering: Lowers, terms: Sequence[Term]) -> Number:
    graph, numbers, rationals = lowering.graph, lowering.numbers, lowering.numbers.rationals
    number, size = as_number(terms[0]), as_number(terms[1])
    above = graph.both(size.known, rationals.is_positive(size.low.value))
    known = graph.both(number.known, size.known)
    by_nought = graph.both(known, graph.no(above))
    inverse = rationals.reciprocal(size.low.value)
    ends = [
        End(rationals.floor(rationals.multiply(end.value, inverse), ONE), graph.both(end.finite, above))
        for end in (number.low, number.high)
    ]
    reasons = dict(numbers.all_reasons((number.reasons, size.reasons)))
    if by_nought is not graph.false:
        reasons[Reason(Why.DIVISION_BY_ZERO, "")] = by_nought
    return numbers.settled(ends[0], ends[1], graph.both(known, above), reasons)


# Days.


def _moved(lowering: Lowers, terms: Sequence[Term], *, sign: int, months: bool) -> Day:
    """A day so many months or days later or earlier; rows that leave the calendar are left to the exact evaluator."""
    graph, days = lowering.graph, lowering.days
    start, by = _day(terms[0]), as_number(terms[1])
    known = graph.both(start.known, by.known)
    value = by.low.value
    if value.divisor is not None or value.scale.denominator != 1:
        raise NotLowered("a time that may not be whole")
    count = graph.multiply(value.number, graph.constant(sign * int(value.scale)))
    reasons = lowering.numbers.where_unknown(known, lowering.numbers.all_reasons((start.reasons, by.reasons)))
    if months:
        number, valid = days.add_months(start.number, count)
    else:
        number = graph.add(start.number, count)
        valid = graph.both(graph.at_most(graph.constant(1), number), graph.at_most(number, graph.constant(LAST_DAY)))
    lowering.leave(graph.both(known, graph.no(valid)))
    return Day(number, graph.both(known, valid), reasons)


LAST_DAY = 3_652_059  # 9999-12-31


def _day(term: Term) -> Day:
    if isinstance(term, Day):
        return term
    raise NotLowered(f"a {type(term).__name__.lower()} where columns need a day")


def _between(lowering: Lowers, terms: Sequence[Term], measure: Callable[[Node, Node], Node], scale: Fraction) -> Number:
    """A time between two days."""
    graph = lowering.graph
    left, right = _day(terms[0]), _day(terms[1])
    known = graph.both(left.known, right.known)
    reasons = lowering.numbers.where_unknown(known, lowering.numbers.all_reasons((left.reasons, right.reasons)))
    end = End(Rational(measure(left.number, right.number), None, scale), known)
    return Number(end, end, known, reasons)


def _of_day(measure: Callable[[Lowers, Node], Node]) -> Callable[[Lowers, Sequence[Term]], Day]:
    def lowered(lowering: Lowers, terms: Sequence[Term]) -> Day:
        day = _day(terms[0])
        return Day(measure(lowering, day.number), day.known, day.reasons)

    return lowered


def _year_of(lowering: Lowers, terms: Sequence[Term]) -> Number:
    day = _day(terms[0])
    end = End(Rational(lowering.days.year(day.number), None, ONE), day.known)
    return Number(end, end, day.known, day.reasons)


LOWERINGS: Mapping[Op, Callable[[Lowers, Sequence[Term]], Term]] = {
    Op.NOT: _not,
    Op.AND: lambda lowering, terms: every(lowering, [as_truth(term) for term in terms]),
    Op.OR: lambda lowering, terms: some(lowering, [as_truth(term) for term in terms]),
    Op.AT_LEAST_OF: lambda lowering, terms: at_least(
        lowering, _whole(terms[0]), [as_truth(term) for term in terms[1:]]
    ),
    Op.IN: _in,
    Op.CONTAINS: _contains,
    Op.WITHIN: _within,
    Op.SIZE: _size,
    Op.ADD: _add,
    Op.SUBTRACT: _subtract,
    Op.NEGATE: lambda lowering, terms: lowering.numbers.negate(as_number(terms[0])),
    Op.MULTIPLY: _multiply,
    Op.DIVIDE: _divide,
    Op.MIN: lambda lowering, terms: lowering.numbers.least([as_number(term) for term in terms]),
    Op.MAX: lambda lowering, terms: lowering.numbers.greatest([as_number(term) for term in terms]),
    Op.CLAMP: _clamp,
    Op.ABS: lambda lowering, terms: lowering.numbers.absolute(as_number(terms[0])),
    Op.POWER: _power,
    Op.ROOT: _root,
    Op.ROUND: _rounding(Rounding.HALF_UP),
    Op.ROUND_HALF_EVEN: _rounding(Rounding.HALF_EVEN),
    Op.ROUND_DOWN: _rounding(Rounding.DOWN),
    Op.ROUND_UP: _rounding(Rounding.UP),
    Op.STEPS: _steps,
    Op.ADD_MONTHS: lambda lowering, terms: _moved(lowering, terms, sign=1, months=True),
    Op.SUBTRACT_MONTHS: lambda lowering, terms: _moved(lowering, terms, sign=-1, months=True),
    Op.ADD_DAYS: lambda lowering, terms: _moved(lowering, terms, sign=1, months=False),
    Op.SUBTRACT_DAYS: lambda lowering, terms: _moved(lowering, terms, sign=-1, months=False),
    Op.DAYS_BETWEEN: lambda lowering, terms: _between(lowering, terms, lowering.graph.subtract, ONE),
    Op.MONTHS_BETWEEN: lambda lowering, terms: _between(lowering, terms, lowering.days.full_months, ONE),
    Op.AGE: lambda lowering, terms: _between(lowering, terms, lowering.days.age, Fraction(1, 31)),
    Op.YEAR_OF: _year_of,
    Op.END_OF_YEAR: _of_day(lambda lowering, day: lowering.days.end_of_year(day)),
    Op.END_OF_QUARTER: _of_day(lambda lowering, day: lowering.days.end_of_quarter(day)),
    Op.END_OF_MONTH: _of_day(lambda lowering, day: lowering.days.end_of_month(day)),
}
