"""
What a lint has at hand: the compiled rules, where things stand in their files, and where to tell what is odd.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from incentives.compiler.ranges import Ranges
from incentives.diagnostics import Collector, Label, Severity
from incentives.ir.rulebook import Criterion, Programme, Rulebook
from incentives.source import Span
from incentives.syntax.nodes import MappingNode, Node, SequenceNode


@dataclass(frozen=True, slots=True)
class Linting:
    """
    One run of all lints.

    Args:

        nodes: The rule files as read, by programme.
    """

    rulebook: Rulebook
    collector: Collector
    nodes: Mapping[str, Node] = field(default_factory=dict)
    ranges: Ranges = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ranges", Ranges(self.rulebook))

    def warn(
        self, code: str, message: str, span: Span | None, *, help: str, labels: Sequence[Label] = (), where: str = ""
    ) -> None:
        """Tell what is odd and has a meaning all the same."""
        self.collector.add(
            code, message, span, help=help, labels=labels, where=where or None, severity=Severity.WARNING
        )

    def key(self, programme: Programme, *path: str | int) -> Span | None:
        """The key of a rule file that *path* leads to; the programme itself where there is no such key."""
        node = self.nodes.get(programme.id)
        span = programme.span
        for part in path:
            entry = _entry(node, part)
            if entry is None:
                return span
            span, node = entry
        return span

    def node(self, programme: Programme, *path: str | int) -> Node | None:
        """What stands there in the rule file."""
        node = self.nodes.get(programme.id)
        for part in path:
            entry = _entry(node, part)
            node = entry[1] if entry else None
        return node

    def value(self, programme: Programme, *path: str | int) -> Span | None:
        """The place of the value that stands there, of its key where the value is none."""
        node = self.node(programme, *path)
        return node.span if node is not None else self.key(programme, *path)


def _entry(node: Node | None, part: str | int) -> tuple[Span, Node] | None:
    if isinstance(node, MappingNode):
        return next(((key.span, value) for key, value in node.entries if key.text == part), None)
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.items):
        return node.items[part].span, node.items[part]
    return None


def groups(criterion: Criterion | None) -> Iterator[Criterion]:
    """A criterion and all below it."""
    pending = [criterion] if criterion is not None else []
    while pending:
        each = pending.pop()
        yield each
        pending.extend(reversed(each.members))
