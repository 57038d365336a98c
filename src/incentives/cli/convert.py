"""
`incentives convert`: an amount in another currency, with the quotes it used.
"""

from __future__ import annotations

import json
from typing import Annotated

import typer

from incentives.cli.options import Format, FormatOption, Language, LanguageOption, OnOption, the_day
from incentives.cli.outcome import command, fail


@command
def convert(
    amount: Annotated[str, typer.Argument(help="The amount: 5000000, '5 million' or 500万.")],
    origin: Annotated[str, typer.Argument(metavar="FROM", help="Its currency, such as CNY.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The currency wanted, such as USD.")],
    on: OnOption = None,
    language: LanguageOption = Language.EN,
    form: FormatOption = Format.TEXT,
) -> None:
    """
    An amount in another currency, by the European Central Bank's reference rates.

    Quotes are used as published and never inverted; on a weekend or holiday the last one before holds. Example:

        incentives convert 5000000 CNY USD --on 2025-01-03
    """
    from incentives import api  # noqa: PLC0415  # not before the arguments are right
    from incentives.l10n.localiser import Localiser  # noqa: PLC0415  # as above
    from incentives.money.rates import NoQuote  # noqa: PLC0415  # as above
    from incentives.render.conversion import conversion_answer, conversion_text, no_quote_text  # noqa: PLC0415  # as above
    from incentives.syntax.literals import Misread, read_literal  # noqa: PLC0415  # as above
    from incentives.types import money  # noqa: PLC0415  # as above
    from incentives.values import Money  # noqa: PLC0415  # as above

    day = the_day(on)
    record = api.convert(0, origin, target, on=day)
    read = read_literal(f"{amount} {origin}", money(), places={})
    if isinstance(read, Misread) or not isinstance(read, Money):
        code, message, help = (
            (read.code, read.message, read.help)
            if isinstance(read, Misread)
            else ("not-a-number", f"`{amount}` is not an amount", None)
        )
        fail(code, message, "AMOUNT", help)
        return
    record = api.convert(read.amount, origin, target, on=day)
    if isinstance(record, NoQuote):
        fail(
            "no-quote",
            no_quote_text(record, Localiser(language.value)),
            "convert",
            "choose a later day, or another currency",
        )
        return
    if form is Format.JSON:
        typer.echo(json.dumps(conversion_answer(record), ensure_ascii=False, indent=2))
    else:
        typer.echo(conversion_text(record, Localiser(language.value)))
