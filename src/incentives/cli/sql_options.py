"""
What `incentives sql` can be told.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class DialectName(StrEnum):
    """The engines that SQL is written for."""

    DUCKDB = "duckdb"
    SPARK = "spark"
    POSTGRES = "postgres"
    BIGQUERY = "bigquery"


DialectOption = Annotated[DialectName, typer.Option(help="The engine that carries it out.", show_default=False)]
TableOption = Annotated[
    str, typer.Option("--table", metavar="NAME", help="The table of companies: firms, finance.firms.")
]
ColumnsOption = Annotated[
    Path | None,
    typer.Option("--mapping", metavar="FILE", help="What its columns hold.", show_default="guessed from --like"),
]
LikeOption = Annotated[
    str | None,
    typer.Option(
        "--like",
        metavar="FILE",
        help="A file with the same columns (Parquet, Arrow; an extract): tells their types, and their names if there "
        "is no mapping.",
    ),
]
QueryOption = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", show_default="standard output")]
DigitsOption = Annotated[
    int | None,
    typer.Option(
        "--digits",
        min=1,
        max=18,
        help="The most digits of a number, those after the point included; a larger one is not computed.",
        show_default="what the type holds, 15 where it is not known",
    ),
]
ItemsOption = Annotated[
    int, typer.Option("--items", min=1, max=24, help="The most items of a list; a longer one is not computed.")
]
