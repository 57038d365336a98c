"""
The shapes of documents, as an author writes them: rule files, the vocabulary of facts, places, cases.

pydantic checks the shape and gives the JSON Schema; every scalar stays a text with its place until the declared type
reads it. No meaning is computed here.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, InstanceOf, Tag, WithJsonSchema

from incentives.syntax.nodes import ScalarNode


def _scalar(description: str, **schema: Any) -> Any:
    """A scalar of the file, kept as text with its place."""
    return Annotated[InstanceOf[ScalarNode], WithJsonSchema({"type": ["string", "number", "boolean"], "description": description, **schema})]


Text: TypeAlias = _scalar("a text")  # type: ignore[valid-type]  # the alias is made by a function
Expression: TypeAlias = _scalar("an expression of the rule language")  # type: ignore[valid-type]  # as above
Day: TypeAlias = _scalar("a date, year-month-day, or `not seen`")  # type: ignore[valid-type]  # as above
Whole: TypeAlias = _scalar("a whole number")  # type: ignore[valid-type]  # as above
Word: TypeAlias = _scalar("one of a few words")  # type: ignore[valid-type]  # as above
Flag: TypeAlias = _scalar("`true` or `false`")  # type: ignore[valid-type]  # as above
Id: TypeAlias = _scalar("the id of a programme: its path below the rules folder, or a glob of such paths")  # type: ignore[valid-type]  # as above


def _kind(value: object) -> str:
    if isinstance(value, ScalarNode):
        return "text"
    return "list" if isinstance(value, list) else "mapping"


class Shape(BaseModel):
    """What all document shapes share: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, populate_by_name=True)


LocalText: TypeAlias = Annotated[
    Annotated[Text, Tag("text")] | Annotated[dict[str, Text], Tag("mapping")], Discriminator(_kind)
]
TextList: TypeAlias = Annotated[Annotated[Text, Tag("text")] | Annotated[list[Text], Tag("list")], Discriminator(_kind)]
LocalTexts: TypeAlias = list[LocalText]


class Cited(Shape):
    """A clause with what is known of it."""

    cite: Text | None = None
    evidence: Word | None = None
    note: LocalText | None = None


class SourceShape(Shape):
    """The document that a programme encodes, and how much of it was seen."""

    name: LocalText
    number: Text | None = None
    issuer: LocalText | None = None
    issued: Day | None = None
    evidence: Word
    seen: LocalText | None = None
    url: TextList | None = None


class InForceShape(Cited):
    """From when until when a programme may be applied for; `not seen` where the text was not."""

    from_: Day = Field(alias="from")
    until: Day | None = None
    not_before: Day | None = None


class ConversionShape(Cited):
    """The day whose exchange rate the law names."""

    at: Word


class FactShape(Shape):
    """One declared fact."""

    type: Word
    per: Word | None = None
    unit: Text | None = None
    at_least: Text | None = None
    at_most: Text | None = None
    members: dict[str, LocalText] | None = None
    fields: dict[str, FactShape] | None = None
    label: LocalText | None = None
    question: LocalText | None = None
    note: LocalText | None = None


class DatedShape(Cited):
    """One value of a dated parameter."""

    value: Expression
    until: Day | None = None


class ParameterShape(Cited):
    """A dated number of the law, or a table of them."""

    value: Expression | None = None
    values: dict[str, Annotated[Annotated[Expression, Tag("text")] | Annotated[DatedShape, Tag("mapping")], Discriminator(_kind)]] | None = None
    until: Day | None = None
    keyed_by: Expression | None = None
    table: list[dict[str, Expression]] | None = None
    title: LocalText | None = None


class BracketShape(Cited):
    """One row of a bracket table."""

    from_: Expression | None = Field(default=None, alias="from")
    above: Expression | None = None
    up_to: Expression | None = None
    below: Expression | None = None
    at: Expression | None = None
    value: Expression | None = None
    rate: Expression | None = None


class ReadingShape(Shape):
    """One reading of an ambiguous clause."""

    default: Flag | None = None
    note: LocalText | None = None
    cite: Text | None = None
    value: Formula | None = None
    test: Expression | None = None
    amount: Formula | None = None
    when: Conditions | None = None


class FormulaShape(Cited):
    """A value with more to it than one expression."""

    value: Expression | None = None
    select: Expression | None = None
    marginal: Expression | None = None
    interpolate: Expression | None = None
    brackets: list[BracketShape] | None = None
    readings: dict[str, ReadingShape] | None = None
    title: LocalText | None = None


Formula: TypeAlias = Annotated[
    Annotated[Expression, Tag("text")] | Annotated[FormulaShape, Tag("mapping")], Discriminator(_kind)
]


class CriterionShape(Cited):
    """A test, or a group of tests."""

    id: Text | None = None
    title: LocalText | None = None
    test: Expression | None = None
    all: list[Criterion] | None = None
    any: list[Criterion] | None = None
    none: list[Criterion] | None = None
    at_least: Whole | None = None
    of: list[Criterion] | None = None
    preference: Flag | None = None
    door: Flag | None = None
    readings: dict[str, ReadingShape] | None = None


Criterion: TypeAlias = Annotated[
    Annotated[Expression, Tag("text")] | Annotated[CriterionShape, Tag("mapping")], Discriminator(_kind)
]
Conditions: TypeAlias = Annotated[
    Annotated[Expression, Tag("text")] | Annotated[list[Criterion], Tag("list")] | Annotated[CriterionShape, Tag("mapping")],
    Discriminator(_kind),
]


class PaidShape(Cited):
    """When an award is paid: once, in instalments of one amount, or an amount for each of several periods or items."""

    once: Expression | None = None
    instalments: list[Expression] | None = None
    yearly: Whole | None = None
    quarterly: Whole | None = None
    monthly: Whole | None = None
    each: Text | None = None
    due: Expression | None = None
    from_: Expression | None = Field(default=None, alias="from")
    every: Expression | None = None


class RoundingShape(Cited):
    """How the law rounds an award."""

    to: Expression
    mode: Word | None = None


class AwardShape(Cited):
    """What a programme gives."""

    title: LocalText | None = None
    kind: Word | None = None
    nature: Word
    when: Conditions | None = None
    amount: Formula | None = None
    cap: Formula | None = None
    cap_effect: Word | None = None
    rounding: RoundingShape | None = None
    paid: PaidShape | None = None
    payer: dict[str, Expression] | None = None
    readings: dict[str, ReadingShape] | None = None
    deadline: Expression | None = None
    assumptions: LocalTexts | None = None
    currency: Text | None = None


class CumulationShape(Cited):
    """How a programme stands to others."""

    exclusive_with: list[Id] | None = None
    requires: list[Id] | None = None
    requires_any: list[Id] | None = None


class ProgrammeShape(Shape):
    """A rule file: one measure."""

    title: LocalText
    summary: LocalText | None = None
    jurisdiction: Text
    kind: Word
    level: Word | None = None
    sectors: list[Word] | None = None
    stage: Word | None = None
    replaces: TextList | None = None
    currency: Text
    conversion: ConversionShape | None = None
    source: SourceShape
    in_force: InForceShape
    uses: dict[str, Text] | None = None
    facts: dict[str, FactShape] | None = None
    parameters: dict[str, Annotated[Annotated[Expression, Tag("text")] | Annotated[ParameterShape, Tag("mapping")], Discriminator(_kind)]] | None = None
    define: dict[str, Formula] | None = None
    eligibility: Criterion | None = None
    awards: dict[str, AwardShape] | None = None
    cumulation: list[CumulationShape] | None = None
    assumptions: LocalTexts | None = None
    gaps: LocalTexts | None = None
    notes: LocalTexts | None = None


class FactsShape(Shape):
    """`facts.yaml`: the vocabulary."""

    facts: dict[str, FactShape]


class PlaceShape(Shape):
    """A place or a group of places."""

    within: Text | None = None
    members: list[Text] | None = None
    label: LocalText
    note: LocalText | None = None


class PlacesShape(Shape):
    """`places.yaml`: places below the countries, and groups of countries."""

    places: dict[str, PlaceShape]


class ExpectedAward(Shape):
    """What a case expects of one award, where its amount does not say it all."""

    status: Word | None = None
    amount: Text | None = None
    exact: Text | None = None
    payments: list[Text] | None = None
    payers: dict[str, Text] | None = None
    deadline: Day | None = None


class ExpectedShape(Shape):
    """What a case expects of its programme."""

    status: Word | None = None
    decided_by: Text | None = None
    criteria: dict[str, Word] | None = None
    values: dict[str, Text] | None = None
    awards: dict[str, Annotated[Annotated[Text, Tag("text")] | Annotated[ExpectedAward, Tag("mapping")], Discriminator(_kind)]] | None = None
    entitled: Text | None = None
    discretionary: Text | None = None
    exclusive_with: list[Id] | None = None
    missing: list[Text] | None = None


class CaseShape(Shape):
    """One worked example."""

    says: Text
    on: Day
    source: Text | None = None
    facts: dict[str, Any] | None = None
    without: list[Text] | None = None
    reading: dict[str, Word] | None = None
    expect: ExpectedShape


class CasesShape(Shape):
    """A file of cases beside its rule file."""

    base: dict[str, Any] | None = None
    survivors: dict[str, Text] | None = None
    cases: list[CaseShape]


SHAPES: dict[Literal["rule", "facts", "places", "cases"], type[Shape]] = {
    "rule": ProgrammeShape,
    "facts": FactsShape,
    "places": PlacesShape,
    "cases": CasesShape,
}
