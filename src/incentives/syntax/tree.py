"""
The parsed expression: untyped, names not yet looked up, a span on every node.

A span holds offsets into the source file, so that a diagnostic can underline the author's own text.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import TypeAlias, assert_never

from incentives.frozen import dataclass
from incentives.source import Span


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit as written: `5 million CNY`, `30%`, `1000 m2`, `3`."""

    value: Fraction
    unit: str | None
    percent: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Day:
    """A date."""

    value: date
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text."""

    value: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A word to look up: a fact, parameter, definition, field or member of a choice."""

    text: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Code:
    """A word in capitals: a place (`CN-SH`) or a currency (`USD`)."""

    text: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Member:
    """`owner.name`: an award's condition, another programme's definition."""

    owner: Tree
    name: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Index:
    """`fact[-1]`: the value of an earlier fiscal year; *in_period*, `fact[period_year - 1]`: counted from that one."""

    owner: Tree
    offset: int
    span: Span = field(compare=False, repr=False)
    in_period: bool = False


@dataclass(frozen=True, slots=True)
class At:
    """`parameter at date`: the value in force on another day than the day of assessment."""

    owner: Tree
    day: Tree
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Items:
    """`[a, b]`: the members on the right of `in` and `within`."""

    items: tuple[Tree, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Window:
    """
    A stretch of fiscal years that ends with the last one closed, or with the one before it (*previous*).

    *years* is a count, *since* a date that the years end on or after; both may limit it. With *ever* it is all years
    that the company states, and those from *since* on.
    """

    years: int | None
    since: Tree | None
    previous: bool
    ever: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or function with its arguments: `>=`, `and`, `min`."""

    function: str
    arguments: tuple[Tree, ...]
    span: Span = field(compare=False, repr=False)

    @property
    def function_span(self) -> Span:
        """Where the name of the function stands, with which its call begins."""
        return _beginning(self.span, self.function)


@dataclass(frozen=True, slots=True)
class ForEach:
    """
    `sum(body for each source where condition)`; the source is a list's name or a window of years. With *by*, one turn
    for each of the distinct values that these have among the items.
    """

    function: str
    body: Tree
    source: Tree
    where: Tree | None
    span: Span = field(compare=False, repr=False)
    by: tuple[Tree, ...] = ()

    @property
    def function_span(self) -> Span:
        """Where the name of the function stands, with which its call begins."""
        return _beginning(self.span, self.function)


@dataclass(frozen=True, slots=True)
class Invalid:
    """An expression that already has a diagnostic."""

    span: Span = field(compare=False, repr=False)


Tree: TypeAlias = Number | Day | Text | Name | Code | Member | Index | At | Items | Window | Call | ForEach | Invalid


def children(tree: Tree) -> tuple[Tree, ...]:
    """The direct parts of *tree*."""
    match tree:
        case Number() | Day() | Text() | Name() | Code() | Invalid():
            return ()
        case Member(owner=owner) | Index(owner=owner):
            return (owner,)
        case At(owner=owner, day=day):
            return (owner, day)
        case Items(items=items):
            return items
        case Window(since=since):
            return (since,) if since is not None else ()
        case Call(arguments=arguments):
            return arguments
        case ForEach(body=body, source=source, where=where, by=by):
            return (body, source, *by) if where is None else (body, source, *by, where)
    assert_never(tree)


def depth(tree: Tree) -> int:
    """How many nodes lie on the longest way down; worked out without recursion."""
    deepest, level = 0, [tree]
    while level:
        deepest += 1
        level = [child for each in level for child in children(each)]
    return deepest


def _beginning(span: Span, word: str) -> Span:
    """The part of *span* that is *word*, if it begins with it."""
    return Span(span.source, span.start, span.start + len(word)) if span.text.startswith(word) else span
