"""
The exact evaluator in several processes: each has the rulebook once, and is given rows.

Workers are processes of their own that talk over pipes, so that a program that checks a table need not guard its main
module; they end when their pipe closes, however the program ends.
"""

from __future__ import annotations

import os
import pickle
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import BinaryIO, TypeAlias, cast

from incentives.population.reading import take
from incentives.population.verdicts import Question, Together, Verdict, verdicts_of
from incentives.tables.block import Block

Answer: TypeAlias = tuple[tuple[Verdict, ...], Together]

START = "from incentives.population.workers import serve; serve()"
# A process pays from so many assessments of one programme on.
WORTH_PROCESSES = 3_000
ROWS_AT_ONCE = 64
_LENGTH = struct.Struct("<Q")


@dataclass(slots=True)
class Workers:
    """
    Answers rows exactly, in this process as long as there are few of them.

    Args:

        count: How many processes at most.
    """

    question: Question
    count: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def answers(self, block: Block) -> list[Answer]:
        """What every row of *block* comes to, in order."""
        if self.count < 2 or block.rows * len(self.question.programmes) < WORTH_PROCESSES:
            return [verdicts_of(self.question, block, row) for row in range(block.rows)]
        self._start()
        starts = range(0, block.rows, ROWS_AT_ONCE)
        pieces = [part_of(block, start, min(start + ROWS_AT_ONCE, block.rows)) for start in starts]
        lanes = [pieces[number :: len(self.processes)] for number in range(len(self.processes))]
        with ThreadPoolExecutor(len(lanes)) as pool:
            found = list(pool.map(_ask, self.processes, lanes))
        return [answer for number in range(len(pieces)) for answer in found[number % len(lanes)][number // len(lanes)]]

    def _start(self) -> None:
        while len(self.processes) < self.count:
            process = subprocess.Popen(  # noqa: S603  # ourselves
                [sys.executable, "-c", START], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ.copy()
            )
            self.processes.append(process)
            _send(_pipe(process.stdin), self.question)

    def close(self) -> None:
        """End the processes."""
        for process in self.processes:
            _pipe(process.stdin).close()
            _pipe(process.stdout).close()
            process.wait()
        self.processes.clear()


@contextmanager
def workers(question: Question, count: int | None = None) -> Iterator[Workers]:
    """Workers that end with the block."""
    found = Workers(question, count if count is not None else os.cpu_count() or 1)
    try:
        yield found
    finally:
        found.close()


def serve() -> None:
    """A worker: a question, then blocks until the pipe closes."""
    given, told = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not stand between the answers
    question = cast("Question", _receive(given))
    while True:
        block = cast("Block | None", _receive(given))
        if block is None:
            return
        _send(told, [verdicts_of(question, block, row) for row in range(block.rows)])


def part_of(block: Block, start: int, end: int) -> Block:
    """The rows from *start* up to but not including *end*."""
    import numpy as np  # noqa: PLC0415  # loaded long since where there is a block

    rows = np.arange(start, end)
    return replace(
        block,
        rows=end - start,
        facts={key: take(series, rows) for key, series in block.facts.items()},
        held={name: take(series, rows) for name, series in block.held.items()},
        lists={name: take(series, rows) for name, series in block.lists.items()},
    )


def _ask(process: subprocess.Popen[bytes], pieces: Sequence[Block]) -> list[list[Answer]]:
    found = []
    for piece in pieces:
        _send(_pipe(process.stdin), piece)
        answer = _receive(_pipe(process.stdout))
        if answer is None:
            raise ChildProcessError(f"a worker ended with {process.wait()}")
        found.append(cast("list[Answer]", answer))
    return found


def _send(stream: BinaryIO, value: object) -> None:
    data = pickle.dumps(value, protocol=5)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def _receive(stream: BinaryIO) -> object | None:
    """What was sent; None at the end."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    data = stream.read(_LENGTH.unpack(head)[0])
    return cast("object", pickle.loads(data))  # noqa: S301  # from our own process, over a pipe that only it holds


def _pipe(stream: object) -> BinaryIO:
    return cast("BinaryIO", stream)
