"""
All bundled programmes over a table of generated companies: what their totals cost beside the programmes themselves, and
how much the exact choice of each row would cost.

    PYTHONPATH=. python benchmarks/tables/whole_rulebook.py --rows 8000 --known 20
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from random import Random
from time import process_time

import numpy as np
import pyarrow as pa

from incentives import api, pipeline
from incentives.diagnostics import Collector
from incentives.engine.results import Status
from incentives.ir.rulebook import Rulebook
from incentives.population.answers import STATUS, Details, Fields, Form
from incentives.population.asking import Wishes, columns_of, layout_of
from incentives.population.columns import is_status
from incentives.population.frames import FrameSource
from incentives.population.job import Job, to_table
from incentives.population.together import Together
from incentives.population.verdicts import assessor_of, results_of, together_of
from incentives.population.workers import Answer, Request, Workers
from incentives.tables.answers import ProgrammeColumns
from incentives.tables.block import Block
from incentives.types import Record
from tests.differential.tables_of_companies import YEARS, cell_of

ON = "2024-07-19"


def table_of(rulebook: Rulebook, facts: frozenset[str], rows: int, known: int) -> pa.Table:
    """Companies of which so many percent of the facts are known, all amounts in yuan."""
    random = Random(5)  # noqa: S311  # the same table each time
    columns: dict[str, list[object]] = {"company_id": [f"company {row}" for row in range(rows)]}
    for name in sorted(facts):
        declared = rulebook.facts[name]
        if isinstance(declared.type, Record):
            continue
        for year in YEARS if declared.yearly else (None,):
            cells = [cell_of(declared, random) if random.randrange(100) < known else None for _ in range(rows)]
            told = [each.replace(" USD", " CNY") if isinstance(each, str) else each for each in cells]
            columns[name if year is None else f"{name}_{year}"] = told
    return pa.table(columns)


class Watched:
    """Totals with the time that they take, and a sample of them by the exact choice of each row."""

    def __init__(self, sample: int) -> None:
        self.sample = sample
        self.rows = self.left = self.exact_rows = 0
        self.seconds = self.exact_seconds = 0.0
        self.totals = Together.of
        self.answers = Workers.answers

    def of(
        self, together: Together, block: Block, found: Mapping[str, ProgrammeColumns], fields: Mapping[str, Fields]
    ) -> Fields:
        start = process_time()
        answer = self.totals(together, block, found, fields)
        self.seconds += process_time() - start
        self.rows += block.rows
        question = together.layout.question
        alive = {name: is_status(each[STATUS], Status.ELIGIBLE, Status.UNDETERMINED) for name, each in fields.items()}
        for row in np.linspace(0, block.rows - 1, min(self.sample - self.exact_rows, block.rows), dtype=int).tolist():
            start = process_time()
            assessor = assessor_of(question, block, row)
            programmes = [question.rulebook.programmes[name] for name, there in alive.items() if there[row]]
            together_of(results_of(question, assessor, programmes), question, assessor)
            self.exact_seconds += process_time() - start
            self.exact_rows += 1
        return answer

    def ask(self, workers: Workers, request: Request) -> list[Answer]:
        if request.only_together:
            self.left += request.block.rows
        return self.answers(workers, request)


def main() -> None:
    """Measure one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=8000)
    parser.add_argument("--known", type=int, default=20, help="how many percent of the facts are known")
    parser.add_argument("--sample", type=int, default=40, help="how many rows are also chosen for exactly")
    asked = parser.parse_args()
    rulebook = pipeline.load_rulebook()
    question = api.table_question(rulebook, on=ON, currency="USD", programmes=[])
    facts = frozenset().union(*(each.facts_used for each in question.chosen())) & rulebook.facts.keys()
    table = table_of(rulebook, facts, asked.rows, asked.known)
    collector = Collector()
    columns = columns_of(table.schema, rulebook, Wishes(), "table", collector)
    collector.raise_if_failed()
    layout = layout_of(table.schema, columns, question, Details.NONE, Form.WIDE)
    watched = Watched(asked.sample)

    def of(
        together: Together, block: Block, found: Mapping[str, ProgrammeColumns], fields: Mapping[str, Fields]
    ) -> Fields:
        return watched.of(together, block, found, fields)

    def answers(workers: Workers, request: Request) -> list[Answer]:
        return watched.ask(workers, request)

    Together.of = of  # type: ignore[method-assign]  # to look on
    Workers.answers = answers  # type: ignore[method-assign]  # as above
    start = process_time()
    to_table(Job(FrameSource(table), columns, layout, "benchmark", 1))
    whole = process_time() - start - watched.exact_seconds
    print(f"{watched.rows} companies, {asked.known}% known, {len(question.programmes)} programmes")
    print(f"all of it         {whole:8.2f} s, of which totals {watched.seconds:.2f} s")
    print(f"left to the exact choice {watched.left} rows")
    print(f"totals            {watched.rows / watched.seconds:8.0f} rows a second")
    print(f"totals, row by row{watched.exact_rows / watched.exact_seconds:8.1f} rows a second")


if __name__ == "__main__":
    main()
