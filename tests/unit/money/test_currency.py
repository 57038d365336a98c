from __future__ import annotations

import re
from fractions import Fraction

import pytest

from incentives.money.currency import ALIASES, CURRENCIES, Currency, currency_of, is_currency, minor_unit


@pytest.mark.parametrize(
    ("code", "unit"),
    [("CNY", Fraction(1, 100)), ("JPY", Fraction(1)), ("KWD", Fraction(1, 1000)), ("IDR", Fraction(1, 100))],
)
def test_minor_unit(code: str, unit: Fraction) -> None:
    """The minor unit is a hundredth, a whole or a thousandth, as ISO 4217 has it."""
    assert unit == minor_unit(code)


def test_minor_unit_of_no_currency() -> None:
    """A code that is no currency is an error of the caller, never a hundredth."""
    with pytest.raises(KeyError):
        minor_unit("FOO")


@pytest.mark.parametrize(
    ("code", "known"), [("CNY", True), ("EEK", True), ("cny", False), ("", False), ("XAU", False), ("../EUR", False)]
)
def test_is_currency(code: str, known: bool) -> None:
    """Active and discontinued codes are currencies; small letters, metals and paths are none."""
    assert known == is_currency(code)


def test_the_table_is_well_formed() -> None:
    """Codes are three capitals, sorted, each once; digits are those that ISO 4217 uses; every name is given."""
    codes = list(CURRENCIES)

    assert sorted(codes) == codes
    assert all(re.fullmatch("[A-Z]{3}", code) and code == currency.code for code, currency in CURRENCIES.items())
    assert {0, 2, 3} == {currency.digits for currency in CURRENCIES.values()}
    assert all(currency.english and currency.chinese for currency in CURRENCIES.values())


def test_names_are_distinct() -> None:
    """No two currencies share a name, in either language."""
    assert len(CURRENCIES) == len({currency.english for currency in CURRENCIES.values()})
    assert len(CURRENCIES) == len({currency.chinese for currency in CURRENCIES.values()})


def test_a_row() -> None:
    """A row holds code, digits and both names."""
    assert Currency("SGD", 2, "Singapore Dollar", "新加坡元") == CURRENCIES["SGD"]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("CNY", "CNY"),
        ("yuan", "CNY"),
        ("RMB", "CNY"),
        ("元", "CNY"),
        ("人民币", "CNY"),
        ("美元", "USD"),
        ("欧元", "EUR"),
        ("港元", "HKD"),
        ("港币", "HKD"),
        ("日元", "JPY"),
        ("英镑", "GBP"),
        ("新加坡元", "SGD"),
        ("新元", "SGD"),
        ("Euros", "EUR"),
    ],
)
def test_words_for_a_currency(word: str, code: str) -> None:
    """A code and the words that people write mean a currency."""
    assert code == currency_of(word)


@pytest.mark.parametrize("word", ["dollars", "dollar", "$", "¥", "pound", "franc", "rupee", "won", "usd", ""])
def test_ambiguous_words_mean_nothing(word: str) -> None:
    """A word that several currencies share is not guessed at, and a code is written in capitals."""
    assert currency_of(word) is None


def test_aliases_lead_to_currencies() -> None:
    """Every alias is in the form it is looked up by and leads to a row of the table."""
    assert all(word == word.casefold() and code in CURRENCIES for word, code in ALIASES.items())
