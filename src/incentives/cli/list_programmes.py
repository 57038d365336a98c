"""
`incentives list`: the programmes there are.
"""

from __future__ import annotations

import json
from typing import Annotated

import typer

from incentives.cli.options import (
    Format,
    FormatOption,
    Language,
    LanguageOption,
    RulesOption,
    colourful,
    load_rules,
    the_day,
    width,
)
from incentives.cli.outcome import command


@command
def list_programmes(
    pattern: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Ids or globs: cn-shanghai/*.", show_default="all")
    ] = None,
    place: Annotated[
        str | None,
        typer.Option("--place", help="Programmes of this place and of places in it or around it: CN-SH, DE, EU."),
    ] = None,
    sector: Annotated[str | None, typer.Option("--sector", help="Programmes that name this sector.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="subsidy, reward, tax_credit, status, …")] = None,
    status: Annotated[
        str | None, typer.Option("--status", help="How far the measure has come: draft, announced, enacted, repealed.")
    ] = None,
    evidence: Annotated[
        str | None,
        typer.Option("--evidence", help="primary, official, mirror, secondary, general-knowledge, not-seen."),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="Only programmes in force on this day.", show_default="any day"),
    ] = None,
    rules: RulesOption = None,
    language: LanguageOption = Language.EN,
    form: FormatOption = Format.TEXT,
) -> None:
    """
    The programmes there are, with their place, kind, period and how much of the law was seen.
    """
    from incentives.analysis.selection import filter_programmes  # noqa: PLC0415  # as above
    from incentives.l10n.localiser import Localiser  # noqa: PLC0415  # not before the arguments are right
    from incentives.render.listing import listing_data, listing_markdown, listing_text  # noqa: PLC0415  # as above

    rulebook = load_rules(rules)
    found = filter_programmes(
        rulebook,
        patterns=pattern or [],
        place=place,
        on=the_day(on) if on else None,
        words={"sector": sector, "kind": kind, "status": status, "evidence": evidence},
    )
    localiser = Localiser(language.value)
    if form is Format.JSON:
        typer.echo(json.dumps(listing_data(found, localiser), ensure_ascii=False, indent=2))
    elif form is Format.MARKDOWN:
        typer.echo(listing_markdown(found, localiser))
    else:
        typer.echo(listing_text(found, localiser, width=width(), colour=colourful()))
