"""
How programmes and single awards stand to each other, as the law states it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from incentives.ir.clauses import Clause, Localized
from incentives.ir.expr import Expr
from incentives.source import Span


class RelationKind(StrEnum):
    """
    How programmes or single awards stand to each other.

    `beside` is stated nowhere by itself: an award's amount looks at what others come to beside it.
    """

    EXCLUSIVE = "exclusive"
    NOT_AFTER = "not-after"
    REQUIRES = "requires"
    REQUIRES_ANY = "requires-any"
    CEILING = "ceiling"
    SAME_COSTS = "same-costs"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """
    One statement about programmes or single awards together; both sides are patterns (`engine/relations.py`).

    Args:

        owner: The programme or cumulation file that states it, *number* its place there, from 1.

        subjects: Whom it is about; of a ceiling, what lies under it.

        programmes: The other side; empty where every subject stands against every other.

        when: Only companies for which this holds; None for all.

        amount: Of a ceiling, the most in *currency*; with *forfeit*, what does not fit is refused as a whole.

        items: Of same costs, the list whose items are not paid for twice, unless they may be *split*.
    """

    kind: RelationKind
    programmes: tuple[str, ...]
    clause: Clause
    owner: str = ""
    number: int = 1
    subjects: tuple[str, ...] = ()
    title: Localized = field(default_factory=dict)
    when: Expr | None = None
    amount: Expr | None = None
    currency: str = ""
    forfeit: bool = False
    items: str | None = None
    split: bool = False
    text: str = ""
    start: date | None = None
    end: date | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    def covers(self, day: date) -> bool:
        """Whether the law makes the statement on *day*."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)
