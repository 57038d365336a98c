"""
A rule file from a stranger is safe to check: whatever it holds gives diagnostics, in bounded time, without recursion.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from incentives.diagnostics import Collector
from incentives.engine.assessor import Assessor
from incentives.engine.scope import Situation
from incentives.pipeline import compile_directory
from incentives.values import known
from tests.worlds import FACTS, HEAD, ON, PLACES, RATES, company, compile_texts

MANY = 5000


def codes(body: str) -> list[str]:
    """The codes of what is told of one rule file."""
    collector = Collector()
    compile_texts({"measure": HEAD + body}, collector=collector)
    return [each.code for each in collector.found]


def chain(link: str, count: int, first: str) -> str:
    """Definitions of which each names the one before, as *link* with its name says."""
    links = "".join(f"  d{index}: {link.format(f'd{index - 1}')}\n" for index in range(1, count))
    return f"define:\n  d0: {first}\n{links}"


@pytest.mark.parametrize("backwards", [False, True])
def test_a_chain_of_thousands_of_definitions(backwards: bool) -> None:
    """It is told once where it goes too deep, in whatever order the definitions stand."""
    lines = chain("{} + 1", MANY, "staff").splitlines()[1:]
    ordered = reversed(lines) if backwards else lines

    assert ["too-deep"] == codes("define:\n" + "\n".join(ordered) + "\n")


def test_what_just_passes_is_evaluated() -> None:
    """The longest chain that is let through, with brackets as deep as they may be, does not exhaust the evaluator."""
    brackets = "(" * 35 + "staff" + " + 1)" * 35
    passes = max(length for length in range(20, 40) if codes(chain("{} + 1", length, brackets)) == [])
    rulebook = compile_texts({"measure": HEAD + chain("{} + 1", passes, brackets)})
    assessor = Assessor(Situation(rulebook=rulebook, profile=company(rulebook, {"staff": 1}), on=ON, rates=RATES))
    last = rulebook.programmes["measure"].definitions[f"d{passes - 1}"]

    assert known(35 + passes) == assessor.evaluator.evaluate(last.expr, assessor.frame("measure")).value


def test_a_circle_of_thousands_of_definitions() -> None:
    """It is told once, with the way round."""
    circle = "".join(f"  d{index}: d{(index + 1) % MANY} + 1\n" for index in range(MANY))

    assert ["cycle"] == codes("define:\n" + circle)


@pytest.mark.parametrize(
    ("link", "first"),
    [
        ("{0} * {0}", "staff + 0"),
        ("1 / {0} + 1 / ({0} + 1)", "1 / staff"),
        ("power({0}, 100)", "power(10, 100)"),
    ],
)
def test_numbers_that_would_outgrow_any_memory(link: str, first: str) -> None:
    """A chain of squares doubles the digits at each step; it is refused before any company is seen."""
    assert ["too-deep"] == codes(chain(link, 30, first))


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 1500 + "1" + ")" * 1500,
        "(" * 38 + "1" + ("+1" * 25 + ")") * 38,
        "staff" + " at staff" * 400,
        "staff" + ".staff" * 600,
        "not " * 900 + "true",
        "'" + "- " * 1900 + "1'",
        "growth(" * 38 + "revenue" + ", 2 years)" * 38,
        "first_time(" * 38 + "revenue > 1 CNY" + ", ever)" * 38,
        "sum(" * 7 + "staff" + " for each year last 50 years)" * 7,
    ],
)
def test_expressions_inside_each_other(expression: str) -> None:
    """Neither brackets nor chains, neither functions that spell themselves out nor loops go on for ever."""
    assert "too-deep" in codes(f"define:\n  it: {expression}\n")


def test_a_very_long_expression() -> None:
    """Ten thousand brackets are more than an expression may have characters."""
    assert ["too-large"] == codes("define:\n  it: " + "(" * 10_000 + "1" + ")" * 10_000 + "\n")


@pytest.mark.parametrize(
    "body",
    [
        "eligibility: {all: " + "[" * 1000 + "]" * 1000 + "}\n",
        "eligibility:\n" + "".join("  " * depth + "- all:\n" for depth in range(1, 1000)),
    ],
)
def test_lists_inside_each_other(body: str) -> None:
    """A thousand nested lists are refused by the reader."""
    assert "too-deep" in codes(body)


def test_a_file_of_two_megabytes(tmp_path: Path) -> None:
    """It is not even read."""
    (tmp_path / "facts.yaml").write_text(FACTS, encoding="utf-8")
    (tmp_path / "places.yaml").write_text(PLACES, encoding="utf-8")
    (tmp_path / "large.yaml").write_text(HEAD + "#" * 2_000_000, encoding="utf-8")
    collector = Collector()
    compile_directory(tmp_path, collector, lint=True)

    assert ["too-large"] == [each.code for each in collector.found]


def test_thousands_of_mistakes() -> None:
    """Each is told; neighbours are looked for only as long as that is quick."""
    collector = Collector()
    body = "define:\n" + "".join(f"  d{index}: nonesuch{index} + 1\n" for index in range(MANY))
    compile_texts({"measure": HEAD + body}, collector=collector)

    assert MANY == len(collector.found)
    assert collector.found[0].help is not None
    assert "did you mean" not in (collector.found[-1].help or "")
