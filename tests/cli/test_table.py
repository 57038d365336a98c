"""
`incentives table` as an analyst uses it.
"""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from incentives.cli.main import app

ASKED = ("-p", "innovative-headquarters", "--on", "2024-07-19")
FIRMS = """company_id,company_name,registered_in,registered_on,实缴资本,revenue_2021,revenue_2022,revenue_2023
1,Alpha,CN-SH,2022-05-10,1.5亿元,320 million CNY,480 million CNY,760 million CNY
2,Beta,上海市,2022年5月10日,500万元,1,,
3,Gamma,CN-BJ,2022-13-10,20 million USD,10,20,30
"""


def run(*arguments: str) -> Result:
    """One command in this process."""
    return CliRunner().invoke(app, ["table", *arguments])


@pytest.fixture
def firms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table of companies in the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "firms.csv").write_text(FIRMS, encoding="utf-8")
    return tmp_path


def test_answers_go_down_the_pipe(firms: Path) -> None:
    """CSV on standard output and nothing else there; rejected rows and the summary beside it."""
    result = run("firms.csv", *ASKED, "--amounts-in", "CNY")
    assert 0 == result.exit_code
    rows = list(csv.DictReader(StringIO(result.stdout)))
    assert ["1", "2"] == [row["company_id"] for row in rows]
    assert ["Alpha", "Beta"] == [row["company_name"] for row in rows]
    assert "undetermined" == rows[0]["cn-shanghai/innovative-headquarters.status"]
    assert "table:3: error[bad-date]" in result.stderr
    assert "2 companies: 0 eligible for something" in result.stderr


def test_a_file_its_rejects_and_its_summary(firms: Path) -> None:
    """Parquet beside a CSV of rejects, a summary as JSON; no work left over."""
    result = run("firms.csv", *ASKED, "--amounts-in", "CNY", "-o", "out.parquet", "--summary", "json")
    assert 0 == result.exit_code, result.stderr
    summary = json.loads(result.stdout)
    assert (2, 1) == (summary["companies"], summary["rejected"])
    assert {"CN-SH"} == set(summary["places"])
    assert 2 == pq.read_table("out.parquet").num_rows
    (reject,) = csv.DictReader(StringIO((firms / "out.parquet.rejects.csv").read_text(encoding="utf-8")))
    assert ["3", "3", "registered_on", "bad-date"] == [reject[name] for name in ("row", "company", "column", "code")]
    assert ["firms.csv", "out.parquet", "out.parquet.rejects.csv"] == sorted(os.listdir(firms))  # noqa: PTH208  # hidden ones too


def test_a_mapping_is_written_changed_and_used(firms: Path) -> None:
    """What `--map` prints is a mapping; what names leave open is a comment in it."""
    (firms / "odd.csv").write_text("id,registered_in,turnover 2023,seat\n1,CN-SH,5,x\n", encoding="utf-8")
    mapping = run("odd.csv", "--map").stdout
    assert "#   seat: names no fact" in mapping
    (firms / "m.yaml").write_text(mapping.replace("year: 2023}", "year: 2023, unit: 万元}"), encoding="utf-8")
    result = run("odd.csv", "--mapping", "m.yaml", *ASKED)
    assert 2 == result.exit_code
    assert "nothing is said of the column `seat`" in result.stderr
    result = run("odd.csv", "--mapping", "m.yaml", "--ignore", "seat", *ASKED, "--long", "--summary", "none")
    assert 0 == result.exit_code, result.stderr
    assert 2 == len(result.stdout.splitlines())


def test_amounts_without_a_unit_are_one_mistake_of_the_table(firms: Path) -> None:
    """And not one of each row, with an empty answer; `--map` asks for the unit too."""
    (firms / "bare.csv").write_text(
        "id,registered_in,sales2023,rd2023\na,DE,100,NA\nb,FR,1e5,5 EUR\n", encoding="utf-8"
    )
    result = run("bare.csv", *ASKED)
    assert (2, "") == (result.exit_code, result.stdout)
    assert "the numbers of the column `sales2023` have no unit: an amount of money is due" in result.stderr
    assert "rd2023" not in result.stderr
    assert (
        "sales2023: {fact: revenue, year: 2023}  # unit? an amount of money is due" in run("bare.csv", "--map").stdout
    )
    result = run("bare.csv", *ASKED, "--amounts-in", "EUR", "--missing", "NA", "--summary", "none")
    assert (0, 3) == (result.exit_code, len(result.stdout.splitlines())), result.stderr


def test_mistakes_in_the_arguments(firms: Path) -> None:
    """Each is told before any row is read, with exit code 2."""
    for arguments, code in (
        (("nothing.csv",), "unreadable-file"),
        (("firms.csv", "--amounts-in", "CNY", "-o", "out.docx"), "unreadable-file"),
        (("firms.csv", "--amounts-in", "CNY", "-o", "no/where.csv"), "unreadable-file"),
        (("firms.csv", "--amounts-in", "CNY", "-p", "nothing"), "unknown-programme"),
        (("firms.csv", "--amounts-in", "CNY", "--place", "XX"), "unknown-place"),
        (("firms.csv", "--amounts-in", "CNY", "--in", "XXX"), "unknown-currency"),
        (("firms.csv", "--mapping", "no.yaml"), "unreadable-file"),
    ):
        result = run(*arguments)
        assert (2, True) == (result.exit_code, f"error[{code}]" in result.stderr), (arguments, result.stderr)
    assert ["firms.csv"] == sorted(os.listdir(firms))  # noqa: PTH208  # hidden ones too


def test_killed_and_begun_again(firms: Path) -> None:
    """`kill -9` in the middle leaves no half file, and the next run goes on to the same bytes as one that was not."""
    lines = [f"{row},CN-SH,{row % 900 + 100} million CNY" for row in range(6_000)]
    (firms / "many.csv").write_text("id,registered_in,revenue_2023\n" + "\n".join(lines) + "\n", encoding="utf-8")
    code = (
        "import incentives.population.job as job, incentives.population.answering as answering\n"
        "answering.FEW_ROWS = 10**9\n"  # slowly enough to be killed
        "job.SECONDS_A_PART, job.CELLS, job.FEWEST_ROWS = 0, 64 * 40, 64\n"
        "from incentives.cli.main import main\nmain()"
    )
    arguments = ["table", "many.csv", *ASKED, "--details", "none", "--processes", "1", "--summary", "none", "-o"]
    work = firms / ".killed.parquet.work"
    process = subprocess.Popen([sys.executable, "-c", code, *arguments, "killed.parquet"], cwd=firms)
    deadline = time.monotonic() + 100
    while not (work / "000001.json").exists():
        assert time.monotonic() < deadline, "no part was finished"
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(1 / 50)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (firms / "killed.parquet").exists()
    kept = (work / "000000.parquet").stat().st_mtime_ns
    fast = code.replace("answering.FEW_ROWS = 10**9", "answering.FEW_ROWS = 0")
    for name in ("killed.parquet", "whole.parquet"):
        if name == "killed.parquet":
            assert kept == (work / "000000.parquet").stat().st_mtime_ns
        subprocess.run([sys.executable, "-c", fast, *arguments, name], cwd=firms, check=True)
    assert (firms / "whole.parquet").read_bytes() == (firms / "killed.parquet").read_bytes()
    assert 6_000 == pq.read_table(firms / "killed.parquet").num_rows
    assert not work.exists()
