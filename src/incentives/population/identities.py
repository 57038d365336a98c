"""
Which companies stand in several rows, found in eight bytes a row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from incentives.tables.block import Integers

# Odd, so that multiplying by it loses nothing.
FACTOR = np.uint64(0x9E3779B97F4A7C15)
SHIFT = np.uint64(29)


@dataclass(slots=True)
class Identities:
    """
    The companies seen so far, each as a number of 64 bits.
    """

    seen: list[Integers] = field(default_factory=list)

    def add(self, companies: pa.Array) -> None:
        """Take note of the companies of a batch."""
        self.seen.append(numbers_of(companies))

    @property
    def repeated(self) -> int:
        """How many rows name a company that another row has named."""
        if not self.seen:
            return 0
        everything: Integers = np.empty(sum(map(len, self.seen)), dtype=np.int64)
        place = everything.size
        while self.seen:  # each is let go of as it is copied, so that they are not held twice
            last = self.seen.pop()
            place -= last.size
            everything[place : place + last.size] = last
        self.seen.append(everything)
        everything.sort()
        return int((everything[1:] == everything[:-1]).sum())


def numbers_of(companies: pa.Array) -> Integers:
    """A number for each name; two names have the same one by chance once in ten billion billion."""
    array = companies.cast(pa.string()).drop_null()
    found = np.zeros(len(array), dtype=np.uint64)
    if not len(array):
        return found.view(np.int64)
    offsets = np.frombuffer(array.buffers()[1], dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    # Eight letters from every place on; behind the last name there is room for that.
    letters = np.frombuffer(bytes(array.buffers()[2] or b"") + bytes(8), dtype=np.uint8)
    words = np.ndarray((letters.size - 7,), dtype=np.uint64, buffer=letters.data, strides=(1,))
    lengths = np.diff(offsets)
    for length in np.unique(lengths).tolist():
        rows = np.flatnonzero(lengths == length)
        begin = offsets[rows]
        number = np.full(rows.size, length, dtype=np.uint64)
        for place in range(0, length, 8):
            word = words[begin + place]
            if length - place < 8:
                word &= np.uint64((1 << 8 * (length - place)) - 1)
            number = (number ^ word) * FACTOR
            number ^= number >> SHIFT
        found[rows] = number
    return found.view(np.int64)
