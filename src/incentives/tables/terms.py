"""
What an expression is for all rows of a block: a truth, a number between two ends, a day, a text, each perhaps unknown.

The reasons for not knowing are kept as truths of the graph, one for each reason: whoever does not ask for them pays
nothing, for nothing that is not asked for is computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from incentives.tables.graph import Node
from incentives.tables.rationals import Rational
from incentives.values import Reason

# For each reason the rows that have it. Of a term, only rows where it is not known have any.
Reasons: TypeAlias = Mapping[Reason, Node]
NONE: Reasons = {}


class NotLowered(Exception):
    """Something that columns cannot hold: the programme goes to the exact evaluator, and this says why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Truth:
    """True where *yes* is, false where *no* is, unknown where neither."""

    yes: Node
    no: Node
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class End:
    """One end of a range: *value* where it is *finite*, infinite elsewhere."""

    value: Rational
    finite: Node


@dataclass(frozen=True, slots=True)
class Number:
    """A number from *low* to *high*; where it is *known* both are the number."""

    low: End
    high: End
    known: Node
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RootNumber:
    """
    `scale * radicand ** (1 / degree) + offset`, compared by powers; where it is not known only its *low* end is told.
    """

    radicand: Rational
    degree: int
    scale: Fraction
    offset: Fraction
    low: End
    high: End
    known: Node
    reasons: Reasons


@dataclass(frozen=True, slots=True)
class Day:
    """A day by its number in the calendar."""

    number: Node
    known: Node
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Word:
    """
    A place, a choice, a text or a set of them: one constant, or a column, or one of two words.

    Exactly one of *constant*, *column* and *branches* is not None.
    """

    known: Node
    reasons: Reasons = field(default_factory=dict)
    constant: str | frozenset[str] | None = None
    column: object = None
    branches: tuple[Node, Word, Word] | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A money fact as it was given, before it is converted."""

    number: Number
    currency: str


Term: TypeAlias = Truth | Number | RootNumber | Day | Word | Amount
