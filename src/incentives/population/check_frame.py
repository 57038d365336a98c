"""
A frame in memory to a frame of answers.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from incentives.diagnostics import Collector, Diagnostic, IncentivesError
from incentives.population.answers import Details, Form
from incentives.population.asking import Wishes, check_first_rows, columns_of, layout_of, open_items, word_of
from incentives.population.frames import Answering, FrameSource, answered
from incentives.population.job import Job, Table, to_table
from incentives.population.mapping import ColumnMap
from incentives.population.panel import as_panel
from incentives.population.rejects import Reject, problems
from incentives.population.verdicts import Question

NAME = "frame"


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
    how_much, how = word_of(Details, details, "details"), word_of(Form, form, "form")

    def ask(schema: pa.Schema, in_pieces: bool) -> tuple[Answering, pa.Schema]:
        collector = Collector()
        columns = columns_of(schema, question.rulebook, wishes, NAME, collector)
        collector.raise_if_failed()
        items = open_items(columns, wishes, collector, encoding="utf-8")
        collector.raise_if_failed()
        if in_pieces and columns.year is not None:
            message = "a table with a row for each company and year cannot be checked lazily"
            raise IncentivesError([Diagnostic(code="wrong-shape", message=message, help="collect it first")])
        layout = layout_of(schema, columns, question, how_much, how)

        def answer(table: pa.Table) -> pa.Table:
            source = FrameSource(table)
            check_first_rows(source, columns, question.rulebook, NAME, collector)
            collector.raise_if_failed()
            rows: tuple[Table, ColumnMap] = (source, columns)
            if columns.year is not None:
                rows = as_panel(source, columns, question.rulebook)
            found, wrong = to_table(Job(*rows, layout, version, items=items))
            if wrong and rejects is None:
                raise IncentivesError(problems(wrong, NAME))
            if rejects is not None:
                rejects.extend(wrong)
            return found

        return answer, layout.schema

    return answered(frame, ask)
