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
        everything = np.sort(np.concatenate(self.seen))
        return int((everything[1:] == everything[:-1]).sum())


def numbers_of(companies: pa.Array) -> Integers:
    """A number for each text; two texts have the same one by chance once in ten billion billion."""
    array = companies if pa.types.is_string(companies.type) else companies.cast(pa.string())
    offsets = np.frombuffer(array.buffers()[1] or b"\0\0\0\0", dtype=np.int32)
    offsets = offsets[array.offset : array.offset + len(array) + 1]
    lengths = np.diff(offsets)
    if lengths.size and not array.null_count and (lengths == lengths[0]).all() and lengths[0]:
        letters = np.frombuffer(array.buffers()[2], dtype=np.uint8)[offsets[0] : offsets[-1]]
        matrix = letters.reshape(lengths.size, int(lengths[0]))
        found = np.full(lengths.size, int(lengths[0]), dtype=np.uint64)
        for place in range(matrix.shape[1]):
            found = (found ^ matrix[:, place]) * FACTOR
            found ^= found >> np.uint64(29)
        return found.view(np.int64)
    return np.array([hash(each) for each in array.to_pylist()], dtype=np.int64)
