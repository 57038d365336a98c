"""
Windows of fiscal years in columns: which years a loop runs over, and in which rows. As `engine.loops`, which defines
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from incentives.ir.expr import Years
from incentives.tables.choices import choose_term
from incentives.tables.frames import Frame, Lowers
from incentives.tables.graph import Node
from incentives.tables.shape import FIRST_YEAR
from incentives.tables.terms import NONE, Day, NotLowered, Reasons, Term

LONGEST_WINDOW = 100
# More years, each lowered on its own, than this are left to the exact evaluator.
MOST_YEARS = 60


class Loop(Protocol):
    """A loop of which the frames are still to be found."""

    def run(
        self, frames: Sequence[Frame], present: Sequence[Node], *, earlier: bool = False, unsure: Reasons = NONE
    ) -> Term:
        """
        What the loop comes to over *frames*.

        Args:

            present: For each frame the rows that have it.

            earlier: Whether the first frame stands for all years before those stated.

            unsure: Why it is not known whether the frames belong.
        """


def over(lowering: Lowers, years: Years, frame: Frame, loop: Loop) -> Term:
    """What a loop over fiscal years comes to."""
    graph, shape = lowering.graph, lowering.shape
    last = frame.year - years.previous
    since = _since(lowering, years, frame)
    # Without a first day, or where it may not be known, the window goes back to the first year that is stated.
    is_open = years.ever or (years.count is None and (since is None or since.known is not graph.true))
    if not is_open:
        return _from(lowering, years, frame, loop, since, last)
    if shape.earliest is not None:
        return _from(lowering, years, frame, loop, since, min(shape.earliest, last))
    firsts = sorted({min(year, last) for year in shape.first_years}, reverse=True)
    if not firsts or len(firsts) * _longest(last, firsts[-1], since) > MOST_YEARS:
        raise NotLowered("a window that is open to the past")
    # The first year differs from row to row: what the window comes to for each.
    found = _from(lowering, years, frame, loop, since, firsts[0])
    stated = graph.column(FIRST_YEAR, min(shape.first_years), max(shape.first_years))
    for first in firsts[1:]:
        other = _from(lowering, years, frame, loop, since, first)
        here = graph.at_most(stated, graph.constant(first))
        found = choose_term(graph, lowering.numbers, here, other, found)
    return found


def _from(lowering: Lowers, years: Years, frame: Frame, loop: Loop, since: Day | None, earliest: int) -> Term:
    """The same where *earliest* is the first fiscal year of which something is stated."""
    graph = lowering.graph
    last = frame.year - years.previous
    if since is None:
        first = earliest - 1 if years.count is None else last - years.count + 1
        return _run(lowering, loop, frame, range(_nearest(first, last), last + 1), earlier=years.count is None)
    if since.known is graph.false:
        return _of_unknown_start(lowering, years, frame, loop, since, earliest)
    known = _of_known_start(lowering, years, frame, loop, since, earliest)
    if since.known is graph.true:
        return known
    unknown = _of_unknown_start(lowering, years, frame, loop, since, earliest)
    return choose_term(graph, lowering.numbers, since.known, known, unknown)


def _of_known_start(lowering: Lowers, years: Years, frame: Frame, loop: Loop, since: Day, earliest: int) -> Term:
    """A year belongs if it ends on the first day or later; with `ever`, also if it is among those stated."""
    graph = lowering.graph
    last = frame.year - years.previous
    first = date.fromordinal(max(since.number.low, 1)).year
    earliest = earliest if years.ever else last + 1
    first = min(first, earliest)
    if years.count is not None:
        first = max(first, last - years.count + 1)
    chosen = range(_nearest(first, last), last + 1)
    present = []
    for year in chosen:
        end = graph.constant(lowering.year_end(year).toordinal())
        present.append(graph.true if year >= earliest else graph.at_most(since.number, end))
    frames = [replace(frame, year=year) for year in chosen]
    kept = [(each, here) for each, here in zip(frames, present, strict=True) if here is not graph.false]
    if len(kept) > MOST_YEARS:
        raise NotLowered("a window of many years that begins on a day of each company's own")
    return loop.run([each for each, _ in kept], [here for _, here in kept])


def _of_unknown_start(lowering: Lowers, years: Years, frame: Frame, loop: Loop, since: Day, earliest: int) -> Term:
    """Whether a year belongs is not known; with `ever`, all that are stated do, and perhaps others before them."""
    last = frame.year - years.previous
    unsure = NONE if years.ever else dict.fromkeys(since.reasons, lowering.graph.true)
    if years.count is not None:
        first = last - years.count + 1
        return _run(lowering, loop, frame, range(_nearest(first, last), last + 1), unsure=unsure)
    first = earliest - 1
    return _run(lowering, loop, frame, range(_nearest(first, last), last + 1), earlier=True, unsure=unsure)


def _run(
    lowering: Lowers, loop: Loop, frame: Frame, years: range, *, earlier: bool = False, unsure: Reasons = NONE
) -> Term:
    frames = [replace(frame, year=year) for year in years]
    return loop.run(frames, [lowering.graph.true] * len(frames), earlier=earlier, unsure=unsure)


def _since(lowering: Lowers, years: Years, frame: Frame) -> Day | None:
    if years.since is None:
        return None
    found = lowering.lower(years.since, frame)
    if isinstance(found, Day):
        return found
    raise NotLowered("a window that begins on no day")


def _longest(last: int, earliest: int, since: Day | None) -> int:
    """How many years a window has at most that is open to the past."""
    first = earliest - 1 if since is None else min(earliest - 1, date.fromordinal(max(since.number.low, 1)).year)
    return last - _nearest(first, last) + 1


def _nearest(first: int, last: int) -> int:
    return max(first, last - LONGEST_WINDOW + 1)
