"""
The work on a block: pieces of it answered and written into the columns of the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import TypeVar

import numpy as np

from incentives.tables.answers import Detail, Money, ProgrammeColumns, Spread, Standing
from incentives.tables.graph import Node
from incentives.tables.lowered import Answer, AnswerMargins, Gains, MoneyNodes
from incentives.tables.margins import Turn
from incentives.tables.measured import fill_margins, joined_margins, no_margins
from incentives.tables.order import Asked
from incentives.tables.vectors import Array, Rows, View
from incentives.tables.ways import Told

Key = TypeVar("Key")
# Above this share of open rows, to pick them out costs more than to look at all.
MOST_OPEN = (4, 5)
# From this share of closed rows on, the open ones are picked out.
FEW_OPEN = (2, 5)
# From so many programmes with one gate on, they fetch columns for all its rows together.
MANY_PROGRAMMES = 4


def tasks_of(works: Sequence[Work], side: int, whole: View) -> Iterator[Callable[[], None]]:
    """
    What is to be done for the rows of *whole*, which are those of one side of the block: tasks that may run at the same
    time, in pieces that stay in the processor's cache.

    Programmes that one test of a column of words closes for the same rows look at the open rows together.
    """
    gates: dict[int, list[Work]] = {}
    for work in works:
        if work.in_force:
            gates.setdefault(work.sides[side].gate.index, []).append(work)
    for group in gates.values():
        closed = whole.column(group[0].sides[side].gate)
        rows = np.flatnonzero(~closed)
        gated = MOST_OPEN[1] * len(rows) <= MOST_OPEN[0] * whole.rows
        for piece in (whole.narrowed(rows) if gated else whole).pieces():
            piece.is_shared = len(group) >= MANY_PROGRAMMES
            yield partial(_answer, group, side, piece, gated=gated)
        if gated and (told := [work for work in group if not work.is_told_by_gate(side)]):
            for piece in whole.narrowed(np.flatnonzero(closed)).pieces():
                yield partial(_tell_shut, told, side, piece)
        if gated and (missed := [work for work in group if work.is_measured_beyond_gate(side)]):
            for piece in whole.narrowed(np.flatnonzero(closed)).pieces():
                yield partial(_measure_shut, missed, side, piece)
    if failing := [work for work in works if work.columns.failings]:
        for piece in whole.pieces():
            yield partial(_tell_failing, failing, side, piece)


def _answer(works: Sequence[Work], side: int, piece: View, *, gated: bool) -> None:
    for work in works:
        work.answer_rows(work.sides[side], piece, gated=gated)
        piece.forget(work.sides[side].lowered.programme.id)


def _tell_shut(works: Sequence[Work], side: int, piece: View) -> None:
    for work in works:
        work.tell_shut(work.sides[side], piece)
        piece.forget(work.sides[side].lowered.programme.id)


def _measure_shut(works: Sequence[Work], side: int, piece: View) -> None:
    for work in works:
        work.measure_missed(work.sides[side], piece)
        piece.forget(work.sides[side].lowered.programme.id)


def _tell_failing(works: Sequence[Work], side: int, piece: View) -> None:
    for work in works:
        work.tell_failing(work.sides[side], piece)
        piece.forget(work.sides[side].lowered.programme.id)


def _pays(closed: Array) -> bool:
    """Whether so many rows are closed that the open ones are picked out."""
    return bool(FEW_OPEN[1] * np.count_nonzero(closed) >= FEW_OPEN[0] * len(closed))


def _open(view: View, tests: Sequence[Asked]) -> View:
    """The rows that nothing shows to be ineligible. As soon as few are left, only these are looked at further."""
    closed = None
    for test in tests:
        here = view.column(test.part)
        test.count(int(np.count_nonzero(here)), view.rows)
        closed = here if closed is None else closed | here
        if _pays(closed):
            view = view.narrowed(np.flatnonzero(~closed))
            closed = None
            if view.rows == 0:
                return view
    if closed is None or not closed.any():
        return view
    return view.narrowed(np.flatnonzero(~closed))


def _open_telling(view: View, tests: Sequence[Told], decidings: Spread) -> View:
    """The same, with what decides for the rows that are closed: the first test, in order, that closes each."""
    closed = np.zeros(view.rows, dtype=np.bool_)
    codes = np.full(view.rows, -1, dtype=np.int16)
    for test in tests:
        here = view.column(test.part) & ~closed
        if test.decides.is_constant:
            codes += here * np.int16(test.decides.low + 1)
        elif len(rows := np.flatnonzero(here)):
            codes[rows] = view.narrowed(rows).values(test.decides)
        closed |= here
        if _pays(closed):
            decidings.put(view.places(), codes)
            view = view.narrowed(np.flatnonzero(~closed))
            closed, codes = np.zeros(view.rows, dtype=np.bool_), np.full(view.rows, -1, dtype=np.int16)
            if view.rows == 0:
                return view
    decidings.put(view.places(), codes)
    return view.narrowed(np.flatnonzero(~closed)) if closed.any() else view


class Work:
    """
    One programme's answer for a block, filled piece by piece.

    Args:

        sides: The programme lowered for any rows, and perhaps for those that are complete.
    """

    def __init__(self, sides: Sequence[Answer], detail: Detail, rows: int) -> None:
        self.sides = sides
        answer = sides[0]
        self.detail = detail
        self.in_force = in_force = answer.lowered.in_force
        standing = Standing.INELIGIBLE if in_force else Standing.NOT_IN_FORCE
        self.columns = ProgrammeColumns(
            standings=Spread(rows, standing, np.int8),
            entitled=_nothing(answer.general.entitled, rows),
            discretionary=_nothing(answer.general.discretionary, rows),
            unconverted=None if _never(answer.general.unconverted) else np.zeros(rows, dtype=np.bool_),
            criteria=answer.lowered.criteria,
        )
        if detail & Detail.REASONS:
            # What the gate decides stands nearly everywhere, and no row has to be looked at for it.
            told = self._told_by_gate()
            self.columns.decidings = Spread(rows, -1 if told is None else told, np.int16)
            self.columns.missings = {reason: Spread(rows, 0, np.bool_) for reason in answer.general.missing}
        if answer.margins is not None:
            self.columns.margins = no_margins(answer.margins, rows)
        if detail & Detail.FAILING:
            failing = answer.lowered.failing
            self.columns.failings = {name: Spread(rows, 0, np.bool_) for name in failing if not _never(failing[name])}
        if detail & Detail.AWARDS:
            self.columns.awards = {
                name: (Spread(rows, standing, np.int8), _nothing(money, rows))
                for name, (_, _, money) in answer.general.awards.items()
            }

    def _told_by_gate(self) -> int | None:
        """The criterion that decides for every row that the gate shuts out, on all sides; None if it differs."""
        told = {way.low if way.is_constant else None for way in (answer.ways.gate.decides for answer in self.sides)}
        return told.pop() if len(told) == 1 else None

    def answer_rows(self, answer: Answer, view: View, *, gated: bool) -> None:
        """
        Where the rows of *view* stand, and what those get that are not ineligible.

        Args:

            gated: Whether the rows that the gate closes are left out already.
        """
        decidings, ways = self.columns.decidings, answer.ways
        if decidings is None:
            open_ = _open(view, answer.order.now(answer.gate if gated else None))
        else:
            open_ = _open_telling(view, ways.tests if gated else (ways.gate, *ways.tests), decidings)
        for standing, gains, rows in self._divided(answer, open_):
            self.columns.standings.put(rows.places(), standing)
            if decidings is not None and standing is Standing.UNDETERMINED:
                decidings.put(rows.places(), rows.values(ways.open))
            self._give(gains, rows)
            if standing is Standing.ELIGIBLE and answer.margins is not None:
                self._measure(answer.margins, answer.margins.held, rows)
        if decidings is not None:
            self._leave(answer.lowered.beyond, view)
        self.measure_missed(answer, view)

    def _divided(self, answer: Answer, view: View) -> Iterator[tuple[Standing, Gains, View]]:
        """The rows that are eligible, and those that may be."""
        yes = view.column(answer.yes)
        rows = np.flatnonzero(yes)
        if len(rows) == view.rows:
            yield Standing.ELIGIBLE, answer.eligible, view
            return
        if len(rows):
            yield Standing.ELIGIBLE, answer.eligible, view.narrowed(rows)
        yield Standing.UNDETERMINED, answer.open, view.narrowed(np.flatnonzero(~yes)) if len(rows) else view

    def _give(self, gains: Gains, view: View) -> None:
        """What the rows of *view* get."""
        columns, places = self.columns, view.places()
        self._fill(columns.entitled, gains.entitled, view)
        self._fill(columns.discretionary, gains.discretionary, view)
        if columns.unconverted is not None:
            columns.unconverted[places] = view.column(gains.unconverted)
        if self.detail & Detail.AWARDS:
            for name, (yes, no, money) in gains.awards.items():
                status, amounts = columns.awards[name]
                status.put(places, _standing(view.column(yes), view.column(no)))
                self._fill(amounts, money, view)
        for reason, spread in columns.missings.items():
            node = gains.missing.get(reason)
            if node is not None and not _never(node):
                spread.put(places, view.values(node))
        self._leave(gains.beyond, view)

    def _measure(self, margins: AnswerMargins, turn: Turn, view: View) -> None:
        """How far those rows of *view* are from another status that have a figure between."""
        if self.columns.margins is not None and not _never(turn.there):
            fill_margins(self.columns.margins, margins, turn, view)

    def _leave(self, beyond: Node, view: View) -> None:
        """Leave rows to the exact evaluator."""
        if not _never(beyond):
            rows = np.flatnonzero(view.column(beyond))
            if len(rows):
                self.columns.standings.put(view.places(rows), Standing.BEYOND)

    def is_told_by_gate(self, side: int) -> bool:
        """Whether nothing is to be told of the rows that the gate shuts out, or all of it is told already."""
        decidings, shut = self.columns.decidings, self.sides[side].ways.gate.decides
        return decidings is None or (shut.is_constant and shut.low == decidings.filling)

    def is_measured_beyond_gate(self, side: int) -> bool:
        """Whether rows that the gate shuts out may be a figure away from another status."""
        margins = self.sides[side].margins
        return margins is not None and not margins.within_gate

    def measure_missed(self, answer: Answer, view: View) -> None:
        """How far those rows of *view* are from being eligible that are not."""
        if answer.margins is not None:
            self._measure(answer.margins, answer.margins.missed, view)

    def tell_shut(self, answer: Answer, view: View) -> None:
        """What decides the rows of *view*, all of which the gate shuts out."""
        if self.columns.decidings is not None:
            self.columns.decidings.put(view.places(), view.values(answer.ways.gate.decides))
        self._leave(answer.lowered.beyond, view)

    def tell_failing(self, answer: Answer, view: View) -> None:
        """Which criteria fail, for every row of *view*."""
        places = view.places()
        for name, spread in self.columns.failings.items():
            spread.put(places, view.column(answer.lowered.failing[name]))
        self._leave(answer.lowered.beyond, view)

    def _fill(self, money: Money, nodes: MoneyNodes, view: View) -> None:
        places = view.places()
        factor = 1 if nodes.scale == money.scale else int(nodes.scale / money.scale)
        sides = [(money.lows, nodes.low), (money.highs, nodes.high)]
        for spread, node in sides[: 1 if money.lows is money.highs else 2]:
            if not (node.is_constant and node.low == 0):
                spread.put(places, view.values(node) if factor == 1 else view.values(node) * factor)
        if money.bounds is not None and not (nodes.bounded.is_constant and nodes.bounded.value):
            money.bounds.put(places, view.values(nodes.bounded))


def _standing(yes: Array, no: Array) -> Array:
    found = np.where(yes, np.int8(Standing.ELIGIBLE), np.int8(Standing.UNDETERMINED))
    found[no] = Standing.INELIGIBLE
    return found


def _never(node: Node) -> bool:
    return node.is_constant and not node.value


def _nothing(nodes: MoneyNodes, rows: int) -> Money:
    lows, highs = (Spread(rows, 0, object if node.is_wide else np.int64) for node in (nodes.low, nodes.high))
    always = nodes.bounded.is_constant and bool(nodes.bounded.value)
    if nodes.low is nodes.high and always:
        highs = lows
    return Money(lows, highs, nodes.scale, None if always else Spread(rows, 1, np.bool_))


def joined(parts: Sequence[tuple[Rows, dict[str, ProgrammeColumns]]], rows: int) -> dict[str, ProgrammeColumns]:
    """The answers for several parts of a block as one, in the order of the block."""
    names = dict.fromkeys(name for _, programmes in parts for name in programmes)
    return {
        name: _joined([(places, programmes[name]) for places, programmes in parts if name in programmes], rows)
        for name in names
    }


def _joined(parts: Sequence[tuple[Rows, ProgrammeColumns]], rows: int) -> ProgrammeColumns:
    # A programme that only some parts hold is the exact evaluator's for the rest.
    standings = Spread(rows, Standing.BEYOND, np.int8)
    first = parts[0][1]
    for places, columns in parts:
        standings.put(places, columns.standing)
    found = ProgrammeColumns(
        standings=standings,
        entitled=_money([(places, columns.entitled) for places, columns in parts], rows),
        discretionary=_money([(places, columns.discretionary) for places, columns in parts], rows),
        criteria=first.criteria,
    )
    if any(columns.unconverted is not None for _, columns in parts):
        flags = [(places, columns.unconverted) for places, columns in parts]
        found.unconverted = _put([(places, each) for places, each in flags if each is not None], rows)
    if any(columns.decidings is not None for _, columns in parts):
        found.decidings = Spread(rows, -1, np.int16)
        for places, columns in parts:
            if columns.deciding is not None:
                found.decidings.put(places, columns.deciding)
    found.failings = _spread_all([(places, columns.failings) for places, columns in parts], rows)
    found.missings = _spread_all([(places, columns.missings) for places, columns in parts], rows)
    awards = {}
    for name in first.awards:
        status = Spread(rows, 0, np.int8)
        for places, columns in parts:
            status.put(places, columns.awards[name][0].dense)
        awards[name] = (status, _money([(places, columns.awards[name][1]) for places, columns in parts], rows))
    found.awards = awards
    margins = [(places, columns.margins) for places, columns in parts]
    found.margins = joined_margins([(places, each) for places, each in margins if each is not None], rows)
    return found


def _put(parts: Sequence[tuple[Rows, Array]], rows: int) -> Array:
    found = np.zeros(rows, dtype=np.bool_)
    for places, flags in parts:
        found[places] = flags
    return found


def _spread_all(parts: Sequence[tuple[Rows, Mapping[Key, Spread]]], rows: int) -> dict[Key, Spread]:
    found: dict[Key, Spread] = {}
    for places, spreads in parts:
        for key, spread in spreads.items():
            found.setdefault(key, Spread(rows, 0, np.bool_)).put(places, spread.dense)
    return found


def _money(parts: Sequence[tuple[Rows, Money]], rows: int) -> Money:
    """Amounts of several parts, in the finest of their scales."""
    scale: Fraction = min(money.scale for _, money in parts)
    wide = any(each.dtype == object for _, money in parts for each in (money.lows, money.highs))
    wide = wide or any(money.scale != scale for _, money in parts)
    lows, highs = (Spread(rows, 0, object if wide else np.int64) for _ in range(2))
    bounds = None if all(money.bounds is None for _, money in parts) else Spread(rows, 1, np.bool_)
    for places, money in parts:
        factor = int(money.scale / scale)
        lows.put(places, money.low.astype(object) * factor if wide else money.low)
        highs.put(places, money.high.astype(object) * factor if wide else money.high)
        if bounds is not None and money.bounded is not None:
            bounds.put(places, money.bounded)
    return Money(lows, highs, scale, bounds)
