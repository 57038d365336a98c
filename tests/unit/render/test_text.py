from __future__ import annotations

import pytest
from rich.cells import cell_len

from incentives.l10n.localiser import Localiser
from incentives.render.text import render_text
from tests.conftest import Golden
from tests.unit.render.samples import answer, rulebook

RULES = rulebook()


def text(
    language: str = "en", *, explain: bool = False, width: int = 100, colour: bool = False, **facts: object
) -> str:
    """The answer for the sample company as text."""
    assessment = answer(RULES, **facts)  # type: ignore[arg-type]  # facts by name
    return render_text(assessment, RULES, Localiser(language), explain=explain, width=width, colour=colour)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [80, 100, 140])
def test_at_a_glance(golden: Golden, language: str, width: int) -> None:
    """The table, the totals and the rest at the usual widths."""
    golden(f"tests/golden/sample/answer.{language}.{width}.txt", text(language, width=width, without=("rent",)) + "\n")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_in_full(golden: Golden, language: str) -> None:
    """Every criterion and amount with all that it rests on."""
    golden(f"tests/golden/sample/answer.{language}.explained.txt", text(language, explain=True) + "\n")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("explain", [False, True])
@pytest.mark.parametrize("width", [60, 80, 100, 126, 140, 200])
def test_no_line_is_too_wide(language: str, explain: bool, width: int) -> None:
    """Chinese takes two columns a sign; nothing is cut off with dots, and no line ends in blanks."""
    lines = text(language, explain=explain, width=width, without=("rent", "revenue")).splitlines()

    assert [] == [line for line in lines if cell_len(line) > width]
    assert [] == [line for line in lines if "…" in line or line != line.rstrip()]


def test_colour_only_where_it_is_asked_for() -> None:
    """A file or a pipe gets no escape sequences, whatever the environment says."""
    assert "\x1b" not in text(explain=True)
    assert "\x1b[1;32m✔ eligible" in text(colour=True)


def test_names_are_taken_as_they_are() -> None:
    """Brackets are not markup, and nothing steers the terminal."""
    hostile = text(name="[red]Evil[/red] :smile: \x1b[2J\u202eCo\r\nLtd", explain=True)

    assert "[red]Evil[/red] :smile: [2JCo  Ltd" == hostile.splitlines()[0]


def test_an_answer_about_nothing() -> None:
    """No programmes: the heading, and that there are none."""
    from dataclasses import replace  # noqa: PLC0415 - for this test only

    assessment = replace(answer(RULES), programmes=())

    assert "No programme was asked about." == render_text(assessment, RULES).splitlines()[-1]


def test_what_weighs_stands_first() -> None:
    """Eligible before open before the rest."""
    found = text(without=("staff",))
    titles = ["Headquarters", "High-tech enterprise", "Trade", "Old measure"]

    assert titles == sorted(titles, key=found.index)


def test_weak_evidence_is_visible() -> None:
    """A secondary source and general knowledge show at the programme, text not seen at the clause."""
    found = text(explain=True)

    assert "Trade [secondary source]" in found
    assert "Old measure [general knowledge]" in found
    assert "Rent subsidy  [art. 8(2)]  [text not seen]" in found


def test_missing_facts_are_counted_where_there_are_many() -> None:
    """At a glance the dozen that matter most; in full all of them."""
    from incentives.render import remarks  # noqa: PLC0415 - for this test only

    without = ("registered_in", "registered_on", "staff", "capital", "revenue", "research", "industry", "area", "rent")
    few = text(without=without)
    assert "needed" not in few
    assert few.count("• ") <= remarks.MOST_FACTS + 10
    assert "• capital  Paid-in capital  (for 2 programmes)" in few
