"""
How long the best permitted choice takes: over the whole bundled rulebook for one company, against checking it; and over
200 made-up programmes with 400 random relations and 20 ceilings.

Not a test: read the ratios. Run it as `benchmarks/README.md` says.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from incentives.analysis.combination import combine
from incentives.analysis.optimum.model import Column, Model, Number, Row, Worth
from incentives.analysis.optimum.solve import Part, another, solve
from incentives.analysis.totals import reported, reported_award
from incentives.api import read_profile
from incentives.engine.assessor import Assessor
from incentives.engine.results import AwardResult, ProgrammeResult
from incentives.engine.scope import Situation
from incentives.pipeline import bundled_rates, load_rulebook

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "invented-ic-design.yaml"
DAY = date(2024, 7, 19)
REPEAT = 5
PROGRAMMES, RELATIONS, CEILINGS, SEEDS = 200, 400, 20, 5


def best(work: Callable[[], object]) -> float:
    """The seconds that *work* takes, the best of several."""
    found = []
    for _ in range(REPEAT):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return min(found)


def bundled() -> None:
    """One company against all bundled programmes."""
    rulebook = load_rulebook()
    profile, rates = read_profile(rulebook, EXAMPLE), bundled_rates()

    def check() -> tuple[list[ProgrammeResult], Assessor]:
        assessor = Assessor(Situation(rulebook=rulebook, profile=profile, on=DAY, rates=rates))
        every = rulebook.programmes.values()
        return [reported(assessor.programme(each), "USD", DAY, rates) for each in every], assessor

    def report(award: AwardResult) -> AwardResult:
        return reported_award(award, "USD", DAY, rates)

    results, assessor = check()
    checking = best(check)
    choosing = best(lambda: combine(results, assessor, report))
    print(f"bundled rulebook: check {checking * 1000:.0f} ms, best choice {choosing * 1000:.0f} ms, ", end="")
    print(f"{choosing / checking:.2f} times the check")


def made_up(seed: int) -> Model:
    """Programmes with random amounts, exclusions, requirements and ceilings over 3 to 8 of them at half their sum."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    amounts = [chance.randint(1, 500) * 1000 for _ in range(PROGRAMMES)]
    ceilings = [chance.sample(range(PROGRAMMES), chance.randint(3, 8)) for _ in range(CEILINGS)]
    cut = {index: PROGRAMMES + place for place, index in enumerate(sorted({each for one in ceilings for each in one}))}

    def worth(index: int, place: int) -> Worth:
        return (amounts[index], amounts[index], 0, 0, 1 << (2 * PROGRAMMES - place))

    nothing: Worth = (0, 0, 0, 0, -1)
    columns = [Column(f"p{index}", nothing if index in cut else worth(index, index)) for index in range(PROGRAMMES)]
    columns += [Column(f"s{index}", worth(index, place), whole=False) for index, place in cut.items()]
    rows = [Row("part", {share: 1, index: -1}, 0) for index, share in cut.items()]
    for _ in range(RELATIONS):
        left, right = chance.sample(range(PROGRAMMES), 2)
        asks = chance.random() < 1 / 4
        rows.append(Row("asks", {left: 1, right: -1}, 0) if asks else Row("not both", {left: 1, right: 1}, 1))
    for members in ceilings:
        sizes: dict[int, Number] = {cut[index]: amounts[index] for index in members}
        rows.append(Row("ceiling", sizes, sum(amounts[index] for index in members) // 2))
    return Model(tuple(columns), tuple(rows), 5)


def left_out(part: Part) -> list[int]:
    """The programmes that the best choice of a part does without."""
    every = zip(part.model.columns, part.values, strict=True)
    return [index for index, (column, value) in enumerate(every) if column.whole and not value]


def main() -> None:
    """Measure and print."""
    bundled()
    for seed in range(SEEDS):
        model = made_up(seed)
        begun, begun_here = time.perf_counter(), time.process_time()
        found = solve(model)
        is_proven = all(part.is_proven for part in found)
        seconds, here = time.perf_counter() - begun, time.process_time() - begun_here
        told = f"{sum(part.cases for part in found)} cases" if is_proven else "not proven"
        largest = max(found, key=lambda part: len(part.columns))
        print(f"{PROGRAMMES} programmes, seed {seed}: {seconds:.2f} s ({here:.2f} s of one core), ", end="")
        print(f"largest part {len(largest.columns)} columns, {told}; ", end="")
        begun, begun_here = time.perf_counter(), time.process_time()
        second = another(largest, left_out(largest))
        seconds, here = time.perf_counter() - begun, time.process_time() - begun_here
        print(f"what comes next {'proven' if second else 'not known'}: {seconds:.2f} s ({here:.2f} s)")


if __name__ == "__main__":
    main()
