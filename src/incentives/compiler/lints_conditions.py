"""
Lints of conditions that always come to the same, of groups that say a thing twice, of rows that nothing reaches.
"""

from __future__ import annotations

from collections.abc import Iterator

from incentives.compiler.linting import Linting, groups
from incentives.diagnostics import Label
from incentives.ir.expr import (
    Aggregate,
    Bracket,
    Brackets,
    Call,
    Expr,
    Literal,
    Named,
    Reading,
    Reference,
    Steps,
    walk,
)
from incentives.ir.logic_operators import decided
from incentives.ir.operators import COMPARISONS, Op
from incentives.ir.roots import nodes_of, roots
from incentives.ir.rulebook import Criterion, Group, Programme
from incentives.types import Numeric
from incentives.values import Interval

LOGIC = frozenset({Op.AND, Op.OR, Op.NOT, Op.AT_LEAST_OF})


def lint_conditions(linting: Linting) -> None:
    """Look at every condition, group, table and choice between readings."""
    for programme in linting.rulebook.programmes.values():
        told: set[Expr] = set()
        for criterion in _criteria(programme):
            _group(criterion, linting, told)
        for condition in _conditions(programme):
            _always(condition, linting, told)
        for node in nodes_of(programme):
            match node:
                case Brackets():
                    _rows(node, linting)
                case Reading():
                    _same_readings(node, linting)
                case Call(op=Op.IF, arguments=(_, positive, negative)) if positive == negative:
                    message = "both branches of this `if` are the same"
                    linting.warn("repeated-test", message, node.span, help="leave the condition out, or mend a branch")
                case _:
                    pass


def _criteria(programme: Programme) -> Iterator[Criterion]:
    for root in (programme.eligibility, *(award.when for award in programme.awards.values())):
        yield from groups(root)


def _conditions(programme: Programme) -> Iterator[Expr]:
    """Every condition an author wrote: tests, their parts, conditions of `if` and `where`."""
    for criterion in _criteria(programme):
        if not criterion.members:
            yield from _parts(criterion.expr)
    for root in roots(programme):
        for node in walk(root):
            if isinstance(node, Call) and node.op is Op.IF:
                yield from _parts(node.arguments[0])
            elif isinstance(node, Aggregate) and node.where is not None:
                yield from _parts(node.where)


def _parts(condition: Expr) -> Iterator[Expr]:
    """A condition and what it is joined of, the whole first."""
    pending = [condition]
    while pending:
        each = pending.pop()
        yield each
        if isinstance(each, Call) and each.op in LOGIC:
            pending.extend(reversed([part for part in each.arguments if not isinstance(part.type, Numeric)]))


def _always(condition: Expr, linting: Linting, told: set[Expr]) -> None:
    """Report a condition that always comes to the same, unless a part of it or what it names is to blame."""
    if condition in told or isinstance(condition, Reference):
        return
    truth = linting.ranges.truth(condition)
    if truth is None or any(linting.ranges.truth(part) is not None for part in list(_parts(condition))[1:]):
        return
    told.add(condition)
    if not _varies(condition):
        what = "true" if truth else "false"
        help = "remove it, or compare a fact with something"
        linting.warn("constant-condition", f"this is always {what}: it asks for nothing", condition.span, help=help)
    elif truth:
        help = _range_help(condition, linting)
        linting.warn("always-true", "this can never be false", condition.span, help=help)
    else:
        linting.warn("never-true", "this can never be true", condition.span, help=_range_help(condition, linting))


def _varies(condition: Expr) -> bool:
    """Whether a condition depends on anything but literals."""
    return any(not isinstance(node, (Literal, Call)) for node in walk(condition))


def _range_help(condition: Expr, linting: Linting) -> str:
    """Where the sides of a comparison lie."""
    if isinstance(condition, Call) and condition.op in COMPARISONS and condition.arguments[0] != condition.arguments[1]:
        sides = [
            f"`{side.span.text}` is {said}"
            for side in condition.arguments
            if side.span and not isinstance(side, Literal) and (said := _said(linting.ranges.interval(side), side))
        ]
        if sides:
            return f"{' and '.join(sides)}: mend the test, or the range of the fact"
    return "mend the test, or leave it out"


def _said(interval: Interval, side: Expr) -> str:
    percent = isinstance(side.type, Numeric) and side.type.percent
    low, high = (None if end is None else f"{end * 100}%" if percent else f"{end}" for end in interval)
    if low and high:
        return f"from {low} to {high}" if low != high else f"always {low}"
    return f"at least {low}" if low else f"at most {high}" if high else ""


def _group(criterion: Criterion, linting: Linting, told: set[Expr]) -> None:
    """A test that stands twice in one group; tests that exclude each other; more wanted than there are."""
    seen: dict[Expr, Criterion] = {}
    for member in criterion.members:
        first = seen.setdefault(member.expr, member)
        if first is not member:
            labels = [Label(span=first.span, text="it stands here first")] if first.span else []
            message, help = "the same test stands twice in this group", "remove one, or mend it"
            linting.warn("repeated-test", message, member.span, help=help, labels=labels)
    if criterion.kind is not Group.ALL or linting.ranges.truth(criterion.expr) is not False:
        return
    if all(linting.ranges.truth(member.expr) is None for member in criterion.members):
        told.add(criterion.expr)
        help = "two of the tests exclude each other: should one of them do, with `any`?"
        linting.warn("never-true", "these tests can never hold together", criterion.span, help=help)


def _same_readings(node: Reading, linting: Linting) -> None:
    options = list(node.options)
    for index, (name, option) in enumerate(options):
        same = next((other for other, earlier in options[:index] if earlier == option), None)
        if same is not None and not (isinstance(option, Reference) and option.kind is Named.AWARD_WHEN):
            message = f"the readings `{same}` and `{name}` of `{node.point}` come to the same"
            help = "leave one out, or write what differs"
            linting.warn("same-readings", message, option.span or node.span, help=help)


def _rows(node: Brackets, linting: Linting) -> None:
    """Rows of a table that the subject never reaches."""
    subject = linting.ranges.interval(node.subject)
    if node.kind is Steps.INTERPOLATE:
        return
    for row in node.rows:
        if not _reached(row, subject, linting):
            help = _said(subject, node.subject)
            text = node.subject.span.text if node.subject.span else "the subject"
            linting.warn(
                "unreachable-row",
                "nothing ever lies in this row",
                row.value.span,
                help=f"`{text}` is {help}: remove the row, or mend its edges" if help else "mend the edges of the row",
            )


def _reached(row: Bracket, subject: Interval, linting: Linting) -> bool:
    lower = (Op.AT_LEAST if row.lower_inside else Op.GREATER, row.lower)
    upper = (Op.AT_MOST if row.upper_inside else Op.LESS, row.upper)
    edges = [(op, edge) for op, edge in (lower, upper) if edge is not None]
    if any(decided(op, subject, linting.ranges.interval(edge)) is False for op, edge in edges):
        return False
    if row.lower is None or row.upper is None:
        return True
    both = Op.AT_MOST if row.lower_inside and row.upper_inside else Op.LESS
    return decided(both, linting.ranges.interval(row.lower), linting.ranges.interval(row.upper)) is not False
