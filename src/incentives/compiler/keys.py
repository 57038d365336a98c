"""
Names that a file gives to its own facts, figures and definitions: what an expression can name.
"""

from __future__ import annotations

import re

from incentives.diagnostics import Collector
from incentives.syntax.cursor import RESERVED
from incentives.syntax.nodes import MappingNode, Node

NAME = re.compile(r"[a-z_][A-Za-z0-9_]*(?:-[A-Za-z_][A-Za-z0-9_]*)*")
NAMED = ("uses", "parameters", "define")
# Keys under which more names stand: the fields of a list, the claims of a waterfall.
NAMING = ("fields", "claims")


def check_names(node: Node | None, collector: Collector) -> None:
    """Report the keys of *node* that no expression can name; with the names inside them."""
    for key, value in node.entries if isinstance(node, MappingNode) else ():
        if not NAME.fullmatch(key.text) or key.text in RESERVED:
            meant = re.sub(r"\W+", "_", key.text.strip(), flags=re.ASCII).strip("_").lower()
            help = f"write `{meant}`" if NAME.fullmatch(meant) and meant not in RESERVED else "call it otherwise"
            message = f"`{key.text[:40]}` cannot be named in an expression: names are small letters, digits and `_`"
            collector.add("bad-key", message, key.span, help=help)
        if isinstance(value, MappingNode):
            for inside, names in value.entries:
                if inside.text in NAMING:
                    check_names(names, collector)
