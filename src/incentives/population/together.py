"""
What all programmes come to together for each row: their sum, and the best permitted choice where they are related.

Groups that relations join are chosen among in columns; what these leave, and rows where a programme takes instead of
gives or a quote is missing, by the exact choice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from incentives.engine.results import Status
from incentives.money.currency import minor_unit
from incentives.population.answers import (
    DISCRETIONARY,
    ENTITLED_HIGH,
    ENTITLED_LOW,
    LEFT_OUT,
    STATUS,
    UNCONVERTED,
    Fields,
    Layout,
    together_fields,
)
from incentives.population.choosing import Chooser
from incentives.population.columns import amounts, flagged, is_status, summed
from incentives.population.options import Chosen
from incentives.population.relations import counts, groups_of, to_choose
from incentives.population.units import Amounts
from incentives.population.workers import Request, Workers
from incentives.tables.answers import Money, ProgrammeColumns, Spread
from incentives.tables.block import Block
from incentives.tables.plan import taken

if TYPE_CHECKING:
    from incentives.tables.block import Booleans, Integers

SUMS = (ENTITLED_LOW, ENTITLED_HIGH, DISCRETIONARY)


class Together:
    """
    The totals of a table's rows.

    Args:

        held: The programmes whose status some row may hold.
    """

    def __init__(self, layout: Layout, workers: Workers, held: Collection[str]) -> None:
        question = layout.question
        self.layout = layout
        self.workers = workers
        self.choosers = [Chooser(question, group) for group in groups_of(question, held)]
        self.counted = {each.id for each in question.chosen() if counts(each)}
        cent = minor_unit(question.currency)
        awards = [award for programme in question.chosen() for award in programme.awards.values()]
        # A sum that a ceiling cuts is rounded as a whole: then it must be one sum.
        self.by_parts_of_cents = any(
            (award.unit / cent).denominator != 1 for award in awards if award.currency == question.currency
        )

    @property
    def by_award(self) -> frozenset[str]:
        """The programmes whose single awards are looked at."""
        return frozenset(name for chooser in self.choosers for name in chooser.group.programmes)

    def of(self, block: Block, found: Mapping[str, ProgrammeColumns], fields: Mapping[str, Fields]) -> Fields:
        """The totals for every row of *block*, of which columns hold *found* and the answer *fields*."""
        alive = {name: is_status(each[STATUS], Status.ELIGIBLE, Status.UNDETERMINED) for name, each in fields.items()}
        taking = {name: there & _takes(fields[name]) for name, there in alive.items() if name in self.counted}
        exact = {name: np.zeros(block.rows, dtype=bool) for name in fields}
        sums: list[Fields] = []
        out: dict[str, Booleans] = {}
        for name in taking.keys() - self.by_award:
            sums.append(self._where(~taking[name], fields[name]))
            exact[name] = taking[name]
        for chooser in self.choosers:
            names = chooser.group.programmes
            own = {name: alive[name] for name in names if name in self.counted}
            plain = [fields[name] for name in own]
            takes = _any((taking[name] for name in own), block.rows)
            difficult = _any((alive[name] for name in names if name not in found), block.rows) | takes
            rows = np.flatnonzero(to_choose(chooser.group.ties, own, block.rows) | takes)
            chosen = chooser.choose(block, found, rows, difficult[rows])
            sums.append(self._put(plain, rows, chosen, block.rows))
            left = rows[chosen.left]
            for name in names:
                # Whoever is asked for by another counts though it may be nothing to choose.
                exact[name][left] = alive[name][left] | (name in chooser.group.asked_for)
            for name, flags in chosen.left_out.items():
                out[name] = np.zeros(block.rows, dtype=bool)
                out[name][rows] = flags
        totals = {name: summed([each[name] for each in sums], block.rows, self.layout.money) for name in SUMS}
        if self.by_parts_of_cents:
            whole = _any(exact.values(), block.rows)
            return self._with_exact(block, dict.fromkeys(exact, whole), self._where(~whole, totals), out)
        return self._with_exact(block, exact, totals, out)

    def _where(self, rows: Booleans, fields: Fields) -> Fields:
        """The sums of *fields* for *rows*, and nought elsewhere."""
        if rows.all():
            return fields
        nought = pa.scalar(Decimal(0), self.layout.money)
        return {name: pc.if_else(pa.array(rows), fields[name], nought) for name in SUMS}

    def _put(self, plain: Sequence[Fields], rows: Integers, chosen: Chosen, count: int) -> Fields:
        """The sum of a group's programmes, with what was chosen in its place at *rows*."""
        money = self.layout.money
        entitled, merit = chosen.entitled, chosen.discretionary
        at = np.zeros(count, dtype=bool)
        at[rows] = True
        steps = {
            ENTITLED_LOW: (entitled.low, entitled, None),
            ENTITLED_HIGH: (entitled.high, entitled, ~entitled.bounded),
            DISCRETIONARY: (merit.high, merit, ~merit.bounded),
        }
        return {
            name: pc.replace_with_mask(
                summed([each[name] for each in plain], count, money),
                pa.array(at),
                amounts(numbers, _money(each), money, unknown),
            )
            for name, (numbers, each, unknown) in steps.items()
        }

    def _with_exact(
        self, block: Block, asked: Mapping[str, Booleans], totals: Fields, out: dict[str, Booleans]
    ) -> Fields:
        """The totals with what the exact choice comes to among the programmes *asked* of each row."""
        at = np.flatnonzero(_any(asked.values(), block.rows))
        if not at.size:
            nothing = pa.ListArray.from_arrays(np.zeros(block.rows + 1, dtype=np.int32), pa.array([], pa.string()))
            return {**totals, LEFT_OUT: flagged(out, block.rows), UNCONVERTED: nothing}
        names = tuple(tuple(name for name, there in asked.items() if there[row]) for row in at)
        answers = [total for _, total in self.workers.answers(Request(taken(block, at), names, only_together=True))]
        told = together_fields(self.layout, answers)
        for row, each in zip(at.tolist(), answers, strict=True):
            for name in each.left_out:
                out.setdefault(name, np.zeros(block.rows, dtype=bool))[row] = True
        place = np.full(block.rows, at.size)
        place[at] = np.arange(at.size)
        nought = pa.array([Decimal(0)], self.layout.money)
        found: Fields = {LEFT_OUT: flagged(out, block.rows)}
        for name in SUMS:
            exact = pa.concat_arrays([told[name], nought]).take(pa.array(place))
            found[name] = summed([totals[name], exact], block.rows, self.layout.money)
        unconverted = [each.unconverted for each in answers]
        found[UNCONVERTED] = pa.array([*unconverted, ()], told[UNCONVERTED].type).take(pa.array(place))
        return found


def _takes(fields: Fields) -> Booleans:
    """The rows where a programme takes instead of gives, or cannot be converted, which is told by a null."""
    found = pc.fill_null(pc.less(fields[ENTITLED_LOW], 0), True)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def _any(flags: Iterable[Booleans], rows: int) -> Booleans:
    return np.asarray(np.logical_or.reduce([np.zeros(rows, dtype=bool), *flags]), dtype=bool)


def _money(each: Amounts) -> Money:
    spread = Spread(len(each.low), 0, each.low.dtype)
    return Money(spread, spread, each.scale)
