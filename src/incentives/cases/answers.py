"""
What the rules say to a case: the programme's result, its sums, and the definitions that the case asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from incentives import pipeline
from incentives.analysis.totals import reported, together
from incentives.cases.case import Case
from incentives.engine.assessor import Assessor
from incentives.engine.results import ProgrammeResult, Range
from incentives.engine.scope import Situation
from incentives.engine.trace import Step
from incentives.ir.expr import Expr, Named, Parameter, Reference
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
    """

    result: ProgrammeResult
    entitled: Range | None = None
    discretionary: Range | None = None
    values: Mapping[str, Step] = field(default_factory=dict)


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
    )
    assessor = _assessor(rulebook, case, rates)
    return Answer(
        result=found.programmes[0],
        entitled=found.entitled.amount,
        discretionary=found.discretionary.amount,
        values=_values(assessor, programme, case),
    )


def lean_answer(rulebook: Rulebook, case: Case, rates: RateTable) -> Answer:
    """
    The same, without what no case can ask for: other readings, and sums that this one does not.

    For mutants, of which there are thousands.
    """
    programme = rulebook.programmes[case.programme]
    assessor = _assessor(rulebook, case, rates)
    result = assessor.programme(programme)
    values = _values(assessor, programme, case)
    if case.expect.entitled is None and case.expect.discretionary is None:
        return Answer(result=result, values=values)
    told = reported(result, programme.currency, case.on, rates)
    entitled, discretionary, _ = together([told], rulebook, programme.currency)
    return Answer(result=result, entitled=entitled.amount, discretionary=discretionary.amount, values=values)


def _assessor(rulebook: Rulebook, case: Case, rates: RateTable) -> Assessor:
    return Assessor(Situation(rulebook=rulebook, profile=case.profile, on=case.on, rates=rates, readings=case.readings))


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
