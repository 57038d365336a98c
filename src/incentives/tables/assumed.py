"""
The graph under assumptions: what nodes come to for rows of which some truths are known beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from incentives.tables.emitted import cone
from incentives.tables.graph import Do, Graph, Node


class Assumed:
    """
    Rewrites nodes for rows where given truths are false.

    Args:

        false: The truths. What they deny is true.
    """

    def __init__(self, graph: Graph, false: Iterable[Node]) -> None:
        self.graph = graph
        self._found: dict[int, Node] = {}
        # Of which truths one at least is true, by each of them: the truths themselves with their denials.
        self._one_of: dict[int, list[list[tuple[int, int]]]] = {}
        together = []
        pending = list(false)
        while pending:
            node = pending.pop()
            self._found[node.index] = graph.false
            self._found[graph.no(node).index] = graph.true
            if node.do is Do.AND:
                together.append([graph.no(each) for each in node.operands])
            elif node.do is Do.OR:
                pending.extend(node.operands)
        for truths in together:
            left = [self.node(each) for each in truths]
            if graph.true not in left:
                pairs = [(each.index, graph.no(each).index) for each in left if each is not graph.false]
                for index, _ in pairs:
                    self._one_of.setdefault(index, []).append(pairs)

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
        is_joined = node.do in {Do.AND, Do.OR} and self._one_of
        if not is_joined and all(new is old for new, old in zip(operands, node.operands, strict=True)):
            return node
        return self.graph.again(node, self._needed(node.do, operands) if is_joined else operands)

    def _needed(self, do: Do, operands: Sequence[Node]) -> list[Node]:
        """The operands that the others do not decide already, as one of some truths is true."""
        other = Do.OR if do is Do.AND else Do.AND
        found = []
        for each in operands:
            if each.do is other:
                inner = self._kept(other, each.operands, [node for node in operands if node is not each])
                if len(inner) < len(each.operands):
                    join = self.graph.either if other is Do.OR else self.graph.both
                    found.append(join(*inner))
                    continue
            found.append(each)
        return self._kept(do, found, ())

    def _kept(self, do: Do, operands: Sequence[Node], around: Sequence[Node]) -> list[Node]:
        """
        What is needed of a conjunction in a disjunction with *around*, or of a disjunction in a conjunction with it.

        In the first, a truth is not needed if all that could be true instead of it is denied beside it or stands
        around. The second is the first with everything denied.
        """
        graph, denied = self.graph, do is Do.OR
        beside = {(each if denied else graph.no(each)).index for each in operands}
        beside |= {(graph.no(each) if denied else each).index for each in around}
        kept = []
        for each in operands:
            truth, denial = (graph.no(each), each) if denied else (each, graph.no(each))
            beside.discard(denial.index)
            if not any(
                all(other in beside for other, _ in pairs if other != truth.index)
                for pairs in self._one_of.get(truth.index, ())
            ):
                kept.append(each)
                beside.add(denial.index)
        return kept
