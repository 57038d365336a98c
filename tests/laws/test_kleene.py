"""
Laws of three-valued logic. The domain is so small that most are checked on all of it.
"""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incentives.kleene import AND, NOT, OR, Truth, at_least, every, some

TRUTHS: tuple[Truth, ...] = (True, False, None)
LISTS = st.lists(st.sampled_from(TRUTHS), max_size=7)


def completions(truths: list[Truth]) -> list[tuple[bool, ...]]:
    """Each way to come to know what is not known."""
    return list(product(*[(True, False) if truth is None else (truth,) for truth in truths]))


def agreed(answers: set[bool]) -> Truth:
    """The answer that all completions give, if they give one."""
    return answers.pop() if len(answers) == 1 else None


def refines(truth: Truth, other: Truth) -> bool:
    """Whether *truth* says at least what *other* says."""
    return other is None or truth is other


@pytest.mark.parametrize("table", [AND, OR])
def test_commutative(table: dict[tuple[Truth, Truth], Truth]) -> None:
    """The order of two criteria does not matter."""
    for left, right in product(TRUTHS, repeat=2):
        assert table[left, right] is table[right, left]


@pytest.mark.parametrize("table", [AND, OR])
def test_associative(table: dict[tuple[Truth, Truth], Truth]) -> None:
    """Nor does their grouping."""
    for one, two, three in product(TRUTHS, repeat=3):
        assert table[table[one, two], three] is table[one, table[two, three]]


@pytest.mark.parametrize("table", [AND, OR])
def test_idempotent(table: dict[tuple[Truth, Truth], Truth]) -> None:
    """To say it twice says nothing more."""
    for truth in TRUTHS:
        assert truth is table[truth, truth]


def test_de_morgan() -> None:
    """Negation turns one table into the other, and twice is not at all."""
    for left, right in product(TRUTHS, repeat=2):
        assert NOT[AND[left, right]] is OR[NOT[left], NOT[right]]
        assert NOT[OR[left, right]] is AND[NOT[left], NOT[right]]
        assert left is NOT[NOT[left]]


def test_absorption_and_distribution() -> None:
    """`a and (a or b)` is `a`, and each table distributes over the other."""
    for one, two, three in product(TRUTHS, repeat=3):
        assert one is AND[one, OR[one, two]]
        assert one is OR[one, AND[one, two]]
        assert AND[one, OR[two, three]] is OR[AND[one, two], AND[one, three]]
        assert OR[one, AND[two, three]] is AND[OR[one, two], OR[one, three]]


@pytest.mark.parametrize("table", [AND, OR])
def test_monotone(table: dict[tuple[Truth, Truth], Truth]) -> None:
    """To learn more never takes back an answer."""
    for left, right, more_left, more_right in product(TRUTHS, repeat=4):
        if refines(more_left, left) and refines(more_right, right):
            assert refines(table[more_left, more_right], table[left, right])


@given(LISTS)
def test_every_and_some_agree_with_all_completions(truths: list[Truth]) -> None:
    """A conjunction or disjunction of separate facts is known exactly when nothing missing could change it."""
    ways = completions(truths)

    assert agreed({all(way) for way in ways}) is every(truths)
    assert agreed({any(way) for way in ways}) is some(truths)


@given(st.integers(-1, 8), LISTS)
def test_at_least_agrees_with_all_completions(count: int, truths: list[Truth]) -> None:
    """So is a count."""
    assert agreed({sum(way) >= count for way in completions(truths)}) is at_least(count, truths)


@given(LISTS)
def test_at_least_generalises_both(truths: list[Truth]) -> None:
    """At least one is a disjunction, at least all a conjunction."""
    assert some(truths) is at_least(1, truths)
    assert every(truths) is at_least(len(truths), truths)


@given(st.integers(0, 8), LISTS)
def test_at_least_is_monotone(count: int, truths: list[Truth]) -> None:
    """To learn more never takes back a count either."""
    for way in completions(truths):
        assert refines(at_least(count, way), at_least(count, truths))


@given(LISTS, st.randoms(use_true_random=False))
def test_order_does_not_matter(truths: list[Truth], random: Random) -> None:
    """Nor does the order of many."""
    mixed = list(truths)
    random.shuffle(mixed)

    assert every(truths) is every(mixed)
    assert some(truths) is some(mixed)
    assert at_least(2, truths) is at_least(2, mixed)
