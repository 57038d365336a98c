"""
Options that several commands share, and what they stand for.
"""

from __future__ import annotations

import gc
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from incentives.cli.outcome import fail

if TYPE_CHECKING:
    from incentives.ir.rulebook import Rulebook


class Language(StrEnum):
    """Languages of the answer."""

    EN = "en"
    ZH = "zh"


class Format(StrEnum):
    """Forms of the answer."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


RulesOption = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        help="Folder of rule files to use instead of the bundled ones.",
        envvar="INCENTIVES_RULES",
        show_default="bundled",
    ),
]
LanguageOption = Annotated[Language, typer.Option("--lang", help="Language of the answer.", envvar="INCENTIVES_LANG")]
FormatOption = Annotated[
    Format, typer.Option("--format", "-f", help="Form of the answer; JSON is a contract that scripts can rely on.")
]
OnOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="Day of assessment, year-month-day.", show_default="today")
]


def the_day(on: str | None) -> date:
    """The day asked for; today if none was. The only clock of the project."""
    if on is None:
        return date.today()  # noqa: DTZ011  # the person's own calendar day is meant
    try:
        return date.fromisoformat(on)
    except ValueError:
        fail("bad-date", f"`{on[:40]}` is not a date", "--on", "dates are written year-month-day: `2024-02-29`")
        raise AssertionError from None


def load_rules(directory: Path | None) -> Rulebook:
    """The rulebook of the folder, the bundled one if None."""
    from incentives.pipeline import load_rulebook  # noqa: PLC0415  # not before the arguments are right

    rulebook = load_rulebook(directory)
    # The rules stay till the command ends: no search for garbage need go over them.
    gc.freeze()
    return rulebook


def colourful() -> bool:
    """Whether a person looks at standard output in a terminal."""
    return sys.stdout.isatty()


def width() -> int:
    """How many columns there are to write in."""
    import shutil  # noqa: PLC0415  # only when something is written

    return max(60, min(shutil.get_terminal_size((100, 24)).columns, 160))


def complete_programme(incomplete: str) -> list[str]:
    """Ids of bundled programmes for the shell to complete."""
    from incentives.pipeline import bundled_rules, programme_ids  # noqa: PLC0415  # only in completion

    return [each for each in programme_ids(bundled_rules()) if each.startswith(incomplete)]
