"""
Where an answer departs from what was expected: the criterion that decides, the amount or cap that differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from incentives.cases.outcome import Departure, ShownStep
from incentives.cases.texts import range_text, truth_text, value_text
from incentives.engine.results import AwardResult, CriterionResult, ProgrammeResult, Status
from incentives.engine.trace import OfYear, Step
from incentives.ir.expr import Convert, Literal
from incentives.ir.printer import print_expr
from incentives.ir.rulebook import Group, Nature
from incentives.money.rates import Conversion, NoQuote
from incentives.source import Span
from incentives.values import Known, interval_of

DEEPEST = 4
MOST_INPUTS = 12


def deciding(result: CriterionResult) -> tuple[CriterionResult, ...]:
    """The way down from a criterion to the member that decides it: the first that fails, holds or is open."""
    gates = [member for member in result.members if member.counts]
    wanted = result.truth
    if result.criterion.kind is Group.NONE and wanted is not None:
        wanted = not wanted
    if result.criterion.kind is Group.ALL and wanted is True:
        return (result,)
    found = next((member for member in gates if member.truth is wanted), None)
    return (result,) if found is None else (result, *deciding(found))


def way_to(root: CriterionResult, name: str) -> tuple[CriterionResult, ...] | None:
    """The way down from *root* to the criterion called *name*."""
    if root.criterion.id == name:
        return (root,)
    for member in root.members:
        found = way_to(member, name)
        if found is not None:
            return (root, *found)
    return None


def criterion_roots(result: ProgrammeResult) -> list[CriterionResult]:
    """The criteria of a result that stand on their own: eligibility, and the conditions of each award."""
    roots = [result.eligibility, *(award.conditions for award in result.awards)]
    return [root for root in roots if root is not None]


class Departures:
    """
    Finds them in one result.
    """

    def __init__(self, result: ProgrammeResult) -> None:
        self.result = result
        self.uses: Mapping[str, str] = result.programme.uses

    def of_value(self, name: str, step: Step) -> Departure:
        """A definition or parameter."""
        return Departure(path=(name,), step=self.shown(step), place=_place(step.expr.span))

    def of_status(self, decided_by: str | None = None) -> Departure | None:
        """The programme's status; *decided_by* is the criterion that was to decide it."""
        result = self.result
        if result.status is Status.NOT_IN_FORCE:
            period = result.programme.in_force
            start = period.start or period.not_before
            text = f"{start or ''}..{period.end or ''}"
            return Departure(
                path=("in_force",), step=ShownStep(text=text, value="not on this day"), cite=period.clause.cite
            )
        if result.asserted:
            return Departure(
                path=("statuses", result.programme.id), step=ShownStep(text="stated by the company", value="held")
            )
        if result.eligibility is None:
            return None
        named = way_to(result.eligibility, decided_by) if decided_by else None
        if named is not None and named[-1].truth is not result.eligibility.truth:
            return self.of_named(named)
        return self.of_way(deciding(result.eligibility))

    def of_criterion(self, name: str) -> Departure | None:
        """A criterion by its id."""
        for root in criterion_roots(self.result):
            way = way_to(root, name)
            if way is not None:
                return self.of_named(way)
        return None

    def of_named(self, way: tuple[CriterionResult, ...]) -> Departure:
        """The criterion at the end of a way that a case names, or what decides it."""
        found = self.of_way(deciding(way[-1]))
        before = tuple(each.criterion.id for each in way[:-1])
        cite = next((each.criterion.clause.cite for each in reversed(way) if each.criterion.clause.cite), None)
        return replace(found, path=(*before, *found.path), cite=found.cite or cite)

    def of_way(self, way: tuple[CriterionResult, ...]) -> Departure:
        """The last criterion of a way down, or the group on it of which any other member could have decided as well."""
        way = next((way[: index + 1] for index, each in enumerate(way) if _is_undecided(each)), way)
        last = way[-1]
        cite = next((each.criterion.clause.cite for each in reversed(way) if each.criterion.clause.cite), None)
        path = tuple(each.criterion.id for each in way)
        return Departure(path=path, step=self.shown_criterion(last), cite=cite, place=_place(last.criterion.span))

    def of_award(self, award: AwardResult, *, granted: bool, payment: int | None = None) -> Departure | None:
        """
        An award: its gate if that is not what was expected, else how its amount was worked out.

        Args:

            granted: Whether something was expected.

            payment: The number of the payment that differs.
        """
        if award.status is not Status.ELIGIBLE and granted:
            if self.result.status is not Status.ELIGIBLE or award.conditions is None:
                return self.of_status()
            return self.of_way(deciding(award.conditions))
        if not granted and award.conditions is not None and award.status is not Status.INELIGIBLE:
            return self.of_way(deciding(award.conditions))
        return self.of_amount(award, payment)

    def of_amount(self, award: AwardResult, payment: int | None = None) -> Departure:
        """How an award was worked out: its cap if that bites, else its amount for the payment that differs."""
        cite, place = award.award.clause.cite, _place(award.award.span)
        if not award.published:
            unseen = ShownStep(text="amount: not seen", value=range_text(award.amount, award.award.currency))
            return Departure(path=(award.award.id, "amount"), step=unseen, cite=cite, place=place)
        steps = {each.number: each.step for each in award.payments if each.step is not None}
        if award.cap_step is not None and (not steps or self.is_capped(award)):
            return Departure(path=(award.award.id, "cap"), step=self.shown(award.cap_step), cite=cite, place=place)
        number = payment if payment in steps else min(steps, default=None)
        one_amount = len({id(step) for step in steps.values()}) < 2  # instalments share theirs
        path = (award.award.id, "amount" if one_amount else f"payments.{number}")
        step = self.shown(steps[number]) if number is not None else None
        return Departure(path=path, step=step, cite=cite, place=place)

    def is_capped(self, award: AwardResult) -> bool:
        """Whether the whole award came to its cap."""
        return award.cap_step is not None and award.amount.high == interval_of(award.cap_step.value)[1]

    def of_sum(self, nature: Nature) -> Departure:
        """The awards that a sum is made of."""
        inputs = tuple(
            ShownStep(
                text=each.award.id,
                value=range_text(each.amount, each.award.currency, merit=nature is Nature.DISCRETIONARY),
            )
            for each in self.result.awards
            if each.award.nature is nature
        )
        return Departure(path=("awards",), step=ShownStep(text=f"sum of what is {nature}", value="", inputs=inputs))

    # Steps as text.

    def shown_criterion(self, result: CriterionResult) -> ShownStep:
        """A test with its values; a group with its members."""
        if result.step is not None:
            return self.shown(result.step)
        members = tuple(self.shown_criterion(member) for member in result.members)
        return ShownStep(text=_group_text(result), value=truth_text(result.truth), inputs=members)

    def shown(self, step: Step, depth: int = 0) -> ShownStep:
        """A step with what it was worked out from."""
        step = _unwrapped(step)
        inputs = [self.shown(each, depth + 1) for each in step.inputs if not isinstance(each.expr, Literal)]
        if depth >= DEEPEST:
            inputs = []
        if len(inputs) > MOST_INPUTS:
            more = ShownStep(text=f"and {len(inputs) - MOST_INPUTS} more", value="")
            inputs = [*inputs[:MOST_INPUTS], more]
        text = print_expr(step.expr, self.uses)
        if isinstance(step.note, OfYear):
            text += f", {step.note.year}"
        if isinstance(step.note, (Conversion, NoQuote)):
            text += f" in {step.note.target}"
        return ShownStep(text=text, value=value_text(step.value, step.expr.type), inputs=tuple(inputs))


def _is_undecided(result: CriterionResult) -> bool:
    """Whether a group of which some must hold fails, or is open, by several members alike."""
    alike = [each for each in result.members if each.truth is result.truth and not each.criterion.preference]
    return result.criterion.kind in (Group.ANY, Group.AT_LEAST) and result.truth is not True and len(alike) > 1


def _unwrapped(step: Step) -> Step:
    """Without the conversions of money that is in the right currency already."""
    while (
        isinstance(step.expr, Convert) and step.note is None and len(step.inputs) == 1 and isinstance(step.value, Known)
    ):
        step = step.inputs[0]
    return step


def _group_text(result: CriterionResult) -> str:
    kind = result.criterion.kind
    if kind is Group.TEST:
        return result.criterion.id
    return f"at least {result.criterion.required} of" if kind is Group.AT_LEAST else f"{kind} of"


def _place(span: Span | None) -> str | None:
    return span.place if span is not None else None
