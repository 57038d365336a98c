"""
Names to IR: what a word, a code, `owner.name`, `fact[-1]` and `parameter at day` stand for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from incentives.compiler.averages import average
from incentives.compiler.checking import Checking, broken
from incentives.diagnostics import nearest
from incentives.ir.expr import (
    Context,
    Convert,
    Expr,
    Fact,
    Field,
    Given,
    InPeriod,
    Literal,
    Named,
    Parameter,
    Reference,
)
from incentives.ir.operators import FUNCTIONS, TABLE
from incentives.ir.places import is_place
from incentives.ir.rulebook import FactDeclaration
from incentives.money.currency import is_currency
from incentives.syntax import tree as syntax
from incentives.syntax.literals import nearest_place
from incentives.syntax.tree import Tree
from incentives.syntax.units import unit_of
from incentives.types import (
    ANY_CURRENCY,
    DATE,
    DAYS,
    NUMBER,
    PLACE,
    TRUTH,
    Broken,
    Choice,
    Numeric,
    Record,
    Set,
    Type,
    with_currency,
)
from incentives.values import Known

CONTEXT_TYPES: Mapping[Given, Type] = {
    Given.ASSESSMENT_DATE: DATE,
    Given.FISCAL_YEAR: NUMBER,
    Given.FISCAL_YEAR_START: DATE,
    Given.FISCAL_YEAR_END: DATE,
    Given.DAYS: DAYS,
    Given.PERIOD_NUMBER: NUMBER,
    Given.PERIOD_START: DATE,
    Given.PERIOD_END: DATE,
    Given.PERIOD_YEAR: NUMBER,
}
PERIOD_ONLY = frozenset({Given.DAYS, Given.PERIOD_NUMBER, Given.PERIOD_START, Given.PERIOD_END, Given.PERIOD_YEAR})
GIVEN: Mapping[str, Given] = {given.value: given for given in Given}
TRUTHS = ("true", "false")
NO_SUCH_NAME = "`incentives facts WORD` looks for a fact; others are declared under `facts` or `define`"
# Words of other languages, with what to write.
OTHER_WORDS = {
    **dict.fromkeys(("today", "now"), "write `assessment_date`"),
    **dict.fromkeys(("yes", "no", "True", "False"), "use a truth directly: `listed`, `not listed`"),
    **dict.fromkeys(
        ("null", "none", "nil", "unknown"), "what is not known is left out of the profile, rules do not ask"
    ),
}
PLACES = "declare it in `places.yaml`"


def name(checker: Checking, tree: syntax.Name, currency: str | None, expected: Type | None) -> Expr:
    """What a bare word stands for, a member of the choice that is *expected* first."""
    word = tree.text
    if word in TRUTHS:
        return Literal(value=Known(word == "true"), type=TRUTH, text=word, span=tree.span)
    choice = expected if isinstance(expected, (Choice, Set)) else None
    if choice is not None and word in choice.members:
        return Literal(value=Known(word), type=Choice(choice.name, choice.members), text=word, span=tree.span)
    found = look_up(checker, tree, currency)
    if found is not None:
        return found
    if choice is not None:
        message = f"`{word}` is not a member of `{choice.name}`"
        return checker.fail("unknown-member", message, tree, help=checker.suggest(word, lambda: choice.members))
    message = f"`{word}` is neither a fact nor defined here"
    help = (
        _inside(checker, word)
        or _other_kind(checker, word)
        or checker.suggest(word, lambda: _known_names(checker))
        or NO_SUCH_NAME
    )
    return checker.fail("unknown-name", message, tree, help=help)


def _inside(checker: Checking, word: str) -> str | None:
    """What to write of a field of the items that a loop over distinct values gathers, or of a word close to one."""
    for place in checker.gathered:
        listed = checker.loops[place - 1][0]
        if word in checker.members.get(listed, ()):
            return (
                f"each value has several items: gather them, `sum({word} for each item)`, `any({word} … for each item)`"
            )
    close = nearest(word, [field for _, fields in checker.loops for field in fields])
    return f"did you mean `{close[0]}`?" if close else None


def _other_kind(checker: Checking, word: str) -> str | None:
    """What to write of a word that stands for something which is no value."""
    if checker.scope.is_award(word):
        return f"it is an award: write `{word}.amount`, or `{word}.when` for its conditions"
    table = checker.scope.table(word)
    if table is not None:
        return f"it is a table: run over it, as in `max({next(iter(table.columns), '…')} for each {word})`"
    if checker.scope.used(word) is not None:
        return f"it is a programme: write `{word}.…`, `holds({word})`, `qualifies({word})` or `granted({word})`"
    if word in FUNCTIONS:
        return f"it is a function: `{TABLE[FUNCTIONS[word]].spelling}`"
    if word in OTHER_WORDS:
        return OTHER_WORDS[word]
    if not isinstance(unit_of(word), str):
        return f"it is a unit: it stands behind a number, as in `5 {word}`"
    return None


def look_up(checker: Checking, tree: syntax.Name, currency: str | None) -> Expr | None:
    """What a bare word stands for, innermost first; None if nothing."""
    word = tree.text
    for depth, (source, fields) in enumerate(reversed(checker.loops)):
        if word in fields:
            field = Field(name=word, type=fields[word], source=source, depth=depth, span=tree.span)
            return in_currency(checker, field, currency)
    kind = checker.scope.definition_type(word)
    if kind is not None:
        return _definition(checker, tree, kind)
    kind = checker.scope.parameter_type(word)
    if kind is not None:
        at = checker.scope.parameter_key(word)
        return Parameter(name=word, programme=checker.scope.programme, type=kind, at=at, span=tree.span)
    declared = checker.scope.fact(word)
    if declared is not None:
        return _fact(checker, declared, tree, 0, currency)
    return _given(checker, GIVEN[word], tree) if word in GIVEN else None


def resolvable(checker: Checking, tree: syntax.Name) -> bool:
    """Whether a bare word stands for something by itself, so that it need not be a member of a choice."""
    word = tree.text
    if checker.scope.knows(word) or word in TRUTHS or word in GIVEN:
        return True
    return any(word in fields for _, fields in checker.loops)


def in_currency(checker: Checking, expr: Expr, currency: str | None) -> Expr:
    """A money fact as given is converted, at once and visibly, to the currency that its surroundings are in."""
    if not isinstance(expr.type, Numeric) or expr.type.currency != ANY_CURRENCY:
        return expr
    target = currency or checker.scope.currency
    return Convert(operand=expr, currency=target, type=with_currency(expr.type, target), span=expr.span)


def code(checker: Checking, tree: syntax.Code) -> Expr:
    """A place; a currency is no value."""
    if is_place(tree.text, checker.scope.places):
        return Literal(value=Known(tree.text), type=PLACE, text=tree.text, span=tree.span)
    if is_currency(tree.text):
        message = f"`{tree.text}` is a currency, a value is due here"
        return checker.fail("type-mismatch", message, tree, help=f"write an amount: `5 million {tree.text}`")
    return unknown_place(checker, tree)


def unknown_place(checker: Checking, tree: syntax.Code) -> Expr:
    """A code in capitals that is no place, or a name with capitals, which has none."""
    places = checker.scope.places
    if checker.scope.knows(tree.text.lower()):
        message = f"`{tree.text}` is not a place, and names are written in small letters"
        return checker.fail("unknown-name", message, tree, help=f"did you mean `{tree.text.lower()}`?")
    if not tree.text.isupper() and not any(tree.text in each.label.values() for each in places.values()):
        message = f"`{tree.text}` is neither a place nor a name: names are written in small letters"
        help = checker.suggest(tree.text, lambda: _known_names(checker)) or NO_SUCH_NAME
        return checker.fail("unknown-name", message, tree, help=help)
    help = nearest_place(tree.text, places) if checker.may_compare(len(places)) else PLACES
    return checker.fail("unknown-place", f"`{tree.text}` is not a place", tree, help=help)


def member(checker: Checking, tree: syntax.Member, currency: str | None) -> Expr:
    """`owner.name`: an award's conditions or amount, a criterion, another programme's definition."""
    owner, name = tree.owner, tree.name
    if isinstance(owner, syntax.Member) and isinstance(owner.owner, syntax.Name):
        name, owner = f"{owner.name}.{name}", owner.owner  # one of several results of another programme's definition
    if not isinstance(owner, syntax.Name):
        return checker.fail("syntax", "only a name may stand before `.`", tree)
    found = checker.scope.member(owner.text, name, tree.span)
    if isinstance(found, Reference) and found.kind in (Named.DEFINITION, Named.OF_ITEM):
        found = replace(found, offset=checker.shift) if checker.shift else found
        return of_item(checker, found, tree) if found.kind is Named.OF_ITEM else found
    return in_currency(checker, found, currency) if found else broken(tree.span)


def index(checker: Checking, tree: syntax.Index, currency: str | None) -> Expr:
    """`fact[-1]`: the value of an earlier fiscal year, of a definition that of its facts."""
    if tree.offset > 0:
        help = "write `[-1]` for the year before, `[0]` for the last year closed"
        return checker.fail("bad-window", "only earlier years can be looked at", tree, help=help)
    if tree.in_period and not checker.in_period:
        return _no_period(checker, Given.PERIOD_YEAR, tree)
    found = checker.check(tree.owner, currency=currency)
    earlier: Expr | None = None
    match found:
        case Fact(yearly=True) | Reference(kind=Named.DEFINITION | Named.OF_ITEM):
            earlier = replace(found, offset=found.offset + tree.offset, span=tree.span)
        case Convert(operand=Fact(yearly=True) as fact):
            of_year = replace(fact, offset=fact.offset + tree.offset, span=tree.span)
            earlier = replace(found, operand=of_year, span=tree.span)
    if earlier is not None:
        return InPeriod(operand=earlier, type=earlier.type, span=tree.span) if tree.in_period else earlier
    if isinstance(found.type, Broken):
        return found
    message = f"`{tree.owner.span.text}` has no value per fiscal year"
    return checker.fail("not-yearly", message, tree, help="declare the fact with `per: fiscal_year`")


def dated(checker: Checking, tree: syntax.At) -> Expr:
    """`parameter at day`: the value in force on another day."""
    if isinstance(tree.owner, syntax.Name):
        word = tree.owner.text
        kind = checker.scope.parameter_type(word)
        if kind is not None:
            figure = Parameter(name=word, programme=checker.scope.programme, type=kind, span=tree.span)
            return _at_day(checker, figure, tree)
    if isinstance(tree.owner, syntax.Name) and not resolvable(checker, tree.owner):
        message = f"`{tree.owner.text}` is no parameter"
        help = checker.suggest(tree.owner.text, checker.scope.names) or NO_SUCH_NAME
        return checker.fail("unknown-name", message, tree.owner, help=help)
    if isinstance(tree.owner, syntax.Member):
        found = member(checker, tree.owner, None)
        if isinstance(found.type, Broken):
            return found
        if isinstance(found, Parameter):
            return _at_day(checker, replace(found, span=tree.span), tree)
    help = "facts of another year are written `revenue[-1]`"
    return checker.fail("type-mismatch", "only a parameter may stand before `at`", tree, help=help)


def _at_day(checker: Checking, figure: Parameter, tree: syntax.At) -> Expr:
    """*figure* on another day, or its mean over a period."""
    if isinstance(tree.day, syntax.Items):
        owner = checker.scope.scope_of(figure.programme)
        values = owner.parameters[figure.name].values if owner is not None else ()
        return average(checker, figure, values, tree)
    return replace(figure, at=checker.value(tree.day, DATE, "what stands after `at`"))


def _definition(checker: Checking, tree: syntax.Name, kind: Type) -> Expr:
    if isinstance(kind, Broken):
        checker.scope.report_several(tree.text, checker.scope.results_of(tree.text), tree.span)
    found = Reference(
        kind=Named.DEFINITION if checker.scope.list_of(tree.text) is None else Named.OF_ITEM,
        programme=checker.scope.programme,
        name=tree.text,
        type=kind,
        offset=checker.shift,
        span=tree.span,
    )
    return of_item(checker, found, tree) if found.kind is Named.OF_ITEM else found


def of_item(checker: Checking, found: Reference, tree: Tree) -> Expr:
    """A definition that is worked out for each item of a list, for the item of the innermost loop over that list."""
    owner = checker.scope.scope_of(found.programme)
    of = owner.list_of(found.name) if owner is not None else None
    if isinstance(found.type, Broken) or of is None:
        return found
    listed, fields = of
    for depth, (source, inside) in enumerate(reversed(checker.loops)):
        # Lists of the company have one name everywhere; tables of two programmes may share one.
        if source == listed and all(inside.get(field) == kind for field, kind in fields.items()):
            return replace(found, depth=depth)
    text = tree.span.text
    message = f"`{text}` is worked out for each of `{listed}`"
    help = f"gather it: `sum({text} for each {listed})`"
    return checker.fail("list-as-value", message, tree, help=help)


def _fact(checker: Checking, fact: FactDeclaration, tree: Tree, offset: int, currency: str | None) -> Expr:
    if isinstance(fact.type, Record):
        help = f"gather it: `sum(… for each {fact.name})`, `count(…)`, `any(…)`"
        return checker.fail("list-as-value", f"`{fact.name}` is a list", tree, help=help)
    offset = offset + checker.shift if fact.yearly else 0
    found = Fact(name=fact.name, type=fact.type, yearly=fact.yearly, offset=offset, span=tree.span)
    return in_currency(checker, found, currency)


def _given(checker: Checking, given: Given, tree: Tree) -> Expr:
    if given in PERIOD_ONLY and not checker.in_period:
        return _no_period(checker, given, tree)
    return Context(name=given, type=CONTEXT_TYPES[given], span=tree.span)


def _no_period(checker: Checking, given: Given, tree: Tree) -> Expr:
    message = f"`{given}` has a value only in the amount of an award that is paid by period"
    return checker.fail("no-period", message, tree, help="add `paid: {yearly: 3, from: …}` to the award")


def _known_names(checker: Checking) -> list[str]:
    fields = [field for _, fields in checker.loops for field in fields]
    return [*fields, *checker.scope.names(), *GIVEN]
