"""
One of several terms: chosen where it is known which, and where it is not, whatever covers all that it may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from incentives.tables.frames import Lowers
from incentives.tables.graph import Graph, Node
from incentives.tables.numbers import Numbers
from incentives.tables.terms import Amount, Day, End, NotLowered, Number, Reasons, Term, Truth, Word
from incentives.types import Type


def merge(
    lowering: Lowers, options: Sequence[tuple[Node, Term]], reasons: Reasons, kind: Type, *, exclusive: bool = False
) -> Term:
    """
    One of the terms, as `engine.operators.merge` says: known where all that are possible are known and agree.

    Args:

        options: Each with the rows where it is possible.

        reasons: Why it is not known which one it is, or why it is none.

        exclusive: Whether at most one is possible in every row.
    """
    graph = lowering.graph
    possible = [(where, term) for where, term in options if where is not graph.false]
    if not possible:
        return lowering.nothing(kind, reasons)
    if len(possible) == 1 and possible[0][0] is graph.true:
        return possible[0][1]
    pairs = [graph.both(one, other) for i, (one, _) in enumerate(possible) for other, _ in possible[i + 1 :]]
    exclusive = exclusive or all(pair is graph.false for pair in pairs)
    some = graph.either(*[where for where, _ in possible])
    terms = [term for _, term in possible]
    if all(isinstance(term, Number) for term in terms):
        numbers = [(where, term) for where, term in possible if isinstance(term, Number)]
        return _number(lowering.numbers, numbers, reasons, some, exclusive=exclusive)
    if all(isinstance(term, Truth) for term in terms):
        truths = [(where, term) for where, term in possible if isinstance(term, Truth)]
        yes = graph.both(some, *[graph.either(graph.no(where), term.yes) for where, term in truths])
        no = graph.both(some, *[graph.either(graph.no(where), term.no) for where, term in truths])
        known = graph.either(yes, no)
        return Truth(yes, no, _reasons(lowering.numbers, truths, reasons, known))
    if all(isinstance(term, Amount) for term in terms):
        return _amount(lowering, [(where, term) for where, term in possible if isinstance(term, Amount)], reasons, kind)
    if not exclusive:
        raise NotLowered(f"a choice between values of {kind} that may not be known")
    if all(isinstance(term, Day) for term in terms):
        days = [(where, term) for where, term in possible if isinstance(term, Day)]
        known = graph.both(some, *[graph.either(graph.no(where), term.known) for where, term in days])
        number = reduce(
            lambda found, each: graph.choose(each[0], each[1].number, found), days[:-1][::-1], days[-1][1].number
        )
        return Day(number, known, _reasons(lowering.numbers, days, reasons, known))
    if all(isinstance(term, Word) for term in terms):
        words = [(where, term) for where, term in possible if isinstance(term, Word)]
        known = graph.both(some, *[graph.either(graph.no(where), term.known) for where, term in words])
        kept = _reasons(lowering.numbers, words, reasons, known)
        word = words[-1][1]
        for where, each in words[:-1][::-1]:
            word = Word(known, kept, branches=(where, each, word))
        return Word(known, kept, branches=(graph.true, word, word))
    raise NotLowered(f"a choice between values of {kind}")


def _number(
    numbers: Numbers, options: Sequence[tuple[Node, Number]], reasons: Reasons, some: Node, *, exclusive: bool
) -> Number:
    graph = numbers.graph
    low, high = options[-1][1].low, options[-1][1].high
    reached = options[-1][0]
    for where, term in options[:-1][::-1]:
        if exclusive:
            low, high = numbers.choose_end(where, term.low, low), numbers.choose_end(where, term.high, high)
            continue
        both_low, both_high = numbers.least_end([term.low, low]), numbers.greatest_end([term.high, high])
        low = numbers.choose_end(where, numbers.choose_end(reached, both_low, term.low), low)
        high = numbers.choose_end(where, numbers.choose_end(reached, both_high, term.high), high)
        reached = graph.either(reached, where)
    low, high = End(low.value, graph.both(low.finite, some)), End(high.value, graph.both(high.finite, some))
    known = graph.both(some, *[graph.either(graph.no(where), term.known) for where, term in options])
    if not exclusive:
        known = graph.both(known, numbers.rationals.equal(low.value, high.value))
    if known is graph.true:
        return numbers.exactly(low.value)
    return Number(low, high, known, _reasons(numbers, options, reasons, known))


def _amount(lowering: Lowers, options: Sequence[tuple[Node, Amount]], reasons: Reasons, kind: Type) -> Amount:
    currencies = {term.currency for _, term in options if term.currency}
    if len(currencies) > 1:
        raise NotLowered("a choice between amounts of several currencies")
    number = merge(lowering, [(where, term.number) for where, term in options], reasons, kind)
    assert isinstance(number, Number)  # noqa: S101  # INVARIANT: numbers merge to a number
    return Amount(number, currencies.pop() if currencies else "")


def _reasons(
    numbers: Numbers, options: Sequence[tuple[Node, Number | Truth | Day | Word]], reasons: Reasons, known: Node
) -> Reasons:
    parts = [reasons, *(numbers.reasons_where(where, term.reasons) for where, term in options)]
    return numbers.where_unknown(known, numbers.all_reasons(parts))


def choose_term(graph: Graph, numbers: Numbers, condition: Node, positive: Term, negative: Term) -> Term:
    """One of two terms, where *condition* is known for every row."""
    if condition is graph.true or positive == negative:
        return positive
    if condition is graph.false:
        return negative
    otherwise = graph.no(condition)
    if isinstance(positive, Truth) and isinstance(negative, Truth):
        parts = (
            numbers.reasons_where(condition, positive.reasons),
            numbers.reasons_where(otherwise, negative.reasons),
        )
        return Truth(
            graph.choose(condition, positive.yes, negative.yes),
            graph.choose(condition, positive.no, negative.no),
            numbers.all_reasons(parts),
        )
    if isinstance(positive, Number) and isinstance(negative, Number):
        parts = (
            numbers.reasons_where(condition, positive.reasons),
            numbers.reasons_where(otherwise, negative.reasons),
        )
        return Number(
            numbers.choose_end(condition, positive.low, negative.low),
            numbers.choose_end(condition, positive.high, negative.high),
            graph.choose(condition, positive.known, negative.known),
            numbers.all_reasons(parts),
        )
    raise NotLowered("a choice between values of different kinds")
