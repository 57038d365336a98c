"""
The best choice of a linear model: against every choice there is, and its certificate against an independent check.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incentives.analysis.optimum.certificate import Case, Cases, Certificate, verify
from incentives.analysis.optimum.model import Column, Model, Row, Worth, part_of, parts
from incentives.analysis.optimum.search import search
from incentives.analysis.optimum.solve import greedy, solve

MOST_COLUMNS = 6


@st.composite
def models(draw: st.DrawFn, *, whole: bool = True, ties: bool = True) -> Model:
    """Decisions that exclude each other, ask for each other and share overlapping ceilings."""
    count = draw(st.integers(1, MOST_COLUMNS))
    columns = []
    for index in range(count):
        first, second = draw(st.integers(-2, 9)), draw(st.integers(0, 9))
        kind = True if whole else draw(st.booleans())
        columns.append(Column(str(index), (first, second, 1 << index if ties else 0), kind))
    rows = []
    several = st.lists(st.integers(0, count - 1), min_size=1, max_size=4, unique=True)
    for _ in range(draw(st.integers(0, 6))):
        members = draw(several)
        kind = draw(st.sampled_from(["excludes", "asks", "ceiling"]))
        if kind == "excludes":
            rows.append(Row(kind, dict.fromkeys(members, 1), 1))
        elif kind == "asks":
            rows.append(Row(kind, {**dict.fromkeys(members[1:], -1), members[0]: 1}, 0))
        else:
            sizes = {index: draw(st.integers(1, 9)) for index in members}
            rows.append(Row(kind, sizes, draw(st.fractions(0, 20, max_denominator=3))))
    return Model(tuple(columns), tuple(rows), 3)


def brute_force(model: Model) -> Worth:
    """The best worth of all whole choices."""
    every = product((0, 1), repeat=len(model.columns))
    return max(model.worth(values) for values in every if model.permits(values))


@given(models())
@settings(max_examples=150, deadline=None)
def test_no_choice_is_better_than_the_best(model: Model) -> None:
    """The search finds what trying everything finds, and can show it."""
    found = search(model)

    assert found is not None
    assert found.certificate is not None
    assert brute_force(model) == found.worth == model.worth(found.values)
    assert verify(model, found.values, found.certificate)


@given(models(whole=False))
@settings(max_examples=100, deadline=None)
def test_shares_are_permitted_and_proven(model: Model) -> None:
    """Where columns may be split, the best choice is at least the best whole one, keeps to every row, and is shown."""
    found = search(model)

    assert found is not None
    assert found.certificate is not None
    assert model.permits(found.values)
    assert found.worth >= brute_force(model)
    assert verify(model, found.values, found.certificate)


@given(models())
@settings(max_examples=100, deadline=None)
def test_parts_are_chosen_by_themselves(model: Model) -> None:
    """What no row joins can be chosen part by part."""
    together = search(model)
    assert together is not None

    values = {index: value for part in solve(model) for index, value in zip(part.columns, part.values, strict=True)}

    assert together.values == tuple(values[index] for index in range(len(model.columns)))
    assert len(model.columns) == sum(len(part_of(model, group).columns) for group in parts(model))


@given(models(), st.integers(0, MOST_COLUMNS - 1))
@settings(max_examples=100, deadline=None)
def test_a_worse_choice_is_not_shown_to_be_the_best(model: Model, place: int) -> None:
    """A certificate shows nothing for a choice that is worth less, nor with a multiplier below nothing."""
    found = search(model)
    assert found is not None
    assert found.certificate is not None
    index = place % len(model.columns)
    other = tuple(1 - value if each == index else value for each, value in enumerate(found.values))

    assert not (model.permits(other) and verify(model, other, found.certificate))
    if model.rows:
        assert not verify(model, found.values, spoilt(found.certificate, model))


def spoilt(certificate: Certificate, model: Model) -> Certificate:
    """The certificate with a multiplier below nothing in its first case."""
    if isinstance(certificate, Cases):
        return replace(certificate, without=spoilt(certificate.without, model))
    return Case({**certificate.multipliers, 0: (-1, 0, 0)})


@given(models(whole=False, ties=False))
@settings(max_examples=60, deadline=None)
def test_the_solver_and_the_search_agree(model: Model) -> None:
    """What is found with the solver is worth the same, exactly, and is shown by the same kind of certificate."""
    highs = pytest.importorskip("incentives.analysis.optimum.highs", exc_type=ModuleNotFoundError)
    small = search(model)
    large = highs.search_large(model, {})

    assert small is not None
    assert small.worth == large.worth
    assert model.permits(large.values)
    assert large.certificate is None or verify(model, large.values, large.certificate)


@given(models())
@settings(max_examples=60, deadline=None)
def test_what_is_found_without_a_solver_is_permitted(model: Model) -> None:
    """The choice for large parts without a solver keeps to every row, and its bound is one."""
    found = greedy(model, {})

    assert found is not None
    assert model.permits(found.values)
    assert found.worth <= brute_force(model) <= found.bound


def test_overlapping_ceilings_are_shared_best() -> None:
    """Three ceilings that overlap in pairs: half of each, which no order of filling them up finds."""
    columns = tuple(Column(name, (10,), whole=False) for name in "abc")
    rows = tuple(
        Row(name, dict.fromkeys(pair, 10), 10) for name, pair in (("ab", (0, 1)), ("bc", (1, 2)), ("ca", (2, 0)))
    )
    found = search(Model(columns, rows, 1))

    assert found is not None
    assert (Fraction(1, 2),) * 3 == found.values
    assert (15,) == found.worth
