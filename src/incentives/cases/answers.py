"""
What the rules say to a case: the programme's result, its sums, and the definitions that the case asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from incentives import pipeline
from incentives.cases.case import Case
from incentives.engine.assessor import Assessor
from incentives.engine.relations import excluded
from incentives.engine.results import Assumption, AwardResult, CriterionResult, ProgrammeResult, Range
from incentives.engine.scope import Situation
from incentives.engine.trace import Step
from incentives.ir.expr import Expr, Named, Parameter, Reference
from incentives.ir.members import member_of
from incentives.ir.rulebook import Programme, Rulebook
from incentives.money.rates import RateTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    What came of a case.

    Args:

        entitled: The sum of what is owed, in the programme's currency; None if the case does not ask. Likewise
            *discretionary*.

        values: The step of each definition and parameter that the case asks for.

        excluded: Of what the case says may not stand beside each other, what may not.
    """

    result: ProgrammeResult
    entitled: Range | None = None
    discretionary: Range | None = None
    values: Mapping[str, Step] = field(default_factory=dict)
    excluded: frozenset[tuple[str | None, str]] = frozenset()


def answer(rulebook: Rulebook, case: Case, rates: RateTable) -> Answer:
    """The answer that a user would get."""
    programme = rulebook.programmes[case.programme]
    found = pipeline.assess(
        rulebook,
        case.profile,
        on=case.on,
        currency=programme.currency,
        rates=rates,
        programmes=[programme],
        readings=case.readings,
        granted=case.granted,
    )
    return Answer(
        result=found.programmes[0],
        entitled=found.entitled.amount,
        discretionary=found.discretionary.amount,
        values=_values(Assessor(situation_of(rulebook, case, rates)), programme, case),
        excluded=_excluded(rulebook, case),
    )


class LeanAssessor(Assessor):
    """
    An assessor that lists no assumptions, for which no case asks.
    """

    def assumptions(
        self,
        programme: Programme,  # noqa: ARG002  (as the assessor has it)
        eligibility: CriterionResult | None,  # noqa: ARG002  (as above)
        awards: tuple[AwardResult, ...],  # noqa: ARG002  (as above)
        *,
        asserted: bool,  # noqa: ARG002  (as above)
    ) -> tuple[Assumption, ...]:
        """Nothing."""
        return ()


def lean_answer(assessor: LeanAssessor, case: Case) -> Answer:
    """
    The same, without what the case does not ask for: assumptions, what other readings would give, sums.

    For mutants, of which there are thousands; *assessor* may already know what the change leaves as it was.
    """
    rulebook, rates = assessor.situation.rulebook, assessor.situation.rates
    if case.expect.entitled is not None or case.expect.discretionary is not None:
        return answer(rulebook, case, rates)
    programme = rulebook.programmes[case.programme]
    return Answer(
        result=assessor.programme(programme),
        values=_values(assessor, programme, case),
        excluded=_excluded(rulebook, case),
    )


def situation_of(rulebook: Rulebook, case: Case, rates: RateTable) -> Situation:
    """What the case is assessed in."""
    return Situation(
        rulebook=rulebook,
        profile=case.profile,
        on=case.on,
        rates=rates,
        readings=case.readings,
        granted=case.granted,
    )


def _excluded(rulebook: Rulebook, case: Case) -> frozenset[tuple[str | None, str]]:
    """Of what the case says may not stand beside each other, what may not."""
    return frozenset(
        (award, name)
        for award, name in case.expect.exclusions
        if excluded(rulebook, (case.programme, award), [member_of(name, rulebook.programmes)])
    )


def _values(assessor: Assessor, programme: Programme, case: Case) -> dict[str, Step]:
    frame = assessor.frame(programme.id)
    return {name: assessor.evaluator.evaluate(_named(name, programme), frame) for name in case.expect.values}


def _named(name: str, programme: Programme) -> Expr:
    """What stands for a definition or a parameter in an expression."""
    definition = programme.definitions.get(name)
    if definition is not None:
        return Reference(kind=Named.DEFINITION, programme=programme.id, name=name, type=definition.expr.type)
    parameter = programme.parameters[name]
    return Parameter(name=name, programme=programme.id, type=parameter.type, at=parameter.keyed_by)
