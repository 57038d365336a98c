"""
The compiled rules: programmes, facts, places and how programmes stand to each other. Plain data, no behaviour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from incentives.frozen import dataclass
from incentives.ir.clauses import UNCITED
from incentives.ir.clauses import Clause as Clause  # noqa: PLC0414  # words of the rulebook: found here as well
from incentives.ir.clauses import Evidence as Evidence  # noqa: PLC0414  # as above
from incentives.ir.clauses import Localized as Localized  # noqa: PLC0414  # as above
from incentives.ir.expr import DatedValue, Expr, FactItems, TableRows
from incentives.ir.relations import Relation as Relation  # noqa: PLC0414  # as above
from incentives.ir.relations import RelationKind as RelationKind  # noqa: PLC0414  # as above
from incentives.ir.shared_caps import SharedCap as SharedCap  # noqa: PLC0414  # as above
from incentives.money.rounding import Rounding
from incentives.source import Span
from incentives.types import Type


class Nature(StrEnum):
    """Whether an award is owed to who meets the conditions, or given on merit."""

    ENTITLED = "entitled"
    DISCRETIONARY = "discretionary"


class Stage(StrEnum):
    """How far a measure has come."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    ENACTED = "enacted"
    REPEALED = "repealed"


class ConversionPolicy(StrEnum):
    """The day whose exchange rate applies."""

    ASSESSMENT = "assessment"
    FILING = "filing"
    FISCAL_YEAR_END = "fiscal_year_end"
    YEAR_AVERAGE = "year_average"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactDeclaration:
    """
    A declared input.

    Args:

        low: The least value, in the unit of *type*; None if unbounded.

        high: The greatest value.

        yearly: Whether it has a value per fiscal year.

        fields: For a list: the declarations of its items' fields.

        programme: The programme that declares it, None for the shared vocabulary.
    """

    name: str
    type: Type
    yearly: bool = False
    low: Fraction | None = None
    high: Fraction | None = None
    label: Localized = field(default_factory=dict)
    question: Localized = field(default_factory=dict)
    members: Mapping[str, Localized] = field(default_factory=dict)
    fields: Mapping[str, FactDeclaration] = field(default_factory=dict)
    unit: str = ""
    programme: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDeclaration:
    """A place below the countries, or a group of places."""

    code: str
    members: tuple[str, ...] = ()
    label: Localized = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterDeclaration:
    """A dated number of the law: values that follow each other without overlap."""

    name: str
    type: Type
    values: tuple[DatedValue, ...]
    keyed_by: Expr | None = None
    clause: Clause = UNCITED
    title: Localized = field(default_factory=dict)
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDeclaration:
    """A table of the law: rows with the same columns."""

    name: str
    columns: Mapping[str, Type]
    rows: tuple[Mapping[str, Expr], ...]
    clause: Clause = UNCITED
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """
    A named expression.

    Args:

        of: The list for whose items it is worked out; None if it is one value.

        whole: Of one of several results: the name under which all stand.
    """

    name: str
    expr: Expr
    text: str
    of: str | None = None
    whole: str | None = None
    clause: Clause = UNCITED
    title: Localized = field(default_factory=dict)
    span: Span | None = field(default=None, compare=False, repr=False)


class Group(StrEnum):
    """How the members of a group of criteria count."""

    TEST = "test"
    ALL = "all"
    ANY = "any"
    NONE = "none"
    AT_LEAST = "at-least"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """
    A test or a group of tests.

    Args:

        id: Unique in its programme; given or made from its position.

        expr: The condition as one truth-valued expression; for a group, of its members.

        preference: Shown, but no gate.

        door: The authority's own decision to let in who does not meet the rest. It counts where the company states it;
            unstated, it opens nothing and leaves nothing open.

        text: The test as written.
    """

    id: str
    kind: Group
    expr: Expr
    members: tuple[Criterion, ...] = ()
    required: int | None = None
    title: Localized = field(default_factory=dict)
    clause: Clause = UNCITED
    preference: bool = False
    door: bool = False
    text: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


class Rhythm(StrEnum):
    """How an award is paid."""

    ONCE = "once"
    INSTALMENTS = "instalments"
    PERIODS = "periods"
    ITEMS = "items"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """
    When an award is paid.

    Args:

        shares: For instalments: the share of each.

        count: For periods: how many; the amount is worked out for each.

        months: Length of a period, or the distance between instalments.

        source: For items: the list with an amount for each, in the order of payment.

        start: The first day; None if the law names none. For items, the day on which each is due.
    """

    rhythm: Rhythm
    shares: tuple[Fraction, ...] = ()
    count: int = 1
    months: int = 12
    source: FactItems | TableRows | None = None
    start: Expr | None = None
    clause: Clause = UNCITED


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOption:
    """One reading of an ambiguous clause."""

    name: str
    default: bool
    note: Localized
    cite: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPoint:
    """A place in a programme that can be read in several ways."""

    id: str
    options: tuple[ReadingOption, ...]

    @property
    def default(self) -> str:
        """The reading that is used unless another is asked for."""
        return next(option.name for option in self.options if option.default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """
    What a programme gives.

    Args:

        when: Its own conditions, None if the programme's eligibility is all.

        amount: None if the law's formula was not seen.

        cap: The most it can come to in all.

        uncapped: Whether the file says that the law names no cap, instead of saying nothing.

        cap_seen: False where the law may well name a cap and its text was not seen: the award can be anything below.

        forfeit: Whether nothing is given above the cap, instead of the cap.

        unit: What the amount is rounded to, and *rounding* how; once, at its end.

        stated_rounding: Whether the law says so.

        payers: Shares by payer, adding up to one; empty if not said.

        beside: The awards whose granted amounts its own depends on, by programme and award.
    """

    id: str
    title: Localized
    kind: str
    nature: Nature
    currency: str
    when: Criterion | None
    amount: Expr | None
    cap: Expr | None
    forfeit: bool
    unit: Fraction
    rounding: Rounding
    stated_rounding: bool
    schedule: Schedule
    payers: Mapping[str, Fraction]
    clause: Clause
    deadline: Expr | None = None
    uncapped: bool = False
    cap_seen: bool = True
    assumptions: tuple[Localized, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    text: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalSource:
    """The document that a programme encodes, and how much of it was seen."""

    name: Localized
    number: str | None
    issuer: Localized
    issued: date | None
    evidence: Evidence
    seen: Localized
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """
    The period of a programme, both days included.

    `start_seen` and `end_seen` say whether the law's own date was seen; where it was not, the end is open and the
    programme is taken as in force from *not_before* on, as a visible assumption.
    """

    start: date | None
    end: date | None
    start_seen: bool
    end_seen: bool
    not_before: date | None
    clause: Clause

    def covers(self, day: date) -> bool:
        """Whether *day* lies in the period."""
        first = self.start or self.not_before
        return (first is None or first <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """One measure, compiled."""

    id: str
    title: Localized
    summary: Localized
    jurisdiction: str
    kind: str
    level: str | None
    sectors: tuple[str, ...]
    stage: Stage
    replaces: tuple[str, ...]
    currency: str
    conversion: ConversionPolicy
    conversion_stated: bool
    source: LegalSource
    in_force: InForce
    uses: Mapping[str, str]
    facts: tuple[str, ...]
    parameters: Mapping[str, ParameterDeclaration]
    tables: Mapping[str, TableDeclaration]
    definitions: Mapping[str, Definition]
    eligibility: Criterion | None
    awards: Mapping[str, Award]
    relations: tuple[Relation, ...]
    readings: Mapping[str, ReadingPoint]
    assumptions: tuple[Localized, ...]
    gaps: tuple[Localized, ...]
    notes: tuple[Localized, ...]
    facts_used: frozenset[str]
    caps: Mapping[str, SharedCap] = field(default_factory=dict)
    span: Span | None = field(default=None, compare=False, repr=False)

    def criteria(self) -> dict[str, Criterion]:
        """Every criterion by its id, groups before their members, eligibility before awards."""
        found: dict[str, Criterion] = {}
        roots = [self.eligibility, *(award.when for award in self.awards.values())]
        for root in roots:
            pending = [root] if root else []
            while pending:
                each = pending.pop(0)
                found.setdefault(each.id, each)
                pending = [*each.members, *pending]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """
    All programmes with what they share.

    Args:

        digest: SHA-256 of the files it was made from, in hexadecimal.

        cumulation: Files that only say how programmes stand to each other, by id; no programmes, but of the same form.
    """

    programmes: Mapping[str, Programme]
    facts: Mapping[str, FactDeclaration]
    places: Mapping[str, PlaceDeclaration]
    digest: str
    origin: str = ""
    cumulation: Mapping[str, Programme] = field(default_factory=dict)

    def rules(self, name: str) -> Programme:
        """A programme or a cumulation file: whatever has parameters, definitions and relations of its own."""
        return self.programmes.get(name) or self.cumulation[name]
