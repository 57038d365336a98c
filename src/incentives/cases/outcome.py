"""
What came of a case, as data: each difference between what was expected and what came, and the step where it begins.

Texts only, so that a report can be made in another process than the one that ran the case.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """
    One evaluated node, as text.

    Args:

        text: The expression.

        value: What it came to.

        inputs: What it was worked out from; constants are left out.
    """

    text: str
    value: str
    inputs: tuple[ShownStep, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """
    The first step at which the trace leaves what was expected.

    Args:

        path: The way there: the award or group, its members, down to the test or amount.

        step: What was worked out there.

        cite: The clause.

        place: `file:line:column` in the rule file.
    """

    path: tuple[str, ...]
    step: ShownStep | None = None
    cite: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """
    One difference.

    Args:

        what: What was compared: `status`, `criteria.size`, `awards.rent-subsidy.payments.2`.
    """

    what: str
    expected: str
    got: str
    departure: Departure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """A case with its differences, in the order of evaluation; none if it passed."""

    programme: str
    number: int
    says: str
    place: str
    mismatches: tuple[Mismatch, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all came as expected."""
        return not self.mismatches

    @property
    def departure(self) -> Departure | None:
        """The first step at which the trace departs."""
        return next((each.departure for each in self.mismatches if each.departure is not None), None)
