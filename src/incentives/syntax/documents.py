"""
The shapes of documents, as an author writes them: rule files, the vocabulary of facts, places, cases.

pydantic checks the shape and gives the JSON Schema; every scalar stays a text with its place until the declared type
reads it. No meaning is computed here.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from incentives.syntax.documents_cases import CaseShape as CaseShape  # noqa: PLC0414  # shapes: found here as well
from incentives.syntax.documents_cases import CasesShape
from incentives.syntax.documents_cases import ExpectedAward as ExpectedAward  # noqa: PLC0414  # as above
from incentives.syntax.documents_cases import ExpectedShape as ExpectedShape  # noqa: PLC0414  # as above
from incentives.syntax.documents_scalars import (
    AwardKind,
    CapEffect,
    ConversionWord,
    Day,
    EvidenceWord,
    Expression,
    Flag,
    Id,
    Level,
    NatureWord,
    PerPeriod,
    PerWord,
    ProgrammeKind,
    RoundingWord,
    StageWord,
    Text,
    Whole,
    Word,
    kind_of,
)
from incentives.syntax.documents_shape import LocalText, LocalTexts, Shape, TextList


class Cited(Shape):
    """A clause with what is known of it."""

    cite: Text | None = Field(None, description="Where in the law this stands: `art. 8(2)`.")
    evidence: EvidenceWord | None = Field(None, description="How this clause was seen, where it differs from the file.")
    note: LocalText | None = Field(None, description="What a reader should know about this clause.")


class SourceShape(Shape):
    """The document that a programme encodes, and how much of it was seen."""

    name: LocalText = Field(description="The name of the law or notice, by language.")
    number: Text | None = Field(None, description="Its official number.")
    issuer: LocalText | None = Field(None, description="Who issued it, by language.")
    issued: Day | None = Field(None, description="The day on which it was issued.")
    evidence: EvidenceWord = Field(description="How the text was seen.")
    seen: LocalText | None = Field(None, description="What was really seen, in words.")
    url: TextList | None = Field(None, description="One address or several.")


class InForceShape(Cited):
    """From when until when a programme may be applied for; `not seen` where the text was not."""

    from_: Day = Field(alias="from", description="The first day, `not seen` if the law's date was not.")
    until: Day | None = Field(
        None, description="The last day, `open` if there is none, `not seen` if the law's date was not."
    )
    not_before: Day | None = Field(None, description="Where `from` was not seen: not applied before this day.")


class ConversionShape(Cited):
    """The day whose exchange rate the law names."""

    at: ConversionWord = Field(description="The day whose exchange rate applies.")


class FactShape(Shape):
    """One declared fact."""

    type: Word = Field(
        description="`truth`, `number`, `count`, `percent`, `money`, `area`, `date`, `place`, `text`, `choice`, "
        "`set`, `list`, or a unit such as `months` or `money/m2/day`."
    )
    per: PerWord | None = Field(None, description="`fiscal_year` where there is a value for each fiscal year.")
    unit: Text | None = Field(None, description="The unit, for people.")
    at_least: Text | None = Field(None, description="The least value.")
    at_most: Text | None = Field(None, description="The greatest value.")
    members: dict[str, LocalText] | None = Field(
        None, description="The members of a choice or set, each with its label."
    )
    fields: dict[str, FactShape] | None = Field(
        None, description="The fields of the items of a list, each declared like a fact."
    )
    label: LocalText | None = Field(
        None, description="What it is called, by language; may stand for the name in a profile."
    )
    question: LocalText | None = Field(None, description="What a user is asked when it is missing, by language.")
    note: LocalText | None = Field(None, description="What a reader should know about this fact.")


class DatedShape(Cited):
    """One value of a dated parameter."""

    value: Expression = Field(description="The value, `none` if there is none for a time.")
    until: Day | None = Field(None, description="The last day of this value.")


DatedValue: TypeAlias = Annotated[
    Annotated[Expression, Tag("text")] | Annotated[DatedShape, Tag("mapping")], Discriminator(kind_of)
]


class ParameterShape(Cited):
    """A dated number of the law, or a table of them."""

    value: Expression | None = Field(None, description="The value, if it never changed.")
    values: dict[str, DatedValue] | None = Field(
        None, description="Dated values, by the day on which each begins or `always`."
    )
    until: Day | None = Field(None, description="The last day of the last value.")
    keyed_by: Expression | None = Field(
        None, description="The date that chooses the value; the day of assessment if left out."
    )
    table: list[dict[str, Expression]] | None = Field(None, description="A table: rows with the same columns.")
    columns: dict[str, Text] | None = Field(
        None, description="The types of columns, where their cells do not say it: a fact, `list.field`, or a type."
    )
    title: LocalText | None = Field(None, description="What the figure is called, by language.")


Parameter: TypeAlias = Annotated[
    Annotated[Expression, Tag("text")] | Annotated[ParameterShape, Tag("mapping")], Discriminator(kind_of)
]


class BracketShape(Cited):
    """One row of a bracket table."""

    from_: Expression | None = Field(default=None, alias="from", description="The lower edge, included.")
    above: Expression | None = Field(None, description="The lower edge, not included.")
    up_to: Expression | None = Field(None, description="The upper edge, included.")
    below: Expression | None = Field(None, description="The upper edge, not included.")
    at: Expression | None = Field(None, description="A point of a line.")
    value: Expression | None = Field(None, description="The value of this row.")
    rate: Expression | None = Field(None, description="The rate on the part inside this row.")


class ReadingShape(Shape):
    """One reading of an ambiguous clause."""

    default: Flag | None = Field(None, description="`true` for the reading used unless another is asked for.")
    note: LocalText | None = Field(None, description="What speaks for this reading.")
    cite: Text | None = Field(None, description="Where the reading finds support.")
    value: Formula | None = Field(None, description="The value under this reading.")
    test: Expression | None = Field(None, description="The test under this reading.")
    amount: Formula | None = Field(None, description="The amount of the award under this reading.")
    when: Conditions | None = Field(None, description="The conditions of the award under this reading.")


class ClaimShape(Cited):
    """One claim on what a waterfall hands down."""

    title: LocalText | None = Field(None, description="What the claim is called, by language.")
    up_to: Expression | None = Field(None, description="The most that it takes.")
    share: Expression | None = Field(None, description="The share that it takes of what is left.")
    above: Expression | None = Field(None, description="It takes what is left above this.")


Claim: TypeAlias = Annotated[
    Annotated[Expression, Tag("text")] | Annotated[ClaimShape, Tag("mapping")], Discriminator(kind_of)
]


class FormulaShape(Cited):
    """A value with more to it than one expression."""

    for_each: Text | None = Field(
        None, description="Of a definition: the list for each of whose items it is worked out, from the item's fields."
    )
    value: Expression | None = Field(None, description="The value, as an expression.")
    select: Expression | None = Field(None, description="Of this value the brackets choose one row.")
    marginal: Expression | None = Field(None, description="To each part of this value the rate of its bracket applies.")
    interpolate: Expression | None = Field(
        None, description="Along this value, straight lines between the points of the brackets."
    )
    brackets: list[BracketShape] | None = Field(None, description="The rows, from the lowest up.")
    readings: dict[str, ReadingShape] | None = Field(
        None, description="The readings of an ambiguous clause, one of them the default."
    )
    waterfall: Expression | None = Field(
        None, description="Of a definition: an amount that claims use up in their order, each as far as it goes."
    )
    claims: dict[str, Claim] | None = Field(
        None, description="The claims of a waterfall in their order: the most that each takes, or a mapping."
    )
    carry_forward: Expression | None = Field(
        None, description="Of a definition: what each fiscal year adds to what is carried forward."
    )
    use: Expression | None = Field(
        None, description="Of what is carried forward: the most that each fiscal year uses, oldest first."
    )
    expires_after: Expression | None = Field(
        None, description="How many years after its own an amount may still be used; never lost if left out."
    )
    over: Expression | None = Field(
        None, description="The fiscal years to look at: `last 20 years`, `since 2019-01-01`, `ever`."
    )
    title: LocalText | None = Field(None, description="What the value is called, by language.")


Formula: TypeAlias = Annotated[
    Annotated[Expression, Tag("text")] | Annotated[FormulaShape, Tag("mapping")], Discriminator(kind_of)
]


class CriterionShape(Cited):
    """A test, or a group of tests."""

    id: Text | None = Field(None, description="A name, to refer to it as `criteria.size`.")
    title: LocalText | None = Field(None, description="What is asked, by language.")
    test: Expression | None = Field(None, description="The condition, as an expression.")
    all: list[Criterion] | None = Field(None, description="Criteria that must all be met.")
    any: list[Criterion] | None = Field(None, description="Criteria of which one must be met.")
    none: list[Criterion] | None = Field(None, description="Criteria of which none may be met.")
    at_least: Whole | None = Field(None, description="How many of the criteria under `of` must be met.")
    of: list[Criterion] | None = Field(None, description="The criteria that `at_least` counts.")
    preference: Flag | None = Field(None, description="`true`: shown, but no gate.")
    door: Flag | None = Field(
        None, description="`true`: the authority's own decision to let in who does not meet the rest."
    )
    readings: dict[str, ReadingShape] | None = Field(
        None, description="The readings of an ambiguous condition, each with a `test`."
    )


Criterion: TypeAlias = Annotated[
    Annotated[Expression, Tag("text")] | Annotated[CriterionShape, Tag("mapping")], Discriminator(kind_of)
]
Conditions: TypeAlias = Annotated[
    Annotated[Expression, Tag("text")]
    | Annotated[list[Criterion], Tag("list")]
    | Annotated[CriterionShape, Tag("mapping")],
    Discriminator(kind_of),
]


class PaidShape(Cited):
    """When an award is paid: once, in instalments of one amount, or an amount for each of several periods or items."""

    once: Expression | None = Field(None, description="The day of the one payment.")
    instalments: list[Expression] | None = Field(None, description="The share of each instalment of one amount.")
    yearly: Whole | None = Field(None, description="How many years; the amount is worked out for each.")
    quarterly: Whole | None = Field(None, description="How many quarters; the amount is worked out for each.")
    monthly: Whole | None = Field(None, description="How many months; the amount is worked out for each.")
    each: Text | None = Field(None, description="A list: an amount for each of its items.")
    due: Expression | None = Field(None, description="For items: the day on which each is due.")
    from_: Expression | None = Field(
        default=None, alias="from", description="The first day of the first period, or of the first instalment."
    )
    every: Expression | None = Field(None, description="The time between two instalments.")


class RoundingShape(Cited):
    """How the law rounds an award."""

    to: Expression = Field(description="The multiple to round to: `1 EUR`.")
    mode: RoundingWord | None = Field(None, description="Which way; half away from nought if left out.")


class AwardShape(Cited):
    """What a programme gives."""

    title: LocalText | None = Field(None, description="What the award is called, by language.")
    kind: AwardKind | None = Field(None, description="What is given.")
    nature: NatureWord = Field(
        description="`entitled`, or `discretionary`: shown as a ceiling and never added to what is owed."
    )
    when: Conditions | None = Field(None, description="Conditions of this award, besides the eligibility.")
    amount: Formula | None = Field(None, description="What is given: a formula, or `not seen`.")
    cap: Formula | None = Field(
        None,
        description="The most that the whole award comes to; `none` if the law names no ceiling, `not seen` if its "
        "figure was not seen.",
    )
    cap_effect: CapEffect | None = Field(None, description="`clamp`, or `forfeit`: above the cap nothing is given.")
    rounding: RoundingShape | None = Field(None, description="How the law rounds, where it says so.")
    paid: PaidShape | None = Field(None, description="When it is paid; once if left out.")
    payer: dict[str, Expression] | None = Field(None, description="The share of each payer.")
    readings: dict[str, ReadingShape] | None = Field(
        None, description="Another amount or other conditions for each reading."
    )
    deadline: Expression | None = Field(None, description="The last day to apply.")
    assumptions: LocalTexts | None = Field(None, description="Choices made for this award, shown with every answer.")
    currency: Text | None = Field(None, description="Its currency, if not the programme's.")


class SharedCapShape(Cited):
    """The most that some awards of this programme come to together."""

    title: LocalText | None = Field(None, description="What the ceiling is called, by language.")
    awards: list[Text] = Field(description="The awards, each of which gets what those before it leave.")
    amount: Formula = Field(description="The most that they come to together.")
    per: PerPeriod | None = Field(
        None, description="`year`: the most of what is due in one calendar year; of all if left out."
    )


class CumulationShape(Cited):
    """How programmes or single awards stand to each other."""

    title: LocalText | None = Field(None, description="What the statement is called, by language.")
    of: list[Id] | None = Field(
        None, description="Whom this is about: programmes, `programme/award`, globs; the programme itself if left out."
    )
    exclusive_with: list[Id] | None = Field(None, description="What cannot be had together with it, either way.")
    one_of: list[Id] | None = Field(None, description="Of these only one can be had.")
    not_after: list[Id] | None = Field(None, description="It is not for who has already received one of these.")
    requires: list[Id] | None = Field(None, description="What must all be had as well.")
    requires_any: list[Id] | None = Field(None, description="Of these one must be had as well.")
    at_most: Formula | None = Field(None, description="The most that all of it comes to together.")
    effect: CapEffect | None = Field(
        None, description="`clamp`, or `forfeit`: what does not fit under the ceiling is refused as a whole."
    )
    same_costs: Text | None = Field(None, description="A list: each of its items is paid for only once.")
    split: Flag | None = Field(None, description="`true`: one item may be shared between several.")
    when: Expression | None = Field(None, description="Only for companies for which this holds.")
    from_: Day | None = Field(default=None, alias="from", description="The first day of the statement.")
    until: Day | None = Field(None, description="Its last day.")


class ProgrammeShape(Shape):
    """A rule file: one measure."""

    title: LocalText = Field(description="The name by language: `{en: …, zh: …}`.")
    summary: LocalText | None = Field(None, description="One or two sentences by language.")
    jurisdiction: Text = Field(description="A place: `CN-SH`, `DE`, `EU`.")
    kind: ProgrammeKind = Field(description="What sort of measure it is.")
    level: Level | None = Field(None, description="Who runs it.")
    sectors: list[Word] | None = Field(None, description="A list of words.")
    stage: StageWord | None = Field(None, description="How far the measure has come; `enacted` if left out.")
    replaces: TextList | None = Field(None, description="The id of the edition that this one replaces.")
    currency: Text = Field(description="The currency of its amounts: `CNY`.")
    conversion: ConversionShape | None = Field(
        None, description="The day of the exchange rate, where the law names it."
    )
    source: SourceShape = Field(description="The document that this file encodes, and how much of it was seen.")
    in_force: InForceShape = Field(description="From when until when, both days included.")
    uses: dict[str, Text] | None = Field(
        None,
        description="Other programmes by a short name, `{hnte: cn-national/hnte}`: their status, definitions, "
        "parameters and tables.",
    )
    facts: dict[str, FactShape] | None = Field(None, description="Facts that only this programme needs.")
    parameters: dict[str, Parameter] | None = Field(
        None, description="Figures of the law, dated where they changed, and tables."
    )
    define: dict[str, Formula] | None = Field(None, description="Named expressions.")
    eligibility: Criterion | None = Field(None, description="One criterion, mostly `all:`.")
    awards: dict[str, AwardShape] | None = Field(None, description="What is given.")
    caps: dict[str, SharedCapShape] | None = Field(None, description="Ceilings that several awards share.")
    cumulation: list[CumulationShape] | None = Field(None, description="How it stands to other programmes.")
    assumptions: LocalTexts | None = Field(None, description="Choices that the law left open, shown with every answer.")
    gaps: LocalTexts | None = Field(None, description="What is missing: text not seen, formulas not published.")
    notes: LocalTexts | None = Field(
        None, description="Anything else: clawback, procedure, ambiguities without a reading."
    )


class FactsShape(Shape):
    """`facts.yaml`: the vocabulary."""

    facts: dict[str, FactShape] = Field(description="The facts that every rule may ask about, by name.")


class PlaceShape(Shape):
    """A place or a group of places."""

    within: Text | None = Field(None, description="The place that it lies in.")
    members: list[Text] | None = Field(None, description="The places that a group consists of.")
    label: LocalText = Field(description="What it is called, by language.")
    note: LocalText | None = Field(None, description="What a reader should know about this place.")


class PlacesShape(Shape):
    """`places.yaml`: places below the countries, and groups of countries."""

    places: dict[str, PlaceShape] = Field(description="Places and groups of places, by code.")


SHAPES: dict[Literal["rule", "facts", "places", "cases"], type[Shape]] = {
    "rule": ProgrammeShape,
    "facts": FactsShape,
    "places": PlacesShape,
    "cases": CasesShape,
}
