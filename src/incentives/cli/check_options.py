"""
What `incentives check` can be told.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from incentives.cli.options import complete_programme

ProfileArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="PROFILE",
        help="YAML or JSON file with the facts of the company, or - for standard input.",
        show_default=False,
    ),
]
ProgrammeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--programme",
        "-p",
        metavar="ID",
        help="Only this programme: an id (cn-shanghai/trade-headquarters), its last part, or a glob. Repeatable.",
        autocompletion=complete_programme,
    ),
]
CurrencyOption = Annotated[
    str, typer.Option("--in", metavar="CURRENCY", help="Reporting currency, such as USD or CNY.")
]
SettingsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FACT=VALUE",
        help="State a fact, or another value for it: 'paid_in_capital=150 million CNY', revenue.2023=7.6亿元. "
        "Repeatable.",
    ),
]
ReadingOption = Annotated[
    list[str] | None,
    typer.Option(
        "--reading",
        metavar="READING",
        help="Read an ambiguous clause this way: OPTION, POINT=OPTION or PROGRAMME:POINT=OPTION. Repeatable.",
    ),
]
ExplainOption = Annotated[
    bool,
    typer.Option(
        "--explain",
        "-e",
        help="Show every criterion with its value, threshold, margin and clause, and how each amount came about.",
    ),
]
EverywhereOption = Annotated[
    bool, typer.Option("--everywhere", help="Also programmes of places where the company is not registered.")
]
RatesOption = Annotated[
    Path | None,
    typer.Option(
        "--rates",
        metavar="FILE",
        help="Exchange rates of your own, CSV with date,base,counter,rate,source.",
        show_default="European Central Bank, bundled",
    ),
]
ExitCodeOption = Annotated[
    bool, typer.Option("--exit-code", help="Exit with 1 if the company is eligible for none of the programmes.")
]


class Objective(StrEnum):
    """What the best permitted choice is best by."""

    ENTITLED_FIRST = "entitled-first"
    TOTAL = "total"
    ENTITLED = "entitled"
    PRESENT_VALUE = "present-value"
    FEWEST_APPLICATIONS = "fewest-applications"


ObjectiveOption = Annotated[
    Objective,
    typer.Option(
        "--objective",
        help="What the choice among programmes that do not stand together is best by: what is entitled, then the "
        "ceilings on merit; both together; what is entitled alone; its present value; or, among equals, the fewest "
        "programmes to apply for.",
    ),
]
DiscountRateOption = Annotated[
    str | None,
    typer.Option("--discount-rate", metavar="RATE", help="For the present value: how much a year counts less, 4%."),
]
IndependentOption = Annotated[
    bool,
    typer.Option("--independent", help="Each programme by itself, as if nothing excluded or cut anything."),
]
