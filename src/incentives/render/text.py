"""
An answer as a person reads it in a terminal.
"""

from __future__ import annotations

from incentives.engine.assessment import Assessment
from incentives.explain.build import explain as explained
from incentives.ir.rulebook import Rulebook
from incentives.l10n.localiser import Localiser
from incentives.render.details import details
from incentives.render.page_text import page_parts
from incentives.render.remarks import remarks
from incentives.render.summary import summary
from incentives.render.terminal import written

NARROWEST = 60


def render_text(
    assessment: Assessment,
    rulebook: Rulebook,
    localiser: Localiser | None = None,
    *,
    explain: bool = False,
    width: int = 100,
    colour: bool = False,
) -> str:
    """
    The answer in at most *width* columns.

    Args:

        explain: Whether every criterion and every amount is told with all that it rests on.
    """
    localiser = localiser or Localiser()
    width = max(width, NARROWEST)
    explanation = explained(assessment, rulebook, in_full=explain)
    parts = summary(explanation, localiser, width)
    parts += remarks(explanation, localiser, everything=explain)
    if explain:
        parts += ["", *page_parts(details(explanation, localiser))]
    return written(parts, width=width, colour=colour)
