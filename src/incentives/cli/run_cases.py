"""
`incentives test`: the cases beside the rules, their coverage, and whether they would notice a changed rule.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from incentives.cli.outcome import Exit, command, fail


@command
def run_cases(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PATH]", help="A folder of rules, a rule file or a cases file.", show_default="the bundled rules"
        ),
    ] = None,
    programme: Annotated[
        list[str] | None,
        typer.Option(
            "--programme",
            "-p",
            metavar="ID",
            help="Only the cases of this programme: an id, its last part or a glob. Repeatable.",
        ),
    ] = None,
    match: Annotated[
        str | None, typer.Option("--match", "-k", metavar="TEXT", help="Only cases whose sentence holds this text.")
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", "-n", min=1, max=64, help="Processes to run in.", show_default=True)
    ] = 1,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Show which criteria, branches, brackets and caps no case decides.")
    ] = False,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Change the rules in small ways and show which changes no case notices.")
    ] = False,
    junit: Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="Also write a JUnit report.")] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Name every case, not only those that fail.")
    ] = False,
) -> None:
    """
    Run the cases that stand beside the rules: worked examples of the law, boundaries, unknowns.

    Exits with 1 if a case fails. Examples:

        incentives test

        incentives test -p trade-headquarters --coverage --mutate
    """
    if path is not None and not path.exists():
        fail("unreadable-file", f"there is no file or folder `{path}`", "PATH", "look at the spelling of the path")
    from incentives.cases.command import run_command  # noqa: PLC0415  # not before the arguments are right

    passed = run_command(
        path,
        only=programme or [],
        match=match,
        workers=workers,
        coverage=coverage,
        mutate=mutate,
        junit=junit,
        verbose=verbose,
        write=typer.echo,
    )
    if not passed:
        raise typer.Exit(Exit.NEGATIVE)
