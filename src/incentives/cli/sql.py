"""
`incentives sql`: the rules as one SELECT for a warehouse.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from incentives.cli.check_options import CurrencyOption, ProgrammeOption, RatesOption, ReadingOption
from incentives.cli.options import OnOption, RulesOption, load_rules, the_day
from incentives.cli.outcome import Exit, command, fail
from incentives.cli.table_options import AmountsOption, Detail, DetailsOption, IgnoreOption, KeepOption, PlaceOption


class DialectName(StrEnum):
    """The engines that SQL is written for."""

    DUCKDB = "duckdb"
    SPARK = "spark"
    POSTGRES = "postgres"
    BIGQUERY = "bigquery"


@command
def sql(
    dialect: Annotated[DialectName, typer.Option(help="The engine that carries it out.", show_default=False)],
    table: Annotated[
        str, typer.Option("--table", metavar="NAME", help="The table of companies: firms, finance.firms.")
    ] = "firms",
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", metavar="FILE", help="What its columns hold.", show_default="guessed from --like"),
    ] = None,
    like: Annotated[
        str | None,
        typer.Option(
            "--like",
            metavar="FILE",
            help="A file with the same columns (Parquet, Arrow; an extract): tells their types, and their names if "
            "there is no mapping.",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", show_default="standard output")
    ] = None,
    on: OnOption = None,
    programme: ProgrammeOption = None,
    place: PlaceOption = None,
    currency: CurrencyOption = "USD",
    reading: ReadingOption = None,
    rates: RatesOption = None,
    details: DetailsOption = Detail.REASONS,
    amounts_in: AmountsOption = None,
    keep: KeepOption = None,
    ignore: IgnoreOption = None,
    digits: Annotated[
        int | None,
        typer.Option(
            "--digits",
            min=1,
            max=18,
            help="The most digits of a number, those after the point included; a larger one is not computed.",
            show_default="what the type holds, 15 where it is not known",
        ),
    ] = None,
    items: Annotated[
        int, typer.Option("--items", min=1, max=24, help="The most items of a list; a longer one is not computed.")
    ] = 8,
    rules: RulesOption = None,
) -> None:
    """
    The rules as one SELECT over a table of companies: whole numbers only, the same answer to the cent and the unknown.

    A programme that SQL cannot hold has the status `not-computed`, its reason stands in the comment at the top and on
    standard error, and the exit code is 1. Examples:

        incentives sql --dialect duckdb --like firms.parquet --table firms --on 2024-07-19 -o firms.sql

        incentives sql --dialect bigquery --mapping mapping.yaml --table finance.firms -p innovative-headquarters
    """
    from incentives.population.libraries import FOR_FILES, require  # noqa: PLC0415  # only here

    require(FOR_FILES, "writing SQL")
    from incentives import api  # noqa: PLC0415  # as above

    if mapping is None and like is None:
        fail("missing-key", "what the columns hold is not known", "--mapping", "give a mapping, or a file with --like")
    found = api.write_sql(
        load_rules(rules),
        dialect=dialect.value,
        table=table,
        mapping=mapping,
        like=like,
        on=the_day(on),
        currency=currency,
        programmes=programme or [],
        place=place,
        readings=reading or [],
        rates=api.read_rates(rates) if rates is not None else None,
        details=details.value,
        amounts_in=amounts_in,
        keep=keep or [],
        ignore=ignore or [],
        digits=digits,
        items=items,
    )
    if output is None:
        typer.echo(found.text, nl=False)
    else:
        try:
            output.write_text(found.text, encoding="utf-8")
        except OSError as error:
            fail("unwritable-file", f"cannot write `{output}`: {error.strerror}", "--output")
    for name, why in found.gaps.items():
        typer.echo(f"not computed: {name}: {why}", err=True)
    if found.gaps:
        raise typer.Exit(Exit.NEGATIVE)
