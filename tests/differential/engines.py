"""
The engines under test: each takes a rulebook and companies and gives the answer of every programme for each.

Another engine joins by a line in `ENGINES`. What an engine declares it cannot do it answers with None, and the test
counts it; what it answers has to be exactly right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from incentives.ir.rulebook import Rulebook
from incentives.money.rates import RateTable
from incentives.profiles.profile import Profile
from tests.differential.answers import Answer, Readings


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What an engine is asked: every programme of the rulebook for each company."""

    rulebook: Rulebook
    profiles: Sequence[Profile]
    on: date
    rates: RateTable
    currency: str = "CNY"
    readings: Readings = field(default_factory=dict)


class Engine(Protocol):
    """One way to answer."""

    def __call__(self, question: Question) -> list[dict[str, Answer | None]]:
        """For each company the answer by programme, None where the engine leaves it to the exact evaluator."""


def columns(question: Question) -> list[dict[str, Answer | None]]:
    """The plan of the table path, run with numpy on blocks of companies."""
    from tests.differential.columns import answers  # noqa: PLC0415  # numpy is loaded by who runs this engine

    return answers(question)


ENGINES: Mapping[str, Engine] = {"columns": columns}
