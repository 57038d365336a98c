"""
Figures of the law: expressions that depend on nothing.
"""

from __future__ import annotations

import re

from incentives.compiler.checking import broken, expression
from incentives.compiler.scope import ProgrammeScope
from incentives.compiler.typecheck import Checker
from incentives.ir.expr import Call, Expr, Literal, walk
from incentives.syntax.nodes import ScalarNode
from incentives.types import Broken, Type

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def constant(
    written: ScalarNode, scope: ProgrammeScope, kind: Type | None, what: str = "the first value of this parameter"
) -> Expr:
    """A value that depends on nothing; of the type *kind*, if there is one, which *what* has."""
    # Definitions are not checked yet: one that is named here must not be looked at.
    words = WORD.findall(written.text)
    if scope.uses.keys().isdisjoint(words) and scope.definitions_written.keys().isdisjoint(words):
        wanted = None if kind is None or isinstance(kind, Broken) else kind
        value = expression(written, Checker(scope, scope.collector), wanted, what)
        if all(isinstance(node, (Literal, Call)) for node in walk(value)):
            return value
    scope.collector.add(
        "not-constant",
        "a parameter is a figure of the law and depends on nothing",
        written.span,
        help="write it under `define` if it is worked out",
    )
    return broken(written.span)
