"""
Loops to IR: gathering the items of a list, the rows of a table, fiscal years.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from incentives.compiler.checking import Checking, a, broken
from incentives.compiler.currencies import stated_currency
from incentives.ir.expr import (
    Aggregate,
    Expr,
    FactItems,
    Field,
    Gather,
    GroupItems,
    ItemsBy,
    ItemsOf,
    Source,
    TableRows,
    Years,
)
from incentives.syntax import tree as syntax
from incentives.syntax.tree import Tree
from incentives.types import DATE, PERCENT, TEXT, TRUTH, Broken, Numeric, Record, Set, Type

GATHERS = {gather.value: gather for gather in Gather}
# Linked above the first, a partner from the second on, where a group states no others: the EU's SME definition, art. 3.
USUAL_SHARES = (Fraction(1, 2), Fraction(1, 4))
HOLDING_FIELDS: Mapping[str, Type] = {"owner": TEXT, "owned": TEXT, "share": PERCENT}
ITEM = "item"  # inside a loop over distinct values: the items that have this one
WEIGHTED = "weighted"  # a sum over related enterprises
WEIGHT = "weight"  # the field that a group adds to its enterprises
OF_TRUTHS = frozenset({Gather.ANY, Gather.ALL, Gather.NONE, Gather.COUNT})


def for_each(checker: Checking, tree: syntax.ForEach, currency: str | None) -> Expr:
    """One loop, its body and condition checked inside it."""
    if tree.function == WEIGHTED:
        return _weighted(checker, tree, currency)
    gather = GATHERS.get(tree.function)
    if gather is None:
        message, help = f"`{tree.function}` cannot gather a list", checker.suggest(tree.function, lambda: GATHERS)
        return checker.fail("unknown-function", message, tree, help=help, span=tree.function_span)
    source = _source(checker, tree.source) if not tree.by else _items_by(checker, tree.source, tree.by)
    if source is None:
        return broken(tree.span)
    found, name, fields = source
    hint = currency or stated_currency(tree, checker.scope)
    if gather is Gather.CARRIED and not isinstance(found, Years):
        help = "write `carried(losses - profit, last 10 years)`"
        return checker.fail("type-mismatch", "`carried` goes from one fiscal year to the next", tree.source, help=help)
    # A loop over fiscal years has no items: it shifts the year that yearly facts mean.
    has_items = not isinstance(found, Years)
    if has_items:
        checker.loops.append((name, fields))
    if isinstance(found, ItemsBy):
        checker.gathered.append(len(checker.loops))
    where = checker.truth(tree.where) if tree.where else None
    body = checker.truth(tree.body) if gather in OF_TRUTHS else checker.check(tree.body, currency=hint)
    if isinstance(found, ItemsBy):
        checker.gathered.pop()
    if has_items:
        checker.loops.pop()
    if isinstance(body.type, Broken) or (where is not None and isinstance(where.type, Broken)):
        return broken(tree.span)
    kind = _gathered(gather, body.type)
    if kind is None:
        return checker.fail("type-mismatch", f"`{tree.function}` gathers numbers, this is {a(body.type)}", tree.body)
    return Aggregate(gather=gather, source=found, body=body, where=where, type=kind, span=tree.span)


def _weighted(checker: Checking, tree: syntax.ForEach, currency: str | None) -> Expr:
    """`weighted(staff for each group(…))` is short for `sum(weight * staff for each group(…))`."""
    if not isinstance(tree.source, syntax.Call):
        help = f"write `{WEIGHTED}(staff for each group(related_enterprises, holdings))`, or `sum` for any other list"
        message = f"`{WEIGHTED}` adds up related enterprises by their weight"
        return checker.fail("wrong-arguments", message, tree.source, help=help)
    product = syntax.Call("*", (syntax.Name(WEIGHT, tree.body.span), tree.body), tree.body.span)
    return for_each(checker, replace(tree, function=Gather.SUM.value, body=product), currency)


def _gathered(gather: Gather, body: Type) -> Type | None:
    """The type that gathering values of type *body* gives; None if they cannot be gathered."""
    if gather is Gather.COUNT:
        return Numeric(whole=True)
    if gather in OF_TRUTHS:
        return TRUTH
    return body if isinstance(body, Numeric) and not body.root else None


def _source(checker: Checking, tree: Tree) -> tuple[Source, str, Mapping[str, Type]] | None:
    """What a loop runs over, with its name and fields; None after a diagnostic."""
    if isinstance(tree, syntax.Window):
        return years(checker, tree), "year", {}
    if isinstance(tree, syntax.Call):
        return _group(checker, tree)
    if isinstance(tree, syntax.Name) and tree.text == ITEM and checker.gathered:
        place = checker.gathered[-1]
        name = checker.loops[place - 1][0]
        return ItemsOf(name=name, depth=len(checker.loops) - place), name, checker.members[name]
    return items(checker, tree)


def _items_by(checker: Checking, tree: Tree, by: tuple[Tree, ...]) -> tuple[ItemsBy, str, Mapping[str, Type]] | None:
    """
    `for each timesheets by person`: one turn for each distinct value, inside which `for each item` runs over its items.
    """
    found = items(checker, tree)
    if found is None:
        return None
    listed, name, fields = found
    checker.loops.append((name, fields))
    keys = [checker.check(key) for key in by]
    checker.loops.pop()
    if any(isinstance(key.type, Broken) for key in keys):
        return None
    for key, written in zip(keys, by, strict=True):
        if isinstance(key.type, (Set, Record)) or (isinstance(key.type, Numeric) and (key.type.power or key.type.root)):
            help = "name a field that says which belong together: a text, a choice, a place, a date, a number"
            checker.fail("type-mismatch", f"items are not told apart by {a(key.type)}", written, help=help)
            return None
    if not keys:
        checker.fail("wrong-arguments", "nothing stands behind `by`", tree, help="name a field: `by person`")
        return None
    # A field that tells the items apart has one value in each turn.
    names = tuple(key.name if isinstance(key, Field) and key.depth == 0 else "" for key in keys)
    shown = {key_name: fields[key_name] for key_name in names if key_name}
    checker.members[name] = fields
    return ItemsBy(items=listed, keys=tuple(keys), names=names), name, shown


def years(checker: Checking, tree: syntax.Window) -> Years:
    """A window of fiscal years."""
    since = checker.value(tree.since, DATE, "what stands after `since`") if tree.since else None
    return Years(count=tree.years, since=since, previous=tree.previous, ever=tree.ever)


def _group(checker: Checking, tree: syntax.Call) -> tuple[GroupItems, str, Mapping[str, Type]] | None:
    """
    `group(enterprises, holdings, 50%, 25%)`: related enterprises, each with its `weight` by the holdings between them.
    """
    help = "write `group(related_enterprises, holdings)`, perhaps `…, 50%, 25%)`: linked above, a partner from"
    if tree.function != "group" or len(tree.arguments) < 2:  # enterprises and holdings
        checker.fail("wrong-arguments", "only `group(…)` or a list may stand after `for each`", tree, help=help)
        return None
    enterprises, holdings = (items(checker, argument) for argument in tree.arguments[:2])
    stated = tree.arguments[2:]
    shares = [argument.value for argument in stated if isinstance(argument, syntax.Number) and argument.percent]
    if len(shares) != len(stated) or len(shares) not in (0, len(USUAL_SHARES)):
        checker.fail("wrong-arguments", "a group has two percentages or none", tree, help=help)
        return None
    linked, partner = shares or USUAL_SHARES
    if enterprises is None or holdings is None:
        return None
    for (_, name, fields), wanted in ((enterprises, {"name": TEXT}), (holdings, HOLDING_FIELDS)):
        missing = [field for field, kind in wanted.items() if fields.get(field) != kind]
        if missing:
            known = ", ".join(f"`{field}` ({kind})" for field, kind in wanted.items())
            checker.fail(
                "type-mismatch", f"the list `{name}` lacks a field that a group needs", tree, help=f"it needs {known}"
            )
            return None
    source = GroupItems(name=enterprises[1], holdings=holdings[1], linked_above=linked, partner_from=partner)
    return source, enterprises[1], {**enterprises[2], WEIGHT: PERCENT}


def items(checker: Checking, tree: Tree) -> tuple[FactItems | TableRows, str, Mapping[str, Type]] | None:
    """The list that *tree* names, with its name and fields; None after a diagnostic."""
    if isinstance(tree, syntax.Member) and isinstance(tree.owner, syntax.Name):
        return _shared_table(checker, tree.owner, tree)
    if not isinstance(tree, syntax.Name):
        checker.fail("type-mismatch", "the name of a list is due after `for each`", tree)
        return None
    table = checker.scope.table(tree.text)
    if table is not None:
        return TableRows(programme=checker.scope.programme, name=tree.text), tree.text, table.columns
    fact = checker.scope.fact(tree.text)
    if fact is not None and isinstance(fact.type, Record):
        return FactItems(name=tree.text), tree.text, dict(fact.type.fields)
    if fact is not None and isinstance(fact.type, Broken):
        return None  # its declaration has a diagnostic
    if fact is not None or checker.scope.knows(tree.text):
        checker.fail("type-mismatch", f"`{tree.text}` is not a list", tree)
    else:
        checker.fail(
            "unknown-name",
            f"there is no list `{tree.text}`",
            tree,
            help=_by_help(checker, tree.text) or checker.suggest(tree.text, checker.scope.names),
        )
    return None


def _by_help(checker: Checking, word: str) -> str | None:
    """What to write of a word that is close to `item`."""
    if word.rstrip("s") != ITEM:
        return None
    if checker.gathered:
        return f"did you mean `{ITEM}`?"
    return f"`for each {ITEM}` stands inside a loop over distinct values: `for each timesheets by person`"


def _shared_table(
    checker: Checking, owner: syntax.Name, tree: syntax.Member
) -> tuple[TableRows, str, Mapping[str, Type]] | None:
    """A table of another programme, `alias.table`."""
    found = checker.scope.table_of(owner.text, tree.name)
    if found is not None:
        programme, table = found
        return TableRows(programme=programme, name=tree.name), tree.name, table.columns
    # What else it may be has a diagnostic of its own, or is a value.
    value = checker.scope.member(owner.text, tree.name, tree.span)
    if value is not None:
        checker.fail("type-mismatch", f"`{owner.text}.{tree.name}` is not a list", tree)
    return None
