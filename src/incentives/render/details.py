"""
Why, in full: each criterion as an outline, each award with its working, its payments and its payers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from incentives.engine.results import Status
from incentives.explain.awards import AwardExplanation
from incentives.explain.build import Explanation, ProgrammeExplanation
from incentives.explain.criteria import CriterionExplanation
from incentives.explain.messages import Message
from incentives.ir.rulebook import Nature
from incentives.l10n.localiser import Localiser
from incentives.render.clauses import clause_pieces, note_pieces
from incentives.render.page import (
    Block,
    Fields,
    Heading,
    Item,
    Line,
    Outline,
    Paragraph,
    Piece,
    Style,
    code,
    faint,
    line,
    plain,
    point,
    strong,
    warning,
)
from incentives.render.summary import in_order
from incentives.render.terminal import SIGNS, TRUTH_STATUS, is_weak

STYLES: Mapping[Status, Style] = {
    Status.ELIGIBLE: Style.GOOD,
    Status.INELIGIBLE: Style.BAD,
    Status.UNDETERMINED: Style.OPEN,
    Status.NOT_IN_FORCE: Style.OFF,
}


def details(explanation: Explanation, localiser: Localiser, *, level: int = 1) -> tuple[Block, ...]:
    """A section for each programme, its heading of that level, then what the answer was made of."""
    sections = [block for each in in_order(explanation) for block in programme_details(each, localiser, level=level)]
    receipt = explanation.assessment.receipt
    rows = tuple((name, line(faint(text))) for name, text in asdict(receipt).items() if text)
    return (*sections, Heading(line(faint(localiser.word("label.receipt"))), level), Fields(rows))


def programme_details(explanation: ProgrammeExplanation, localiser: Localiser, *, level: int = 1) -> tuple[Block, ...]:
    """One programme in full."""
    programme = explanation.result.programme
    status = explanation.result.status
    title = localiser.title(programme.title, programme.id)
    blocks: list[Block] = [
        Heading(line(strong(title), faint(programme.id)), level),
        Paragraph(line(signed(status, localiser.word(f"status.{status}")), *said(explanation.decided_by, localiser))),
        Paragraph(source_line(explanation, localiser)),
    ]
    if explanation.eligibility:
        blocks.append(criteria_outline(explanation.eligibility, localiser, localiser.word("label.criteria")))
    blocks += [award_outline(award, localiser) for award in explanation.awards]
    for name, messages in (
        ("label.readings", (*explanation.readings, *explanation.disagreements)),
        ("label.assumptions", explanation.assumptions),
    ):
        blocks.append(Outline(points(messages, localiser), line(strong(localiser.word(name)))))
    return plain(blocks)


def criteria_outline(root: CriterionExplanation, localiser: Localiser, heading: str) -> Outline:
    """A criterion under a heading; of a plain group, its members, and how they count in the heading."""
    told = strong(heading)
    if root.members and not root.title:
        counting = faint(localiser.message(root.counting))
        items = tuple(criterion_item(member, localiser) for member in root.members)
        return Outline(items, line(told, counting, *clause_pieces(root.clause, localiser)))
    return Outline((criterion_item(root, localiser),), line(told))


def criterion_item(criterion: CriterionExplanation, localiser: Localiser) -> Item:
    """A criterion with its value, what was required, the margin, the clause, and what it rests on."""
    name = localiser.message(criterion.name)
    head = [signed(TRUTH_STATUS[criterion.truth], name)]
    if criterion.title and criterion.members:
        head.append(faint(localiser.message(criterion.counting)))
    head += clause_pieces(criterion.clause, localiser)
    if criterion.preference:
        head.append(faint(localiser.word("label.preference")))
    if criterion.door:
        head.append(faint(localiser.word("label.door")))
    lines: list[Line] = [line(*head)]
    compared = [localiser.message(each) for each in (criterion.values, criterion.margin) if each]
    lines.append(line(" — ".join(compared)))
    if criterion.text and not criterion.values and criterion.text != name:
        lines.append(line(code(criterion.text)))
    lines += [line(faint(text)) for text in texts((*criterion.facts, *criterion.reasons), localiser)]
    lines += [line(faint(text)) for text in texts(criterion.conversions, localiser)]
    lines.append(line(*note_pieces(criterion.clause, localiser)))
    return Item(
        tuple(each for each in lines if each),
        tuple(criterion_item(member, localiser) for member in criterion.members),
    )


def award_outline(award: AwardExplanation, localiser: Localiser) -> Outline:
    """An award with its conditions, its working, its payments and its payers."""
    head = [strong(localiser.title(award.title, award.id)), *clause_pieces(award.clause, localiser)]
    if award.nature is Nature.DISCRETIONARY:
        head.append(warning(localiser.word("nature.discretionary")))
    amount = [signed(award.status, localiser.message(award.amount))]
    if award.reported:
        amount.append(Piece(f"= {localiser.message(award.reported)}"))
    items = [point(*amount)]
    if award.status is Status.INELIGIBLE:
        items += points(award.decided_by, localiser)
    items += [point(Piece(text, Style.OPEN)) for text in texts(award.reasons, localiser)]
    if award.conditions:
        items.append(_conditions(award.conditions, localiser))
    if award.formula:
        items.append(point(faint(localiser.word("label.formula")), code(award.formula)))
    items += _group("label.working", points(award.working, localiser), localiser)
    if award.cap:
        items.append(point(localiser.message(award.cap)))
    items += points(award.shared_caps, localiser)
    if len(award.payments) > 1 or any(payment.working or payment.due for payment in award.payments):
        paid = [
            point(
                localiser.message(payment.when),
                strong(localiser.message(payment.amount)),
                items=points(payment.working, localiser),
            )
            for payment in award.payments
        ]
        items += _group("label.payments", paid, localiser)
    items += _group("label.payers", points(award.payers, localiser), localiser)
    if award.deadline:
        items.append(point(localiser.message(award.deadline)))
    items += _group("label.rates", points(award.conversions, localiser), localiser)
    note = line(*note_pieces(award.clause, localiser))
    return Outline((*items, *([Item((note,))] if note else [])), line(*head))


def source_line(explanation: ProgrammeExplanation, localiser: Localiser) -> Line:
    """The document, its number, and how it was seen."""
    source = explanation.result.programme.source
    seen = localiser.word(f"evidence.{source.evidence}")
    return line(
        faint(localiser.title(source.name)),
        faint(source.number or ""),
        warning(f"[{seen}]") if is_weak(source.evidence) else faint(f"[{seen}]"),
    )


def signed(status: Status, text: str) -> Piece:
    """A text with the sign of a status, in its style."""
    return Piece(f"{SIGNS[status]} {text}", STYLES[status])


def texts(messages: Iterable[Message], localiser: Localiser) -> list[str]:
    """The sentences of messages."""
    return [localiser.message(message) for message in messages]


def said(messages: Iterable[Message], localiser: Localiser) -> list[Piece]:
    """The sentences of messages as pieces of one line."""
    found = texts(messages, localiser)
    return [Piece(localiser.word("value.semicolon").join(found))] if found else []


def points(messages: Iterable[Message], localiser: Localiser) -> tuple[Item, ...]:
    """A point for each message."""
    return tuple(point(text) for text in texts(messages, localiser))


def _conditions(conditions: CriterionExplanation, localiser: Localiser) -> Item:
    outline = criteria_outline(conditions, localiser, localiser.word("label.conditions"))
    return Item((line(*(faint(piece.text) for piece in outline.line)),), outline.items)


def _group(heading: str, items: Iterable[Item], localiser: Localiser) -> list[Item]:
    found = tuple(items)
    return [point(faint(localiser.word(heading)), items=found)] if found else []
