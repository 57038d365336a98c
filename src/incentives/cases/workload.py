"""
A rulebook with its case files: what can be run of it, and how it is divided among processes.

A mistake in one rule file keeps its own cases from running and those of the programmes that use it, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from incentives.cases.case import CaseFile
from incentives.cases.load import Place, find_cases, is_selected, load_cases, programme_of, uses
from incentives.diagnostics import Collector, Diagnostic, Severity, in_order
from incentives.ir.rulebook import Rulebook
from incentives.pipeline import VOCABULARY, compile_directory, shown

Result = TypeVar("Result")
RULE = ".yaml"
# With fewer cases than this, starting a process costs more than it saves.
WORTH_PROCESSES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """
    What there is to run.

    Args:

        rulebook: None if the vocabulary or the folder cannot be read.

        files: The case files that can be run, in the order of their programmes' ids.

        without_cases: The programmes asked for that have no case file.

        diagnostics: What is wrong with the rest, in file order.

        sources: The names by which diagnostics know the files that the cases of each case file need.
    """

    rulebook: Rulebook | None
    files: tuple[CaseFile, ...]
    without_cases: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[Path, frozenset[str]] = field(default_factory=dict)

    def concerning(self, path: Path) -> tuple[Diagnostic, ...]:
        """What keeps the cases of the file at *path* from running; everything if no rule can be read at all."""
        if self.rulebook is None:
            return self.diagnostics
        needed = self.sources.get(path, frozenset())
        return tuple(each for each in self.diagnostics if each.severity is Severity.ERROR and _file(each) in needed)

    @property
    def size(self) -> int:
        """How many cases there are."""
        return sum(len(file.cases) for file in self.files)


def load_workload(directory: Path, only: Sequence[str] = ()) -> Workload:
    """
    The rules at *directory* (a folder, a rule file or a case file) with the cases of the programmes that *only* names.

    With *only*, mistakes in other programmes' files are left aside.
    """
    collector = Collector()
    place = find_cases(directory, only)
    rulebook = compile_directory(place.root, collector)
    wrong = {_file(each) for each in collector.found if each.severity is Severity.ERROR}
    if rulebook is None or wrong & set(VOCABULARY):
        return Workload(rulebook=None, files=(), diagnostics=in_order(collector.found))
    files = []
    needed: dict[Path, frozenset[str]] = {}
    for path in place.files:
        programme = programme_of(path, place.root)
        sources = _sources(programme, rulebook, place)
        needed[path] = sources | {shown(path)}
        found = load_cases(path, programme, rulebook, collector) if not sources & wrong else None
        if found is not None:
            files.append(found)
    beside = {programme_of(path, place.root) for path in place.files}
    lacking = [each for each in rulebook.programmes if each not in beside and is_selected(each, only)]
    whole = place.root == place.asked and not only
    asked = {name for names in needed.values() for name in names}
    told = [each for each in collector.found if whole or _file(each) in asked]
    return Workload(
        rulebook=rulebook,
        files=tuple(files),
        without_cases=tuple(each for each in lacking if (place.root / f"{each}{RULE}").is_relative_to(place.asked)),
        diagnostics=in_order(told),
        sources=needed,
    )


def in_processes(
    task: Callable[[Path, tuple[str, ...]], Sequence[Result]], directory: Path, workload: Workload, workers: int
) -> list[Result]:
    """
    *task* run on shares of the programmes in processes of their own; what comes back is in no particular order.

    Each process reads the rulebook once, for the share that it is given.
    """
    shares = _shares(workload.files, workers)
    with ProcessPoolExecutor(max_workers=len(shares)) as pool:
        results = pool.map(task, [directory] * len(shares), shares)
        return [each for found in results for each in found]


def worth_processes(workload: Workload, workers: int, *, runs: int = 1) -> bool:
    """Whether there is enough to do for more than one process; each case is run about *runs* times."""
    return workers > 1 and len(workload.files) > 1 and workload.size * runs > WORTH_PROCESSES


def _shares(files: Iterable[CaseFile], workers: int) -> list[tuple[str, ...]]:
    """The programmes divided among *workers*, the largest first, each to who has least to do."""
    shares: list[tuple[int, list[str]]] = [(0, []) for _ in range(workers)]
    for file in sorted(files, key=lambda file: (-len(file.cases), file.programme)):
        index = min(range(workers), key=lambda each: (shares[each][0], each))
        size, programmes = shares[index]
        shares[index] = (size + len(file.cases), [*programmes, file.programme])
    return [tuple(programmes) for _, programmes in shares if programmes]


def _file(diagnostic: Diagnostic) -> str:
    """The name of the file that a diagnostic is about."""
    return diagnostic.span.source.name if diagnostic.span else (diagnostic.where or "")


def _sources(programme: str, rulebook: Rulebook, place: Place) -> frozenset[str]:
    """The names under which a diagnostic may speak of the files that a programme needs."""
    names = {programme}
    found = rulebook.programmes.get(programme)
    if found is not None:
        names |= set(uses(found, rulebook)) | {
            used for each in uses(found, rulebook).values() for used in each.uses.values()
        }
    return frozenset(names | {shown(place.root / f"{name}{RULE}") for name in names})
