"""
Pages: the answer as Markdown and HTML, a rule, lists, one conversion.
"""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from html.parser import HTMLParser

import pytest

from incentives.l10n.localiser import Localiser
from incentives.money.ecb import EcbRates
from incentives.money.rates import Conversion
from incentives.render.conversion import conversion_text
from incentives.render.html import render_html
from incentives.render.listing import (
    facts_data,
    facts_markdown,
    facts_text,
    listing_data,
    listing_markdown,
    listing_text,
)
from incentives.render.markdown import render_markdown
from incentives.render.page import Fields, Grid, Heading, Outline, Paragraph, code, faint, line, plain, point, strong
from incentives.render.page_markdown import escaped, page_markdown
from incentives.render.page_text import page_text
from incentives.render.programme import programme_data, programme_markdown, programme_text
from tests.conftest import Golden
from tests.unit.render.samples import answer, rulebook

RULES = rulebook()
EN, ZH = Localiser("en"), Localiser("zh")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_rule_as_a_page(golden: Golden, language: str) -> None:
    """For a terminal and as Markdown."""
    localiser = Localiser(language)
    programme = RULES.programmes["headquarters"]

    golden(f"tests/golden/sample/rule.{language}.txt", programme_text(programme, RULES, localiser, width=100) + "\n")
    golden(f"tests/golden/sample/rule.{language}.md", programme_markdown(programme, RULES, localiser))


def test_a_rule_as_data() -> None:
    """Everything that the page says, as plain data."""
    found = json.loads(json.dumps(programme_data(RULES.programmes["headquarters"], RULES, EN)))

    assert "Headquarters" == found["title"]
    assert {"day": "assessment", "stated": False} == found["conversion"]
    assert "Paid-in capital: more than 100,000,000 CNY" == found["criteria"][0]["members"][1]["members"][0]["words"]
    assert ["40%", "60%"] == sorted(f"{int(Fraction(share) * 100)}%" for share in found["awards"][1]["payers"].values())
    assert [("2023-01-01", "30%"), ("2025-01-01", "20%")] == [
        (each["from"], each["value"]) for each in found["parameters"][2]["values"]
    ]
    assert None is found["awards"][3]["amount"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_answer_as_markdown(golden: Golden, language: str) -> None:
    """In full."""
    page = render_markdown(answer(RULES), RULES, Localiser(language), explain=True)

    golden(f"tests/golden/sample/answer.{language}.md", page)


def test_an_answer_as_html_is_escaped() -> None:
    """A hostile name stays text; every tag that is opened is closed."""
    page = render_html(answer(RULES, name="<script>alert('x')</script>"), RULES)
    parser = Tags()
    parser.feed(page)

    assert "<script" not in page
    assert [] == parser.open
    assert "2,137,200 CNY" in page


class Tags(HTMLParser):
    """Which tags are open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser passes it
        """One more is open."""
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """The last one must be this."""
        assert tag == self.open.pop()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a*b_c", r"a\*b\_c"),
        ("[x](y) `z` <b> | #", r"\[x\](y) \`z\` \<b\> \| \#"),
        ("1. first", r"1\. first"),
        ("- point", r"\- point"),
        ("plain 30% × 5", "plain 30% × 5"),
    ],
)
def test_nothing_in_a_text_means_anything_to_markdown(text: str, written: str) -> None:
    """Signs that Markdown takes for its own are escaped."""
    assert written == escaped(text)


def test_blocks_as_markdown() -> None:
    """Headings, outlines, fields, grids; code that holds backticks or a bar."""
    page = page_markdown(
        [
            Heading(line(strong("Title"), faint("id")), 1),
            Paragraph(line("Some ", code("a `b` | c"))),
            Outline((point("one", items=[point("two")]),), line(strong("Points"))),
            Fields((("Name", line("value")),)),
            Grid(("A", "B"), ((line("x"), line(code("1 | 2"))),), frozenset({1})),
        ]
    )

    assert (
        "# Title id\n\nSome ``a `b` | c``\n\n**Points**\n\n- one\n  - two\n\n- Name: value\n\n"
        "| A | B |\n| --- | --: |\n| x | `1 \\| 2` |\n"
    ) == page


def test_empty_blocks_are_left_out() -> None:
    """A page has no headings over nothing and no empty grids."""
    blocks = (Paragraph(()), Outline(()), Fields(()), Grid(("a",), ()), Heading(()), Paragraph(line("x")))

    assert (Paragraph(line("x")),) == plain(blocks)


def test_lists_of_programmes(golden: Golden) -> None:
    """As points where it is narrow, as a table where it is wide, as Markdown and as data."""
    programmes = list(RULES.programmes.values())

    golden("tests/golden/sample/list.txt", listing_text(programmes, EN, width=80, colour=False) + "\n")
    golden("tests/golden/sample/list.wide.zh.txt", listing_text(programmes, ZH, width=160, colour=False) + "\n")
    assert (
        "| `trade` | **Trade** | subsidy | start not seen, taken from 1 Jan 2021, end not seen |"
        in listing_markdown(programmes, EN)
    )
    assert [False, None] == [listing_data(programmes, EN)[3]["in_force"][key] for key in ("until_seen", "until")]
    assert "No programme fits." == listing_text([], EN, width=80, colour=False)


def test_lists_of_facts(golden: Golden) -> None:
    """Names whole, types in words."""
    facts = [(fact, 2) for fact in RULES.facts.values()]

    golden("tests/golden/sample/facts.txt", facts_text(facts, EN, width=80, colour=False) + "\n")
    golden("tests/golden/sample/facts.wide.zh.txt", facts_text(facts, ZH, width=120, colour=False) + "\n")
    assert "| `revenue` | Sales revenue | money per fiscal year | 2 |" in facts_markdown(facts, EN)
    assert {"software": "软件", "chips": "芯片"} == facts_data(facts, ZH)[-1]["members"]
    assert "No fact fits." == facts_text([], EN, width=80, colour=False)


def test_a_conversion_by_itself() -> None:
    """Both amounts, whether the result is rounded, the path and the quotes."""
    record = EcbRates().convert(Fraction(5_000_000), "CNY", "USD", date(2025, 1, 4))
    assert isinstance(record, Conversion)

    assert (
        "5,000,000.00 CNY = 683,220.34 USD, rounded\n"
        "by way of CNY → EUR → USD\n"
        "1 EUR = 7.5371 CNY, 1 EUR = 1.0299 USD, 3 Jan 2025, "
        "European Central Bank, euro foreign exchange reference rates\n"
        "the last quote before 4 Jan 2025, 1 day old"
    ) == conversion_text(record, EN)


def test_figures_of_a_narrow_table_are_whole() -> None:
    """Names give way; a figure that is cut would be another figure."""
    rows = (("cn-shanghai/district-other-rent-hongqiao-headquarters", "13,205,835.90", "28,199,962.11"),)
    cells = tuple(tuple(line(each) for each in row) for row in rows)
    text = page_text(
        [Grid(("Programme", "At least", "At most"), cells, frozenset({1, 2}), frozenset({1, 2}))],
        width=60,
        colour=False,
    )

    assert all(figure in text for figure in rows[0][1:])
