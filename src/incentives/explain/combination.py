"""
What there is to say of the best permitted choice: what it leaves out, and why.
"""

from __future__ import annotations

from incentives.engine.combination import Combination, LeftOut
from incentives.explain.messages import Code, Message, say
from incentives.explain.values import programme_term
from incentives.ir.rulebook import Rulebook


def left_out_messages(combination: Combination, rulebook: Rulebook) -> tuple[Message, ...]:
    """What the best choice does without, each with its reason."""
    return tuple(_left_out(each, rulebook) for each in combination.left_out)


def _left_out(each: LeftOut, rulebook: Rulebook) -> Message:
    first = each.because[0]
    cite = first.relation.clause.cite
    return say(
        "excluded.by-clause" if cite else "excluded.plain",
        programme=programme_term(each.programme, rulebook),
        by=programme_term(first.others[0], rulebook),
        cite=Code(cite or ""),
    )
