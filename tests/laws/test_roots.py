"""
Laws of irrational numbers: how they compare, round and are enclosed, against sixty digits and powers of integers.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from incentives.values import Root, integer_root

DIGITS = 60
RADICANDS = st.fractions(0, 10**9, max_denominator=10**6) | st.sampled_from(
    [Fraction(0), Fraction(1), Fraction(1728, 1000)]
)
DEGREES = st.integers(1, 8)
SCALES = st.fractions(-1000, 1000, max_denominator=1000) | st.just(Fraction(0))
OFFSETS = st.fractions(-1000, 1000, max_denominator=1000)
NUMBERS = st.fractions(-(10**6), 10**6, max_denominator=10**6)
UNITS = st.sampled_from([Fraction(1), Fraction(1, 100), Fraction(1, 10**12), Fraction(10_000), Fraction(2, 3)])
ROOTS = st.builds(Root, RADICANDS, DEGREES, SCALES, OFFSETS)


def decimal(number: Fraction) -> Decimal:
    """The number to as many digits as the context has."""
    return Decimal(number.numerator) / Decimal(number.denominator)


def approximate(root: Root) -> Decimal:
    """The root to almost sixty digits."""
    if root.radicand == 0:
        return decimal(root.offset)
    return decimal(root.scale) * decimal(root.radicand) ** (Decimal(1) / Decimal(root.degree)) + decimal(root.offset)


def sign(number: Fraction | Decimal) -> int:
    """-1, 0 or 1."""
    return (number > 0) - (number < 0)


@given(ROOTS, NUMBERS)
def test_comparing_agrees_with_sixty_digits(root: Root, other: Fraction) -> None:
    """Wherever sixty digits can tell the two apart, exact comparison says the same."""
    with localcontext() as context:
        context.prec = DIGITS
        difference = approximate(root) - decimal(other)
    assume(abs(difference) > Decimal(10) ** -40)

    assert sign(difference) == root.compare(other)


@given(st.fractions(0, 1000, max_denominator=1000), DEGREES, SCALES, OFFSETS)
def test_a_perfect_power_is_met_exactly(base: Fraction, degree: int, scale: Fraction, offset: Fraction) -> None:
    """A root that is rational equals that rational, is enclosed by its multiple, and the least more is above it."""
    root = Root(base**degree, degree, scale, offset)
    exact = scale * base + offset
    least = Fraction(1, 10**50)

    assert (0, -1, 1) == (root.compare(exact), root.compare(exact + least), root.compare(exact - least))


@given(ROOTS, NUMBERS, NUMBERS)
def test_comparing_keeps_order(root: Root, one: Fraction, two: Fraction) -> None:
    """What is above a number is above any smaller one."""
    low, high = sorted((one, two))

    assert root.compare(low) >= root.compare(high)


@given(ROOTS, NUMBERS)
def test_turning_the_sign_turns_the_order(root: Root, other: Fraction) -> None:
    """The negative of a root compares to the negative of a number the other way round."""
    negative = Root(root.radicand, root.degree, -root.scale, -root.offset)

    assert root.compare(other) == -negative.compare(-other)


@given(ROOTS, UNITS)
def test_the_floor_is_the_largest_multiple_not_above(root: Root, unit: Fraction) -> None:
    """The floor is a whole multiple, not above the root, and the next one is."""
    floor = root.floor(unit)

    assert 1 == (floor / unit).denominator
    assert root.compare(floor) >= 0
    assert root.compare(floor + unit) < 0


@given(ROOTS, st.integers(0, 30))
def test_the_enclosure_is_tight(root: Root, digits: int) -> None:
    """The root lies between the two ends, which are a unit of the last digit apart, or equal if it is such a number."""
    low, high = root.enclosure(digits)
    unit = Fraction(1, 10**digits)

    assert root.compare(low) >= 0 >= root.compare(high)
    assert high - low in (0, unit)
    assert (low == high) == (root.compare(low) == 0)


@given(RADICANDS, st.integers(2, 8), st.integers(0, 20))
def test_the_floor_agrees_with_integers(radicand: Fraction, degree: int, digits: int) -> None:
    """Rounding down a plain root is the integer root of the scaled radicand."""
    scaled = radicand.numerator * 10 ** (digits * degree) // radicand.denominator

    assert Fraction(integer_root(scaled, degree), 10**digits) == Root(radicand, degree).floor(Fraction(1, 10**digits))


@given(st.integers(0, 10**60), st.integers(1, 12))
def test_integer_roots(number: int, degree: int) -> None:
    """The power of the integer root is not above the number, and that of the next integer is."""
    root = integer_root(number, degree)

    assert root**degree <= number < (root + 1) ** degree
