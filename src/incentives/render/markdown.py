"""
An answer as a Markdown page.
"""

from __future__ import annotations

from incentives.engine.assessment import Assessment
from incentives.explain.build import explain as explained
from incentives.ir.rulebook import Rulebook
from incentives.l10n.localiser import Localiser
from incentives.render.answer_page import answer_blocks
from incentives.render.page_markdown import page_markdown


def render_markdown(
    assessment: Assessment, rulebook: Rulebook, localiser: Localiser | None = None, *, explain: bool = False
) -> str:
    """The page; with *explain*, every criterion and every amount with all that it rests on."""
    explanation = explained(assessment, rulebook, in_full=explain)
    return page_markdown(answer_blocks(explanation, localiser or Localiser(), explain=explain))
