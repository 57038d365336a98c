"""
What parts of the evaluator ask of it: to evaluate an expression in some frame, for one situation.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from incentives.engine.scope import Frame, Situation
from incentives.engine.trace import Step
from incentives.ir.expr import Expr
from incentives.values import Value


class Evaluating(Protocol):
    """The evaluator, as loops and tables see it."""

    situation: Situation

    def evaluate(self, expr: Expr, frame: Frame) -> Step:
        """The step of *expr* in *frame*."""

    def constant(self, expr: Expr) -> Value:
        """The value of an expression that depends on nothing."""

    def year_end(self, year: int) -> date:
        """The day on which fiscal year *year* ends."""
