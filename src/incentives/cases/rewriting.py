"""
Expressions with one node changed, wherever the compiler has put copies of it.

What an author writes once can stand in an expression several times (`growth` looks at two years, two rows of a table
share an edge), so that a node is known by its kind and its place in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from incentives.ir.expr import (
    Aggregate,
    Brackets,
    Call,
    Context,
    Convert,
    Expr,
    Fact,
    Field,
    InPeriod,
    ItemsBy,
    Literal,
    Parameter,
    Reading,
    Reference,
    Years,
    children,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A node with the one around it; None at the top."""

    node: Expr
    parent: Expr | None


def spots(expr: Expr) -> Iterator[Spot]:
    """The nodes of *expr* that an author wrote, each once, parents first."""
    seen: set[tuple[object, ...]] = set()
    pending = [Spot(expr, None)]
    while pending:
        spot = pending.pop(0)
        pending = [*(Spot(child, spot.node) for child in children(spot.node)), *pending]
        key = _key(spot.node)
        if key not in seen:
            seen.add(key)
            yield spot


def is_written(node: Literal) -> bool:
    """Whether the author wrote the constant, and not the compiler for him (the 1 of a growth rate)."""
    return node.span is None or node.span.text == node.text


def with_change(expr: Expr, target: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """*expr* with *change* made at every copy of *target*."""
    key = _key(target)

    def rewrite(node: Expr) -> Expr:
        if _key(node) == key:
            return change(node)
        parts = children(node)
        changed = tuple(rewrite(part) for part in parts)
        return node if all(a is b for a, b in zip(parts, changed, strict=True)) else with_children(node, changed)

    return rewrite(expr)


def with_children(node: Expr, parts: tuple[Expr, ...]) -> Expr:
    """*node* with other sub-expressions, in the order in which `children` gives them."""
    match node:
        case Literal() | Fact() | Field() | Context() | Reference():
            return node
        case Parameter():
            return replace(node, at=parts[0])
        case Call():
            return replace(node, arguments=parts)
        case Brackets():
            return _with_rows(node, parts)
        case Aggregate():
            return _with_loop(node, parts)
        case Reading():
            return replace(node, options=tuple(zip([name for name, _ in node.options], parts, strict=True)))
        case Convert() | InPeriod():
            return replace(node, operand=parts[0])
    assert_never(node)


def _with_rows(node: Brackets, parts: tuple[Expr, ...]) -> Brackets:
    left = iter(parts)
    subject = next(left)
    rows = []
    for row in node.rows:
        lower = next(left) if row.lower is not None else None
        upper = next(left) if row.upper is not None else None
        rows.append(replace(row, lower=lower, upper=upper, value=next(left)))
    return replace(node, subject=subject, rows=tuple(rows))


def _with_loop(node: Aggregate, parts: tuple[Expr, ...]) -> Aggregate:
    left = iter(parts)
    source = node.source
    if isinstance(source, Years) and source.since is not None:
        source = replace(source, since=next(left))
    elif isinstance(source, ItemsBy):
        source = replace(source, keys=tuple(next(left) for _ in source.keys))
    where = next(left) if node.where is not None else None
    carry = replace(node.carry, use=next(left)) if node.carry is not None else None
    return replace(node, source=source, where=where, carry=carry, body=next(left))


def _key(node: Expr) -> tuple[object, ...]:
    """What two copies of one written node have in common."""
    place = (node.span.source.name, node.span.start, node.span.end) if node.span is not None else (id(node),)
    match node:
        case Call(op=op):
            return (Call, op, *place)
        case Literal(value=value):
            return (Literal, value, *place)
        case Fact(name=name, offset=offset) | Reference(name=name, offset=offset):
            return (type(node), name, offset, *place)
        case _:
            return (type(node), *place)
