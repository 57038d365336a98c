"""
Groups of what excludes each other say what their pairs say.
"""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from incentives.analysis.cliques import cliques

COLUMNS = 7
PAIRS = st.sets(st.sampled_from([frozenset(pair) for pair in combinations(range(COLUMNS), 2)]))


@given(PAIRS)
def test_groups_permit_what_pairs_permit(pairs: set[frozenset[int]]) -> None:
    """A choice has no pair whole exactly where it has at most one of each group."""
    groups = cliques(pairs)

    for values in product((0, 1), repeat=COLUMNS):
        chosen = {index for index, value in enumerate(values) if value}
        assert any(pair <= chosen for pair in pairs) is any(len(chosen & set(group)) > 1 for group in groups)


def test_a_whole_group_is_one_row() -> None:
    """Forty that exclude each other make one row, not 780."""
    assert [tuple(range(40))] == cliques(frozenset(pair) for pair in combinations(range(40), 2))
