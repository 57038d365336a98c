"""
Components come behind what they point at, and a circle is the shortest way round.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from incentives.compiler.graphs import circle, components

Graph = dict[int, list[int]]
GRAPHS: st.SearchStrategy[Graph] = st.integers(1, 8).flatmap(
    lambda size: st.fixed_dictionaries({key: st.lists(st.integers(0, size - 1), max_size=3) for key in range(size)})
)


def reached(graph: Graph, start: int) -> set[int]:
    """What lies on some way from *start*, itself only if a way leads back."""
    found: set[int] = set()
    pending = list(graph[start])
    while pending:
        key = pending.pop()
        if key not in found:
            found.add(key)
            pending.extend(graph[key])
    return found


@given(GRAPHS)
def test_members_of_a_component_reach_each_other(graph: Graph) -> None:
    """Two keys are in one component exactly if each lies on a way from the other."""
    parts = components(graph)
    place = {key: index for index, members in enumerate(parts) for key in members}
    assert sorted(graph) == sorted(key for members in parts for key in members)
    for key in graph:
        for other in reached(graph, key):
            assert place[other] <= place[key]
            assert (place[other] == place[key]) == (key == other or key in reached(graph, other))


@given(GRAPHS)
def test_the_way_round(graph: Graph) -> None:
    """There is a circle exactly where there is a way back, along edges, through no key twice."""
    for key in graph:
        way = circle(graph, key)
        assert bool(way) == (key in reached(graph, key))
        if way:
            assert way[0] == way[-1] == key
            assert all(after in graph[before] for before, after in pairwise(way))
            assert len(set(way)) == len(way) - 1


@given(GRAPHS)
def test_without_circles_it_is_a_topological_order(graph: Graph) -> None:
    """Where nothing needs itself, each comes behind what it needs."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return
    order = [members[0] for members in components(graph)]
    assert len(order) == len(graph)
    assert all(order.index(target) < order.index(key) for key in graph for target in graph[key])


def test_long_chains_do_not_recurse() -> None:
    """A hundred thousand in a row."""
    graph = {key: [key + 1] for key in range(100_000)} | {100_000: []}

    assert (100_000,) == components(graph)[0]
