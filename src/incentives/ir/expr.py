"""
The typed language: a closed union of nodes. Everything an author can call is an operator, a row of the table in
`operators.py`, so that a new one never touches a walker.

Equality and hash ignore spans. Every numeric node's value is in the unit of its type.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from incentives.frozen import dataclass
from incentives.ir.operators import Op
from incentives.source import Span
from incentives.types import Type
from incentives.values import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A constant that the rule file states. *text* is how it was written."""

    value: Known
    type: Type
    text: str = field(default="", compare=False)
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """
    A fact of the company.

    Args:

        name: As declared.

        yearly: Whether it has a value per fiscal year.

        offset: For a yearly fact, years before (negative) the current fiscal year.
    """

    name: str
    type: Type
    yearly: bool = False
    offset: int = 0
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of the item that the innermost loops look at; *depth* counts outwards from 0."""

    name: str
    type: Type
    source: str
    depth: int = 0
    span: Span | None = field(default=None, compare=False, repr=False)


class Given(StrEnum):
    """What the assessment itself gives an expression."""

    ASSESSMENT_DATE = "assessment_date"
    FISCAL_YEAR = "fiscal_year"
    FISCAL_YEAR_START = "fiscal_year_start"
    FISCAL_YEAR_END = "fiscal_year_end"
    DAYS = "days"
    PERIOD_NUMBER = "period_number"
    PERIOD_START = "period_start"
    PERIOD_END = "period_end"
    PERIOD_YEAR = "period_year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A value that the assessment or the payment period gives."""

    name: Given
    type: Type
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A dated number of the law, on the day *at* (the day of assessment if None)."""

    name: str
    programme: str
    type: Type
    at: Expr | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


class Named(StrEnum):
    """What a reference may point at."""

    DEFINITION = "definition"
    OF_ITEM = "of-item"
    CRITERION = "criterion"
    ELIGIBILITY = "eligibility"
    AWARD_WHEN = "when"
    AWARD_AMOUNT = "amount"
    HOLDS = "holds"
    QUALIFIES = "qualifies"
    GRANTED = "granted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """
    Something named elsewhere in this programme or another, evaluated once; a definition as it was *offset* fiscal years
    before (negative) the current one; one that is worked out for each item of a list, for the item *depth* loops out.
    What is granted of a programme as a whole has no *name*.
    """

    kind: Named
    programme: str
    name: str
    type: Type
    offset: int = 0
    depth: int = 0
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An operator applied to arguments."""

    op: Op
    arguments: tuple[Expr, ...]
    type: Type
    span: Span | None = field(default=None, compare=False, repr=False)


class Steps(StrEnum):
    """What a bracket table does with the rows."""

    SELECT = "select"
    MARGINAL = "marginal"
    INTERPOLATE = "interpolate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """
    One row: its lower and upper edge (None: open) and whether each edge belongs to the row, with its value.

    In a marginal table the value is a rate on the part inside the row; in an interpolation the value at *lower*.
    """

    lower: Expr | None
    lower_inside: bool
    upper: Expr | None
    upper_inside: bool
    value: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Brackets:
    """A value looked up, added up or interpolated in a table by *subject*."""

    kind: Steps
    subject: Expr
    rows: tuple[Bracket, ...]
    type: Type
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactItems:
    """The items of a list fact."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupItems:
    """
    The items of the list fact *name* with a field `weight`: how much of each counts with the company, by the *holdings*
    between them. Held above *linked_above* is linked, from *partner_from* on a partner.
    """

    name: str
    holdings: str
    linked_above: Fraction
    partner_from: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRows:
    """The rows of a table parameter."""

    programme: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """
    Fiscal years up to the last one closed, or the one before it if *previous*: the last *count*, those that end on or
    after *since*, or, with *ever*, all that the company states and all from *since* on.
    """

    count: int | None = None
    since: Expr | None = None
    previous: bool = False
    ever: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsBy:
    """The items of a list, gathered under each distinct value of *keys*: one turn for each, with its own `item`s."""

    items: FactItems | TableRows
    keys: tuple[Expr, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsOf:
    """The items under the distinct value that the loop over `ItemsBy`, *depth* loops out, has reached."""

    name: str
    depth: int = 0


Source: TypeAlias = FactItems | GroupItems | TableRows | Years | ItemsBy | ItemsOf


class Gather(StrEnum):
    """How the values of a loop become one."""

    SUM = "sum"
    COUNT = "count"
    AVERAGE = "average"
    MIN = "min"
    MAX = "max"
    CARRIED = "carried"
    ANY = "any"
    ALL = "all"
    NONE = "none"


class CarriedPart(StrEnum):
    """What may be asked of an amount that is carried forward by the year it arose."""

    AVAILABLE = "available"
    USED = "used"
    EXPIRED = "expired"
    LEFT = "left"
    USED_FROM = "used_from"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """
    What each year adds is used up to *use* in each year, oldest first, and lost after *lasts* further years.

    Args:

        lasts: How many years after that in which it arose an amount may still be used; None if it is never lost.

        part: What is asked of the last year of the window.

        age: Of `USED_FROM`: how many years before the amount arose.
    """

    use: Expr
    lasts: int | None
    part: CarriedPart
    age: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """
    A loop over items or fiscal years: *body* of those *where* the condition holds, gathered into one value.

    With *carry*, what is left of the bodies is kept apart by the year it arose in.
    """

    gather: Gather
    source: Source
    body: Expr
    where: Expr | None
    type: Type
    carry: Carry | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An expression that depends on how an ambiguous clause is read."""

    point: str
    options: tuple[tuple[str, Expr], ...]
    type: Type
    span: Span | None = field(default=None, compare=False, repr=False)

    def option(self, name: str) -> Expr:
        """The expression under reading *name*."""
        return dict(self.options)[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Convert:
    """Money turned into *currency* by a recorded conversion; a money fact as given has no currency of its own."""

    operand: Expr
    currency: str
    type: Type
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class InPeriod:
    """*operand* as it is in the fiscal year that the last day of the payment period lies in."""

    operand: Expr
    type: Type
    span: Span | None = field(default=None, compare=False, repr=False)


Expr: TypeAlias = (
    Literal
    | Fact
    | Field
    | Context
    | Parameter
    | Reference
    | Call
    | Brackets
    | Aggregate
    | Reading
    | Convert
    | InPeriod
)


def children(node: Expr) -> tuple[Expr, ...]:
    """The direct sub-expressions of *node*, in the order an author reads them."""
    # The commonest first: every node of every rule comes by here.
    match node:
        case Literal():
            return ()
        case Call(arguments=arguments):
            return arguments
        case Fact() | Reference() | Field() | Context():
            return ()
        case Convert(operand=operand) | InPeriod(operand=operand):
            return (operand,)
        case Parameter(at=at):
            return (at,) if at else ()
        case Brackets(subject=subject, rows=rows):
            edges = [edge for row in rows for edge in (row.lower, row.upper, row.value) if edge is not None]
            return (subject, *edges)
        case Aggregate(source=source, body=body, where=where, carry=carry):
            use = (carry.use,) if carry is not None else ()
            return (*_of_source(source), *((where,) if where else ()), *use, body)
        case Reading(options=options):
            return tuple(option for _, option in options)


def _of_source(source: Source) -> tuple[Expr, ...]:
    """The expressions that say what a loop runs over."""
    if isinstance(source, Years):
        return (source.since,) if source.since else ()
    return source.keys if isinstance(source, ItemsBy) else ()


def walk(node: Expr) -> list[Expr]:
    """*node* and everything below it, parents first."""
    found = [node]
    for each in found:
        found.extend(children(each))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedValue:
    """One value of a parameter: from *start* (None: always) up to and including *end* (None: open)."""

    start: date | None
    end: date | None
    value: Expr | None
    cite: str | None = None
    evidence: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


def literal_number(node: Expr) -> Fraction | None:
    """The number of a numeric literal."""
    if isinstance(node, Literal) and isinstance(node.value.value, Fraction):
        return node.value.value
    return None
