"""
What a condition always comes to, whatever the company; numbers in it are told by their ranges.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from incentives import kleene
from incentives.ir.expr import (
    Aggregate,
    Call,
    Expr,
    Gather,
    Literal,
    Named,
    Parameter,
    Reading,
    Reference,
    literal_number,
)
from incentives.ir.logic_operators import decided
from incentives.ir.operators import COMPARISONS, TABLE, Op, Unknowns
from incentives.ir.rulebook import Criterion, Definition, Rulebook
from incentives.types import Choice, Numeric, Set
from incentives.values import Interval, truth_of

# Nested conditions are looked at again and again: after so many steps nothing more is said about a rulebook.
MOST_STEPS = 1_000_000


@dataclass(slots=True)
class Notes:
    """What is worked out once for a rulebook, and how many steps that took."""

    definitions: dict[tuple[str, str], Interval] = field(default_factory=dict)
    truths: dict[tuple[str, Named, str], bool | None] = field(default_factory=dict)
    steps: int = 0


class Truths(ABC):
    """The truths of a rulebook's conditions, for who knows the ranges of its numbers."""

    __slots__ = ()

    rulebook: Rulebook
    notes: Notes

    @abstractmethod
    def interval(self, expr: Expr) -> Interval:
        """The range of a number."""

    @abstractmethod
    def anywhere(self) -> Self:
        """The same where nothing is taken to hold."""

    @abstractmethod
    def given(self, condition: Expr, *, holds: bool = True) -> Self:
        """The same where *condition* holds, or does not."""

    def taking(self, conditions: Iterable[Expr]) -> Self:
        """The same where all of *conditions* hold."""
        found = self
        for condition in conditions:
            found = found.given(condition)
        return found

    def truth(self, expr: Expr) -> bool | None:
        """What a condition always comes to; None if it can come to either."""
        self.notes.steps += 1
        if self.notes.steps > MOST_STEPS:
            return None
        match expr:
            case Literal(value=value):
                return truth_of(value)
            case Reference():
                return self._truth_of_reference(expr)
            case Parameter(name=name, programme=programme):
                values = self.rulebook.rules(programme).parameters[name].values
                return kleene.agreed(self.truth(each.value) for each in values if each.value is not None)
            case Reading(options=options):
                return kleene.agreed(self.truth(option) for _, option in options)
            case Call():
                return self._truth_of_call(expr)
            case Aggregate(gather=Gather.ANY | Gather.NONE, body=body):
                return None if self.anywhere().truth(body) is not False else expr.gather is Gather.NONE
            case Aggregate(gather=Gather.ALL, body=body):
                return True if self.anywhere().truth(body) is True else None
            case _:
                return None

    def _truth_of_reference(self, expr: Reference) -> bool | None:
        programme = self.rulebook.programmes[expr.programme]
        key = (expr.programme, expr.kind, expr.name)
        if key not in self.notes.truths:
            named: Definition | Criterion | None = None
            if expr.kind in (Named.DEFINITION, Named.OF_ITEM):
                named = programme.definitions[expr.name]
            elif expr.kind is Named.CRITERION:
                named = programme.criteria()[expr.name]
            self.notes.truths[key] = self.anywhere().truth(named.expr) if named is not None else None
        return self.notes.truths[key]

    def _truth_of_call(self, expr: Call) -> bool | None:
        row = TABLE[expr.op]
        if expr.op in COMPARISONS:
            return self._comparison(expr)
        if expr.op is Op.IF:
            condition = self.truth(expr.arguments[0])
            branches = [self.truth(each) for each in expr.arguments[1:]]
            return kleene.agreed(branches) if condition is None else branches[0 if condition else 1]
        if expr.op is Op.IN:
            return _membership(*expr.arguments)
        if expr.op is Op.AT_LEAST_OF:
            count, *tests = expr.arguments
            return _truth(row.kernel(literal_number(count), *map(self.truth, tests)))
        if row.unknowns is not Unknowns.KLEENE:
            return None
        if expr.op is Op.AND and self._contradictory(expr.arguments):
            return False
        return _truth(row.kernel(*map(self.truth, expr.arguments)))

    def _comparison(self, expr: Call) -> bool | None:
        left, right = expr.arguments
        if left == right:
            return expr.op in (Op.EQUAL, Op.AT_LEAST, Op.AT_MOST)
        if isinstance(left.type, Numeric):
            return decided(expr.op, self.interval(left), self.interval(right))
        if isinstance(left, Literal) and isinstance(right, Literal):
            return _truth(TABLE[expr.op].kernel(left.value.value, right.value.value))
        return None

    def _contradictory(self, tests: Sequence[Expr]) -> bool:
        """Whether one of some tests can only fail where the others hold."""
        return any(
            self.taking([other for other in tests if other is not test]).truth(test) is False
            for test in tests
            if isinstance(test, Call) and test.op in COMPARISONS and self.truth(test) is None
        )


def _truth(found: object) -> bool | None:
    """What a kernel of truths gives."""
    return found if isinstance(found, bool) else None


def _membership(subject: Expr, members: Expr) -> bool | None:
    """Whether a choice is among *members*: never among none, always among all."""
    if not isinstance(subject.type, Choice) or not isinstance(members.type, Set) or not isinstance(members, Literal):
        return None
    listed = members.value.value
    assert isinstance(listed, frozenset)  # noqa: S101  # INVARIANT: the members of a choice
    return True if listed >= set(subject.type.members) else None if listed else False
