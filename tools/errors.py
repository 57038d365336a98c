"""
Writes the reference page of all diagnostics from the error gallery in `tests/errors/`.

    python tools/errors.py            rewrite docs/reference/errors.md
    python tools/errors.py --check    only compare, exit code 1 when something differs
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from incentives.diagnostics import CODES

ROOT = Path(__file__).parent.parent
GALLERY = ROOT / "tests" / "errors"
PAGE = ROOT / "docs" / "reference" / "errors.md"
INTRODUCTION = """<!-- Written by tools/errors.py from tests/errors/; change the gallery there. -->

# Diagnostics

Every mistake is told with its code, its place, the underlined text and what to write instead. All mistakes of a file
are told in one go. An **error** stops the command with exit code 2; a **warning** is told by `incentives lint` of what
has a meaning and is hardly meant, or lacks what an answer is told with. The same text stands in the `diagnostics` of
the `incentives.IncentivesError` that the library raises.

Each entry shows the smallest input that provokes it, as it stands in `tests/errors/`, and exactly what comes out.
Beside the rule files of all of them stand a few [facts and places](#the-facts-of-these-examples).
"""
LONGEST_SHOWN = 30
WIDEST_SHOWN = 200


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or compare the page; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    options = parser.parse_args(arguments)
    text = page()
    same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
    if options.check:
        print("the page says what the gallery says" if same else "differs: errors.md")
        return 0 if same else 1
    if not same:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
    print("nothing has changed" if same else "written: errors.md")
    return 0


def page() -> str:
    """The whole page."""
    lines = [INTRODUCTION, "| code | |", "| --- | --- |"]
    lines += [f"| [`{code}`](#{code}) | {says} |" for code, says in CODES.items()]
    for code, says in CODES.items():
        lines += ["", *_entry(code, says)]
    lines += ["", "## The facts of these examples", "", *_block("yaml", _text(GALLERY / "facts.yaml"))]
    lines += ["", *_block("yaml", _text(GALLERY / "places.yaml"))]
    return "\n".join(lines) + "\n"


def _entry(code: str, says: str) -> Iterable[str]:
    folder = GALLERY / code
    yield f"## {code}"
    yield ""
    yield f"{says[0].upper()}{says[1:]}."
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in ("command.txt", "expected.txt"):
            yield ""
            yield f"**{path.relative_to(folder).as_posix()}**"
            yield ""
            yield from _block("yaml" if path.suffix == ".yaml" else "text", _text(path))
    command = _text(folder / "command.txt")
    yield ""
    yield from _block("text", f"{'' if command.startswith('>>>') else '$ '}{command}\n{_text(folder / 'expected.txt')}")


def _text(path: Path) -> str:
    """The text of a file; what is not text or very long is shown in part."""
    lines = path.read_text(encoding="utf-8", errors="replace").strip("\n").split("\n")
    shown = [line if len(line) <= WIDEST_SHOWN else f"{line[:WIDEST_SHOWN]} …" for line in lines]
    if len(shown) > LONGEST_SHOWN:
        shown = [*shown[:LONGEST_SHOWN], "…"]
    return "\n".join(shown)


def _block(language: str, text: str) -> list[str]:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`{3,}", text)), default=0))
    return [f"{fence}{language}", *text.split("\n"), fence]


if __name__ == "__main__":
    sys.exit(main())
