"""
An answer as plain data: what `--format json` prints and what `to_dict` gives. A contract that scripts rely on.

`docs/reference/answer.md` says what each key means, `docs/reference/answer.schema.json` says it to a program. A change
that breaks a script takes another number in `SCHEMA`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeAlias

from incentives.engine.assessment import Assessment, Total
from incentives.engine.combination import Combination
from incentives.engine.nearest import nearest
from incentives.engine.results import AwardResult, Disagreement, Payment, ProgrammeResult, Range, Reported
from incentives.explain.build import MissingFact, missing_facts, obstacles
from incentives.explain.choices import assumption_messages
from incentives.explain.decisions import decided_by
from incentives.ir.quantities import exact_text
from incentives.ir.rulebook import Clause, RelationKind, Rulebook
from incentives.l10n.localiser import Localiser
from incentives.money.rates import AnyQuote, AverageQuote, Conversion, NoQuote
from incentives.render.amount_data import range_data
from incentives.render.combination_data import combination_data
from incentives.render.criterion_data import criterion_data, nearest_data, reason_data

SCHEMA = "incentives/answer/1"

Data: TypeAlias = dict[str, Any]


def answer_data(assessment: Assessment, rulebook: Rulebook, localiser: Localiser) -> Data:
    """The whole answer. Titles and sentences are in the language of *localiser*; all else is the same in every one."""
    return {
        "schema": SCHEMA,
        "language": localiser.language,
        "company": assessment.company,
        "on": assessment.on.isoformat(),
        "reporting_currency": assessment.currency,
        "programmes": [programme_data(each, assessment, rulebook, localiser) for each in assessment.programmes],
        "totals": {
            "entitled": total_data(assessment.entitled, assessment.currency),
            "discretionary": total_data(assessment.discretionary, assessment.currency),
        },
        "excluded": _excluded(assessment.combination),
        "combination": combination_data(assessment.combination, assessment.currency, localiser),
        "warnings": list(assessment.warnings),
        "receipt": asdict(assessment.receipt),
    }


def programme_data(result: ProgrammeResult, assessment: Assessment, rulebook: Rulebook, localiser: Localiser) -> Data:
    """One programme."""
    programme = result.programme
    missing = missing_facts(result, rulebook)
    return {
        "id": programme.id,
        "title": localiser.title(programme.title, programme.id),
        "status": result.status.value,
        "asserted": result.asserted,
        "stage": programme.stage.value,
        "evidence": programme.source.evidence.value,
        "decided_by": [localiser.message(each) for each in decided_by(result, assessment.on, rulebook)],
        "margin": nearest_data(nearest(result)),
        "criteria": [criterion_data(result.eligibility, localiser)] if result.eligibility else [],
        "awards": [award_data(award, localiser) for award in result.awards],
        "missing": [fact.name for fact in missing],
        "missing_details": [missing_data(fact, localiser) for fact in missing],
        "obstacles": [localiser.message(each) for each in obstacles(result, rulebook)],
        "assumptions": [localiser.message(each) for each in assumption_messages(result, rulebook)],
        "readings": _readings(result),
        "disagreements": [_disagreement(each, result) for each in result.disagreements],
    }


def award_data(result: AwardResult, localiser: Localiser) -> Data:
    """One award."""
    award = result.award
    return {
        "id": award.id,
        "title": localiser.title(award.title, award.id),
        "kind": award.kind,
        "status": result.status.value,
        "nature": award.nature.value,
        "published": result.published,
        "amount": range_data(result.amount, award.currency),
        "reporting": _reporting(result.reported),
        "payments": [_payment(payment, award.currency) for payment in result.payments],
        "payers": _payers(result.payers, award.currency),
        "shared_caps": [
            {
                "id": each.cap.id,
                "awards": list(each.cap.awards),
                "per": "year" if each.cap.yearly else None,
                "amount": range_data(each.most, award.currency),
                "left": range_data(each.left, award.currency) if each.left is not None else None,
                **clause_data(each.cap.clause, localiser),
            }
            for each in result.shared
        ],
        "deadline": result.deadline.isoformat() if result.deadline else None,
        "conditions": criterion_data(result.conditions, localiser) if result.conditions else None,
        "reasons": [reason_data(reason) for reason in result.reasons],
        "reading": dict(result.reading),
        **clause_data(award.clause, localiser),
    }


def clause_data(clause: Clause, localiser: Localiser) -> Data:
    """Where something stands in the law, and how well that was seen."""
    return {
        "cite": clause.cite,
        "evidence": clause.evidence.value if clause.evidence else None,
        "note": localiser.title(clause.note) or None,
    }


def missing_data(fact: MissingFact, localiser: Localiser) -> Data:
    """A missing fact with the question to ask for it."""
    declared = fact.declaration
    return {
        "fact": fact.name,
        "years": list(fact.years),
        "label": localiser.title(declared.label, fact.name) if declared else fact.name,
        "question": (localiser.title(declared.question) or None) if declared else None,
        "type": str(declared.type) if declared else None,
    }


def total_data(total: Total, currency: str) -> Data:
    """A sum, with the awards that are not in it for want of an exchange rate."""
    return {**range_data(total.amount, currency), "unconverted": list(total.unconverted)}


def _reporting(reported: Reported | None) -> Data | None:
    if reported is None:
        return None
    amount = range_data(reported.amount, reported.currency) if reported.amount else None
    return {
        "low": amount["low"] if amount else None,
        "high": amount["high"] if amount else None,
        "currency": reported.currency,
        "conversion": conversion_record(reported.conversion) if reported.conversion else None,
    }


def conversion_record(record: Conversion | NoQuote) -> Data:
    """How an amount was converted: day, path and quotes; `missing` says why there is no quote."""
    told: Data = {"on": record.on.isoformat()}
    if isinstance(record, NoQuote):
        return {**told, "path": [record.origin, record.target], "quotes": [], "missing": record.why.value}
    return {**told, "path": list(record.path), "quotes": [_quote(quote) for quote in record.quotes], "missing": None}


def _quote(quote: AnyQuote) -> Data:
    """A quote as published; `mean_of` is null unless it is the mean of several."""
    mean: Data | None = None
    if isinstance(quote, AverageQuote):
        mean = {"from": quote.first.isoformat(), "to": quote.last.isoformat(), "count": quote.count}
    return {
        "pair": f"{quote.base}/{quote.counter}",
        "rate": exact_text(quote.rate) if isinstance(quote, AverageQuote) else quote.text,
        "date": quote.published.isoformat(),
        "source": quote.source,
        "mean_of": mean,
    }


def _excluded(combination: Combination) -> list[Data]:
    """The programmes that another one of the choice excludes: the part of `left_out` that older readers know."""
    return [
        {"programme": each.programme, "by": because.others[0], "cite": because.relation.clause.cite}
        for each in combination.left_out
        if each.award is None
        for because in each.because[:1]
        if because.relation.kind is RelationKind.EXCLUSIVE
    ]


def _payment(payment: Payment, currency: str) -> Data:
    amount = range_data(payment.amount, currency)
    return {
        "number": payment.number,
        "from": payment.start.isoformat() if payment.start else None,
        "due": payment.due.isoformat() if payment.due else None,
        "low": amount["low"],
        "high": amount["high"],
        "payers": _payers(payment.payers, currency),
    }


def _payers(payers: Mapping[str, Range], currency: str) -> Data:
    return {name: range_data(amount, currency) for name, amount in payers.items()}


def _readings(result: ProgrammeResult) -> Data:
    found: dict[str, str] = {}
    for assumption in result.assumptions:
        if "point" in assumption.arguments:
            found[assumption.arguments["point"]] = assumption.arguments["option"]
    for award in result.awards:
        found.update(award.reading)
    return dict(sorted(found.items()))


def _disagreement(other: Disagreement, result: ProgrammeResult) -> Data:
    currencies = {award.award.id: award.award.currency for award in result.awards}
    ours: Mapping[str, Range] = {award.award.id: award.amount for award in result.awards}
    awards: Sequence[Data] = [
        {
            "id": name,
            "amount": range_data(amount, currencies[name]),
            "instead_of": range_data(ours[name], currencies[name]),
        }
        for name, amount in other.awards.items()
    ]
    return {"point": other.point.id, "option": other.option, "status": other.status.value, "awards": awards}
