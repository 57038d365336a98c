"""
An answer as a page: the table, the totals, what is missing, and in full every programme.
"""

from __future__ import annotations

from incentives.engine.assessment import Total
from incentives.explain.awards import AwardExplanation
from incentives.explain.build import Explanation, MissingFact, ProgrammeExplanation
from incentives.explain.messages import Code, Message, say
from incentives.ir.rulebook import Nature
from incentives.l10n.localiser import Localiser
from incentives.render.details import STYLES, details, signed
from incentives.render.page import (
    Block,
    Grid,
    Heading,
    Item,
    Line,
    Outline,
    Paragraph,
    Piece,
    code,
    faint,
    line,
    plain,
    point,
    strong,
    warning,
)
from incentives.render.remarks import is_live, years_text
from incentives.render.summary import decided_text, in_order, setting, total_message, unconverted
from incentives.render.terminal import is_weak


def answer_blocks(explanation: Explanation, localiser: Localiser, *, explain: bool) -> tuple[Block, ...]:
    """The whole page."""
    assessment = explanation.assessment
    blocks: list[Block] = [Heading(line(assessment.company), 1), Paragraph(line(setting(explanation, localiser)))]
    if not explanation.programmes:
        return (*blocks, Paragraph(line(localiser.word("label.nothing"))))
    blocks += [answer_grid(explanation, localiser), Heading(line(localiser.word("label.totals")))]
    blocks += [totals_grid(explanation, localiser), *_remarks(explanation, localiser)]
    if explain:
        blocks += details(explanation, localiser, level=2)
    return plain(blocks)


def answer_grid(explanation: Explanation, localiser: Localiser) -> Grid:
    """A row for each award, and for each programme that has none to show."""
    currency = Code(localiser.currency(explanation.assessment.currency))
    names = [localiser.word(f"label.{name}") for name in ("programme", "status", "what", "amount")]
    names += [localiser.word("label.in-currency", currency=currency), localiser.word("label.decided-by")]
    rows = [row for each in in_order(explanation) for row in _programme_rows(each, localiser)]
    return Grid(tuple(names), tuple(rows), frozenset({3, 4}))


def totals_grid(explanation: Explanation, localiser: Localiser) -> Grid:
    """What the company may claim, and apart from it the ceiling of what it may be given on merit."""
    assessment = explanation.assessment
    rows = [
        _total_row("label.entitled", assessment.entitled, Nature.ENTITLED, explanation, localiser),
        _total_row("label.discretionary", assessment.discretionary, Nature.DISCRETIONARY, explanation, localiser),
    ]
    return Grid(("", localiser.word("label.amount"), ""), tuple(rows), frozenset({1}))


def _programme_rows(explanation: ProgrammeExplanation, localiser: Localiser) -> list[tuple[Line, ...]]:
    result = explanation.result
    programme = result.programme
    title = [strong(localiser.title(programme.title, programme.id))]
    if is_weak(programme.source.evidence):
        title.append(warning(f"[{localiser.word(f'evidence.{programme.source.evidence}')}]"))
    status = line(signed(result.status, localiser.word(f"status.{result.status}")))
    decided = line(decided_text(explanation, localiser))
    awards = explanation.awards if is_live(explanation) else ()
    first, *rest = [_award_cells(award, localiser) for award in awards] or [((), (), ())]
    return [(line(*title), status, *first, decided), *(((), (), *cells, ()) for cells in rest)]


def _award_cells(award: AwardExplanation, localiser: Localiser) -> tuple[Line, Line, Line]:
    what = [Piece(localiser.title(award.title, award.id))]
    if award.decided_by and not award.reasons:
        what.append(faint(localiser.message(award.decided_by[0])))
    amount = line(Piece(localiser.message(award.amount), STYLES[award.status]))
    return line(*what), amount, line(localiser.message(award.reported) if award.reported else "")


def _total_row(
    name: str, total: Total, nature: Nature, explanation: Explanation, localiser: Localiser
) -> tuple[Line, ...]:
    notes = [] if nature is Nature.ENTITLED else [localiser.word("label.not-added")]
    notes += unconverted(total, explanation, localiser)
    amount = localiser.message(total_message(total, explanation.assessment.currency, nature))
    return line(strong(localiser.word(name))), line(amount), line(localiser.word("value.semicolon").join(notes))


def _remarks(explanation: Explanation, localiser: Localiser) -> list[Block]:
    live = [each for each in explanation.programmes if is_live(each)]
    sections: list[tuple[str, list[Item]]] = [
        ("label.excluded", [point(localiser.message(each)) for each in explanation.excluded]),
        ("label.together", [point(localiser.message(each)) for each in explanation.together]),
        ("label.missing", [_fact(each, localiser) for each in explanation.missing]),
        ("label.rates", [point(localiser.message(each)) for each in explanation.rates]),
        ("label.disagreements", _of_each(live, "disagreements", localiser)),
        ("label.readings", _of_each(live, "readings", localiser)),
        ("label.assumptions", _of_each(live, "assumptions", localiser)),
        ("label.warnings", [point(warning(each)) for each in explanation.assessment.warnings]),
    ]
    return [
        block
        for name, items in sections
        if items
        for block in (Heading(line(localiser.word(name))), Outline(tuple(items)))
    ]


def _of_each(programmes: list[ProgrammeExplanation], kind: str, localiser: Localiser) -> list[Item]:
    found = []
    for each in programmes:
        messages: tuple[Message, ...] = getattr(each, kind)
        title = localiser.title(each.result.programme.title, each.result.programme.id)
        if messages:
            items = [point(localiser.message(message)) for message in messages]
            found.append(point(title, items=items))
    return found


def _fact(fact: MissingFact, localiser: Localiser) -> Item:
    declared = fact.declaration
    head = line(
        code(fact.name),
        years_text(fact.years),
        localiser.title(declared.label) if declared else "",
        *_needed(fact, localiser),
    )
    question = localiser.title(declared.question) if declared else ""
    return Item((head, *([line(faint(question))] if question else [])))


def _needed(fact: MissingFact, localiser: Localiser) -> list[Piece]:
    count = len(fact.programmes)
    return [faint(localiser.message(say("label.needed-by", count=count)))] if count > 1 else []
