"""
The order in which definitions are checked, and what parameters are keyed by: each behind those that it names, whatever
order the files have them in.

So a chain of a thousand definitions is checked without going down it, and one that needs itself is told as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TypeAlias, assert_never

from incentives.compiler.checking import broken
from incentives.compiler.graphs import circle, components
from incentives.compiler.loops import WEIGHT
from incentives.compiler.parameters import keyed_by
from incentives.compiler.results import has_several
from incentives.compiler.scope import ProgrammeScope
from incentives.diagnostics import Collector, Label
from incentives.source import Span
from incentives.syntax import tree as syntax
from incentives.syntax.documents import FormulaShape, ParameterShape
from incentives.syntax.grammar import parse
from incentives.syntax.nodes import ScalarNode
from incentives.syntax.tree import Tree
from incentives.types import Record

Key: TypeAlias = tuple[str, str]
Scopes: TypeAlias = Mapping[str, ProgrammeScope]
Texts: TypeAlias = Mapping[Key, tuple[ScalarNode, ...]]

WORD = re.compile(r"([a-z_][A-Za-z0-9_]*(?:-[A-Za-z_][A-Za-z0-9_]*)*)(?:\s*\.\s*([a-z_][A-Za-z0-9_]*))?")
LONGEST_SHOWN = 6


def check_definitions(scopes: Scopes, collector: Collector) -> None:
    """Check the definitions of all programmes; those that need themselves are reported and then stand for nothing."""
    texts = {(owner, name): texts for owner, scope in scopes.items() for name, texts in _named(scope)}
    graph = {key: [each for each in _mentioned(key, texts[key], scopes) if each in texts] for key in texts}
    for members in components(graph):
        circular = len(members) > 1 or members[0] in graph[members[0]]
        for owner, name in _untangled(members, texts, scopes, collector) if circular else members:
            if name in scopes[owner].definitions_written:
                scopes[owner].definition(name)
            else:
                keyed_by(name, scopes[owner])


def _named(scope: ProgrammeScope) -> Iterator[tuple[str, tuple[ScalarNode, ...]]]:
    """The definitions and keyed parameters of a programme with their expressions as written; definitions come first."""
    for name, written in scope.definitions_written.items():
        yield name, tuple(texts_of(written))
    for name, parameter in (scope.shape.parameters or {}).items():
        if isinstance(parameter, ParameterShape) and parameter.keyed_by and name not in scope.definitions_written:
            yield name, (parameter.keyed_by,)


def _mentioned(key: Key, texts: tuple[ScalarNode, ...], scopes: Scopes) -> list[Key]:
    """What the words in some expressions may name; not all of them need do so."""
    owner, _ = key
    uses = scopes[owner].uses
    found: dict[Key, None] = {}
    for text in texts:
        for word, member in WORD.findall(text.text):
            found[owner, word] = None
            if member and word in uses:
                found[uses[word], member] = None
    return list(found)


def texts_of(written: ScalarNode | FormulaShape | None) -> Iterator[ScalarNode]:
    """Every expression of a formula, as written."""
    if written is None:
        return
    if isinstance(written, ScalarNode):
        yield written
        return
    rows = written.brackets or ()
    parts = [written.value, written.select, written.marginal, written.interpolate]
    parts += [
        edge for row in rows for edge in (row.from_, row.above, row.up_to, row.below, row.at, row.value, row.rate)
    ]
    if has_several(written):
        parts += [written.waterfall, written.carry_forward, written.use]
        for claim in (written.claims or {}).values():
            parts += [claim] if isinstance(claim, ScalarNode) else [claim.up_to, claim.share, claim.above]
    yield from (part for part in parts if part is not None)
    for reading in (written.readings or {}).values():
        yield from texts_of(reading.value)


def _untangled(members: tuple[Key, ...], texts: Texts, scopes: Scopes, collector: Collector) -> list[Key]:
    """*members*, which mention each other, behind those that they really need; circles are reported and left out."""
    needs = {key: _needed(key, texts, scopes) for key in members}
    found: list[Key] = []
    for group in components(needs):
        if len(group) == 1 and group[0] not in needs[group[0]]:
            found.append(group[0])
            continue
        inside = {key: {each: span for each, span in needs[key].items() if each in group} for key in group}
        _report_circle(inside, texts, collector)
        for owner, name in group:
            scopes[owner].definitions[name] = broken(texts[owner, name][0].span)
    return found


def _report_circle(needs: Mapping[Key, Mapping[Key, Span]], texts: Texts, collector: Collector) -> None:
    """Report the shortest circle through what stands first."""
    first = min(needs, key=lambda key: (key[0], texts[key][0].start))
    way = circle(needs, first)
    spans = [needs[key][following] for key, following in pairwise(way)]
    names = [name if owner == first[0] else f"{owner}.{name}" for owner, name in way]
    shown = names if len(names) <= LONGEST_SHOWN else [*names[: LONGEST_SHOWN - 2], "…", names[-1]]
    collector.add(
        "cycle",
        f"`{first[1]}` is defined by itself: {' -> '.join(shown)}",
        spans[0],
        help="break the circle: one of them must not need the others",
        labels=[Label(span=span, text="and here") for span in spans[1 : LONGEST_SHOWN - 1]],
    )


def _needed(key: Key, texts: Texts, scopes: Scopes) -> dict[Key, Span]:
    """What one really needs, each with the first place where it is named."""
    owner, name = key
    scope = scopes[owner]
    of = scope.list_of(name)
    fields = frozenset(of[1]) if of is not None else frozenset()
    found: dict[Key, Span] = {}
    for text in texts[key]:
        for tree in names_needed(parse(text, Collector()), fields, scope):
            needed = (owner, tree.text) if isinstance(tree, syntax.Name) else _member(tree, scope)
            if needed in texts:
                found.setdefault(needed, tree.span)
    return found


def _member(tree: syntax.Member, scope: ProgrammeScope) -> Key:
    owner = tree.owner
    if isinstance(owner, syntax.Member) and isinstance(owner.owner, syntax.Name):  # one of several results
        return (scope.uses.get(owner.owner.text, ""), owner.name)
    word = owner.text if isinstance(owner, syntax.Name) else ""
    several = has_several(scope.definitions_written.get(word))
    return (scope.programme, word) if several else (scope.uses.get(word, ""), tree.name)


def names_needed(tree: Tree, fields: frozenset[str], scope: ProgrammeScope) -> Iterator[syntax.Name | syntax.Member]:
    """The names in *tree* that may stand for definitions: not fields of the loops around, not members of choices."""
    match tree:
        case syntax.Name(text=text):
            if text not in fields:
                yield tree
        case syntax.Member():
            yield tree
        case syntax.Index(owner=owner):
            yield from names_needed(owner, fields, scope)
        case syntax.At(owner=owner, day=day):
            yield from names_needed(owner, fields, scope)
            yield from names_needed(day, fields, scope)
        case syntax.Window(since=since):
            yield from names_needed(since, fields, scope) if since is not None else ()
        case syntax.Call(function=function, arguments=arguments):
            for argument in () if function in ("holds", "qualifies", "granted") else arguments:
                yield from names_needed(argument, fields, scope)
        case syntax.ForEach(body=body, source=source, where=where, by=by):
            inside = fields | _fields(source, scope)
            for key in by:
                yield from names_needed(key, inside, scope)
            yield from names_needed(source, fields, scope) if isinstance(source, syntax.Window) else ()
            yield from names_needed(where, inside, scope) if where is not None else ()
            yield from names_needed(body, inside, scope)
        case syntax.Number() | syntax.Day() | syntax.Text() | syntax.Code() | syntax.Items() | syntax.Invalid():
            return
        case _:
            assert_never(tree)


def _fields(source: Tree, scope: ProgrammeScope) -> frozenset[str]:
    """The words that are fields inside a loop over *source*."""
    if isinstance(source, syntax.Call) and source.arguments:
        return _fields(source.arguments[0], scope) | {WEIGHT}
    if isinstance(source, syntax.Member) and isinstance(source.owner, syntax.Name):
        shared = scope.table_of(source.owner.text, source.name)
        return frozenset(shared[1].columns) if shared else frozenset()
    if not isinstance(source, syntax.Name):
        return frozenset()
    table = scope.table(source.text)
    if table is not None:
        return frozenset(table.columns)
    fact = scope.fact(source.text)
    return frozenset(field for field, _ in fact.type.fields) if fact and isinstance(fact.type, Record) else frozenset()
