"""
A cell of a table means what the same text means in a profile.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from incentives.diagnostics import Collector
from incentives.population.binding import guess_columns
from incentives.population.mapping import ColumnMap, FactTarget, Unit, read_unit
from incentives.population.reading import BatchReader
from incentives.population.rows import profile_of
from incentives.profiles.load import load_profile
from incentives.profiles.profile import Profile, Yearly
from incentives.types import Numeric
from incentives.values import Known, Money
from tests.worlds import compile_texts

RULEBOOK = compile_texts({"p": "awards: {once: {nature: entitled, amount: 1 CNY}}"})
ON = date(2024, 7, 1)
CNY = Unit("CNY", Fraction(1), "CNY")
TEXTS = [
    *(
        "500万元",
        "1.5 million USD",
        "1,234,567.50 CNY",
        "-3 CNY",
        "0 CNY",
        "5",
        "5 m2",
        "1e5 CNY",
        "12.5%",
        "50%",
        "150%",
        "0.5",
    ),
    *("NaN", "inf", "", "unknown", "未知", "null", "true", "是", "no", "2024-02-29", "2023-02-29", "2022年5月10日"),
    *(
        "CN-SH",
        "上海",
        "Shanghai",
        "PAIR",
        "XX",
        "software",
        "chips",
        "none",
        "research,sales",
        "research、sales",
        "1200 m2",
    ),
    *("2 mu", "12", "12.5", "1,200", "\uff11\uff12", "9" * 500, "5 million", "CNY 5", "5 CNY USD", "<b>", "\u202etxt"),
]


def profiles(columns: ColumnMap, batch: pa.RecordBatch) -> tuple[list[Profile | None], list[str]]:
    """The company of each row, None for a row that is rejected, and why."""
    read = BatchReader(RULEBOOK, columns, ON).read(batch, 1)
    found: list[Profile | None] = [None] * batch.num_rows
    for group in read.groups:
        for index, row in enumerate(group.rows.tolist()):
            found[row] = profile_of(group.block, index, RULEBOOK)
    return found, [each.code for each in read.rejects]


@pytest.mark.parametrize("fact", [name for name in RULEBOOK.facts if name != "projects"])
def test_a_text_means_the_same_in_a_profile(fact: str) -> None:
    """Every text for every kind of fact: the same value, or a mistake in both."""
    kind = RULEBOOK.facts[fact].type
    unit = Unit("") if isinstance(kind, Numeric) and kind.is_plain and not kind.percent else None
    columns = ColumnMap(columns={"x": FactTarget(fact=fact, unit=unit)})
    found, _ = profiles(columns, pa.record_batch({"x": TEXTS}))
    for text, profile in zip(TEXTS, found, strict=True):
        if text in {"1", "0"}:
            continue  # a table may write truths so
        expected = load_profile({fact: text}, RULEBOOK.facts, RULEBOOK.places, Collector())
        assert (expected is None) == (profile is None), text
        if expected is not None and profile is not None:
            assert expected.facts == profile.facts, text


@given(
    st.lists(
        st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=10**12),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(["CNY", "million CNY", "万元", "thousand USD"]),
    st.sampled_from(["text", "float", "decimal", "grouped"]),
)
def test_bare_numbers_are_in_the_unit_of_their_column(amounts: list[Decimal | None], unit: str, form: str) -> None:
    """However a table stores amounts, they are exactly what the unit makes of them."""
    kinds = {
        "text": str,
        "float": float,
        "decimal": lambda each: each,
        "grouped": lambda each: f"{each:,}",
    }
    cells = [None if each is None else kinds[form](each) for each in amounts]
    kind = {"float": pa.float64(), "decimal": pa.decimal128(20, 2)}.get(form, pa.string())
    declared = RULEBOOK.facts["capital"]
    meant = read_unit(unit, declared.type)  # type: ignore[arg-type]  # money is numeric
    assert isinstance(meant, Unit)
    columns = ColumnMap(columns={"x": FactTarget(fact="capital", unit=meant)})
    found, codes = profiles(columns, pa.record_batch({"x": pa.array(cells, kind)}))
    assert [] == codes
    for amount, profile in zip(amounts, found, strict=True):
        assert profile is not None
        money = None if amount is None else Known(Money(Fraction(amount) * meant.factor, meant.currency or ""))
        assert money == profile.facts.get("capital")


def test_a_currency_for_each_row() -> None:
    """Rows of different currencies stand in different blocks; an amount without a currency is rejected."""
    columns = ColumnMap(columns={"x": FactTarget(fact="capital", unit=Unit("", Fraction(1)), currency_column="c")})
    batch = pa.record_batch({"x": [1, 2, 3, None, 5], "c": ["CNY", "usd", "USD", None, None]})
    found, codes = profiles(columns, batch)
    assert ["unknown-currency", "bare-number"] == codes
    told = [None if each is None else each.facts.get("capital") for each in found]
    assert [Known(Money(Fraction(1), "CNY")), None, Known(Money(Fraction(3), "USD")), None, None] == told


@pytest.mark.parametrize(
    ("fact", "array", "codes"),
    [
        ("capital", pa.array([1.0, float("nan"), float("inf")]), ["not-a-number", "not-a-number"]),
        ("staff", pa.array([1.0, 1.5, -0.0]), ["not-whole"]),
        ("listed", pa.array([0, 1, 2]), ["not-a-truth"]),
        ("registered_on", pa.array([datetime(2024, 1, 1), datetime(2024, 1, 1, 12)]), ["bad-date"]),  # noqa: DTZ001  # as tables have them
        ("registered_on", pa.array([1.5]), ["wrong-shape"]),
        ("staff", pa.array([date(2024, 1, 1)]), ["wrong-shape"]),
        ("share", pa.array([0.5, 1.5, -0.1]), ["out-of-range", "out-of-range"]),
        ("functions", pa.array([["research"], ["nothing"], [], None]), ["unknown-member"]),
    ],
)
def test_wrong_cells_are_told_by_row(fact: str, array: pa.Array, codes: list[str]) -> None:
    """Each wrong cell with its code; the other rows are read."""
    unit = Unit("CNY", Fraction(1), "CNY") if fact == "capital" else Unit("")
    found, told = profiles(ColumnMap(columns={"x": FactTarget(fact=fact, unit=unit)}), pa.record_batch({"x": array}))
    assert codes == told
    assert len(array) - len(codes) == sum(each is not None for each in found)


def test_years_lists_and_ends_of_years() -> None:
    """Yearly facts by year and without one, nested lists short and long, a year end for each row."""
    long = [{"cost": f"{number} CNY", "done": True} for number in range(20)]
    schema = pa.schema(
        [
            ("id", pa.string()),
            ("revenue", pa.string()),
            ("revenue_2023", pa.string()),
            ("projects", pa.list_(pa.struct([("cost", pa.string()), ("done", pa.bool_())]))),
            ("fye", pa.string()),
        ]
    )
    rows = [
        {"id": "a", "revenue": "1 CNY", "revenue_2023": "2 CNY", "projects": [], "fye": "03-31"},
        {"id": "b", "projects": long, "fye": "12-31"},
        {"id": "c", "projects": [{"cost": None, "done": None}, {"cost": "3 USD", "done": False}]},
    ]
    batch = pa.RecordBatch.from_pylist(rows, schema=schema)
    columns, _ = guess_columns(schema, RULEBOOK)
    found, codes = profiles(columns, batch)
    assert [] == codes
    first, second, third = found
    assert first is not None
    assert second is not None
    assert third is not None
    given = {"revenue": {"latest": "1 CNY", 2023: "2 CNY"}, "projects": [], "fiscal_year_end": "03-31"}
    for profile, stated in (
        (first, given),
        (second, {"projects": [{"cost": f"{number} CNY", "done": True} for number in range(20)]}),
        (third, {"projects": [{}, {"cost": "3 USD", "done": False}]}),
    ):
        expected = load_profile(stated, RULEBOOK.facts, RULEBOOK.places, Collector())
        assert expected is not None
        assert (expected.facts, expected.fiscal_year_end) == (profile.facts, profile.fiscal_year_end)
    assert isinstance(first.facts["revenue"], Yearly)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1e+05", 100_000), ("1E5", 100_000), ("1.5e2", 150), (".5e1", 5), ("123456789e-3", Fraction("123456.789"))],
)
def test_numbers_as_programs_write_them(text: str, number: Fraction) -> None:
    """R writes 1e+05 where a person writes 100000: it is that number exactly, in the unit of the column."""
    unit = read_unit("million CNY", RULEBOOK.facts["capital"].type)  # type: ignore[arg-type]  # money is numeric
    assert isinstance(unit, Unit)
    columns = ColumnMap(columns={"x": FactTarget(fact="capital", unit=unit)})
    (profile,), _ = profiles(columns, pa.record_batch({"x": [text]}))
    assert profile is not None
    assert Known(Money(number * 10**6, "CNY")) == profile.facts["capital"]


@pytest.mark.parametrize("text", ["1e400", "1e5 CNY", "1e5e5", "0x10"])
def test_other_exponents_are_told(text: str) -> None:
    """No number has hundreds of digits."""
    columns = ColumnMap(columns={"x": FactTarget(fact="capital", unit=CNY)})
    assert [None] == profiles(columns, pa.record_batch({"x": [text]}))[0]


@pytest.mark.parametrize("cell", ["NA", "nan", "-", float("nan")])
def test_what_often_means_not_known(cell: object) -> None:
    """It is not taken for that unasked; the reason says how to ask."""
    target = FactTarget(fact="capital", unit=CNY)
    batch = pa.RecordBatch.from_pydict({"capital": pa.array([cell], from_pandas=False)})
    (reject,) = BatchReader(RULEBOOK, ColumnMap(columns={"capital": target}), ON).read(batch, 1).rejects
    assert "`--missing TEXT`" in reject.reason
    asked = ColumnMap(columns={"capital": target}, missing=(str(cell),))
    read = BatchReader(RULEBOOK, asked, ON).read(batch, 1)
    assert ((), 1) == (read.rejects, len(read.good))
