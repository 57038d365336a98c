"""
`incentives plan`: what to apply for, by when, and when the money comes.
"""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from incentives.cli.check_options import (
    CurrencyOption,
    DiscountRateOption,
    EverywhereOption,
    Objective,
    ObjectiveOption,
    ProfileArgument,
    ProgrammeOption,
    RatesOption,
    ReadingOption,
    SettingsOption,
)
from incentives.cli.company import company, rates_of
from incentives.cli.options import Language, LanguageOption, OnOption, RulesOption, colourful, the_day, width
from incentives.cli.outcome import Exit, command, fail

if TYPE_CHECKING:
    from incentives.planning import PlanResult


class PlanFormat(StrEnum):
    """Forms of a plan."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    CSV = "csv"
    ICAL = "ical"


# How a file's name ends -> its form.
ENDINGS = {
    ".txt": PlanFormat.TEXT,
    ".json": PlanFormat.JSON,
    ".md": PlanFormat.MARKDOWN,
    ".html": PlanFormat.HTML,
    ".csv": PlanFormat.CSV,
    ".ics": PlanFormat.ICAL,
}
FILE_WIDTH = 100

PlanFormatOption = Annotated[
    PlanFormat,
    typer.Option("--format", "-f", help="Form of what is printed; JSON is a contract that scripts can rely on."),
]
OutputOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help=f"Also write the plan to this file; its ending says the form: {', '.join(ENDINGS)}. Repeatable.",
    ),
]

NothingOption = Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if there is nothing to apply for.")]


@command
def plan(
    profile: ProfileArgument = None,
    on: OnOption = None,
    programme: ProgrammeOption = None,
    currency: CurrencyOption = "USD",
    settings: SettingsOption = None,
    reading: ReadingOption = None,
    objective: ObjectiveOption = Objective.ENTITLED_FIRST,
    discount_rate: DiscountRateOption = None,
    everywhere: EverywhereOption = False,
    rates: RatesOption = None,
    rules: RulesOption = None,
    language: LanguageOption = Language.EN,
    form: PlanFormatOption = PlanFormat.TEXT,
    output: OutputOption = None,
    exit_code: NothingOption = False,
) -> None:
    """
    What to apply for and in which order, by when, and what is paid when and by whom.

    The plan holds the programmes that the company can have together and that give most. What others rest on comes
    first. Payments whose day is not known are listed apart, with the reason. Examples:

        incentives plan company.yaml --on 2024-07-19

        incentives plan company.yaml --output plan.csv --output plan.ics

        incentives plan company.yaml --format csv --in CNY > plan.csv

    A spreadsheet adds up the CSV: a line for each payment and payer. A calendar imports the .ics file, and imported
    again it brings itself up to date.
    """
    from incentives import planning  # noqa: PLC0415  # not before the arguments are right

    day = the_day(on)
    wanted = [(path, _form_of(path)) for path in output or []]
    asked = company(profile, settings or [], rules, programme or [], everywhere=everywhere)
    result = planning.plan(
        asked.rulebook,
        asked.profile,
        on=day,
        currency=currency,
        programmes=asked.programmes,
        readings=reading or [],
        rates=rates_of(rates),
        objective=objective.value,
        discount_rate=discount_rate,
    )
    for path, its in wanted:
        _write(path, _text(result, its, language.value, FILE_WIDTH, mark=its is PlanFormat.CSV))
    if form is PlanFormat.TEXT:
        typer.echo(result.to_text(language.value, width=width(), colour=colourful()))
        if asked.left_out:
            from incentives.l10n.localiser import Localiser  # noqa: PLC0415  # as above

            typer.echo(Localiser(language.value).left_out(asked.left_out))
    else:
        typer.echo(_text(result, form, language.value, width()).encode(), nl=False)
    if exit_code and not result.plan.steps:
        raise typer.Exit(Exit.NEGATIVE)


def _form_of(path: Path) -> PlanFormat:
    """The form that a file's ending asks for."""
    found = ENDINGS.get(path.suffix.lower())
    if found is None:
        known = ", ".join(f"`{ending}`" for ending in ENDINGS)
        fail("unknown-form", f"the ending of `{path.name[:60]}` is no form of a plan", "--output", f"end it in {known}")
        raise AssertionError
    return found


def _text(result: PlanResult, form: PlanFormat, language: str, columns: int, *, mark: bool = False) -> str:
    match form:
        case PlanFormat.TEXT:
            return result.to_text(language, width=columns) + "\n"
        case PlanFormat.JSON:
            return json.dumps(result.to_dict(language), ensure_ascii=False, indent=2) + "\n"
        case PlanFormat.MARKDOWN:
            return result.to_markdown(language)
        case PlanFormat.HTML:
            return result.to_html(language)
        case PlanFormat.CSV:
            return result.to_csv(language, mark=mark)
        case PlanFormat.ICAL:
            return result.to_ical(language)


def _write(path: Path, text: str) -> None:
    try:
        # Line ends as they are: those of CSV and calendars are not those of a text.
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        fail(
            "unwritable-file",
            f"`{path}` cannot be written: {error.strerror}",
            "--output",
            "name a file in a folder that is there and that may be written to",
        )
