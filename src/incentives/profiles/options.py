"""
`--set FACT=VALUE` options, laid over a profile: `revenue.2023=760 million CNY`, `实缴资本=1.5亿元`, `assets[0].cost=…`.

What is set later wins, over the file and over earlier options. Not for the values: binding reads them as it reads a
file's, with the option's own text as their place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from incentives.diagnostics import Collector, Label
from incentives.ir.rulebook import FactDeclaration
from incentives.profiles.fact_values import LATEST_KEY, not_stated
from incentives.profiles.names import RESERVED, STATUSES, FactNames, FieldNames
from incentives.source import SourceFile, Span
from incentives.syntax.nodes import MappingNode, Node, ScalarNode, SequenceNode
from incentives.syntax.yaml_problems import shown

SOURCE = "--set"
HELP = "write `--set FACT=VALUE`, such as `--set revenue.2023='760 million CNY'`"
_STEP = re.compile(r"\.([^.\[\]]+)|\[([0-9]{1,4})\]")
_FIRST = re.compile(r"([^.\[\]]+)")
_PERIOD_END = re.compile(r"\.(from|until)$")


@dataclass(frozen=True, slots=True)
class Setting:
    """
    One option, taken apart.

    Args:

        path: The fact, then a year, a field, a programme id or the number of an item.

        keys: Where each part of the path stands.
    """

    path: tuple[str | int, ...]
    keys: tuple[Span, ...]
    value: ScalarNode


def apply_settings(
    node: Node | None, settings: Sequence[str], facts: Mapping[str, FactDeclaration], collector: Collector
) -> Node:
    """The profile *node* with *settings* laid over it; a new profile if there is none."""
    source = SourceFile(SOURCE, "\n".join(" ".join(each.splitlines()) for each in settings))
    names = FactNames(facts)
    merged: Node = node if node is not None else MappingNode((), source.span(0, 0))
    for line, start in enumerate(source.line_starts[: len(settings)]):
        setting = read_setting(source, start, start + len(source.line_text(line)), collector)
        if setting is not None and isinstance(merged, MappingNode):
            merged = _Overlay(setting, facts, collector).laid_over(merged, names, 0)
    return merged


def read_setting(source: SourceFile, start: int, end: int, collector: Collector) -> Setting | None:
    """
    setting = path "=" value
    path = fact ("." (year | field | programme) | "[" number "]")*
    """
    text = source.text[start:end]
    left, equals, right = text.partition("=")
    key = left.strip()
    if not equals or not key:
        collector.add("bad-setting", f"{shown(text)} does not set a fact", source.span(start, end), help=HELP)
        return None
    begin = start + left.index(key)
    value_at = end - len(right.lstrip())
    value = ScalarNode(right.strip(), source.span(value_at, value_at + len(right.strip())), plain=True)
    steps = _steps(key)
    if steps is None:
        span = source.span(begin, begin + len(key))
        collector.add("bad-setting", f"{shown(key)} is not the path to a fact", span, help=HELP)
        return None
    path = tuple(int(key[a:b]) if key[a - 1 : a] == "[" else key[a:b] for a, b in steps)
    return Setting(path, tuple(source.span(begin + a, begin + b) for a, b in steps), value)


def _steps(key: str) -> list[tuple[int, int]] | None:
    """Where each part of a path stands in it; None if it is no path."""
    first = _FIRST.match(key)
    if first is None:
        return None
    steps, position = [first.span(1)], first.end()
    if RESERVED.get(first[1]) == STATUSES and key[position : position + 1] == ".":
        # A programme's id is one part, whatever stands in it, but for the end of a period behind it.
        end = _PERIOD_END.search(key, position + 1)
        steps.append((position + 1, end.start() if end else len(key)))
        return [*steps, *([end.span(1)] if end else [])]
    while position < len(key):
        step = _STEP.match(key, position)
        if step is None:
            return None
        steps.append(step.span(step.lastindex or 0))
        position = step.end()
    return steps


@dataclass(frozen=True, slots=True)
class _Overlay:
    """
    Lays one setting over a tree. Each function copies the nodes on the way and leaves the rest alone.
    """

    setting: Setting
    facts: Mapping[str, FactDeclaration]
    collector: Collector

    def laid_over(self, node: MappingNode, names: FieldNames | None, depth: int) -> MappingNode:
        """The mapping with the part of the path at *depth* set. *names* say which keys mean the same."""
        part, span = self.setting.path[depth], self.setting.keys[depth]
        meant = _meant(str(part), names)
        entries = list(node.entries)
        for index, (key, value) in enumerate(entries):
            if _meant(key.text, names) == meant:
                last = depth + 1 == len(self.setting.path)
                entries[index] = (ScalarNode(key.text, span) if last else key, self.inside(value, depth + 1))
                break
        else:
            entries.append((ScalarNode(str(part), span), self.inside(None, depth + 1)))
        return MappingNode(tuple(entries), node.span)

    def inside(self, node: Node | None, depth: int) -> Node:
        """What stands under the path so far, with the rest of the path set in it."""
        if depth == len(self.setting.path):
            return self.setting.value
        part, span = self.setting.path[depth], self.setting.keys[depth]
        if isinstance(part, int):
            return self.in_list(node, part, depth)
        if isinstance(node, MappingNode):
            return self.laid_over(node, self.names(depth), depth)
        entries: tuple[tuple[ScalarNode, Node], ...] = ()
        if isinstance(node, ScalarNode) and not not_stated(node) and (key := self.bare_key(node, depth)):
            entries = ((ScalarNode(key, node.span), node),)
        return self.laid_over(MappingNode(entries, span), self.names(depth), depth)

    def in_list(self, node: Node | None, index: int, depth: int) -> Node:
        """The item at *index*, or the one after the last."""
        span = self.setting.keys[depth]
        items = list(node.items) if isinstance(node, SequenceNode) else []
        if index > len(items):
            message = f"there is no item {index}: there are {len(items)}, counted from 0"
            self.collector.add("bad-setting", message, span, help=f"set item {len(items)} first", labels=_there(node))
            return node if node is not None else SequenceNode((), span)
        items[index : index + 1] = [self.inside(items[index] if index < len(items) else None, depth + 1)]
        return SequenceNode(tuple(items), node.span if isinstance(node, SequenceNode) else span)

    def names(self, depth: int) -> FieldNames | None:
        """The fields of the list that the path leads into."""
        fact = self.fact()
        in_item = depth == 2 and isinstance(self.setting.path[1], int)
        return FieldNames(fact.fields) if fact and in_item else None

    def bare_key(self, node: ScalarNode, depth: int) -> str | None:
        """The key that a bare value stands for where a mapping may stand, so that it is kept beside what is set."""
        fact = self.fact()
        if depth == 1 and fact is not None and fact.yearly:
            return LATEST_KEY
        is_status = depth == 2 and RESERVED.get(str(self.setting.path[0])) == STATUSES
        return "from" if is_status and node.text[:1].isdigit() else None

    def fact(self) -> FactDeclaration | None:
        return self.facts.get(FactNames(self.facts).resolve(str(self.setting.path[0])) or "")


def _meant(key: str, names: FieldNames | None) -> str:
    return (names.resolve(key) if names else None) or key


def _there(node: Node | None) -> tuple[Label, ...]:
    return (Label(span=node.span, text="the list is here"),) if isinstance(node, SequenceNode) and node.items else ()
