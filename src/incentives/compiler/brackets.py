"""
Bracket tables to IR: one row selected, rates on the parts inside the rows, straight lines between points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from incentives.compiler.checking import Checking, broken, expression
from incentives.compiler.currencies import stated_currency
from incentives.compiler.figures import mixed_percent
from incentives.compiler.idle import report_idle
from incentives.compiler.texts import place_of
from incentives.diagnostics import Collector
from incentives.ir.expr import Bracket, Brackets, Expr, Steps, literal_number
from incentives.source import Span
from incentives.syntax.documents import BracketShape, FormulaShape
from incentives.syntax.grammar import parse
from incentives.syntax.nodes import ScalarNode
from incentives.types import Broken, Numeric, Type, multiply

ROWS_OF = {
    Steps.SELECT: "edges and a `value`",
    Steps.MARGINAL: "edges and a `rate`",
    Steps.INTERPOLATE: "`at` and a `value`",
}
IDLE = {
    Steps.SELECT: ("at", "rate"),
    Steps.MARGINAL: ("at", "value"),
    Steps.INTERPOLATE: ("rate", "from", "above", "up_to", "below"),
}


def brackets(written: FormulaShape, checker: Checking, wanted: Type | None) -> Expr:
    """The table of a formula that has one, its rows held against each other."""
    kind, subject_text = next(
        (steps, text)
        for steps, text in (
            (Steps.SELECT, written.select),
            (Steps.MARGINAL, written.marginal),
            (Steps.INTERPOLATE, written.interpolate),
        )
        if text is not None
    )
    first = written.brackets[0] if written.brackets else None
    hint = _hint(first, checker)
    subject = checker.check(parse(subject_text, checker.collector), currency=hint)
    if not written.brackets:
        checker.collector.add(
            "missing-key",
            "the rows of the table are missing",
            subject_text.span,
            help="add `brackets:` with `up_to:` and `value:` in each row",
        )
        return broken(subject_text.span)
    if isinstance(subject.type, Broken):
        return subject
    if _wrong_rows(kind, written.brackets, checker.collector):
        return broken(subject_text.span)
    for row in written.brackets:
        report_idle(row, IDLE[kind], f"the rows of `{kind}` have {ROWS_OF[kind]}", checker.collector)
    _order_of_edges(written.brackets, checker)
    rows = _rows(kind, written.brackets, subject.type, checker, wanted)
    if rows is None:
        return broken(subject_text.span)
    _check_edges(kind, rows, checker, subject_text.span)
    value = rows[0].value.type
    if kind is Steps.MARGINAL:
        if not (isinstance(subject.type, Numeric) and isinstance(value, Numeric)):
            checker.collector.add("type-mismatch", "a marginal table needs numbers", subject_text.span)
            return broken(subject_text.span)
        value = replace(multiply(subject.type, value), percent=False)
    return Brackets(kind=kind, subject=subject, rows=rows, type=value, span=subject_text.span)


def _wrong_rows(kind: Steps, rows: Sequence[BracketShape], collector: Collector) -> bool:
    """Whether the rows are those of another kind of table; told once, at the first."""
    for row in rows:
        found = _wrong_part(kind, row)
        if found is not None:
            wrong, has, due, other = found
            message = f"a row of a `{kind}` table has {due}, this has `{has}`"
            collector.add("wrong-formula", message, wrong.span, help=f"write what is due; {other}")
            return True
    return False


def _wrong_part(kind: Steps, row: BracketShape) -> tuple[ScalarNode, str, str, str] | None:
    """What a row has of another kind of table in place of what is due, with what both are called."""
    edge = row.from_ or row.above or row.up_to or row.below
    parts: tuple[ScalarNode | None, str, str, str] | None = None
    if kind is Steps.MARGINAL:
        if row.rate is None:
            parts = (row.value, "value", "a `rate`", "`select:` is for a table that picks one row")
    elif row.value is None:
        parts = (row.rate, "rate", "a `value`", "`marginal:` is for rates on the parts of an amount")
    elif kind is Steps.SELECT and edge is None:
        parts = (row.at, "at", "edges", "`interpolate:` is for lines between points")
    elif kind is Steps.INTERPOLATE and row.at is None:
        parts = (edge, "up_to", "a point `at`", "`select:` is for a table that picks one row")
    if parts is None or parts[0] is None:
        return None
    return parts[0], *parts[1:]


def _hint(row: BracketShape | None, checker: Checking) -> str | None:
    """The currency that the first edge states."""
    edges = [row.up_to, row.below, row.from_, row.above, row.at] if row else []
    for edge in edges:
        if edge is not None:
            found = stated_currency(parse(edge, Collector()), checker.scope)
            if found:
                return found
    return None


def _order_of_edges(rows: Sequence[BracketShape], checker: Checking) -> None:
    """Each row states its edges in one way only."""
    for row in rows:
        if (row.from_ and row.above) or (row.up_to and row.below):
            edge = row.above or row.below
            assert edge is not None  # noqa: S101  (INVARIANT: one of the pairs is there)
            checker.collector.add(
                "bracket-edges",
                "a row has two edges on the same side",
                edge.span,
                help="`from` and `up_to` include the edge, `above` and `below` do not",
            )


class _Edges:
    """Reads the edges of a table: where one does not fit what is looked up, neither do the others, told once."""

    def __init__(self, checker: Checking, subject: Type) -> None:
        self.checker = checker
        self.subject: Type | None = subject

    def read(self, written: ScalarNode, what: str) -> Expr:
        """The typed form of an edge."""
        found = expression(written, self.checker, self.subject, what)
        if isinstance(found.type, Broken):
            self.subject = None
        return found


def _rows(
    kind: Steps, written: Sequence[BracketShape], subject: Type, checker: Checking, wanted: Type | None
) -> tuple[Bracket, ...] | None:
    rows: list[Bracket] = []
    edges = _Edges(checker, subject)
    key = "rate" if kind is Steps.MARGINAL else "value"
    expected = wanted if kind is not Steps.MARGINAL else None
    first_type: Type | None = None
    for shape in written:
        text = shape.rate if kind is Steps.MARGINAL else shape.value
        if text is None:
            checker.collector.add(
                "missing-key", f"a row of the table has no `{key}`", place_of(shape), help=f"add `{key}:`"
            )
            return None
        wanted_here = None if isinstance(first_type, Broken) else first_type or expected
        what = "the value of a row" if first_type is None else "the value of the first row"
        value = expression(text, checker, wanted_here, what)
        first_type = first_type or value.type
        if kind is Steps.INTERPOLATE:
            if shape.at is None:
                checker.collector.add("missing-key", "a point of the table has no `at`", text.span, help="add `at:`")
                return None
            at = edges.read(shape.at, "a point")
            rows.append(Bracket(lower=at, lower_inside=True, upper=None, upper_inside=False, value=value))
            continue
        lower = shape.from_ or shape.above
        upper = shape.up_to or shape.below
        rows.append(
            Bracket(
                lower=edges.read(lower, "an edge") if lower else None,
                lower_inside=shape.from_ is not None,
                upper=edges.read(upper, "an edge") if upper else None,
                upper_inside=shape.up_to is not None,
                value=value,
            )
        )
    mixed_percent([row.value for row in rows], "rows", checker.collector)
    parts = [part for row in rows for part in (row.lower, row.upper, row.value) if part is not None]
    if any(isinstance(part.type, Broken) for part in parts):
        return None
    return _complete(rows) if kind is not Steps.INTERPOLATE else tuple(rows)


def _complete(rows: list[Bracket]) -> tuple[Bracket, ...]:
    """An edge that is not stated is the neighbour's, on its other side."""
    done = list(rows)
    for index in range(1, len(done)):
        before, row = done[index - 1], done[index]
        if row.lower is None and before.upper is not None:
            done[index] = replace(row, lower=before.upper, lower_inside=not before.upper_inside)
        elif before.upper is None and row.lower is not None:
            done[index - 1] = replace(before, upper=row.lower, upper_inside=not row.lower_inside)
    return tuple(done)


def _check_edges(kind: Steps, rows: tuple[Bracket, ...], checker: Checking, span: Span) -> None:
    """Gaps and overlaps among edges that are plain figures."""
    for before, row in pairwise(rows):
        if kind is Steps.INTERPOLATE:
            left, right = (literal_number(point.lower) if point.lower else None for point in (before, row))
            if left is not None and right is not None and left >= right:
                checker.collector.add(
                    "bracket-order",
                    "the points of a table rise from one to the next",
                    row.lower.span if row.lower else span,
                )
            continue
        if before.upper is None or row.lower is None:
            checker.collector.add(
                "bracket-gap",
                "two rows have no edge between them",
                (row.value.span or span),
                help="add `up_to:` or `below:` to the first of them",
            )
            continue
        upper, lower = literal_number(before.upper), literal_number(row.lower)
        if upper is None or lower is None:
            continue
        touching = before.upper_inside != row.lower_inside
        if upper < lower or (upper == lower and not before.upper_inside and not row.lower_inside):
            checker.collector.add(
                "bracket-gap",
                "a value between two rows of the table belongs to neither",
                row.lower.span,
                help="let the second row begin where the first ends",
            )
        elif upper > lower or (upper == lower and not touching):
            checker.collector.add(
                "bracket-overlap",
                "a value belongs to two rows of the table",
                row.lower.span,
                help="`up_to` and `from` include the edge, `below` and `above` do not",
            )
    for row in rows:
        low, high = (literal_number(edge) if edge else None for edge in (row.lower, row.upper))
        if low is not None and high is not None and low > high and kind is not Steps.INTERPOLATE:
            checker.collector.add(
                "bracket-order",
                "the lower edge of a row is above its upper edge",
                row.upper.span if row.upper else span,
                help="rows rise from one to the next",
            )
