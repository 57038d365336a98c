from __future__ import annotations

from fractions import Fraction

import pytest

from incentives.money.rounding import ROUNDING_SAMPLES, Rounding, decimal_text, round_to

CENT = Fraction(1, 100)


@pytest.mark.parametrize(
    ("text", "mode", "whole"),
    [(text, mode, whole) for text, row in ROUNDING_SAMPLES.items() for mode, whole in row.items()],
)
def test_samples(text: str, mode: Rounding, whole: int) -> None:
    """The samples that the reference prints are what rounding does."""
    assert Fraction(whole) == round_to(Fraction(text), Fraction(1), mode)


def test_every_sample_has_every_mode() -> None:
    """No mode is missing from a row of the samples."""
    assert all(list(Rounding) == list(row) for row in ROUNDING_SAMPLES.values())


@pytest.mark.parametrize(
    ("number", "unit", "rounded"),
    [
        ("1234567.895", CENT, "1234567.90"),
        ("1234567.8949999999999999999999", CENT, "1234567.89"),
        ("2.675", CENT, "2.68"),
        ("-2.675", CENT, "-2.68"),
        ("12499", Fraction(5000), "10000"),
        ("12500", Fraction(5000), "15000"),
        ("1/3", CENT, "0.33"),
        ("0.2", Fraction(2, 3), "0"),
        ("1", Fraction(2, 3), "4/3"),
    ],
)
def test_half_up(number: str, unit: Fraction, rounded: str) -> None:
    """Half away from zero is exact for cents, for units above one and for units that are no decimals."""
    assert Fraction(rounded) == round_to(Fraction(number), unit, Rounding.HALF_UP)


def test_modes_as_rule_files_write_them() -> None:
    """A mode is its word."""
    assert ["half-up", "half-even", "down", "up", "floor", "ceiling"] == [str(mode) for mode in Rounding]


@pytest.mark.parametrize("unit", [Fraction(0), Fraction(-1, 100)])
def test_a_unit_is_above_zero(unit: Fraction) -> None:
    """There are no multiples to round to of zero or less."""
    with pytest.raises(ValueError, match="cannot round to a multiple of"):
        round_to(Fraction(1), unit, Rounding.HALF_UP)


@pytest.mark.parametrize(
    ("number", "digits", "text"),
    [
        ("5000000", 2, "5000000.00"),
        ("0", 2, "0.00"),
        ("0.05", 2, "0.05"),
        ("-0.05", 2, "-0.05"),
        ("-1234.5", 3, "-1234.500"),
        ("1200", 0, "1200"),
        ("-7", 0, "-7"),
        ("123456789012345678901234567890.12", 2, "123456789012345678901234567890.12"),
    ],
)
def test_decimal_text(number: str, digits: int, text: str) -> None:
    """Exactly the digits asked for, no grouping, no exponent, no negative zero."""
    assert text == decimal_text(Fraction(number), digits)


@pytest.mark.parametrize(("number", "digits"), [("0.005", 2), ("1/3", 20), ("0.5", 0)])
def test_decimal_text_does_not_round(number: str, digits: int) -> None:
    """A number that needs more digits is refused, not shortened."""
    with pytest.raises(ValueError, match="is not a decimal of"):
        decimal_text(Fraction(number), digits)


def test_decimal_text_needs_a_count_of_digits() -> None:
    """Fewer than no digits cannot be written."""
    with pytest.raises(ValueError, match="cannot write -1 digits"):
        decimal_text(Fraction(100), -1)
