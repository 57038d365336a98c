"""
The English words of a plan and its calendar.
"""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH_PLAN: Mapping[str, str | Mapping[str, str]] = {
    "plan.title": "Plan",
    "plan.steps": "What to apply for, in this order",
    "plan.nothing": "There is nothing to apply for.",
    "plan.number": "No.",
    "plan.apply-by": "Apply by",
    "plan.by": "{day}",
    "plan.passed": "{day}, passed",
    "plan.not-named": "no day is named",
    "plan.open": "{why}",
    "plan.no-deadline": "No last day to apply is named in what was seen of these programmes.",
    "plan.after": {"one": "after step {steps}", "other": "after steps {steps}"},
    "plan.together": "together with {programmes}",
    "plan.held": "held already",
    "plan.needed-for": "needed for {programmes}",
    "plan.years": "By year",
    "plan.year": "Year",
    "plan.undated": "day not known",
    "plan.all": "Together",
    "plan.above": "A ceiling over several payments holds the total closer than the years by themselves.",
    "plan.payments": "Payments",
    "plan.due": "{day}",
    "plan.day": "Day",
    "plan.whole": "{award}",
    "plan.part": "{award}, {number} of {total}",
    "plan.without-day": "Payments without a known day",
    "plan.also": "{amount} ({other})",
    "plan.left-out": "Left out",
    "plan.choice": "The choice",
    "plan.proof": {
        "one": "no permitted choice is worth more: proven ({count} case, independent parts: {parts})",
        "other": "no permitted choice is worth more: proven ({count} cases, independent parts: {parts})",
    },
    "plan.proof-by": {
        "one": "no permitted choice is worth more: proven ({count} case, independent parts: {parts}, with {solver})",
        "other": "no permitted choice is worth more: proven ({count} cases, independent parts: {parts}, with {solver})",
    },
    "plan.not-met": {
        "one": "{count} programme whose conditions are not met",
        "other": "{count} programmes whose conditions are not met",
    },
    "plan.not-in-force": {
        "one": "{count} programme that is not in force on this day",
        "other": "{count} programmes that are not in force on this day",
    },
    "plan.see-check": "`incentives check` says why",
    # A calendar that a person imports.
    "plan.event-deadline": "Apply: {award}",
    "plan.event-payment": "{part}: {amount}",
    "plan.perhaps": "perhaps {amount}",
    "plan.event-day": "Day: {day}",
    "plan.event-source": "Worked out by incentives {version} from the facts stated, as of {on}.",
}
