"""
Reasons for not knowing as a table tells them.
"""

from __future__ import annotations

from incentives.values import Reason, Why


def reason_text(reason: Reason) -> str:
    """A reason for not knowing as one word: `revenue.2023`, `no-quote:USD/CNY`."""
    subject = reason.subject if reason.year is None else f"{reason.subject}.{reason.year}"
    return subject if reason.why is Why.MISSING_FACT else f"{reason.why}:{subject}"
