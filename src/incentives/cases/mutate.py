"""
Holds mutants of each programme against its cases: a mutant that every case passes is a rule that no case tests.

A company is bound once; what a change cannot reach is taken from the run of the unchanged rules; a mutant is done with
as soon as one case notices it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from incentives.cases.answers import LeanAssessor, lean_answer, situation_of
from incentives.cases.case import Case, CaseFile
from incentives.cases.compare import passes
from incentives.cases.dependents import Dependents, Part
from incentives.cases.mutant import Mutant
from incentives.cases.programme_mutants import EVERYTHING, EXCLUSIONS, PERIOD, mutants_of
from incentives.cases.workload import in_processes, load_workload, worth_processes
from incentives.diagnostics import Diagnostic, Severity
from incentives.engine.results import ProgrammeResult, Status
from incentives.ir.rulebook import Programme, Rulebook
from incentives.money.ecb import EcbRates
from incentives.money.rates import RateTable

# How often a case is run, about: most mutants are noticed by one of the first cases.
RUNS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Survivor:
    """
    A mutant that no case noticed.

    Args:

        reason: Why no case need, from the case file; None if that is not explained.
    """

    id: str
    says: str
    suggestion: str
    place: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeMutation:
    """
    What came of the mutants of one programme.

    Args:

        failing: The numbers of cases that fail without any change; then nothing was mutated.

        stale: Explanations in the case file that explain no survivor.
    """

    programme: str
    mutants: int
    survivors: tuple[Survivor, ...] = ()
    failing: tuple[int, ...] = ()
    stale: tuple[str, ...] = ()

    @property
    def unexplained(self) -> tuple[Survivor, ...]:
        """The survivors without a reason."""
        return tuple(each for each in self.survivors if each.reason is None)

    @property
    def counted(self) -> int:
        """The mutants that a case should notice."""
        return self.mutants - (len(self.survivors) - len(self.unexplained))

    @property
    def killed(self) -> int:
        """The mutants that a case noticed."""
        return self.mutants - len(self.survivors)


@dataclass(frozen=True, slots=True, kw_only=True)
class MutationReport:
    """The mutation of each programme, by id, and what is wrong with files."""

    programmes: tuple[ProgrammeMutation, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every survivor is explained, and every explanation explains one."""
        failed = any(each.severity is Severity.ERROR for each in self.diagnostics)
        return not failed and not any(each.unexplained or each.failing or each.stale for each in self.programmes)


def mutate_cases(directory: Path, *, only: Sequence[str] = (), workers: int = 1) -> MutationReport:
    """
    Mutate the programmes at *directory* that have cases.

    Args:

        only: Globs of programme ids, or last parts of them; all if empty.

        workers: How many processes may be used.
    """
    workload = load_workload(directory, only)
    if workload.rulebook is None:
        return MutationReport(programmes=(), diagnostics=workload.diagnostics)
    if worth_processes(workload, workers, runs=RUNS):
        found = in_processes(_mutate_share, directory, workload, workers)
    else:
        found = [mutate(workload.rulebook, file) for file in workload.files]
    found.sort(key=lambda each: each.programme)
    return MutationReport(programmes=tuple(found), diagnostics=workload.diagnostics)


def mutate(rulebook: Rulebook, file: CaseFile) -> ProgrammeMutation:
    """Hold every mutant of one programme against its cases."""
    programme = rulebook.programmes[file.programme]
    rates = EcbRates()
    trials = [_Trial(rulebook, case, rates) for case in file.cases]
    failing = tuple(each.case.number for each in trials if not each.passed)
    if failing:
        return ProgrammeMutation(programme=programme.id, mutants=0, failing=failing)
    court = _Court(rulebook, programme, trials)
    mutants = list(mutants_of(rulebook, programme))
    survivors = [_survivor(each, file) for each in mutants if not court.notices(each)]
    explained = {pattern for pattern in file.survivors for each in survivors if fnmatchcase(each.id, pattern)}
    return ProgrammeMutation(
        programme=programme.id,
        mutants=len(mutants),
        survivors=tuple(survivors),
        stale=tuple(pattern for pattern in file.survivors if pattern not in explained),
    )


def _survivor(mutant: Mutant, file: CaseFile) -> Survivor:
    reason = next((reason for pattern, reason in file.survivors.items() if fnmatchcase(mutant.id, pattern)), None)
    return Survivor(id=mutant.id, says=mutant.says, suggestion=mutant.suggestion, place=mutant.place, reason=reason)


def _mutate_share(directory: Path, programmes: tuple[str, ...]) -> list[ProgrammeMutation]:
    """What one process does."""
    workload = load_workload(directory, programmes)
    rulebook = workload.rulebook
    return [mutate(rulebook, file) for file in workload.files] if rulebook is not None else []


class _Trial:
    """
    One case with what it came to under the unchanged rules.
    """

    def __init__(self, rulebook: Rulebook, case: Case, rates: RateTable) -> None:
        self.case = case
        self.situation = situation_of(rulebook, case, rates)
        self.assessor = LeanAssessor(self.situation)
        answer = lean_answer(self.assessor, case)
        self.result: ProgrammeResult = answer.result
        self.passed = passes(case, answer)

    def notices(self, rulebook: Rulebook, mutant: Mutant, reached: frozenset[Part], apart: frozenset[str]) -> bool:
        """Whether the case fails under the changed rules; *reached* is what the change can have an effect on."""
        part = mutant.part
        programme = rulebook.programmes[self.case.programme]
        if part == PERIOD and programme.in_force.covers(self.case.on) is (
            self.result.status is not Status.NOT_IN_FORCE
        ):
            return False
        if part == EXCLUSIONS and not self.case.expect.exclusions:
            return False
        assessor = LeanAssessor(replace(self.situation, rulebook=rulebook))
        if part not in (PERIOD, EVERYTHING):
            self.recall(assessor, reached, apart)
        before = self.assessor.criteria.get((programme.id, mutant.watched or ""))
        if before is not None:
            after = assessor.criterion(programme.id, programme.criteria()[before.criterion.id])
            if (after.truth, after.reasons) == (before.truth, before.reasons):
                return False
        case = _without_value(self.case, mutant.figure) if mutant.figure in self.case.expect.values else self.case
        return not passes(case, lean_answer(assessor, case))

    def recall(self, assessor: LeanAssessor, reached: frozenset[Part], apart: frozenset[str]) -> None:
        """Tell a new assessor what the change cannot reach."""
        own = self.case.programme
        for (name, criterion), result in self.assessor.criteria.items():
            if name in apart or (name == own and ("criterion", criterion) not in reached):
                assessor.criteria[name, criterion] = result
        for (name, award), amount in self.assessor.awards.items():
            if name in apart or (name == own and ("award", award) not in reached):
                assessor.awards[name, award] = amount
        for key, step in self.assessor.evaluator.memo.items():
            if key[0] in apart or (key[0] == own and ("definition", key[1]) not in reached):
                assessor.evaluator.memo[key] = step


def _without_value(case: Case, name: str | None) -> Case:
    """The case without what it states of one figure of the law: whether a rule uses the figure is another question."""
    values = {each: stated for each, stated in case.expect.values.items() if each != name}
    return replace(case, expect=replace(case.expect, values=values))


class _Court:
    """
    All cases of a programme; the one that noticed a mutant last is asked first, for the next is often like it.
    """

    def __init__(self, rulebook: Rulebook, programme: Programme, trials: Sequence[_Trial]) -> None:
        self.rulebook = rulebook
        self.programme = programme
        self.trials = list(trials)
        self.dependents = Dependents(rulebook, programme)
        self.reached: dict[Part, frozenset[Part]] = {}

    def notices(self, mutant: Mutant) -> bool:
        """Whether a case notices the mutant, or one of its larger versions."""
        if mutant.part not in self.reached:
            self.reached[mutant.part] = self.dependents.reached(mutant.part)
        return any(self.notices_change(changed, mutant) for changed in _changes(mutant))

    def notices_change(self, changed: Programme, mutant: Mutant) -> bool:
        rulebook = replace(self.rulebook, programmes={**self.rulebook.programmes, changed.id: changed})
        for index, trial in enumerate(self.trials):
            if trial.notices(rulebook, mutant, self.reached[mutant.part], self.dependents.apart):
                self.trials.insert(0, self.trials.pop(index))
                return True
        return False


def _changes(mutant: Mutant) -> Iterator[Programme]:
    for make in mutant.attempts:
        yield make()
