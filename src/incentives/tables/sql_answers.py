"""
The columns of the answer in SQL: for each programme its status, what it comes to, what decided it and what is missing.

Named and typed as the columns of every other table answer. Not for the steps before: `sql_expressions` writes those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from incentives.ir.quantities import decimal_digits
from incentives.ir.rulebook import Nature
from incentives.money.currency import minor_unit
from incentives.tables.graph import Graph, Node
from incentives.tables.numbers import Numbers
from incentives.tables.programmes import LoweredAward, LoweredProgramme
from incentives.tables.reasons import reason_text
from incentives.tables.sql_dialects import Dialect
from incentives.tables.sql_expressions import Steps
from incentives.tables.terms import End, NotLowered

NOT_COMPUTED = "not-computed"
NOTHING = "NULL"


class Details(StrEnum):
    """How much of the reasons stands in the answer."""

    NONE = "none"
    REASONS = "reasons"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Amount:
    """
    One end of an amount as whole units.

    Args:

        steps: How many units.

        there: Where it is a number at all.
    """

    steps: Node
    digits: int
    there: Node


@dataclass(frozen=True, slots=True)
class Answered:
    """
    One programme with all that its columns are made of.

    Args:

        amounts: By the name of the column.

        fits: For each column that may hold something else than it is taken for, what must hold of the row's cells.
    """

    lowered: LoweredProgramme
    amounts: Mapping[str, Amount]
    fits: Mapping[str, str]

    def roots(self, details: Details) -> Iterator[Node]:
        """The nodes that the columns name, as often as they name them."""
        lowered = self.lowered
        if not lowered.in_force:
            return
        # The rows without an answer are asked for in each column.
        yield from [lowered.qualifies.yes, lowered.qualifies.no, lowered.beyond, lowered.beyond]
        for amount in self.amounts.values():
            yield from (amount.steps, amount.there)
        if details is not Details.NONE:
            yield from (lowered.deciding, lowered.deciding)
            yield from lowered.missing.values()
        if details is Details.FULL:
            yield from lowered.failing.values()


def answered(
    graph: Graph, numbers: Numbers, lowered: LoweredProgramme, currency: str, details: Details, fits: Mapping[str, str]
) -> Answered:
    """
    A programme with the amounts of its columns.

    Raises:

        NotLowered: if an amount is no whole number of units.
    """
    amounts: dict[str, Amount] = {}
    units = [minor_unit(currency), *(each.award.unit for each in lowered.awards if each.award.currency == currency)]
    owed = [each for each in lowered.awards if each.award.nature is Nature.ENTITLED]
    merit = [each for each in lowered.awards if each.award.nature is not Nature.ENTITLED]
    for name, awards, end in (("entitled_low", owed, 0), ("entitled_high", owed, 1), ("discretionary_high", merit, 1)):
        amounts[name] = _amount(numbers, _total(graph, numbers, awards, end), units)
    if details is Details.FULL:
        for each in lowered.awards:
            for name, found in (("low", each.low), ("high", each.high)):
                column = f"{each.award.id}.{name}_{each.award.currency}"
                amounts[column] = _amount(numbers, found, [each.award.unit])
    return Answered(lowered, amounts, fits)


def _total(graph: Graph, numbers: Numbers, awards: Sequence[LoweredAward], end: int) -> End:
    """The sum of one end of awards, in the reporting currency; none where one of them cannot be told in it."""
    total = numbers.nought
    for each in awards:
        total = numbers.plus(total, each.reported[end])
        total = End(total.value, graph.both(total.finite, each.convertible))
    return total


def _amount(numbers: Numbers, end: End, units: Sequence[Fraction]) -> Amount:
    digits = max((decimal_digits(unit) or 0 for unit in units), default=0)
    value = end.value
    factor = value.scale * 10**digits
    if value.divisor is not None or factor.denominator != 1:
        raise NotLowered("an amount that is no whole number of units")
    return Amount(numbers.graph.multiply(value.number, numbers.graph.constant(factor.numerator)), digits, end.finite)


class Columns:
    """
    Writes the columns of programmes.
    """

    def __init__(self, dialect: Dialect, steps: Steps, graph: Graph, details: Details) -> None:
        self.dialect = dialect
        self.steps = steps
        self.graph = graph
        self.details = details

    def of(self, given: Answered) -> Iterator[tuple[str, str]]:
        """The columns of one programme: expression and name."""
        lowered = given.lowered
        prefix = lowered.programme.id
        for name, expression in self._columns(given):
            if name == "missing":
                yield self._guarded(given, expression, self._unfit(given)), f"{prefix}.{name}"
            else:
                yield expression if name == "status" else self._guarded(given, expression), f"{prefix}.{name}"

    def _columns(self, given: Answered) -> Iterator[tuple[str, str]]:
        lowered = given.lowered
        yield "status", self._status(given)
        for name in ("entitled_low", "entitled_high", "discretionary_high"):
            yield name, self._amount(given.amounts[name])
        if self.details is not Details.NONE:
            criteria = lowered.programme.criteria()
            yield "decided_by", self._decided(lowered, {name: name for name in lowered.criteria})
            yield (
                "clause",
                self._decided(lowered, {name: criteria[name].clause.cite or "" for name in lowered.criteria}),
            )
            missing = {reason_text(reason): node for reason, node in lowered.missing.items()}
            yield "missing", self._texts(missing)
        if self.details is Details.FULL:
            yield "failing", self._texts(lowered.failing)
            for name, amount in given.amounts.items():
                if "." in name:
                    yield name, self._amount(amount)

    def _status(self, given: Answered) -> str:
        lowered, literal = given.lowered, self.dialect.literal
        if not lowered.in_force:
            return literal("not-in-force")
        left = self._left(given)
        yes, no = self.steps.text(lowered.qualifies.yes), self.steps.text(lowered.qualifies.no)
        first = f"WHEN {left} THEN {literal(NOT_COMPUTED)} " if left else ""
        return (
            f"CASE {first}WHEN {yes} THEN {literal('eligible')} WHEN {no} THEN {literal('ineligible')} "
            f"ELSE {literal('undetermined')} END"
        )

    def _left(self, given: Answered) -> str:
        """Where there is no answer; empty if nowhere."""
        lowered = given.lowered
        parts = [f"NOT ({' AND '.join(given.fits.values())})"] if given.fits else []
        if lowered.in_force and lowered.beyond is not self.graph.false:
            parts.append(self.steps.text(lowered.beyond))
        return " OR ".join(parts)

    def _guarded(self, given: Answered, expression: str, instead: str = NOTHING) -> str:
        left = self._left(given) if given.lowered.in_force else ""
        return f"CASE WHEN {left} THEN {instead} ELSE {expression} END" if left else expression

    def _unfit(self, given: Answered) -> str:
        """Why there is no answer: the columns that hold something else than they are taken for."""
        members = [
            f"CASE WHEN NOT ({fits}) THEN {self.dialect.literal(f'unfit:{column}')} END"
            for column, fits in given.fits.items()
        ]
        return self.dialect.texts.format(", ".join(members)) if members else self.dialect.no_texts

    def _amount(self, amount: Amount) -> str:
        there = amount.there
        if there is self.graph.false:
            return f"CAST(NULL AS {self.dialect.decimal_type(amount.digits)})"
        steps = self.steps.text(amount.steps) if not amount.steps.is_constant else str(amount.steps.low)
        found = self.dialect.scaled(steps, amount.digits)
        if there is self.graph.true:
            return found
        return f"CASE WHEN {self.steps.text(there)} THEN {found} END"

    def _decided(self, lowered: LoweredProgramme, words: Mapping[str, str]) -> str:
        """A text for the criterion that decides; null where none does."""
        texts = [words[name] for name in lowered.criteria]
        used = [(index, text) for index, text in enumerate(texts) if text]
        nothing = f"CAST(NULL AS {self.dialect.text})"
        if not lowered.in_force or lowered.deciding.high < 0 or not used:
            return nothing
        cases = "".join(f" WHEN {index} THEN {self.dialect.literal(text)}" for index, text in used)
        return f"CASE {self.steps.text(lowered.deciding)}{cases} END"

    def _texts(self, texts: Mapping[str, Node]) -> str:
        """The list of those texts whose truth holds."""
        members = [
            f"CASE WHEN {self.steps.text(node)} THEN {self.dialect.literal(text)} END"
            for text, node in texts.items()
            if node is not self.graph.false
        ]
        return self.dialect.texts.format(", ".join(members)) if members else self.dialect.no_texts
