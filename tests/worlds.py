"""
Small rulebooks and companies for tests, from text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from incentives import pipeline
from incentives.analysis.question import Aim
from incentives.compiler.rulebook import ReadDocument, RulebookCompiler, digest_of
from incentives.diagnostics import Collector
from incentives.engine.assessment import Assessment
from incentives.engine.assessor import Assessor
from incentives.engine.scope import Situation
from incentives.ir.rulebook import Rulebook
from incentives.money.ecb import EcbRates
from incentives.profiles.load import load_profile
from incentives.profiles.profile import Profile
from incentives.source import SourceFile
from incentives.syntax.documents import FactsShape, PlacesShape, ProgrammeShape, Shape
from incentives.syntax.reader import read_text
from incentives.syntax.shaping import shape
from incentives.values import Value

RATES = EcbRates()
ON = date(2024, 7, 1)

FACTS = """
facts:
  registered_in: {type: place}
  registered_on: {type: date}
  listed: {type: truth}
  staff: {type: count}
  share: {type: percent, at_least: 0%, at_most: 100%}
  score: {type: number}
  capital: {type: money, at_least: 0}
  profit: {type: money}
  area: {type: area, at_least: 0}
  revenue: {type: money, per: fiscal_year, at_least: 0}
  research: {type: money, per: fiscal_year, at_least: 0}
  industry: {type: choice, members: {software: software, chips: chips, other: other}}
  functions: {type: set, members: {research: research, sales: sales, treasury: treasury}}
  projects:
    type: list
    fields:
      cost: {type: money, at_least: 0}
      started: {type: date}
      done: {type: truth}
"""
PLACES = """
places:
  CN-SH: {label: {en: Shanghai, zh: 上海}}
  CN-SH-NORTH: {within: CN-SH, label: {en: North, zh: 北}}
  CN-BJ: {label: {en: Beijing, zh: 北京}}
  PAIR: {members: [CN-SH, DE], label: {en: Pair, zh: 对}}
"""
HEAD = """
title: {en: A measure, zh: 措施}
jurisdiction: CN-SH
kind: subsidy
currency: CNY
source: {name: {en: A law, zh: 法}, evidence: primary}
in_force: {from: 2020-01-01, until: 2029-12-31}
"""


def document(text: str, name: str, model: type[Shape], collector: Collector) -> ReadDocument | None:  # type: ignore[type-arg]  # of any shape
    """A text as a read document."""
    node = read_text(SourceFile(name, text), collector)
    found = shape(node, model, collector) if node is not None else None
    return ReadDocument(found, node, text) if found is not None and node is not None else None


def compile_texts(
    programmes: Mapping[str, str], *, facts: str = FACTS, places: str = PLACES, collector: Collector | None = None
) -> Rulebook:
    """
    A rulebook of rule files given as text by id; the common head is added to those that have no title.

    Raises:

        IncentivesError: for a mistake, unless a *collector* takes it.
    """
    found = collector if collector is not None else Collector()
    texts = {name: text if "\ntitle:" in f"\n{text}" else HEAD + text for name, text in programmes.items()}
    documents = {name: document(text, f"{name}.yaml", ProgrammeShape, found) for name, text in texts.items()}
    compiler = RulebookCompiler(
        document(facts, "facts.yaml", FactsShape, found),
        document(places, "places.yaml", PlacesShape, found),
        {name: each for name, each in documents.items() if each is not None},
        found,
    )
    rulebook = compiler.compile("test", digest_of(texts))
    if collector is None:
        found.raise_if_failed()
    return rulebook


def company(rulebook: Rulebook, facts: Mapping[str, object] | str) -> Profile:
    """A profile bound to the rulebook's facts."""
    collector = Collector()
    profile = load_profile(facts, rulebook.facts, rulebook.places, collector)
    collector.raise_if_failed()
    assert profile is not None
    return profile


def assess(
    rulebook: Rulebook,
    facts: Mapping[str, object] | str,
    *,
    on: date = ON,
    readings: Mapping[str, Mapping[str, str]] | None = None,
    currency: str = "CNY",
    aim: Aim | None = None,
    independent: bool = False,
) -> Assessment:
    """The answer of the whole rulebook."""
    return pipeline.assess(
        rulebook,
        company(rulebook, facts),
        on=on,
        currency=currency,
        rates=RATES,
        readings=readings,
        aim=aim,
        independent=independent,
    )


def value_of(expression: str, facts: Mapping[str, object] | str, *, on: date = ON, more: str = "") -> Value:
    """What one expression comes to for a company."""
    quoted = expression.replace("'", "''")
    rulebook = compile_texts({"p": f"define:\n  it: '{quoted}'\n{more}"})
    assessor = Assessor(Situation(rulebook=rulebook, profile=company(rulebook, facts), on=on, rates=RATES))
    definition = rulebook.programmes["p"].definitions["it"]
    return assessor.evaluator.evaluate(definition.expr, assessor.frame("p")).value
