"""
Graphs of what needs what: the groups whose members all need each other, those that are needed first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def components(graph: Mapping[Key, Iterable[Key]]) -> list[tuple[Key, ...]]:
    """
    The strongly connected components of *graph*, each behind all that its members point at.

    Tarjan's algorithm with a stack of its own, so that no chain of definitions exhausts Python's.
    """
    order: dict[Key, int] = {}
    lowest: dict[Key, int] = {}
    open_keys: dict[Key, None] = {}
    found: list[tuple[Key, ...]] = []
    for root in graph:
        if root in order:
            continue
        if order.keys() >= set(graph[root]):
            # What points only at what is whole is whole; most is like that.
            order[root] = len(order)
            found.append((root,))
            continue
        pending: list[tuple[Key, Iterator[Key]]] = [(root, iter(graph[root]))]
        order[root] = lowest[root] = len(order)
        open_keys[root] = None
        while pending:
            key, targets = pending[-1]
            for target in targets:
                if target in graph:
                    break
            else:
                pending.pop()
                if pending:
                    parent = pending[-1][0]
                    lowest[parent] = min(lowest[parent], lowest[key])
                if lowest[key] == order[key]:
                    found.append(_closed(open_keys, key))
                continue
            if target not in order:
                order[target] = lowest[target] = len(order)
                open_keys[target] = None
                pending.append((target, iter(graph[target])))
            elif target in open_keys:
                lowest[key] = min(lowest[key], order[target])
    return found


def circle(graph: Mapping[Key, Iterable[Key]], start: Key) -> tuple[Key, ...]:
    """The shortest way from *start* back to it, both ends included; empty if there is none."""
    came_from: dict[Key, Key] = {}
    pending = deque([start])
    while pending:
        key = pending.popleft()
        for target in graph.get(key, ()):
            if target == start:
                way = [start, key]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return tuple(reversed(way))
            if target not in came_from:
                came_from[target] = key
                pending.append(target)
    return ()


def _closed(open_keys: dict[Key, None], first: Key) -> tuple[Key, ...]:
    """Take the component that began with *first* off the open keys."""
    members: list[Key] = []
    while not members or members[-1] != first:
        members.append(open_keys.popitem()[0])
    return tuple(reversed(members))
