"""
The best permitted choice among the programmes of a group, in columns: rows of one pattern have the same options, and
each takes the option that gives it most.

Rows where a ceiling cuts something, or of which columns do not tell enough, are left to the exact choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from incentives.analysis.patterns import Offer, Pattern, offers_of
from incentives.engine.relations import Applied
from incentives.ir.rulebook import Programme, RelationKind, Stage
from incentives.money.rates import Conversion
from incentives.population.options import Chosen, Totals
from incentives.population.relations import Group, Stated
from incentives.population.units import Lot, UnitColumns, lots_of, units_of
from incentives.population.verdicts import Question
from incentives.tables.answers import ProgrammeColumns, Standing
from incentives.tables.block import Block
from incentives.tables.statements import Asked, Figure, StatementPlan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from incentives.tables.block import Booleans, Integers

# Patterns are kept from block to block, but not without end.
MOST_PATTERNS = 20_000


class Chooser:
    """
    Chooses for one group.
    """

    def __init__(self, question: Question, group: Group) -> None:
        self.question = question
        self.group = group
        self.programmes = [question.rulebook.programmes[name] for name in group.programmes]
        self.statements = StatementPlan(
            question.rulebook,
            conditions={
                index: Asked(each.owner, each.relation.when)
                for index, each in enumerate(group.relations)
                if each.relation.when is not None
            },
            figures={
                ("most", index): Asked(each.owner, each.relation.amount)
                for index, each in enumerate(group.relations)
                if each.relation.amount is not None
            },
            qualifying=group.outside,
            on=question.on,
            currency=question.currency,
            rates=question.rates,
            readings=question.readings,
        )
        currencies = {award.currency for programme in self.programmes for award in programme.awards.values()}
        self.rates = {
            (origin, each.relation.currency): self._rate(origin, each.relation.currency)
            for origin in currencies
            for each in group.relations
        }
        self.apart = _apart(group)
        self._offers: dict[bytes, tuple[Offer, ...] | None] = {}

    def choose(self, block: Block, found: Mapping[str, ProgrammeColumns], rows: Integers, left: Booleans) -> Chosen:
        """
        The best choice for the rows of *block* at the places *rows*, for which *found* tells of the programmes.

        Args:

            left: Those of the rows that are left to the exact choice beforehand.
        """
        units = units_of(self.question, self.group.programmes, found, rows)
        table = _Table(self, block, found, rows, units, left)
        lots = lots_of(units, self.apart)
        totals = Totals(lots, len(rows))
        table.bind(lots)
        for lot in lots:
            totals.add(lot, lot.present & ~table.bound[lot.member[0]])
        for places, key in table.patterns():
            if key not in self._offers:
                if len(self._offers) >= MOST_PATTERNS:
                    self._offers.clear()
                self._offers[key] = offers_of(table.pattern(int(places[0])))
            offers = self._offers[key]
            if offers is None:
                table.left[places] = True
                continue
            for offer in offers:
                totals.take(offer, places)
        return totals.chosen(table.left)

    def rates_of(self, origin: str) -> list[Fraction | None]:
        """What a unit of a currency is in those of ceilings."""
        return [rate for (currency, _), rate in self.rates.items() if currency == origin]

    def _rate(self, origin: str, target: str) -> Fraction | None:
        if origin == target:
            return Fraction(1)
        record = self.question.rates.convert(Fraction(1), origin, target, self.question.on)
        return record.result if isinstance(record, Conversion) else None


class _Table:
    """What the choice of each row depends on beside amounts."""

    def __init__(
        self,
        chooser: Chooser,
        block: Block,
        found: Mapping[str, ProgrammeColumns],
        rows: Integers,
        units: Sequence[UnitColumns],
        left: Booleans,
    ) -> None:
        self.chooser = chooser
        self.rows = rows
        self.units = units
        self.block = block
        self.statements = chooser.statements.run(block, rows)
        self.standings: dict[str, NDArray[np.int8]] = {}
        self.left = left.copy()
        for programme in chooser.programmes:
            if programme.stage is not Stage.ENACTED:
                continue
            if programme.id in found:
                self.standings[programme.id] = _pooled(found[programme.id].standing[rows])
        for unit in units:
            self.left |= unit.below
        self.applies = [self._applies(index, each) for index, each in enumerate(chooser.group.relations)]
        self.outside = {name: self._truth(name) for name in chooser.group.outside}
        wanted = [*chooser.group.asked_for, *chooser.group.outside]
        self.held = {name: self._held(name) for name in wanted if name in block.held}
        self.received = {name: self._held(name) for name in sorted(chooser.group.received) if name in block.held}
        for index, each in enumerate(chooser.group.relations):
            self._look_at_costs(index, each)
        for name, sources in chooser.group.changed.items():
            # What is granted beside an award changes it, in one choice so and in another so.
            self.left |= self._alive(frozenset({name})) & self._alive(sources)
        for circle in chooser.group.circles:
            self.left |= sum(self._alive(frozenset({name})).astype(np.int64) for name in sorted(circle)) > 1
        self.bound = self._bound()
        self.lots: Sequence[Lot] = ()
        for unit in units:
            self.left |= unit.perhaps_none & self.bound[unit.member[0]]

    def bind(self, lots: Sequence[Lot]) -> None:
        """Choose among *lots*."""
        self.lots = lots

    def patterns(self) -> list[tuple[Integers, bytes]]:
        """The rows that are not left to the exact choice, by what they have in common."""
        places = np.flatnonzero(~self.left)
        asked_for = self.chooser.group.asked_for
        # Whether a programme is sure matters only to those that ask for it.
        pool = {
            name: np.where(self.bound[name], standing if name in asked_for else standing != Standing.INELIGIBLE, 0)
            for name, standing in self.standings.items()
        }
        facts = (self.outside, self.held, self.received)
        columns = [
            *pool.values(),
            *(lot.present & self.bound[lot.member[0]] for lot in self.lots),
            *self.applies,
            *(column for each in facts for column in each.values()),
        ]
        if not len(places):
            return []
        matrix = np.ascontiguousarray(np.stack([each[places].astype(np.uint8) for each in columns], axis=1))
        # The names are part of the key: which programmes columns hold may differ from block to block.
        names = repr((list(pool), [lot.member for lot in self.lots], [list(each) for each in facts])).encode()
        keys, which = np.unique(matrix.view(np.dtype((np.void, matrix.shape[1]))).reshape(-1), return_inverse=True)
        order = np.argsort(which, kind="stable")
        ends = np.cumsum(np.bincount(which, minlength=len(keys))).tolist()
        return [
            (places[order[start:end]], names + key.tobytes())
            for start, end, key in zip([0, *ends], ends, keys, strict=False)
        ]

    def pattern(self, row: int) -> Pattern:
        """The pattern of a row."""
        chooser, asked_for = self.chooser, self.chooser.group.asked_for
        programmes: dict[str, tuple[Programme, bool]] = {
            each.id: (each, each.id not in asked_for or self.standings[each.id][row] == Standing.ELIGIBLE)
            for each in chooser.programmes
            if each.id in self.standings and self.bound[each.id][row]
        }
        awards = frozenset(lot.member for lot in self.lots if lot.member[0] in programmes and lot.present[row])
        currencies = [lot.award.currency for lot in self.lots if lot.member in awards]
        # Each award comes to one unit of its currency; under each ceiling there is room for all of them.
        room = sum((max(rate or Fraction(0) for rate in chooser.rates_of(each)) for each in currencies), Fraction(0))
        return Pattern(
            programmes=programmes,
            awards=awards,
            relations=tuple(
                _as_applied(each, room)
                for each, applies in zip(chooser.group.relations, self.applies, strict=True)
                if applies[row] and each.about & programmes.keys()
            ),
            rates=chooser.rates,
            held=frozenset(name for name, there in self.held.items() if there[row]),
            received=frozenset(name for name, there in self.received.items() if there[row]),
            outside={name: (None, False, True)[int(truth[row])] for name, truth in self.outside.items()},
        )

    def _bound(self) -> dict[str, Booleans]:
        """The rows for which a relation joins each programme to another that is there too, or to itself."""
        there = {name: standing != Standing.INELIGIBLE for name, standing in self.standings.items()}
        bound = {name: np.zeros(len(self.rows), dtype=bool) for name in self.chooser.group.programmes}

        def bind(names: Iterable[str], rows: Booleans) -> None:
            for name in names:
                if name in there:
                    bound[name] |= there[name] & rows

        for each, applies in zip(self.chooser.group.relations, self.applies, strict=True):
            match each.relation.kind:
                case RelationKind.EXCLUSIVE:
                    for left, right in each.clashing:
                        if left in there and right in there:
                            bind((left, right), applies & there[left] & there[right])
                case RelationKind.NOT_AFTER:
                    had = [self.received[name] for name in sorted(each.beside & self.received.keys())]
                    bind(each.about, applies & np.logical_or.reduce([np.zeros(len(self.rows), dtype=bool), *had]))
                case RelationKind.REQUIRES | RelationKind.REQUIRES_ANY:
                    asking = applies & self._concerned(each)
                    bind(each.about | each.beside, asking)
                case RelationKind.CEILING | RelationKind.SAME_COSTS:
                    bind(each.about, applies)
        return bound

    def _applies(self, index: int, each: Stated) -> Booleans:
        """Where a relation holds or may hold."""
        if each.relation.when is None:
            return np.ones(len(self.rows), dtype=bool)
        if index not in self.statements.truths:
            self.left |= self._concerned(each)
            return np.ones(len(self.rows), dtype=bool)
        self.left |= self.statements.beyond[index] & self._concerned(each)
        return np.asarray(~self.statements.truths[index][1], dtype=bool)

    def _truth(self, name: str) -> NDArray[np.int8]:
        """Whether companies qualify for a programme outside: 2 for yes, 1 for no, 0 where it is not known."""
        if name not in self.statements.truths:
            self.left |= True
            return np.zeros(len(self.rows), dtype=np.int8)
        self.left |= self.statements.beyond[name]
        yes, no = self.statements.truths[name]
        return np.where(yes, np.int8(2), np.where(no, np.int8(1), np.int8(0)))

    def _held(self, name: str) -> Booleans:
        series = self.block.held[name]
        held = series.values[self.rows] != 0
        return np.asarray(held if series.known is None else held & series.known[self.rows], dtype=bool)

    def _concerned(self, each: Stated) -> Booleans:
        """The rows that may choose something that a relation is about."""
        return self._alive(each.about)

    def _alive(self, names: frozenset[str]) -> Booleans:
        """The rows that may choose one of some programmes."""
        found = np.zeros(len(self.rows), dtype=bool)
        for name in names & self.standings.keys():
            found |= self.standings[name] != Standing.INELIGIBLE
        return found

    def _look_at_costs(self, index: int, each: Stated) -> None:
        """Leave the rows where a ceiling may cut something, and those where costs are told apart."""
        if each.relation.kind is RelationKind.SAME_COSTS:
            self.left |= self._concerned(each) & self.applies[index]
        if each.relation.kind is RelationKind.CEILING:
            open_ = self._concerned(each) & self.applies[index]
            self.left |= open_ & ~self._fits(("most", index), each)

    def _fits(self, key: tuple[str, int], each: Stated) -> Booleans:
        """Where all that lies under a ceiling fits under it, at its lower end, whatever it comes to."""
        nowhere = np.zeros(len(self.rows), dtype=bool)
        figure = self.statements.figures.get(key)
        if figure is None:
            return nowhere
        members = set(each.subjects)
        total: Integers = np.zeros(len(self.rows), dtype=object)
        bounded = ~nowhere
        parts: list[tuple[Integers, Fraction]] = []
        for unit in self.units:
            rate = self.chooser.rates[unit.award.currency, each.relation.currency]
            if not {unit.member, (unit.member[0], None)} & members:
                continue
            if rate is None:
                # Without a quote it may come to anything.
                bounded &= ~unit.present
            else:
                parts.append((unit.own.high, unit.own.scale * rate))
                bounded &= unit.own.bounded
        scale = _finest([step for _, step in parts])
        for steps, step in parts:
            total = total + steps.astype(object) * int(step / scale)
        return np.asarray(bounded & ~self.statements.beyond[key] & _reaches(figure, total, scale), dtype=bool)


def _apart(group: Group) -> frozenset[str]:
    """The programmes whose awards may be had one by one."""
    found: set[str] = set()
    for each in group.relations:
        if each.relation.kind in (RelationKind.CEILING, RelationKind.SAME_COSTS):
            found |= each.about
        members = (*each.subjects, *(member for members in each.groups for member in members))
        found |= {programme for programme, award in members if award is not None}
    return frozenset(found)


def _pooled(standing: NDArray[np.int8]) -> NDArray[np.int8]:
    """Where a programme is sure, open, or nothing to choose."""
    there = (standing == Standing.ELIGIBLE) | (standing == Standing.UNDETERMINED)
    return np.where(there, standing, np.int8(Standing.INELIGIBLE))


def _as_applied(each: Stated, room: Fraction) -> Applied:
    """A relation that holds; a ceiling leaves *room*."""
    return Applied(relation=each.relation, subjects=each.subjects, groups=each.groups, most=(room, room))


def _finest(steps: Sequence[Fraction]) -> Fraction:
    """A step of which all are whole multiples."""
    found = Fraction(1)
    for step in steps:
        found = Fraction(1, int(found.denominator * step.denominator))
    return found


def _reaches(figure: Figure, total: Integers, scale: Fraction) -> Booleans:
    """Where a figure is known to be at least *total* steps of *scale*; a figure below nought is nought."""
    number = figure.number.astype(object)
    divisor: Integers | int = 1 if figure.divisor is None else figure.divisor.astype(object)
    ratio = scale / figure.scale
    enough = number * ratio.denominator >= total * divisor * ratio.numerator
    return np.asarray((figure.finite & np.asarray(enough, dtype=bool)) | (total == 0), dtype=bool)
