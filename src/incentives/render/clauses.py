"""
What stands at a clause: where it is, how it was seen, and the note of who encoded it.
"""

from __future__ import annotations

from incentives.explain.messages import Message, say
from incentives.ir.rulebook import Clause, Criterion
from incentives.l10n.localiser import Localiser
from incentives.render.page import Piece, Style, faint, warning
from incentives.render.terminal import is_weak


def clause_pieces(clause: Clause, localiser: Localiser, *, always: bool = False) -> list[Piece]:
    """The clause and how it was seen: a warning where that was not well, and *always* faintly where it was."""
    told = [Piece(f"[{clause.cite}]", Style.CITE)] if clause.cite else []
    if clause.evidence is not None:
        text = f"[{localiser.word(f'evidence.{clause.evidence}')}]"
        if is_weak(clause.evidence):
            told.append(warning(text))
        elif always:
            told.append(faint(text))
    return told


def note_pieces(clause: Clause, localiser: Localiser) -> list[Piece]:
    """The note at a clause; nothing if there is none."""
    note = localiser.title(clause.note)
    return [faint(localiser.word("label.note")), faint(note)] if note else []


def counting(criterion: Criterion) -> Message:
    """How the members of a group count: all of them, any of them."""
    return say(f"criterion.{criterion.kind}", count=criterion.required or len(criterion.members))
