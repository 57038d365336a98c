"""
The error gallery: a folder for each diagnostic code, with the smallest input that provokes it and the exact text.

A folder holds `command.txt`, what a person types (or, after `>>>`, what a program calls), the files that it is
typed beside, and `expected.txt`, what comes out. The gallery's own `facts.yaml` and `places.yaml` stand in the
`rules` of
each.
"""

from __future__ import annotations

import shlex
import shutil
from contextlib import chdir
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from typer.testing import CliRunner

import incentives
from incentives.cli.main import app
from incentives.diagnostics import IncentivesError

FOLDER = Path(__file__).parent
VOCABULARY = ("facts.yaml", "places.yaml")
OWN = frozenset({"command.txt", "expected.txt"})
CALL = ">>> "


@dataclass(frozen=True, slots=True)
class Entry:
    """One folder of the gallery, whose name is the code."""

    folder: Path

    @property
    def code(self) -> str:
        """The diagnostic that it provokes."""
        return self.folder.name

    @property
    def command(self) -> str:
        """What is typed or called."""
        return (self.folder / "command.txt").read_text(encoding="utf-8").strip()

    @property
    def files(self) -> tuple[Path, ...]:
        """What stands beside it."""
        return tuple(sorted(path for path in self.folder.rglob("*") if path.is_file() and path.name not in OWN))

    def run(self) -> str:
        """What comes out, in a folder of its own."""
        with TemporaryDirectory() as place, chdir(place):
            rules = Path(place) / "rules"
            shutil.copytree(self.folder, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*OWN))
            rules.mkdir(exist_ok=True)
            for name in VOCABULARY:
                if not (rules / name).exists():
                    shutil.copy(FOLDER / name, rules / name)
            if self.command.startswith(CALL):
                return _called(self.command.removeprefix(CALL))
            result = CliRunner().invoke(app, shlex.split(self.command)[1:])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code in (1, 2), f"{self.code}: exit code {result.exit_code}"
        return result.stderr


def entries() -> tuple[Entry, ...]:
    """All folders of the gallery."""
    return tuple(Entry(path.parent) for path in sorted(FOLDER.glob("*/command.txt")))


def _called(expression: str) -> str:
    names = {"incentives": incentives, "date": date, "rulebook": incentives.load("rules")}
    try:
        eval(expression, names)  # noqa: S307  # the gallery's own text
    except IncentivesError as error:
        return f"{error}\n"
    raise AssertionError("nothing is wrong with the call")
