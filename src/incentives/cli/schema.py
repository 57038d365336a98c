"""
`incentives schema` and `incentives fmt`: help for who writes files.
"""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from incentives.cli.options import RulesOption, load_rules
from incentives.cli.outcome import Exit, command


class Document(StrEnum):
    """The kinds of document that have a schema."""

    RULE = "rule"
    FACTS = "facts"
    PLACES = "places"
    PROFILE = "profile"
    CASES = "cases"
    MAPPING = "mapping"


@command
def schema(
    document: Annotated[Document, typer.Argument(help="The kind of document.")],
    rules: RulesOption = None,
) -> None:
    """
    The JSON Schema of a kind of document, for editors that complete and check while you write.
    """
    from incentives.syntax.schema import profile_schema, schema_for  # noqa: PLC0415  # not before the arguments are right

    found = profile_schema(load_rules(rules)) if document is Document.PROFILE else schema_for(document.value)
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2))


@command
def fmt(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Rule, facts or cases files, or folders of them.")
    ],
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit with 1 if a file is not in the canonical layout.")
    ] = False,
) -> None:
    """
    Bring rule files into the canonical layout; comments stay.
    """
    from incentives.cli.outcome import fail  # noqa: PLC0415  # not before the arguments are right
    from incentives.syntax.format import format_text  # noqa: PLC0415  # as above

    files = [file for path in paths for file in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]
    changed = 0
    for file in files:
        try:
            before = file.read_bytes().decode()
        except (OSError, UnicodeDecodeError) as error:
            fail("unreadable-file", f"the file cannot be read: {error.__class__.__name__}", str(file))
            return
        after = format_text(before, name=str(file))
        if after == before:
            continue
        changed += 1
        if check:
            typer.echo(f"would change {file}")
        else:
            file.write_bytes(after.encode())
            typer.echo(f"changed {file}")
    typer.echo(f"{len(files)} files, {changed} {'to change' if check else 'changed'}")
    if check and changed:
        raise typer.Exit(Exit.NEGATIVE)
