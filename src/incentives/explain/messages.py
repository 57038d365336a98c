"""
What there is to say, before any language: a message is an id with typed arguments, and holds no words of ours.

`incentives.l10n` has the words: a template for each id and language, and a way to write each kind of argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from incentives.ir.operators import Op
from incentives.ir.rulebook import Localized
from incentives.types import Numeric
from incentives.values import Root


@dataclass(frozen=True, slots=True)
class Quantity:
    """
    A number with its unit: an amount, a share, an area, a rate.

    Args:

        beside: What it is compared with; where it must be approximated, so closely that the two do not look the same.

        cents: Whether money is shown with all digits of its minor unit even where they are noughts.
    """

    number: Fraction | Root
    kind: Numeric
    beside: Fraction | None = None
    cents: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    """A range of a quantity, both ends included; None where nothing bounds it."""

    low: Fraction | None
    high: Fraction | None
    kind: Numeric
    cents: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A distance between two percentages, as a share: 2.5% and 5% are 2.5 percentage points apart."""

    number: Fraction


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a rule file, by language."""

    text: Localized


@dataclass(frozen=True, slots=True)
class Code:
    """A name or a formula, which is the same in every language."""

    text: str


@dataclass(frozen=True, slots=True)
class Term:
    """A thing of the rulebook with its label: a fact, a place, a member of a choice, a programme."""

    name: str
    label: Localized = field(default_factory=dict)
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Several:
    """A list, joined as a language joins things of which all (`all_of`) or any are meant, or *plainly* by commas."""

    items: tuple[Argument, ...]
    all_of: bool = True
    plainly: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """An operator between what its operands came to: `30% × 1,000 m²`."""

    op: Op
    operands: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """
    One thing to say.

    Args:

        id: Its key in the catalogues, words joined by dots: `margin.short`.

        arguments: What fills the template, by name. The whole number `count` chooses between singular and plural.
    """

    id: str
    arguments: Mapping[str, Argument] = field(default_factory=dict)


Argument: TypeAlias = Quantity | Between | Points | Words | Code | Term | Several | Formula | Message | date | int


def say(name: str, /, **arguments: Argument) -> Message:
    """The message *name* with its arguments."""
    return Message(name, arguments)
