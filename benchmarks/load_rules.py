"""
How long parsing and checking a thousand rule files takes, held against reading them and validating their shapes.

Not a test: a machine that does something else beside it gives other figures, so read the ratio. Run it as
`benchmarks/README.md` says.

The files are made of the bundled rule files of about 80 lines that use no other programme: in each copy the amounts are
multiplied by another number, and what its `parameters` and `define` name is called otherwise, so that no two files and
few expressions are alike.
"""

from __future__ import annotations

import argparse
import gc
import re
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice

from incentives.compiler.rulebook import ReadDocument, RulebookCompiler
from incentives.diagnostics import Collector
from incentives.pipeline import bundled_rules, rule_files
from incentives.source import SourceFile
from incentives.syntax.documents import FactsShape, PlacesShape, ProgrammeShape, Shape
from incentives.syntax.reader import read_text
from incentives.syntax.shaping import shape

SHORTEST, LONGEST = 60, 105
AMOUNT = re.compile(r"\b(\d+)(?= (?:thousand |million |billion )?[A-Z]{3}\b)")
NAMES = re.compile(r"^(?:parameters|define):\n((?:  .*\n|\n)+)", re.MULTILINE)
NAME = re.compile(r"^  ([a-z][a-z0-9_]*):", re.MULTILINE)
# Aliases of other programmes, and a ceiling over their awards.
NEEDS_ANOTHER = re.compile(r"^uses:|^ +of: .*/", re.MULTILINE)
LIMIT = 2


def samples() -> list[str]:
    """The bundled rule files of about 80 lines that need no other programme."""
    texts = [path.read_text(encoding="utf-8") for path in rule_files(bundled_rules())]
    return [text for text in texts if SHORTEST <= text.count("\n") <= LONGEST and not NEEDS_ANOTHER.search(text)]


def varied(text: str, number: int) -> str:
    """*text* with other amounts and other names."""
    names = {name for part in NAMES.findall(text) for name in NAME.findall(part)}
    if names:
        either = "|".join(sorted(names, key=len, reverse=True))
        head, begun, rules = text.partition("\nin_force:")
        text = head + begun + re.sub(rf"(?<![\w.-])({either})(?![\w-])", rf"\1_{number}", rules)
    return AMOUNT.sub(lambda amount: str(int(amount[1]) * (number + 2)), text)


def files(count: int) -> dict[str, SourceFile]:
    """So many distinct rule files, by id."""
    made = (varied(text, number) for number, text in enumerate(islice(cycle(samples()), count)))
    return {f"made/p{number}": SourceFile(f"made/p{number}.yaml", text) for number, text in enumerate(made)}


def read(source: SourceFile, model: type[Shape], collector: Collector) -> ReadDocument[Shape]:
    """Compose *source* from the events of PyYAML's C parser and validate its shape."""
    node = read_text(source, collector)
    found = shape(node, model, collector) if node is not None else None
    if node is None or found is None:
        collector.raise_if_failed()
        raise SystemExit(f"{source.name} cannot be read")
    return ReadDocument(found, node, source.text)


def rounds(count: int, repeat: int) -> Iterator[tuple[float, float]]:
    """The seconds of reading and of checking, once for each round."""
    sources = files(count)
    lines = sum(source.text.count("\n") for source in sources.values()) / len(sources)
    print(f"{len(sources)} files, {lines:.0f} lines each on average", file=sys.stderr)
    collector = Collector()
    root = bundled_rules()
    vocabulary = [
        read(SourceFile(name, (root / name).read_text(encoding="utf-8")), model, collector)
        for name, model in (("facts.yaml", FactsShape), ("places.yaml", PlacesShape))
    ]
    for _ in range(repeat):
        gc.collect()
        gc.disable()
        begun = time.process_time()
        documents = {name: read(source, ProgrammeShape, collector) for name, source in sources.items()}
        done = time.process_time()
        RulebookCompiler(*vocabulary, documents, collector).compile("made", "")  # type: ignore[arg-type]  # by the models
        checked = time.process_time()
        gc.enable()
        collector.raise_if_failed()
        yield done - begun, checked - done


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--files", type=int, default=1000, help="how many files (1000)")
    parser.add_argument("--repeat", type=int, default=5, help="how many rounds, of which the best counts (5)")
    wishes = parser.parse_args()
    found = list(rounds(wishes.files, wishes.repeat))
    base, checking = (min(seconds) for seconds in zip(*found, strict=True))
    milliseconds = 1000 / wishes.files
    print(f"read and validated: {base:.2f} s, {base * milliseconds:.2f} ms each")
    print(f"parsed and checked: {checking:.2f} s more, {checking * milliseconds:.2f} ms each")
    print(f"all together: {(base + checking) / base:.2f} times reading and validating (at most {LIMIT} is the aim)")


if __name__ == "__main__":
    main()
