"""
`in`, `not in` and `within`: members of choices and sets, and where a place lies.
"""

from __future__ import annotations

from incentives.compiler import names
from incentives.compiler.checking import Checking, a, broken
from incentives.ir.expr import Call, Expr, Literal
from incentives.ir.operators import Op
from incentives.ir.places import is_place, roots
from incentives.syntax import tree as syntax
from incentives.syntax.tree import Tree
from incentives.types import TRUTH, Broken, Choice, Place, Set
from incentives.values import Known

PLACES = Set("place", ())


def membership(checker: Checking, tree: syntax.Call) -> Expr:
    """`choice in [members]`, `member in set`, `place within place`."""
    left, right = tree.arguments
    holder = _set_of(checker, right) if tree.function == "in" and isinstance(right, syntax.Name) else None
    if holder is not None:
        return _contains(checker, tree, holder, _listed(left))
    subject = checker.check(left)
    if isinstance(subject.type, Broken):
        return subject
    if tree.function == "within" or isinstance(subject.type, Place):
        return _within(checker, tree, subject, right)
    if not isinstance(subject.type, Choice):
        message = f"`in` looks for a member of a choice, this is {a(subject.type)}"
        return checker.fail("type-mismatch", message, left)
    found = _members(checker, _listed(right), subject.type)
    if found is None:
        return broken(tree.span)
    kind = Set(subject.type.name, subject.type.members)
    literal = Literal(value=Known(found), type=kind, text=right.span.text, span=right.span)
    return Call(op=Op.IN, arguments=(subject, literal), type=TRUTH, span=tree.span)


def _listed(tree: Tree) -> tuple[Tree, ...]:
    return tree.items if isinstance(tree, syntax.Items) else (tree,)


def _set_of(checker: Checking, tree: syntax.Name) -> Expr | None:
    """The set-valued fact or field that *tree* names; if it is none, without a diagnostic."""
    before = len(checker.collector.found)
    found = names.look_up(checker, tree, None)
    if found is not None and isinstance(found.type, Set):
        return found
    del checker.collector.found[before:]
    return None


def _contains(checker: Checking, tree: syntax.Call, holder: Expr, items: tuple[Tree, ...]) -> Expr:
    assert isinstance(holder.type, Set)  # noqa: S101  # INVARIANT: the caller looked it up as a set
    found = _members(checker, items, holder.type)
    if found is None:
        return broken(tree.span)
    kind = Set(holder.type.name, holder.type.members)
    span = tree.arguments[0].span
    literal = Literal(value=Known(found), type=kind, text=span.text, span=span)
    return Call(op=Op.CONTAINS, arguments=(holder, literal), type=TRUTH, span=tree.span)


def _members(checker: Checking, items: tuple[Tree, ...], kind: Choice | Set) -> frozenset[str] | None:
    """The members of *kind* that are listed; None after a diagnostic."""
    found: set[str] = set()
    failed = False
    for item in items:
        if isinstance(item, syntax.Name) and item.text in kind.members:
            found.add(item.text)
            continue
        failed = True
        text = item.span.text
        message = f"`{text}` is not a member of `{kind.name}`"
        checker.fail("unknown-member", message, item, help=checker.suggest(text, lambda: kind.members))
    return None if failed else frozenset(found)


def _within(checker: Checking, tree: syntax.Call, subject: Expr, right: Tree) -> Expr:
    if not isinstance(subject.type, Place):
        message = f"`within` asks where a place lies, this is {a(subject.type)}"
        help = "write a fact or field that holds a place before it: `registered_in within CN-SH`"
        return checker.fail("type-mismatch", message, tree.arguments[0], help=help)
    if not isinstance(right, (syntax.Code, syntax.Items)):
        return _within_stated(checker, tree, subject, right)
    codes: set[str] = set()
    for item in _listed(right):
        if not isinstance(item, syntax.Code):
            help = "a list holds places as they are, in capitals: `CN-SH`, `DE`; a fact or column stands there alone"
            return checker.fail("type-mismatch", f"a place is due after `{tree.function}`", item, help=help)
        if not is_place(item.text, checker.scope.places):
            return names.unknown_place(checker, item)
        codes |= roots(item.text, checker.scope.places)
    literal = Literal(value=Known(frozenset(codes)), type=PLACES, text=right.span.text, span=right.span)
    return Call(op=Op.WITHIN, arguments=(subject, literal), type=TRUTH, span=tree.span)


def _within_stated(checker: Checking, tree: syntax.Call, subject: Expr, right: Tree) -> Expr:
    """`place within region`: a place that a fact, a field or a column of a table states."""
    region = checker.check(right)
    if isinstance(region.type, Broken):
        return region
    if not isinstance(region.type, Place):
        help = "places are written in capitals: `CN-SH`, `DE`; a fact or column that holds one may stand there as well"
        return checker.fail("type-mismatch", f"a place is due after `{tree.function}`", right, help=help)
    # Which places make up a group is written into the expression: it is the same for every company.
    pairs = frozenset(f"{group}>{member}" for group in checker.scope.places for member in _beside(checker, group))
    arguments = (
        (subject, region, Literal(value=Known(pairs), type=PLACES, span=tree.span)) if pairs else (subject, region)
    )
    return Call(op=Op.WITHIN, arguments=arguments, type=TRUTH, span=tree.span)


def _beside(checker: Checking, group: str) -> frozenset[str]:
    """The members of a group of places; none of a plain place."""
    return roots(group, checker.scope.places) - {group}
