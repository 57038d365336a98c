"""
Caps that several awards of a programme share.
"""

from __future__ import annotations

from dataclasses import field

from incentives.frozen import dataclass
from incentives.ir.clauses import UNCITED, Clause, Localized
from incentives.ir.expr import Expr
from incentives.source import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCap:
    """
    The most that some awards of a programme come to together.

    Args:

        awards: Their ids; each gets what those before it leave.

        amount: The most, in their currency.

        yearly: Whether it bounds what is due in each calendar year, instead of all.
    """

    id: str
    awards: tuple[str, ...]
    amount: Expr
    yearly: bool
    title: Localized = field(default_factory=dict)
    clause: Clause = UNCITED
    span: Span | None = field(default=None, compare=False, repr=False)
