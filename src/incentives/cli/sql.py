"""
`incentives sql`: the rules as one SELECT for a warehouse.
"""

from __future__ import annotations

import typer

from incentives.cli.check_options import CurrencyOption, ProgrammeOption, RatesOption, ReadingOption
from incentives.cli.options import OnOption, RulesOption, load_rules, the_day
from incentives.cli.outcome import Exit, command, fail
from incentives.cli.sql_options import (
    ColumnsOption,
    DialectOption,
    DigitsOption,
    ItemsOption,
    LikeOption,
    QueryOption,
    TableOption,
)
from incentives.cli.table_options import AmountsOption, Detail, DetailsOption, IgnoreOption, KeepOption, PlaceOption


@command
def sql(
    dialect: DialectOption,
    table: TableOption = "firms",
    mapping: ColumnsOption = None,
    like: LikeOption = None,
    output: QueryOption = None,
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
    digits: DigitsOption = None,
    items: ItemsOption = 8,
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
