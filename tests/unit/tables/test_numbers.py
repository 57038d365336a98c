"""Ranges over the graph: what columns tell where an operand is not known."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from incentives.tables.emitted import Emitter
from incentives.tables.graph import Graph, Node
from incentives.tables.numbers import Numbers
from incentives.tables.rationals import Rational
from incentives.tables.terms import End, Number
from incentives.tables.vectors import Columns, Stored, View
from incentives.values import Reason, Why

NOUGHT = Reason(Why.DIVISION_BY_ZERO, "")


def _values(node: Node, **columns: list[int | None]) -> list[object]:
    stored = {
        name: Stored(
            np.array([each or 0 for each in values], dtype=np.int64), np.array([each is not None for each in values])
        )
        for name, values in columns.items()
    }
    rows = len(next(iter(columns.values())))
    view = View(Columns(stored), Emitter({"one": [node]}), rows, slice(0, rows))
    found: list[object] = view.column(node).tolist()
    return found


def _fact(numbers: Numbers, name: str) -> Number:
    """A column that is never below nought, perhaps unknown."""
    graph = numbers.graph
    value = Rational(graph.column(name, 0, 255), None, Fraction(1))
    known = graph.is_known(name)
    return Number(End(value, graph.true), End(value, known), known, {})


def test_nought_over_an_unknown_number_is_nought() -> None:
    """The quotient is known, and lies below any share above nought."""
    numbers = Numbers(Graph())
    share = numbers.divide(_fact(numbers, "part"), _fact(numbers, "whole"), NOUGHT)
    limit = numbers.rationals.constant(Fraction(3, 5))
    below = numbers.graph.both(share.high.finite, numbers.rationals.less(share.high.value, limit))

    assert [True, False, False, True, False] == _values(
        share.known, part=[0, 0, 1, 1, None], whole=[None, 0, None, 4, 2]
    )
    assert [True, False, False, True, False] == _values(below, part=[0, 0, 1, 1, None], whole=[None, 0, None, 4, 2])


def test_a_product_with_nought_is_nought() -> None:
    """Whatever the other factor is."""
    numbers = Numbers(Graph())
    product = numbers.multiply(_fact(numbers, "one"), _fact(numbers, "other"))

    assert [True, True, False] == _values(product.known, one=[0, 3, 3], other=[None, 2, None])


def test_a_quotient_by_what_has_no_end_is_not_one_number() -> None:
    """Of a divisor without an upper end both ends may stand at the same placeholder."""
    numbers = Numbers(Graph())
    divisor = numbers.greatest((_fact(numbers, "staff"), numbers.constant(Fraction(1))))
    share = numbers.divide(numbers.constant(Fraction(100)), divisor, NOUGHT)

    assert [False, True] == _values(share.known, staff=[None, 4])
