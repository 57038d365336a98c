"""
The form of a row of the operator table: what each operator says of itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from incentives.values import Interval


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


def strict(
    op: Op,
    spelling: str,
    parameters: tuple[str, ...],
    returns: str,
    says: str,
    kernel: Callable[..., object],
    example: tuple[str, str],
) -> Operator:
    """A row whose result is unknown as soon as an operand is."""
    return Operator(
        op=op,
        spelling=spelling,
        parameters=parameters,
        returns=returns,
        says=says,
        kernel=kernel,
        unknowns=Unknowns.STRICT,
        example=example,
    )


def comparison(op: Op, spelling: str, says: str, kernel: Callable[..., object], example: tuple[str, str]) -> Operator:
    """A row that compares two operands of one type."""
    return Operator(
        op=op,
        spelling=spelling,
        parameters=("same", "same"),
        returns="truth",
        says=says,
        kernel=kernel,
        unknowns=Unknowns.COMPARE,
        example=example,
    )


def bounded(
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
    """A row of numbers, whose result lies in a range that the operands' ranges give."""
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


def logic(
    op: Op,
    spelling: str,
    parameters: tuple[str, ...],
    says: str,
    kernel: Callable[..., object],
    example: tuple[str, str],
    *,
    variadic: bool = False,
) -> Operator:
    """A row of three-valued logic."""
    return Operator(
        op=op,
        spelling=spelling,
        parameters=parameters,
        returns="truth",
        says=says,
        kernel=kernel,
        unknowns=Unknowns.KLEENE,
        variadic=variadic,
        example=example,
    )
