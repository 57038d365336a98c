"""
What lint says of common slips: one message for each, with what to write instead.
"""

from __future__ import annotations

import pytest

from incentives.diagnostics import Collector
from tests.worlds import compile_texts

RULE = """
parameters:
  steps:
    table:
      - {sales: 10 million CNY, reward: 1 million CNY}
define:
  tiered:
    select: revenue
    brackets:
      - {up_to: 10 million CNY, value: 5%}
      - {value: 3%}
  lines:
    interpolate: staff
    brackets:
      - {at: 10, value: 100%}
      - {at: 50, value: 0%}
  parts:
    marginal: revenue
    brackets:
      - {up_to: 10 million CNY, rate: 5%}
      - {rate: 3%}
awards:
  first-award: {nature: entitled, amount: 5 million CNY}
  grant:
    nature: entitled
    amount: AMOUNT
"""


IN_CNY = ("currency-mismatch", "state it in CNY, or the others in USD")
OTHERS = ("table-columns", "give every row `sales`, `reward`")
SECOND = "\n      - {sales: 5 CNY, reward: 1 CNY}\n"


def told(rule: str) -> list[tuple[str, str]]:
    """The code and the help line of every diagnostic."""
    collector = Collector()
    compile_texts({"p": rule}, collector=collector)
    return [(each.code, each.help or "") for each in collector.found]


@pytest.mark.parametrize(
    ("written", "code", "help"),
    [
        ("5 million cny", "unknown-unit", "write `CNY`"),
        ("5 million €", "syntax", "write `EUR` behind the number: `5 million EUR`"),
        ("CNY 500", "syntax", "the currency stands behind the number: `500 CNY`"),
        ("area * 5 CNY/m²", "unknown-unit", "write `m2`"),
        ("revenue x 2", "syntax", "write `*`"),
        ("revenue research", "syntax", "a sign such as `*` or `and` is missing before `research`"),
        ("max(revenue research)", "syntax", "or `_` inside a name: `revenue_research`"),
        ("MAX(revenue, research)", "syntax", "functions are written in small letters: `max(`"),
        ("sum(cost of projects)", "syntax", "a list is run over with `for each`"),
        ("sum(cost for projects)", "syntax", "write `for each`: `sum(cost for each projects)`"),
        ("sum(cost foreach projects)", "syntax", "write `for each`, two words"),
        ("sum(revenue last 3 years)", "syntax", "a comma stands before the window"),
        ("sum(revenue, 3 last years)", "unknown-unit", "the number stands behind the word: `last 3 years`"),
        ("listed then revenue else research", "syntax", "begin with `if`: `if … then … else …`"),
        ("if listed is true then revenue else research", "syntax", None),
        ("if listed AND listed then revenue else research", "syntax", None),
        ("(revenue) + research)", "syntax", "there is one `)` too many"),
        ("revenue(-1)", "unknown-function", "an earlier year is `revenue[-1]`"),
        ("revenueTotal", "unknown-name", "did you mean"),
        ("reVenue", "unknown-name", "did you mean `revenue`?"),
        ("Revenue", "unknown-name", "did you mean `revenue`?"),
        ("营业收入", "syntax", "`incentives facts 营业收入` finds"),
        ("first-award", "unknown-name", "it is an award: write `first-award.amount`"),
        ("5 CNY * m2", "unknown-name", "it is a unit"),
        ("if registered_in within Shanghai then revenue else research", "unknown-place", "`CN-SH`, which is Shanghai"),
        ("if registered_in within CN-XX then revenue else research", "unknown-place", "did you mean"),
        ("if registered_in within XY then revenue else research", "unknown-place", "`places.yaml`"),
        ("rats at 2024-01-01", "unknown-name", ""),
        ("“revenue”", "syntax", "straight quotes"),
        ("revenue; research", "syntax", "write `,`"),
        ("if revenue > = research then revenue else research", "syntax", "write `>=` without a blank"),
    ],
)
def test_slips_in_expressions(written: str, code: str, help: str | None) -> None:
    """One message, that helps."""
    found = told(RULE.replace("AMOUNT", f"'{written}'"))

    assert [code] == [each for each, _ in found]
    assert help is None or help in found[0][1]


@pytest.mark.parametrize(
    ("old", "new", "code", "help"),
    [
        ("{value: 3%}", "{rate: 3%}", "wrong-formula", "`marginal:` is for rates"),
        ("{rate: 3%}", "{value: 3%}", "wrong-formula", "`select:` is for a table"),
        ("select: revenue", "interpolate: revenue", "wrong-formula", "`select:` is for a table"),
        ("interpolate: staff", "select: staff", "wrong-formula", "`interpolate:` is for lines"),
        ("marginal: revenue", "select: revenue", "wrong-formula", "`marginal:` is for rates"),
        ("select: revenue", "select: staff", "unit-mismatch", ""),
        ("value: 5%}", "value: five}", "unknown-name", ""),
        ("{value: 3%}", "{value: 3}", "bare-number", "write `3%`"),
        ("reward: 1 million CNY", "reward: 1,000,000 CNY", "table-columns", "digits are not grouped"),
        ("amount: 5 million CNY}", "amount: 5,000,000 CNY}", "unknown-key", "digits are not grouped with commas"),
        ("CNY, reward: 1 million CNY}", "CNY, reward: 1 million CNY}\n      - {sales: 1 CNY, reward: 1 USD}", *IN_CNY),
        ("      - {sales: 10", f"      - {{sale: 1 CNY, reward: 1 CNY}}{SECOND}      - {{sales: 10", *OTHERS),
        ("awards:\n", "notes: [{en: a, zh:b}]\nawards:\n", "unknown-language", "write `zh: …` with a space"),
        ("nature: entitled\n", "natrue: entitled\n", "unknown-key", "did you mean `nature`?"),
        ("  lines:\n", "  straight lines:\n", "bad-key", "write `straight_lines`"),
        ("  lines:\n", "  Lines:\n", "bad-key", "write `lines`"),
        ("  lines:\n", "  then:\n", "bad-key", "call it otherwise"),
    ],
)
def test_slips_in_files(old: str, new: str, code: str, help: str) -> None:
    """One message, also where more than one thing is then wrong."""
    assert old in RULE
    found = told(RULE.replace("AMOUNT", "5 CNY").replace(old, new, 1))

    assert code in {each for each, _ in found}
    assert any(help in line for each, line in found if each == code)
    assert len(found) == 1


@pytest.mark.parametrize(
    ("declared", "code", "help"),
    [
        ("{type: integer}", "unknown-type", "write `count`"),
        ("{type: array, fields: {a: {type: count}}}", "unknown-type", "write `list`"),
        ("{type: Boolean}", "unknown-type", "write `truth`"),
        ("{type: hectare/fortnight}", "unknown-type", "types are"),
        ("{type: list, fields: {monthly wage: {type: money}}}", "bad-key", "write `monthly_wage`"),
    ],
)
def test_slips_in_facts(declared: str, code: str, help: str) -> None:
    """What is made of the fact is not told again."""
    award = "a: {nature: entitled, amount: 5 CNY * count(true for each wrong)}"
    rule = f"facts:\n  wrong: {declared}\nawards:\n  {award}"
    found = told(rule)

    assert [code] == [each for each, _ in found]
    assert help in found[0][1]


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("define:\n  a: {select: revenue，brackets: []}", "write `, ` instead of `，`"),
        ("eligibility:\n  all:\n    - staff > 1\n    -staff < 5", "write `- ` with a space"),
        ("eligibility: {all: [{test: 'staff > 1’, cite: a}]}\nnotes: ['b']", "end the quoted text on its own line"),
    ],
)
def test_slips_in_yaml(text: str, help: str) -> None:
    """The place is where the slip is, as far as it can be known."""
    collector = Collector()
    compile_texts({"p": text}, collector=collector)

    assert [("bad-yaml", help)] == [(each.code, each.help) for each in collector.found]
