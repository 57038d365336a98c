"""
The typed language back to text: an expression as a rule file would hold it, with as few brackets as its meaning needs.

Reading the text again gives the same expression, with five exceptions, which no single expression of the written
language stands for and which are printed for people: a bracket table (`select revenue: below 5 CNY -> 1 CNY; …`), what
is carried forward by the year it arose (`used of credit, used up to tax, …`), a choice between readings (`reading
since-2022: …; first-ever: …`), a group of one criterion, which is printed as that criterion, and a definition of
another programme without *uses*, whose alias is then made up.

A conversion that the compiler put around a money fact is not printed; one that the author wrote is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import assert_never

from incentives.ir.expr import (
    Aggregate,
    Bracket,
    Brackets,
    Call,
    CarriedPart,
    Carry,
    Context,
    Convert,
    Expr,
    Fact,
    FactItems,
    Field,
    Given,
    GroupItems,
    InPeriod,
    ItemsBy,
    ItemsOf,
    Literal,
    Named,
    Parameter,
    Reading,
    Reference,
    Steps,
    TableRows,
    Years,
)
from incentives.ir.operators import FUNCTIONS, INFIX, Op
from incentives.ir.patterns import growth_of, is_first_time
from incentives.ir.quantities import quantity_text
from incentives.ir.rulebook import Criterion, Group
from incentives.types import ANY_CURRENCY, PERCENT, Choice, Numeric, Place, Set
from incentives.values import Root

# How tightly a text binds, loosest first; an operand that binds less tightly than its place needs stands in brackets.
LOOSE, OR, AND, NOT, COMPARISON, SUM, PRODUCT, UNARY, TIGHT = range(9)

SIGNS: Mapping[Op, str] = {op: sign for sign, ops in INFIX.items() for op in ops}
NAMES: Mapping[Op, str] = {op: name for name, op in FUNCTIONS.items()}
LEVELS: Mapping[Op, int] = {
    **dict.fromkeys((Op.LESS, Op.AT_MOST, Op.GREATER, Op.AT_LEAST, Op.EQUAL, Op.NOT_EQUAL), COMPARISON),
    **dict.fromkeys((Op.ADD, Op.ADD_MONTHS, Op.ADD_DAYS), SUM),
    **dict.fromkeys((Op.SUBTRACT, Op.SUBTRACT_MONTHS, Op.SUBTRACT_DAYS, Op.DAYS_BETWEEN), SUM),
    **dict.fromkeys((Op.MULTIPLY, Op.DIVIDE), PRODUCT),
}
MEMBERSHIP: Mapping[Op, str] = {Op.IN: "in", Op.CONTAINS: "in", Op.WITHIN: "within"}
# The last argument of a function: `max(x, 2 years)` would be read as a window of fiscal years.
# How the items of a distinct value are called inside the loop over such values.
ITEM = "item"
WINDOW_LIKE = re.compile(r"\d+ years?")


def print_expr(expr: Expr, uses: Mapping[str, str] | None = None) -> str:
    """
    The text of *expr*.

    Args:

        uses: The aliases that its programme gives to others (`Programme.uses`).
    """
    return _Printer(uses or {}).text(expr)


def print_tree(criterion: Criterion, uses: Mapping[str, str] | None = None) -> str:
    """A criterion and its members as indented lines: a test as an expression, a group by how its members count."""
    return "\n".join(_tree_lines(criterion, _Printer(uses or {}), 0))


def _tree_lines(criterion: Criterion, printer: _Printer, depth: int) -> list[str]:
    kind = f"at least {criterion.required} of" if criterion.kind is Group.AT_LEAST else f"{criterion.kind} of"
    text = printer.text(criterion.expr) if criterion.kind is Group.TEST else kind
    if criterion.preference:
        text += " (preference)"
    if criterion.door:
        text += " (door)"
    if criterion.clause.cite:
        text += f"  [{criterion.clause.cite}]"
    lines = ["  " * depth + text]
    for member in criterion.members:
        lines += _tree_lines(member, printer, depth + 1)
    return lines


class _Printer:
    """Prints expressions of one programme."""

    def __init__(self, uses: Mapping[str, str]) -> None:
        self.aliases = {programme: alias for alias, programme in uses.items()}

    def text(self, expr: Expr, needed: int = LOOSE) -> str:
        """*expr* where something that binds as tightly as *needed* may stand."""
        text, level = self.node(expr)
        return text if level >= needed else f"({text})"

    def node(self, expr: Expr) -> tuple[str, int]:
        """The text of *expr* and how tightly it binds."""
        match expr:
            case Literal():
                return _literal(expr), TIGHT
            case Fact(name=name, offset=offset):
                return (f"{name}[{offset}]" if offset else name), TIGHT
            case Field(name=name):
                return name, TIGHT
            case Context(name=given):
                return given.value, TIGHT
            case Parameter(at=at):
                name = self.owned(expr.programme, expr.name)
                if at is None:
                    return name, TIGHT
                day = self.day(at)
                # `rate at city.day` would be read as the member `day` of `rate at city`.
                bare = not isinstance(at, (Fact, Reference)) or day.isidentifier()
                return f"{name} at {day if bare else f'({day})'}", TIGHT
            case Reference():
                return self.reference(expr), TIGHT
            case Call():
                return self.call(expr)
            case Brackets():
                return self.brackets(expr), LOOSE
            case Aggregate():
                return self.aggregate(expr), TIGHT
            case Reading(options=options):
                return "reading " + "; ".join(f"{name}: {self.text(option)}" for name, option in options), LOOSE
            case Convert(operand=operand, currency=currency):
                if isinstance(operand.type, Numeric) and operand.type.currency == ANY_CURRENCY:
                    return self.node(operand)
                return f"convert({self.text(operand)}, {currency})", TIGHT
            case InPeriod(operand=operand):
                return self.in_period(operand), TIGHT
        assert_never(expr)

    def in_period(self, operand: Expr) -> str:
        """`revenue[period_year]`, `revenue[period_year - 1]`."""
        yearly = operand.operand if isinstance(operand, Convert) else operand
        assert isinstance(yearly, (Fact, Reference))  # noqa: S101  # INVARIANT: nothing else is indexed
        earlier = f" - {-yearly.offset}" if yearly.offset else ""
        return f"{self.text(replace(yearly, offset=0))}[period_year{earlier}]"

    def owned(self, programme: str, name: str) -> str:
        """A name of this programme or, behind its alias, of another."""
        alias = self.aliases.get(programme)
        return f"{alias}.{name}" if alias else name

    def reference(self, expr: Reference) -> str:
        alias = self.aliases.get(expr.programme)
        match expr.kind:
            case Named.DEFINITION | Named.OF_ITEM:
                return self.owned(expr.programme, expr.name) + (f"[{expr.offset}]" if expr.offset else "")
            case Named.CRITERION:
                return f"criteria.{expr.name}"
            case Named.ELIGIBILITY:
                return "criteria.eligibility"
            case Named.AWARD_WHEN | Named.AWARD_AMOUNT:
                return f"{expr.name}.{expr.kind}"
            case Named.GRANTED if expr.name:
                return f"granted({self.owned(expr.programme, expr.name)})"
            case Named.HOLDS | Named.QUALIFIES | Named.GRANTED:
                made_up = expr.programme.rpartition("/")[2].replace("-", "_")
                return f"{expr.kind}({alias or made_up})"
        assert_never(expr.kind)

    # Operators.

    def call(self, expr: Call) -> tuple[str, int]:
        grown = growth_of(expr)
        if grown is not None:
            return f"growth({self.text(grown[0])}, last {grown[1]} years)", TIGHT
        if is_first_time(expr):
            window = expr.arguments[1]
            assert isinstance(window, Aggregate)  # noqa: S101  (INVARIANT: the pattern says so)
            assert isinstance(window.source, Years)  # noqa: S101  (as above)
            return f"first_time({self.text(window.body)}, {self.window(window.source, shown_previous=False)})", TIGHT
        match expr.op:
            case Op.AND | Op.OR:
                return self.chain(expr)
            case Op.NOT:
                return self.negation(expr)
            case Op.IF:
                condition, positive, negative = (self.text(each) for each in expr.arguments)
                return f"if {condition} then {positive} else {negative}", LOOSE
            case Op.NEGATE:
                return f"-{self.text(expr.arguments[0], UNARY)}", UNARY
            case Op.IN | Op.CONTAINS | Op.WITHIN:
                return self.membership(expr, MEMBERSHIP[expr.op]), COMPARISON
        level = LEVELS.get(expr.op)
        if level is None:
            return self.function(expr), TIGHT
        left, right = expr.arguments
        first = self.text(left, SUM if level == COMPARISON else level)
        return f"{first} {SIGNS[expr.op]} {self.text(right, level + 1)}", level

    def chain(self, expr: Call) -> tuple[str, int]:
        word, level = ("and", AND) if expr.op is Op.AND else ("or", OR)
        if not expr.arguments:
            return ("true" if expr.op is Op.AND else "false"), TIGHT
        if len(expr.arguments) == 1:
            return self.node(expr.arguments[0])
        return f" {word} ".join(self.text(each, level + 1) for each in expr.arguments), level

    def negation(self, expr: Call) -> tuple[str, int]:
        operand = expr.arguments[0]
        if isinstance(operand, Call) and operand.op in (Op.IN, Op.CONTAINS):
            return self.membership(operand, "not in"), COMPARISON
        return f"not {self.text(operand, NOT)}", NOT

    def membership(self, expr: Call, word: str) -> str:
        # Behind a place that is no constant stands what groups of places there are, which nobody writes.
        subject, members = expr.arguments[:2]
        if expr.op is Op.CONTAINS:
            subject, members = members, subject
        return f"{self.text(subject, SUM)} {word} {self.text(members, SUM)}"

    def function(self, expr: Call) -> str:
        arguments = expr.arguments
        if expr.op is Op.AGE and isinstance(arguments[1], Context) and arguments[1].name is Given.ASSESSMENT_DATE:
            arguments = arguments[:1]
        texts = [self.text(each) for each in arguments]
        last = arguments[-1]
        if WINDOW_LIKE.fullmatch(texts[-1]) and isinstance(last, Literal):
            texts[-1] = _literal(last, long_times=False)
        return f"{NAMES[expr.op]}({', '.join(texts)})"

    # Tables and loops.

    def brackets(self, expr: Brackets) -> str:
        rows = "; ".join(self.bracket(expr.kind, row) for row in expr.rows)
        return f"{expr.kind} {self.text(expr.subject)}: {rows}"

    def bracket(self, kind: Steps, row: Bracket) -> str:
        value = self.text(row.value)
        edges: list[str] = []
        if row.lower is not None:
            word = "at" if kind is Steps.INTERPOLATE else "from" if row.lower_inside else "above"
            edges.append(f"{word} {self.text(row.lower)}")
        if row.upper is not None:
            edges.append(f"{'up to' if row.upper_inside else 'below'} {self.text(row.upper)}")
        return f"{' '.join(edges) or 'always'} -> {value}"

    def aggregate(self, expr: Aggregate) -> str:
        body = self.text(expr.body)
        if expr.carry is not None:
            return self.carried(expr, expr.carry, body)
        where = f" where {self.text(expr.where)}" if expr.where else ""
        match expr.source:
            case Years() as years:
                window = self.window(years)
                return (
                    f"{expr.gather}({body} for each year {window}{where})"
                    if where
                    else f"{expr.gather}({body}, {window})"
                )
            case FactItems(name=name):
                return f"{expr.gather}({body} for each {name}{where})"
            case TableRows(programme=programme, name=name):
                return f"{expr.gather}({body} for each {self.owned(programme, name)}{where})"
            case ItemsBy(items=listed, keys=keys):
                by = self.text(keys[0], SUM) if len(keys) == 1 else f"[{', '.join(self.text(key) for key in keys)}]"
                name = listed.name if isinstance(listed, FactItems) else self.owned(listed.programme, listed.name)
                return f"{expr.gather}({body} for each {name} by {by}{where})"
            case ItemsOf():
                return f"{expr.gather}({body} for each {ITEM}{where})"
            case GroupItems(name=name, holdings=holdings) as group:
                shares = ", ".join(quantity_text(share, PERCENT) for share in (group.linked_above, group.partner_from))
                return f"{expr.gather}({body} for each group({name}, {holdings}, {shares}){where})"
        assert_never(expr.source)

    def carried(self, expr: Aggregate, carry: Carry, body: str) -> str:
        """What is carried forward by the year it arose, for people: no single expression stands for it."""
        assert isinstance(expr.source, Years)  # noqa: S101  # INVARIANT: only fiscal years are carried from one to the next
        lasts = "" if carry.lasts is None else f", expiring after {carry.lasts} years"
        age = f" {carry.age} years before" if carry.part is CarriedPart.USED_FROM else ""
        use, window = self.text(carry.use), self.window(expr.source)
        return f"{carry.part.replace('_', ' ')}{age} of {body}, used up to {use}{lasts}, {window}"

    def window(self, years: Years, *, shown_previous: bool = True) -> str:
        parts = ["previous"] if years.previous and shown_previous else []
        if years.ever:
            parts.append("ever")
        elif years.count is not None:
            parts += [] if parts else ["last"]
            parts.append(f"{years.count} {'year' if years.count == 1 else 'years'}")
        if years.since is not None:
            parts.append(f"{'from' if years.ever else 'since'} {self.day(years.since)}")
        return " ".join(parts)

    def day(self, expr: Expr) -> str:
        """A date behind a word that takes one value: anything but a plain value stands in brackets."""
        return self.text(expr, TIGHT)


def _literal(expr: Literal, *, long_times: bool = True) -> str:
    value = expr.value.value
    match value:
        case bool():
            return "true" if value else "false"
        case Fraction() if isinstance(expr.type, Numeric):
            return quantity_text(value, expr.type, long_times=long_times)
        case date():
            return value.isoformat()
        case frozenset() if isinstance(expr.type, Set):
            return _members(expr, value, expr.type)
        case str() if isinstance(expr.type, (Place, Choice)):
            return value
        case str():
            return f"'{value}'" if '"' in value else f'"{value}"'
        case Root():
            return f"{value.scale} * root({value.radicand}, {value.degree}) + {value.offset}"
    return expr.text


def _members(expr: Literal, members: frozenset[str], kind: Set) -> str:
    if expr.text and not kind.members:
        return " ".join(expr.text.split())  # a group of places is shorter by its name than by its members
    ordered = [member for member in kind.members if member in members] or sorted(members)
    return ordered[0] if len(ordered) == 1 and not kind.members else f"[{', '.join(ordered)}]"
