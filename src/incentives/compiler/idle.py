"""
Keys that have no effect beside the others: nothing that an author writes is dropped silently.
"""

from __future__ import annotations

from collections.abc import Iterable

from incentives.compiler.texts import place_of
from incentives.diagnostics import Collector
from incentives.syntax.documents_shape import Shape

# The keys that are called otherwise in their shape, because Python has the word.
ATTRIBUTES = {"from": "from_"}


def report_idle(shape: Shape, keys: Iterable[str], why: str, collector: Collector) -> None:
    """Report those of *keys* that *shape* has; *why* they do nothing there."""
    for key in keys:
        value = getattr(shape, ATTRIBUTES.get(key, key))
        if value is not None:
            help = f"remove `{key}:`, or write what it belongs to"
            collector.add("idle-key", f"`{key}` has no effect: {why}", place_of(value), help=help)
