"""
The best permitted choice among the programmes that a company could get, with all that is to be said of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from incentives.analysis.alternatives import Other, has_large_doubts, objective_places, others, rivals
from incentives.analysis.choosing import PLACES, Choice, choice_of
from incentives.analysis.granting import Reporter, amounts_agree, granted, in_state
from incentives.analysis.leaving_out import left_out
from incentives.analysis.optimum.model import Number
from incentives.analysis.optimum.solve import Part, bound_of, solve
from incentives.analysis.question import Aim, Question, question
from incentives.engine.assessor import Assessor
from incentives.engine.combination import Combination, Granted, LeftOut, Permitted, Proof
from incentives.engine.results import ProgrammeResult, Range
from incentives.ir.members import Member
from incentives.ir.rulebook import Nature, RelationKind
from incentives.money.currency import minor_unit
from incentives.money.rounding import Rounding, round_to
from incentives.values import Reason, Why

ZERO = Fraction(0)


def combine(
    results: Sequence[ProgrammeResult],
    assessor: Assessor,
    report: Reporter,
    aim: Aim | None = None,
    *,
    independent: bool = False,
    alternatives: bool = True,
) -> Combination:
    """
    The best permitted choice among *results*.

    Args:

        report: Gives an award its amount in the reporting currency.

        aim: What it is best by.

        independent: Whether to take every programme by itself, as if there were no relations.

        alternatives: Whether to look for the runner-up and for what missing facts may change; takes most of the time.
    """
    asked = question(results, assessor, aim or Aim(), report)
    if independent:
        asked = replace(asked, relations=(), alone=True)
    choice = choice_of(asked)
    parts = solve(choice.model)
    values: list[Number] = [0] * len(choice.model.columns)
    for part in parts:
        for index, value in zip(part.columns, part.values, strict=True):
            values[index] = value
    told = _Told(choice, parts, tuple(values), report, alternatives=alternatives)
    return replace(told.combination(), independent=independent)


class _Told:
    """One choice and what is to be said of it."""

    def __init__(
        self, choice: Choice, parts: list[Part], values: tuple[Number, ...], report: Reporter, *, alternatives: bool
    ) -> None:
        self.choice = choice
        self.parts = parts
        self.values = values
        self.report = report
        self.alternatives = alternatives

    def combination(self) -> Combination:
        choice, parts = self.choice, self.parts
        best, awards = self.permitted(self.values)
        out, beside = self.left_out()
        second = min(beside, key=lambda each: each.loss) if beside else None
        open_ones = rivals(choice, parts, self.values) if self.alternatives else []
        solvers = [part.solver for part in parts if part.solver]
        return Combination(
            objective=choice.question.aim.objective,
            discount_rate=choice.question.aim.discount_rate,
            best=best,
            granted=awards,
            left_out=out,
            runner_up=self.permitted(second.values)[0] if second else None,
            sure=self.alternatives and not open_ones and not has_large_doubts(choice, parts),
            candidates=tuple(self.permitted(other.values)[0] for _, other in open_ones),
            deciding=self.deciding([other for _, other in open_ones]),
            proof=Proof(
                parts=len(parts),
                cases=sum(part.cases for part in parts),
                exact=all(part.is_proven for part in parts) and amounts_agree(choice, awards),
                bound=objective_places(bound_of(parts, PLACES)),
                solver=solvers[0] if solvers else None,
            ),
            order=self.order(best.programmes),
        )

    def permitted(self, values: tuple[Number, ...]) -> tuple[Permitted, tuple[Granted, ...]]:
        """A choice as it is told."""
        choice = self.choice
        chosen = [name for name in choice.question.pool if values[choice.decisions[name, None]]]
        awards = granted(choice, values, chosen, self.report)
        paid = {each.programme for each in awards}
        asked_for = {
            other[0]
            for need in choice.needs
            if need.subject[0] in paid
            for other in need.others
            if other[0] in choice.question.pool and choice.has(other, values)
        }
        programmes = tuple(sorted(name for name in chosen if name in paid or name in asked_for))
        return (
            Permitted(
                programmes=programmes,
                awards=tuple(f"{each.programme}/{each.award.award.id}" for each in awards),
                entitled=self.total(awards, values, Nature.ENTITLED),
                discretionary=self.total(awards, values, Nature.DISCRETIONARY),
                value=objective_places(choice.model.worth(values)),
            ),
            awards,
        )

    def total(self, awards: Sequence[Granted], values: Sequence[Number], nature: Nature) -> Range:
        """
        The sum of what is shown. Where a ceiling cuts what is not known exactly, the sum is known better than its
        parts: it is that of the choice.
        """
        choice = self.choice
        # Of an award that looks at others only the state in which they are counts.
        loose_units = [choice.question.units[index] for index in choice.loose if in_state(choice, values, index)]
        loose = {unit.member for unit in loose_units}
        # What nothing but a ceiling bounds adds nothing to the choice; at best it comes to what is told of it.
        open_ = {unit.member for unit in loose_units if unit.amount.high is None}
        low, high = ZERO, Fraction(0)
        bounded = True
        currencies: set[str] = set()
        for each in awards:
            told = each.award.reported.amount if each.award.reported else None
            if each.award.award.nature is not nature or told is None:
                continue
            member = (each.programme, each.award.award.id)
            low += told.low if member not in loose else ZERO
            high += told.high or ZERO if member not in loose or member in open_ else ZERO
            bounded = bounded and told.high is not None
        for index in choice.loose:
            unit = choice.question.units[index]
            if unit.award.award.nature is nature:
                low += unit.shown[0] * values[choice.units[index][0]]
                high += unit.shown[1] * values[choice.units[index][1]] if unit.member not in open_ else ZERO
                if unit.award.reported is not None:
                    currencies.add(unit.award.reported.currency)
        # What a ceiling leaves need not be a whole number of cents; money is.
        for currency in currencies:
            low = round_to(low, minor_unit(currency), Rounding.FLOOR)
            high = round_to(high, minor_unit(currency), Rounding.CEILING)
        return Range(low, high if bounded else None)

    def left_out(self) -> tuple[tuple[LeftOut, ...], list[Other]]:
        """What the choice does without, each with the gap, and the choices that have it."""
        without = left_out(self.choice, self.values)
        wanted = {member: self.columns_of(member) for member, _ in without} if self.alternatives else {}
        found = others(self.parts, self.values, wanted)
        told = [
            LeftOut(
                programme=member[0],
                award=member[1],
                because=reasons,
                gap=objective_places(found[member].loss) if member in found else None,
            )
            for member, reasons in without
        ]
        return tuple(sorted(told, key=lambda each: (each.programme, each.award or ""))), list(found.values())

    def columns_of(self, member: Member) -> list[int]:
        """The decisions that would have a left-out programme or award."""
        own = [
            self.choice.decisions[each]
            for each in self.choice.decisions
            if each[0] == member[0] and (each[1] is not None if member[1] is None else each[1] == member[1])
        ]
        columns = own or [self.choice.decisions[member[0], None]]
        return [column for column in columns if not self.values[column]]

    def deciding(self, others: Sequence[Other]) -> tuple[Reason, ...]:
        """The missing facts behind what the best choice and its rivals do not share."""
        found: dict[Reason, None] = {}
        question: Question = self.choice.question
        for other in others:
            for index, unit in enumerate(question.units):
                column = self.choice.units[index][1]
                if self.values[column] != other.values[column]:
                    found.update(dict.fromkeys(unit.award.reasons))
                    found.update(dict.fromkeys(question.pool[unit.programme].missing))
        if others:
            for each in question.relations:
                found.update(dict.fromkeys(each.reasons))
        return tuple(reason for reason in found if reason.why is Why.MISSING_FACT)

    def order(self, programmes: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Who must come first among the chosen."""
        found: dict[tuple[str, str], None] = {}
        for each in self.choice.question.relations:
            if each.relation.kind is RelationKind.NOT_AFTER:
                for subject, _ in each.subjects:
                    for other, _ in each.others:
                        if subject != other and {subject, other} <= set(programmes):
                            found[subject, other] = None
        return tuple(found)
