"""
Formulas to IR: a plain expression, a bracket table, or readings of an ambiguous clause.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from incentives.compiler.brackets import brackets
from incentives.compiler.carrying import carry_forward
from incentives.compiler.checking import Scope, a, broken, expression, fits
from incentives.compiler.idle import report_idle
from incentives.compiler.results import PARTS, SEVERAL, Maker, Result, has_several
from incentives.compiler.texts import flag, localized, place_of
from incentives.compiler.typecheck import Checker
from incentives.compiler.waterfalls import waterfall
from incentives.ir.expr import Expr, Reading
from incentives.ir.rulebook import ReadingOption, ReadingPoint
from incentives.source import Span
from incentives.syntax.documents import FormulaShape, ReadingShape
from incentives.syntax.nodes import ScalarNode
from incentives.types import Broken, Type

Loop: TypeAlias = tuple[str, Mapping[str, Type]]

# What the readings of a clause may hold, by what they are readings of.
FORMS = ("value", "select", "marginal", "interpolate", "readings")
BELONGS = "it belongs to a definition"
OPTIONS = ("value", "test", "amount", "when")
OPTIONS_WITH = {"value": ("value",), "test": ("test",), "amount": ("amount", "when"), "when": ("amount", "when")}


def formula(
    written: ScalarNode | FormulaShape,
    scope: Scope,
    point: str,
    *,
    wanted: Type | None = None,
    what: str = "the value",
    in_period: bool = False,
    loop: Loop | None = None,
    defined: bool = False,
) -> Expr:
    """
    The typed form of a formula.

    Args:

        point: The name under which its readings are chosen.

        wanted: The type that it must have, if one is due.

        what: What it is, for the diagnostic.

        loop: The list whose items it is worked out for.

        defined: Whether it is a definition, which may be one for each item of a list.
    """
    checker = Checker(scope, scope.collector, in_period=in_period)
    if loop is not None:
        checker.loops.append(loop)
    if isinstance(written, ScalarNode):
        return expression(written, checker, wanted, what)
    if has_several(written):  # a definition with several results does not come here
        span = place_of(written)
        message, help = "what has several results stands under `define`", "name it there, and one of its results here"
        scope.collector.add("wrong-formula", message, span, help=help)
        return broken(span)
    report_idle(written, ("for_each", *PARTS) if not defined else PARTS, BELONGS, scope.collector)
    parts = [written.value, written.select, written.marginal, written.interpolate, written.readings]
    given = [part for part in parts if part is not None]
    if len(given) != 1:
        span = place_of(written)
        scope.collector.add(
            "wrong-formula",
            "a formula has exactly one of `value`, `select`, `marginal`, `interpolate`, `readings`",
            span,
            help="write one expression, or a bracket table with `select:` or `marginal:` and `brackets:`",
            where=f"{scope.programme}, {point}",
        )
        return broken(span)
    if written.value is not None or written.readings is not None:
        report_idle(written, ("brackets",), "a table has `select`, `marginal` or `interpolate`", scope.collector)
    if written.value is not None:
        return expression(written.value, checker, wanted, what)
    if written.readings is not None:

        def option(name: str, shape: ReadingShape) -> Expr | None:
            return (
                formula(shape.value, scope, f"{point}.{name}", wanted=wanted, what=what, in_period=in_period, loop=loop)
                if shape.value is not None
                else None
            )

        return readings(written.readings, scope, point, option, "value")
    expr = brackets(written, checker, wanted)
    if wanted is not None and not isinstance(expr.type, Broken) and not fits(expr.type, wanted):
        scope.collector.add("unit-mismatch", f"{what} is {a(wanted)}, this table gives {a(expr.type)}", expr.span)
        return broken(expr.span)
    return expr


def several(written: FormulaShape, scope: Scope, name: str, loop: Loop | None) -> tuple[Result, ...]:
    """The results of a definition that has several of them."""
    checker = Checker(scope, scope.collector)
    if loop is not None:
        checker.loops.append(loop)
    kind = "waterfall" if written.waterfall is not None else "carry_forward"
    others = [key for key in (*FORMS, *PARTS, "brackets") if key != kind and key not in SEVERAL[kind]]
    report_idle(written, others, f"the definition is a `{kind}`", scope.collector)
    make = Maker(scope.programme, name, loop is not None)
    return waterfall(written, make, checker) if kind == "waterfall" else carry_forward(written, make, checker)


def readings(
    written: Mapping[str, ReadingShape],
    scope: Scope,
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
        idle = [each for each in OPTIONS if each not in OPTIONS_WITH[key]]
        report_idle(shape, idle, f"a reading of this has `{key}`", scope.collector)
        expr = option(name, shape)
        if expr is None:
            scope.collector.add(
                "missing-key", f"the reading `{name}` has no `{key}`", place_of(shape), help=f"add `{key}:`"
            )
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
            f"a clause has two readings or more, one the default; `{point}` has {len(told)}, {len(defaults)} marked",
            span,
            help="mark the reading that the text supports best with `default: true`",
        )
        return broken(span)
    scope.readings[point] = ReadingPoint(id=point, options=tuple(told))
    types = [expr.type for _, expr in options]
    if any(isinstance(kind, Broken) for kind in types):
        return broken(span)
    if any(kind != types[0] for kind in types):
        scope.collector.add(
            "type-mismatch",
            f"the readings of `{point}` differ in type: {' and '.join(sorted({str(kind) for kind in types}))}",
            span,
        )
        return broken(span)
    return Reading(point=point, options=tuple(options), type=types[0], span=span)
