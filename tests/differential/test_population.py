"""
A table answers what `check` answers for each of its rows, in columns and by the exact evaluator alike.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from incentives import api, pipeline
from incentives.diagnostics import Collector
from incentives.ir.rulebook import Rulebook
from incentives.population import answering
from incentives.population.answers import Details, Form
from incentives.population.asking import Wishes, columns_of, layout_of
from incentives.population.frames import FrameSource
from incentives.population.job import Job, to_table
from incentives.population.verdicts import Together, verdict
from incentives.types import Record
from tests.differential.tables_of_companies import table_of

ON = "2024-07-19"
SAMPLES = [
    "cn-shanghai/innovative-headquarters",
    "cn-national/small-*",
    "uk/merged-rdec",
    "eu/de-minimis",
    "sg/*",
    "cn-hangzhou/*",
]


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """The bundled rules."""
    return pipeline.load_rulebook()


def job_of(
    rulebook: Rulebook, patterns: list[str], rows: int, seed: int, form: Form = Form.WIDE
) -> tuple[Job, pa.Table]:
    """A job for a generated table, and the table."""
    question = api.table_question(rulebook, on=ON, currency="USD", programmes=patterns)
    facts = frozenset().union(*(each.facts_used for each in question.chosen())) & rulebook.facts.keys()
    table = table_of(rulebook, facts, rows, seed)
    collector = Collector()
    columns = columns_of(table.schema, rulebook, Wishes(), "table", collector)
    collector.raise_if_failed()
    layout = layout_of(table.schema, columns, question, Details.FULL, form)
    return Job(FrameSource(table), columns, layout, "1", 1), table


@pytest.mark.parametrize("pattern", SAMPLES)
def test_columns_answer_as_the_exact_evaluator(
    rulebook: Rulebook, pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every column of every row, amounts, reasons and totals, is the same by both ways."""
    job, _ = job_of(rulebook, [pattern], 40, 3)
    monkeypatch.setattr(answering, "FEW_ROWS", 0)
    fast, rejects = to_table(job)
    monkeypatch.setattr(answering, "FEW_ROWS", 10**9)
    exact, others = to_table(job)
    assert rejects == others
    assert fast.num_rows > 10
    for name in exact.column_names:
        assert exact[name].to_pylist() == fast[name].to_pylist(), name


def test_related_programmes_are_chosen_among(rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programmes that exclude or ask for each other, or share a ceiling: the totals are those of the evaluator."""
    related = ["cn-shanghai/*headquarters*", "cn-shanghai/sei-special-fund", "cn-national/hnte*", "de/*", "eu/gber*"]
    job, _ = job_of(rulebook, related, 30, 17)
    monkeypatch.setattr(answering, "FEW_ROWS", 0)
    fast, _ = to_table(job)
    monkeypatch.setattr(answering, "FEW_ROWS", 10**9)
    exact, _ = to_table(job)
    for name in ("entitled_low", "entitled_high", "discretionary_high", "left_out", "unconverted"):
        assert exact[name].to_pylist() == fast[name].to_pylist(), name


def test_a_row_is_answered_as_a_profile(rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `check` says of each company, to the cent and to the missing fact; rejected rows are mistakes there too."""
    monkeypatch.setattr(answering, "FEW_ROWS", 0)
    job, table = job_of(rulebook, SAMPLES, 25, 11)
    answer, rejects = to_table(job)
    answers = {row["company_id"]: row for row in answer.to_pylist()}
    programmes = list(job.layout.question.programmes)
    wrong = {each.company for each in rejects}
    for row in table.to_pylist():
        name, facts = row["company_id"], _profile(rulebook, row)
        if name in wrong:
            with pytest.raises(api.IncentivesError):
                api.read_profile(rulebook, facts)
            continue
        assessment = api.check(rulebook, facts, on=ON, currency="USD", programmes=programmes).assessment
        told = answers[name]
        for result in assessment.programmes:
            each = verdict(result)
            prefix = result.programme.id
            assert each.status.value == told[f"{prefix}.status"]
            assert (each.decided_by or None) == told[f"{prefix}.decided_by"]
            assert list(each.missing) == told[f"{prefix}.missing"]
            for award in result.awards:
                if result.awards:
                    low = told[f"{prefix}.{award.award.id}.low_{award.award.currency}"]
                    assert award.amount.low == low
        total = Together(entitled=assessment.entitled.amount, discretionary=assessment.discretionary.amount)
        assert total.entitled.low == told["entitled_low"]
        assert total.entitled.high == told["entitled_high"]
        assert total.discretionary.high == told["discretionary_high"]


def test_wide_and_long_say_the_same(rulebook: Rulebook) -> None:
    """A row for each company and programme holds what the columns of the programme hold."""
    wide, _ = to_table(job_of(rulebook, SAMPLES, 8, 5)[0])
    long, _ = to_table(job_of(rulebook, SAMPLES, 8, 5, Form.LONG)[0])
    rows = {(row["company_id"], row["programme"]): row for row in long.to_pylist()}
    names = {name for _, name in rows}
    assert len(rows) == wide.num_rows * len(names)
    for row in wide.to_pylist():
        for programme in names:
            for name in ("status", "entitled_low", "entitled_high", "discretionary_high", "decided_by", "missing"):
                assert row[f"{programme}.{name}"] == rows[row["company_id"], programme][name]


def test_amounts_at_the_edge_of_64_bits() -> None:
    """Nothing wraps: large amounts are exact, larger ones are rejected, in one table with small ones."""
    rulebook = pipeline.load_rulebook()
    amounts = [0, 2**62, 2**63 - 1, -(2**63), *[10**9] * 80]
    table = pa.table(
        {"id": np.arange(len(amounts)), "net_profit_2023_cny": amounts, "registered_in": ["CN-SH"] * len(amounts)}
    )
    found = api.check_table(rulebook, table, on=date(2024, 7, 19), programmes=["cn-national/*"], details="full")
    assert table.num_rows == found.num_rows
    texts = pa.table({"id": ["a", "b"], "paid_in_capital_cny": ["9" * 37, "5"], "registered_in": ["CN-SH"] * 2})
    rejects: list[object] = []
    api.check_table(rulebook, texts, on=ON, programmes=["cn-shanghai/*"], rejects=rejects)  # type: ignore[arg-type]  # any list
    assert {"a"} >= {each.company for each in rejects}  # type: ignore[attr-defined]  # rejects


def _profile(rulebook: Rulebook, row: dict[str, object]) -> dict[str, object]:
    """The profile that a row of a generated table is."""
    found: dict[str, object] = {}
    for column, value in row.items():
        name, _, year = column.rpartition("_")
        if column == "company_id" or value is None:
            continue
        if column in rulebook.facts and isinstance(rulebook.facts[column].type, Record):
            assert isinstance(value, list)
            found[column] = [{key: each for key, each in item.items() if each is not None} for item in value]
        elif column in rulebook.facts:
            found[column] = value
        else:
            found.setdefault(name, {})[int(year)] = value  # type: ignore[index]  # a mapping of years
    return found
