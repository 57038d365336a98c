"""
Converting an amount by published rates, with a record of how: which quotes, of which days, along which path.

A table that has no quote answers `NoQuote` and never the amount unchanged. Not for choosing the day: the programme's
conversion policy does that, and nothing here knows today.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from incentives.money.series import AnyQuote, AverageQuote, Quote, Series

__all__ = ["AnyQuote", "AverageQuote", "Conversion", "NoQuote", "NoQuoteWhy", "Quote", "RateTable", "Series"]


@dataclass(frozen=True, slots=True)
class Conversion:
    """
    One use of published quotes: *amount* of *origin* is *result* of *target*.

    Args:

        amount: What was converted, in *origin*.

        origin: Code of the currency converted from.

        target: Code of the currency converted to.

        on: The day the conversion is for; of an average, the last day of the period.

        quotes: The quotes in the order of their use, as published; empty when both currencies are the same.

        result: The exact amount in *target*; nothing is rounded.
    """

    amount: Fraction
    origin: str
    target: str
    on: date
    quotes: tuple[AnyQuote, ...]
    result: Fraction

    @property
    def path(self) -> tuple[str, ...]:
        """The currencies passed through, both ends included: `("CNY", "EUR", "USD")`."""
        steps = [self.origin]
        for quote in self.quotes:
            steps.append(quote.counter if quote.base == steps[-1] else quote.base)
        return tuple(steps)

    @property
    def rate_date(self) -> date | None:
        """The day of the oldest quote used (of an average, its latest day); None when no quote was needed."""
        return min((quote.published for quote in self.quotes), default=None)

    @property
    def age_days(self) -> int:
        """Days from `rate_date` to the day of the conversion: 0 for a quote of that day, 1 on a Saturday."""
        return 0 if self.rate_date is None else (self.on - self.rate_date).days

    @property
    def is_carried_forward(self) -> bool:
        """Whether a quote is older than the day of the conversion: a weekend, a holiday, after the newest quote."""
        return any(isinstance(quote, Quote) and quote.published < self.on for quote in self.quotes)

    @property
    def is_average(self) -> bool:
        """Whether the amount was converted at the mean of a period."""
        return any(isinstance(quote, AverageQuote) for quote in self.quotes)


class NoQuoteWhy(StrEnum):
    """Why an amount cannot be converted."""

    UNKNOWN_CURRENCY = "unknown-currency"
    NO_PATH = "no-path"
    BEFORE_FIRST_QUOTE = "before-first-quote"
    NONE_IN_PERIOD = "none-in-period"


@dataclass(frozen=True, slots=True)
class NoQuote:
    """
    The answer of a table that has no rate for what was asked.

    Args:

        origin: Code of the currency to convert from.

        target: Code of the currency to convert to.

        on: The day asked for; of an average, the last day of the period.

        why: The kind of gap.

        currency: For an unknown currency, which of the two the table does not quote.
    """

    origin: str
    target: str
    on: date
    why: NoQuoteWhy
    currency: str | None = None


class RateTable(ABC):
    """
    Many quotes, and conversion by them.

    A table says which series it has and which currencies connect two others; looking up and reckoning is here, the
    same for all tables.
    """

    @property
    @abstractmethod
    def digest(self) -> str:
        """SHA-256 of the data, in hexadecimal: two tables with one digest give the same conversions."""

    @property
    @abstractmethod
    def newest(self) -> date | None:
        """The day of the newest quote of all; None for an empty table."""

    @property
    @abstractmethod
    def currencies(self) -> frozenset[str]:
        """The codes that occur in a quote, as base or as counter."""

    @abstractmethod
    def series(self, base: str, counter: str) -> Series | None:
        """The quotes published for *base* in *counter*, in this direction; None when there are none."""

    @abstractmethod
    def hubs(self) -> Sequence[str]:
        """The currencies that may connect two others, the preferred first."""

    def convert(self, amount: Fraction, origin: str, target: str, on: date) -> Conversion | NoQuote:
        """
        *amount* of *origin* in *target* by the last quotes published on or before *on*.

        A weekend or a holiday takes the quote before it; a day after the newest quote takes the newest, and the
        record's `age_days` says how old that is.
        """
        quotes = self._quotes(origin, target, lambda series: series.on(on))
        if quotes is None:
            return self._no_quote(origin, target, on, NoQuoteWhy.BEFORE_FIRST_QUOTE)
        return Conversion(amount, origin, target, on, quotes, _apply(amount, origin, quotes))

    def convert_average(
        self, amount: Fraction, origin: str, target: str, start: date, end: date
    ) -> Conversion | NoQuote:
        """
        *amount* of *origin* in *target* at the mean of the quotes published from *start* to *end*, both included.

        The mean is taken of each quote as published: from CNY to USD the amount is divided by the mean of EUR in CNY
        and multiplied by the mean of EUR in USD. A period that the quotes cover in part uses that part, and each
        `AverageQuote` says how many days that is and which.
        """
        quotes = self._quotes(origin, target, lambda series: series.mean(start, end))
        if quotes is None:
            return self._no_quote(origin, target, end, NoQuoteWhy.NONE_IN_PERIOD)
        return Conversion(amount, origin, target, end, quotes, _apply(amount, origin, quotes))

    def _quotes(
        self, origin: str, target: str, look_up: Callable[[Series], AnyQuote | None]
    ) -> tuple[AnyQuote, ...] | None:
        """The quotes that lead from *origin* to *target*: none, one, or two by a hub; None when nothing does."""
        if origin == target:
            return ()
        direct = self._leg(origin, target, look_up)
        if direct is not None:
            return (direct,)
        for hub in self.hubs():
            if hub in (origin, target):
                continue
            first = self._leg(origin, hub, look_up)
            second = None if first is None else self._leg(hub, target, look_up)
            if first is not None and second is not None:
                return (first, second)
        return None

    def _leg(self, left: str, right: str, look_up: Callable[[Series], AnyQuote | None]) -> AnyQuote | None:
        found = [quote for series in self._both_directions(left, right) if (quote := look_up(series)) is not None]
        # Where both directions are published, the choice must not depend on which way we go: converting there and
        # back gives the amount again.
        return min(found, key=lambda quote: (-quote.count, -quote.published.toordinal(), quote.base), default=None)

    def _both_directions(self, left: str, right: str) -> tuple[Series, ...]:
        pair = (self.series(left, right), self.series(right, left))
        return tuple(series for series in pair if series is not None)

    def _no_quote(self, origin: str, target: str, on: date, gap: NoQuoteWhy) -> NoQuote:
        for code in (origin, target):
            if code not in self.currencies:
                return NoQuote(origin, target, on, NoQuoteWhy.UNKNOWN_CURRENCY, code)
        connected = bool(self._both_directions(origin, target)) or any(
            self._both_directions(origin, hub) and self._both_directions(hub, target)
            for hub in self.hubs()
            if hub not in (origin, target)
        )
        return NoQuote(origin, target, on, gap if connected else NoQuoteWhy.NO_PATH)


def _apply(amount: Fraction, origin: str, quotes: tuple[AnyQuote, ...]) -> Fraction:
    """*amount* carried along *quotes*: times the rate from base to counter, divided by it the other way."""
    result, currency = amount, origin
    for quote in quotes:
        if quote.base == currency:
            result, currency = result * quote.rate, quote.counter
        else:
            result, currency = result / quote.rate, quote.base
    return result
