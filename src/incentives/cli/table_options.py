"""
What `incentives table` can be told.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Detail(StrEnum):
    """How much of the reasons stands in the answer."""

    NONE = "none"
    REASONS = "reasons"
    FULL = "full"


class Summaries(StrEnum):
    """Forms of the summary."""

    TEXT = "text"
    JSON = "json"
    NONE = "none"


TableArgument = Annotated[
    str,
    typer.Argument(
        metavar="TABLE",
        help="Parquet, CSV, Arrow or Excel file of companies, a folder of such files, or a glob in quotes.",
        show_default=False,
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Where the answer goes: .parquet, .csv, .arrow or .xlsx.",
        show_default="CSV on standard output",
    ),
]
MapOption = Annotated[
    bool, typer.Option("--map", help="Print what the columns hold, as far as their names say, as a mapping file.")
]
MappingOption = Annotated[
    Path | None,
    typer.Option("--mapping", metavar="FILE", help="What the columns hold.", show_default="guessed from names"),
]
PlaceOption = Annotated[
    str | None,
    typer.Option("--place", metavar="CODE", help="Only programmes of this place, of places in it and around it."),
]
DetailsOption = Annotated[
    Detail,
    typer.Option(
        help="none: statuses and amounts; reasons: also what decided, by how much, and what is missing; "
        "full: also everything that fails and each award in its own currency."
    ),
]
LongOption = Annotated[
    bool,
    typer.Option("--long/--wide", help="A row for each company and programme, or one for each company."),
]
AmountsOption = Annotated[
    str | None,
    typer.Option(
        "--amounts-in", metavar="UNIT", help="Unit of amounts whose column names no currency: CNY, 'million CNY'."
    ),
]
KeepOption = Annotated[
    list[str] | None,
    typer.Option("--keep", metavar="COLUMN", help="Copy this column to the answer; a name or a glob. Repeatable."),
]
IgnoreOption = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore", metavar="COLUMN", help="This column holds nothing of interest; a name or a glob. Repeatable."
    ),
]
MissingOption = Annotated[
    list[str] | None,
    typer.Option("--missing", metavar="TEXT", help="A text that means: not known, such as NA. Repeatable."),
]
EncodingOption = Annotated[str, typer.Option(metavar="NAME", help="Encoding of CSV files: utf-8, gb18030.")]
RejectsOption = Annotated[
    Path | None,
    typer.Option("--rejects", metavar="FILE", help="Where rows that are wrong go.", show_default="OUTPUT.rejects.csv"),
]
RestartOption = Annotated[
    bool, typer.Option("--restart", help="Begin anew instead of going on where an earlier run was stopped.")
]
ProcessesOption = Annotated[
    int | None,
    typer.Option("--processes", min=1, help="Processes that evaluate rows exactly.", show_default="one for each core"),
]
SummaryOption = Annotated[Summaries, typer.Option("--summary", help="What the table comes to in all.")]
