from __future__ import annotations

import pytest

from incentives.kleene import AND, NOT, OR, Truth, at_least, every, some


@pytest.mark.parametrize(("truth", "negated"), [(True, False), (False, True), (None, None)])
def test_negation(truth: Truth, negated: Truth) -> None:
    """Not knowing something is not knowing its contrary."""
    assert negated is NOT[truth]


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, None, None, True),
        (False, False, False, False),
        (False, None, False, None),
        (None, None, None, None),
    ],
)
def test_the_tables(left: Truth, right: Truth, both: Truth, either: Truth) -> None:
    """One false decides a conjunction and one true a disjunction, whatever is not known."""
    assert both is AND[left, right]
    assert either is OR[left, right]


def test_the_tables_are_whole() -> None:
    """Every pair of truths has its row."""
    pairs = {(left, right) for left in (True, False, None) for right in (True, False, None)}

    assert pairs == set(AND)
    assert pairs == set(OR)


def test_of_none() -> None:
    """All of nothing holds, some of nothing does not, and at least none always does."""
    assert every([]) is True
    assert some([]) is False
    assert at_least(0, []) is True
    assert at_least(1, []) is False


@pytest.mark.parametrize(
    ("truths", "all_hold", "one_holds"),
    [
        ([None, True, False], False, True),
        ([None, True], None, True),
        ([None, False], False, None),
        ([None], None, None),
    ],
)
def test_many(truths: list[Truth], all_hold: Truth, one_holds: Truth) -> None:
    """Any number of truths, in any order."""
    assert all_hold is every(iter(truths))
    assert one_holds is some(reversed(truths))


@pytest.mark.parametrize(
    ("count", "truths", "holds"),
    [
        (2, [True, True, False], True),
        (2, [True, None, False], None),
        (2, [True, None, True], True),
        (3, [True, None, False], False),
        (2, [None, None], None),
        (4, [True, True, True], False),
    ],
)
def test_at_least(count: int, truths: list[Truth], holds: Truth) -> None:
    """What is not known counts neither for nor against."""
    assert holds is at_least(count, iter(truths))
