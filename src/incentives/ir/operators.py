"""
THE operator table: each operator with its spelling, types, exact meaning, bounds and behaviour under unknowns.

A kernel gets the known values of its operands and returns a value of the result's type, or a `Why` where there is none.
A checked rulebook cannot raise. The columnar lowering, the reference page and the conformance suite all read this table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from incentives import kleene
from incentives.ir import calendar, intervals
from incentives.money.rounding import Rounding, round_to
from incentives.values import Interval, Root, Why

if TYPE_CHECKING:
    from datetime import date


class Op(StrEnum):
    """The operators, by name."""

    NOT = "not"
    AND = "and"
    OR = "or"
    AT_LEAST_OF = "at_least_of"
    IF = "if"
    LESS = "less"
    AT_MOST = "at_most"
    GREATER = "greater"
    AT_LEAST = "at_least"
    EQUAL = "equal"
    NOT_EQUAL = "not_equal"
    IN = "in"
    CONTAINS = "contains"
    WITHIN = "within"
    ADD = "add"
    SUBTRACT = "subtract"
    NEGATE = "negate"
    MULTIPLY = "multiply"
    DIVIDE = "divide"
    MIN = "min"
    MAX = "max"
    CLAMP = "clamp"
    ABS = "abs"
    POWER = "power"
    ROOT = "root"
    ROUND = "round"
    ROUND_HALF_EVEN = "round_half_even"
    ROUND_DOWN = "round_down"
    ROUND_UP = "round_up"
    STEPS = "steps"
    SIZE = "size"
    ADD_MONTHS = "add_months"
    SUBTRACT_MONTHS = "subtract_months"
    ADD_DAYS = "add_days"
    SUBTRACT_DAYS = "subtract_days"
    DAYS_BETWEEN = "days_between"
    MONTHS_BETWEEN = "months_between"
    AGE = "age"
    YEAR_OF = "year_of"
    END_OF_YEAR = "end_of_year"
    END_OF_QUARTER = "end_of_quarter"
    END_OF_MONTH = "end_of_month"


class Unknowns(StrEnum):
    """What an operator does when an operand is unknown."""

    STRICT = "strict"
    KLEENE = "kleene"
    COMPARE = "compare"
    BOUNDED = "bounded"
    HULL = "hull"


# What `Unknowns` means, for the reference.
UNKNOWNS_SAID: dict[Unknowns, str] = {
    Unknowns.STRICT: "unknown if an operand is, with all their reasons",
    Unknowns.KLEENE: "three-valued logic: known as soon as the known operands decide",
    Unknowns.COMPARE: "known if every member of the operands' ranges gives the same answer, else unknown",
    Unknowns.BOUNDED: "unknown, with a range that contains every possible result; known if that range is one number",
    Unknowns.HULL: "of an unknown condition: the range that covers both branches, known if they agree",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """
    One row.

    Args:

        op: The name.

        spelling: How an author writes it, with the operands' kinds.

        parameters: A kind for each operand: `truth`, `numeric` (any unit), `same` (numbers of one unit, or two dates,
            texts, places or members of one choice), `number` (no unit), `whole` (a literal whole number), `date`,
            `months`, `days`, `place`, `places`, `choice`, `members`, `set`, `any` (one type for all `any`).

        variadic: Whether the last parameter may repeat.

        returns: A kind, or `same`, `any`, `product`, `quotient`, `root`, `power`.

        says: The exact meaning in one sentence.

        kernel: The meaning on known operands.

        unknowns: What unknown operands do.

        bounds: For `BOUNDED`: the range of the result from the operands' ranges.

        example: An expression and its value, which the documentation runs.
    """

    op: Op
    spelling: str
    parameters: tuple[str, ...]
    returns: str
    says: str
    kernel: Callable[..., object]
    unknowns: Unknowns
    bounds: Callable[..., Interval] | None = None
    variadic: bool = False
    example: tuple[str, str]


def _order(left: object, right: object) -> int:
    """-1, 0, 1; a root is compared by powers."""
    if isinstance(left, Root):
        return left.compare(right)  # type: ignore[arg-type]  # the checker allows a root only against a number
    if isinstance(right, Root):
        return -right.compare(left)  # type: ignore[arg-type]  # as above
    return (left > right) - (left < right)  # type: ignore[operator]  # both of one ordered type


def _add(left: Fraction | Root, right: Fraction | Root) -> Fraction | Root:
    if isinstance(left, Root):
        return Root(left.radicand, left.degree, left.scale, left.offset + right)  # type: ignore[operator]  # checked: one root at most
    if isinstance(right, Root):
        return _add(right, left)
    return left + right


def _scale(left: Fraction | Root, right: Fraction | Root) -> Fraction | Root:
    if isinstance(left, Root):
        return Root(left.radicand, left.degree, left.scale * right, left.offset * right)  # type: ignore[operator]  # checked: one root at most
    if isinstance(right, Root):
        return _scale(right, left)
    return left * right


def _divide(left: Fraction | Root, right: Fraction) -> object:
    if right == 0:
        return Why.DIVISION_BY_ZERO
    return _scale(left, 1 / right)


def _root(radicand: Fraction, degree: Fraction) -> object:
    if radicand < 0:
        return Why.NO_REAL_ROOT
    return Root(radicand, int(degree))


def _root_bounds(radicand: Interval, degree: Interval) -> Interval:
    order = int(degree[0] or 1)
    low = Root(max(radicand[0] or Fraction(0), Fraction(0)), order).enclosure()[0]
    high = None if radicand[1] is None else Root(max(radicand[1], Fraction(0)), order).enclosure()[1]
    return (low, high)


def _power(base: Fraction, exponent: Fraction) -> object:
    return base ** int(exponent)


def _power_bounds(base: Interval, exponent: Interval) -> Interval:
    order = int(exponent[0] or 0)
    if order % 2 == 0:
        base = intervals.absolute(base)
    return intervals.monotone(lambda number: number**order, base)


def _rounding(mode: Rounding) -> Callable[[Fraction | Root, Fraction], object]:
    def kernel(number: Fraction | Root, unit: Fraction) -> object:
        if unit <= 0:
            return Why.DIVISION_BY_ZERO
        if not isinstance(number, Root):
            return round_to(number, unit, mode)
        floor = number.floor(unit)
        if number.compare(floor) == 0:
            return floor
        # An irrational root never lies on a tie, unless it is rational: then the comparison with the middle tells.
        middle = number.compare(floor + unit / 2)
        inside = floor + unit * (Fraction(1, 4) if middle < 0 else Fraction(1, 2) if middle == 0 else Fraction(3, 4))
        return round_to(inside, unit, mode)

    return kernel


def _rounding_bounds(mode: Rounding) -> Callable[[Interval, Interval], Interval]:
    def bounds(number: Interval, unit: Interval) -> Interval:
        low, high = unit
        if low is None or low != high or low <= 0:
            return intervals.EVERYTHING
        return intervals.monotone(lambda each: round_to(each, low, mode), number)

    return bounds


def _steps(number: Fraction, size: Fraction) -> object:
    return Why.DIVISION_BY_ZERO if size <= 0 else Fraction(number // size)


def _steps_bounds(number: Interval, size: Interval) -> Interval:
    low, high = size
    if low is None or low != high or low <= 0:
        return intervals.EVERYTHING
    return intervals.monotone(lambda each: Fraction(each // low), number)


def _clamp(number: Fraction, low: Fraction, high: Fraction) -> Fraction:
    return max(low, min(number, high))


def _clamp_bounds(number: Interval, low: Interval, high: Interval) -> Interval:
    return intervals.greatest(low, intervals.least(number, high))


def _within(place: str, roots: frozenset[str]) -> object:
    if any(place == root or place.startswith(f"{root}-") for root in roots):
        return True
    if any(root.startswith(f"{place}-") for root in roots):
        return Why.NOT_PRECISE
    return False


def _dated(function: Callable[..., object]) -> Callable[..., object]:
    """A date outside the calendar is no value."""

    def kernel(*arguments: object) -> object:
        try:
            return function(*arguments)
        except (ValueError, OverflowError):
            return Why.BAD_DATE

    return kernel


def _age(born: date, on: date) -> Fraction:
    return calendar.months_of_age(born, on)


def _strict(op: Op, spelling: str, parameters: tuple[str, ...], returns: str, says: str, kernel: Callable[..., object], example: tuple[str, str]) -> Operator:
    return Operator(op=op, spelling=spelling, parameters=parameters, returns=returns, says=says, kernel=kernel, unknowns=Unknowns.STRICT, example=example)


def _comparison(op: Op, spelling: str, says: str, kernel: Callable[..., object], example: tuple[str, str]) -> Operator:
    return Operator(op=op, spelling=spelling, parameters=("same", "same"), returns="truth", says=says, kernel=kernel, unknowns=Unknowns.COMPARE, example=example)


def _bounded(
    op: Op,
    spelling: str,
    parameters: tuple[str, ...],
    returns: str,
    says: str,
    kernel: Callable[..., object],
    bounds: Callable[..., Interval],
    example: tuple[str, str],
    *,
    variadic: bool = False,
) -> Operator:
    return Operator(
        op=op,
        spelling=spelling,
        parameters=parameters,
        returns=returns,
        says=says,
        kernel=kernel,
        unknowns=Unknowns.BOUNDED,
        bounds=bounds,
        variadic=variadic,
        example=example,
    )


def _logic(op: Op, spelling: str, parameters: tuple[str, ...], says: str, kernel: Callable[..., object], example: tuple[str, str], *, variadic: bool = False) -> Operator:
    return Operator(op=op, spelling=spelling, parameters=parameters, returns="truth", says=says, kernel=kernel, unknowns=Unknowns.KLEENE, variadic=variadic, example=example)


_ROWS: tuple[Operator, ...] = (
    _logic(Op.NOT, "not truth", ("truth",), "true where the operand is false", lambda a: kleene.NOT[a], ("not 3 > 2", "false")),
    _logic(Op.AND, "truth and truth …", ("truth",), "true where all operands are", lambda *a: kleene.every(a), ("3 > 2 and 2 > 1", "true"), variadic=True),
    _logic(Op.OR, "truth or truth …", ("truth",), "true where an operand is", lambda *a: kleene.some(a), ("3 > 2 or 1 > 2", "true"), variadic=True),
    _logic(
        Op.AT_LEAST_OF,
        "at_least(whole, truth, …)",
        ("whole", "truth"),
        "true where at least that many of the operands are",
        lambda n, *a: kleene.at_least(int(n), a),
        ("at_least(2, 3 > 2, 2 > 1, 1 > 2)", "true"),
        variadic=True,
    ),
    Operator(
        op=Op.IF,
        spelling="if truth then any else any",
        parameters=("truth", "any", "any"),
        returns="any",
        says="the second operand where the first is true, the third where it is false",
        kernel=lambda condition, positive, negative: positive if condition else negative,
        unknowns=Unknowns.HULL,
        example=("if 3 > 2 then 10% else 5%", "10%"),
    ),
    _comparison(Op.LESS, "same < same", "true where the left is below the right", lambda a, b: _order(a, b) < 0, ("2 < 3", "true")),
    _comparison(Op.AT_MOST, "same <= same", "true where the left is not above the right", lambda a, b: _order(a, b) <= 0, ("3 <= 3", "true")),
    _comparison(Op.GREATER, "same > same", "true where the left is above the right", lambda a, b: _order(a, b) > 0, ("3 > 3", "false")),
    _comparison(Op.AT_LEAST, "same >= same", "true where the left is not below the right", lambda a, b: _order(a, b) >= 0, ("3 >= 3", "true")),
    _comparison(Op.EQUAL, "same == same", "true where both are the same", lambda a, b: a == b if not isinstance(a, Root) else a.compare(b) == 0, ("3 == 3", "true")),
    _comparison(Op.NOT_EQUAL, "same != same", "true where the two differ", lambda a, b: a != b if not isinstance(a, Root) else a.compare(b) != 0, ("3 != 3", "false")),
    _strict(Op.IN, "choice in [members]", ("choice", "members"), "truth", "true where the left is one of the members", lambda a, b: a in b, ("industry in [software]", "true")),
    _strict(Op.CONTAINS, "member in set", ("set", "members"), "truth", "true where the set holds the member", lambda a, b: b <= a, ("research in headquarters_functions", "true")),
    _strict(
        Op.WITHIN,
        "place within place",
        ("place", "places"),
        "truth",
        "true where the left is the right or lies in it; unknown where the left is only known more roughly than the right",
        _within,
        ("registered_in within CN-SH", "true"),
    ),
    _bounded(Op.ADD, "same + same", ("same", "same"), "same", "the exact sum", _add, intervals.add, ("1 CNY + 2 CNY", "3 CNY")),
    _bounded(Op.SUBTRACT, "same - same", ("same", "same"), "same", "the exact difference", lambda a, b: _add(a, _scale(b, Fraction(-1))), intervals.subtract, ("3 CNY - 2 CNY", "1 CNY")),
    _bounded(Op.NEGATE, "- numeric", ("numeric",), "same", "the operand with its sign turned", lambda a: _scale(a, Fraction(-1)), intervals.negate, ("- 3", "-3")),
    _bounded(Op.MULTIPLY, "numeric * numeric", ("numeric", "numeric"), "product", "the exact product, its unit the product of the units", _scale, intervals.multiply, ("30% * 8 CNY/m2", "2.4 CNY/m2")),
    _bounded(Op.DIVIDE, "numeric / numeric", ("numeric", "numeric"), "quotient", "the exact quotient, its unit the quotient of the units; of nought, no value", _divide, intervals.divide, ("1 CNY / 3 CNY", "1/3")),
    _bounded(Op.MIN, "min(same, …)", ("same",), "same", "the least operand", min, intervals.least, ("min(1200 m2, 1000 m2)", "1000 m2"), variadic=True),
    _bounded(Op.MAX, "max(same, …)", ("same",), "same", "the greatest operand", max, intervals.greatest, ("max(2, 3)", "3"), variadic=True),
    _bounded(Op.CLAMP, "clamp(same, same, same)", ("same", "same", "same"), "same", "the first operand, raised to the second and lowered to the third", _clamp, _clamp_bounds, ("clamp(7, 0, 5)", "5")),
    _bounded(Op.ABS, "abs(numeric)", ("numeric",), "same", "the operand without its sign", abs, intervals.absolute, ("abs(2 - 5)", "3")),
    _bounded(Op.POWER, "power(numeric, whole)", ("number", "whole"), "number", "the first operand multiplied by itself as often as the second says", _power, _power_bounds, ("power(110%, 2)", "1.21")),
    _bounded(Op.ROOT, "root(number, whole)", ("number", "whole"), "root", "the exact root, which can be compared or rounded; of less than nought, no value", _root, _root_bounds, ("root(1.44, 2) >= 120%", "true")),
    _bounded(Op.ROUND, "round(same, same)", ("same", "same"), "same", "the nearest multiple of the second operand, halves away from nought", _rounding(Rounding.HALF_UP), _rounding_bounds(Rounding.HALF_UP), ("round(2.5 CNY, 1 CNY)", "3 CNY")),
    _bounded(Op.ROUND_HALF_EVEN, "round_half_even(same, same)", ("same", "same"), "same", "the nearest multiple of the second operand, halves to the even one", _rounding(Rounding.HALF_EVEN), _rounding_bounds(Rounding.HALF_EVEN), ("round_half_even(2.5, 1)", "2")),
    _bounded(Op.ROUND_DOWN, "round_down(same, same)", ("same", "same"), "same", "the next multiple of the second operand towards nought", _rounding(Rounding.DOWN), _rounding_bounds(Rounding.DOWN), ("round_down(2.9, 1)", "2")),
    _bounded(Op.ROUND_UP, "round_up(same, same)", ("same", "same"), "same", "the next multiple of the second operand away from nought", _rounding(Rounding.UP), _rounding_bounds(Rounding.UP), ("round_up(2.1, 1)", "3")),
    _bounded(Op.STEPS, "steps(same, same)", ("same", "same"), "number", "how many whole times the second operand goes into the first", _steps, _steps_bounds, ("steps(25 million CNY, 10 million CNY)", "2")),
    _strict(Op.SIZE, "size(set)", ("set",), "number", "how many members the set holds", lambda a: Fraction(len(a)), ("size(headquarters_functions)", "2")),
    _strict(Op.ADD_MONTHS, "date + months", ("date", "months"), "date", "the same day that many months later, the last day of a shorter month", _dated(calendar.add_months), ("2024-01-31 + 1 month", "2024-02-29")),
    _strict(Op.SUBTRACT_MONTHS, "date - months", ("date", "months"), "date", "the same day that many months earlier, the last day of a shorter month", _dated(lambda a, b: calendar.add_months(a, -b)), ("2024-03-31 - 1 month", "2024-02-29")),
    _strict(Op.ADD_DAYS, "date + days", ("date", "days"), "date", "that many days later", _dated(calendar.add_days), ("2024-02-28 + 2 days", "2024-03-01")),
    _strict(Op.SUBTRACT_DAYS, "date - days", ("date", "days"), "date", "that many days earlier", _dated(lambda a, b: calendar.add_days(a, -b)), ("2024-03-01 - 1 day", "2024-02-29")),
    _strict(Op.DAYS_BETWEEN, "date - date", ("date", "date"), "days", "the days from the right to the left", lambda a, b: Fraction((a - b).days), ("2024-03-01 - 2024-02-01", "29 day")),
    _strict(Op.MONTHS_BETWEEN, "months_between(date, date)", ("date", "date"), "months", "the whole months from the first date to the second", calendar.full_months, ("months_between(2024-01-15, 2024-07-14)", "5 month")),
    _strict(Op.AGE, "age(date, date)", ("date", "date"), "months", "the time from the first date to the second in months, a begun month as its days over 31, so that `age >= 1 year` and `age > 1 year` are exact to the day; the second is the day of assessment if left out", _age, ("age(2023-03-01, 2024-03-01) >= 1 year", "true")),
    _strict(Op.YEAR_OF, "year_of(date)", ("date",), "number", "the calendar year", lambda a: Fraction(a.year), ("year_of(2024-02-29)", "2024")),
    _strict(Op.END_OF_YEAR, "end_of_year(date)", ("date",), "date", "31 December of its year", lambda a: a.replace(month=12, day=31), ("end_of_year(2024-02-29)", "2024-12-31")),
    _strict(Op.END_OF_QUARTER, "end_of_quarter(date)", ("date",), "date", "the last day of its calendar quarter", calendar.end_of_quarter, ("end_of_quarter(2024-02-10)", "2024-03-31")),
    _strict(Op.END_OF_MONTH, "end_of_month(date)", ("date",), "date", "the last day of its month", calendar.end_of_month, ("end_of_month(2024-02-10)", "2024-02-29")),
)

TABLE: dict[Op, Operator] = {row.op: row for row in _ROWS}

# What an author writes -> the rows it may stand for, tried in order.
INFIX: dict[str, tuple[Op, ...]] = {
    "<": (Op.LESS,),
    "<=": (Op.AT_MOST,),
    ">": (Op.GREATER,),
    ">=": (Op.AT_LEAST,),
    "==": (Op.EQUAL,),
    "!=": (Op.NOT_EQUAL,),
    "+": (Op.ADD_MONTHS, Op.ADD_DAYS, Op.ADD),
    "-": (Op.DAYS_BETWEEN, Op.SUBTRACT_MONTHS, Op.SUBTRACT_DAYS, Op.SUBTRACT),
    "*": (Op.MULTIPLY,),
    "/": (Op.DIVIDE,),
    "and": (Op.AND,),
    "or": (Op.OR,),
    "not": (Op.NOT,),
    "negate": (Op.NEGATE,),
    "if": (Op.IF,),
}
FUNCTIONS: dict[str, Op] = {
    "at_least": Op.AT_LEAST_OF,
    "min": Op.MIN,
    "max": Op.MAX,
    "clamp": Op.CLAMP,
    "abs": Op.ABS,
    "power": Op.POWER,
    "root": Op.ROOT,
    "round": Op.ROUND,
    "round_half_even": Op.ROUND_HALF_EVEN,
    "round_down": Op.ROUND_DOWN,
    "round_up": Op.ROUND_UP,
    "steps": Op.STEPS,
    "size": Op.SIZE,
    "months_between": Op.MONTHS_BETWEEN,
    "age": Op.AGE,
    "year_of": Op.YEAR_OF,
    "end_of_year": Op.END_OF_YEAR,
    "end_of_quarter": Op.END_OF_QUARTER,
    "end_of_month": Op.END_OF_MONTH,
}
COMPARISONS = frozenset({Op.LESS, Op.AT_MOST, Op.GREATER, Op.AT_LEAST, Op.EQUAL, Op.NOT_EQUAL})
