"""
The commands, by name.
"""

from __future__ import annotations

from typing import Annotated

import typer

from incentives.cli import check, convert, facts, lint, list_programmes, plan, run_cases, schema, show, sql, table
from incentives.version import VERSION

app = typer.Typer(
    name="incentives",
    help=(
        "What a company can get from tech-policy measures, exactly, with every clause explained.\n\n"
        "Start with: incentives check examples/invented-ic-design.yaml --on 2024-07-19\n\n"
        "Exit codes: 0 done, 1 the answer is negative and --exit-code asked for it (or a lint or test failed), "
        "2 wrong input."
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(check.check)
app.command("plan")(plan.plan)
app.command("table")(table.table)
app.command("sql")(sql.sql)
app.command("list")(list_programmes.list_programmes)
app.command("show")(show.show)
app.command("facts")(facts.facts)
app.command("convert")(convert.convert)
app.command("lint")(lint.lint)
app.command("test")(run_cases.run_cases)
app.command("schema")(schema.schema)
app.command("fmt")(schema.fmt)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"incentives {VERSION}")
        raise typer.Exit


@app.callback()
def options(
    _show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """What a company can get from tech-policy measures."""


def main() -> None:
    """Run the command line."""
    app()
