"""
The bundled rates: the European Central Bank's euro foreign exchange reference rates, daily since 1999.

`data/ecb/<CODE>.csv` holds what one euro was worth in that currency, a line per day and the digits as published;
`index.json` says where they come from and what they hash to. One file is read when its currency is first asked for.
Not for changing the data: `tools/update_ecb_rates.py` does that.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from incentives.money.currency import is_currency
from incentives.money.rates import RateTable
from incentives.money.series import Series

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

BASE = "EUR"
SOURCE = "European Central Bank, euro foreign exchange reference rates"


@dataclass(frozen=True)
class EcbRates(RateTable):
    """
    The bundled table. Cheap to make: it reads nothing until it is asked.

    Keep one for as long as rates are needed; it remembers the series it has read.
    """

    _read: dict[str, Series | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def digest(self) -> str:
        """SHA-256 over the digests of all currencies, from the index; a test compares it with the data."""
        return str(self.index["sha256"])

    @property
    def newest(self) -> date:
        """The day of the newest quote of any currency."""
        return date.fromisoformat(self.index["last"])

    @cached_property
    def currencies(self) -> frozenset[str]:
        """The euro and every currency that the bank has ever quoted, discontinued ones too."""
        return frozenset((BASE, *self.index["currencies"]))

    @cached_property
    def index(self) -> dict[str, Any]:
        """What `index.json` says: source, provenance, release, and days, count and digest of each currency."""
        index: dict[str, Any] = json.loads(_folder().joinpath("index.json").read_text("ascii"))
        return index

    def series(self, base: str, counter: str) -> Series | None:
        """The quotes of one euro in *counter*; None for any other *base* and for what the bank never quoted."""
        if base != BASE or counter == BASE:
            return None
        if counter not in self._read:
            self._read[counter] = _read_series(counter)
        return self._read[counter]

    def hubs(self) -> Sequence[str]:
        """All paths lead through the euro."""
        return (BASE,)


def _read_series(code: str) -> Series | None:
    # The code names a file, and may come from a stranger's profile: only a currency of our table gets near a path.
    if not is_currency(code):
        return None
    try:
        text = _folder().joinpath(f"{code}.csv").read_text("ascii")
    except FileNotFoundError:
        return None
    return Series(BASE, code, SOURCE, text)


def _folder() -> Traversable:
    from importlib.resources import files  # noqa: PLC0415 - brings in zipfile, dearer than reading all that is asked

    return files("incentives.money").joinpath("data", "ecb")
