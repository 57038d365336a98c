"""
Lints of time: parameters and their programme's period, editions that replace each other.
"""

from __future__ import annotations

from datetime import date, timedelta

from incentives.compiler.linting import Linting
from incentives.diagnostics import Label
from incentives.ir.expr import DatedValue
from incentives.ir.rulebook import ParameterDeclaration, Programme, Stage


def lint_periods(linting: Linting) -> None:
    """Dated values against the period they serve; a programme against those that it replaces."""
    for programme in linting.rulebook.programmes.values():
        for name, parameter in programme.parameters.items():
            if parameter.keyed_by is None:
                _outside(name, parameter, programme, linting)
                _holes(name, parameter, programme, linting)
        for replaced in programme.replaces:
            _editions(programme, replaced, linting)


def _outside(name: str, parameter: ParameterDeclaration, programme: Programme, linting: Linting) -> None:
    """A value that ends before the programme begins, or begins after it has ended, is never used."""
    period = programme.in_force
    for value in parameter.values:
        before = value.end is not None and period.start is not None and value.end < period.start
        after = value.start is not None and period.end is not None and value.start > period.end
        if (before or after) and value.value is not None:
            when = f"ends on {value.end}, before the programme begins"
            if after:
                when = f"begins on {value.start}, after the programme has ended"
            help = "remove it, or say what it is keyed by with `keyed_by:`"
            linting.warn("parameter-outside", f"a value of `{name}` {when}", value.span, help=help)


def _holes(name: str, parameter: ParameterDeclaration, programme: Programme, linting: Linting) -> None:
    """A time of the programme for which the parameter has no value."""
    period = programme.in_force
    first, last = parameter.values[0], parameter.values[-1]
    start, end = period.start or period.not_before, period.end
    if start is not None and first.start is not None and first.start > start:
        _hole(name, first, start, first.start - timedelta(days=1), linting)
    if last.end is not None and (end is None or last.end < end):
        _hole(name, last, last.end + timedelta(days=1), end, linting)


def _hole(name: str, value: DatedValue, start: date, end: date | None, linting: Linting) -> None:
    until = f"to {end}" if end else "on"
    message = f"the programme is in force from {start} {until}, and `{name}` has no value then"
    help = "add the value, or `none` for a time without one"
    linting.warn("parameter-hole", message, value.span, help=help)


def _editions(programme: Programme, replaced: str, linting: Linting) -> None:
    """A replaced edition ends before the one that replaces it begins."""
    old = linting.rulebook.programmes.get(replaced)
    start = programme.in_force.start
    if old is None or start is None or Stage.DRAFT in (programme.stage, old.stage):
        return
    if old.in_force.end is None or old.in_force.end >= start:
        span = linting.value(programme, "replaces")
        until = linting.key(old, "in_force")
        labels = [Label(span=until, text="the older edition")] if until else []
        message = f"`{replaced}` is still in force when this edition begins, on {start}"
        help = f"end it with `until: {start - timedelta(days=1)}`"
        linting.warn("overlapping-editions", message, span, help=help, labels=labels)
