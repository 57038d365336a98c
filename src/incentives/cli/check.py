"""
`incentives check`: what a company could get, and why.
"""

from __future__ import annotations

import json

import typer

from incentives.cli.check_options import (
    CurrencyOption,
    DiscountRateOption,
    EverywhereOption,
    ExitCodeOption,
    ExplainOption,
    IndependentOption,
    Objective,
    ObjectiveOption,
    ProfileArgument,
    ProgrammeOption,
    RatesOption,
    ReadingOption,
    SettingsOption,
)
from incentives.cli.company import company, rates_of
from incentives.cli.options import (
    Format,
    FormatOption,
    Language,
    LanguageOption,
    OnOption,
    RulesOption,
    colourful,
    the_day,
    width,
)
from incentives.cli.outcome import Exit, command


@command
def check(
    profile: ProfileArgument = None,
    on: OnOption = None,
    programme: ProgrammeOption = None,
    currency: CurrencyOption = "USD",
    settings: SettingsOption = None,
    reading: ReadingOption = None,
    explain: ExplainOption = False,
    everywhere: EverywhereOption = False,
    rates: RatesOption = None,
    rules: RulesOption = None,
    language: LanguageOption = Language.EN,
    form: FormatOption = Format.TEXT,
    objective: ObjectiveOption = Objective.ENTITLED_FIRST,
    discount_rate: DiscountRateOption = None,
    independent: IndependentOption = False,
    exit_code: ExitCodeOption = False,
) -> None:
    """
    What a company could get, why, why not, and what is missing.

    Facts that the profile does not state are unknown, never zero: amounts are then ranges. Examples:

        incentives check company.yaml --on 2024-07-19 --in USD

        incentives check company.yaml -p innovative-headquarters --explain

        incentives check --set registered_in=CN-SH --set 'revenue=1.2 billion CNY' --format json
    """
    from incentives import api  # noqa: PLC0415  # not before the arguments are right
    from incentives.engine.results import Status  # noqa: PLC0415  # as above

    day = the_day(on)
    asked = company(profile, settings or [], rules, programme or [], everywhere=everywhere)
    result = api.check(
        asked.rulebook,
        asked.profile,
        on=day,
        currency=currency,
        programmes=asked.programmes,
        readings=reading or [],
        rates=rates_of(rates),
        objective=objective.value,
        discount_rate=discount_rate,
        independent=independent,
    )
    if form is Format.JSON:
        typer.echo(json.dumps(result.to_dict(language.value), ensure_ascii=False, indent=2))
    elif form is Format.MARKDOWN:
        typer.echo(result.to_markdown(language.value, explain=explain))
    else:
        typer.echo(result.to_text(language.value, explain=explain, width=width(), colour=colourful()))
        if asked.left_out:
            from incentives.l10n.localiser import Localiser  # noqa: PLC0415  # as above

            typer.echo(Localiser(language.value).left_out(asked.left_out))
    if exit_code and not any(each.status is Status.ELIGIBLE for each in result.programmes):
        raise typer.Exit(Exit.NEGATIVE)
