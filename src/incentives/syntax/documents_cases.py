"""
The shapes of files of cases: worked examples of a rule file.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import Discriminator, Field, Tag

from incentives.syntax.documents_scalars import Day, Id, StatusWord, Text, Word, kind_of
from incentives.syntax.documents_shape import Shape


class ExpectedAward(Shape):
    """What a case expects of one award, where its amount does not say it all."""

    status: StatusWord | None = Field(None, description="Whether this award is given.")
    amount: Text | None = Field(None, description="The amount, `up to …` or a range `… to …`.")
    exact: Text | None = Field(None, description="The amount before rounding.")
    payments: list[Text] | None = Field(None, description="The amount of each payment.")
    payers: dict[str, Text] | None = Field(None, description="The amount of each payer.")
    deadline: Day | None = Field(None, description="The last day to apply.")
    exclusive_with: list[Id] | None = Field(None, description="Programmes and awards that it cannot be had with.")


ExpectedAmount: TypeAlias = Annotated[
    Annotated[Text, Tag("text")] | Annotated[ExpectedAward, Tag("mapping")], Discriminator(kind_of)
]


class ExpectedShape(Shape):
    """What a case expects of its programme."""

    status: StatusWord | None = Field(None, description="What the programme comes to.")
    decided_by: Text | None = Field(None, description="The criterion that fails or is open first.")
    criteria: dict[str, Word] | None = Field(None, description="Criteria with `true`, `false` or `unknown`.")
    values: dict[str, Text] | None = Field(None, description="What definitions come to.")
    awards: dict[str, ExpectedAmount] | None = Field(None, description="What awards come to.")
    entitled: Text | None = Field(None, description="The sum of what is owed.")
    discretionary: Text | None = Field(None, description="The sum of the ceilings.")
    exclusive_with: list[Id] | None = Field(None, description="Programmes and awards that cannot be had as well.")
    missing: list[Text] | None = Field(None, description="The facts that would settle what is open.")


class CaseShape(Shape):
    """One worked example."""

    says: Text = Field(description="What the case shows, in words.")
    on: Day = Field(description="The day of assessment.")
    source: Text | None = Field(None, description="Where the example stands.")
    facts: dict[str, Any] | None = Field(None, description="Facts on top of the base.")
    without: list[Text] | None = Field(None, description="Facts of the base that this company does not state.")
    reading: dict[str, Word] | None = Field(None, description="The reading that is asked for, by clause.")
    granted: dict[str, Text] | None = Field(
        None, description="What other awards are taken to come to, by `place/programme/award`; nothing if not said."
    )
    expect: ExpectedShape = Field(description="What must come out.")


class CasesShape(Shape):
    """A file of cases beside its rule file."""

    base: dict[str, Any] | None = Field(None, description="Facts that every case starts from.")
    survivors: dict[str, Text] | None = Field(
        None, description="Changes to the rule that no case need notice, each with the reason."
    )
    cases: list[CaseShape] = Field(description="The worked examples.")
