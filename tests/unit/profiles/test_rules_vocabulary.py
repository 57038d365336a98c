from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from incentives.compiler.rulebook import ReadDocument, RulebookCompiler
from incentives.diagnostics import Collector
from incentives.ir.rulebook import FactDeclaration, Rulebook
from incentives.profiles.names import RESERVED
from incentives.syntax.cursor import RESERVED as WORDS
from incentives.syntax.documents import FactsShape, PlacesShape
from incentives.syntax.reader import read_file
from incentives.syntax.shaping import shape
from tests.conftest import ROOT

RULES = ROOT / "rules"
LANGUAGES = ("en", "zh")

# What the nine measures of the first version are asked about, by the names that their rules use.
FIRST = """
    registered_in registered_on industry total_assets market_value revenue rd_expense rd_expense_in_china rd_staff
    employees branches_outside_shanghai core_ip_items paid_in_capital office_area office_rent lease_start
    new_regional_contribution listed
""".split()


@pytest.fixture(scope="module")
def vocabulary() -> Rulebook:
    """The facts and places that come with the package, without any programme."""
    collector = Collector()
    read_facts = read_file(RULES / "facts.yaml", collector)
    read_places = read_file(RULES / "places.yaml", collector)
    assert read_facts is not None
    assert read_places is not None
    facts = shape(read_facts[1], FactsShape, collector)
    places = shape(read_places[1], PlacesShape, collector)
    assert facts is not None
    assert places is not None
    compiler = RulebookCompiler(
        ReadDocument(facts, read_facts[1], read_facts[0].text),
        ReadDocument(places, read_places[1], read_places[0].text),
        {},
        collector,
    )
    rulebook = compiler.compile("rules", "")
    assert [] == [each.render() for each in collector.found]
    return rulebook


def with_fields(facts: Iterable[FactDeclaration]) -> list[FactDeclaration]:
    """All declarations, those inside lists included."""
    found = list(facts)
    for each in found:
        found += each.fields.values()
    return found


def test_the_first_facts_are_there(vocabulary: Rulebook) -> None:
    """Rules and examples rely on these names."""
    assert set() == set(FIRST) - set(vocabulary.facts)


def test_every_fact_has_words_in_both_languages(vocabulary: Rulebook) -> None:
    """A label for the answer, a question for who does not know the name."""
    wordless = [
        (name, language)
        for name, fact in vocabulary.facts.items()
        for language in LANGUAGES
        if not fact.label.get(language) or not fact.question.get(language, "").endswith(("?", "？", ".", "。"))
    ]

    assert [] == wordless


def test_fields_and_members_have_words_in_both_languages(vocabulary: Rulebook) -> None:
    """Whatever a person may be shown."""
    everything = with_fields(vocabulary.facts.values())
    words = [(each.name, each.label) for each in everything]
    words += [(f"{each.name}.{member}", label) for each in everything for member, label in each.members.items()]

    assert [] == [name for name, label in words if set(LANGUAGES) - set(label)]


def test_labels_are_unique(vocabulary: Rulebook) -> None:
    """A label stands for its fact in a profile, and so does a member's for the member."""
    labels = [label for fact in vocabulary.facts.values() for label in fact.label.values()]
    inside = [
        [label for field in fact.fields.values() for label in field.label.values()]
        for fact in vocabulary.facts.values()
    ]
    inside += [
        [words[language] for words in fact.members.values()]
        for fact in with_fields(vocabulary.facts.values())
        for language in LANGUAGES
    ]

    assert [] == [label for group in [[*labels, *RESERVED], *inside] for label, n in Counter(group).items() if n > 1]


def test_labels_can_be_set(vocabulary: Rulebook) -> None:
    """A label can be the path of a `--set` option."""
    labels = [label for fact in vocabulary.facts.values() for label in fact.label.values()]

    assert [] == [label for label in labels if set(".[]=") & set(label) or label != label.strip()]


def test_names_can_stand_in_expressions(vocabulary: Rulebook) -> None:
    """No fact, field or member is called like a word of the language."""
    everything = with_fields(vocabulary.facts.values())
    names = [each.name for each in everything] + [member for each in everything for member in each.members]

    assert [] == [name for name in names if name in WORDS or not name.isidentifier() or name != name.lower()]


def test_places_have_names_of_their_own(vocabulary: Rulebook) -> None:
    """A place may be stated by its name, so that each name is of one place."""
    labels = Counter(label for place in vocabulary.places.values() for label in set(place.label.values()))

    assert [] == [label for label, count in labels.items() if count > 1]
    assert [] == [code for code, place in vocabulary.places.items() if set(LANGUAGES) - set(place.label)]


def test_the_european_union_has_27_members(vocabulary: Rulebook) -> None:
    """And the European Economic Area three more."""
    assert 27 == len(vocabulary.places["EU"].members)
    assert ("EU", "IS", "LI", "NO") == vocabulary.places["EEA"].members


def test_shanghai_has_sixteen_districts(vocabulary: Rulebook) -> None:
    """Districts end in 区; the special areas and the town do not count."""
    districts = [
        code
        for code, place in vocabulary.places.items()
        if code.startswith("CN-SH-") and code.count("-") == 2 and place.label["zh"].endswith("区")
    ]

    assert 16 == len([code for code in districts if code not in ("CN-SH-LINGANG", "CN-SH-HONGQIAO")])
