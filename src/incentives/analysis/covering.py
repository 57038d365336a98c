"""
Ceilings over several awards, and costs that are paid for once, as rows of a linear model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from incentives.analysis.optimum.model import Number
from incentives.analysis.question import Question, Unit
from incentives.analysis.worths import Worths
from incentives.engine.relations import Applied
from incentives.ir.members import Member
from incentives.ir.rulebook import RelationKind
from incentives.values import interval_of

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Cover:
    """
    A ceiling, or an item that is paid for once, over some units by their numbers.

    Args:

        sizes: The size of each in the currency of the ceiling, *rates* how much of that its own currency is.

        unquoted: Those whose size is not known at all, because there is no quote for their currency.
    """

    applied: Applied | None
    sizes: Mapping[int, tuple[Fraction, Fraction | None]]
    most: tuple[Fraction | None, Fraction | None]
    forfeit: bool = False
    rates: Mapping[int, Fraction] = field(default_factory=dict)
    unquoted: frozenset[int] = frozenset()


@dataclass(slots=True)
class Columns:
    """Columns as they come, with what they are worth."""

    names: list[str] = field(default_factory=list)
    worths: list[list[Worths]] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    carries: list[bool] = field(default_factory=list)
    rows: list[tuple[str, dict[int, Number], Number]] = field(default_factory=list)
    uncertain: set[int] = field(default_factory=set)

    def add(self, name: str, *, whole: bool = True) -> int:
        """Another column."""
        self.names.append(name)
        self.worths.append([])
        self.whole.append(whole)
        self.carries.append(False)
        return len(self.names) - 1

    def row(self, name: str, factors: Mapping[int, Number], most: Number, *, certain: bool = True) -> None:
        """Another row; what it says of one column twice counts together."""
        if not certain:
            self.uncertain.add(len(self.rows))
        self.rows.append((name, {column: factor for column, factor in factors.items() if factor}, most))

    def part(self, name: str, of: int, *, whole: bool = False) -> int:
        """A column that is at most another."""
        column = self.add(name, whole=whole)
        self.row("part", {column: 1, of: -1}, 0)
        return column


class Covering:
    """The ceilings of a question, over the columns there are already; *decisions* and *sure* say which those are."""

    def __init__(
        self, question: Question, columns: Columns, decisions: Mapping[Member, int], sure: Mapping[Member, int]
    ) -> None:
        self.question = question
        self.columns = columns
        self.decisions = decisions
        self.sure = sure
        self.covers: list[Cover] = []
        self.payment_columns: dict[int, int] = {}
        self.cover()

    def cover(self) -> None:
        """Find out what lies under what."""
        for each in self.question.relations:
            if each.relation.kind is RelationKind.CEILING:
                members = set(each.subjects)
                sizes: dict[int, tuple[Fraction, Fraction | None]] = {}
                rates: dict[int, Fraction] = {}
                unquoted = set()
                for index, unit in enumerate(self.question.units):
                    if not {unit.member, (unit.programme, None)} & members:
                        continue
                    rate = self.question.rates[unit.award.award.currency, each.relation.currency]
                    if rate is None:
                        unquoted.add(index)
                        sizes[index] = (ZERO, None)
                    else:
                        rates[index] = rate
                        high = unit.amount.high
                        sizes[index] = (max(unit.amount.low, ZERO) * rate, None if high is None else high * rate)
                if sizes:
                    cover = Cover(each, sizes, each.most, each.relation.forfeit, rates, frozenset(unquoted))
                    self.covers.append(cover)
            elif each.relation.kind is RelationKind.SAME_COSTS:
                self.items(each)

    def items(self, each: Applied) -> None:
        """Each payment its own decision; of those for one item one, or shares of it."""
        members = set(each.subjects)
        by_item: dict[int, list[int]] = {}
        by_award: dict[tuple[Member, int | None], list[int]] = {}
        for index, unit in enumerate(self.question.units):
            if {unit.member, (unit.programme, None)} & members and unit.number is not None:
                by_award.setdefault((unit.member, unit.state), []).append(index)
                by_item.setdefault(unit.number, []).append(index)
        for indexes in by_item.values():
            for index in indexes:
                if index not in self.payment_columns:
                    unit = self.question.units[index]
                    name = f"{unit.programme}/{unit.award.award.id}#{unit.number}"
                    whole = not each.relation.split
                    self.payment_columns[index] = self.columns.part(name, self.had(unit), whole=whole)
            if len({self.question.units[index].member for index in indexes}) > 1:
                factors: dict[int, Number] = {self.payment_columns[index]: 1 for index in indexes}
                self.columns.row("paid once", factors, 1, certain=each.certain)
                self.covers.append(Cover(each, dict.fromkeys(indexes, (ZERO, ZERO)), (None, None)))
        for indexes in by_award.values():
            cap = self.question.units[indexes[0]].award.cap_step
            if cap is not None:
                self.covers.append(own_cap(self.question, indexes))

    def shares(self) -> tuple[dict[int, tuple[int, int]], frozenset[int], frozenset[int]]:
        """
        For each unit the columns that carry what comes for sure and what comes at best; which units a ceiling may cut;
        and which of these are not known exactly.
        """
        real = [cover for cover in self.covers if cover.most != (None, None)]
        units = self.question.units
        cut = {index for cover in real if not cover.forfeit for index in cover.sizes if not units[index].fixed}
        loose = self.loose(real)
        found: dict[int, tuple[int, int]] = {}
        for index, unit in enumerate(units):
            taken = self.payment_columns.get(index, self.had(unit))
            sure = self.sure_column(unit, taken)
            high = self.columns.part("share", taken) if index in cut else taken
            low = high if sure == taken else sure
            if index in loose or (index in cut and sure != taken):
                forfeits = any(cover.forfeit and index in cover.sizes for cover in real)
                low = self.columns.part("sure share", sure, whole=forfeits and index not in cut)
            found[index] = (low, high)
        for cover in real:
            self.cover_rows(cover, found, loose)
        return found, frozenset(cut), frozenset(loose)

    def had(self, unit: Unit) -> int:
        """The column that says whether a unit's award is had: that of its state, if it looks at others."""
        return unit.state if unit.state is not None else decision(self.decisions, unit.member)

    def sure_column(self, unit: Unit, taken: int) -> int:
        """The column of a unit's sure part: its own where it, or its programme, asks for something unsure."""
        doubts = [self.sure[each] for each in (unit.member, (unit.programme, None)) if each in self.sure]
        if not doubts:
            return taken
        if len(doubts) == 1 and taken == decision(self.decisions, (unit.programme, None)):
            return doubts[0]
        column = self.columns.part("sure", taken, whole=True)
        for doubt in doubts:
            self.columns.row("part", {column: 1, doubt: -1}, 0)
        return column

    def loose(self, covers: Sequence[Cover]) -> set[int]:
        """The units under ceilings that hang together with something unknown."""
        units = self.question.units
        found: set[int] = set()
        pending = list(covers)
        changed = True
        while changed:
            changed = False
            for cover in list(pending):
                known = cover.most[0] == cover.most[1] and all(
                    units[index].is_known and index not in found and index not in cover.unquoted
                    for index in cover.sizes
                )
                if not known:
                    pending.remove(cover)
                    found |= {index for index in cover.sizes if not units[index].fixed}
                    changed = True
        return found

    def cover_rows(self, cover: Cover, shares: Mapping[int, tuple[int, int]], loose: Iterable[int]) -> None:
        """A ceiling at its upper end over what comes at best, at its lower end over what comes for sure."""
        certain = cover.applied is None or cover.applied.certain
        low_most, high_most = cover.most
        split = any(index in loose for index in cover.sizes)
        room = low_most or ZERO
        sizes = {
            index: (low, high if high is not None else high_most if high_most is not None else low)
            for index, (low, high) in cover.sizes.items()
            if index not in cover.unquoted
        }
        # What has no quote may come to anything: at best to hardly any of the ceiling, for sure to more than all of it.
        for index in cover.unquoted:
            sizes[index] = (ZERO, room + 1)
            self.columns.row("no quote", {shares[index][0]: 1}, 0)
        if high_most is not None:
            known: dict[int, Number] = {}
            for index, (low, high) in sizes.items():
                # What is refused as a whole may fit if it comes to little; what is cut is cut to what fits.
                is_small = cover.forfeit and not self.question.units[index].is_known
                size = low if is_small or index in cover.unquoted else high
                column = shares[index][1]
                known[column] = known.get(column, 0) + size
            self.columns.row("ceiling", known, high_most, certain=certain)
        if not split:
            return
        if cover.forfeit:
            for index in sizes:
                self.fits_surely(index, sizes, shares, room)
            return
        sure: dict[int, Number] = {}
        for index, (low, _) in sizes.items():
            if low:
                sure[shares[index][0]] = sure.get(shares[index][0], 0) + low
        if sure:
            self.columns.row("ceiling for sure", sure, room)

    def fits_surely(
        self,
        index: int,
        sizes: Mapping[int, tuple[Fraction, Fraction]],
        shares: Mapping[int, tuple[int, int]],
        room: Fraction,
    ) -> None:
        """The sure part of a unit counts only if all that is chosen fits, whatever it comes to."""
        total = sum((high for _, high in sizes.values()), ZERO)
        spare = max(total - room, ZERO)
        if not spare:
            return
        factors: dict[int, Number] = {}
        for other, (_, high) in sizes.items():
            column = shares[other][1]
            factors[column] = factors.get(column, 0) + high
        factors[shares[index][0]] = factors.get(shares[index][0], 0) + spare
        self.columns.row("fits for sure", factors, room + spare)


def decision(decisions: Mapping[Member, int], member: Member) -> int:
    """The decision about a programme or award: its own, or that of the programme."""
    found = decisions.get(member)
    return decisions[member[0], None] if found is None else found


def own_cap(question: Question, indexes: Sequence[int]) -> Cover:
    """The cap of an award whose payments are chosen one by one."""
    units = question.units
    cap = units[indexes[0]].award.cap_step
    assert cap is not None  # noqa: S101  # INVARIANT: looked at by the caller
    sizes = {index: (max(units[index].amount.low, ZERO), units[index].amount.high) for index in indexes}
    return Cover(None, sizes, interval_of(cap.value))
