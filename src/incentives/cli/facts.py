"""
`incentives facts`: the facts that a profile can state.
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
    width,
)
from incentives.cli.outcome import command


@command
def facts(
    pattern: Annotated[
        str | None,
        typer.Argument(metavar="[WORD]", help="Only facts whose name or label holds this word.", show_default="all"),
    ] = None,
    programme: Annotated[
        list[str] | None,
        typer.Option("--programme", "-p", metavar="ID", help="Only facts that this programme asks for. Repeatable."),
    ] = None,
    rules: RulesOption = None,
    language: LanguageOption = Language.EN,
    form: FormatOption = Format.TEXT,
) -> None:
    """
    The facts that a profile can state: name, type, unit, label, and how many programmes ask for each.
    """
    from incentives.analysis.selection import facts_asked  # noqa: PLC0415  # as above
    from incentives.l10n.localiser import Localiser  # noqa: PLC0415  # not before the arguments are right
    from incentives.render.listing import facts_data, facts_markdown, facts_text  # noqa: PLC0415  # as above

    rulebook = load_rules(rules)
    found = facts_asked(rulebook, programme or [], pattern)
    localiser = Localiser(language.value)
    if form is Format.JSON:
        typer.echo(json.dumps(facts_data(found, localiser), ensure_ascii=False, indent=2))
    elif form is Format.MARKDOWN:
        typer.echo(facts_markdown(found, localiser))
    else:
        typer.echo(facts_text(found, localiser, width=width(), colour=colourful()))
