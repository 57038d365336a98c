"""
The columns of an answer: their names, types and order, wide (a row per company) or long (a row per programme of it).

Amounts are decimals with the digits of the smallest unit that can be paid, never floats. Not for working them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from incentives.ir.margins import DIGITS
from incentives.ir.quantities import decimal_digits
from incentives.ir.rulebook import Award, Nature, Programme
from incentives.money.currency import minor_unit
from incentives.population.verdicts import Question, Together, ToldMargin, Verdict

MOST_DIGITS = 38
ZERO = Fraction(0)
WORD = pa.dictionary(pa.int32(), pa.string())
WORDS = pa.list_(pa.string())
DISTANCE = pa.decimal128(MOST_DIGITS, DIGITS)
# Fields of a programme, in the order of the answer.
STATUS, ENTITLED_LOW, ENTITLED_HIGH, DISCRETIONARY = "status", "entitled_low", "entitled_high", "discretionary_high"
DECIDED_BY, CLAUSE, MISSING, FAILING = "decided_by", "clause", "missing", "failing"
MARGIN_OF, MARGIN, MARGIN_UNIT, MARGIN_SHARE = "margin_of", "margin", "margin_unit", "margin_share"
MARGINS = ((MARGIN_OF, WORD), (MARGIN, DISTANCE), (MARGIN_UNIT, WORD), (MARGIN_SHARE, DISTANCE))
LEFT_OUT, UNCONVERTED = "left_out", "unconverted"
Fields: TypeAlias = dict[str, pa.Array]


class Details(StrEnum):
    """How much of the reasons stands in the answer."""

    NONE = "none"
    REASONS = "reasons"
    FULL = "full"


class Form(StrEnum):
    """A row for each company, or one for each company and programme."""

    WIDE = "wide"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Layout:
    """
    What the answer looks like.

    Args:

        company: The column of companies, with its type.

        kept: The columns that are copied, with their types.
    """

    question: Question
    details: Details
    form: Form
    company: tuple[str, pa.DataType]
    kept: tuple[tuple[str, pa.DataType], ...] = ()

    @property
    def money(self) -> pa.DataType:
        """The type of amounts in the reporting currency."""
        return money_type([minor_unit(self.question.currency), *self._units()])

    def _units(self) -> Iterable[Fraction]:
        for programme in self.question.chosen():
            for award in programme.awards.values():
                if award.currency == self.question.currency:
                    yield award.unit

    @property
    def fields(self) -> list[tuple[str, pa.DataType]]:
        """The fields of every programme."""
        found = [(STATUS, WORD), *((name, self.money) for name in (ENTITLED_LOW, ENTITLED_HIGH, DISCRETIONARY))]
        if self.details is not Details.NONE:
            found += [(DECIDED_BY, WORD), (CLAUSE, WORD), *MARGINS, (MISSING, WORDS)]
        if self.details is Details.FULL:
            found.append((FAILING, WORDS))
        return found

    def awards(self, programme: Programme) -> list[tuple[str, pa.DataType]]:
        """The ends of each award in its own currency, where each award has columns."""
        if self.details is not Details.FULL or self.form is Form.LONG:
            return []
        return [
            (award_field(award, end), money_type([award.unit]))
            for award in programme.awards.values()
            for end in ("low", "high")
        ]

    @property
    def schema(self) -> pa.Schema:
        """The columns of the answer."""
        head = [self.company, *self.kept]
        if self.form is Form.LONG:
            rows = [*head, ("programme", WORD), *self.fields]
            if self.details is Details.FULL:
                rows.append(("awards", AWARDS))
            return pa.schema([*rows, ("currency", WORD)])
        totals = [(name, self.money) for name in (ENTITLED_LOW, ENTITLED_HIGH, DISCRETIONARY)]
        counts = [("eligible", pa.int32()), ("undetermined", pa.int32())]
        head += [*counts, *totals, ("currency", WORD), (LEFT_OUT, WORDS), (UNCONVERTED, WORDS)]
        for programme in self.question.chosen():
            head += [(f"{programme.id}.{name}", kind) for name, kind in (*self.fields, *self.awards(programme))]
        return pa.schema(head)


# The awards of a programme in one cell, where each programme has a row.
AWARD_KEYS = ("award", "low", "high", "currency")
AWARDS = pa.list_(pa.struct([(name, pa.string()) for name in AWARD_KEYS]))


def award_field(award: Award, end: str) -> str:
    """The name of one end of an award: `opening-subsidy.low_CNY`."""
    return f"{award.id}.{end}_{award.currency}"


def money_type(units: Iterable[Fraction]) -> pa.DataType:
    """Decimals that write every multiple of *units*."""
    digits = [decimal_digits(unit) for unit in units]
    return pa.decimal128(MOST_DIGITS, max((each for each in digits if each is not None), default=0))


def programme_fields(layout: Layout, programme: Programme, verdicts: Sequence[Verdict]) -> Fields:
    """The columns of one programme from the exact evaluator's verdicts."""
    money = layout.money
    sums = [_sums(programme, each) for each in verdicts]
    found: Fields = {
        STATUS: words([each.status.value for each in verdicts]),
        ENTITLED_LOW: decimals([low for low, _, _ in sums], money),
        ENTITLED_HIGH: decimals([high for _, high, _ in sums], money),
        DISCRETIONARY: decimals([merit for _, _, merit in sums], money),
    }
    if layout.details is not Details.NONE:
        criteria = programme.criteria()
        found[DECIDED_BY] = words([each.decided_by or None for each in verdicts])
        found[CLAUSE] = words([criteria[each.decided_by].clause.cite if each.decided_by else None for each in verdicts])
        found |= _margins([each.margin for each in verdicts])
        found[MISSING] = pa.array([each.missing for each in verdicts], WORDS)
    if layout.details is Details.FULL:
        found[FAILING] = pa.array([each.failing for each in verdicts], WORDS)
        found.update(_award_fields(layout, programme, verdicts))
    return found


def _margins(told: Sequence[ToldMargin | None]) -> Fields:
    return {
        MARGIN_OF: words([each.criterion if each else None for each in told]),
        MARGIN: decimals([each.distance if each else None for each in told], DISTANCE),
        MARGIN_UNIT: words([each.unit if each else None for each in told]),
        MARGIN_SHARE: decimals([each.share if each else None for each in told], DISTANCE),
    }


def together_fields(layout: Layout, totals: Sequence[Together]) -> Fields:
    """The columns of the best permitted choice."""
    money = layout.money
    return {
        ENTITLED_LOW: decimals([each.entitled.low for each in totals], money),
        ENTITLED_HIGH: decimals([each.entitled.high for each in totals], money),
        DISCRETIONARY: decimals([each.discretionary.high for each in totals], money),
        LEFT_OUT: pa.array([each.left_out for each in totals], WORDS),
        UNCONVERTED: pa.array([each.unconverted for each in totals], WORDS),
    }


def words(texts: Sequence[str | None]) -> pa.Array:
    """A column of few different words."""
    return pa.array(texts, pa.string()).dictionary_encode()


def same_word(text: str, rows: int) -> pa.Array:
    """A column that says the same in every row."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, dtype=np.int32)), pa.array([text], pa.string()))


def decimals(numbers: Sequence[Fraction | None], kind: pa.DataType) -> pa.Array:
    """A column of exact decimals; what has more digits than a decimal can have is left out by whoever rejects rows."""
    return pa.array([None if each is None else decimal(each, kind.scale) for each in numbers], kind)


def decimal(number: Fraction, digits: int) -> Decimal:
    """*number* as a decimal with so many digits after the point, of which it has no more."""
    steps = number * 10**digits
    if steps.denominator != 1:
        raise ArithmeticError(f"{number} has more than {digits} digits after the point")
    return Decimal(steps.numerator).scaleb(-digits, Context(prec=MOST_DIGITS * 2))


def _sums(programme: Programme, verdict: Verdict) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """The least and the most that is owed, and the most on merit, in the reporting currency; None without a quote."""
    low = ZERO
    high: Fraction | None = ZERO
    merit: Fraction | None = ZERO
    for award, (_, reported) in zip(programme.awards.values(), verdict.awards, strict=bool(verdict.awards)):
        if reported is None:
            return None, None, None
        if award.nature is Nature.ENTITLED:
            low += reported.low
            high = None if high is None or reported.high is None else high + reported.high
        else:
            merit = None if merit is None or reported.high is None else merit + reported.high
    return low, high, merit


def award_list(programme: Programme, ends: Sequence[Sequence[tuple[object, object]]]) -> pa.Array:
    """The awards of each row in one cell, their ends as exact texts."""
    cells = [
        [
            {
                "award": award.id,
                "low": str(low),
                "high": None if high is None else str(high),
                "currency": award.currency,
            }
            for award, (low, high) in zip(programme.awards.values(), row, strict=bool(row))
        ]
        for row in ends
    ]
    return pa.array(cells, AWARDS)


def _award_fields(layout: Layout, programme: Programme, verdicts: Sequence[Verdict]) -> Fields:
    if layout.form is Form.LONG:
        return {"awards": award_list(programme, [[(own.low, own.high) for own, _ in each.awards] for each in verdicts])}
    found: Fields = {}
    for index, award in enumerate(programme.awards.values()):
        kind = money_type([award.unit])
        own = [each.awards[index][0] if each.awards else None for each in verdicts]
        found[award_field(award, "low")] = decimals([None if each is None else each.low for each in own], kind)
        found[award_field(award, "high")] = decimals([None if each is None else each.high for each in own], kind)
    return found
