"""
Messages to sentences in one language. Knows words and digits, and nothing of where they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import TypeAlias, assert_never

from incentives.explain.messages import (
    Argument,
    Between,
    Code,
    Formula,
    Message,
    Points,
    Quantity,
    Several,
    Term,
    Words,
)
from incentives.ir.operators import Op
from incentives.ir.quantities import units_above, units_below
from incentives.ir.rulebook import Localized
from incentives.l10n.catalogues import CATALOGUES, DATE_PATTERNS, LOCALES
from incentives.l10n.numbers import date_text, list_text, number_text, shown
from incentives.money.currency import CURRENCIES
from incentives.types import Numeric, money
from incentives.values import Root

Template: TypeAlias = str | Mapping[str, str]

SIGNS: Mapping[Op, str] = {Op.ADD: " + ", Op.SUBTRACT: " − ", Op.MULTIPLY: " × ", Op.DIVIDE: " ÷ "}
TIGHTNESS: Mapping[Op, int] = {Op.ADD: 1, Op.SUBTRACT: 1, Op.MULTIPLY: 2, Op.DIVIDE: 2, Op.NEGATE: 3}
# Sizes in which Chinese counts money, where the amount is a short decimal of them.
CHINESE_SIZES = (("亿", Fraction(10**8)), ("万", Fraction(10**4)))
CHINESE_DIGITS = 2
# What stands behind the digits of a value; a percentage keeps its sign.
ENDING = re.compile(r"[^0-9%]*$")


class Localiser:
    """
    Writes messages and values in one language.

    Args:

        language: A key of `incentives.l10n.catalogues.CATALOGUES`.

    Raises:

        LookupError: for a language without a catalogue.
    """

    def __init__(self, language: str = "en") -> None:
        if language not in CATALOGUES:
            raise LookupError(f"there is no catalogue for {language!r}, only for {', '.join(CATALOGUES)}")
        self.language = language
        self.locale = LOCALES[language]
        self.catalogue: Mapping[str, Template] = CATALOGUES[language]

    # Sentences.

    def left_out(self, count: int) -> str:
        """That programmes of other places were not asked about."""
        return self.word("label.left-out", count=count)

    def message(self, message: Message) -> str:
        """The sentence that *message* is."""
        arguments = {name: self.argument(value) for name, value in message.arguments.items()}
        count = message.arguments.get("count")
        return self._template(message.id, count if isinstance(count, int) else None).format_map(arguments)

    def word(self, name: str, /, **arguments: Argument) -> str:
        """A message by its id: a heading, the name of a status."""
        return self.message(Message(name, arguments))

    def has(self, name: str) -> bool:
        """Whether there is a message of that id."""
        return name in self.catalogue

    def title(self, text: Localized, otherwise: str = "") -> str:
        """The words of a rule file in this language, else in English, else in any; *otherwise* if there are none."""
        for language in (self.language, "en"):
            if language in text:
                return text[language]
        return next(iter(text.values()), otherwise)

    def argument(self, value: Argument) -> str:
        """One argument of a message."""
        match value:
            case Message():
                return self.message(value)
            case Quantity(number=number, kind=kind, beside=beside, cents=cents):
                return self.quantity(number, kind, beside=beside, cents=cents)
            case Between():
                return self.between(value)
            case Points(number=number):
                return self._counted("unit.points", number * 100)
            case Words(text=text):
                return self.title(text)
            case Code(text=text):
                return text
            case Term():
                return self.term(value)
            case Several():
                return self.several(value)
            case Formula():
                return self.formula(value)
            case date():
                return self.date(value)
            case int():
                return self.number(Fraction(value))
        assert_never(value)

    def term(self, term: Term) -> str:
        """A fact, place, member or programme by its label, with the fiscal year if it has one."""
        label = self.title(term.label, term.name)
        return (
            self.word("value.of-year", label=Code(label), year=Code(str(term.year))) if term.year is not None else label
        )

    def several(self, value: Several) -> str:
        """Things one after the other."""
        texts = [self.argument(item) for item in value.items]
        return (
            self.word("value.comma").join(texts)
            if value.plainly
            else list_text(texts, self.locale, all_of=value.all_of)
        )

    # Values.

    def number(self, number: Fraction | Root, digits: int = 0) -> str:
        """A plain number."""
        return self._digits(number, digits=digits)

    def date(self, day: date) -> str:
        """A day."""
        return date_text(day, self.locale, DATE_PATTERNS[self.language])

    def percent(self, share: Fraction | Root, beside: Fraction | None = None) -> str:
        """A share as a percentage."""
        scaled = (
            Root(share.radicand, share.degree, share.scale * 100, share.offset * 100)
            if isinstance(share, Root)
            else share * 100
        )
        return self._digits(scaled, beside=None if beside is None else beside * 100) + "%"

    def money(self, amount: Fraction, currency: str, *, cents: bool = False) -> str:
        """
        An amount with its currency, exact.

        Args:

            cents: Whether a whole amount shows the digits of its minor unit too.
        """
        return self.quantity(amount, money(currency), cents=cents)

    def quantity(
        self, number: Fraction | Root, kind: Numeric, *, beside: Fraction | None = None, cents: bool = False
    ) -> str:
        """A number with its unit."""
        if kind.is_plain:
            return self.percent(number, beside) if kind.percent else self._digits(number, beside=beside)
        if kind.power == 1:
            return self._amount(number, kind, beside, cents=cents)
        if len(kind.units) == 1 and kind.units[0][1] == 1 and not kind.power:
            return self._measure(number, kind.units[0][0], beside)
        text = self._digits(number, beside=beside)
        head = "·".join(self.word(f"per.{unit}") for unit in units_above(kind)) or "1"
        return f"{text} {head}{self._below(kind)}{self._per_currency(kind)}"

    def between(self, value: Between) -> str:
        """A range; an end without a bound is said to be open."""
        ends: dict[str, Argument] = {}
        for name, end in (("low", value.low), ("high", value.high)):
            if end is not None:
                ends[name] = Quantity(end, value.kind, cents=value.cents)
        if len(ends) == 2:
            return self.word("range.between", low=Code(self._low(ends)), high=ends["high"])
        if "low" in ends:
            return self.word("range.from", **ends)
        return self.word("range.to", **ends) if ends else self.word("value.unknown")

    def formula(self, value: Formula) -> str:
        """Figures with signs between them, and brackets where they are needed."""
        tight = TIGHTNESS[value.op]
        texts = []
        for index, operand in enumerate(value.operands):
            text = self.argument(operand)
            if isinstance(operand, Formula):
                inner = TIGHTNESS[operand.op]
                loose = inner < tight or (inner == tight and index > 0 and value.op in (Op.SUBTRACT, Op.DIVIDE))
                text = f"({text})" if loose else text
            texts.append(text)
        return f"−{texts[0]}" if value.op is Op.NEGATE else SIGNS[value.op].join(texts)

    # Parts of values.

    def _digits(self, number: Fraction | Root, *, digits: int = 0, beside: Fraction | None = None) -> str:
        about = self.word("value.about")
        return number_text(number, self.locale, digits=digits, beside=beside, about=about)

    def _low(self, ends: Mapping[str, Argument]) -> str:
        """The lower end of a range, without the unit that the upper end has too."""
        low, high = self.argument(ends["low"]), self.argument(ends["high"])
        unit = ENDING.search(low)
        while unit and unit.group() and not high.endswith(unit.group()):
            unit = ENDING.search(low, unit.start() + 1)
        return low.removesuffix(unit.group()) if unit else low

    def _amount(self, number: Fraction | Root, kind: Numeric, beside: Fraction | None, *, cents: bool) -> str:
        currency = kind.currency or ""
        below = self._below(kind)
        name = self.currency(currency)
        if self.language == "zh":
            sized = _chinese_size(number) if not below and not cents else None
            if sized:
                return f"{self._digits(sized[1])}{sized[0]}{name}"
        digits = CURRENCIES[currency].digits if currency in CURRENCIES else 2
        what = shown(number, beside=beside)
        whole = what.exact and what.digits == 0 and not cents
        text = self._digits(number, digits=0 if whole else digits, beside=beside)
        return f"{text}{'' if self.language == 'zh' else ' '}{name}{below}"

    def currency(self, code: str) -> str:
        """What a currency is called beside an amount."""
        if self.language != "zh":
            return code
        if code == "CNY":
            return "元"
        return CURRENCIES[code].chinese if code in CURRENCIES else code

    def _below(self, kind: Numeric) -> str:
        return "".join(f"/{self.word(f'per.{unit}')}" for unit in units_below(kind))

    def _per_currency(self, kind: Numeric) -> str:
        return f"/{self.currency(kind.currency or '')}" if kind.power < 0 else ""

    def _measure(self, number: Fraction | Root, unit: str, beside: Fraction | None) -> str:
        if unit == "month" and isinstance(number, Fraction):
            return self._months(number)
        return self._counted(f"unit.{unit}", number, beside)

    def _months(self, number: Fraction) -> str:
        """Whole years as years; the part of a month that an age has, which is its days over 31, as days."""
        if number.denominator == 1 and number % 12 == 0 and number:
            return self._counted("unit.year", number / 12)
        days = (number - int(number)) * 31
        if not days or days.denominator != 1:
            return self._counted("unit.month", number)
        told = self._counted("unit.day", abs(days))
        return (
            self.word(
                "value.months-and-days",
                months=Code(self._counted("unit.month", Fraction(int(number)))),
                days=Code(told),
            )
            if int(number)
            else told
        )

    def _counted(self, name: str, number: Fraction | Root, beside: Fraction | None = None) -> str:
        text = self._digits(number, beside=beside)
        return self._template(name, 1 if number == 1 else 2).format_map({"number": text})

    def _template(self, name: str, count: int | None) -> str:
        template = self.catalogue[name]
        if isinstance(template, str):
            return template
        return template["one" if count == 1 else "other"]


def _chinese_size(number: Fraction | Root) -> tuple[str, Fraction] | None:
    """The size in which Chinese would count an amount, and how many of it; None where that is not short and exact."""
    if isinstance(number, Root):
        return None
    for word, size in CHINESE_SIZES:
        scaled = number / size
        if abs(scaled) >= 1 and (scaled * 10**CHINESE_DIGITS).denominator == 1:
            return word, scaled
    return None
