"""
What a choice grants: each award with what is left of it, and why it is less than by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from incentives.analysis.choosing import Choice
from incentives.analysis.covering import Cover
from incentives.analysis.optimum.model import Number
from incentives.analysis.question import Unit
from incentives.engine import amounts
from incentives.engine.combination import Granted
from incentives.engine.results import AwardResult, Payment, Range
from incentives.ir.members import Member
from incentives.ir.rulebook import Relation
from incentives.money.rounding import Rounding, round_to

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
            if indexes and not any(values[choice.units[index][1]] for index in indexes):
                continue
            found.append(_granted(choice, values, name, award, indexes, report))
    return tuple(found)


def is_granted(choice: Choice, values: Sequence[Number], member: Member) -> bool:
    """Whether anything of an award is granted."""
    return any(
        values[choice.units[index][1]] for index, unit in enumerate(choice.question.units) if unit.member == member
    )


def _granted(
    choice: Choice,
    values: Sequence[Number],
    programme: str,
    award: AwardResult,
    indexes: Sequence[int],
    report: Reporter,
) -> Granted:
    shares = {index: (values[choice.units[index][0]], values[choice.units[index][1]]) for index in indexes}
    whole = all(share == (1, 1) for share in shares.values()) and not choice.loose.intersection(indexes)
    if whole or (len(indexes) == 1 and not award.amount.high and award.amount.high is not None):
        return Granted(programme=programme, award=award, alone=award)
    ends = {index: _range(choice, index, *shares[index]) for index in indexes}
    first = choice.question.units[indexes[0]]
    payments = _by_payment(choice, ends) if first.number is not None else _in_order(award, ends[indexes[0]])
    payments = tuple(replace(each, payers=amounts.split(award.award, each.amount)) for each in payments)
    changed = replace(
        award,
        payments=payments,
        amount=amounts.total_of(payments),
        payers=amounts.payers_of(award.award, payments),
        reported=None,
    )
    cut_by = _cut_by(choice, shares)
    return Granted(programme=programme, award=report(changed), alone=award, cut_by=cut_by)


def _range(choice: Choice, index: int, low: Number, high: Number) -> Range:
    """
    What a unit comes to: cut as the choice cuts it; where something is not known, within the widest range.

    A part that a ceiling cuts is rounded down, so that the ceiling holds to the last digit.
    """
    unit = choice.question.units[index]
    amount = unit.amount
    if index in choice.loose:
        covers = [cover for cover in choice.covers if index in cover.sizes and cover.most != (None, None)]
        least = min([amount.low, *(_least(cover, index) for cover in covers)]) if low else ZERO
        ends = [amount.high, *(_most(cover, index) for cover in covers)]
        known = [each for each in ends if each is not None]
        return Range(_cut(unit, least), _cut(unit, min(known)) if known else None)
    most = None if amount.high is None else amount.high * high
    least = amount.low * low if amount.low > 0 else amount.low
    return Range(
        least if low in (0, 1) else _cut(unit, least),
        most if most is None or high in (0, 1) else _cut(unit, most),
    )


def _least(cover: Cover, index: int) -> Fraction:
    """What is left under a ceiling at its lowest when everything else comes to its most, in the award's currency."""
    low, high = cover.sizes[index]
    rate = _rate(cover, index)
    others = [most for other, (_, most) in cover.sizes.items() if other != index]
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
    return None if cover.most[1] is None or not rate else cover.most[1] / rate


def _rate(cover: Cover, index: int) -> Fraction:
    return cover.rates.get(index, Fraction(1))


def _cut(unit: Unit, amount: Fraction) -> Fraction:
    return round_to(amount, unit.award.award.unit, Rounding.DOWN) if amount > 0 else amount


def _in_order(award: AwardResult, whole: Range) -> tuple[Payment, ...]:
    """The payments of an award that is cut: what is left is paid in the order of payment."""
    ends = [(each.amount.low, each.amount.high) for each in award.payments]
    low_left, high_left = whole.low, whole.high
    found = []
    for payment, (low, high) in zip(award.payments, ends, strict=True):
        part_low = min(low, low_left)
        part_high = high if high_left is None else high_left if high is None else min(high, high_left)
        low_left -= part_low
        high_left = None if high_left is None or part_high is None else high_left - part_high
        found.append(replace(payment, amount=Range(part_low, part_high)))
    return tuple(found)


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
