"""
What lints say and what they leave alone, beyond the one case of each that the error gallery holds.
"""

from __future__ import annotations

import pytest

from incentives.compiler.lints import lint_rulebook
from incentives.diagnostics import Collector, Diagnostic, Severity
from incentives.source import SourceFile
from incentives.syntax.reader import read_text
from tests.worlds import HEAD, compile_texts

# The small vocabulary of the tests has no words for people.
WORDS = frozenset({"missing-label", "duplicate-label"})
REWARD = "awards:\n  reward:\n    title: {en: Reward, zh: 奖励}\n    cite: art. 3\n    nature: entitled\n"


def lints(*bodies: str, head: str = HEAD) -> list[Diagnostic]:
    """What is told of rule files `a`, `b`, …, in the order of telling."""
    texts = {name: head + body for name, body in zip("abc", bodies, strict=False)}
    collector = Collector()
    nodes = {name: read_text(SourceFile(f"{name}.yaml", text), collector) for name, text in texts.items()}
    rulebook = compile_texts(texts)
    lint_rulebook(rulebook, collector, {name: node for name, node in nodes.items() if node is not None})
    assert all(each.severity is Severity.WARNING and each.help for each in collector.found)
    return [each for each in collector.found if each.code not in WORDS]


def codes(*bodies: str, head: str = HEAD) -> list[str]:
    """The codes alone."""
    return [each.code for each in lints(*bodies, head=head)]


def when(test: str) -> str:
    """An eligibility of one cited test."""
    return f"eligibility: {{test: '{test}', cite: art. 2}}\n"


def test_a_sound_file_is_left_alone() -> None:
    """Definitions, parameters, tables, tests with clauses, an award within bounds."""
    body = (
        "parameters:\n"
        "  floor: {value: 50, cite: art. 2}\n"
        "  rate: {cite: art. 3, values: {2020-01-01: 10%, 2024-01-01: 20%}}\n"
        "  steps:\n    cite: art. 4\n    table: [{sales: 5 million CNY, reward: 1 million CNY}]\n"
        "define:\n  small: staff < floor\n"
        "eligibility:\n  cite: art. 2\n  all: [small, registered_in within CN-SH]\n"
        f"{REWARD}    amount: rate * revenue + sum(reward for each steps where revenue >= sales)\n"
    )
    assert [] == codes(body)


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("staff >= 0", ["always-true"]),
        ("staff > 0", []),
        ("share <= 100%", ["always-true"]),
        ("share > 100% or listed", ["never-true"]),
        ("staff >= 0 and share > 200%", ["always-true", "never-true"]),
        ("not (3 > 2)", ["constant-condition"]),
        ("if staff >= 0 then listed else not listed", ["always-true"]),
        ("if listed then staff > 3 else staff > 3", ["repeated-test"]),
        ("staff == staff", ["always-true"]),
        ("count(cost > 5 CNY for each projects where done or true) > 2", ["constant-condition"]),
        ("revenue > 5 million CNY and revenue < 4 million CNY", ["never-true"]),
        ("revenue > 5 million CNY and revenue[-1] < 4 million CNY", []),
        ("any(revenue > 5 million CNY for each year last 3 years) and revenue < 4 million CNY", []),
    ],
)
def test_conditions(test: str, expected: list[str]) -> None:
    """The part to blame is told, not the whole around it; what varies by year or item is left alone."""
    assert expected == codes(when(test))


def test_members_of_a_group_that_exclude_each_other() -> None:
    """Each of the two can hold, never both; with `any` they may stand together."""
    tests = "[{test: staff > 50, cite: a}, {test: staff < 10, cite: b}]"

    assert ["never-true"] == codes(f"eligibility: {{all: {tests}}}\n")
    assert [] == codes(f"eligibility: {{any: {tests}}}\n")


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("max(0 CNY, 15% * profit)", []),
        ("profit", ["negative-award"]),
        ("revenue - research", ["negative-award"]),
        ("revenue - min(revenue, 5 million CNY)", []),
        ("if revenue > research then revenue - research else 0 CNY", []),
        ("25% * revenue - 15% * revenue", []),
        ("5 million CNY - capital", ["negative-award"]),
    ],
)
def test_awards_below_nought(amount: str, expected: list[str]) -> None:
    """A difference of unrelated figures may turn; one that is guarded, or of the same figure, is left alone."""
    assert expected == codes(f"{REWARD}    amount: {amount}\n")


def test_conditions_of_an_award_are_known_in_its_amount() -> None:
    """Who does not qualify gets nothing anyway: in the amount the tests hold."""
    guarded = f"{REWARD}    amount: revenue - research\n    when: [revenue >= research]\n"

    assert [] == codes(guarded)
    assert [] == codes(f"{when('revenue >= research')}{REWARD}    amount: revenue - research\n")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("30% of the rent", 0),
        ("up to 5 million CNY", 0),
        ("up to 5,000,000 yuan", 0),
        ("2 million CNY at first, 3 million CNY later", 0),
        ("70% remains", 0),
        ("7% of the rent", 1),
        ("9% of the rent, 30% of 30%", 0),
        ("up to 6 million CNY", 1),
        ("up to 5 million USD", 1),
        ("for 3 years and 100 people", 0),
    ],
)
def test_prose(title: str, expected: int) -> None:
    """Amounts and percentages are held against the figures, and against what people make of them."""
    award = f"{REWARD}    amount: min(30% * revenue, 5 million CNY)\n    paid: {{instalments: [40%, 60%]}}\n"

    assert ["prose-differs"] * expected == codes(award.replace("en: Reward", f"en: '{title}'"))


def test_prose_in_chinese() -> None:
    """`500万元` is 5 million CNY, `6亿元` is not."""
    award = f"{REWARD}    amount: min(30% * revenue, 5 million CNY)\n"

    assert [] == codes(award.replace("zh: 奖励", "zh: 最高500万元（30%）"))
    assert ["prose-differs"] == codes(award.replace("zh: 奖励", "zh: 最高6亿元"))


def test_a_clause_at_a_group_covers_its_tests() -> None:
    """And one at an award its conditions."""
    assert [] == codes("eligibility: {cite: art. 2, all: [listed, staff > 3]}\n")
    assert ["uncited", "uncited"] == codes("eligibility: {all: [listed, staff > 3]}\n")
    assert [] == codes(f"{REWARD}    amount: 1 CNY\n    when: [listed]\n")


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        ("{cite: a, values: {2021-01-01: 10}}", ["parameter-hole"]),
        ("{cite: a, values: {2020-01-01: 10}, until: 2025-12-31}", ["parameter-hole"]),
        ("{cite: a, values: {2020-01-01: 10, 2025-01-01: none}}", []),
        ("{cite: a, values: {2010-01-01: 5, 2020-01-01: 10}}", ["parameter-outside"]),
        ("{cite: a, values: {2020-01-01: 5, 2031-01-01: 10}}", ["parameter-outside"]),
        ("{cite: a, values: {2010-01-01: 5, 2022-01-01: 10}, keyed_by: registered_on}", []),
    ],
)
def test_parameters_and_the_period(parameter: str, expected: list[str]) -> None:
    """A programme in force from 2020 to 2029; what is keyed by another date may begin and end as it likes."""
    assert expected == codes(f"parameters: {{floor: {parameter}}}\n{when('staff > floor')}")


def test_editions() -> None:
    """An edition that has ended before the next begins is no overlap, nor is a draft."""
    older = HEAD.replace("from: 2020-01-01, until: 2029-12-31", "from: 2015-01-01, until: 2019-12-31")
    same = HEAD + "replaces: b\n"
    assert ["overlapping-editions"] == codes(same, HEAD, head="")
    assert [] == codes(same, older, head="")
    assert [] == codes(same + "stage: draft\n", HEAD, head="")


def test_what_another_programme_uses_is_used() -> None:
    """A definition may be there for others, and an alias for its definition or its status."""
    size = "define:\n  small: staff < 50\n"
    assert ["unused-definition"] == codes(size)
    assert [] == codes(size, f"uses: {{other: a}}\n{when('other.small')}")
    assert [] == codes("", f"uses: {{other: a}}\n{when('holds(other)')}")
    assert ["unused-alias"] == codes("", "uses: {other: a}\n")


def test_rows_of_a_table() -> None:
    """A row above the range of the subject, one below another's edge; an open end is reached by what has none."""
    table = "define:\n  rate:\n    select: share\n    brackets:\n"
    award = f"{REWARD}    amount: rate * revenue\n"
    rows = "      - {below: 50%, value: 1%}\n      - {value: 2%}\n"
    assert [] == codes(table + rows + award)
    assert ["unreachable-row"] == codes(table + rows.replace("below: 50%", "below: 0%") + award)
    assert ["unreachable-row"] == codes(table + rows.replace("below: 50%", "up_to: 100%") + award)


def test_places_without_the_files() -> None:
    """Without the nodes of the files the lints say the same, less exactly where."""
    rulebook = compile_texts({"a": HEAD + "parameters: {floor: 50}\nuses: {other: a}\n"})
    collector = Collector()
    lint_rulebook(rulebook, collector)
    told = [each for each in collector.found if each.code not in WORDS]

    assert {"unused-parameter", "unused-alias", "uncited"} == {each.code for each in told}
    assert all(each.span is not None for each in told)
