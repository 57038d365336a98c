"""
Laws of the forms of a plan: each can be made of every plan in every language; the calendar is one that others can read,
the table adds up, the data fit their schema.
"""

# ruff: noqa: E501 - rule files as authors write them: an award is one line
from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import icalendar
import jsonschema
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from incentives.analysis.plan import make_plan
from incentives.l10n.catalogues import CATALOGUES
from incentives.l10n.localiser import Localiser
from incentives.render.icalendar import OCTETS, escaped, folded, identity
from incentives.render.page_html import document_html
from incentives.render.page_markdown import page_markdown
from incentives.render.page_text import page_text
from incentives.render.plan_calendar import plan_calendar
from incentives.render.plan_data import plan_data
from incentives.render.plan_page import plan_blocks
from incentives.render.plan_table import FORMULA, plan_csv
from tests.expressions import companies
from tests.worlds import RATES, assess, compile_texts

REFERENCE = Path(__file__).parents[2] / "docs/reference"
SCHEMA = jsonschema.Draft202012Validator(json.loads((REFERENCE / "plan.schema.json").read_text(encoding="utf-8")))
# What a plan says of these is not what an answer says.
OF_PLANS = {"award", "payment"}
RULES = {
    "status": "kind: status\neligibility: {all: [staff >= 20]}\n",
    "city": """
eligibility: {all: [holds(title), "share >= 20%"]}
uses: {title: status}
awards:
  years: {nature: entitled, amount: 2% * capital, paid: {yearly: 3, from: registered_on}, payer: {city: 35%, state: 65%}, deadline: 2024-12-31}
  merit: {nature: discretionary, amount: profit, cap: 7 million CNY, deadline: registered_on + 6 months}
""",
    "state": """
awards:
  parts: {nature: entitled, when: ["score >= 0"], amount: 5% * research, paid: {instalments: [40%, 60%], every: 1 year, from: registered_on}}
  items: {nature: entitled, amount: 'min(cost, 3 million CNY)', paid: {each: projects, due: started}}
cumulation:
  - {exclusive_with: [other]}
  - {of: [parts, items, city/years], at_most: 3 million CNY + 1% * capital}
  - {of: [city], not_after: [state]}
""",
    "other": """
awards: {only: {nature: entitled, amount: 1 million CNY, deadline: 2024-01-01}}
""",
}
HEAD = """
title: {{en: "{title}", zh: "=措施"}}
jurisdiction: CN-SH
kind: {kind}
currency: CNY
source: {{name: {{en: A law, zh: 法}}, evidence: primary}}
in_force: {{from: 2020-01-01, until: 2029-12-31}}
"""
RULEBOOK = compile_texts(
    {
        name: HEAD.format(title=f"=Measure; {name}, a long title " * 3, kind="status" if name == "status" else "grant")
        + text.removeprefix("kind: status\n")
        for name, text in RULES.items()
    }
)


def test_both_schemas_mean_the_same_by_a_name() -> None:
    """What a plan and an answer have in common is written the same in both schemas."""
    answer = json.loads((REFERENCE / "answer.schema.json").read_text(encoding="utf-8"))["$defs"]
    common = SCHEMA.schema["$defs"].keys() & answer.keys() - OF_PLANS
    assert {"granted", "relation"} <= common
    assert {name: answer[name] for name in common} == {name: SCHEMA.schema["$defs"][name] for name in common}


@given(companies(), st.data())
def test_every_plan_has_every_form(company: dict[str, object], data: st.DataObject) -> None:
    """Whatever the company states."""
    kept = data.draw(st.sets(st.sampled_from(sorted(company))))
    facts = {name: value for name, value in company.items() if name in kept}
    assessment = assess(RULEBOOK, facts, currency=data.draw(st.sampled_from(["CNY", "USD", "JPY"])))
    plan = make_plan(assessment, RULEBOOK, RATES)
    localiser = Localiser(data.draw(st.sampled_from(sorted(CATALOGUES))))
    blocks = plan_blocks(plan, RULEBOOK, localiser)

    assert all(cell_len(line) <= 80 for line in page_text(blocks, width=80, colour=False).splitlines())
    assert page_markdown(blocks)
    assert document_html("x", blocks, localiser.language).startswith("<!DOCTYPE html>")
    SCHEMA.validate(plan_data(plan, RULEBOOK, localiser))

    rows = list(csv.DictReader(plan_csv(plan, RULEBOOK, localiser).splitlines()))
    cells = [cell for row in rows for name, cell in row.items() if not name.endswith(("low", "high"))]
    assert not any(cell.startswith(FORMULA) for cell in cells)
    for nature in ("entitled", "discretionary"):
        told = [Decimal(row["reporting_low"]) for row in rows if row["kind"] == "payment" and row["nature"] == nature]
        total = getattr(assessment, nature).amount.low
        exact = Decimal(total.numerator) / total.denominator
        assert sum(told) <= exact
        if all(each.award.amount.is_known for each in assessment.combination.granted):
            assert sum(told) == exact

    text = plan_calendar(plan, RULEBOOK, localiser)
    assert all(len(line.encode()) <= OCTETS for line in text.split("\r\n"))
    found = [each for each in icalendar.Calendar.from_ical(text).walk() if each.name in ("VEVENT", "VTODO")]
    named = sum(1 for step in plan.steps for each in step.deadlines if each.day)
    assert len(found) == len(plan.calendar.payments) + named
    assert len(found) == len({str(each["UID"]) for each in found})
    numbers = {step.programme: number for number, step in enumerate(plan.steps)}
    order = [pair for pair in assessment.combination.order if set(pair) <= set(numbers)]
    assert all(numbers[first] < numbers[then] for first, then in order)
    days = sorted(each["DTSTART"].dt for each in found if each.name == "VEVENT")
    assert days == sorted(
        [each.due for each in plan.calendar.dated]
        + [each.day for step in plan.steps for each in step.deadlines if each.day]
    )


@given(st.text())
def test_folding_loses_nothing(text: str) -> None:
    """Lines are short enough, and put together again they are what they were."""
    line = escaped(text)
    pieces = folded(line)
    assert all(len(piece.encode()) <= OCTETS for piece in pieces)
    assert line == pieces[0] + "".join(piece[1:] for piece in pieces[1:])
    assert all(piece.startswith(" ") for piece in pieces[1:])


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"])))
def test_another_reader_understands_a_text(text: str) -> None:
    """Commas, semicolons and backslashes come back as they went in."""
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", *folded(f"SUMMARY:{escaped(text)}"), "END:VEVENT", "END:VCALENDAR"]
    calendar = icalendar.Calendar.from_ical("".join(f"{each}\r\n" for each in lines))
    assert text.strip() == str(calendar.walk("VEVENT")[0]["SUMMARY"]).strip()


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_identities_differ(one: list[str], other: list[str]) -> None:
    """Two keys have one identity only if they are the same."""
    assert (one == other) == (identity(one) == identity(other))
