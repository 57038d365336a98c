"""
An answer to everything there is to say of it, as data without words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from incentives.engine.assessment import Assessment
from incentives.engine.results import ProgrammeResult
from incentives.explain.awards import AwardExplanation, explain_award
from incentives.explain.choices import assumption_messages, disagreement_messages, reading_messages
from incentives.explain.combination import cut_messages, left_out_messages, together_messages
from incentives.explain.criteria import CriterionExplanation, explain_criterion
from incentives.explain.decisions import decided_by
from incentives.explain.messages import Message, Several, say
from incentives.explain.values import declaration, reason_message
from incentives.ir.rulebook import FactDeclaration, Rulebook
from incentives.values import Reason, Why


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingFact:
    """
    A fact that would settle something.

    Args:

        name: As it is declared: what `--set` and a profile call it.

        years: The fiscal years that are missing; empty for a fact that has one value.

        programmes: The ids of the programmes that need it.
    """

    name: str
    years: tuple[int, ...]
    declaration: FactDeclaration | None
    programmes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeExplanation:
    """A programme's result with all that is to be said of it."""

    result: ProgrammeResult
    decided_by: tuple[Message, ...]
    eligibility: CriterionExplanation | None
    awards: tuple[AwardExplanation, ...]
    missing: tuple[MissingFact, ...]
    obstacles: tuple[Message, ...]
    assumptions: tuple[Message, ...]
    readings: tuple[Message, ...]
    disagreements: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """
    An assessment with all that is to be said of it.

    Args:

        missing: The facts that are missing anywhere, those that most programmes need first.

        excluded: What the best permitted choice leaves out or cuts, and why.

        together: What else is to be said of that choice.

        rates: The exchange rates behind the amounts in the reporting currency, each once.
    """

    assessment: Assessment
    rulebook: Rulebook
    programmes: tuple[ProgrammeExplanation, ...]
    missing: tuple[MissingFact, ...]
    excluded: tuple[Message, ...]
    together: tuple[Message, ...]
    rates: tuple[Message, ...]


def explain(assessment: Assessment, rulebook: Rulebook, *, in_full: bool = True) -> Explanation:
    """
    Everything there is to say of *assessment*, which was made with *rulebook*.

    Args:

        in_full: Whether criteria, conditions and workings are wanted, which take most of the time.
    """
    programmes = tuple(
        explain_programme(result, assessment, rulebook, in_full=in_full) for result in assessment.programmes
    )
    return Explanation(
        assessment=assessment,
        rulebook=rulebook,
        programmes=programmes,
        missing=_all_missing(assessment.programmes, rulebook),
        excluded=(
            *left_out_messages(assessment.combination, assessment.currency, rulebook),
            *cut_messages(assessment.combination, rulebook),
        ),
        together=together_messages(assessment.combination, assessment.currency, rulebook),
        rates=_rates(programmes),
    )


def explain_programme(
    result: ProgrammeResult, assessment: Assessment, rulebook: Rulebook, *, in_full: bool = True
) -> ProgrammeExplanation:
    """Everything there is to say of one programme."""
    programme = result.programme
    root = result.eligibility if in_full else None
    return ProgrammeExplanation(
        result=result,
        decided_by=decided_by(result, assessment.on, rulebook),
        eligibility=explain_criterion(root, programme, rulebook) if root else None,
        awards=tuple(explain_award(award, programme, rulebook, in_full=in_full) for award in result.awards),
        missing=missing_facts(result, rulebook),
        obstacles=obstacles(result, rulebook),
        assumptions=assumption_messages(result, rulebook),
        readings=reading_messages(result),
        disagreements=disagreement_messages(result),
    )


def missing_facts(result: ProgrammeResult, rulebook: Rulebook) -> tuple[MissingFact, ...]:
    """The facts that would settle what is open in one programme, most needed first."""
    return _missing([(result.programme.id, result.missing)], rulebook)


def obstacles(result: ProgrammeResult, rulebook: Rulebook) -> tuple[Message, ...]:
    """What is open in one programme and no fact would settle."""
    return tuple(reason_message(reason, rulebook) for reason in result.missing if reason.why is not Why.MISSING_FACT)


def _all_missing(results: Sequence[ProgrammeResult], rulebook: Rulebook) -> tuple[MissingFact, ...]:
    found = _missing([(result.programme.id, result.missing) for result in results], rulebook)
    return tuple(sorted(found, key=lambda each: -len(each.programmes)))


def _rates(programmes: Sequence[ProgrammeExplanation]) -> tuple[Message, ...]:
    found: list[Message] = []
    for programme in programmes:
        for award in programme.awards:
            told = say("conversion.rates", quotes=Several(award.quotes, plainly=True))
            if award.quotes and told not in found:
                found.append(told)
    return tuple(found)


def _missing(needs: Sequence[tuple[str, Sequence[Reason]]], rulebook: Rulebook) -> tuple[MissingFact, ...]:
    years: dict[str, dict[int, None]] = {}
    programmes: dict[str, dict[str, None]] = {}
    for programme, reasons in needs:
        for reason in reasons:
            if reason.why is Why.MISSING_FACT:
                years.setdefault(reason.subject, {}).update({reason.year: None} if reason.year is not None else {})
                programmes.setdefault(reason.subject, {})[programme] = None
    return tuple(
        MissingFact(
            name=name,
            years=tuple(sorted(years[name])),
            declaration=declaration(name, rulebook),
            programmes=tuple(programmes[name]),
        )
        for name in years
    )
