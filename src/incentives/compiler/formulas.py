"""
Formulas to IR: plain expressions, bracket tables (select one, marginal, interpolated) and readings of ambiguous clauses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from incentives.compiler.texts import flag, localized
from incentives.compiler.typecheck import Checker
from incentives.ir.expr import Bracket, Brackets, Expr, Reading, Steps, literal_number
from incentives.ir.rulebook import ReadingOption, ReadingPoint
from incentives.source import Span
from incentives.syntax.documents import BracketShape, FormulaShape, ReadingShape
from incentives.syntax.grammar import parse
from incentives.syntax.nodes import ScalarNode
from incentives.types import BROKEN, Broken, Numeric, Type, multiply
from incentives.values import Known

if TYPE_CHECKING:
    from incentives.compiler.scope import ProgrammeScope


def formula(
    written: ScalarNode | FormulaShape,
    scope: ProgrammeScope,
    point: str,
    *,
    wanted: Type | None = None,
    what: str = "the value",
    in_period: bool = False,
) -> Expr:
    """
    The typed form of a formula.

    Args:

        point: The name under which its readings are chosen.

        wanted: The type that it must have, if one is due.

        what: What it is, for the diagnostic.
    """
    checker = Checker(scope, scope.collector, in_period=in_period)
    if isinstance(written, ScalarNode):
        return expression(written, checker, wanted, what)
    parts = [written.value, written.select, written.marginal, written.interpolate, written.readings]
    given = [part for part in parts if part is not None]
    if len(given) != 1:
        span = written.value.span if written.value else _span(written)
        scope.collector.add(
            "wrong-formula",
            "a formula has exactly one of `value`, `select`, `marginal`, `interpolate`, `readings`",
            span,
            help="write one expression, or a bracket table with `select:` or `marginal:` and `brackets:`",
        )
        return broken(span)
    if written.value is not None:
        return expression(written.value, checker, wanted, what)
    if written.readings is not None:
        def option(name: str, shape: ReadingShape) -> Expr | None:
            return formula(shape.value, scope, f"{point}.{name}", wanted=wanted, what=what, in_period=in_period) if shape.value is not None else None

        return readings(written.readings, scope, point, option, "value")
    expr = _brackets(written, checker, wanted)
    if wanted is not None and not isinstance(expr.type, Broken) and not checker.fits(expr.type, wanted):
        scope.collector.add("unit-mismatch", f"{what} is a {wanted}, this table gives a {expr.type}", expr.span)
        return broken(expr.span)
    return expr


def expression(written: ScalarNode, checker: Checker, wanted: Type | None, what: str) -> Expr:
    """A plain expression, of the type *wanted* if one is due."""
    tree = parse(written, checker.collector)
    return checker.check(tree) if wanted is None else checker.value(tree, wanted, what)


def broken(span: Span | None) -> Expr:
    """What stands in for a formula that has a diagnostic."""
    from incentives.ir.expr import Literal  # noqa: PLC0415  (only after a mistake)

    return Literal(value=Known(False), type=BROKEN, span=span)


def readings(
    written: Mapping[str, ReadingShape],
    scope: ProgrammeScope,
    point: str,
    option: Callable[[str, ReadingShape], Expr | None],
    key: str,
) -> Expr:
    """
    An expression with a variant per reading; registers the point with the scope.

    *option* gives the expression of one reading, None if the reading has no *key*.
    """
    options: list[tuple[str, Expr]] = []
    told: list[ReadingOption] = []
    span: Span | None = None
    for name, shape in written.items():
        expr = option(name, shape)
        if expr is None:
            scope.collector.add("missing-key", f"the reading `{name}` has no `{key}`", _reading_span(shape), help=f"add `{key}:`")
            continue
        span = span or expr.span
        options.append((name, expr))
        told.append(
            ReadingOption(
                name=name,
                default=flag(shape.default, scope.collector),
                note=localized(shape.note, scope.collector),
                cite=shape.cite.text if shape.cite else None,
            )
        )
    defaults = [each for each in told if each.default]
    if len(defaults) != 1 or len(told) < 2:
        scope.collector.add(
            "wrong-readings",
            f"an ambiguous clause has at least two readings, exactly one of them marked `default: true`; `{point}` has {len(told)}, {len(defaults)} marked",
            span,
            help="mark the reading that the text supports best",
        )
        return broken(span)
    scope.readings[point] = ReadingPoint(id=point, options=tuple(told))
    types = [expr.type for _, expr in options]
    if any(isinstance(kind, Broken) for kind in types):
        return broken(span)
    if any(kind != types[0] for kind in types):
        scope.collector.add("type-mismatch", f"the readings of `{point}` differ in type: {' and '.join(sorted({str(kind) for kind in types}))}", span)
        return broken(span)
    return Reading(point=point, options=tuple(options), type=types[0], span=span)


def _brackets(written: FormulaShape, checker: Checker, wanted: Type | None) -> Expr:
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
        checker.collector.add("missing-key", "the rows of the table are missing", subject_text.span, help="add `brackets:` with `up_to:` and `value:` in each row")
        return broken(subject_text.span)
    if isinstance(subject.type, Broken):
        return subject
    if kind is not Steps.INTERPOLATE and len(written.brackets) > 1:
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


def _hint(row: BracketShape | None, checker: Checker) -> str | None:
    """The currency that the first edge states."""
    from incentives.compiler.typecheck import stated_currency  # noqa: PLC0415
    from incentives.diagnostics import Collector  # noqa: PLC0415

    edges = [row.up_to, row.below, row.from_, row.above, row.at] if row else []
    for edge in edges:
        if edge is not None:
            found = stated_currency(parse(edge, Collector()), checker.scope)
            if found:
                return found
    return None


def _order_of_edges(rows: Sequence[BracketShape], checker: Checker) -> None:
    """Each row states its edges in one way only."""
    for row in rows:
        if (row.from_ and row.above) or (row.up_to and row.below):
            edge = row.above or row.below
            assert edge is not None  # noqa: S101  (INVARIANT: one of the pairs is there)
            checker.collector.add("bracket-edges", "a row has two edges on the same side", edge.span, help="`from` and `up_to` include the edge, `above` and `below` do not")


def _rows(
    kind: Steps, written: Sequence[BracketShape], subject: Type, checker: Checker, wanted: Type | None
) -> tuple[Bracket, ...] | None:
    rows: list[Bracket] = []
    key = "rate" if kind is Steps.MARGINAL else "value"
    expected = wanted if kind is not Steps.MARGINAL else None
    first_type: Type | None = None
    for shape in written:
        text = shape.rate if kind is Steps.MARGINAL else shape.value
        if text is None:
            checker.collector.add("missing-key", f"a row of the table has no `{key}`", _bracket_span(shape), help=f"add `{key}:`")
            return None
        value = expression(text, checker, first_type or expected, "the value of a row")
        first_type = first_type or value.type
        if kind is Steps.INTERPOLATE:
            if shape.at is None:
                checker.collector.add("missing-key", "a point of the table has no `at`", text.span, help="add `at:`")
                return None
            at = expression(shape.at, checker, subject, "a point")
            rows.append(Bracket(lower=at, lower_inside=True, upper=None, upper_inside=False, value=value))
            continue
        lower = shape.from_ or shape.above
        upper = shape.up_to or shape.below
        rows.append(
            Bracket(
                lower=expression(lower, checker, subject, "an edge") if lower else None,
                lower_inside=shape.from_ is not None,
                upper=expression(upper, checker, subject, "an edge") if upper else None,
                upper_inside=shape.up_to is not None,
                value=value,
            )
        )
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


def _check_edges(kind: Steps, rows: tuple[Bracket, ...], checker: Checker, span: Span) -> None:
    """Gaps and overlaps among edges that are plain figures."""
    for before, row in zip(rows, rows[1:], strict=False):
        if kind is Steps.INTERPOLATE:
            left, right = (literal_number(point.lower) if point.lower else None for point in (before, row))
            if left is not None and right is not None and left >= right:
                checker.collector.add("bracket-order", "the points of a table rise from one to the next", row.lower.span if row.lower else span)
            continue
        if before.upper is None or row.lower is None:
            checker.collector.add("bracket-gap", "two rows have no edge between them", (row.value.span or span), help="add `up_to:` or `below:` to the first of them")
            continue
        upper, lower = literal_number(before.upper), literal_number(row.lower)
        if upper is None or lower is None:
            continue
        touching = before.upper_inside != row.lower_inside
        if upper < lower or (upper == lower and not before.upper_inside and not row.lower_inside):
            checker.collector.add("bracket-gap", "a value between two rows of the table belongs to neither", row.lower.span, help="let the second row begin where the first ends")
        elif upper > lower or (upper == lower and not touching):
            checker.collector.add("bracket-overlap", "a value belongs to two rows of the table", row.lower.span, help="`up_to` and `from` include the edge, `below` and `above` do not")
    for row in rows:
        low, high = (literal_number(edge) if edge else None for edge in (row.lower, row.upper))
        if low is not None and high is not None and low > high and kind is not Steps.INTERPOLATE:
            checker.collector.add("bracket-order", "the lower edge of a row is above its upper edge", row.upper.span if row.upper else span, help="rows rise from one to the next")


def _bracket_span(shape: BracketShape) -> Span | None:
    texts = [shape.up_to, shape.below, shape.from_, shape.above, shape.at, shape.value, shape.rate]
    return next((text.span for text in texts if text is not None), None)


def _reading_span(shape: ReadingShape) -> Span | None:
    texts = [shape.default, shape.cite, shape.test]
    return next((text.span for text in texts if text is not None), None)


def _span(written: FormulaShape) -> Span | None:
    texts = [written.value, written.select, written.marginal, written.interpolate, written.cite, written.evidence]
    return next((text.span for text in texts if text is not None), None)


