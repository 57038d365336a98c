"""
`incentives show`: a rule as a page that can be laid beside the law.
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
    complete_programme,
    load_rules,
    width,
)
from incentives.cli.outcome import command


@command
def show(
    programme: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="The id of a programme, or its last part.", autocompletion=complete_programme
        ),
    ],
    rules: RulesOption = None,
    language: LanguageOption = Language.EN,
    form: FormatOption = Format.TEXT,
) -> None:
    """
    A rule as a page that a lawyer can read: criteria, figures, awards, readings, evidence, gaps.
    """
    from incentives.analysis.selection import select  # noqa: PLC0415  # as above
    from incentives.l10n.localiser import Localiser  # noqa: PLC0415  # not before the arguments are right
    from incentives.render.programme import programme_data, programme_markdown, programme_text  # noqa: PLC0415  # as above

    rulebook = load_rules(rules)
    localiser = Localiser(language.value)
    for found in select(rulebook, [programme]):
        if form is Format.JSON:
            typer.echo(json.dumps(programme_data(found, rulebook, localiser), ensure_ascii=False, indent=2))
        elif form is Format.MARKDOWN:
            typer.echo(programme_markdown(found, rulebook, localiser))
        else:
            typer.echo(programme_text(found, rulebook, localiser, width=width(), colour=colourful()))
