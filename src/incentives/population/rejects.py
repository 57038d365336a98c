"""
Rows that cannot be read: which, in which column, what stands there, and why that is wrong. None is dropped silently.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from incentives.diagnostics import Diagnostic
from incentives.syntax.measures import Misread
from incentives.syntax.yaml_problems import shown

if TYPE_CHECKING:
    from incentives.tables.block import Booleans

LONGEST_VALUE = 200
MOST_TOLD = 100
# What programs write where nothing is known. It is not taken for that unasked: NA is a country, and 无 means none.
OFTEN_MISSING = frozenset(
    ("na", "n/a", "n.a.", "#n/a", "nan", "none", "nil", "-", "--", "—", ".", "..", "\\n", "/", "无")
)
_NOT_KNOWN = "if that means not known, say so: `--missing TEXT`, or `missing` of the mapping"


@dataclass(frozen=True, slots=True)
class Reject:
    """
    Why one row is not answered.

    Args:

        row: Its number in the table, counted from 1; None where the file does not tell.

        company: Who it is about.

        code: The diagnostic's code.
    """

    row: int | None
    company: str
    column: str
    value: str
    code: str
    reason: str


@dataclass(slots=True, eq=False)
class Faults:
    """
    What is wrong with the rows of one batch.

    Args:

        bad: The rows with a fault.
    """

    bad: Booleans
    found: list[tuple[int, str, str, str, str]] = field(default_factory=list)

    @classmethod
    def none(cls, rows: int) -> Faults:
        """No faults in so many rows."""
        return cls(np.zeros(rows, dtype=bool))

    def add(self, row: int, column: str, value: object, code: str, reason: str) -> None:
        """Take note of one."""
        self.bad[row] = True
        text = " ".join(str(value).split())[:LONGEST_VALUE]
        self.found.append((row, column, text, code, reason))

    def misread(self, row: int, column: str, value: object, why: Misread) -> None:
        """Take note of a text that could not be read, with what to write instead."""
        help = _NOT_KNOWN if str(value).strip().lower() in OFTEN_MISSING else why.help
        self.add(row, column, value, why.code, f"{why.message}; {help}" if help else why.message)

    def rejects(self, first: int, companies: list[str]) -> list[Reject]:
        """The faults by row, of a batch whose first row has the number *first*."""
        return [
            Reject(first + row, companies[row], column, value, code, reason)
            for row, column, value, code, reason in sorted(self.found, key=lambda each: each[0])
        ]


def problems(rejects: Sequence[Reject], table: str, *, most: int = MOST_TOLD) -> list[Diagnostic]:
    """The rows that cannot be answered as diagnostics, the first *most* of them."""
    told = [
        Diagnostic(
            code=each.code,
            message=f"in the column {shown(each.column)}: {each.reason}" if each.column else each.reason,
            where=f"{table}:{each.row}" if each.row else table,
        )
        for each in rejects[:most]
    ]
    if len(rejects) > most:
        told.append(Diagnostic(code="too-large", message=f"{len(rejects) - most} more cells are wrong", where=table))
    return told


def quoted(value: object) -> str:
    """A cell as it stands in a message."""
    return shown(str(value))
