"""
Where OpenFisca's answer to W is not the exact one, company by company.

    python benchmarks/tables/openfisca_errors.py /tmp/firms-1000000.parquet
"""

from __future__ import annotations

import sys
from pathlib import Path

import handwritten_numpy
import numpy as np
import openfisca_version
import pyarrow.parquet as pq
from answers import ELIGIBLE, UNDETERMINED
from workload import measures


def main() -> None:
    """Print how many totals are wrong by a cent or more, by how much, and what became of the unknown."""
    path = Path(sys.argv[1])
    status, cny, usd = _exact(path)
    eligible, their_cny, their_usd = openfisca_version.columns(path, measures(1)[0])
    one = (status == ELIGIBLE) & (cny >= 0)
    print(f"{one.sum():,} companies of {len(status):,} are eligible for one known amount")
    for name, exact, theirs in (("CNY", cny, their_cny), ("USD", usd, their_usd)):
        cents = np.rint(theirs[one].astype(np.float64) * 100).astype(np.int64)
        off = np.abs(cents - exact[one])
        print(
            f"OpenFisca: {(off > 0).sum():,} wrong by a cent or more in {name}, the worst by {off.max() / 100} {name}"
        )
    unknown = status == UNDETERMINED
    refused = (~eligible[unknown]).sum()
    print(f"{unknown.sum():,} companies lack a fact that decides: OpenFisca refuses {refused:,} and accepts the others")
    wrong = (status != UNDETERMINED) & (eligible != (status == ELIGIBLE))
    print(f"{wrong.sum():,} companies of which enough is known get the wrong verdict")


def _exact(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Status, amount and amount in US dollars of every company, by the hand-written code that ours agrees to."""
    rows = pq.ParquetFile(path).metadata.num_rows
    status = np.zeros(rows, np.int8)
    cny, usd = np.zeros((2, rows), np.int64)
    first = 0
    for group in range(pq.ParquetFile(path).metadata.num_row_groups):
        for _, places, *columns in handwritten_numpy.answers(path, group, measures(1)):
            for into, values in zip((status, cny, usd), columns, strict=True):
                into[first + places] = values
        first += pq.ParquetFile(path).metadata.row_group(group).num_rows
    return status, cny, usd


if __name__ == "__main__":
    main()
