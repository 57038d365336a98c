"""The documented job for Spark, submitted as its users submit it, in local mode."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

import incentives

ROOT = Path(__file__).parents[2]
JOB = ROOT / "examples" / "spark" / "check_firms.py"
ON = "2024-07-19"
PROGRAMME = "cn-shanghai/trade-headquarters-huangpu"
MAPPING = """
company: id
columns:
  place: registered_in
  capital: {fact: paid_in_capital, unit: CNY}
ignored: [size]
"""
# For a machine that does ten other things.
SECONDS = 400


@pytest.fixture
def firms(tmp_path: Path) -> Path:
    """A folder of Parquet, partitioned by place and in several files, and the mapping beside it."""
    rows = 200
    table = pa.table(
        {
            "id": [f"f{row}" for row in range(rows)],
            "place": [("CN-SH", "DE", "SG")[row % 3] for row in range(rows)],
            "size": [row % 2 for row in range(rows)],
            "capital": pa.array(
                [None if row % 7 == 0 else Decimal(row * 10**6) for row in range(rows)], pa.decimal128(18, 2)
            ),
        }
    )
    ds.write_dataset(
        table, tmp_path / "firms", format="parquet", partitioning=["place", "size"], partitioning_flavor="hive"
    )
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def submit(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One job, on two threads of this machine."""
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java: NOT TESTED. Install a JRE, such as openjdk-17-jre-headless")
    pyspark = pytest.importorskip("pyspark")
    program = Path(str(pyspark.__file__)).parent / "bin" / "spark-submit"
    settings = ["spark.ui.enabled=false", "spark.driver.host=127.0.0.1", "spark.driver.bindAddress=127.0.0.1"]
    options = [part for setting in settings for part in ("--conf", setting)]
    return subprocess.run(
        [str(program), "--master", "local[2]", *options, str(JOB), *arguments],
        cwd=folder,
        env={**os.environ, "PYSPARK_PYTHON": sys.executable, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_a_job_over_a_partitioned_folder(firms: Path) -> None:
    """It writes what checking the same rows here gives."""
    ran = submit(firms, "firms", "mapping.yaml", ON, "answers.parquet", PROGRAMME)
    assert 0 == ran.returncode, (ran.stdout + ran.stderr)[-3000:]
    found = pq.read_table(firms / "answers.parquet")
    table = ds.dataset(firms / "firms", partitioning="hive").to_table()
    expected = incentives.check_table(
        incentives.load(),
        table,
        on=ON,
        currency="CNY",
        mapping=firms / "mapping.yaml",
        programmes=[PROGRAMME],
    )
    columns = [
        f"{PROGRAMME}.{name}"
        for name in ("status", "entitled_low", "entitled_high", "discretionary_high", "decided_by")
    ]
    rows = {row["id"]: [row[name] for name in columns] for row in expected.to_pylist()}
    assert 200 == len(rows)
    assert {"ineligible", "undetermined"} <= {row[0] for row in rows.values()}
    assert rows == {row["id"]: [row[name] for name in columns] for row in found.to_pylist()}
