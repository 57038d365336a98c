"""
The best choice of a linear model: against every choice there is, and its certificate against an independent check.
"""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incentives.analysis.optimum.certificate import Case, Cases, Certificate, Narrowed, Strengthened, bound, verify
from incentives.analysis.optimum.closing import PARTS
from incentives.analysis.optimum.cuts import Cut, derived
from incentives.analysis.optimum.duals import exact_multipliers
from incentives.analysis.optimum.large import search_large
from incentives.analysis.optimum.maximal import TooManyChoicesError, maximal_choices
from incentives.analysis.optimum.model import Column, Model, Row, Worth, part_of, parts
from incentives.analysis.optimum.scales import Scales
from incentives.analysis.optimum.search import TooManyCasesError, search
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
            sizes = {index: draw(st.integers(0, 9)) for index in members}
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
    large = search_large(model, {}, highs.Linear)

    assert small is not None
    assert large is not None
    assert large.certificate is not None
    assert small.worth == large.worth
    assert verify(model, large.values, large.certificate)


@given(st.integers(0, 10_000), st.integers(20, 60))
@settings(max_examples=25, deadline=None)
def test_larger_sets_are_solved_alike(seed: int, count: int) -> None:
    """Programmes with amounts of all sizes, exclusions, requirements and ceilings: both ways prove the same worth."""
    highs = pytest.importorskip("incentives.analysis.optimum.highs", exc_type=ModuleNotFoundError)
    for columns in parts(model := made_up(seed, count)):
        part = part_of(model, columns)
        try:
            small = search(part, most=60)
        except TooManyCasesError:
            continue
        large = search_large(part, {}, highs.Linear)

        assert small is not None
        assert large is not None
        assert large.certificate is not None
        assert small.worth == large.worth
        assert verify(part, large.values, large.certificate)


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_a_decision_taken_before_is_kept(seed: int) -> None:
    """With one decision taken, both ways find the best of what is left, or that nothing is."""
    highs = pytest.importorskip("incentives.analysis.optimum.highs", exc_type=ModuleNotFoundError)
    model = made_up(seed, 12)
    for column in range(4):
        small = search(model, {column: 1})
        large = search_large(model, {column: 1}, highs.Linear)

        assert (small and small.worth) == (large and large.worth)


@given(models(whole=False, ties=False), st.data())
@settings(max_examples=100, deadline=None)
def test_a_cut_breaks_no_permitted_choice(model: Model, data: st.DataObject) -> None:
    """Whatever rows are added however often, the rounded row holds for every choice."""
    if not model.rows:
        return
    numbers = st.integers(0, len(model.rows) - 1)
    sizes = st.fractions(-2, 3, max_denominator=6)
    turned = st.sets(st.sampled_from([index for index, each in enumerate(model.columns) if each.whole] or [0]))
    rows = list(model.rows)
    for _ in range(2):
        multipliers = data.draw(st.dictionaries(numbers, sizes, min_size=1, max_size=4))
        chosen = data.draw(turned) if any(each.whole for each in model.columns) else set()
        rows.append(derived(model.columns, rows, Cut(multipliers, frozenset(chosen))))
    strengthened = replace(model, rows=tuple(rows))
    shares = [(0, 1) if each.whole else (0, Fraction(1, 3), 1) for each in model.columns]

    for values in product(*shares):
        assert not model.permits(values) or strengthened.permits(values)


def test_only_decisions_are_turned() -> None:
    """A cut that turns what may be split says nothing, and a certificate with it shows nothing."""
    model = Model((Column("share", (2,), whole=False),), (Row("half", {0: 2}, 1),), 1)
    cut = Cut({0: Fraction(1, 2)}, frozenset({0}))

    with pytest.raises(ValueError, match="only decisions"):
        derived(model.columns, model.rows, cut)
    assert not verify(model, (0,), Strengthened((cut,), Case({1: (2,)})))
    assert not verify(model, (0,), Strengthened((Cut({7: 1}),), Case({})))


def test_decisions_are_settled_only_by_a_bound() -> None:
    """What a bound does not settle, a certificate must not take as settled."""
    model = Model((Column("a", (3,)), Column("b", (2,))), (Row("not both", {0: 1, 1: 1}, 1),), 1)

    assert verify(model, (1, 0), Narrowed({0: (3,)}, {1: 0}, Case({0: (3,)})))
    assert not verify(model, (0, 1), Narrowed({0: (2,)}, {0: 0}, Case({})))
    assert not verify(model, (0, 1), Narrowed({0: (2,)}, {1: 1}, Case({0: (2,)})))
    assert not verify(model, (1, 0), Narrowed({0: (-1,)}, {1: 0}, Case({0: (3,)})))


@given(models(whole=False, ties=False))
@settings(max_examples=60, deadline=None)
def test_multipliers_are_exact_where_the_solver_stands(model: Model) -> None:
    """Worked out from what a solution rests on, they give the bound that the solver says, to the last digit."""
    highs = pytest.importorskip("incentives.analysis.optimum.highs", exc_type=ModuleNotFoundError)
    scaled = Scales(model).model
    linear = highs.Linear(scaled, 0)
    rough = linear.solve({})
    found = exact_multipliers(scaled.rows, linear.worths, *linear.basis())

    assert found is not None
    assert min(found.values(), default=0) >= 0
    exact = bound(scaled, {}, {row: (times, 0, 0) for row, times in found.items() if times}).worth[0]
    assert abs(rough.worth - exact * PARTS) <= PARTS // 1000


def made_up(seed: int, count: int) -> Model:
    """Programmes with random amounts, exclusions, requirements and ceilings at half of what is under them."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    amounts = [chance.choice([1, 1000]) * chance.randint(1, 500) for _ in range(count)]
    ceilings = [chance.sample(range(count), chance.randint(2, 5)) for _ in range(count // 8)]
    cut = {each: count + place for place, each in enumerate(sorted({each for one in ceilings for each in one}))}
    columns = [Column(str(index), (0, -1) if index in cut else (amounts[index], -1)) for index in range(count)]
    columns += [Column(f"share {index}", (amounts[index], 0), whole=False) for index in cut]
    rows = [Row("part", {share: 1, index: -1}, 0) for index, share in cut.items()]
    for _ in range(2 * count):
        left, right = chance.sample(range(count), 2)
        asks = chance.random() < 1 / 4
        rows.append(Row("asks", {left: 1, right: -1}, 0) if asks else Row("not both", {left: 1, right: 1}, 1))
    for members in ceilings:
        sizes = {cut[index]: amounts[index] for index in members}
        rows.append(Row("ceiling", sizes, Fraction(sum(sizes.values()), 2)))
    return Model(tuple(columns), tuple(rows), 2)


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


def test_what_comes_to_nothing_takes_no_room() -> None:
    """A ceiling over something of size nought was a division by nought."""
    model = Model((Column("a", (3, 1)), Column("b", (1, 2))), (Row("ceiling", {0: 2, 1: 0}, 1),), 2)
    found = search(model)
    assert found is not None
    assert (0, 1) == found.values


@given(models(), st.frozensets(st.integers(0, MOST_COLUMNS - 1)))
@settings(max_examples=150, deadline=None)
def test_maximal_choices_are_all_to_which_nothing_can_be_added(model: Model, wanted: frozenset[int]) -> None:
    """One for each set of counting columns that no other permitted set contains."""
    counting = [index for index in range(len(model.columns)) if index in wanted]
    every = [values for values in product((0, 1), repeat=len(model.columns)) if model.permits(values)]
    sets = {frozenset(index for index in counting if values[index]) for values in every}
    found = maximal_choices(model, counting)
    assert all(model.permits(values) for values in found)
    kept = [frozenset(index for index in counting if values[index]) for values in found]
    assert len(kept) == len(set(kept))
    assert {each for each in sets if not any(each < other for other in sets)} == set(kept)


def test_too_many_maximal_choices_are_not_gone_through() -> None:
    """Of eight pairs one each: 256 choices, none of which contains another."""
    columns = tuple(Column(str(index), (1,)) for index in range(16))
    rows = tuple(Row("one", {index: 1, index + 1: 1}, 1) for index in range(0, 16, 2))
    with pytest.raises(TooManyChoicesError):
        maximal_choices(Model(columns, rows, 1), range(16))
