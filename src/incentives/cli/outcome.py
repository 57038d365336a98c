"""
How a command ends: exit codes, and how mistakes are told.

0 done; 1 the answer is negative and a flag asked for that to show; 2 wrong input; 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import IntEnum
from functools import wraps
from typing import ParamSpec

import typer

from incentives.diagnostics import Diagnostic, IncentivesError, render_all

Parameters = ParamSpec("Parameters")


class Exit(IntEnum):
    """The exit codes that the reference documents."""

    DONE = 0
    NEGATIVE = 1
    WRONG_INPUT = 2
    INTERRUPTED = 130


def command(function: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """A command whose mistakes are told on standard error, never as a traceback."""

    @wraps(function)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        try:
            function(*args, **kwargs)
            sys.stdout.flush()
        except IncentivesError as error:
            tell(error.diagnostics)
            raise typer.Exit(Exit.WRONG_INPUT) from None
        except BrokenPipeError:
            # The reader of a pipe has gone (`| head`); Python must not complain when it closes standard output.
            sys.stdout = open(_nowhere(), "w", encoding="utf-8")  # noqa: SIM115, PTH123  # kept open until the process ends
            raise typer.Exit(Exit.DONE) from None

    return run


def tell(diagnostics: tuple[Diagnostic, ...]) -> None:
    """All mistakes on standard error, then how many there are."""
    typer.echo(render_all(diagnostics), err=True)
    if len(diagnostics) > 1:
        typer.echo(f"\n{len(diagnostics)} problems", err=True)


def fail(code: str, message: str, where: str, help: str | None = None) -> None:
    """
    End with one mistake in the arguments.

    Raises:

        IncentivesError: always.
    """
    raise IncentivesError([Diagnostic(code=code, message=message, where=where, help=help)])


def _nowhere() -> str:
    import os  # noqa: PLC0415  # only after a broken pipe

    return os.devnull
