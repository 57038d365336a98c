"""
The answer as data: what each criterion and award came to, for each programme and for the company.

Nothing here has words in a language; `explain` and `l10n` find them. Everything is immutable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from incentives.engine.trace import Step
from incentives.ir.operators import Op
from incentives.ir.rulebook import Award, Criterion, Localized, Programme, ReadingPoint, SharedCap
from incentives.money.rates import Conversion, NoQuote
from incentives.types import Type
from incentives.values import Reason, Value


class Status(StrEnum):
    """Where a company stands with a programme or an award."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNDETERMINED = "undetermined"
    NOT_IN_FORCE = "not-in-force"


@dataclass(frozen=True, slots=True)
class Range:
    """
    An amount of money between two ends, both included; `high` is None where nothing bounds it.

    A known amount has equal ends.
    """

    low: Fraction
    high: Fraction | None

    @property
    def is_known(self) -> bool:
        """Whether it is one amount."""
        return self.low == self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """
    How a comparison came out.

    Args:

        operator: The comparison, as `left operator right`.

        actual: The left value, *threshold* the right one.

        distance: Left minus right, in the unit of *type* (days for dates, a share for percentages; for a root a
            rational closer than 1e-12, for show); None if either is unknown or has no order.
    """

    operator: Op
    actual: Value
    threshold: Value
    distance: Fraction | None
    type: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionResult:
    """
    A criterion with what it came to.

    Args:

        truth: True, False, or None for unknown.

        reasons: Why it is unknown; empty if it is known.

        members: Of a group.

        step: The trace of a test; None for a group.

        margin: The distance to the threshold, if the test is one comparison.
    """

    criterion: Criterion
    truth: bool | None
    reasons: tuple[Reason, ...]
    members: tuple[CriterionResult, ...] = ()
    step: Step | None = None
    margin: Margin | None = None

    @property
    def counts(self) -> bool:
        """Whether it counts in its group: a preference never does, a door only where it is known."""
        return not self.criterion.preference and not (self.criterion.door and self.truth is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """
    One payment of an award.

    Args:

        due: The day, None if the law names none or it is unknown. For a period, its last day.

        start: First day of the period that it is for, None outside periods.

        payers: The share of each payer in money, in the order of the rule file; empty if not said.

        undated: Why the day is not known; empty if it is known or the law names none.

        step: How the amount of this period was worked out; None for instalments.
    """

    number: int
    due: date | None
    start: date | None
    amount: Range
    payers: Mapping[str, Range]
    undated: tuple[Reason, ...] = ()
    step: Step | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """An amount in the reporting currency, with the conversion of its upper end; None where no quote was found."""

    currency: str
    amount: Range | None
    conversion: Conversion | NoQuote | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedUse:
    """
    A cap that an award shares with others.

    Args:

        most: The most that they come to together.

        left: What the awards before leave of it; None of a cap on each year.
    """

    cap: SharedCap
    most: Range
    left: Range | None
    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardResult:
    """
    An award with what it came to.

    Args:

        status: Eligible only if the programme's eligibility and the award's own conditions hold.

        amount: In the award's currency. A discretionary award has 0 as its lower end: it is a ceiling.

        published: False if the law's formula was not seen; the amount is then only bounded.

        reading: The reading used for each of its ambiguous clauses, by point.

        reasons: Why the amount is not known exactly.

        step: The trace of the amount; None if it was not published or is paid by period.

        deadline: The last day to apply; None if the law names none or, for *deadline_reasons*, it is not known.

        shared: The caps that it shares with other awards.
    """

    award: Award
    status: Status
    amount: Range
    published: bool
    payments: tuple[Payment, ...]
    payers: Mapping[str, Range]
    conditions: CriterionResult | None
    reasons: tuple[Reason, ...]
    reading: Mapping[str, str]
    step: Step | None = None
    cap_step: Step | None = None
    deadline: date | None = None
    deadline_reasons: tuple[Reason, ...] = ()
    reported: Reported | None = None
    shared: tuple[SharedUse, ...] = ()


class AssumptionKind(StrEnum):
    """What an assumption is about; the file's own text, or one that the engine had to make."""

    STATED = "stated"
    CONVERSION_DAY = "conversion-day"
    ROUNDING = "rounding"
    START_NOT_SEEN = "start-not-seen"
    END_NOT_SEEN = "end-not-seen"
    READING = "reading"
    LATEST_YEAR = "latest-year"
    STATUS_ASSERTED = "status-asserted"
    STAGE = "stage"
    BY_ITSELF = "by-itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """
    A choice that the law left open, shown with the answer.

    Args:

        text: The file's own words, by language; empty for the engine's.

        arguments: What the engine's words need, by name.
    """

    kind: AssumptionKind
    text: Localized = field(default_factory=dict)
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """
    Another reading of an ambiguous clause that gives this company another answer.

    Args:

        status: The programme's status under that reading.

        awards: The amount of each award that differs, by id.
    """

    point: ReadingPoint
    option: str
    status: Status
    awards: Mapping[str, Range]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeResult:
    """
    A programme with what it came to.

    Args:

        eligibility: None if the programme has no conditions of its own.

        asserted: The company states that it holds this status; its criteria were worked out all the same.

        missing: The facts that would settle what is open, most needed first.
    """

    programme: Programme
    status: Status
    eligibility: CriterionResult | None
    asserted: bool
    awards: tuple[AwardResult, ...]
    missing: tuple[Reason, ...]
    assumptions: tuple[Assumption, ...]
    disagreements: tuple[Disagreement, ...] = ()
