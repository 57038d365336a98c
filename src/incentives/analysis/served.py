"""
What is left of an award that others look at, under the ceilings that it shares: it is served before all that nobody
looks at, and behind those that come before it among the others.

Only for what is known; anything else is cut as is best for the company, and others see the range that it lies in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from incentives.analysis.cutting import cut_to
from incentives.analysis.question import Question, Source
from incentives.engine.relations import Applied
from incentives.engine.results import AwardResult, Range
from incentives.ir.members import Member
from incentives.ir.rulebook import Nature, Relation, RelationKind
from incentives.money.rounding import Rounding, round_to
from incentives.values import Known, Reason, Unknown, Value, Why

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Left:
    """
    What is left of an award.

    Args:

        fixed: Whether no ceiling has more to say.

        cut_by: The ceilings that cut it.
    """

    award: AwardResult
    fixed: bool = False
    cut_by: tuple[Relation, ...] = ()


class Served:
    """
    One award that others look at, under its ceilings.

    Args:

        open_ceilings: Those that refuse and under which not all is known, so that what is chosen may not fit, by `id`.
    """

    def __init__(
        self, question: Question, source: Source, unsure: frozenset[Member], open_ceilings: frozenset[int]
    ) -> None:
        self.question = question
        self.open_ceilings = open_ceilings
        self.source = source
        self.doubtful = bool({source, (source[0], None)} & unsure)
        over = [each for each in question.relations if each.relation.kind is RelationKind.CEILING]
        self.ceilings = [each for each in over if covers(each, source)]

    def shares(self, other: Source) -> bool:
        """Whether a ceiling that cuts is over both."""
        return any(covers(each, other) for each in self.ceilings if not each.relation.forfeit)

    def rate(self, ceiling: Applied, source: Source) -> Fraction | None:
        """How much of the ceiling's currency a unit of the award's is."""
        awards = self.question.pool[source[0]].programme.awards
        return self.question.rates.get((awards[source[1]].currency, ceiling.relation.currency))

    def left(self, award: AwardResult, before: Mapping[Source, Value]) -> Left:
        """What is left of *award*, given what those before come to."""
        if not self.ceilings or not award.amount.is_known or award.award.nature is Nature.DISCRETIONARY:
            return Left(award)
        most = award.amount.low
        cut_by: list[Relation] = []
        for each in self.ceilings:
            room = self.room(each, before)
            if room is None:
                return Left(award)
            if each.relation.forfeit:
                continue
            rate = self.rate(each, self.source)
            if not rate:
                return Left(award)
            if room < award.amount.low * rate:
                cut_by.append(each.relation)
                most = min(most, round_to(room / rate, award.award.unit, Rounding.DOWN))
        if most == award.amount.low:
            return Left(award, fixed=True)
        return Left(self.question.report(cut_to(award, Range(most, most))), fixed=True, cut_by=tuple(cut_by))

    def room(self, ceiling: Applied, before: Mapping[Source, Value]) -> Fraction | None:
        """What a ceiling leaves; None if that is not known."""
        low, high = ceiling.most
        if not ceiling.certain or low is None or low != high:
            return None
        if ceiling.relation.forfeit:
            return None if id(ceiling) in self.open_ceilings else low
        taken = ZERO
        for other, value in before.items():
            if not covers(ceiling, other):
                continue
            rate = self.rate(ceiling, other)
            if rate is None or not isinstance(value, Known) or not isinstance(value.value, Fraction):
                return None
            taken += value.value * rate
        return max(low - taken, ZERO)

    def seen(self, left: Left) -> Value:
        """What others see of it."""
        low, high = left.award.amount.low, left.award.amount.high
        firm = not self.doubtful and (left.fixed or not self.ceilings)
        if low == high and (firm or not low):
            return Known(low)
        name = "/".join(self.source)
        reasons = list(left.award.reasons)
        if left.award.award.nature is Nature.DISCRETIONARY:
            reasons.append(Reason(Why.ON_MERIT, name))
        if not reasons:
            reasons.append(Reason(Why.NOT_SETTLED, name))
        return Unknown(tuple(reasons), low if firm else min(low, ZERO), high)


def covers(ceiling: Applied, member: Member) -> bool:
    """Whether an award lies under a ceiling."""
    return not {member, (member[0], None)}.isdisjoint(ceiling.subjects)
