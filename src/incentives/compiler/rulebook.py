"""
All read documents to one rulebook: vocabulary first, then every programme, then what only shows when all are there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Generic, TypeVar

from incentives.compiler.dependencies import check_dependencies
from incentives.compiler.granted import with_beside
from incentives.compiler.keys import check_names
from incentives.compiler.order import check_definitions
from incentives.compiler.parts import Parts, looks_at, parts_of
from incentives.compiler.programme import CUMULATION, check_parameters, compile_programme
from incentives.compiler.relations import check_items
from incentives.compiler.scope import ProgrammeScope
from incentives.compiler.vocabulary import declare_facts, declare_places
from incentives.diagnostics import Collector, Label, suggestion
from incentives.ir.rulebook import FactDeclaration, PlaceDeclaration, Programme, Rulebook
from incentives.money.currency import CURRENCIES, is_currency
from incentives.syntax.documents import FactsShape, PlacesShape, ProgrammeShape
from incentives.syntax.nodes import MappingNode, Node

ShapeType = TypeVar("ShapeType")
# What the currency CNY is called beside its code.
YUAN = frozenset({"RMB", "YUAN", "CNH"})
RESERVED_FACTS = frozenset({"name", "fiscal_year_end", "statuses"})


@dataclass(frozen=True, slots=True)
class ReadDocument(Generic[ShapeType]):
    """A document that was read: its shape, its tree and its text."""

    shape: ShapeType
    node: Node
    text: str


class RulebookCompiler:
    """Holds what all programmes share while they are compiled; what a scope's `Library` asks for."""

    def __init__(
        self,
        facts: ReadDocument[FactsShape] | None,
        places: ReadDocument[PlacesShape] | None,
        programmes: Mapping[str, ReadDocument[ProgrammeShape]],
        collector: Collector,
        base: Rulebook | None = None,
    ) -> None:
        self.collector = collector
        self.documents = programmes
        self.places: dict[str, PlaceDeclaration] = dict(base.places) if base else {}
        self.places |= declare_places(places.shape, collector) if places else {}
        self.facts: dict[str, FactDeclaration] = dict(base.facts) if base else {}
        if facts:
            self.declare(facts, None)
        for name, document in programmes.items():
            if document.shape.facts:
                self.declare(document, name)
        self.scopes = {name: self.scope(name, document.shape) for name, document in programmes.items()}

    def declare(self, document: ReadDocument[FactsShape] | ReadDocument[ProgrammeShape], programme: str | None) -> None:
        node = document.node.get("facts") if isinstance(document.node, MappingNode) else None
        check_names(node, self.collector)
        declared = declare_facts(
            document.shape.facts or {}, node if isinstance(node, MappingNode) else None, self.collector, programme
        )
        for name, fact in declared.items():
            other = self.facts.get(name)
            if name in RESERVED_FACTS:
                self.collector.add(
                    "duplicate-fact",
                    f"`{name}` is a key of every profile and cannot be a fact",
                    fact.span,
                    help="call it otherwise",
                )
            elif other is not None and other.type != fact.type:
                labels = [Label(span=other.span, text="it is declared here first")] if other.span else []
                self.collector.add(
                    "duplicate-fact",
                    f"`{name}` is declared twice, as {other.type} and as {fact.type}",
                    fact.span,
                    help="use the one of `facts.yaml`, or another name",
                    labels=labels,
                )
            else:
                self.facts.setdefault(name, fact)

    def scope(self, name: str, shape: ProgrammeShape) -> ProgrammeScope:
        currency = shape.currency.text
        if not is_currency(currency):
            self.collector.add(
                "unknown-currency",
                f"`{currency[:20]}` is not a currency",
                shape.currency.span,
                help="write `CNY`" if currency.upper() in YUAN else suggestion(currency, CURRENCIES),
            )
            # Amounts are then not told to be in another one.
            currency = "CNY" if currency.upper() in YUAN else currency.upper()
        return ProgrammeScope(name, shape, currency, self.facts, self.places, self, self.collector)

    def scope_of(self, programme: str) -> ProgrammeScope | None:
        """The scope of another programme."""
        return self.scopes.get(programme)

    @cached_property
    def awards(self) -> Mapping[str, Mapping[str, object]]:
        """All programmes there are, each with its awards as written."""
        programmes = {name: document.shape for name, document in self.documents.items()}
        return {name: shape.awards or {} for name, shape in programmes.items() if shape.kind.text != CUMULATION}

    def compile(self, origin: str, digest: str) -> Rulebook:
        """The rulebook; mistakes are with the collector."""
        programmes: dict[str, Programme] = {}
        parts: dict[str, Parts] = {}
        for name, document in self.documents.items():
            if isinstance(document.node, MappingNode):
                check_parameters(self.scopes[name], document.node)
        check_definitions(self.scopes, self.collector)
        for name, document in self.documents.items():
            assert isinstance(document.node, MappingNode)  # noqa: S101  (INVARIANT: it has the shape of a programme)
            programmes[name] = compile_programme(self.scopes[name], document.node)
            parts[name] = dict(parts_of(programmes[name]))
        together = {key: part for each in parts.values() for key, part in each.items()}
        check_dependencies(programmes, together, self.collector)
        check_items(programmes, self.collector)
        programmes = with_beside(programmes, together, self.collector)
        programmes = with_facts(programmes, parts)
        return Rulebook(
            programmes={name: each for name, each in programmes.items() if each.kind != CUMULATION},
            cumulation={name: each for name, each in programmes.items() if each.kind == CUMULATION},
            facts=self.facts,
            places=self.places,
            digest=digest,
            origin=origin,
        )


def with_facts(programmes: Mapping[str, Programme], parts: Mapping[str, Parts]) -> dict[str, Programme]:
    """Each programme with the facts that it and the programmes it refers to look at."""
    looked_at = {name: looks_at(programme, parts[name].values()) for name, programme in programmes.items()}
    found: dict[str, Programme] = {}
    for name, programme in programmes.items():
        seen: set[str] = set()
        pending = [name]
        while pending:
            each = pending.pop()
            if each not in seen:
                seen.add(each)
                pending.extend(looked_at[each][1] if each in looked_at else ())
        facts = [looked_at[each][0] for each in seen if each in looked_at]
        found[name] = replace(programme, facts_used=frozenset().union(*facts))
    return found


def digest_of(texts: Mapping[str, str]) -> str:
    """SHA-256 of all files by name, in hexadecimal."""
    whole = hashlib.sha256()
    for name in sorted(texts):
        data = texts[name].encode()
        whole.update(f"{name}\0{len(data)}\0".encode())
        whole.update(data)
    return whole.hexdigest()
