"""
The trace: each evaluated node with its value, the steps it used, and what it looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from incentives.ir.expr import Expr
from incentives.money.rates import Conversion, NoQuote
from incentives.values import Interval, Value


@dataclass(frozen=True, slots=True)
class OfYear:
    """The step is for this fiscal year."""

    year: int


@dataclass(frozen=True, slots=True)
class OfRow:
    """The row of a table, counted from 0, that the step chose."""

    row: int


@dataclass(frozen=True, slots=True)
class OfReading:
    """The reading of an ambiguous clause that the step follows."""

    point: str
    option: str


@dataclass(frozen=True, slots=True)
class OfYears:
    """Of what the step comes to, how much arose in which fiscal year."""

    origins: tuple[tuple[int, Interval], ...]


Note: TypeAlias = Conversion | NoQuote | OfYear | OfRow | OfReading | OfYears


@dataclass(frozen=True, slots=True)
class Step:
    """
    One evaluated node.

    Args:

        expr: The node.

        value: What it came to.

        inputs: The steps it used, in order. Of a loop, those of each turn.

        note: What was looked up on the way.
    """

    expr: Expr
    value: Value
    inputs: tuple[Step, ...] = ()
    note: Note | None = None


def conversions(step: Step) -> list[Conversion | NoQuote]:
    """Every conversion below *step*, each once, in order."""
    found: dict[Conversion | NoQuote, None] = {}
    pending = [step]
    while pending:
        each = pending.pop(0)
        if isinstance(each.note, (Conversion, NoQuote)):
            found[each.note] = None
        pending.extend(each.inputs)
    return list(found)
