"""
What the cases exercise of each programme, and what no case does: read off the traces of what the cases came to.

Wanted are: each criterion decided true and false, each branch, bracket row and reading taken, each value of a dated
parameter used, each cap seen to bite and not to, each award granted, refused and left open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from incentives.cases.answers import answer
from incentives.cases.case import CaseFile
from incentives.cases.observed import Observer, conditionals
from incentives.cases.sites import parameter_name, roots
from incentives.cases.workload import in_processes, load_workload, worth_processes
from incentives.diagnostics import Diagnostic, Severity
from incentives.engine.results import Status
from incentives.ir.expr import Brackets
from incentives.ir.rulebook import Programme, Rulebook
from incentives.money.ecb import EcbRates


class Kind(StrEnum):
    """What is exercised."""

    STATUS = "status"
    CRITERION = "criterion"
    BRANCH = "branch"
    BRACKET = "bracket"
    READING = "reading"
    PARAMETER = "parameter"
    CAP = "cap"
    AWARD = "award"


TRUTHS = ("true", "false")
GRANTS = ("granted", "refused", "open")
BITES = ("bites", "does not bite")
STATUSES = (Status.ELIGIBLE.value, Status.INELIGIBLE.value, Status.UNDETERMINED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """
    One thing to exercise.

    Args:

        name: `size.1`, `define/rd_floor if 1`, `rent-subsidy`.

        text: What stands there, as far as it is short.

        wanted: The outcomes that some case should show, *seen* those that one does.
    """

    kind: Kind
    name: str
    text: str
    wanted: tuple[str, ...]
    seen: frozenset[str]

    @property
    def gaps(self) -> tuple[str, ...]:
        """The outcomes that no case shows."""
        return tuple(each for each in self.wanted if each not in self.seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeCoverage:
    """What the cases of one programme exercise, in the order of its file."""

    programme: str
    cases: int
    items: tuple[Item, ...]

    @property
    def gaps(self) -> tuple[Item, ...]:
        """What is not exercised in full."""
        return tuple(each for each in self.items if each.gaps)

    def count(self, kind: Kind | None = None) -> tuple[int, int]:
        """How many outcomes of a kind were seen, and how many are wanted."""
        items = [each for each in self.items if kind in (None, each.kind)]
        wanted = sum(len(each.wanted) for each in items)
        return wanted - sum(len(each.gaps) for each in items), wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageReport:
    """The coverage of each programme, by id, and what is wrong with files."""

    programmes: tuple[ProgrammeCoverage, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is left that no case exercises."""
        failed = any(each.severity is Severity.ERROR for each in self.diagnostics)
        return not failed and not any(each.gaps for each in self.programmes)


def measure_coverage(directory: Path, *, only: Sequence[str] = (), workers: int = 1) -> CoverageReport:
    """
    Measure what the cases at *directory* exercise; a programme without cases exercises nothing and is listed too.

    Args:

        only: Globs of programme ids, or last parts of them; all if empty.

        workers: How many processes may be used.
    """
    workload = load_workload(directory, only)
    if workload.rulebook is None:
        return CoverageReport(programmes=(), diagnostics=workload.diagnostics)
    if worth_processes(workload, workers):
        found = in_processes(_cover_share, directory, workload, workers)
    else:
        found = [cover(workload.rulebook, file) for file in workload.files]
    found += [_nothing(workload.rulebook.programmes[each]) for each in workload.without_cases]
    found.sort(key=lambda each: each.programme)
    return CoverageReport(programmes=tuple(found), diagnostics=workload.diagnostics)


def cover(rulebook: Rulebook, file: CaseFile) -> ProgrammeCoverage:
    """What the cases of one file exercise of their programme."""
    rates = EcbRates()
    observer = Observer(rulebook.programmes[file.programme])
    for case in file.cases:
        observer.see(answer(rulebook, case, rates))
    return _coverage(rulebook.programmes[file.programme], observer, len(file.cases))


def _cover_share(directory: Path, programmes: tuple[str, ...]) -> list[ProgrammeCoverage]:
    """What one process does."""
    workload = load_workload(directory, programmes)
    rulebook = workload.rulebook
    return [cover(rulebook, file) for file in workload.files] if rulebook is not None else []


def _nothing(programme: Programme) -> ProgrammeCoverage:
    return _coverage(programme, Observer(programme), 0)


def _coverage(programme: Programme, observer: Observer, cases: int) -> ProgrammeCoverage:
    found: list[Item] = []

    def add(kind: Kind, name: str, text: str, wanted: tuple[str, ...]) -> None:
        if wanted:
            seen = frozenset(observer.seen.get((kind.value, name), ()))
            found.append(Item(kind=kind, name=name, text=text, wanted=wanted, seen=seen))

    conditional = programme.eligibility is not None
    add(Kind.STATUS, "status", "", STATUSES if conditional else (Status.ELIGIBLE.value,))
    for criterion in programme.criteria().values():
        add(Kind.CRITERION, criterion.id, " ".join(criterion.text.split()), TRUTHS)
    for root in roots(programme):
        for index, (name, node) in enumerate(conditionals(root.name, root.expr)):
            if isinstance(node, Brackets):
                for number, row in enumerate(node.rows, 1):
                    text = row.value.span.text if row.value.span else ""
                    add(Kind.BRACKET, f"{name} row {number}", text, ("taken",))
            else:
                text = node.arguments[0].span.text if node.arguments[0].span else str(index)
                add(Kind.BRANCH, name, text, ("then", "else"))
    for point in programme.readings.values():
        add(Kind.READING, point.id, "", tuple(option.name for option in point.options))
    for parameter in programme.parameters.values():
        for index, dated in enumerate(parameter.values):
            if dated.value is not None:
                add(Kind.PARAMETER, parameter_name(parameter, index), dated.span.text if dated.span else "", ("used",))
    for award in programme.awards.values():
        if award.cap is not None:
            add(Kind.CAP, award.id, award.cap.span.text if award.cap.span else "", BITES)
        add(Kind.AWARD, award.id, "", GRANTS if conditional or award.when is not None else GRANTS[:1])
    return ProgrammeCoverage(programme=programme.id, cases=cases, items=tuple(found))
