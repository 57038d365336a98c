"""
A correct file broken in a few hundred small ways: each gives a diagnostic with its place or still compiles, never an
exception; a misspelt word gives its neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incentives.compiler.lints import lint_rulebook
from incentives.compiler.rulebook import ReadDocument, RulebookCompiler
from incentives.diagnostics import Collector, Diagnostic, render_all
from incentives.syntax.documents import FactsShape, PlacesShape, ProgrammeShape
from tests.conftest import ROOT
from tests.worlds import document

RULES = ROOT / "rules"
BROKEN = "cn-shanghai/innovative-headquarters"
TEXT = (RULES / f"{BROKEN}.yaml").read_text(encoding="utf-8")
WORD = re.compile(r"(?<![\w-])[a-z]+(?:_[a-z0-9]+)+(?![\w-])")
EXPRESSION_LINE = re.compile(r"^\s*(?:- )?(?:[a-z-]+: )?.*\b(?:test|value|amount|cap):.*$", re.MULTILINE)
ID = re.compile(r"[a-z]+(?:-[a-z]+)*/[a-z0-9*-]+")
SIGNS = ("(", ")", ">=", ">", "%", "*", "/", ",", "[", "]", "{", "}", ":", "'")
SWAPS = (
    ("CNY", "USD"),
    ("CNY", "CYN"),
    ("m2", "m3"),
    ("million", "milion"),
    ("days", "day s"),
    ("and", "adn"),
    ("in [", "in ("),
    (">= ", "=> "),
    ("if ", "fi "),
    ("2023-03-01", "2023-02-30"),
    ("entitled", "entitle"),
    ("discretionary", "discretional"),
    ("within", "wihtin"),
    ("then", ""),
    ("30%", "30"),
    ("5 million CNY", "5 million"),
)


@cache
def surroundings() -> tuple[
    ReadDocument[FactsShape], ReadDocument[PlacesShape], dict[str, ReadDocument[ProgrammeShape]]
]:
    """The vocabulary, and the programmes that the broken one needs or names."""
    collector = Collector()
    facts, places = (
        document((RULES / name).read_text(encoding="utf-8"), name, model, collector)
        for name, model in (("facts.yaml", FactsShape), ("places.yaml", PlacesShape))
    )
    others = {}
    pending = [RULES / f"{BROKEN}.yaml"]
    while pending:
        path = pending.pop()
        name = path.relative_to(RULES).with_suffix("").as_posix()
        if name not in others and not path.name.endswith(".cases.yaml"):
            text = path.read_text(encoding="utf-8")
            others[name] = document(text, name, ProgrammeShape, collector)
            pending += [file for named in ID.findall(text) for file in RULES.glob(f"{named}.yaml")]
    assert [] == collector.found
    del others[BROKEN]
    return facts, places, others  # type: ignore[return-value]  # all were read


def told(text: str) -> list[Diagnostic]:
    """What is told of the file with this text, warnings too if there are no errors."""
    facts, places, others = surroundings()
    collector = Collector()
    mine = document(text, BROKEN, ProgrammeShape, collector)
    compiler = RulebookCompiler(facts, places, {**others, **({BROKEN: mine} if mine else {})}, collector)
    rulebook = compiler.compile("", "")
    if not collector.failed:
        lint_rulebook(rulebook, collector, {name: each.node for name, each in others.items()})
    assert mine is not None or collector.failed
    assert all(each.span is not None or each.where for each in collector.found), render_all(collector.found)
    assert render_all(collector.found) is not None
    return collector.found


def occurrences(sign: str, most: int) -> list[int]:
    """Where a sign stands, evenly spread over the file."""
    found = [match.start() for match in re.finditer(re.escape(sign), TEXT)]
    return found[:: max(1, len(found) // most)][:most]


def changes() -> Iterator[tuple[str, str]]:
    """Every small change, with a name for it."""
    for sign in SIGNS:
        for at in occurrences(sign, 5):
            line = TEXT.count("\n", 0, at) + 1
            yield f"without {sign} in line {line}", TEXT[:at] + TEXT[at + len(sign) :]
            yield f"{sign} twice in line {line}", TEXT[:at] + sign + TEXT[at:]
    for before, after in SWAPS:
        for at in occurrences(before, 3):
            line = TEXT.count("\n", 0, at) + 1
            yield f"{after} for {before} in line {line}", TEXT[:at] + after + TEXT[at + len(before) :]
    lines = TEXT.split("\n")
    for index in range(0, len(lines), 9):
        yield f"without line {index + 1}", "\n".join([*lines[:index], *lines[index + 1 :]])
        yield f"line {index + 1} indented", "\n".join([*lines[:index], f" {lines[index]}", *lines[index + 1 :]])


CHANGES = dict(changes())


def test_there_are_hundreds_of_changes() -> None:
    """As many as somebody would try who looks for a hole."""
    assert len(CHANGES) > 200
    assert [] == told(TEXT)


@pytest.mark.parametrize("name", CHANGES)
def test_broken_file(name: str) -> None:
    """It compiles or is told what is wrong, at a place; `told` holds it to that."""
    told(CHANGES[name])


def named(word: str) -> re.Pattern[str]:
    """A word where it is used, not where it is declared."""
    return re.compile(rf"(?<![\w-]){word}(?![\w:-])")


def misspelt() -> list[str]:
    """Words of the language that occur in expressions of the file: facts, parameters, definitions."""
    words = {word for line in EXPRESSION_LINE.findall(TEXT) for word in WORD.findall(line) if named(word).search(line)}
    return sorted(word for word in words if len(word) > 6)[::3]


@pytest.mark.parametrize("word", misspelt())
def test_a_misspelt_word_gets_its_neighbour(word: str) -> None:
    """Two letters exchanged in one place: an error underlines the word and offers the right one."""
    wrong = f"{word[:3]}{word[4]}{word[3]}{word[5:]}"
    if wrong == word:
        wrong = word[:-1]
    line = next(found for found in EXPRESSION_LINE.finditer(TEXT) if named(word).search(found[0]))
    changed = named(word).sub(wrong, line[0], count=1)
    found = told(TEXT[: line.start()] + changed + TEXT[line.end() :])
    about = [each for each in found if each.span and wrong in each.span.text]

    assert any(f"`{word}`" in (each.help or "") for each in about), render_all(found)


@given(
    st.integers(0, len(TEXT) - 1),
    st.integers(0, 6),
    st.text(st.sampled_from("()[]{}:,'\"#&*!|>%@`-. \n\tab0_万，"), max_size=4),
)
def test_anything_put_anywhere(at: int, removed: int, inserted: str) -> None:
    """Whatever replaces a few characters of the file, nothing is raised."""
    told(TEXT[:at] + inserted + TEXT[at + removed :])
