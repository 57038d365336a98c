"""
Numbers of an expression to IR, their units looked up; what a word is called that is no unit or currency.
"""

from __future__ import annotations

from incentives.compiler.checking import Checking
from incentives.diagnostics import nearest
from incentives.ir.expr import Expr, Literal
from incentives.money.currency import CURRENCIES
from incentives.source import Span
from incentives.syntax import tree as syntax
from incentives.syntax.cursor import unit_help
from incentives.syntax.tree import Tree
from incentives.syntax.units import unit_of
from incentives.types import NUMBER, PERCENT
from incentives.values import Known

CURRENCY_LENGTH = 3


def number(checker: Checking, tree: syntax.Number) -> Expr:
    """A number with its unit, its value in base units."""
    text = tree.span.text
    if tree.unit is None:
        return Literal(value=Known(tree.value), type=PERCENT if tree.percent else NUMBER, text=text, span=tree.span)
    unit = unit_of(tree.unit)
    if isinstance(unit, str):
        return unknown_unit(checker, unit, tree)
    kind, factor = unit
    value = tree.value if factor == 1 else tree.value * factor
    return Literal(value=Known(value), type=kind, text=text, span=tree.span)


def unknown_unit(checker: Checking, part: str, tree: Tree) -> Expr:
    """A word that is neither unit nor currency, though it may have been meant for one."""
    at = tree.span.start + max(tree.span.text.rfind(part), 0)
    span = Span(tree.span.source, at, at + len(part)) if part in tree.span.text else tree.span
    if part.isupper() and len(part) == CURRENCY_LENGTH:
        close = nearest(part, [*CURRENCIES, "RMB"])
        what = "currencies are written with their ISO 4217 code: `CNY`, `USD`"
        help = f"did you mean `{close[0]}`?".replace("RMB", "CNY") if close else what
        return checker.fail("unknown-currency", f"`{part}` is not a currency", tree, help=help, span=span)
    return checker.fail("unknown-unit", f"`{part}` is not a unit", tree, help=unit_help(part), span=span)
