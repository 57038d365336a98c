"""
A frame in memory to a frame of answers.
"""

from __future__ import annotations

from typing import Any, TypeVar

import pyarrow as pa

from incentives.diagnostics import Collector, Diagnostic, IncentivesError, suggestion
from incentives.population.answers import Details, Form
from incentives.population.asking import Wishes, columns_of, layout_of
from incentives.population.frames import Answering, FrameSource, answered
from incentives.population.job import Job, to_table
from incentives.population.rejects import Reject, problems
from incentives.population.verdicts import Question

NAME = "frame"
Word = TypeVar("Word", Details, Form)


def check_frame(
    frame: Any,  # noqa: ANN401  # any kind of frame
    question: Question,
    wishes: Wishes,
    details: str,
    form: str,
    rejects: list[Reject] | None,
    *,
    version: str,
) -> Any:  # noqa: ANN401  # a frame of the same kind
    """
    The answers to all rows of *frame*.

    Raises:

        IncentivesError: if a column is not clear, or a row is wrong and *rejects* does not take it.
    """
    how_much, how = _word(Details, details, "details"), _word(Form, form, "form")

    def ask(schema: pa.Schema) -> tuple[Answering, pa.Schema]:
        collector = Collector()
        columns = columns_of(schema, question.rulebook, wishes, NAME, collector)
        collector.raise_if_failed()
        layout = layout_of(schema, columns, question, how_much, how)

        def answer(table: pa.Table) -> pa.Table:
            found, wrong = to_table(Job(FrameSource(table), columns, layout, version))
            if wrong and rejects is None:
                raise IncentivesError(problems(wrong, NAME))
            if rejects is not None:
                rejects.extend(wrong)
            return found

        return answer, layout.schema

    return answered(frame, ask)


def _word(kind: type[Word], word: str, where: str) -> Word:
    try:
        return kind(word)
    except ValueError:
        message = f"`{word[:40]}` is not one of the words for {where}"
        help = suggestion(word, [each.value for each in kind])
        raise IncentivesError([Diagnostic(code="unknown-word", message=message, where=where, help=help)]) from None
