"""
The table path beside the best hand-written code, OpenFisca and the scan alone, all in one run and by turns.

Prints seconds, processor time and peak memory of each, the ratios that the aims are stated in (from the turns of one
round, the median over the rounds), whether all exact contenders agree to the cent, and by how much OpenFisca does not.

    python benchmarks/tables/run.py --rows 1000000 --workload W W10 W100 --rounds 5
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import companies
from contenders import CONTENDERS, EXACT, HANDWRITTEN, Contender, Turn
from workload import SIZES, write_rules

OURS, REASONS, FULL = "ours", "ours, with reasons", "ours, everything"


def main() -> None:
    """Measure and print."""
    options = _options()
    path = companies.write(options.folder / f"firms-{options.rows}.parquet", options.rows)
    for workload in options.workload:
        rules = write_rules(options.folder / f"rules-{workload}", SIZES[workload])
        contenders = [Contender(name, workload, path, rules) for name in options.only]
        try:
            rounds = [{each.name: each.turn() for each in contenders} for _ in range(options.rounds + 1)]
        finally:
            for each in contenders:
                each.end()
        # In the first round files come into memory and libraries get ready; its answers count, its times do not.
        _print_times(workload, options.rows, contenders, rounds[1:])
        _print_ratios(rounds[1:])
        _print_agreement(rounds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The table path beside hand-written code.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--workload", nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=CONTENDERS, default=list(CONTENDERS))
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "incentives-benchmark")
    return parser.parse_args()


def _print_times(workload: str, rows: int, contenders: Sequence[Contender], rounds: Sequence[dict[str, Turn]]) -> None:
    print(f"\n{workload}, {rows:,} companies, {len(rounds)} rounds: least and median seconds, processor, memory")
    for each in contenders:
        turns = [turn[each.name] for turn in rounds]
        seconds = [turn.seconds for turn in turns]
        print(
            f"  {each.name:<20}{min(seconds):8.3f}{median(seconds):8.3f} s"
            f"{min(turn.processor for turn in turns):8.3f} s{turns[-1].peak:7,} MiB   ready in {each.preparing:.2f} s"
        )


def _print_ratios(rounds: Sequence[dict[str, Turn]]) -> None:
    """The figures that the aims are stated in."""
    names = rounds[0]
    best = min((name for name in HANDWRITTEN if name in names), key=lambda name: _time(rounds, name), default=None)
    if best is not None:
        print(f"  the best hand-written code here: {best}")
        _print_ratio(rounds, f"speed of ours to {best} (aim: 0.75)", best, OURS)
        _print_ratio(rounds, f"speed of ours with reasons to {best} (aim: 0.5)", best, REASONS)
        _print_ratio(rounds, f"speed of ours with everything to {best}", best, FULL)
    _print_ratio(rounds, "speed of ours to openfisca (aims: 2.5 for W10, 5 for W100)", "openfisca", OURS)
    _print_ratio(rounds, "time of ours to the scan (aim: 1.5 for W)", OURS, "scan")


def _time(rounds: Sequence[dict[str, Turn]], name: str) -> float:
    return median(each[name].seconds for each in rounds)


def _print_ratio(rounds: Sequence[dict[str, Turn]], says: str, over: str, under: str) -> None:
    def ratio(of: Callable[[Turn], float]) -> float:
        return median(of(each[over]) / of(each[under]) for each in rounds)

    if over in rounds[0] and under in rounds[0]:
        by_clock, by_processor = ratio(lambda turn: turn.seconds), ratio(lambda turn: turn.processor)
        print(f"  {says}: {by_clock:.2f} by the clock, {by_processor:.2f} by processor time")


def _print_agreement(rounds: Sequence[dict[str, Turn]]) -> None:
    """Whether every exact contender gave the same totals in every round; what OpenFisca gave instead."""
    turns = [(name, each[name].totals) for each in rounds for name in EXACT if name in each]
    told: dict[str, set[str]] = defaultdict(set)
    in_cny: dict[str, set[str]] = defaultdict(set)
    for name, totals in turns:
        told[str(sorted((measure, each.without_cny()) for measure, each in totals.items()))].add(name)
        if all(each.cny is not None for each in totals.values()):
            in_cny[str(sorted((measure, each.cny) for measure, each in totals.items()))].add(name)
    for says, parties in (("statuses and dollars", told), ("yuan", in_cny)):
        agreed = len(parties) == 1
        print(f"  {says}: {'all agree' if agreed else 'NOT ALL AGREE'}: {[sorted(each) for each in parties.values()]}")


if __name__ == "__main__":
    main()
