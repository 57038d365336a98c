"""
Lists: the programmes there are, and the facts that a profile can state.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from incentives.explain.messages import Code, Message, say
from incentives.ir.quantities import unit_name
from incentives.ir.rulebook import FactDeclaration, InForce, Programme, Stage
from incentives.l10n.localiser import Localiser
from incentives.render.page import (
    Block,
    Grid,
    Item,
    Line,
    Outline,
    Paragraph,
    Piece,
    code,
    faint,
    line,
    strong,
    warning,
)
from incentives.render.page_markdown import page_markdown
from incentives.render.page_text import page_text
from incentives.render.terminal import is_weak
from incentives.types import ANY_CURRENCY, Broken, Choice, Date, Numeric, Place, Record, Set, Text, Truth, Type

Data: TypeAlias = dict[str, Any]
# Narrower than this, a table of programmes breaks every title.
WIDE = 150
FACTS_WIDE = 110
Asked: TypeAlias = tuple[FactDeclaration, int]


def listing_text(programmes: Sequence[Programme], localiser: Localiser, *, width: int, colour: bool) -> str:
    """The programmes as a table in a terminal, or as a list where the table would be too narrow to read."""
    blocks = listing_blocks(programmes, localiser) if width >= WIDE else listing_points(programmes, localiser)
    return page_text(blocks, width=width, colour=colour)


def listing_markdown(programmes: Sequence[Programme], localiser: Localiser) -> str:
    """The programmes as a Markdown table."""
    return page_markdown(listing_blocks(programmes, localiser))


def listing_blocks(programmes: Sequence[Programme], localiser: Localiser) -> tuple[Block, ...]:
    """Id and title, place, kind, period and evidence of each."""
    if not programmes:
        return (Paragraph(line(localiser.word("label.no-programmes"))),)
    names = ("id", "programme", "kind", "in-force", "evidence")
    rows = tuple((line(code(each.id)), line(*_title(each, localiser)), *_told(each, localiser)) for each in programmes)
    grid = Grid(tuple(localiser.word(f"label.{name}") for name in names), rows, whole=frozenset({0}))
    return (grid, _counted(programmes, localiser))


def listing_points(programmes: Sequence[Programme], localiser: Localiser) -> tuple[Block, ...]:
    """The same as points of two lines."""
    if not programmes:
        return (Paragraph(line(localiser.word("label.no-programmes"))),)
    points = []
    for each in programmes:
        kind, period, evidence = _told(each, localiser)
        points.append(Item((line(*_title(each, localiser)), line(faint(each.id)), (*kind, *period, *evidence))))
    return (Outline(tuple(points)), _counted(programmes, localiser))


def listing_data(programmes: Sequence[Programme], localiser: Localiser) -> list[Data]:
    """The programmes as plain data."""
    return [
        {
            "id": each.id,
            "title": localiser.title(each.title, each.id),
            "jurisdiction": each.jurisdiction,
            "level": each.level,
            "kind": each.kind,
            "sectors": list(each.sectors),
            "stage": each.stage.value,
            "in_force": period_data(each.in_force),
            "evidence": each.source.evidence.value,
            "currency": each.currency,
            "awards": list(each.awards),
        }
        for each in programmes
    ]


def facts_text(facts: Sequence[Asked], localiser: Localiser, *, width: int, colour: bool) -> str:
    """The facts as a table in a terminal, or as a list where the table would be too narrow to read."""
    blocks = facts_blocks(facts, localiser) if width >= FACTS_WIDE else facts_points(facts, localiser)
    return page_text(blocks, width=width, colour=colour)


def facts_markdown(facts: Sequence[Asked], localiser: Localiser) -> str:
    """The facts as a Markdown table."""
    return page_markdown(facts_blocks(facts, localiser))


def facts_blocks(facts: Sequence[Asked], localiser: Localiser) -> tuple[Block, ...]:
    """Name, label, type and number of programmes of each."""
    if not facts:
        return (Paragraph(line(localiser.word("label.no-facts"))),)
    names = ("fact", "label", "type", "asked-by")
    rows = tuple(
        (
            line(code(fact.name)),
            line(localiser.title(fact.label, "")),
            line(localiser.message(type_message(fact, localiser))),
            line(localiser.argument(count)),
        )
        for fact, count in facts
    )
    grid = Grid(tuple(localiser.word(f"label.{name}") for name in names), rows, frozenset({3}), frozenset({0}))
    return (grid, _facts_counted(facts, localiser))


def facts_points(facts: Sequence[Asked], localiser: Localiser) -> tuple[Block, ...]:
    """The same as points of two lines."""
    if not facts:
        return (Paragraph(line(localiser.word("label.no-facts"))),)
    points = []
    for fact, count in facts:
        asked = localiser.message(say("label.needed-by", count=count))
        kind = localiser.message(type_message(fact, localiser))
        points.append(Item((line(code(fact.name), kind), line(localiser.title(fact.label), faint(asked)))))
    return (Outline(tuple(points)), _facts_counted(facts, localiser))


def facts_data(facts: Sequence[Asked], localiser: Localiser) -> list[Data]:
    """The facts as plain data."""
    return [{**fact_data(fact, localiser), "programmes": count} for fact, count in facts]


def fact_data(fact: FactDeclaration, localiser: Localiser) -> Data:
    """One declaration; of a list, with the declarations of its fields."""
    return {
        "name": fact.name,
        "label": localiser.title(fact.label) or None,
        "question": localiser.title(fact.question) or None,
        "type": type_word(fact.type),
        "unit": (unit_name(fact.type) or None) if isinstance(fact.type, Numeric) else None,
        "yearly": fact.yearly,
        "members": {name: localiser.title(label, name) for name, label in fact.members.items()},
        "fields": [fact_data(field, localiser) for field in fact.fields.values()],
    }


def type_message(fact: FactDeclaration, localiser: Localiser) -> Message:
    """What kind of value a fact is, in words."""
    kind = fact.type
    word = type_word(kind)
    name = say(f"type.{word}")
    if isinstance(kind, Numeric) and word == "quantity":
        unit = unit_name(kind).replace("money", localiser.word("type.money"))
        name = say("type.in-unit", unit=Code(unit))
    return say("type.yearly", type=name) if fact.yearly else name


def type_word(kind: Type) -> str:
    """One word for a type, as the declaration of a fact has it; `quantity` for a number with a unit."""
    match kind:
        case Numeric():
            if kind.is_money and kind.currency == ANY_CURRENCY:
                return "money"
            if not kind.is_plain:
                return "quantity"
            return "percent" if kind.percent else "count" if kind.whole else "number"
        case Truth():
            return "truth"
        case Date():
            return "date"
        case Place():
            return "place"
        case Choice():
            return "choice"
        case Set():
            return "set"
        case Record():
            return "list"
        case Text() | Broken():
            return "text"


def period_message(period: InForce) -> Message:
    """From when until when a programme is in force, and what of that was not seen."""
    start = period.start or period.not_before
    first: Message | None = None
    if period.start is None and not period.start_seen:
        first = say("period.start-not-seen", start=start) if start else say("period.start-unknown")
    if period.end:
        last = say("period.until", end=period.end)
    else:
        last = say("period.open" if period.end_seen else "period.end-not-seen")
    if first is None:
        first = say("period.from", start=start) if start else say("period.always")
    return say("period.both", first=first, last=last)


def period_data(period: InForce) -> Data:
    """The period as plain data."""
    return {
        "from": period.start.isoformat() if period.start else None,
        "until": period.end.isoformat() if period.end else None,
        "from_seen": period.start_seen,
        "until_seen": period.end_seen,
        "not_before": period.not_before.isoformat() if period.not_before else None,
    }


def evidence_piece(programme: Programme, localiser: Localiser) -> Piece:
    """How the law was seen, as a warning where that was not well."""
    text = localiser.word(f"evidence.{programme.source.evidence}")
    return warning(text) if is_weak(programme.source.evidence) else Piece(text)


def _facts_counted(facts: Sequence[Asked], localiser: Localiser) -> Block:
    return Paragraph(line(faint(localiser.message(say("label.facts-counted", count=len(facts))))))


def _title(programme: Programme, localiser: Localiser) -> list[Piece]:
    stage = [] if programme.stage is Stage.ENACTED else [warning(localiser.word(f"stage.{programme.stage}"))]
    return [strong(localiser.title(programme.title, programme.id)), *stage]


def _told(programme: Programme, localiser: Localiser) -> tuple[Line, Line, Line]:
    """Kind, period and evidence."""
    kind = localiser.word(f"kind.{programme.kind}") if localiser.has(f"kind.{programme.kind}") else programme.kind
    period = localiser.message(period_message(programme.in_force))
    return line(kind), line(period), line(evidence_piece(programme, localiser))


def _counted(programmes: Sequence[Programme], localiser: Localiser) -> Block:
    return Paragraph(line(faint(localiser.message(say("label.programmes-counted", count=len(programmes))))))
