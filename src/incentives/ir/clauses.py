"""
Where something stands in the law, and how well that was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from incentives.frozen import dataclass

# Text by language: {"en": …, "zh": …}.
Localized = Mapping[str, str]


class Evidence(StrEnum):
    """How a clause was seen, best first."""

    PRIMARY = "primary"
    OFFICIAL = "official"
    MIRROR = "mirror"
    SECONDARY = "secondary"
    GENERAL_KNOWLEDGE = "general-knowledge"
    NOT_SEEN = "not-seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Where something stands in the law, and how well that was seen."""

    cite: str | None = None
    evidence: Evidence | None = None
    note: Localized = field(default_factory=dict)


# The clause of all that does not say where it stands.
UNCITED = Clause()
