"""
A plugin for pytest that collects files of cases, a test for each case: `incentives_rules = rules` in the settings, or
`--incentives-rules=rules`, names the folder. Without either it does nothing.

Everything else of this package is loaded when the first file of cases is met.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from incentives.cases.case import Case
    from incentives.cases.outcome import CaseResult
    from incentives.cases.workload import Workload

OPTION = "--incentives-rules"
SETTING = "incentives_rules"
SUFFIX = ".cases.yaml"
WORKLOAD: pytest.StashKey[Workload] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option and the setting that name the folder of rules."""
    help = "collect the cases of the rules in this folder as tests"
    parser.getgroup("incentives").addoption(OPTION, metavar="FOLDER", default=None, help=help)
    parser.addini(SETTING, help, type="string", default="")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CasesFile | None:
    """A file of cases in the folder of rules."""
    if not file_path.name.endswith(SUFFIX):
        return None
    folder = _rules(parent.config)
    if folder is None or not file_path.is_relative_to(folder):
        return None
    found: CasesFile = CasesFile.from_parent(parent, path=file_path)
    return found


class CasesFile(pytest.File):
    """
    The cases of one programme.
    """

    def collect(self) -> Iterator[CaseTest]:
        """A test for each case; a mistake in the file, its rule file or one that this uses is an error of the file."""
        from incentives.diagnostics import render_all  # noqa: PLC0415  (only who has cases pays for them)

        folder = _rules(self.config)
        assert folder is not None  # noqa: S101  (INVARIANT: the file was collected because it lies there)
        workload = _workload(self.config, folder)
        file = next((each for each in workload.files if each.path == self.path), None)
        concerned = workload.concerning(self.path)
        if concerned or file is None:
            raise self.CollectError(render_all(concerned) or f"{self.path} cannot be read")
        for case in file.cases:
            test: CaseTest = CaseTest.from_parent(self, name=f"{case.number}: {case.says}")
            test.case = case
            yield test


class CaseTest(pytest.Item):
    """
    One case.
    """

    case: Case

    def runtest(self) -> None:
        """
        Run the case.

        Raises:

            CaseFailed: if something did not come as expected.
        """
        from incentives.cases.answers import answer  # noqa: PLC0415  (as above)
        from incentives.cases.compare import compare  # noqa: PLC0415  (as above)
        from incentives.money.ecb import EcbRates  # noqa: PLC0415  (as above)

        workload = self.config.stash[WORKLOAD]
        assert workload.rulebook is not None  # noqa: S101  (INVARIANT: there is a case)
        result = compare(self.case, answer(workload.rulebook, self.case, EcbRates()))
        if not result.passed:
            raise CaseFailed(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:  # noqa: ARG002  (pytest's)
        """The report of the case instead of where it was raised."""
        return str(excinfo.value) if isinstance(excinfo.value, CaseFailed) else str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the case stands."""
        return self.path, int(self.case.place.rsplit(":", 2)[1]) - 1, f"{self.case.programme}, case {self.name}"


class CaseFailed(Exception):
    """A case that did not come as expected; its text is the report."""

    def __init__(self, result: CaseResult) -> None:
        from incentives.cases.report import case_text  # noqa: PLC0415  (as above)

        super().__init__(case_text(result))


def _rules(config: pytest.Config) -> Path | None:
    """The folder of rules; relative to where pytest was called, or for the setting to the settings' file."""
    option = config.getoption(OPTION)
    if option:
        return Path(config.invocation_params.dir, str(option)).resolve()
    setting = config.getini(SETTING)
    return Path(config.rootpath, str(setting)).resolve() if setting else None


def _workload(config: pytest.Config, folder: Path) -> Workload:
    """The rules with all their cases, read once."""
    if WORKLOAD not in config.stash:
        from incentives.cases.workload import load_workload  # noqa: PLC0415  (as above)

        config.stash[WORKLOAD] = load_workload(folder)
    return config.stash[WORKLOAD]
