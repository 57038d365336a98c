"""
The engines under test: each takes a rulebook and companies and gives the answer of every programme for each.

Another engine joins by a line in `ENGINES`. What an engine declares it cannot do it answers with the reason, which is
counted; what it answers has to be exactly right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tests.differential.answers import Answer, Question


class Engine(Protocol):
    """One way to answer."""

    def __call__(self, question: Question) -> list[dict[str, Answer | str]]:
        """For each company the answer by programme, or why the engine leaves it to the exact evaluator."""


def columns(question: Question) -> list[dict[str, Answer | str]]:
    """The plan of the table path, run with numpy on blocks of companies."""
    from tests.differential.columns import answers  # noqa: PLC0415  # numpy is loaded by who runs this engine

    return answers(question)


ENGINES: Mapping[str, Engine] = {"columns": columns}
