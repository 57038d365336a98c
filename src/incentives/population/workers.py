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

import numpy as np

from incentives.population.verdicts import Question, Together, Verdict, verdicts_of
from incentives.tables.block import Block
from incentives.tables.plan import taken

Answer: TypeAlias = tuple[tuple[Verdict, ...], Together]

START = "from incentives.population.workers import serve; serve()"
# A process pays from so many assessments of one programme on.
WORTH_PROCESSES = 3_000
ROWS_AT_ONCE = 64
_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """
    What is to be answered.

    Args:

        programmes: For each row the programmes that are asked about; all of the question if None.

        only_together: Only what they come to together.
    """

    block: Block
    programmes: tuple[tuple[str, ...], ...] | None = None
    only_together: bool = False

    def part(self, start: int, end: int) -> Request:
        """The rows from *start* up to but not including *end*."""
        programmes = None if self.programmes is None else self.programmes[start:end]
        return replace(self, block=taken(self.block, np.arange(start, end)), programmes=programmes)

    def answers(self, question: Question) -> list[Answer]:
        """The answer to every row."""
        found = []
        for row in range(self.block.rows):
            asked = question.programmes if self.programmes is None else self.programmes[row]
            verdicts, together = verdicts_of(question, self.block, row, asked)
            found.append(((), together) if self.only_together else (verdicts, together))
        return found

    def size(self, question: Question) -> int:
        """How many assessments of one programme it takes."""
        if self.programmes is None:
            return self.block.rows * len(question.programmes)
        return sum(map(len, self.programmes))


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

    def answers(self, request: Request) -> list[Answer]:
        """What every row comes to, in order."""
        rows = request.block.rows
        if self.count < 2 or request.size(self.question) < WORTH_PROCESSES:
            return request.answers(self.question)
        self._start()
        pieces = [request.part(start, min(start + ROWS_AT_ONCE, rows)) for start in range(0, rows, ROWS_AT_ONCE)]
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
        request = cast("Request | None", _receive(given))
        if request is None:
            return
        _send(told, request.answers(question))


def _ask(process: subprocess.Popen[bytes], pieces: Sequence[Request]) -> list[list[Answer]]:
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
