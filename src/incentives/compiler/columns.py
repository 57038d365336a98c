"""
Tables of the law: rows with the same columns, and the types of these.

A column of plain words holds members of a choice. Which choice is stated under `columns`, or it is the fact or field of
the column's name, or the only one that has all these members.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from incentives.compiler.checking import broken
from incentives.compiler.constants import constant
from incentives.compiler.figures import mixed_percent
from incentives.compiler.scope import ProgrammeScope
from incentives.compiler.texts import clause
from incentives.compiler.vocabulary import SIMPLE
from incentives.diagnostics import Collector, suggestion
from incentives.ir.expr import Expr
from incentives.ir.rulebook import FactDeclaration, TableDeclaration
from incentives.source import Span
from incentives.syntax.documents import ParameterShape
from incentives.syntax.nodes import ScalarNode
from incentives.types import BROKEN, Broken, Choice, Numeric, Record, Set, Type, with_currency

PLAIN = re.compile(r"[a-z_][A-Za-z0-9_-]*")
TRUTHS = frozenset({"true", "false"})


def table(name: str, shape: ParameterShape, scope: ProgrammeScope, span: Span | None) -> TableDeclaration:
    """A table parameter with its rows; what is wrong with it goes to the scope's collector."""
    _only_table(name, shape, span, scope.collector)
    grouped = [(key, text) for row in shape.table or [] for key, text in row.items() if _is_grouped(key, text)]
    if grouped:
        key, text = grouped[0]
        help = "digits are not grouped with commas: write `18000 CNY` or `18_000 CNY`"
        scope.collector.add("table-columns", f"`{key[:40]}` stands behind a comma as a column", text.span, help=help)
        columns_at_least = (shape.table or [{}])[0]
        return TableDeclaration(name=name, columns=dict.fromkeys(columns_at_least, BROKEN), rows=())
    stated = _stated_types(name, shape, scope)
    rows: list[dict[str, Expr]] = []
    columns: dict[str, Type] = {}
    # The columns of most rows; of the first, where two sorts of rows are as many.
    usual = Counter(frozenset(row) for row in shape.table or []).most_common(1)
    for row in shape.table or []:
        if set(row) != usual[0][0]:
            text = next(iter(row.values()), None)
            odd = sorted(set(row) ^ usual[0][0])
            message = f"a row of `{name}` does not have the columns of the others: {_listed(odd)}"
            help = f"give every row {_listed(next(each for each in shape.table or [] if set(each) == usual[0][0]))}"
            scope.collector.add("table-columns", message, text.span if text else span, help=help)
            continue
        # Of a column whose type nothing says the first cell does.
        types: Mapping[str, Type | None] = columns or {
            column: _column_type(column, shape.table or [], stated, scope) for column in row
        }
        found = {column: _cell(column, text, scope, types[column]) for column, text in row.items()}
        columns = columns or {column: types[column] or value.type for column, value in found.items()}
        rows.append(found)
    for column in columns:
        mixed_percent([row[column] for row in rows], "rows", scope.collector)
    return TableDeclaration(name=name, columns=columns, rows=tuple(rows), clause=clause(shape, scope.collector))


def _is_grouped(key: str, text: ScalarNode) -> bool:
    """Whether `{reward: 18,000 CNY}` made `000 CNY` a column."""
    return not text.text and key[:3].isdigit() and not key[3:4].isdigit()


def _cell(column: str, text: ScalarNode, scope: ProgrammeScope, kind: Type | None) -> Expr:
    if isinstance(kind, Broken):
        return broken(text.span)  # the column has a diagnostic
    return constant(text, scope, kind, f"the column `{column[:40]}`")


def _stated_types(name: str, shape: ParameterShape, scope: ProgrammeScope) -> dict[str, Type]:
    """The types of columns that `columns` states: a type, or a fact or `list.field` that has it."""
    found: dict[str, Type] = {}
    first = set(shape.table[0]) if shape.table else set()
    for column, written in (shape.columns or {}).items():
        if column not in first:
            help = suggestion(column, first) or f"its columns are {_listed(first)}"
            scope.collector.add("table-columns", f"`{name}` has no column `{column}`", written.span, help=help)
            continue
        simple = SIMPLE.get(written.text)
        kind = _type_of_fact(written.text, scope.facts) if simple is None else simple
        if kind is None:
            help = suggestion(written.text, [*SIMPLE, *scope.facts]) or "write `text`, a fact, or `list.field`"
            message = f"`{written.text[:60]}` is neither a type nor a fact with one value"
            scope.collector.add("unknown-type", message, written.span, help=help)
        elif isinstance(kind, Numeric) and kind.power:
            kind = with_currency(kind, scope.currency)
        found[column] = BROKEN if kind is None else kind
    return found


def _type_of_fact(name: str, facts: Mapping[str, FactDeclaration]) -> Type | None:
    """The type of a fact, or of a field of a list's items."""
    fact, _, field = name.partition(".")
    declared = facts.get(fact)
    if declared is not None and field:
        declared = declared.fields.get(field)
    return None if declared is None or isinstance(declared.type, (Record, Set)) else declared.type


def _column_type(
    column: str, rows: Sequence[Mapping[str, ScalarNode]], stated: Mapping[str, Type], scope: ProgrammeScope
) -> Type | None:
    """The type of a column before its cells are read; None where they say it themselves."""
    if column in stated:
        return stated[column]
    cells = [row[column] for row in rows if column in row]
    if any(not PLAIN.fullmatch(cell.text) or cell.text in TRUTHS for cell in cells):
        return None
    words = {cell.text: cell for cell in cells}
    choices = _choices(scope.facts)
    named = {kind for name, kind in choices if name.rpartition(".")[2] == column}
    fitting = {kind for _, kind in choices if set(words) <= set(kind.members)}
    best = named & fitting or fitting or named
    if len(best) == 1:
        return best.pop()
    if not best:
        best = {kind for _, kind in choices if set(words) & set(kind.members)}
        return best.pop() if len(best) == 1 else None
    owners = sorted(name for name, kind in choices if kind in best)
    message = f"the words of the column `{column}` may be members of {_listed(owners)}"
    help = f"say which: `columns: {{{column}: {owners[0]}}}`"
    scope.collector.add("table-columns", message, cells[0].span, help=help)
    return BROKEN


def _choices(facts: Mapping[str, FactDeclaration]) -> list[tuple[str, Choice]]:
    """Every choice there is, by the fact or `list.field` that declares it."""
    declared = list(facts.items())
    declared += [(f"{name}.{field}", each) for name, fact in facts.items() for field, each in fact.fields.items()]
    return [(name, each.type) for name, each in declared if isinstance(each.type, Choice)]


def _only_table(name: str, shape: ParameterShape, span: Span | None, collector: Collector) -> None:
    """A table has neither values nor dates."""
    if not shape.table:
        help = "add a row: `- {sales: …, reward: …}`"
        collector.add("wrong-formula", f"the table `{name}` has no rows", span, help=help)
        return
    others: list[ScalarNode | None] = [shape.value, shape.keyed_by, shape.until]
    other = next((each.span for each in others if each is not None), span)
    if any(each is not None for each in (shape.value, shape.values, shape.keyed_by, shape.until)):
        help = "write dates into its rows, or a parameter for each edition"
        collector.add("wrong-formula", f"the parameter `{name}` is a table and something else", other, help=help)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
