"""
Published quotes: one, the mean of several, and the dated series that both are looked up in.

A quote is kept as it was published and never inverted: whoever needs the other direction divides by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Quote:
    """
    One published exchange rate: 1 *base* is *rate* *counter*.

    Args:

        base: Code of the currency of which there is one.

        counter: Code of the currency that the rate counts.

        rate: The rate, exactly; above zero.

        published: The day it was published for.

        source: Who published it.

        text: The digits of the rate as published, trailing zeros and all.
    """

    base: str
    counter: str
    rate: Fraction
    published: date
    source: str
    text: str

    @property
    def count(self) -> int:
        """How many published rates stand behind this one."""
        return 1


@dataclass(frozen=True, slots=True)
class AverageQuote:
    """
    The mean of the rates published in a period: 1 *base* was *rate* *counter* on average.

    Args:

        base: Code of the currency of which there is one.

        counter: Code of the currency that the rate counts.

        rate: The mean of the rates, exactly: their sum divided by their number.

        start: First day of the period asked for.

        end: Last day of the period asked for, included.

        count: How many quotes were averaged; at least one.

        first: The day of the earliest of them.

        last: The day of the latest of them.

        source: Who published them; several names joined by `; `.
    """

    base: str
    counter: str
    rate: Fraction
    start: date
    end: date
    count: int
    first: date
    last: date
    source: str

    @property
    def published(self) -> date:
        """The day of the latest quote in the mean: no quote after it had a part in the result."""
        return self.last


AnyQuote: TypeAlias = Quote | AverageQuote


@dataclass(frozen=True, slots=True)
class Series:
    """
    All quotes of one base in one counter currency.

    Args:

        base: Code of the currency of which there is one.

        counter: Code of the currency that the rates count.

        source: Who published the quotes whose line does not say so itself.

        text: Lines `YYYY-MM-DD,rate` or `YYYY-MM-DD,rate,source`, the days ascending, each once, each line ended by a
            line feed; at least one line.
    """

    # INVARIANT: the quotes stay one text until one is asked for. A currency has thousands and an assessment needs a
    # few; ISO days sort as text, so that the text itself can be searched by halves.
    base: str
    counter: str
    source: str
    text: str = field(repr=False)

    @property
    def first(self) -> date:
        """The day of the earliest quote."""
        return _day(self.text)

    @property
    def newest(self) -> date:
        """The day of the latest quote."""
        return _day(self.text[self.text.rfind("\n", 0, -1) + 1 :])

    def on(self, day: date) -> Quote | None:
        """The last quote published on or before *day*, None before the first."""
        end = _end_of(self.text, day)
        if end == 0:
            return None
        line = self.text[self.text.rfind("\n", 0, end - 1) + 1 : end - 1]
        _, text, source = self._fields(line)
        return Quote(self.base, self.counter, exact_rate(text), _day(line), source, text)

    def mean(self, start: date, end: date) -> AverageQuote | None:
        """The mean of the quotes published from *start* to *end*, both included; None when there was none."""
        lines = self.text[_start_of(self.text, start) : _end_of(self.text, end)].splitlines()
        if not lines:
            return None
        fields = [self._fields(line) for line in lines]
        return AverageQuote(
            base=self.base,
            counter=self.counter,
            rate=_mean([text for _, text, _ in fields]),
            start=start,
            end=end,
            count=len(lines),
            first=_day(lines[0]),
            last=_day(lines[-1]),
            source="; ".join(dict.fromkeys(source for _, _, source in fields)),
        )

    def _fields(self, line: str) -> tuple[str, str, str]:
        day, text, *own = line.split(",", 2)
        return day, text, own[0] if own else self.source


def exact_rate(text: str) -> Fraction:
    """The number that plain digits such as `7.4326` write. The caller has checked that they are plain digits."""
    whole, _, decimals = text.partition(".")
    return Fraction(int(whole + decimals), 10 ** len(decimals))


def _mean(texts: list[str]) -> Fraction:
    # Whole numbers of the finest decimal among the rates: one division, where adding fractions would reduce each time.
    digits = max(len(text.partition(".")[2]) for text in texts)
    total = 0
    for text in texts:
        whole, _, decimals = text.partition(".")
        total += int(whole + decimals.ljust(digits, "0"))
    return Fraction(total, len(texts) * 10**digits)


def _day(line: str) -> date:
    return date.fromisoformat(line[:10])


def _start_of(text: str, day: date) -> int:
    """Offset of the first line of *day* or later; the length of *text* when there is none."""
    return _first_above(text, day.isoformat())


def _end_of(text: str, day: date) -> int:
    """Offset after the last line of *day* or earlier; 0 when there is none."""
    return _first_above(text, f"{day.isoformat()}~")


def _first_above(text: str, bound: str) -> int:
    """
    Offset of the first line that sorts after *bound*: a day (its own line does, having a comma more), or a day and a
    tilde (its own line does not, a comma being less).
    """
    low, high = 0, len(text)
    while low < high:
        # INVARIANT: low and high are starts of lines, so the line that holds the middle begins between them.
        start = text.rfind("\n", low, (low + high) // 2) + 1 or low
        if text[start : start + 11] > bound:
            high = start
        else:
            low = text.index("\n", start) + 1
    return low
