"""
The scalars of documents: kept as text with their place, and told to editors by what they hold.

The words stand here for editors only; what is allowed is decided, with a diagnostic, where each word is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, TypeAlias

from pydantic import InstanceOf, WithJsonSchema

from incentives.ir.rulebook import ConversionPolicy, Evidence, Nature, Stage
from incentives.money.rounding import Rounding
from incentives.syntax.nodes import ScalarNode

PROGRAMME_KINDS = (
    *("subsidy", "reward", "tax", "tax_credit", "deduction", "grant", "status", "classification"),
    *("ceiling", "fund", "voucher", "relief", "plan", "cumulation"),
)
LEVELS = ("supranational", "national", "city", "district", "area")
AWARD_KINDS = (
    *("grant", "reward", "rent_subsidy", "loan", "voucher", "tax_credit", "tax_saving"),
    *("extra_deduction", "exemption", "charge_relief", "support"),
)
STATUSES = ("eligible", "ineligible", "undetermined", "not-in-force")


def _scalar(description: str) -> Any:  # noqa: ANN401 - an annotation is no type
    """A scalar of the file, kept as text with its place."""
    kinds = {"type": ["string", "number", "boolean"]}
    return Annotated[InstanceOf[ScalarNode], WithJsonSchema({**kinds, "description": description})]


def _word(words: Iterable[str]) -> Any:  # noqa: ANN401 - as above
    """A scalar that is one of *words*, for editors: what is really allowed is said where the word is read."""
    return Annotated[InstanceOf[ScalarNode], WithJsonSchema({"type": "string", "enum": [str(word) for word in words]})]


Text: TypeAlias = _scalar("a text")  # type: ignore[valid-type]  # the alias is made by a function
Expression: TypeAlias = _scalar("an expression of the rule language")  # type: ignore[valid-type]  # as above
Day: TypeAlias = _scalar("a date, year-month-day, or `not seen`")  # type: ignore[valid-type]  # as above
Whole: TypeAlias = _scalar("a whole number")  # type: ignore[valid-type]  # as above
Word: TypeAlias = _scalar("one of a few words")  # type: ignore[valid-type]  # as above
Flag: TypeAlias = _scalar("`true` or `false`")  # type: ignore[valid-type]  # as above
Id: TypeAlias = _scalar("the id of a programme: its path below the rules folder, or a glob of such paths")  # type: ignore[valid-type]  # as above

ProgrammeKind: TypeAlias = _word(PROGRAMME_KINDS)  # type: ignore[valid-type]  # as above
Level: TypeAlias = _word(LEVELS)  # type: ignore[valid-type]  # as above
StageWord: TypeAlias = _word(Stage)  # type: ignore[valid-type]  # as above
EvidenceWord: TypeAlias = _word(Evidence)  # type: ignore[valid-type]  # as above
ConversionWord: TypeAlias = _word(ConversionPolicy)  # type: ignore[valid-type]  # as above
AwardKind: TypeAlias = _word(AWARD_KINDS)  # type: ignore[valid-type]  # as above
NatureWord: TypeAlias = _word(Nature)  # type: ignore[valid-type]  # as above
CapEffect: TypeAlias = _word(("clamp", "forfeit"))  # type: ignore[valid-type]  # as above
RoundingWord: TypeAlias = _word(Rounding)  # type: ignore[valid-type]  # as above
PerPeriod: TypeAlias = _word(("year",))  # type: ignore[valid-type]  # as above
PerWord: TypeAlias = _word(("fiscal_year",))  # type: ignore[valid-type]  # as above
StatusWord: TypeAlias = _word(STATUSES)  # type: ignore[valid-type]  # as above


def kind_of(value: object) -> str:
    """What the reader gave, as a tag that chooses between shapes."""
    if isinstance(value, ScalarNode):
        return "text"
    return "list" if isinstance(value, list) else "mapping"
