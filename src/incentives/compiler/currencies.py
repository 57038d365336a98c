"""
The currency that an expression states, which is what the money facts in it are converted to.
"""

from __future__ import annotations

from typing import assert_never

from incentives.compiler.checking import Scope
from incentives.money.currency import is_currency
from incentives.syntax import tree as syntax
from incentives.syntax.tree import Tree
from incentives.types import Numeric

LOGIC = ("and", "or", "not")


def stated_currency(tree: Tree, scope: Scope) -> str | None:
    """The first currency that a literal, `convert` or parameter in *tree* states."""
    match tree:
        case syntax.Number(unit=unit):
            first = unit.split("/")[0] if unit else ""
            return first if is_currency(first) else None
        case syntax.Name(text=text):
            kind = scope.parameter_type(text)
            return kind.currency if isinstance(kind, Numeric) else None
        case syntax.Call(function=function, arguments=arguments):
            return _of_call(function, arguments, scope)
        case syntax.ForEach(body=body):
            return stated_currency(body, scope)
        case syntax.At(owner=owner) | syntax.Index(owner=owner):
            return stated_currency(owner, scope)
        case syntax.Day() | syntax.Text() | syntax.Code() | syntax.Member():
            return None
        case syntax.Items() | syntax.Window() | syntax.Invalid():
            return None
    assert_never(tree)


def _of_call(function: str, arguments: tuple[Tree, ...], scope: Scope) -> str | None:
    if function in LOGIC:
        return None
    if function == "convert" and len(arguments) == 2 and isinstance(arguments[1], syntax.Code):
        return arguments[1].text
    for each in arguments[1:] if function == "if" else arguments:
        found = stated_currency(each, scope)
        if found:
            return found
    return None
