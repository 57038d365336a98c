"""
Tree to typed IR: names looked up, operators resolved to one row, units and currencies checked.

Everything is settled before any company is seen. A mistake becomes a diagnostic and a node of type `Broken`, which
silences its consequences, so that one mistake gives one diagnostic.
"""

from __future__ import annotations

from typing import assert_never

from incentives.compiler import loops, names
from incentives.compiler.calls import SPECIAL
from incentives.compiler.checking import Checking, broken
from incentives.compiler.literals import number
from incentives.compiler.membership import membership
from incentives.compiler.resolve import operator
from incentives.ir.expr import Expr, Literal
from incentives.ir.operators import FUNCTIONS, INFIX
from incentives.syntax import tree as syntax
from incentives.syntax.cursor import NAME_PARTS
from incentives.syntax.tree import Tree
from incentives.types import DATE, TEXT, Type
from incentives.values import Known

# How many nodes one formula may come to.
MOST_CHECKED = 20_000
ALL_FUNCTIONS = "the functions are `min`, `max`, `sum`, `average`, `growth`, `age`, `round` and others of the reference"


class Checker(Checking):
    """Checks expressions of one programme."""

    def check(self, tree: Tree, *, currency: str | None = None, expected: Type | None = None) -> Expr:
        """
        The typed form of *tree*.

        *currency* is what money facts in it are converted to, the programme's own if None; *expected* lets a bare word
        be a member of a choice.
        """
        self.checked += 1
        if self.checked > MOST_CHECKED:
            return self._too_much(tree)
        match tree:
            case syntax.Name():
                return names.name(self, tree, currency, expected)
            case syntax.Call():
                return self._call(tree, currency, expected)
            case syntax.Number():
                return number(self, tree)
            case syntax.Day():
                return Literal(value=Known(tree.value), type=DATE, text=tree.value.isoformat(), span=tree.span)
            case syntax.Text():
                return Literal(value=Known(tree.value), type=TEXT, text=tree.span.text, span=tree.span)
            case syntax.Code():
                return names.code(self, tree)
            case syntax.Member():
                return names.member(self, tree, currency)
            case syntax.Index():
                return names.index(self, tree, currency)
            case syntax.At():
                return names.dated(self, tree)
            case syntax.Items():
                return self.fail("type-mismatch", "a list may only stand after `in` or `within`", tree)
            case syntax.Window():
                message = "a window of years may only stand in `sum`, `average`, `growth` and the like"
                return self.fail("type-mismatch", message, tree)
            case syntax.ForEach():
                return loops.for_each(self, tree, currency)
            case syntax.Invalid():
                return broken(tree.span)
        assert_never(tree)

    def _too_much(self, tree: Tree) -> Expr:
        """`growth` and `first_time` check their operand twice, inside each other for ever: told once, then over."""
        if self.checked == MOST_CHECKED + 1:
            self.collector.add("too-deep", "this expression spells out too much", tree.span, help=NAME_PARTS)
        return broken(tree.span)

    def _call(self, tree: syntax.Call, currency: str | None, expected: Type | None) -> Expr:
        name = tree.function
        if name in ("in", "within"):
            return membership(self, tree)
        if name in INFIX:
            return operator(self, tree, currency, expected)
        if name in loops.GATHERS and len(tree.arguments) == 2 and isinstance(tree.arguments[1], syntax.Window):
            body, window = tree.arguments
            each = syntax.ForEach(name, body, window, None, tree.span)
            return loops.for_each(self, each, currency)
        if name in SPECIAL:
            return SPECIAL[name](self, tree, currency)
        if name in FUNCTIONS:
            return operator(self, tree, currency, expected)
        if name in loops.GATHERS:
            help = f"write `{name}(revenue, last 3 years)` or `{name}(cost for each projects)`"
            if self.gathered and len(tree.arguments) == 1:
                help = f"write `{name}({tree.arguments[0].span.text} for each {loops.ITEM})`"
            return self.fail("wrong-arguments", f"`{name}` gathers a list or a window of years", tree, help=help)
        if self.scope.knows(name):
            message = f"`{name}` is no function"
            help = f"an earlier year is `{name}[-1]`; two factors need `*`"
            return self.fail("unknown-function", message, tree, help=help, span=tree.function_span)
        return self.fail(
            "unknown-function",
            f"there is no function `{name}`",
            tree,
            help=self.suggest(name, lambda: [*FUNCTIONS, *loops.GATHERS, loops.WEIGHTED, *SPECIAL]) or ALL_FUNCTIONS,
            span=tree.function_span,
        )
