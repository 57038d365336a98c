"""
The facts of one company, bound to their declarations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from incentives.source import Span
from incentives.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearly:
    """
    A fact with a value per fiscal year.

    Args:

        values: By the year in which the fiscal year ends.

        latest: A value given without a year: it is taken for the last fiscal year closed on the day of assessment.
    """

    values: Mapping[int, Value] = field(default_factory=dict)
    latest: Value | None = None


FactValue: TypeAlias = Value | Yearly


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldStatus:
    """
    A status that the company says it holds, or says it does not hold.

    Args:

        held: False for `none`: the company states that it does not hold it.

        start: First day, None if not said.

        end: Last day, None if open.
    """

    held: bool = True
    start: date | None = None
    end: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the status is held on *day*."""
        return self.held and (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """
    One company.

    Args:

        facts: By name, for the facts that the company states; a stated `unknown` is left out.

        fiscal_year_end: Month and day on which its fiscal years end.

        statuses: Statuses by programme id.

        digest: SHA-256 of what it was read from, in a normal form, in hexadecimal.

        places: Where each fact was stated, for diagnostics.
    """

    name: str
    facts: Mapping[str, FactValue]
    fiscal_year_end: tuple[int, int] = (12, 31)
    statuses: Mapping[str, HeldStatus] = field(default_factory=dict)
    digest: str = ""
    places: Mapping[str, Span] = field(default_factory=dict, compare=False, repr=False)
