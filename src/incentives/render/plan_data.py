"""
A plan as plain data: what `incentives plan --format json` prints. A contract, as the answer of `check` is one.

`docs/reference/plan.md` says what each key means, `docs/reference/plan.schema.json` says it to a program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from incentives.engine.combination import Granted
from incentives.engine.company_plan import Deadline, Plan, PlannedPayment, PlanStep
from incentives.engine.results import Range
from incentives.explain.build import missing_facts, obstacles
from incentives.explain.combination import left_out_messages
from incentives.ir.rulebook import Rulebook
from incentives.l10n.localiser import Localiser
from incentives.render.amount_data import range_data
from incentives.render.combination_data import combination_data
from incentives.render.criterion_data import reason_data
from incentives.render.data import Data, conversion_record, missing_data, total_data
from incentives.values import Reason

SCHEMA = "incentives/plan/1"


def plan_data(plan: Plan, rulebook: Rulebook, localiser: Localiser) -> Data:
    """The whole plan. Titles and sentences are in the language of *localiser*; all else is the same in every one."""
    assessment = plan.assessment
    combination = assessment.combination
    currency = assessment.currency
    return {
        "schema": SCHEMA,
        "language": localiser.language,
        "company": assessment.company,
        "on": assessment.on.isoformat(),
        "reporting_currency": currency,
        "steps": [_step(number, step, plan, rulebook, localiser) for number, step in enumerate(plan.steps, 1)],
        "payments": [_payment(each, currency, localiser) for each in plan.calendar.payments],
        "years": [
            {
                "year": each.year,
                "entitled": total_data(each.entitled, currency),
                "discretionary": total_data(each.discretionary, currency),
            }
            for each in plan.calendar.years
        ],
        "totals": {
            "entitled": total_data(assessment.entitled, currency),
            "discretionary": total_data(assessment.discretionary, currency),
        },
        "conversions": [conversion_record(each) for each in plan.calendar.conversions],
        "left_out": [
            {"programme": each.programme, "award": each.award, "why": localiser.message(message)}
            for each, message in zip(
                combination.left_out, left_out_messages(combination, currency, rulebook), strict=True
            )
        ],
        "combination": combination_data(combination, currency, localiser),
        "not_fitting": {status.value: count for status, count in plan.unfit.items()},
        "warnings": list(assessment.warnings),
        "receipt": asdict(assessment.receipt),
    }


def _step(number: int, step: PlanStep, plan: Plan, rulebook: Rulebook, localiser: Localiser) -> Data:
    result = step.result
    programme = result.programme
    numbers = {each.programme: index for index, each in enumerate(plan.steps, 1)}
    return {
        "number": number,
        "programme": programme.id,
        "title": localiser.title(programme.title, programme.id),
        "status": result.status.value,
        "evidence": programme.source.evidence.value,
        "held": step.held,
        "after": sorted(numbers[name] for name in step.after if numbers[name] < number),
        "together_with": sorted(numbers[name] for name in step.after if numbers[name] > number),
        "needed_for": list(step.for_programmes),
        "awards": [
            _award(award, deadline, localiser) for award, deadline in zip(step.awards, step.deadlines, strict=True)
        ],
        "missing": [missing_data(fact, localiser) for fact in missing_facts(result, rulebook)],
        "obstacles": [localiser.message(each) for each in obstacles(result, rulebook)],
    }


def _award(granted: Granted, deadline: Deadline, localiser: Localiser) -> Data:
    result = granted.award
    award = result.award
    return {
        "id": award.id,
        "title": localiser.title(award.title, award.id),
        "kind": award.kind,
        "nature": award.nature.value,
        "status": result.status.value,
        "published": result.published,
        "amount": range_data(result.amount, award.currency),
        "alone": range_data(granted.alone.amount, award.currency),
        "reporting": _reported(result.reported.amount, result.reported.currency) if result.reported else None,
        "deadline": deadline.day.isoformat() if deadline.day else None,
        "deadline_unknown": _reasons(deadline.reasons),
        "cite": award.clause.cite,
    }


def _payment(payment: PlannedPayment, currency: str, localiser: Localiser) -> Data:
    award = payment.award.award
    return {
        "programme": payment.programme,
        "award": award.id,
        "title": localiser.title(award.title, award.id),
        "nature": award.nature.value,
        "status": payment.award.status.value,
        "number": payment.number,
        "of": payment.count,
        "due": payment.due.isoformat() if payment.due else None,
        "from": payment.start.isoformat() if payment.start else None,
        "due_unknown": _reasons(payment.undated),
        "amount": range_data(payment.amount, award.currency),
        "reporting": _reported(payment.reported, currency),
        "payers": {
            name: {
                "amount": range_data(share.amount, award.currency),
                "reporting": _reported(share.reported, currency),
            }
            for name, share in payment.payers.items()
        },
    }


def _reported(amount: Range | None, currency: str) -> Data | None:
    """In the reporting currency; null where there is no exchange rate."""
    return range_data(amount, currency) if amount else None


def _reasons(reasons: Sequence[Reason]) -> list[Data]:
    """Why a day is not known; empty where none is named."""
    return [reason_data(each) for each in reasons]
