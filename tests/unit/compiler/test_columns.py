"""
The types of a table's columns: members of choices and places stand in cells as bare words.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from incentives.diagnostics import Collector
from incentives.engine.results import Range
from incentives.types import DATE, PLACE, TEXT, Choice
from tests.worlds import assess, compile_texts

LISTS = """
facts:
  costs:
    type: list
    fields:
      kind: {type: choice, members: {wages: wages, rent: rent, other: other}}
      amount: {type: money, at_least: 0}
  tenure: {type: choice, members: {rent: rent, owned: owned}}
"""


def table(columns: str, *rows: str) -> str:
    """A rule with one table; *columns* is what it states of them."""
    lines = "".join(f"      - {{{row}}}\n" for row in rows)
    return f"{LISTS}parameters:\n  rates:\n{columns}    table:\n{lines}"


def types_of(rule: str) -> dict[str, object]:
    """The types of the columns."""
    return dict(compile_texts({"p": rule}).programmes["p"].tables["rates"].columns)


def test_words_are_members_of_the_only_choice_that_has_them() -> None:
    """`software` and `chips` are industries whatever the column is called; a place is one by its code."""
    columns = types_of(table("", "sector: software, where: CN-SH, rate: 10%", "sector: chips, where: CN-BJ, rate: 5%"))

    assert columns["sector"] == Choice("industry", ("software", "chips", "other"))
    assert columns["where"] == PLACE


def test_a_column_called_like_a_field_has_its_members() -> None:
    """`rent` alone is a kind of cost and a tenure: the column's name decides."""
    columns = types_of(table("", "kind: rent, rate: 10%"))

    assert columns["kind"] == Choice("kind", ("wages", "rent", "other"))


def test_columns_state_their_types() -> None:
    """A fact, a field of a list, or a type."""
    stated = "    columns: {of: costs.kind, by: tenure, name: text, day: date}\n"
    columns = types_of(table(stated, "of: rent, by: rent, name: '\"a b\"', day: 2024-01-01"))

    assert columns["of"] == Choice("kind", ("wages", "rent", "other"))
    assert columns["by"] == Choice("tenure", ("rent", "owned"))
    assert (columns["name"], columns["day"]) == (TEXT, DATE)


def test_rows_by_member_and_place() -> None:
    """Cells are compared with what a company states."""
    rule = (
        table("", "kind: wages, rate: 50%, place: CN-SH", "kind: rent, rate: 10%, place: CN-BJ")
        + """
awards:
  grant:
    nature: entitled
    amount: sum(amount * sum(rate for each rates where kind_of_row == kind) for each costs)
  local: {nature: entitled, amount: 1 CNY * sum(1 for each rates where place == registered_in)}
"""
    )
    rule = rule.replace("kind: wages", "kind_of_row: wages").replace("{kind: rent", "{kind_of_row: rent", 1)
    facts = {"costs": [{"kind": "wages", "amount": "100 CNY"}, {"kind": "rent", "amount": "100 CNY"}]}
    answer = assess(compile_texts({"p": rule}), {**facts, "registered_in": "CN-BJ"})
    grant, local = (each.amount for each in answer.programmes[0].awards)

    assert Range(Fraction(60), Fraction(60)) == grant
    assert Range(Fraction(1), Fraction(1)) == local


@pytest.mark.parametrize(
    ("columns", "row", "code"),
    [
        ("", "x: rent, rate: 10%", "table-columns"),  # two choices have it
        ("", "sector: softwear, rate: 10%", "unknown-name"),
        ("    columns: {by: tenures}\n", "by: rent", "unknown-type"),
        ("    columns: {by: costs}\n", "by: rent", "unknown-type"),
        ("    columns: {off: tenure}\n", "of: '\"a\"'", "table-columns"),
        ("    columns: {of: costs.kind}\n", "of: owned", "unknown-member"),
        ("    columns: {of: date}\n", "of: 5", "type-mismatch"),
    ],
)
def test_mistakes(columns: str, row: str, code: str) -> None:
    """Each is told once, at the column or the cell."""
    collector = Collector()
    compile_texts({"p": table(columns, row)}, collector=collector)

    assert [code] == [each.code for each in collector.found]


def test_a_misspelt_member_is_held_against_the_choice_of_the_others() -> None:
    """One wrong word in a column of right ones."""
    collector = Collector()
    compile_texts({"p": table("", "sector: software", "sector: chipz")}, collector=collector)

    assert [("unknown-member", "did you mean `chips`?")] == [(each.code, each.help) for each in collector.found]


def test_columns_belong_to_a_table() -> None:
    """Beside a single value they would do nothing."""
    collector = Collector()
    compile_texts({"p": "parameters:\n  x: {value: 5%, columns: {a: date}}"}, collector=collector)

    assert ["idle-key"] == [each.code for each in collector.found]
