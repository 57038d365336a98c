"""
A user's own rates: CSV text with the columns `date,base,counter,rate,source`, read into a rate table.

    date,base,counter,rate,source
    2024-03-29,USD,CNY,7.0950,State Administration of Foreign Exchange

What is wrong with a line is a value, not an exception; the caller decides whether a file with problems is used. Not for
opening files: the caller does that, and can stop at `MAX_CHARACTERS`.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from incentives.money.currency import is_currency
from incentives.money.rates import RateTable
from incentives.money.series import Quote, Series, exact_rate

COLUMNS = ("date", "base", "counter", "rate", "source")

# The whole history of the European Central Bank, 240,000 quotes, fits; a file that was given by mistake does not.
MAX_CHARACTERS = 32 * 1024 * 1024
MAX_LINES = 300_000
MAX_LINE = 400
MAX_RATE = 40

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN_DIGITS = re.compile(r"[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class RateFileProblem:
    """
    Something wrong in a rate file.

    Args:

        line: The line, counted from 1.

        message: What is wrong, in one line, lower case, with what to write instead.
    """

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class RateFile:
    """
    What a text was read into.

    Args:

        table: The quotes of all lines that are well formed.

        problems: What was wrong, in the order of the lines; empty for a good file.
    """

    table: QuotedRates
    problems: tuple[RateFileProblem, ...]


@dataclass(frozen=True)
class QuotedRates(RateTable):
    """
    A table of given quotes. A pair is converted by its own quotes in either direction, or else through one currency
    that both are quoted with: the euro first, then the others by their code.

    Args:

        quotes: At most one of a base, a counter and a day, in any order; `table_of` and `read_rate_file` see to that.
    """

    quotes: tuple[Quote, ...] = field(repr=False)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the quotes in a fixed order, so that neither line order nor line ends count."""
        lines = sorted(
            f"{quote.published},{quote.base},{quote.counter},{quote.text},{quote.source}\n" for quote in self.quotes
        )
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @cached_property
    def newest(self) -> date | None:
        """The day of the newest quote of all; None for an empty table."""
        return max((quote.published for quote in self.quotes), default=None)

    @cached_property
    def currencies(self) -> frozenset[str]:
        """The codes that occur in a quote, as base or as counter."""
        return frozenset(code for quote in self.quotes for code in (quote.base, quote.counter))

    def series(self, base: str, counter: str) -> Series | None:
        """The quotes given for *base* in *counter*, in this direction; None when there are none."""
        return self._series.get((base, counter))

    def hubs(self) -> Sequence[str]:
        """Every currency of the table, the euro first."""
        return self._hubs

    @cached_property
    def _hubs(self) -> tuple[str, ...]:
        return tuple(sorted(self.currencies, key=lambda code: (code != "EUR", code)))

    @cached_property
    def _series(self) -> Mapping[tuple[str, str], Series]:
        lines: dict[tuple[str, str], list[str]] = {}
        for quote in self.quotes:
            line = f"{quote.published},{quote.text},{quote.source}\n"
            lines.setdefault((quote.base, quote.counter), []).append(line)
        return {pair: Series(*pair, "", "".join(sorted(found))) for pair, found in lines.items()}


def table_of(quotes: Iterable[Quote]) -> QuotedRates:
    """
    A table of *quotes*.

    Raises:

        ValueError: if two quotes are of the same pair and day, a rate is not what its text says, or a source cannot be
            printed.
    """
    found: dict[tuple[str, str, date], Quote] = {}
    for quote in quotes:
        key = (quote.base, quote.counter, quote.published)
        if key in found:
            raise ValueError(f"{quote.base}/{quote.counter} is quoted twice on {quote.published}")
        if _rate_problem(quote.text) or exact_rate(quote.text) != quote.rate:
            raise ValueError(f"the rate of {quote.base}/{quote.counter} is not the plain digits {quote.text!r}")
        if problem := _source_problem(quote.source):
            raise ValueError(problem)
        found[key] = quote
    return QuotedRates(tuple(found.values()))


def read_rate_file(text: str) -> RateFile:
    """Every line of *text*, as a quote or as a problem. Blank lines and a byte order mark are passed over."""
    if len(text) > MAX_CHARACTERS:
        return _refused(f"the rate file is longer than {MAX_CHARACTERS} characters; keep the days that are needed")
    # Not `splitlines`, which also breaks at characters that editors do not count as line ends.
    lines = text.removeprefix("\ufeff").split("\n")
    if len(lines) > MAX_LINES:
        return _refused(f"the rate file has more than {MAX_LINES} lines; keep the days that are needed")
    header = next((number for number, line in enumerate(lines, 1) if line.strip()), 1)
    if _cells(lines[header - 1]) != list(COLUMNS):
        return _refused(f"the first line must be `{','.join(COLUMNS)}`", header)

    found: dict[tuple[str, str, date], tuple[Quote, int]] = {}
    problems: list[RateFileProblem] = []
    for number, line in enumerate(lines[header:], header + 1):
        if not line.strip():
            continue
        quote = _quote(line)
        if isinstance(quote, str):
            problems.append(RateFileProblem(number, quote))
            continue
        key = (quote.base, quote.counter, quote.published)
        _, earlier = found.setdefault(key, (quote, number))
        if earlier != number:
            pair = f"{quote.base}/{quote.counter}"
            problems.append(RateFileProblem(number, f"`{pair}` on {quote.published} is already on line {earlier}"))
    return RateFile(QuotedRates(tuple(quote for quote, _ in found.values())), tuple(problems))


def _refused(message: str, line: int = 1) -> RateFile:
    return RateFile(QuotedRates(()), (RateFileProblem(line, message),))


def _quote(line: str) -> Quote | str:
    """The quote that *line* writes, or what is wrong with it."""
    cells = _cells(line)
    if isinstance(cells, str):
        return cells
    if len(cells) != len(COLUMNS):
        return f"{len(cells)} columns where `{','.join(COLUMNS)}` are {len(COLUMNS)}"
    day, base, counter, rate, source = cells
    published = _day(day)
    if published is None:
        return f"`{_shown(day)}` is not a day of the calendar; write it as `2024-03-29`"
    problem = _pair_problem(base, counter) or _rate_problem(rate) or _source_problem(source)
    return problem or Quote(base, counter, exact_rate(rate), published, source, rate)


def _cells(line: str) -> list[str] | str:
    """The trimmed cells of *line*, or why it has none."""
    if len(line) > MAX_LINE:
        return f"the line is longer than {MAX_LINE} characters"
    try:
        # One line at a time, so that an open quotation mark cannot swallow the lines after it.
        rows = list(csv.reader([line.rstrip("\r")], skipinitialspace=True, strict=True))
    except csv.Error:
        return "the line is not CSV; a quotation mark may be open"
    return [cell.strip() for cell in rows[0]]


def _day(text: str) -> date | None:
    # The pattern first: `fromisoformat` alone would also take `20240329` and week dates.
    if not _ISO_DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _pair_problem(base: str, counter: str) -> str | None:
    for code in (base, counter):
        if not is_currency(code):
            return f"`{_shown(code)}` is not a currency; write a code of ISO 4217 such as `CNY`"
    return f"`{base}` is quoted in itself" if base == counter else None


def _rate_problem(rate: str) -> str | None:
    if len(rate) > MAX_RATE:
        return f"the rate has more than {MAX_RATE} characters"
    if not _PLAIN_DIGITS.fullmatch(rate):
        return f"`{_shown(rate)}` is not a rate; write plain digits such as `7.0950`"
    return None if rate.strip("0.") else f"`{rate}` is not a rate; a rate is above zero"


def _source_problem(source: str) -> str | None:
    if not source:
        return "the source is empty; write who published the rate"
    return None if source.isprintable() else "the source holds a character that cannot be printed"


def _shown(text: str) -> str:
    """*text* short enough for a message, and safe for a terminal."""
    return "".join(character if character.isprintable() else "?" for character in text[:20])
