"""
Lints: what is legal in a rule file and all the same hardly meant, or missing what an answer is told with.

Run after compiling without errors. Each kind of lint has its file; none of them changes anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from incentives.compiler.linting import Linting
from incentives.compiler.lints_amounts import lint_amounts
from incentives.compiler.lints_conditions import lint_conditions
from incentives.compiler.lints_evidence import lint_evidence
from incentives.compiler.lints_periods import lint_periods
from incentives.compiler.lints_prose import lint_prose
from incentives.compiler.lints_relations import lint_relations
from incentives.compiler.lints_unused import lint_unused
from incentives.compiler.lints_vocabulary import lint_vocabulary
from incentives.diagnostics import Collector
from incentives.ir.rulebook import Rulebook
from incentives.syntax.nodes import Node

LINTS: tuple[Callable[[Linting], None], ...] = (
    lint_vocabulary,
    lint_unused,
    lint_conditions,
    lint_amounts,
    lint_evidence,
    lint_periods,
    lint_relations,
    lint_prose,
)


def lint_rulebook(rulebook: Rulebook, collector: Collector, nodes: Mapping[str, Node] | None = None) -> None:
    """
    Tell *collector* what is odd about *rulebook*.

    Args:

        nodes: The rule files as read, by programme: without them some places are only shown roughly.
    """
    linting = Linting(rulebook, collector, nodes or {})
    for lint in LINTS:
        lint(linting)
