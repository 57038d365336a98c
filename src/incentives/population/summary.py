"""
What a table comes to in all: companies, statuses and money, by programme, by place and by sector.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from incentives.engine.results import Status
from incentives.population.answering import Answered
from incentives.population.answers import DISCRETIONARY, ENTITLED_HIGH, ENTITLED_LOW, Fields
from incentives.population.columns import is_status
from incentives.population.reading import Batch
from incentives.tables.block import Series

if TYPE_CHECKING:
    from incentives.tables.block import Booleans

NOT_STATED = "not stated"
Plain: TypeAlias = dict[str, Any]
_ENDS = (ENTITLED_LOW, ENTITLED_HIGH, DISCRETIONARY)


@dataclass(slots=True)
class Money:
    """
    Sums in the reporting currency.

    Args:

        open: How many amounts have no upper end or no quote, and so are not in the sums.
    """

    entitled_low: Decimal = Decimal(0)
    entitled_high: Decimal = Decimal(0)
    discretionary_high: Decimal = Decimal(0)
    open: int = 0

    def add(self, fields: Mapping[str, pa.Array], rows: pa.Array | None = None) -> None:
        """Add the amounts of some rows."""
        for name in _ENDS:
            column = fields[name] if rows is None else fields[name].filter(rows)
            self.open += column.null_count
            setattr(self, name, getattr(self, name) + (pc.sum(column).as_py() or Decimal(0)))

    def plain(self) -> Plain:
        """As JSON, amounts as texts."""
        return {**{name: str(getattr(self, name)) for name in _ENDS}, "open": self.open}

    @classmethod
    def of(cls, given: Plain) -> Money:
        """From what `plain` gave."""
        low, high, merit = (Decimal(given[name]) for name in _ENDS)
        return cls(low, high, merit, given["open"])


@dataclass(slots=True)
class Share:
    """Companies of one place or sector, or of one programme by status, with their money."""

    counts: dict[str, int] = field(default_factory=dict)
    money: Money = field(default_factory=Money)

    def count(self, name: str, number: int) -> None:
        """Add to a count."""
        if number:
            self.counts[name] = self.counts.get(name, 0) + number

    def plain(self) -> Plain:
        """As JSON."""
        return {**self.counts, **self.money.plain()}


@dataclass(slots=True)
class Summary:
    """
    The sums over all batches so far.

    Args:

        companies: How many are answered; *rejected* rows are not among them.

        repeated: How many rows are about a company that another row is about.

        total: Of the best permitted choice of each company; nothing is counted twice.
    """

    currency: str
    companies: int = 0
    rejected: int = 0
    repeated: int = 0
    total: Share = field(default_factory=Share)
    programmes: dict[str, Share] = field(default_factory=dict)
    places: dict[str, Share] = field(default_factory=dict)
    sectors: dict[str, Share] = field(default_factory=dict)

    def add(self, batch: Batch, answered: Answered) -> None:
        """Take a batch in."""
        rows = len(answered.rows)
        self.companies += rows
        eligible = np.zeros(rows, dtype=bool)
        perhaps = np.zeros(rows, dtype=bool)
        for name, fields in answered.programmes.items():
            share = self.programmes.setdefault(name, Share())
            for status in Status:
                there = is_status(fields["status"], status)
                share.count(status.value, int(there.sum()))
                if status is Status.ELIGIBLE:
                    eligible |= there
                elif status is Status.UNDETERMINED:
                    perhaps |= there
            share.money.add(fields)
        perhaps &= ~eligible
        _count(self.total, eligible, perhaps, answered.together, None)
        for table, name in ((self.places, "registered_in"), (self.sectors, "industry")):
            if name in batch.marks:
                self._split(table, batch.marks[name], answered, eligible, perhaps)
        self.rejected += len({(each.row, each.value if each.row is None else "") for each in answered.rejects})

    def _split(
        self,
        table: dict[str, Share],
        series: Series,
        answered: Answered,
        eligible: Booleans,
        perhaps: Booleans,
    ) -> None:
        codes = series.values[answered.rows]
        if series.known is not None:
            codes = np.where(series.known[answered.rows], codes, -1)
        for code in np.unique(codes).tolist():
            rows = codes == code
            share = table.setdefault(str(series.vocabulary[code]) if code >= 0 else NOT_STATED, Share())
            share.count("companies", int(rows.sum()))
            _count(share, eligible & rows, perhaps & rows, answered.together, pa.array(rows))

    def plain(self) -> Plain:
        """As JSON."""
        parts = {"programmes": self.programmes, "places": self.places, "sectors": self.sectors}
        return {
            "currency": self.currency,
            "companies": self.companies,
            "rejected": self.rejected,
            "repeated": self.repeated,
            "total": self.total.plain(),
            **{name: {key: each.plain() for key, each in sorted(part.items())} for name, part in parts.items()},
        }

    @classmethod
    def of(cls, given: Plain) -> Summary:
        """From what `plain` gave."""
        found = cls(given["currency"], given["companies"], given["rejected"], given["repeated"], _share(given["total"]))
        for name in ("programmes", "places", "sectors"):
            setattr(found, name, {key: _share(each) for key, each in given[name].items()})
        return found


def _count(share: Share, eligible: Any, perhaps: Any, together: Fields, rows: pa.Array | None) -> None:  # noqa: ANN401  # arrays of truths
    share.count("eligible", int(eligible.sum()))
    share.count("undetermined", int(perhaps.sum()))
    share.money.add(together, rows)


def _share(given: Plain) -> Share:
    counts = {name: value for name, value in given.items() if name not in (*_ENDS, "open")}
    return Share(counts, Money.of(given))
