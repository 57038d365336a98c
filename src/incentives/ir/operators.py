"""
THE operator table: each operator with its spelling, types, exact meaning, bounds and behaviour under unknowns.

A kernel gets the known values of its operands and returns a value of the result's type, or a `Why` where there is none.
A checked rulebook cannot raise. The columnar lowering, the reference page and the conformance suite read this table.

The rows stand in a file for each family: logic, numbers, dates.
"""

from __future__ import annotations

from incentives.ir.date_operators import DATES
from incentives.ir.logic_operators import COMPARING, LOGIC, MEMBERSHIP
from incentives.ir.number_operators import ARITHMETIC, CHOOSING, ROUNDING
from incentives.ir.rows import UNKNOWNS_SAID, Op, Operator, Unknowns

__all__ = ["COMPARISONS", "FUNCTIONS", "INFIX", "TABLE", "UNKNOWNS_SAID", "Op", "Operator", "Unknowns"]

TABLE: dict[Op, Operator] = {
    row.op: row for row in (*LOGIC, *COMPARING, *MEMBERSHIP, *ARITHMETIC, *CHOOSING, *ROUNDING, *DATES)
}

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
