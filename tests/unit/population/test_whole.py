"""
Whole runs in this process: panels, second tables, companies in several rows, parts of work.
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from incentives.diagnostics import Collector, IncentivesError
from incentives.money.ecb import EcbRates
from incentives.population import job as jobs
from incentives.population.answers import Details, Form
from incentives.population.asking import Wishes, columns_of, layout_of, open_items
from incentives.population.identities import Identities
from incentives.population.job import Job, to_file
from incentives.population.panel import as_panel
from incentives.population.parts import Parts
from incentives.population.rejects import Reject
from incentives.population.sources import open_source
from incentives.population.summary import Summary
from incentives.population.verdicts import Question
from tests.worlds import compile_texts

RULEBOOK = compile_texts(
    {
        "grant": """
eligibility:
  all:
    - {id: here, test: registered_in in CN-SH}
    - {id: grown, test: 'revenue >= revenue[-1]'}
awards:
  once: {nature: entitled, amount: 'min(10% * revenue, 1 million CNY)'}
  items: {nature: discretionary, amount: 'sum(cost for each projects)', cap: 5 million CNY}
"""
    }
)


def job_of(table: Path, mapping: dict[str, object] | Path | None = None) -> Job:
    """A job for a file."""
    collector = Collector()
    source = open_source(str(table), collector)
    assert source is not None
    wishes = Wishes(mapping=mapping, amounts_in="CNY")
    columns = columns_of(source.schema, RULEBOOK, wishes, str(table), collector)
    items = open_items(columns, wishes, collector, encoding="utf-8")
    collector.raise_if_failed()
    question = Question(
        rulebook=RULEBOOK, programmes=("grant",), on=date(2024, 7, 1), currency="CNY", rates=EcbRates(), readings={}
    )
    rows, held = as_panel(source, columns, RULEBOOK) if columns.year is not None else (source, columns)
    return Job(rows, held, layout_of(rows.schema, held, question, Details.FULL, Form.WIDE), "1", 1, items)


def answers(job: Job) -> tuple[list[dict[str, object]], list[Reject]]:
    """The rows of the answer, and what is not answered."""
    lost: list[Reject] = []
    found = [(answered.table.to_pylist(), answered.rejects) for _, answered in job.answers(0, lost)]
    return [row for rows, _ in found for row in rows], [*(each for _, rejects in found for each in rejects), *lost]


def test_a_panel_is_a_table_of_companies(tmp_path: Path) -> None:
    """Rows of a company become its years; a year that is none or stands twice keeps its company unanswered."""
    path = tmp_path / "panel.csv"
    path.write_text(
        "firm,year,registered_in,revenue\na,2023,CN-SH,200\na,2022,,100\nb,2022,CN-SH,9\nb,2023,CN-SH,8\n"
        "c,2023,CN-SH,1\nc,2023,CN-SH,2\nd,x,CN-SH,1\n",
        encoding="utf-8",
    )
    for size in (1, 2, 3, 100):
        job = job_of(path)
        panel = job.source
        batches = [row for batch in panel.batches(job.columns.needed, [], size=size) for row in batch.to_pylist()]
        assert ["a", "b"] == [each["firm"] for each in batches]
    found, rejects = answers(job_of(path))
    assert [("a", "eligible"), ("b", "ineligible")] == [(each["firm"], each["grant.status"]) for each in found]
    assert [None, "grown"] == [each["grant.decided_by"] for each in found]
    assert ["duplicate-key", "bad-year"] == [each.code for each in rejects]


def test_a_panel_must_be_in_order(tmp_path: Path) -> None:
    """The rows of a company stand together, or the table is refused."""
    path = tmp_path / "panel.csv"
    path.write_text("firm,year,revenue\na,2023,200\nb,2023,1\na,2022,100\n", encoding="utf-8")
    with pytest.raises(IncentivesError, match="do not stand together"):
        answers(job_of(path))


def test_items_of_a_second_table(tmp_path: Path) -> None:
    """Items by company; who has none has none or unknown ones, as the mapping says."""
    (tmp_path / "firms.csv").write_text(
        "id,registered_in,revenue_2022,revenue_2023\n1,CN-SH,1,2\n2,CN-SH,1,2\n", encoding="utf-8"
    )
    (tmp_path / "projects.csv").write_text("id,cost\n2,70\n1,30\n2,0.5\n9,1\n", encoding="utf-8")
    for absent, high in (("none", "70.50"), ("unknown", "70.50")):
        mapping = tmp_path / "mapping.yaml"
        mapping.write_text(
            f"""company: id
columns:
  registered_in: registered_in
  revenue_2022: {{fact: revenue, year: 2022, unit: CNY}}
  revenue_2023: {{fact: revenue, year: 2023, unit: CNY}}
lists:
  projects: {{table: projects.csv, company: id, absent: {absent}, columns: {{cost: {{field: cost, unit: CNY}}}}}}
""",
            encoding="utf-8",
        )
        job = job_of(tmp_path / "firms.csv", mapping)
        found, rejects = answers(job)
        assert ["30.00", high] == [str(each["grant.discretionary_high"]) for each in found]
        assert [] == rejects
        assert ["9"] == [each.company for each in job.items["projects"].orphans()]


def test_companies_in_several_rows() -> None:
    """Names of one length and of several are counted alike."""
    seen = Identities()
    seen.add(pa.array(["a1", "a2", "a3"]))
    seen.add(pa.array(["a2", "b"]))
    seen.add(pa.array([1, 2]))
    seen.add(pa.array([2, 30]))
    assert 2 == seen.repeated


def test_companies_are_counted_without_being_held_twice() -> None:
    """The pieces are let go of, and what they held is counted again and again."""
    names = Identities()
    for first in range(0, 30, 10):
        names.add(pa.array([f"firm {row % 25}" for row in range(first, first + 10)]))
    assert [5, 5] == [names.repeated, names.repeated]
    assert 1 == len(names.seen)


def test_many_rejects_do_not_wait_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They go to a part; the file of rejects has all of them, in order."""
    monkeypatch.setattr(jobs, "MOST_WAITING", 10)
    monkeypatch.setattr(Job, "batch_rows", 64)
    finished: list[int] = []
    finish = Parts.finish

    def count(self: Parts, rows: int, summary: Summary) -> None:
        finished.append(rows)
        finish(self, rows, summary)

    monkeypatch.setattr(Parts, "finish", count)
    (tmp_path / "t.csv").write_text("id,capital\n" + "".join(f"{row},x\n" for row in range(300)), encoding="utf-8")
    summary = to_file(job_of(tmp_path / "t.csv"), tmp_path / "out.parquet", tmp_path / "bad.csv", lambda _: None)
    assert 300 == summary.rejected
    assert len(finished) > 2
    lines = (tmp_path / "bad.csv").read_text(encoding="utf-8").splitlines()
    assert [str(row) for row in range(1, 301)] == [line.partition(",")[0] for line in lines[1:]]


def test_work_goes_on_where_it_was_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped after any batch and begun again, the file and its rejects are the same byte for byte."""
    lines = [f"{row},CN-SH,{row},{row * 2 if row % 7 else 'x'}" for row in range(100)]
    table = tmp_path / "firms.csv"
    table.write_text("id,registered_in,revenue_2022,revenue_2023\n" + "\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(Job, "batch_rows", 16)
    outcomes: set[tuple[str, str, str]] = set()
    for stop in (None, 1, 3, 6):
        monkeypatch.setattr(jobs, "SECONDS_A_PART", -1 if stop else 1000)
        output = tmp_path / f"out{stop}.parquet"
        if stop:
            with pytest.raises(KeyboardInterrupt):
                to_file(job_of(table), output, tmp_path / f"{stop}.csv", _stopping(stop))
            assert not output.exists()
        told: list[int] = []
        summary = to_file(job_of(table), output, tmp_path / f"{stop}.csv", told.append)
        assert (stop or 0) * 16 >= told[0] >= ((stop or 1) - 1) * 16
        assert not list(tmp_path.glob(".out*"))
        digest = hashlib.sha256(output.read_bytes()).hexdigest()
        outcomes.add((digest, (tmp_path / f"{stop}.csv").read_text(encoding="utf-8"), str(summary.plain())))
    assert 1 == len(outcomes)


def test_another_question_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was done for another table, or for another day, is not taken."""
    table = tmp_path / "firms.csv"
    table.write_text("id,registered_in\n" + "\n".join(f"{row},CN-SH" for row in range(50)) + "\n", encoding="utf-8")
    monkeypatch.setattr(Job, "batch_rows", 16)
    monkeypatch.setattr(jobs, "SECONDS_A_PART", -1)
    with pytest.raises(KeyboardInterrupt):
        to_file(job_of(table), tmp_path / "out.csv", tmp_path / "r.csv", _stopping(2))
    table.write_text("id,registered_in\n" + "\n".join(f"{row},DE" for row in range(51)) + "\n", encoding="utf-8")
    told: list[int] = []
    to_file(job_of(table), tmp_path / "out.csv", tmp_path / "r.csv", told.append)
    assert 0 == told[0]
    assert 52 == len((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines())


def _stopping(batches: int) -> jobs.Told:
    """What interrupts the work after so many batches."""

    def told(rows: int) -> None:
        if rows >= batches * 16:
            raise KeyboardInterrupt

    return told
