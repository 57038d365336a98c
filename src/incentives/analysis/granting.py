"""
What a choice grants: each award with what is left of it, and why it is less than by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from incentives.analysis.beside import statement
from incentives.analysis.choosing import Choice
from incentives.analysis.covering import Cover
from incentives.analysis.cutting import in_order, with_payments
from incentives.analysis.optimum.model import Number
from incentives.analysis.question import Unit
from incentives.engine import amounts
from incentives.engine.combination import Counted, Granted
from incentives.engine.results import AwardResult, Payment, Range
from incentives.ir.members import Member
from incentives.ir.rulebook import Relation, RelationKind
from incentives.money.rounding import Rounding, round_to
from incentives.values import Known, interval_of

ZERO = Fraction(0)
Reporter = Callable[[AwardResult], AwardResult]


def granted(choice: Choice, values: Sequence[Number], chosen: Sequence[str], report: Reporter) -> tuple[Granted, ...]:
    """
    The awards of the *chosen* programmes with what they come to together.

    Args:

        report: Gives an award its amount in the reporting currency.
    """
    units: dict[Member, list[int]] = {}
    for index, unit in enumerate(choice.question.units):
        units.setdefault(unit.member, []).append(index)
    found: list[Granted] = []
    for name in chosen:
        for award in choice.question.pool[name].awards:
            indexes = units.get((name, award.award.id), [])
            # Of an award that looks at others, what it comes to in the state in which they are.
            indexes = [each for each in indexes if in_state(choice, values, each)] or indexes
            if indexes and not any(values[choice.units[index][1]] for index in indexes):
                continue
            found.append(_granted(choice, values, name, award, indexes, report))
    return tuple(found)


def amounts_agree(choice: Choice, awards: Sequence[Granted]) -> bool:
    """
    Whether every award that looks at others comes to what the exact evaluator says of the amounts that are told in the
    end: whatever way the choice was found.
    """
    told = {(each.programme, each.award.award.id): each.award.amount for each in awards}
    for each in awards:
        looks = [source for source in each.award.award.beside if source in told]
        if choice.question.alone or not looks or any(not told[source].is_known for source in looks):
            continue
        seen = {source: Known(told[source].low) for source in looks}
        due, got = choice.question.anew((each.programme, each.award.award.id), seen).amount, each.award.amount
        cut = any(relation.kind is not RelationKind.BESIDE for relation in each.cut_by)
        if due.is_known and got.is_known and (got.low > due.low or (got.low < due.low and not cut)):
            return False
    return True


def in_state(choice: Choice, values: Sequence[Number], index: int) -> bool:
    """Whether the others are in the state that a unit is for."""
    state = choice.question.units[index].state
    return state is None or bool(values[state])


def is_granted(choice: Choice, values: Sequence[Number], member: Member) -> bool:
    """Whether anything of an award is granted."""
    return any(
        values[choice.units[index][1]] for index, unit in enumerate(choice.question.units) if unit.member == member
    )


def _granted(
    choice: Choice,
    values: Sequence[Number],
    programme: str,
    alone: AwardResult,
    indexes: Sequence[int],
    report: Reporter,
) -> Granted:
    first = choice.question.units[indexes[0]] if indexes else None
    award = first.award if first is not None else alone
    told = _Told(programme, alone, _seen(choice, first), tuple(_looked(choice, programme, alone, first)))
    shares = {index: (values[choice.units[index][0]], values[choice.units[index][1]]) for index in indexes}
    whole = all(share == (1, 1) for share in shares.values()) and not choice.loose.intersection(indexes)
    if first is None or whole or (len(indexes) == 1 and not award.amount.high and award.amount.high is not None):
        return told.granted(award)
    ends = {index: _range(choice, index, *shares[index]) for index in indexes}
    payments = _by_payment(choice, ends) if first.number is not None else in_order(award, ends[indexes[0]])
    payments = tuple(replace(each, payers=amounts.split(award.award, each.amount)) for each in payments)
    return told.granted(report(with_payments(award, payments)), _cut_by(choice, shares))


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of an award beside what it comes to."""

    programme: str
    alone: AwardResult
    beside: tuple[Counted, ...]
    cut_by: tuple[Relation, ...]

    def granted(self, award: AwardResult, cut_by: tuple[Relation, ...] = ()) -> Granted:
        """The award as it is granted."""
        return Granted(
            programme=self.programme,
            award=award,
            alone=self.alone,
            cut_by=(*self.cut_by, *cut_by),
            beside=self.beside,
        )


def _seen(choice: Choice, unit: Unit | None) -> tuple[Counted, ...]:
    """What an award saw granted of those that it looks at."""
    found = []
    for (programme, award), value in (unit.beside if unit is not None else {}).items():
        low, high = interval_of(value)
        currency = choice.question.pool[programme].programme.awards[award].currency
        found.append(Counted(programme=programme, award=award, currency=currency, amount=Range(low or ZERO, high)))
    return tuple(found)


def _looked(choice: Choice, programme: str, alone: AwardResult, unit: Unit | None) -> Iterator[Relation]:
    """The statements that had their say before the choice was made: that it looks at others, and served ceilings."""
    if unit is None:
        return
    before = unit.award.amount if not unit.cut_by else None
    if unit.beside and before != alone.amount:
        yield statement(choice.question.pool[programme].programme, alone.award)
    yield from unit.cut_by


def _range(choice: Choice, index: int, low: Number, high: Number) -> Range:
    """
    What a unit comes to: cut as the choice cuts it; where something is not known, within the widest range.

    A part that a ceiling cuts is rounded down, so that the ceiling holds to the last digit.
    """
    unit = choice.question.units[index]
    amount = unit.amount
    if index in choice.loose:
        covers = [cover for cover in choice.covers if index in cover.sizes and cover.most != (None, None)]
        least = min([amount.low, *(_least(choice, cover, index) for cover in covers)]) if low else ZERO
        ends = [amount.high, *(_most(cover, index) for cover in covers)]
        known = [each for each in ends if each is not None]
        return Range(_cut(unit, least), _cut(unit, min(known)) if known else None)
    most = None if amount.high is None else amount.high * high
    least = amount.low * low if amount.low > 0 else amount.low
    return Range(
        least if low in (0, 1) else _cut(unit, least),
        most if most is None or high in (0, 1) else _cut(unit, most),
    )


def _least(choice: Choice, cover: Cover, index: int) -> Fraction:
    """What is left under a ceiling at its lowest when everything else comes to its most, in the award's currency."""
    if index in cover.unquoted:
        return ZERO
    low, high = cover.sizes[index]
    rate = _rate(cover, index)
    most: dict[tuple[Member, int | None], Fraction | None] = {}
    for other, (_, size) in cover.sizes.items():
        unit = choice.question.units[other]
        key = (unit.member, unit.number)
        # Of the states of an award only one comes true.
        most[key] = None if size is None or most.get(key, ZERO) is None else max(size, most.get(key) or ZERO)
    mine = choice.question.units[index]
    others = [each for key, each in most.items() if key != (mine.member, mine.number)]
    known = [each for each in others if each is not None]
    if len(known) < len(others) or cover.most[0] is None or not rate:
        return ZERO
    room = cover.most[0] - sum(known, ZERO)
    if cover.forfeit and (high is None or room < high):
        return ZERO
    return max(room, ZERO) / rate if room < low else low / rate


def _most(cover: Cover, index: int) -> Fraction | None:
    """What a ceiling at its highest leaves to one alone, in the award's currency."""
    rate = _rate(cover, index)
    return None if cover.most[1] is None or not rate or index in cover.unquoted else cover.most[1] / rate


def _rate(cover: Cover, index: int) -> Fraction:
    return cover.rates.get(index, Fraction(1))


def _cut(unit: Unit, amount: Fraction) -> Fraction:
    return round_to(amount, unit.award.award.unit, Rounding.DOWN) if amount > 0 else amount


def _by_payment(choice: Choice, ends: Mapping[int, Range]) -> tuple[Payment, ...]:
    """The payments that are chosen one by one."""
    units = choice.question.units
    found = []
    for index, amount in ends.items():
        unit = units[index]
        payment = next(each for each in unit.award.payments if each.number == unit.number)
        if amount.high != 0:
            found.append(replace(payment, amount=amount))
    return tuple(found)


def _cut_by(choice: Choice, shares: Mapping[int, tuple[Number, Number]]) -> tuple[Relation, ...]:
    found: dict[int, Relation] = {}
    for cover in choice.covers:
        touched = [
            index for index in cover.sizes if index in shares and (shares[index][1] != 1 or index in choice.loose)
        ]
        if touched and cover.applied is not None:
            found[id(cover.applied.relation)] = cover.applied.relation
    return tuple(found.values())
