from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from incentives.l10n.localiser import Localiser
from incentives.money.rates import NoQuote, NoQuoteWhy
from incentives.render.json import render_json, render_json_text
from tests.unit.render.samples import answer, rulebook

SCHEMA = json.loads((Path(__file__).parents[3] / "docs/reference/answer.schema.json").read_text(encoding="utf-8"))
RULES = rulebook()


def data(**facts: Any) -> dict[str, Any]:
    """The answer for the sample company with other facts."""
    return render_json(answer(RULES, **facts), RULES)


def headquarters(answered: dict[str, Any]) -> dict[str, Any]:
    """The first programme of an answer."""
    return next(each for each in answered["programmes"] if each["id"] == "headquarters")


def award(answered: dict[str, Any], name: str) -> dict[str, Any]:
    """One award of it."""
    return next(each for each in headquarters(answered)["awards"] if each["id"] == name)


def test_the_schema_is_a_schema() -> None:
    """The documented schema is valid under draft 2020-12, and describes every key that it names."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"currency": "CNY"},
        {"currency": "JPY"},
        {"registered_in": "DE"},
        {"without": ("capital", "rent", "revenue", "registered_in", "staff")},
        {"without": ("lease_start",), "statuses": {}},
        {"staff": "60"},
        {"capital": "100 million CNY"},
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_answer_fits_the_schema(facts: dict[str, Any], language: str) -> None:
    """Whatever the company, the document is as the reference says, and survives being written and read."""
    assessment = answer(RULES, **facts)
    text = render_json_text(assessment, RULES, Localiser(language))

    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(text))
    assert json.loads(text) == render_json(assessment, RULES, Localiser(language))


def test_gaps_and_exclusions_fit_the_schema() -> None:
    """A missing quote, an excluded programme, a warning."""
    assessment = answer(RULES)
    first = assessment.programmes[0]
    awards = list(first.awards)
    reported = awards[1].reported
    assert reported is not None
    gap = NoQuote("CNY", "USD", assessment.on, NoQuoteWhy.NO_PATH)
    awards[1] = replace(awards[1], reported=replace(reported, amount=None, conversion=gap))
    odd = replace(
        assessment,
        programmes=(replace(first, awards=tuple(awards)), *assessment.programmes[1:]),
        entitled=replace(assessment.entitled, unconverted=("rent",)),
        warnings=("look out",),
    )
    found = render_json(odd, RULES)

    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    assert {"low": None, "high": None, "currency": "USD"}.items() <= award(found, "rent")["reporting"].items()
    assert "no-path" == award(found, "rent")["reporting"]["conversion"]["missing"]


def test_amounts_are_decimal_texts() -> None:
    """Exact, with the digits of the minor unit, an end without a bound null."""
    found = data()

    assert {"low": "2137200.00", "high": "2137200.00", "currency": "CNY"} == award(found, "rent")["amount"]
    assert {"low": "0.00", "high": "5000000.00", "currency": "CNY"} == award(found, "opening")["amount"]
    assert {"low": "0.00", "high": None, "currency": "CNY"} == award(found, "support")["amount"]
    assert ["711750.00", "713700.00", "711750.00"] == [each["low"] for each in award(found, "rent")["payments"]]
    assert ("2023-01-01", "2023-12-31") == tuple(award(found, "rent")["payments"][0][key] for key in ("from", "due"))
    assert "1119359.66" == found["totals"]["entitled"]["low"]
    assert "0" == award(data(currency="JPY", registered_in="DE"), "rent")["reporting"]["low"]


def test_a_conversion_shows_its_quotes_as_published() -> None:
    """Path, pair, digits as published, day and source."""
    conversion = award(data(), "rent")["reporting"]["conversion"]

    assert ["CNY", "EUR", "USD"] == conversion["path"]
    assert [("EUR/CNY", "7.9165", "2024-07-19"), ("EUR/USD", "1.089", "2024-07-19")] == [
        (each["pair"], each["rate"], each["date"]) for each in conversion["quotes"]
    ]


def test_criteria_are_a_tree_with_margins() -> None:
    """Value, sign, threshold and distance of a comparison; exact fractions where no decimal is."""
    found = headquarters(data(capital="150 million CNY"))["criteria"][0]
    size, share = found["members"][1], found["members"][2]
    capital, growth = size["members"]

    assert "any" == size["kind"]
    assert ("true", ">") == (capital["result"], capital["operator"])
    assert {"value": "150000000.00", "low": None, "high": None, "unit": "CNY"} == capital["actual"]
    assert {"distance": "50000000.00", "unit": "CNY"} == capital["margin"]
    assert None is growth["actual"]["value"]
    assert growth["actual"]["low"] < growth["actual"]["high"]
    assert "19/220" == share["actual"]["value"]
    assert "secondary" == share["evidence"]


def test_unknown_criteria_name_their_reasons() -> None:
    """The fact, and the fiscal year for one that has a value per year."""
    found = data(without=("research", "registered_in"))
    programme = headquarters(found)
    share = programme["criteria"][0]["members"][2]

    assert "undetermined" == programme["status"]
    assert ["registered_in", "research"] == programme["missing"]
    assert [{"why": "missing-fact", "subject": "research", "year": 2023}] == share["reasons"]
    assert {"value": None, "low": "0", "high": None, "unit": None} == share["actual"]
    assert "Where is it registered?" == programme["missing_details"][0]["question"]


def test_the_same_answer_is_the_same_bytes() -> None:
    """Rendering twice, from results made twice, gives the same text."""
    first = render_json_text(answer(rulebook()), rulebook())

    assert first == render_json_text(answer(RULES), RULES)
    assert first.endswith("}\n")


def test_titles_are_in_the_language_asked_for() -> None:
    """Words change with the language; amounts do not."""
    chinese = render_json(answer(RULES), RULES, Localiser("zh"))

    assert "总部" == headquarters(chinese)["title"]
    assert headquarters(data())["awards"][1]["amount"] == headquarters(chinese)["awards"][1]["amount"]
    assert ["Accounts of the company itself.", "按公司本身报表。"] == [
        headquarters(each)["assumptions"][0] for each in (data(), chinese)
    ]
