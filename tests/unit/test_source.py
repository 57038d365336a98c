from __future__ import annotations

import pytest

from incentives.source import SourceFile, Span

CHINESE = SourceFile("measure.yaml", "title: 开办资助\r\ncap: 5百万元 CNY\n\nend")


def test_lines() -> None:
    """Lines are counted whichever way they end, and hold no break."""
    assert (0, 13, 27, 28) == CHINESE.line_starts
    assert ["title: 开办资助", "cap: 5百万元 CNY", "", "end"] == [CHINESE.line_text(line) for line in range(4)]
    assert [0, 0, 1, 2, 3, 3] == [CHINESE.line_of(offset) for offset in (0, 12, 13, 27, 28, 31)]


def test_an_empty_text_has_one_line() -> None:
    """Even nothing can be pointed at."""
    nothing = SourceFile("empty.yaml", "")

    assert ("", "^") == nothing.span(0, 0).excerpt()
    assert "empty.yaml:1:1" == nothing.span(0, 0).place


def test_a_span_says_where() -> None:
    """Line and column count from 1, in characters and not in bytes."""
    span = CHINESE.span(18, 22)

    assert "5百万元" == span.text
    assert (2, 6) == (span.line, span.column)
    assert "measure.yaml:2:6" == span.place


def test_a_span_does_not_run_backwards() -> None:
    """An end before the start is the start."""
    assert (5, 5) == (CHINESE.span(5, 2).start, CHINESE.span(5, 2).end)


def test_two_spans_together() -> None:
    """The smallest span over both, whichever comes first."""
    early, late = CHINESE.span(0, 5), CHINESE.span(18, 22)

    assert CHINESE.span(0, 22) == early | late == late | early


def test_spans_compare_by_place() -> None:
    """The text behind them does not take part, so that comparing stays cheap."""
    assert Span(CHINESE, 1, 2) == Span(SourceFile("other", ""), 1, 2)
    assert Span(CHINESE, 1, 2) != Span(CHINESE, 1, 3)
    assert "Span(start=1, end=2)" == repr(Span(CHINESE, 1, 2))


def test_the_excerpt_underlines_by_width() -> None:
    """A Chinese character takes two columns, before the marks and under them."""
    assert ("title: 开办资助", "         ^^^^") == CHINESE.span(8, 10).excerpt()


def test_the_excerpt_shows_one_line() -> None:
    """A span over several lines is underlined on its first."""
    assert ("title: 开办资助", "       ^^^^^^^^") == CHINESE.span(7, 30).excerpt()


@pytest.mark.parametrize("character", ["\t", "\x1b", "\x7f", "\x9b", "\u202e", "\u2028", "\ud800"])
def test_the_excerpt_gives_no_commands(character: str) -> None:
    """What moves a terminal's cursor or turns the direction of the text is shown as a space."""
    source = SourceFile("odd.yaml", f"a{character}b")

    assert ("a b", "  ^") == source.span(2, 3).excerpt()


def test_the_excerpt_of_a_long_line_is_cut_around_the_span() -> None:
    """A line of a megabyte is not shown whole."""
    source = SourceFile("long.json", "x" * 500 + "here" + "y" * 500)
    text, marks = source.span(500, 504).excerpt(limit=40)

    assert "xxxxxxxxxxhereyyyyyyyyyyyyyyyyyyyyyyyyyy" == text
    assert "          ^^^^" == marks


def test_the_excerpt_at_the_end_of_a_long_line() -> None:
    """A span that reaches the end, or stands behind it, keeps its mark."""
    source = SourceFile("long.json", "x" * 100)

    assert ("x" * 40, " " * 38 + "^^") == source.span(98, 100).excerpt(limit=40)
    assert ("x" * 40, " " * 40 + "^") == source.span(100, 100).excerpt(limit=40)
