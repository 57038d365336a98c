"""
The graph under assumptions: what nodes come to for rows of which some truths are known beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable

from incentives.tables.emitted import cone
from incentives.tables.graph import Graph, Node


class Assumed:
    """
    Rewrites nodes for rows where given truths are false.

    Args:

        false: The truths. What they deny is true.
    """

    def __init__(self, graph: Graph, false: Iterable[Node]) -> None:
        self.graph = graph
        self._found: dict[int, Node] = {}
        for node in false:
            self._found[node.index] = graph.false
            self._found[graph.no(node).index] = graph.true

    def node(self, node: Node) -> Node:
        """What *node* comes to for such rows."""
        if node.is_constant:
            return node
        for each in cone([node]):
            if each.index not in self._found:
                self._found[each.index] = self._made(each)
        return self._found[node.index]

    def _made(self, node: Node) -> Node:
        operands = [each if each.is_constant else self._found[each.index] for each in node.operands]
        if all(new is old for new, old in zip(operands, node.operands, strict=True)):
            return node
        return self.graph.again(node, operands)
