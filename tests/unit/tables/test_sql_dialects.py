"""What engines call the columns of an answer."""

from __future__ import annotations

from datetime import date

import pytest

from incentives.ir.rulebook import Rulebook
from incentives.tables.sql import SqlQuestion, SqlWriter
from incentives.tables.sql_answers import Details
from incentives.tables.sql_dialects import DIALECTS, Kind
from tests.worlds import HEAD, RATES, compile_texts

LONG = "cn-shanghai/high-tech-enterprise-rewards-zhangjiang-science-city"


def test_names_that_postgres_would_cut_differ_before_the_cut() -> None:
    """It looks at 63 bytes: the ends of a long programme's amounts would have one name."""
    names = [DIALECTS[Kind.POSTGRES].label(f"{LONG}.{end}") for end in ("entitled_low", "entitled_high")]
    assert 2 == len(set(names))
    assert [name.rpartition(".")[2] for name in names] == ["entitled_low", "entitled_high"]
    assert all(len(name.encode()) <= 63 for name in names)


def test_a_name_is_not_cut_inside_a_letter() -> None:
    """Bytes are counted, letters are kept whole."""
    name = DIALECTS[Kind.POSTGRES].label(f"cn/{'企' * 40}.status")
    assert len(name.encode()) <= 63
    assert name.endswith(".status")
    assert "�" not in name


def test_names_that_fit_are_left() -> None:
    """Every other engine calls a column as answers do."""
    for kind in (Kind.DUCKDB, Kind.SPARK):
        assert DIALECTS[kind].label(f"{LONG}.status") == f"{LONG}.status"
    assert DIALECTS[Kind.POSTGRES].label("fr/jei.status") == "fr/jei.status"


@pytest.mark.parametrize("kind", Kind)
def test_no_two_columns_have_one_name(kind: Kind) -> None:
    """Where BigQuery's plain names are alike, they are counted."""
    rulebook: Rulebook = compile_texts({"a-b": HEAD, "a_b": HEAD})
    question = SqlQuestion(
        rulebook=rulebook,
        programmes=tuple(rulebook.programmes),
        on=date(2024, 7, 1),
        currency="CNY",
        rates=RATES,
        columns=(),
        kept=(("Status", "Status"),),
        details=Details.NONE,
    )
    names = SqlWriter(question, kind).query("firms").names
    assert len(names) == len({name.casefold() for name in names.values()})
    assert [label for label in names if label.endswith(".status")] == [f"{each}.status" for each in rulebook.programmes]
    assert "Status" == names["Status"]


@pytest.mark.parametrize("kind", Kind)
def test_names_cannot_leave_their_quotes(kind: Kind) -> None:
    """A quote inside a name ends nothing."""
    dialect = DIALECTS[kind]
    name = dialect.name(f"a{dialect.quote}; DROP TABLE firms; --")
    inside = name[1:-1].replace("\\\\", "").replace(f"\\{dialect.quote}", "").replace(dialect.quote * 2, "")
    assert dialect.quote not in inside
