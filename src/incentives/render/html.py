"""
An answer as a fragment of HTML, for notebooks: the table and the totals. Everything in it is escaped.
"""

from __future__ import annotations

from incentives.engine.assessment import Assessment
from incentives.explain.build import explain
from incentives.ir.rulebook import Rulebook
from incentives.l10n.localiser import Localiser
from incentives.render.answer_page import answer_grid, totals_grid
from incentives.render.page_html import grid_html, text_html


def render_html(assessment: Assessment, rulebook: Rulebook, localiser: Localiser | None = None) -> str:
    """The table and the totals."""
    localiser = localiser or Localiser()
    explanation = explain(assessment, rulebook, in_full=False)
    day = localiser.word("label.on", on=assessment.on)
    head = f"<p><strong>{text_html(assessment.company)}</strong> · {text_html(day)}</p>"
    return "\n".join(
        [head, grid_html(answer_grid(explanation, localiser)), grid_html(totals_grid(explanation, localiser))]
    )
