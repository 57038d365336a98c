"""
How long one company against the bundled rulebook takes: the engine alone, the rulebook from its cache, a whole process.

Not a test: read the ratios, which are to the engine's time. Run it as `benchmarks/README.md` says.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from incentives.api import read_profile
from incentives.pipeline import assess, bundled_rates, load_rulebook

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "invented-ic-design.yaml"
DAY = date(2024, 7, 19)
REPEAT = 5


def best(work: Callable[[], object]) -> float:
    """The seconds that *work* takes, the best of several."""
    found = []
    for _ in range(REPEAT):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return min(found)


def process(*words: str) -> None:
    """Run a Python process to its end."""
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # words of this file


def main() -> None:
    """Measure and print."""
    rulebook = load_rulebook()
    profile = read_profile(rulebook, EXAMPLE)
    rates = bundled_rates()
    module = ("-m", "incentives")
    engine = best(lambda: assess(rulebook, profile, on=DAY, currency="CNY", rates=rates))
    parts = {
        "the engine, all programmes": engine,
        "the rulebook from its cache": best(load_rulebook),
        "Python itself": best(lambda: process("-c", "pass")),
        "incentives --version": best(lambda: process(*module, "--version")),
        "incentives check": best(lambda: process(*module, "check", str(EXAMPLE), "--on", DAY.isoformat())),
    }
    for name, seconds in parts.items():
        print(f"{name}: {seconds * 1000:.0f} ms, {seconds / engine:.2f} times the engine")


if __name__ == "__main__":
    main()
