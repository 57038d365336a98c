"""
What is in an expression, found in one walk: what it names, the facts that it looks at, and its nodes above the leaves.
"""

from __future__ import annotations

from incentives.frozen import dataclass
from incentives.ir.expr import Aggregate, Expr, Fact, FactItems, GroupItems, ItemsBy, Reference, children


@dataclass(frozen=True, slots=True)
class Walked:
    """
    An expression and what is in it.

    Args:

        branches: The nodes that have others below them, each with these; parents first.

        named: The references.

        facts: The names of the facts and lists, as often as they occur.
    """

    root: Expr
    branches: list[tuple[Expr, tuple[Expr, ...]]]
    named: list[Reference]
    facts: list[str]


def walked(root: Expr) -> Walked:
    """*root* with what is in it."""
    found = Walked(root, [], [], [])
    nodes = [root]
    for node in nodes:
        below = children(node)
        if below:
            found.branches.append((node, below))
            nodes.extend(below)
            if isinstance(node, Aggregate):
                found.facts.extend(_lists(node))
        elif isinstance(node, Fact):
            found.facts.append(node.name)
        elif isinstance(node, Reference):
            found.named.append(node)
    return found


def _lists(loop: Aggregate) -> tuple[str, ...]:
    """The list facts that *loop* goes over."""
    match loop.source:
        case FactItems(name=name) | ItemsBy(items=FactItems(name=name)):
            return (name,)
        case GroupItems(name=name, holdings=holdings):
            return (name, holdings)
    return ()
