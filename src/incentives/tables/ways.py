"""
What decides the rows that each test closes, when tests are asked in the order of the rule.

The first test that closes a row is most often the criterion that decides: then it is told without looking at the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from incentives.tables.assumed import Assumed
from incentives.tables.graph import Graph, Node


@dataclass(frozen=True, slots=True)
class Told:
    """
    A test that closes rows.

    Args:

        decides: Which criterion decides for the rows that it closes, where nothing before it has closed them.
    """

    part: Node
    decides: Node


@dataclass(frozen=True, slots=True)
class Ways:
    """
    What decides all rows.

    Args:

        tests: The others in the order of the rule.

        open: Which criterion decides for the rows that nothing closes and that are not eligible.
    """

    gate: Told
    tests: tuple[Told, ...]
    open: Node


def ways_of(graph: Graph, deciding: Node, gate: Node, parts: Sequence[Node], yes: Node) -> Ways:
    """
    The ways to what decides.

    Args:

        yes: Of rows that no part closes, those that are eligible.
    """
    rest = deciding
    found: list[Told] = []
    for part in (gate, *(part for part in parts if part is not gate)):
        found.append(Told(part, Assumed(graph, [graph.no(part)]).node(rest)))
        rest = Assumed(graph, [part]).node(rest)
    return Ways(found[0], tuple(found[1:]), Assumed(graph, [yes]).node(rest))
