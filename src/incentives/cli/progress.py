"""
A bar that shows how far a long run has come, how fast it is and how long it still takes; only to who looks.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic


@contextmanager
def progress(total: int | None) -> Iterator[Callable[[int], None]]:
    """What is told the number of rows done so far; draws on standard error if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415  # only where someone looks
    from rich.progress import (  # noqa: PLC0415  # as above
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        *(TextColumn("companies"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}")),
        *(TimeElapsedColumn(), TimeRemainingColumn()),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("companies", total=total, rate="")
        began = monotonic()
        first: list[int] = []

        def told(rows: int) -> None:
            first.append(rows)  # an earlier run may have done some
            seconds = max(monotonic() - began, 1)
            bar.update(task, completed=rows, rate=f"{int((rows - first[0]) / seconds):,}/s")

        yield told
