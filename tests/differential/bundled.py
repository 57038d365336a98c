"""
The bundled programmes on generated companies, engine against exact evaluator.

    python -m tests.differential.bundled 10000 --engine columns --programme 'cn-shanghai/*'
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from fnmatch import fnmatchcase
from random import Random

from incentives.ir.rulebook import Programme, Rulebook
from incentives.pipeline import bundled_rates, load_rulebook
from tests.differential.answers import Question
from tests.differential.compare import Comparison, compare
from tests.differential.engines import ENGINES, SQL_ENGINES
from tests.differential.firms import Firms

DAYS = (date(2024, 7, 19), date(2026, 3, 31), date(2022, 12, 31), date(2018, 6, 30))
CURRENCIES = ("CNY", "USD", "EUR")
AT_ONCE = 500


def main() -> int:
    """Compare as many companies as asked for each programme and print what came of it."""
    options = _options()
    rulebook = load_rulebook()
    chosen = [each for each in rulebook.programmes.values() if fnmatchcase(each.id, options.programme)]
    compared, left, different = Counter[str](), Counter[str](), 0
    begun = time.perf_counter()
    for programme in chosen:
        for first in range(0, options.companies, AT_ONCE):
            count = min(AT_ONCE, options.companies - first)
            found = held_against(options.engine, rulebook, [programme], count, seed=options.seed + first)
            compared += found.compared
            left += found.left
            different += len(found.found)
            if found.found:
                _tell(found.text())
                break
    seconds = time.perf_counter() - begun
    _tell(f"{len(chosen)} programmes, {sum(compared.values()):,} answers compared in {seconds:.0f} s: {dict(compared)}")
    _tell(f"left to the exact evaluator: {sum(left.values()):,}")
    for why, count in left.most_common(options.reasons):
        _tell(f"  {count:,} {why}")
    _tell(f"programmes with differences: {different}")
    return 1 if different else 0


def held_against(
    engine: str, rulebook: Rulebook, programmes: Sequence[Programme], companies: int, *, seed: int
) -> Comparison:
    """What comes of *companies* generated companies for *programmes*, on a day in which the first is in force."""
    chance = Random(f"{programmes[0].id} {seed}")  # noqa: S311  # the same companies in each run
    days = [day for day in DAYS if programmes[0].in_force.covers(day)] or list(DAYS)
    on = days[chance.randrange(len(days))]
    firms = Firms(rulebook, programmes, on, chance, gaps=chance.choice([0, 1, 1, 3]))
    question = Question(
        rulebook=rulebook,
        profiles=[firms.company(chance) for _ in range(companies)],
        on=on,
        rates=bundled_rates(),
        currency=chance.choice(CURRENCIES),
        readings=_readings(programmes, chance),
        programmes=tuple(each.id for each in programmes),
    )
    return compare({**ENGINES, **SQL_ENGINES}[engine], question, most=1)


def _readings(programmes: Sequence[Programme], chance: Random) -> dict[str, dict[str, str]]:
    """Half of the time the default readings, else any."""
    if chance.randrange(2):
        return {}
    return {
        each.id: {point.id: chance.choice(point.options).name for point in each.readings.values()}
        for each in programmes
    }


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The bundled programmes on generated companies.")
    parser.add_argument("companies", type=int)
    parser.add_argument("--engine", choices=[*ENGINES, *SQL_ENGINES], default="columns")
    parser.add_argument("--programme", default="*")
    parser.add_argument("--reasons", type=int, default=20, help="how many of the reasons why answers were left")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
