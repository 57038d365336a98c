"""
A plan as a table for spreadsheets: a line for each deadline, and for each payment one per payer.

CSV of RFC 4180: lines end in CR LF, amounts are exact decimals with a point, days are written year-month-day. Amounts
add up: the lines of an award to the award, in both currencies.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import StringIO

from incentives.engine.company_plan import Plan, PlannedPayment
from incentives.engine.results import AwardResult, Range
from incentives.explain.conversions import conversion_message, quote_messages
from incentives.explain.messages import Several
from incentives.explain.plan import due_message, reasons_message
from incentives.ir.rulebook import Programme, Rulebook
from incentives.l10n.localiser import Localiser
from incentives.money.rates import Conversion, NoQuote
from incentives.render.amount_data import range_data
from incentives.render.terminal import clean
from incentives.values import Reason

COLUMNS = (
    *("kind", "date", "year", "date_unknown", "programme", "programme_title", "award", "award_title"),
    *("nature", "status", "number", "of", "from", "payer"),
    *("low", "high", "currency", "reporting_low", "reporting_high", "reporting_currency", "conversion"),
)
# What a spreadsheet would take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# By this a spreadsheet knows that a file is UTF-8.
MARK = "\ufeff"


def plan_csv(plan: Plan, rulebook: Rulebook, localiser: Localiser) -> str:
    """The table with a line of names; an end without a bound, like a day that is not known, is left empty."""
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in (*_deadlines(plan, rulebook, localiser), *_payments(plan, rulebook, localiser)):
        writer.writerow(row)
    return text.getvalue()


def _deadlines(plan: Plan, rulebook: Rulebook, localiser: Localiser) -> Iterator[Mapping[str, str]]:
    for step in plan.steps:
        for granted, deadline in zip(step.awards, step.deadlines, strict=True):
            if deadline.day is None and not deadline.reasons:
                continue
            yield {
                "kind": "deadline",
                "date": deadline.day.isoformat() if deadline.day else "",
                "year": str(deadline.day.year) if deadline.day else "",
                "date_unknown": _why(deadline.reasons, rulebook, localiser),
                **_of(step.result.programme, granted.award, localiser),
            }


def _payments(plan: Plan, rulebook: Rulebook, localiser: Localiser) -> Iterator[Mapping[str, str]]:
    records = {each.origin: _record(each, localiser) for each in plan.calendar.conversions}
    for payment in plan.calendar.payments:
        shares = [(name, share.amount, share.reported) for name, share in payment.payers.items()]
        for payer, amount, reported in shares or [("", payment.amount, payment.reported)]:
            yield {
                **_head(payment, rulebook, localiser),
                "payer": _safe(payer),
                **_ends(amount, payment.award.award.currency, ""),
                **(_ends(reported, plan.calendar.currency, "reporting_") if reported else {}),
                "reporting_currency": plan.calendar.currency,
                "conversion": records.get(payment.award.award.currency, ""),
            }


def _head(payment: PlannedPayment, rulebook: Rulebook, localiser: Localiser) -> dict[str, str]:
    return {
        "kind": "payment",
        "date": payment.due.isoformat() if payment.due else "",
        "year": str(payment.year) if payment.year is not None else "",
        "date_unknown": "" if payment.due else _safe(localiser.message(due_message(payment, rulebook))),
        **_of(rulebook.programmes[payment.programme], payment.award, localiser),
        "number": str(payment.number),
        "of": str(payment.count),
        "from": payment.start.isoformat() if payment.start else "",
    }


def _of(programme: Programme, result: AwardResult, localiser: Localiser) -> dict[str, str]:
    award = result.award
    return {
        "programme": _safe(programme.id),
        "programme_title": _safe(localiser.title(programme.title, programme.id)),
        "award": _safe(award.id),
        "award_title": _safe(localiser.title(award.title, award.id)),
        "nature": award.nature.value,
        "status": result.status.value,
    }


def _ends(amount: Range, currency: str, prefix: str) -> dict[str, str]:
    told = range_data(amount, currency)
    return {f"{prefix}low": told["low"], f"{prefix}high": told["high"] or "", f"{prefix}currency": currency}


def _record(record: Conversion | NoQuote, localiser: Localiser) -> str:
    """The quotes of a conversion as published, or why there are none."""
    if isinstance(record, NoQuote):
        return _safe(localiser.message(conversion_message(record)))
    return _safe(localiser.several(Several(quote_messages(record), plainly=True)))


def _why(reasons: tuple[Reason, ...], rulebook: Rulebook, localiser: Localiser) -> str:
    return _safe(localiser.message(reasons_message(reasons, rulebook))) if reasons else ""


def _safe(text: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    shown = clean(text)
    return f"'{shown}" if shown.startswith(FORMULA) else shown
