"""
A case as data: the company, the day, the readings, and what is expected of the programme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from incentives.engine.results import Status
from incentives.profiles.profile import Profile
from incentives.types import Type
from incentives.values import Value


class Form(StrEnum):
    """How a case states a value: one value, a range, a ceiling on merit, or that it is not known."""

    EXACT = "exact"
    RANGE = "range"
    CEILING = "ceiling"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """
    A value as a case states it.

    Args:

        text: As written.

        value: If it is one value: of the kind that `Known` holds.

        low: The least that it may be; None if unbounded. Likewise *high*.

        due: Of a payment, the day on which it is due, if the case says so.
    """

    text: str
    form: Form
    type: Type
    value: object = None
    low: Fraction | None = None
    high: Fraction | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardExpectation:
    """What is expected of one award; None for what the case does not say."""

    amount: Stated | None = None
    status: Status | None = None
    exact: Stated | None = None
    payments: tuple[Stated, ...] | None = None
    payers: Mapping[str, Stated] = field(default_factory=dict)
    deadline: date | None = None
    exclusive_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """
    What is expected of the programme; None or empty for what the case does not say.

    Args:

        criteria: True, false or None for unknown, by id.

        values: What definitions and parameters come to, by name.

        exclusive_with: Programmes and awards, as `programme/award`, that this programme may not stand beside.

        missing: The facts, all of them, that are still missing.
    """

    status: Status | None = None
    decided_by: str | None = None
    criteria: Mapping[str, bool | None] = field(default_factory=dict)
    values: Mapping[str, Stated] = field(default_factory=dict)
    awards: Mapping[str, AwardExpectation] = field(default_factory=dict)
    entitled: Stated | None = None
    discretionary: Stated | None = None
    exclusive_with: tuple[str, ...] = ()
    missing: frozenset[str] | None = None

    @property
    def exclusions(self) -> tuple[tuple[str | None, str], ...]:
        """What may not stand beside what: an award of this programme, or None for all of it, and the other."""
        of_awards = [(name, other) for name, award in self.awards.items() for other in award.exclusive_with]
        return (*((None, other) for other in self.exclusive_with), *of_awards)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """
    One worked example.

    Args:

        programme: The id of the programme it is about.

        number: Its place in the file, counted from 1.

        readings: The reading chosen, by programme and point.

        place: `file:line:column`.

        granted: What other awards are taken to come to, by programme and award; nought where nothing is said.
    """

    programme: str
    number: int
    says: str
    place: str
    on: date
    profile: Profile
    readings: Mapping[str, Mapping[str, str]]
    expect: Expectation
    granted: Mapping[tuple[str, str], Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """
    The cases of one programme.

    Args:

        survivors: Mutants that no case need notice: a glob of their ids, and the reason.
    """

    path: Path
    programme: str
    cases: tuple[Case, ...]
    survivors: Mapping[str, str] = field(default_factory=dict)
