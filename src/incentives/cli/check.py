"""
`incentives check`: what a company could get, and why.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from incentives.cli.check_options import (
    CurrencyOption,
    EverywhereOption,
    ExitCodeOption,
    ExplainOption,
    ProfileArgument,
    ProgrammeOption,
    RatesOption,
    ReadingOption,
    SettingsOption,
)
from incentives.cli.options import (
    Format,
    FormatOption,
    Language,
    LanguageOption,
    OnOption,
    RulesOption,
    colourful,
    load_rules,
    the_day,
    width,
)
from incentives.cli.outcome import Exit, command, fail

if TYPE_CHECKING:
    from incentives.api import ProfileLike
    from incentives.money.rates import RateTable


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
    rulebook = load_rules(rules)
    bound = api.read_profile(rulebook, _given(profile, settings or []), settings=settings or [])
    wanted = list(programme or [])
    left_out = 0
    if not wanted and not everywhere:
        local = api.programmes_for(rulebook, bound)
        left_out = len(rulebook.programmes) - len(local)
        wanted = [each.id for each in local] if left_out else []
    if left_out and not wanted:
        fail(
            "unknown-programme",
            "no programme is known for the place where the company is registered",
            "registered_in",
            "add `--everywhere` to see the programmes of other places",
        )
    result = api.check(
        rulebook, bound, on=day, currency=currency, programmes=wanted, readings=reading or [], rates=_rates(rates)
    )
    if form is Format.JSON:
        typer.echo(json.dumps(result.to_dict(language.value), ensure_ascii=False, indent=2))
    elif form is Format.MARKDOWN:
        typer.echo(result.to_markdown(language.value, explain=explain))
    else:
        typer.echo(result.to_text(language.value, explain=explain, width=width(), colour=colourful()))
        if left_out:
            from incentives.l10n.localiser import Localiser  # noqa: PLC0415  # as above

            typer.echo(Localiser(language.value).left_out(left_out))
    if exit_code and not any(each.status is Status.ELIGIBLE for each in result.programmes):
        raise typer.Exit(Exit.NEGATIVE)


def _given(profile: str | None, settings: list[str]) -> ProfileLike:
    """What the profile is read from."""
    if profile == "-":
        return sys.stdin.buffer
    if profile is None:
        if not settings:
            fail(
                "missing-key",
                "there is no profile",
                "PROFILE",
                "name a YAML or JSON file, `-` for standard input, or state facts with `--set`",
            )
        return {}
    return Path(profile)


def _rates(path: Path | None) -> RateTable | None:
    """A rate file of one's own."""
    from incentives import api  # noqa: PLC0415  # only when rates are given

    return api.read_rates(path) if path is not None else None
