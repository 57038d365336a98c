"""
Laws of the canonical layout: laying out twice is laying out once, nothing said is lost, nor any comment.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incentives.diagnostics import Collector
from incentives.source import SourceFile
from incentives.syntax.format import format_text, meaning
from incentives.syntax.nodes import Node
from incentives.syntax.reader import read_text
from tests.conftest import ROOT

BUNDLED = [*sorted(ROOT.glob("rules/**/*.yaml"))[::6], ROOT / "rules" / "facts.yaml", *ROOT.glob("examples/*.yaml")]
KEYS = (
    *("title", "jurisdiction", "source", "define", "eligibility", "awards", "cases", "base", "facts", "notes"),
    *("all", "any", "test", "id", "when", "amount", "cite", "says", "on", "expect", "other"),
)
SCALARS = ("x", "''", "'it''s # no comment'", '"a # b"', "{a: 1, b: [c]}", "[1, 2]  # behind", "30%   # of it", "")


def _read(text: str) -> Node:
    collector = Collector()
    node = read_text(SourceFile("file.yaml", text), collector)
    assert node is not None, (collector.found, text)
    return node


def _numbered(text: str) -> Counter[str]:
    """The comments that the generator wrote."""
    return Counter(line.partition("#!")[2].strip() for line in text.split("\n") if "#!" in line)


@st.composite
def _lines(draw: st.DrawFn, depth: int = 0, column: int = 0) -> list[str]:
    """A block of YAML: a mapping or a list, with comments and blank lines wherever they may stand."""
    pad = " " * column
    listed = depth > 0 and draw(st.booleans())
    names = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True))
    made: list[str] = []
    for name in names:
        made += draw(_between(column))
        step = draw(st.integers(1, 4))
        kind = draw(st.sampled_from(["scalar", "scalar", "block", "folded"] if depth < 3 else ["scalar", "folded"]))
        head = "-" if listed else f"{name}:"
        if kind == "scalar":
            made.append(f"{pad}{head} {draw(st.sampled_from(SCALARS))}")
        elif kind == "folded":
            sign = draw(st.sampled_from(["|", ">-", "|-"]))
            made += [f"{pad}{head} {sign}", f"{pad}{' ' * step}one # in it  ", "", f"{pad}{' ' * step}two"]
        elif listed:
            inside = draw(_lines(depth + 1, column + 2))
            first = next(at for at, line in enumerate(inside) if line and not line.lstrip().startswith("#"))
            made += [*inside[:first], f"{pad}- {inside[first][column + 2 :]}", *inside[first + 1 :]]
        else:
            made += [f"{pad}{head}", *draw(_lines(depth + 1, column + step))]
    return [*made, *draw(_between(column))]


@st.composite
def _between(draw: st.DrawFn, column: int) -> list[str]:
    """Comments and blank lines, at any indent."""
    lines = []
    for kind in draw(st.lists(st.sampled_from(["blank", "here", "deeper", "out"]), max_size=2)):
        indent = {"blank": 0, "here": column, "deeper": column + 2, "out": 0}[kind]
        lines.append("" if kind == "blank" else f"{' ' * indent}#! {draw(st.integers(0, 99))}")
    return lines


@given(_lines())
def test_laws_of_generated_files(lines: list[str]) -> None:
    """Idempotent, with the same meaning and the same comments."""
    text = "".join(f"{line}\n" for line in lines)
    found = format_text(text)

    assert found == format_text(found)
    assert meaning(_read(text)) == meaning(_read(found))
    assert _numbered(text) == _numbered(found)
    assert found.endswith("\n")


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_laws_of_bundled_files(path: Path) -> None:
    """The same for what is shipped, whose lines are also all there: only dashes, indent and order change."""
    text = path.read_text(encoding="utf-8")
    found = format_text(text, name=path.name)

    assert found == format_text(found)
    assert meaning(_read(text)) == meaning(_read(found))
    assert _words(text) == _words(found)


def _words(text: str) -> Counter[str]:
    return Counter(word for word in text.split() if word != "-")


@given(
    st.permutations(["title: T", "jurisdiction: DE", "source: {name: N}", "awards:\n    a: {amount: 1}", "notes: []"])
)
def test_the_order_of_keys_makes_no_difference(blocks: list[str]) -> None:
    """However the keys were ordered, the layout is one."""
    expected = "title: T\njurisdiction: DE\nsource: {name: N}\n\nawards:\n  a: {amount: 1}\n\nnotes: []\n"

    assert expected == format_text("\n".join(blocks))
