"""
`incentives lint`: every mistake in rule files, before any company is seen.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from incentives.cli.outcome import Exit, command, tell


@command
def lint(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PATH]", help="A folder of rule files, or one rule file.", show_default="the bundled rules"
        ),
    ] = None,
    warnings: Annotated[bool, typer.Option("--warnings/--no-warnings", help="Also what is odd but not wrong.")] = True,
) -> None:
    """
    Check rule files: names, types, units, dates, evidence and labels.

    Exits with 2 if there is an error, with 1 if there are only warnings.
    """
    from incentives.diagnostics import Collector, Severity, in_order  # noqa: PLC0415  # not before the arguments are right
    from incentives.pipeline import bundled_rules, lint_path  # noqa: PLC0415  # as above

    collector = Collector()
    count = lint_path(path or bundled_rules(), collector)
    found = tuple(each for each in in_order(collector.found) if warnings or each.severity is Severity.ERROR)
    if found:
        tell(found)
        raise typer.Exit(Exit.WRONG_INPUT if collector.failed else Exit.NEGATIVE)
    typer.echo(f"{count} rule {'file' if count == 1 else 'files'}: no problems")
