"""
Parameters and tables of a programme: dated values that follow each other, and rows with the same columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from incentives.compiler.checking import broken, expression
from incentives.compiler.scope import ProgrammeScope
from incentives.compiler.texts import clause, day, localized
from incentives.compiler.typecheck import Checker
from incentives.ir.expr import Call, DatedValue, Expr, Literal, walk
from incentives.ir.rulebook import Clause, ParameterDeclaration, TableDeclaration
from incentives.syntax.documents import DatedShape, ParameterShape
from incentives.syntax.literals import Misread, read_date
from incentives.syntax.nodes import MappingNode, ScalarNode
from incentives.types import BROKEN, DATE, Broken, Type

ALWAYS = "always"
NONE = "none"
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def parameters(
    written: Mapping[str, ScalarNode | ParameterShape], node: MappingNode | None, scope: ProgrammeScope
) -> None:
    """Check all parameters and tables and give them to *scope*."""
    spans = {key.text: key.span for key, _ in node.entries} if node else {}
    for name, shape in written.items():
        span = spans.get(name)
        if isinstance(shape, ScalarNode):
            value = _constant(shape, scope, None)
            dated = DatedValue(start=None, end=None, value=value, span=shape.span)
            scope.parameters[name] = ParameterDeclaration(name=name, type=value.type, values=(dated,), span=span)
        elif shape.table is not None:
            scope.tables[name] = _table(name, shape, scope)
        else:
            _dated_parameter(name, shape, scope, _child(node, name))


def keyed_by(name: str, scope: ProgrammeScope) -> None:
    """Check the date that a parameter is keyed by, and give it to *scope*."""
    shape = (scope.shape.parameters or {})[name]
    if isinstance(shape, ParameterShape) and shape.keyed_by is not None and name in scope.parameters:
        checker = Checker(scope, scope.collector)
        key = expression(shape.keyed_by, checker, DATE, "what a parameter is keyed by")
        scope.parameters[name] = replace(scope.parameters[name], keyed_by=key)


def _child(node: MappingNode | None, name: str) -> MappingNode | None:
    found = node.get(name) if node else None
    values = found.get("values") if isinstance(found, MappingNode) else None
    return values if isinstance(values, MappingNode) else None


def _dated_parameter(name: str, shape: ParameterShape, scope: ProgrammeScope, node: MappingNode | None) -> None:
    collector = scope.collector
    told = clause(shape, collector)
    starts = {key.text: key.span for key, _ in node.entries} if node else {}
    if (shape.value is None) == (shape.values is None):
        span = shape.value.span if shape.value else (shape.cite.span if shape.cite else None)
        collector.add(
            "wrong-formula",
            f"the parameter `{name}` has either a `value`, dated `values` or a `table`",
            span,
            help="write `values: {2023-01-01: 30%, 2025-01-01: 20%}`",
        )
        return
    entries: list[tuple[date | None, date | None, Expr | None, ScalarNode, Clause]] = []
    kind: Type | None = None
    items = {ALWAYS: shape.value} if shape.value is not None else dict(shape.values or {})
    for start_text, each in items.items():
        start: date | None = None
        if start_text != ALWAYS:
            found = read_date(start_text)
            if isinstance(found, Misread):
                collector.add(
                    found.code,
                    found.message,
                    starts.get(start_text),
                    help="the key of a value is the day it begins, or `always`",
                )
                continue
            start = found
        assert each is not None  # noqa: S101  (INVARIANT: one of value and values is there)
        text = each.value if isinstance(each, DatedShape) else each
        until = day(each.until, collector) if isinstance(each, DatedShape) else None
        value = None if text.text == NONE else _constant(text, scope, kind)
        kind = kind or (value.type if value is not None else None)
        entries.append(
            (start, until, value, text, clause(each, collector) if isinstance(each, DatedShape) else Clause())
        )
    if not entries:
        return
    values = _follow(name, sorted(entries, key=lambda entry: entry[0] or date.min), day(shape.until, collector), scope)
    scope.parameters[name] = ParameterDeclaration(
        name=name,
        type=kind or BROKEN,
        values=values,
        clause=told,
        title=localized(shape.title, collector),
        span=entries[0][3].span,
    )


def _follow(
    name: str,
    entries: list[tuple[date | None, date | None, Expr | None, ScalarNode, Clause]],
    last: date | None,
    scope: ProgrammeScope,
) -> tuple[DatedValue, ...]:
    """Each value lasts until the next begins; a stated end must meet the next beginning."""
    values: list[DatedValue] = []
    for index, (start, until, value, text, told) in enumerate(entries):
        following = entries[index + 1][0] if index + 1 < len(entries) else None
        natural = following - timedelta(days=1) if following else last
        if until and following and until != natural:
            code, what = (
                ("parameter-hole", "leaves a hole before")
                if until < following - timedelta(days=1)
                else ("parameter-overlap", "reaches into")
            )
            scope.collector.add(
                code,
                f"a value of `{name}` {what} the next one, which begins on {following}",
                text.span,
                help=f"end it on {natural}, or write `none` for a time without a value",
            )
        if start and (until or natural) and (until or natural) < start:  # type: ignore[operator]  # one of them is a date
            scope.collector.add("parameter-overlap", f"a value of `{name}` ends before it begins", text.span)
        values.append(
            DatedValue(
                start=start,
                end=until or natural,
                value=value,
                cite=told.cite,
                evidence=told.evidence.value if told.evidence else None,
                span=text.span,
            )
        )
    return tuple(values)


def _constant(written: ScalarNode, scope: ProgrammeScope, kind: Type | None) -> Expr:
    """A value that depends on nothing."""
    # Definitions are not checked yet: one that is named here must not be looked at.
    if not any(word in scope.definitions_written for word in WORD.findall(written.text)):
        wanted = None if kind is None or isinstance(kind, Broken) else kind
        value = expression(written, Checker(scope, scope.collector), wanted, "a value of this parameter")
        if all(isinstance(node, (Literal, Call)) for node in walk(value)):
            return value
    scope.collector.add(
        "not-constant",
        "a parameter is a figure of the law and depends on nothing",
        written.span,
        help="write it under `define` if it is worked out",
    )
    return broken(written.span)


def _table(name: str, shape: ParameterShape, scope: ProgrammeScope) -> TableDeclaration:
    rows: list[dict[str, Expr]] = []
    columns: dict[str, Type] = {}
    for row in shape.table or []:
        if rows and set(row) != set(columns):
            text = next(iter(row.values()), None)
            odd = sorted(set(row) ^ set(columns))
            scope.collector.add(
                "table-columns",
                f"a row of `{name}` does not have the columns of the first: {', '.join(f'`{each}`' for each in odd)}",
                text.span if text else None,
            )
            continue
        found = {column: _constant(text, scope, columns.get(column)) for column, text in row.items()}
        if not rows:
            columns = {column: value.type for column, value in found.items()}
        rows.append(found)
    return TableDeclaration(name=name, columns=columns, rows=tuple(rows), clause=clause(shape, scope.collector))
