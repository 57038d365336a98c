"""
Parameters of a programme: dated values that follow each other. Tables stand in `columns.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from incentives.compiler.checking import expression
from incentives.compiler.columns import table
from incentives.compiler.constants import constant
from incentives.compiler.figures import mixed_percent
from incentives.compiler.idle import report_idle
from incentives.compiler.scope import ProgrammeScope
from incentives.compiler.texts import clause, day, localized, place_of
from incentives.compiler.typecheck import Checker
from incentives.diagnostics import Collector
from incentives.frozen import dataclass
from incentives.ir.clauses import UNCITED
from incentives.ir.expr import DatedValue, Expr
from incentives.ir.rulebook import Clause, ParameterDeclaration
from incentives.source import Span
from incentives.syntax.documents import DatedShape, ParameterShape
from incentives.syntax.literals import Misread, read_date
from incentives.syntax.nodes import MappingNode, ScalarNode
from incentives.types import BROKEN, DATE, Type

ALWAYS = "always"
NONE = "none"


def parameters(
    written: Mapping[str, ScalarNode | ParameterShape], node: MappingNode | None, scope: ProgrammeScope
) -> None:
    """Check all parameters and tables and give them to *scope*."""
    spans = {key.text: key.span for key, _ in node.entries} if node else {}
    for name, shape in written.items():
        span = spans.get(name)
        if isinstance(shape, ScalarNode):
            value = constant(shape, scope, None)
            dated = DatedValue(start=None, end=None, value=value, span=shape.span)
            scope.parameters[name] = ParameterDeclaration(name=name, type=value.type, values=(dated,), span=span)
        elif shape.table is not None:
            scope.tables[name] = table(name, shape, scope, span)
        else:
            report_idle(shape, ("columns",), "it belongs to `table`", scope.collector)
            _dated_parameter(name, shape, scope, _child(node, name), span)


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


@dataclass(frozen=True, slots=True)
class _Entry:
    """One value as written: the day it begins (None: always), its stated end, its value (None: none for that time)."""

    start: date | None
    until: date | None
    value: Expr | None
    text: ScalarNode
    clause: Clause
    until_span: Span | None


def _dated_parameter(
    name: str, shape: ParameterShape, scope: ProgrammeScope, node: MappingNode | None, span: Span | None
) -> None:
    collector = scope.collector
    told = clause(shape, collector)
    if (shape.value is None) == (shape.values is None):
        span = place_of(shape) or span
        message = f"the parameter `{name}` has either a `value`, dated `values` or a `table`"
        help = "write `values: {2023-01-01: 30%, 2025-01-01: 20%}`"
        collector.add("wrong-formula", message, span, help=help)
        return
    entries: list[_Entry] = []
    kind: Type | None = None
    starts = {key.text: key.span for key, _ in node.entries} if node else {}
    items = {ALWAYS: shape.value} if shape.value is not None else dict(shape.values or {})
    for start_text, each in items.items():
        start = _start(start_text, starts.get(start_text), collector) if start_text != ALWAYS else None
        if start_text != ALWAYS and start is None:
            continue
        dated = each if isinstance(each, DatedShape) else None
        text = each.value if isinstance(each, DatedShape) else each
        value = None if text.text == NONE else constant(text, scope, kind)
        kind = kind or (value.type if value is not None else None)
        until = dated.until if dated else None
        said = clause(dated, collector) if dated else UNCITED
        entries.append(_Entry(start, day(until, collector), value, text, said, until.span if until else None))
    if not entries:
        # What names it is then not told to name nothing.
        lost = DatedValue(start=None, end=None, value=None, span=span)
        scope.parameters[name] = ParameterDeclaration(name=name, type=BROKEN, values=(lost,), span=span)
        return
    mixed_percent([each.value for each in entries if each.value is not None], "values", collector)
    scope.parameters[name] = ParameterDeclaration(
        name=name,
        type=kind or BROKEN,
        values=_follow(
            name, sorted(entries, key=lambda entry: entry.start or date.min), day(shape.until, collector), collector
        ),
        clause=told,
        title=localized(shape.title, collector),
        span=entries[0].text.span,
    )


def _start(text: str, span: Span | None, collector: Collector) -> date | None:
    found = read_date(text)
    if not isinstance(found, Misread):
        return found
    help = "the key of a value is the day it begins, or `always`"
    collector.add(found.code, found.message, span, help=help)
    return None


def _follow(name: str, entries: list[_Entry], last: date | None, collector: Collector) -> tuple[DatedValue, ...]:
    """Each value lasts until the next begins; a stated end must meet the next beginning."""
    values: list[DatedValue] = []
    for index, entry in enumerate(entries):
        following = entries[index + 1].start if index + 1 < len(entries) else None
        natural = following - timedelta(days=1) if following else last
        if entry.until and natural and following and entry.until != natural:
            hole = entry.until < natural
            code, what = ("parameter-hole", "leaves a hole before") if hole else ("parameter-overlap", "reaches into")
            message = f"a value of `{name}` {what} the next one, which begins on {following}"
            help = f"end it on {natural}, or write `none` for a time without a value"
            collector.add(code, message, entry.until_span, help=help)
        end = entry.until or natural
        if entry.start and end and end < entry.start:
            message = f"a value of `{name}` ends before it begins"
            help = f"it begins on {entry.start}: end it later, or leave `until` out"
            collector.add("parameter-overlap", message, entry.until_span or entry.text.span, help=help)
        values.append(
            DatedValue(
                start=entry.start,
                end=end,
                value=entry.value,
                cite=entry.clause.cite,
                evidence=entry.clause.evidence.value if entry.clause.evidence else None,
                span=entry.text.span,
            )
        )
    return tuple(values)
