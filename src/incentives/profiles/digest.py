"""
A fingerprint of what a profile says, however it says it: 1.5亿元 is 150 million CNY, and the order of keys is nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from incentives.profiles.profile import FactValue, HeldStatus, Profile, Yearly
from incentives.values import Known, Money, Rows, Value

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"

FORM = "incentives profile 1"


def digest_of(profile: Profile) -> str:
    """SHA-256 of the canonical text of *profile*, in hexadecimal."""
    return hashlib.sha256(canonical_text(profile).encode()).hexdigest()


def canonical_text(profile: Profile) -> str:
    """One text for all profiles that say the same: JSON with sorted keys, numbers as fractions, unknown left out."""
    document: dict[str, Plain] = {
        "form": FORM,
        "name": profile.name,
        "fiscal_year_end": "{:02}-{:02}".format(*profile.fiscal_year_end),
        "statuses": {programme: _status(status) for programme, status in profile.statuses.items()},
        "facts": {name: _fact(value) for name, value in profile.facts.items()},
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def _status(status: HeldStatus) -> Plain:
    return [str(status.held).lower(), str(status.start or ""), str(status.end or "")]


def _fact(value: FactValue) -> Plain:
    if not isinstance(value, Yearly):
        return _value(value)
    years: dict[str, Plain] = {str(year): _value(each) for year, each in value.values.items()}
    return {"latest": _value(value.latest), **years} if value.latest else years


def _value(value: Value) -> Plain:
    if not isinstance(value, Known):
        return "unknown"
    match value.value:
        case bool() as truth:
            return {"truth": str(truth).lower()}
        case Fraction() as number:
            return {"number": str(number)}
        case Money(amount=amount, currency=currency):
            return {"money": f"{amount} {currency}"}
        case date() as day:
            return {"date": day.isoformat()}
        case frozenset() as members:
            names: list[Plain] = [*sorted(map(str, members))]
            return {"set": names}
        case Rows(items=items):
            return {"rows": [_row(item.fields) for item in items]}
        case other:
            return {"text": str(other)}


def _row(fields: tuple[tuple[str, Value], ...]) -> Plain:
    stated: Mapping[str, Value] = dict(fields)
    return {name: _value(value) for name, value in stated.items() if isinstance(value, Known)}
