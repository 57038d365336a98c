"""
`incentives table`: what every company of a table could get, and why.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from incentives.cli.check_options import CurrencyOption, ProgrammeOption, RatesOption, ReadingOption
from incentives.cli.options import (
    Language,
    LanguageOption,
    OnOption,
    RulesOption,
    colourful,
    load_rules,
    the_day,
    width,
)
from incentives.cli.outcome import command, fail, tell
from incentives.cli.progress import progress
from incentives.cli.table_options import (
    AmountsOption,
    Detail,
    DetailsOption,
    EncodingOption,
    IgnoreOption,
    KeepOption,
    LongOption,
    MapOption,
    MappingOption,
    MissingOption,
    OutputOption,
    PlaceOption,
    ProcessesOption,
    RejectsOption,
    RestartOption,
    Summaries,
    SummaryOption,
    TableArgument,
)

if TYPE_CHECKING:
    from incentives.ir.rulebook import Rulebook
    from incentives.population.asking import Wishes
    from incentives.population.items import ItemRows
    from incentives.population.job import Job, Table
    from incentives.population.mapping import ColumnMap
    from incentives.population.rejects import Reject
    from incentives.population.sources import Source
    from incentives.population.summary import Summary

MOST_TOLD = 20


@command
def table(
    table: TableArgument,
    output: OutputOption = None,
    show_map: MapOption = False,
    mapping: MappingOption = None,
    on: OnOption = None,
    programme: ProgrammeOption = None,
    place: PlaceOption = None,
    currency: CurrencyOption = "USD",
    reading: ReadingOption = None,
    rates: RatesOption = None,
    details: DetailsOption = Detail.REASONS,
    long: LongOption = False,
    amounts_in: AmountsOption = None,
    keep: KeepOption = None,
    ignore: IgnoreOption = None,
    missing: MissingOption = None,
    encoding: EncodingOption = "utf-8",
    rejects: RejectsOption = None,
    restart: RestartOption = False,
    processes: ProcessesOption = None,
    summary: SummaryOption = Summaries.TEXT,
    rules: RulesOption = None,
    language: LanguageOption = Language.EN,
) -> None:
    """
    What every company of a table could get, why, why not, and what is missing.

    Parquet, CSV, Arrow or Excel in and out, one file, a folder or a glob. A column is known by its name (revenue_2023,
    revenue_2023_cny_million, a label in English or Chinese) or by a mapping file. Rows that are wrong go to a file of
    rejects. Examples:

        incentives table firms.parquet --map > mapping.yaml

        incentives table firms.parquet --mapping mapping.yaml --on 2024-07-19 -o answers.parquet

        incentives table firms.csv -p innovative-headquarters --amounts-in CNY > answers.csv
    """
    from incentives.population.libraries import FOR_FILES, require  # noqa: PLC0415  # only for tables

    require(FOR_FILES, "checking a table")
    from incentives.diagnostics import Collector  # noqa: PLC0415  # as above
    from incentives.population.answers import Details, Form  # noqa: PLC0415  # as above
    from incentives.population.asking import Wishes, layout_of, mapping_of  # noqa: PLC0415  # as above
    from incentives.population.job import Job  # noqa: PLC0415  # as above
    from incentives.population.sources import open_source  # noqa: PLC0415  # as above

    rulebook = load_rules(rules)
    collector = Collector()
    source = open_source(table, collector, encoding=encoding)
    wishes = Wishes(
        mapping=mapping, amounts_in=amounts_in, kept=keep or [], ignored=ignore or [], missing=missing or []
    )
    collector.raise_if_failed()
    assert source is not None  # noqa: S101  # INVARIANT: else there is a diagnostic
    if show_map:
        typer.echo(mapping_of(source, rulebook, wishes, table), nl=False)
        return
    rows, columns, items = _understood(source, rulebook, wishes, table, encoding)
    from incentives import api, pipeline  # noqa: PLC0415  # as above

    question = api.table_question(
        rulebook,
        on=the_day(on),
        currency=currency,
        programmes=programme or [],
        place=place,
        readings=reading or [],
        rates=api.read_rates(rates) if rates is not None else None,
    )
    layout = layout_of(source.schema, columns, question, Details(details.value), Form.LONG if long else Form.WIDE)
    job = Job(rows, columns, layout, pipeline.version(), processes, items)
    found = _to_stdout(job, rejects) if output is None else _to_file(job, output, rejects, restart=restart)
    _tell_summary(found, rulebook, summary, language, to_stdout=output is not None)


def _understood(
    source: Source, rulebook: Rulebook, wishes: Wishes, table: str, encoding: str
) -> tuple[Table, ColumnMap, Mapping[str, ItemRows]]:
    """
    The rows, what their columns hold, and the second tables of lists.

    Raises:

        IncentivesError: if something is not clear.
    """
    from incentives.diagnostics import Collector  # noqa: PLC0415  # only for tables
    from incentives.population.asking import check_first_rows, columns_of, open_items  # noqa: PLC0415  # as above
    from incentives.population.panel import as_panel  # noqa: PLC0415  # as above

    collector = Collector()
    columns = columns_of(source.schema, rulebook, wishes, table, collector)
    collector.raise_if_failed()
    check_first_rows(source, columns, rulebook, table, collector)
    items = open_items(columns, wishes, collector, encoding=encoding)
    collector.raise_if_failed()
    if columns.year is None:
        return source, columns, items
    return *as_panel(source, columns, rulebook), items


def _to_file(job: Job, output: Path, rejects: Path | None, *, restart: bool) -> Summary:
    from incentives.population.job import to_file  # noqa: PLC0415  # as above

    if not output.resolve().parent.is_dir():
        fail("unreadable-file", f"there is no folder `{output.resolve().parent}`", "--output", "make it first")
    wrong = rejects or output.with_name(f"{output.name}.rejects.csv")
    with progress(job.source.rows()) as told:
        found = to_file(job, output, wrong, told, restart=restart)
    if found.rejected:
        typer.echo(_rejected(found.rejected, wrong), err=True)
    return found


def _to_stdout(job: Job, rejects: Path | None) -> Summary:
    from incentives.population.job import to_stream  # noqa: PLC0415  # as above

    with progress(job.source.rows() if not sys.stdout.isatty() else None) as told:
        found, wrong = to_stream(job, sys.stdout.buffer, rejects, told)
    if rejects is not None and wrong:
        typer.echo(_rejected(found.rejected, rejects), err=True)
    elif wrong:
        _tell_rejects(wrong)
    return found


def _rejected(count: int, path: Path) -> str:
    return f"{count} {'row' if count == 1 else 'rows'} rejected, see {path}"


def _tell_rejects(rejects: list[Reject]) -> None:
    from incentives.population.rejects import problems  # noqa: PLC0415  # as above

    tell(tuple(problems(rejects, "table", most=MOST_TOLD)))
    typer.echo("these rows are not in the answer; `--rejects FILE` keeps all of them", err=True)


def _tell_summary(found: Summary, rulebook: Rulebook, form: Summaries, language: Language, *, to_stdout: bool) -> None:
    """The summary: on standard output if the answer went to a file, else beside it on standard error."""
    if form is Summaries.NONE:
        return
    if form is Summaries.JSON:
        typer.echo(json.dumps(found.plain(), ensure_ascii=False, indent=2), err=not to_stdout)
        return
    from incentives.l10n.localiser import Localiser  # noqa: PLC0415  # as above
    from incentives.render.table_summary import summary_text  # noqa: PLC0415  # as above

    localiser = Localiser(language.value)
    text = summary_text(found.plain(), rulebook, localiser, width=width(), colour=colourful() and to_stdout)
    typer.echo(text, err=not to_stdout)
