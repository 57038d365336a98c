"""
Mutants of one expression: figures moved, comparisons made strict, `and` for `or`, windows a year longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from incentives.cases.boundaries import Boundary, boundary_of, shown_by, telling_case, written_thresholds
from incentives.cases.mutant import Make, Mutant, slug
from incentives.cases.rewriting import Spot, is_written, spots, with_change
from incentives.cases.sites import Root
from incentives.cases.steps import is_small, moved, unconverted
from incentives.ir.expr import (
    Aggregate,
    Brackets,
    Call,
    Expr,
    Fact,
    Gather,
    Literal,
    Named,
    Reference,
    Steps,
    Years,
)
from incentives.ir.operators import Op
from incentives.ir.rulebook import Programme
from incentives.values import Known

# operator -> what the mutant has instead, and how its id says so
SWAPPED: Mapping[Op, tuple[Op, str]] = {
    Op.AT_LEAST: (Op.GREATER, "strict"),
    Op.AT_MOST: (Op.LESS, "strict"),
    Op.GREATER: (Op.AT_LEAST, "inclusive"),
    Op.LESS: (Op.AT_MOST, "inclusive"),
    Op.EQUAL: (Op.NOT_EQUAL, "differs"),
    Op.NOT_EQUAL: (Op.EQUAL, "equals"),
    Op.AND: (Op.OR, "any"),
    Op.OR: (Op.AND, "all"),
    Op.MIN: (Op.MAX, "max"),
    Op.MAX: (Op.MIN, "min"),
    Op.ADD: (Op.SUBTRACT, "minus"),
    Op.SUBTRACT: (Op.ADD, "plus"),
    Op.ADD_MONTHS: (Op.SUBTRACT_MONTHS, "minus"),
    Op.SUBTRACT_MONTHS: (Op.ADD_MONTHS, "plus"),
    Op.ADD_DAYS: (Op.SUBTRACT_DAYS, "minus"),
    Op.SUBTRACT_DAYS: (Op.ADD_DAYS, "plus"),
    Op.ROUND: (Op.ROUND_DOWN, "down"),
    Op.ROUND_HALF_EVEN: (Op.ROUND, "half-up"),
    Op.ROUND_DOWN: (Op.ROUND_UP, "up"),
    Op.ROUND_UP: (Op.ROUND_DOWN, "down"),
}
GATHERED: Mapping[Gather, Gather] = {
    Gather.ANY: Gather.ALL,
    Gather.ALL: Gather.ANY,
    Gather.NONE: Gather.ANY,
    Gather.MIN: Gather.MAX,
    Gather.MAX: Gather.MIN,
}
INCLUSIVE = (Op.AT_LEAST, Op.AT_MOST, Op.GREATER, Op.LESS)
# How many times larger a change is tried where rounding hides a smaller one.
LARGER = (100, 10_000, 1_000_000)


class ExpressionMutants:
    """
    Makes the mutants of one root.

    Args:

        outside: What a figure that is a root of its own is compared with elsewhere.
    """

    def __init__(self, programme: Programme, root: Root, outside: Boundary | None) -> None:
        self.root = root
        self.outside = outside
        self.show = shown_by(programme)
        self.thresholds = {(each.span, each.value) for each in written_thresholds(root.expr)}

    def all(self) -> Iterator[Mutant]:
        """Every mutant, in the order of the text; the second of a name gets a number."""
        counts: dict[str, int] = {}
        for spot in spots(self.root.expr):
            for mutant in self.of_spot(spot):
                counts[mutant.id] = counts.get(mutant.id, 0) + 1
                number = counts[mutant.id]
                yield mutant if number == 1 else replace(mutant, id=f"{mutant.id}.{number}")

    def of_spot(self, spot: Spot) -> Iterator[Mutant]:
        match spot.node:
            case Literal() as literal:
                yield from self.of_literal(literal, spot.parent)
            case Call() as call:
                yield from self.of_call(call)
            case (Fact(offset=offset) | Reference(offset=offset)) as yearly if offset:
                earlier = self.mutant(yearly, f"{yearly.name}-earlier", _constant(replace(yearly, offset=offset - 1)))
                yield replace(earlier, says=f"`{self.show(yearly)}` is of a year earlier")
            case Reference(kind=Named.HOLDS | Named.QUALIFIES) as reference:
                other = Named.QUALIFIES if reference.kind is Named.HOLDS else Named.HOLDS
                yield self.mutant(reference, f"{reference.kind}-{other}", _constant(replace(reference, kind=other)))
            case Reference(kind=Named.GRANTED) as reference:
                nothing = Literal(value=Known(Fraction(0)), type=reference.type, text="nought", span=reference.span)
                yield self.mutant(reference, "granted-dropped", _constant(nothing))
            case Aggregate() as loop:
                yield from self.of_loop(loop)
            case Brackets() as table if table.kind is Steps.SELECT:
                yield from self.of_edges(table)

    # Figures.

    def of_literal(self, literal: Literal, parent: Expr | None) -> Iterator[Mutant]:
        if not is_written(literal):
            return
        if isinstance(literal.value.value, frozenset):
            yield from self.of_members(literal)
            return
        boundary = boundary_of(literal, parent) or (self.outside if parent is None else None)
        for sign, mark in ((1, "+"), (-1, "-")):
            changed = moved(literal, sign, boundary.beside if boundary else None)
            if changed is None:
                continue
            name = f"{self.figure_name(literal, parent)}{mark}"
            found = self.mutant(literal, name, _constant(changed))
            if boundary is None:
                yield replace(found, attempts=(*found.attempts, *self.larger(literal, sign)))
            else:
                yield replace(found, suggestion=telling_case(literal, boundary, sign, self.show))

    def figure_name(self, literal: Literal, parent: Expr | None) -> str:
        """`threshold` if it is the only one of its expression, `value` if it is all there is, else its text."""
        if parent is None:
            return "value"
        is_threshold = (literal.span, literal.value) in self.thresholds
        return "threshold" if is_threshold and len(self.thresholds) == 1 else slug(literal.text)

    def larger(self, literal: Literal, sign: int) -> Iterator[Make]:
        """Larger changes, as long as they stay small beside the figure."""
        for times in LARGER:
            changed = moved(literal, sign, times=times)
            if changed is None or not is_small(literal, changed):
                return
            yield self.attempt(literal, _constant(changed))

    def of_members(self, literal: Literal) -> Iterator[Mutant]:
        """A list without one of its members; a named group of places stays whole."""
        members = literal.value.value
        if not isinstance(members, frozenset) or len(members) < 2 or not literal.text.startswith("["):
            return
        for member in sorted(members):
            changed = replace(literal, value=Known(members - {member}))
            found = self.mutant(literal, f"without-{slug(member)}", _constant(changed))
            yield replace(
                found, says=f"`{member}` is not in the list", suggestion=f"a company for which it is `{member}`"
            )

    # Operators.

    def of_call(self, call: Call) -> Iterator[Mutant]:
        swapped = SWAPPED.get(call.op)
        if call.op is Op.NOT:
            yield self.mutant(call, "not-dropped", lambda node: node.arguments[0] if isinstance(node, Call) else node)
        if swapped is None or len(call.arguments) < 2:
            return
        last = call.arguments[-1]
        if call.op is Op.SUBTRACT and isinstance(last, Literal) and not is_written(last):
            return
        op, name = swapped
        found = self.mutant(call, name, lambda node: replace(node, op=op) if isinstance(node, Call) else node)
        if call.op in INCLUSIVE:
            subject, figure = call.arguments if not isinstance(call.arguments[0], Literal) else call.arguments[::-1]
            at = f"{self.show(unconverted(subject))} exactly {self.show(unconverted(figure))}"
            found = replace(found, suggestion=f"a company with {at}")
        yield found

    def of_loop(self, loop: Aggregate) -> Iterator[Mutant]:
        other = GATHERED.get(loop.gather)
        if other is not None:
            yield self.mutant(loop, other.value, _looping(gather=other))
        if loop.where is not None:
            yield self.mutant(loop, "where-dropped", _looping(where=None))
        years = loop.source
        if not isinstance(years, Years):
            return
        yield self.mutant(loop, "previous", _looping(source=replace(years, previous=not years.previous)))
        for change, mark in ((1, "+"), (-1, "-")):
            if years.count is not None and years.count + change >= 1:
                source = replace(years, count=years.count + change)
                yield self.mutant(loop, f"years{mark}", _looping(source=source))

    def of_edges(self, table: Brackets) -> Iterator[Mutant]:
        """Each edge given to the row on its other side."""
        for index, row in enumerate(table.rows):
            edge = row.upper
            if edge is None or index + 1 == len(table.rows):
                continue

            def swap(node: Expr, index: int = index) -> Expr:
                return _with_edge_swapped(node, index) if isinstance(node, Brackets) else node

            subject, at = self.show(table.subject), self.show(edge)
            found = self.mutant(table, f"edge-{slug(at)}", swap)
            rows = "the row above" if row.upper_inside else "the row below"
            yield replace(
                found, says=f"{subject} of {at} belongs to {rows}", suggestion=f"a company with {subject} exactly {at}"
            )

    # Making one.

    def mutant(self, node: Expr, name: str, change: Callable[[Expr], Expr]) -> Mutant:
        before, after = self.show(node), self.show(change(node))
        what = self.show(self.root.expr)
        return Mutant(
            id=f"{self.root.name}:{name}",
            says=f"`{before}` becomes `{after}`",
            suggestion=f"a case in which `{before}` in `{what}` makes a difference"
            if before != what
            else f"a case that states what `{before}` leads to",
            part=self.root.part,
            watched=self.root.part[1] if self.root.part[0] == "criterion" else None,
            figure=self.root.part[1] if self.root.part[0] == "parameter" else None,
            attempts=(self.attempt(node, change),),
            place=node.span.place if node.span is not None else None,
        )

    def attempt(self, node: Expr, change: Callable[[Expr], Expr]) -> Make:
        """The programme with the change, made when it is needed."""
        return lambda: self.root.put(with_change(self.root.expr, node, change))


def _constant(changed: Expr) -> Callable[[Expr], Expr]:
    return lambda _: changed


def _looping(**changes: object) -> Callable[[Expr], Expr]:
    return lambda node: replace(node, **changes) if isinstance(node, Aggregate) else node  # type: ignore[arg-type]  # fields of it


def _with_edge_swapped(table: Brackets, index: int) -> Brackets:
    rows = list(table.rows)
    below, above = rows[index], rows[index + 1]
    rows[index] = replace(below, upper_inside=not below.upper_inside)
    rows[index + 1] = replace(above, lower_inside=not above.lower_inside)
    return replace(table, rows=tuple(rows))
