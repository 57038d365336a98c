"""
Lints of what is named and never used, and of names that hide others.
"""

from __future__ import annotations

from incentives.compiler.linting import Linting
from incentives.diagnostics import Label
from incentives.ir.expr import (
    Aggregate,
    Fact,
    FactItems,
    Given,
    GroupItems,
    ItemsBy,
    Named,
    Parameter,
    Reference,
    TableRows,
)
from incentives.ir.roots import nodes_of
from incentives.ir.rulebook import Programme

REMOVE = "remove it, or use it"
WORDS = frozenset(given.value for given in Given)


def lint_unused(linting: Linting) -> None:
    """Untitled definitions, parameters, tables, facts and aliases that nothing looks at; names that hide a fact."""
    defined: set[tuple[str, str]] = set()
    facts: set[str] = set()
    for programme in linting.rulebook.programmes.values():
        for node in nodes_of(programme):
            match node:
                case Reference(kind=Named.DEFINITION | Named.OF_ITEM):
                    defined.add((node.programme, node.name))
                case Fact(name=name):
                    facts.add(name)
                case Aggregate(source=FactItems(name=name) | ItemsBy(items=FactItems(name=name))):
                    facts.add(name)
                case Aggregate(source=GroupItems(name=name, holdings=holdings)):
                    facts.update((name, holdings))
                case _:
                    pass
        facts.update(each.schedule.source.name for each in programme.awards.values() if each.schedule.source)
    figures = _figures(linting)
    for programme in linting.rulebook.programmes.values():
        for name, definition in programme.definitions.items():
            # What has a title is a result that people and cases read.
            if definition.whole is not None:
                # Of several results one is enough, and what nobody names is told once.
                results = _results(programme, definition.whole)
                titled = any(programme.definitions[each].title for each in results)
                if titled or name != results[0] or any((programme.id, each) in defined for each in results):
                    continue
            if (programme.id, name) not in defined and not definition.title:
                message = f"nothing uses the definition `{definition.whole or name}`"
                linting.warn("unused-definition", message, definition.span, help=REMOVE)
        for name in programme.facts:
            declared = linting.rulebook.facts.get(name)
            if declared is not None and declared.programme == programme.id and name not in facts:
                linting.warn("unused-fact", f"nothing asks for the fact `{name}`", declared.span, help=REMOVE)
        _parameters(programme, figures, linting)
        _aliases(programme, linting)
        _hidden(programme, linting)


def _results(programme: Programme, whole: str) -> list[str]:
    """The results that stand under one name."""
    return [name for name, each in programme.definitions.items() if each.whole == whole]


def _figures(linting: Linting) -> set[tuple[str, str]]:
    """The parameters and tables that some programme looks at, its own or another's."""
    used: set[tuple[str, str]] = set()
    for programme in linting.rulebook.programmes.values():
        for node in nodes_of(programme):
            if isinstance(node, Parameter):
                used.add((node.programme, node.name))
            elif isinstance(node, Aggregate) and (rows := _rows(node)) is not None:
                used.add((rows.programme, rows.name))
        sources = [each.schedule.source for each in programme.awards.values()]
        used.update((each.programme, each.name) for each in sources if isinstance(each, TableRows))
    return used


def _rows(loop: Aggregate) -> TableRows | None:
    """The table that a loop runs over."""
    source = loop.source.items if isinstance(loop.source, ItemsBy) else loop.source
    return source if isinstance(source, TableRows) else None


def _parameters(programme: Programme, used: set[tuple[str, str]], linting: Linting) -> None:
    for name in [*programme.parameters, *programme.tables]:
        if (programme.id, name) not in used:
            span = linting.key(programme, "parameters", name)
            linting.warn("unused-parameter", f"nothing uses the parameter `{name}`", span, help=REMOVE)


def _aliases(programme: Programme, linting: Linting) -> None:
    used: set[str] = set()
    for node in nodes_of(programme):
        if isinstance(node, (Reference, Parameter)):
            used.add(node.programme)
        elif isinstance(node, Aggregate) and (rows := _rows(node)) is not None:
            used.add(rows.programme)
    sources = [each.schedule.source for each in programme.awards.values()]
    used.update(each.programme for each in sources if isinstance(each, TableRows))
    for alias, target in programme.uses.items():
        if target not in used:
            span = linting.key(programme, "uses", alias)
            help = f"remove it, or use it: `holds({alias})`, `qualifies({alias})`, `granted({alias})`, `{alias}.…`"
            linting.warn("unused-alias", f"nothing uses `{alias}`", span, help=help)


def _hidden(programme: Programme, linting: Linting) -> None:
    """A definition comes before a parameter of the same name, both before a fact: is that meant?"""
    parameters = {*programme.parameters, *programme.tables}
    for what, names in (("define", programme.definitions), ("parameters", parameters)):
        for name in names:
            fact = linting.rulebook.facts.get(name)
            if fact is not None:
                labels = [Label(span=fact.span, text="the fact")] if fact.span else []
                message = f"`{name}` is also a fact, which can then not be named here"
            elif what == "define" and name in parameters:
                labels, message = [], f"`{name}` is also a parameter, which can then not be named"
            elif name in WORDS:
                labels, message = [], f"`{name}` is also given by the assessment, which can then not be named here"
            else:
                continue
            span = linting.key(programme, what, name)
            linting.warn("hidden-name", message, span, help="call it otherwise", labels=labels)
