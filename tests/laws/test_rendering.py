"""
Laws of what people and scripts read: every answer can be rendered, in every form and language, and its JSON fits the
documented schema, whatever the rule, whatever the company states.
"""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from incentives.l10n.catalogues import CATALOGUES
from incentives.l10n.localiser import Localiser
from incentives.render.html import render_html
from incentives.render.json import render_json
from incentives.render.markdown import render_markdown
from incentives.render.programme import programme_data, programme_markdown, programme_text
from incentives.render.text import render_text
from tests.expressions import companies, money_expressions, truth_expressions
from tests.worlds import assess, compile_texts

SCHEMA = jsonschema.Draft202012Validator(
    json.loads((Path(__file__).parents[2] / "docs/reference/answer.schema.json").read_text(encoding="utf-8"))
)
RULE = """
eligibility:
  all:
    - '{}'
    - none: ['{}', industry == other]
    - at_least: 1
      of: ['{}', listed]
awards:
  yearly: {{nature: entitled, amount: '{}', paid: {{yearly: 2, from: registered_on}}, payer: {{city: 60%, state: 40%}}}}
  merit: {{nature: discretionary, when: ['{}'], amount: '{}', cap: 7 million CNY, paid: {{instalments: [50%, 50%]}}}}
"""


def rules() -> st.SearchStrategy[str]:
    """A rule file with generated tests and formulas."""
    truth, money = truth_expressions(1), money_expressions(2)
    return st.builds(RULE.format, truth, truth, truth, money, truth, money)


@given(rules(), companies(), st.data())
def test_every_answer_can_be_rendered(rule: str, company: dict[str, object], data: st.DataObject) -> None:
    """Text, Markdown, HTML and JSON of an answer with any of the facts left out."""
    kept = data.draw(st.sets(st.sampled_from(sorted(company))))
    rulebook = compile_texts({"p": rule})
    assessment = assess(rulebook, {name: value for name, value in company.items() if name in kept}, currency="USD")

    localiser = Localiser(data.draw(st.sampled_from(sorted(CATALOGUES))))

    text = render_text(assessment, rulebook, localiser, explain=True, width=80)
    assert all(cell_len(line) <= 80 for line in text.splitlines())
    SCHEMA.validate(render_json(assessment, rulebook, localiser))
    assert render_markdown(assessment, rulebook, localiser, explain=True)
    assert render_html(assessment, rulebook, localiser)


@given(rules(), st.sampled_from(sorted(CATALOGUES)))
def test_every_rule_has_a_page(rule: str, language: str) -> None:
    """A rule as text, as Markdown and as data."""
    rulebook = compile_texts({"p": rule})
    programme = rulebook.programmes["p"]

    localiser = Localiser(language)

    page = programme_text(programme, rulebook, localiser, width=80)
    assert all(cell_len(line) <= 80 for line in page.splitlines())
    assert programme_markdown(programme, rulebook, localiser)
    assert json.dumps(programme_data(programme, rulebook, localiser))
