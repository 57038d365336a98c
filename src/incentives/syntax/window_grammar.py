"""
Tokens to tree: windows of fiscal years, such as `last 3 years`, `since 2022-01-01`, `ever from registered_on`.
"""

from __future__ import annotations

from collections.abc import Callable

from incentives.diagnostics import Collector
from incentives.syntax.cursor import Cursor, Failure, Written
from incentives.syntax.tokens import kind_of
from incentives.syntax.tree import Invalid, Tree, Window

WINDOW_WORDS = frozenset({"last", "previous", "since", "ever"})
MOST_YEARS = 50


def at_window(cursor: Cursor, *, bare: bool = True) -> bool:
    """Whether a window begins here: the words are names elsewhere, and without *bare* `3 years` is a duration."""
    word = cursor.words[cursor.position]
    if word not in WINDOW_WORDS:
        counted = bare and kind_of(word) == "number" and cursor.following().text in ("years", "year")
        return counted and cursor.following(2).text in (")", "since", "where")
    following = cursor.following()
    if word == "ever":
        return following.text in (")", "where", "from")
    return following.kind in ("number", "date", "name")


def window(cursor: Cursor, day: Callable[[Cursor], Tree]) -> Tree:
    """
    window = "previous"? ("ever" ("from" day)? | "since" day | "last"? whole ("years" | "year") ("since" day)?)
    day    = postfix
    """
    start = cursor.token
    previous = cursor.accept("previous")
    if not previous:
        cursor.accept("last")
    count: int | None = None
    since: Tree | None = None
    ever = cursor.accept("ever")
    if not ever and not cursor.at("since"):
        count = _year_count(cursor)
    if cursor.accept("from" if ever else "since"):
        since = day(cursor)
    return Window(count, since, previous, ever, cursor.span(start.start, cursor.previous_end()))


def parse_window(written: Written, collector: Collector, day: Callable[[Cursor], Tree]) -> Tree:
    """Read a window that stands alone; `Invalid`, with its diagnostic, where *written* is none."""
    cursor = Cursor(written, collector)
    try:
        found = window(cursor, day)
        cursor.expect_end()
    except Failure:
        return Invalid(written.span)
    return found


def _year_count(cursor: Cursor) -> int:
    number = cursor.read()
    if number.kind != "number" or not number.text.isdigit() or not 1 <= int(number.text) <= MOST_YEARS:
        cursor.fail(f"expected a number of years, 1 to {MOST_YEARS}", token=number)
    if not (cursor.accept("years") or cursor.accept("year")):
        cursor.fail("expected `years` after the number")
    return int(number.text)
