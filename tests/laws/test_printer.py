"""
Laws of the printer: what it prints is read as the same expression, on generated expressions.
"""

from __future__ import annotations

from hypothesis import given

from incentives.ir.expr import Expr
from incentives.ir.printer import print_expr
from tests.expressions import money_expressions, number_expressions, truth_expressions
from tests.worlds import compile_texts


def compiled(text: str) -> Expr:
    """The typed form of a definition."""
    quoted = text.replace("'", "''")
    return compile_texts({"p": f"define:\n  it: '{quoted}'"}).programmes["p"].definitions["it"].expr


@given(truth_expressions(2))
def test_conditions_survive_printing(text: str) -> None:
    """A condition that is printed and read again is the same condition."""
    expr = compiled(text)

    assert expr == compiled(print_expr(expr))


@given(money_expressions(3) | number_expressions(3))
def test_amounts_survive_printing(text: str) -> None:
    """A formula that is printed and read again is the same formula."""
    expr = compiled(text)

    assert expr == compiled(print_expr(expr))


@given(truth_expressions(2))
def test_printing_is_stable(text: str) -> None:
    """Printing what was printed changes nothing, and needs no more brackets than before."""
    once = print_expr(compiled(text))

    assert once == print_expr(compiled(once))
    assert text.count("(") >= once.count("(")
