"""
Who takes part, and a process for each: it gets ready, works when told, and says how long that took and the most memory
that it ever held. Contenders work in turns, so that what else the machine does falls on all of them.
"""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

from answers import Totals
from workload import SIZES, Measure, measures

Work: TypeAlias = Callable[[], Mapping[str, Totals]]


def _scan(path: Path, _: Sequence[Measure], __: Path) -> Work:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  # each contender loads what it needs and no more

    import pyarrow.parquet as pq  # noqa: PLC0415  # as above
    from handwritten_numpy import COLUMNS, THREADS  # noqa: PLC0415  # as above

    def read(group: int) -> None:
        pq.ParquetFile(path).read_row_group(group, columns=list(COLUMNS), use_threads=False)

    def work() -> Mapping[str, Totals]:
        with ThreadPoolExecutor(THREADS) as threads:
            for _ in threads.map(read, range(pq.ParquetFile(path).metadata.num_row_groups)):
                pass
        return {}

    return work


def _numpy(path: Path, chosen: Sequence[Measure], _: Path) -> Work:
    import handwritten_numpy  # noqa: PLC0415  # as above

    return lambda: handwritten_numpy.totals(path, chosen)


def _polars(path: Path, chosen: Sequence[Measure], _: Path) -> Work:
    import handwritten_polars  # noqa: PLC0415  # as above

    return lambda: handwritten_polars.totals(path, chosen)


def _polars_batches(path: Path, chosen: Sequence[Measure], _: Path) -> Work:
    import handwritten_polars  # noqa: PLC0415  # as above

    return lambda: handwritten_polars.totals_in_batches(path, chosen)


def _openfisca(path: Path, chosen: Sequence[Measure], _: Path) -> Work:
    import openfisca_version  # noqa: PLC0415  # as above

    return lambda: openfisca_version.totals(path, chosen)


def _ours(path: Path, _: Sequence[Measure], rules: Path) -> Work:
    import ours  # noqa: PLC0415  # as above

    return ours.answer_only(path, rules)


def _ours_with_reasons(path: Path, _: Sequence[Measure], rules: Path) -> Work:
    import ours  # noqa: PLC0415  # as above

    return ours.with_reasons(path, rules)


def _ours_with_everything(path: Path, _: Sequence[Measure], rules: Path) -> Work:
    import ours  # noqa: PLC0415  # as above

    return ours.with_everything(path, rules)


CONTENDERS: Mapping[str, Callable[[Path, Sequence[Measure], Path], Work]] = {
    "scan": _scan,
    "numpy": _numpy,
    "polars": _polars,
    "polars in batches": _polars_batches,
    "openfisca": _openfisca,
    "ours": _ours,
    "ours, with reasons": _ours_with_reasons,
    "ours, everything": _ours_with_everything,
}
# What has to agree to the cent.
EXACT = ("numpy", "polars", "polars in batches", "ours", "ours, with reasons", "ours, everything")
HANDWRITTEN = ("numpy", "polars", "polars in batches")


@dataclass(frozen=True, slots=True)
class Turn:
    """
    One turn of one contender.

    Args:

        seconds: By the clock on the wall.

        processor: Seconds of processor time, all threads together.

        peak: The most memory that the process held so far, in MiB; what it loads to begin with included.
    """

    seconds: float
    processor: float
    peak: int
    totals: Mapping[str, Totals]


class Contender:
    """A process that works when told."""

    def __init__(self, name: str, workload: str, path: Path, rules: Path) -> None:
        self.name = name
        words = [sys.executable, __file__, name, workload, str(path), str(rules)]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603  # this file
        self.preparing = float(self._line())

    def turn(self) -> Turn:
        """Let it work once."""
        assert self.process.stdin is not None  # noqa: S101  # INVARIANT: it was asked for
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        found = json.loads(self._line())
        found["totals"] = {name: Totals(**each) for name, each in found["totals"].items()}
        return Turn(**found)

    def end(self) -> None:
        """Let it go."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait()

    def _line(self) -> str:
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            raise SystemExit(f"{self.name} ended without an answer")
        return line


def main(name: str, workload: str, path: str, rules: str) -> None:
    """Get ready, then work once for every line."""
    begun = time.perf_counter()
    work = CONTENDERS[name](Path(path), measures(SIZES[workload]), Path(rules))
    print(time.perf_counter() - begun, flush=True)
    for _ in sys.stdin:
        gc.collect()
        wall, processor = time.perf_counter(), time.process_time()
        found = work()
        seconds, processor = time.perf_counter() - wall, time.process_time() - processor
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        told = {"seconds": seconds, "processor": processor, "peak": peak}
        print(json.dumps({**told, "totals": {key: asdict(each) for key, each in found.items()}}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
