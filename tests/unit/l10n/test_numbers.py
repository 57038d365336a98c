from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from incentives.explain.messages import Between, Code, Formula, Points, Quantity, Several, Term, Words, say
from incentives.ir.operators import Op
from incentives.l10n.localiser import Localiser
from incentives.types import DAYS, MONTHS, NUMBER, PERCENT, Numeric, money
from incentives.values import Root

EN, ZH = Localiser("en"), Localiser("zh")
RENT = Numeric(currency="CNY", power=1, units=(("day", -1), ("m2", -1)))
AREA = Numeric(units=(("m2", 1),))


@pytest.mark.parametrize(
    ("amount", "currency", "english", "chinese"),
    [
        ("5000000", "CNY", "5,000,000 CNY", "500万元"),
        ("150000000", "CNY", "150,000,000 CNY", "1.5亿元"),
        ("123450000", "CNY", "123,450,000 CNY", "12,345万元"),
        ("711750", "CNY", "711,750 CNY", "711,750元"),
        ("2137200", "CNY", "2,137,200 CNY", "213.72万元"),
        ("6.5", "CNY", "6.50 CNY", "6.50元"),
        ("0", "CNY", "0 CNY", "0元"),
        ("-3000000", "CNY", "-3,000,000 CNY", "-300万元"),
        ("687803.95", "USD", "687,803.95 USD", "687,803.95美元"),
        ("1200", "JPY", "1,200 JPY", "1,200日元"),
        ("0.005", "CNY", "0.005 CNY", "0.005元"),
        ("1/3", "CNY", "≈ 0.33 CNY", "约0.33元"),
        ("123456789012345678901234567890.12", "CNY", "123,456,789,012,345,678,901,234,567,890.12 CNY", None),
    ],
)
def test_money_is_exact_or_says_that_it_is_not(amount: str, currency: str, english: str, chinese: str | None) -> None:
    """Every digit of an amount is shown; Chinese counts in 万 and 亿 where that is short and exact."""
    assert english == EN.money(Fraction(amount), currency)
    if chinese is not None:
        assert chinese == ZH.money(Fraction(amount), currency)


def test_cents_are_shown_where_asked_for() -> None:
    """A payment shows its cents even where they are noughts."""
    assert "711,750.00 CNY" == EN.money(Fraction(711_750), "CNY", cents=True)
    assert "1,200 JPY" == EN.money(Fraction(1200), "JPY", cents=True)


@pytest.mark.parametrize(
    ("share", "beside", "text"),
    [
        (Fraction(1, 8), None, "12.5%"),
        (Fraction(3, 5), None, "60%"),
        (Fraction(1, 3), None, "≈ 33.33%"),
        (Fraction("0.19999999"), Fraction(1, 5), "19.999999%"),
        (Fraction(599_999_999, 3_000_000_000), Fraction(1, 5), "≈ 19.99999997%"),
        (Fraction(1, 30_000_000), None, "≈ 0.0000033%"),
        (Root(Fraction(2), 2, Fraction(1), Fraction(-1)), None, "≈ 41.42%"),
        (Root(Fraction(4), 2, Fraction(1), Fraction(-1)), None, "100%"),
    ],
)
def test_percentages_never_look_like_what_they_are_not(
    share: Fraction | Root, beside: Fraction | None, text: str
) -> None:
    """An approximation is marked, and takes as many digits as keep it apart from its threshold."""
    assert text == EN.percent(share, beside)


@pytest.mark.parametrize(
    ("number", "kind", "english", "chinese"),
    [
        (Fraction(13, 2), RENT, "6.50 CNY/m²/day", "6.50元/平方米/天"),
        (Fraction(1000), AREA, "1,000 m²", "1,000平方米"),
        (Fraction(1), DAYS, "1 day", "1天"),
        (Fraction(365), DAYS, "365 days", "365天"),
        (Fraction(24), MONTHS, "2 years", "2年"),
        (Fraction(18), MONTHS, "18 months", "18个月"),
        (22 + Fraction(5, 31), MONTHS, "22 months and 5 days", "22个月零5天"),
        (Fraction(3, 31), MONTHS, "3 days", "3天"),
        (Fraction(12_345), NUMBER, "12,345", "12,345"),
        (Fraction(1, 4), PERCENT, "25%", "25%"),
        (Fraction(3), Numeric(currency="EUR", power=1, units=(("person", -1),)), "3 EUR/person", "3欧元/人"),
        (Fraction(1, 2), Numeric(currency="CNY", power=-1), "0.5 1/CNY", "0.5 1/元"),
    ],
)
def test_units_in_the_words_of_the_language(number: Fraction, kind: Numeric, english: str, chinese: str) -> None:
    """Areas, times, rates and counts have their unit, singular or plural."""
    assert english == EN.quantity(number, kind)
    assert chinese == ZH.quantity(number, kind)


def test_ranges() -> None:
    """The unit stands once where both ends have the same; an open end is said."""
    cny = money("CNY")

    assert "0 to 5,000,000 CNY" == EN.between(Between(Fraction(0), Fraction(5_000_000), cny))
    assert "0至500万元" == ZH.between(Between(Fraction(0), Fraction(5_000_000), cny))
    assert "500至1,000万元" == ZH.between(Between(Fraction(5_000_000), Fraction(10_000_000), cny))
    assert "500万至1亿元" == ZH.between(Between(Fraction(5_000_000), Fraction(100_000_000), cny))
    assert "5% to 10%" == EN.between(Between(Fraction(1, 20), Fraction(1, 10), PERCENT))
    assert "5,000,000 CNY or more" == EN.between(Between(Fraction(5_000_000), None, cny))
    assert "0%以上" == ZH.between(Between(Fraction(0), None, PERCENT))
    assert "not known" == EN.between(Between(None, None, cny))
    assert "3 or less" == EN.between(Between(None, Fraction(3), NUMBER))


def test_figures_have_brackets_where_they_need_them() -> None:
    """A sum inside a product stands in brackets, a product inside a sum does not."""
    two, three = Quantity(Fraction(2), NUMBER), Quantity(Fraction(3), NUMBER)
    total = Formula(Op.ADD, (two, three))

    assert "(2 + 3) × 2" == EN.formula(Formula(Op.MULTIPLY, (total, two)))
    assert "2 × 3 + 2" == EN.formula(Formula(Op.ADD, (Formula(Op.MULTIPLY, (two, three)), two)))
    assert "2 − (2 + 3)" == EN.formula(Formula(Op.SUBTRACT, (two, total)))
    assert "−(2 + 3)" == EN.formula(Formula(Op.NEGATE, (total,)))


def test_other_arguments() -> None:
    """Dates, lists, terms, words of the rule file and distances of percentages."""
    three = Several((Code("a"), Code("b"), Code("c")))

    assert "29 Feb 2024" == EN.date(date(2024, 2, 29))
    assert "2024年2月29日" == ZH.date(date(2024, 2, 29))
    assert "a, b, and c" == EN.argument(three)
    assert "a, b, or c" == EN.argument(Several(three.items, all_of=False))
    assert "a, b, c" == EN.argument(Several(three.items, plainly=True))
    assert "a、b和c" == ZH.argument(three)
    assert "Sales 2023" == EN.argument(Term("revenue", {"en": "Sales", "zh": "收入"}, 2023))
    assert "收入（2023年）" == ZH.argument(Term("revenue", {"en": "Sales", "zh": "收入"}, 2023))
    assert "revenue" == EN.argument(Term("revenue"))
    assert "Sales" == ZH.argument(Words({"en": "Sales"}))
    assert "Umsatz" == ZH.argument(Words({"de": "Umsatz"}))
    assert "2.5 percentage points" == EN.argument(Points(Fraction(1, 40)))
    assert "1 percentage point" == EN.argument(Points(Fraction(1, 100)))
    assert "1 item" == EN.message(say("value.items", count=1))
    assert "2 items" == EN.message(say("value.items", count=2))


def test_a_language_without_a_catalogue_is_refused() -> None:
    """Asking for a language that there is none of names those that there are."""
    with pytest.raises(LookupError, match="en, zh"):
        Localiser("fr")
