"""
A rule as a page that a lawyer can lay beside the law: `incentives show`.

Everything on it is what the rule file states; nothing is worked out for a company.
"""

from __future__ import annotations

from collections.abc import Iterable

from incentives.explain.messages import Code
from incentives.explain.requirements import requirement
from incentives.ir.expr import Reading
from incentives.ir.printer import print_expr
from incentives.ir.relations import Relation
from incentives.ir.rulebook import Clause, Criterion, Group, Localized, Programme, Rulebook
from incentives.l10n.localiser import Localiser
from incentives.render.award_page import award_blocks
from incentives.render.clauses import clause_pieces, counting, note_pieces
from incentives.render.formulas import formula_items
from incentives.render.listing import evidence_piece, period_message, type_message
from incentives.render.page import (
    Block,
    Fields,
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
from incentives.render.page_markdown import page_markdown
from incentives.render.page_text import page_text
from incentives.render.parameters import parameter_blocks
from incentives.render.programme_data import programme_data

__all__ = ["programme_blocks", "programme_data", "programme_markdown", "programme_text"]


def programme_text(
    programme: Programme, rulebook: Rulebook, localiser: Localiser, *, width: int = 100, colour: bool = False
) -> str:
    """The page for a terminal."""
    return page_text(programme_blocks(programme, rulebook, localiser), width=width, colour=colour)


def programme_markdown(programme: Programme, rulebook: Rulebook, localiser: Localiser) -> str:
    """The page as Markdown."""
    return page_markdown(programme_blocks(programme, rulebook, localiser))


def programme_blocks(programme: Programme, rulebook: Rulebook, localiser: Localiser) -> tuple[Block, ...]:
    """The page: source, conditions, figures, awards, readings, what stands beside it, and what is not known."""
    heading = localiser.word
    blocks: list[Block] = [
        Heading(line(strong(localiser.title(programme.title, programme.id)), faint(programme.id)), 1),
        Paragraph(line(*_other_titles(programme.title, localiser))),
        Paragraph(line(localiser.title(programme.summary))),
        _source(programme, rulebook, localiser),
    ]
    if programme.eligibility:
        items = (criterion_item(programme.eligibility, programme, rulebook, localiser),)
        blocks += [Heading(line(heading("label.criteria"))), Outline(items)]
    definitions = _definitions(programme, localiser)
    if definitions.items:
        blocks += [Heading(line(heading("label.definitions"))), definitions]
    parameters = parameter_blocks(programme, rulebook, localiser)
    if parameters:
        blocks += [Heading(line(heading("label.parameters"))), *parameters]
    for award in programme.awards.values():
        conditions = criterion_item(award.when, programme, rulebook, localiser) if award.when else None
        blocks += award_blocks(award, programme, localiser, conditions)
    caps = _caps(programme, localiser)
    if caps.items:
        blocks += [Heading(line(heading("label.shared-caps"))), caps]
    readings = _readings(programme, localiser)
    if readings.items:
        blocks += [Heading(line(heading("label.readings"))), readings]
    relations = _relations(programme, rulebook, localiser)
    if relations.items:
        blocks += [Heading(line(heading("label.cumulation"))), relations]
    for name, told in (
        ("label.assumptions", programme.assumptions),
        ("label.gaps", programme.gaps),
        ("label.notes", programme.notes),
    ):
        if told:
            stated = tuple(point(localiser.title(text)) for text in told)
            blocks += [Heading(line(heading(name))), Outline(stated)]
    facts = _facts(programme, rulebook, localiser)
    if facts.rows:
        blocks += [Heading(line(heading("label.facts"))), facts]
    return plain(blocks)


def criterion_item(criterion: Criterion, programme: Programme, rulebook: Rulebook, localiser: Localiser) -> Item:
    """A criterion: its title, its test in words and as written, its clause, its note, its members."""
    title = localiser.title(criterion.title)
    head: list[Piece] = []
    lines: list[Line] = []
    asked = requirement(criterion.expr, programme, rulebook) if criterion.kind is Group.TEST else None
    words = localiser.message(asked) if asked else ""
    if criterion.kind is not Group.TEST:
        head = [strong(title)] if title else []
        head.append(faint(localiser.message(counting(criterion))))
    elif title or words:
        head = [strong(title or words)]
        lines.append(line(words) if title and words else ())
    members = tuple(criterion_item(member, programme, rulebook, localiser) for member in criterion.members)
    if criterion.kind is Group.TEST:
        ambiguous = isinstance(criterion.expr, Reading)
        told = formula_items(criterion.expr, "" if ambiguous else criterion.text, programme, localiser)
        lines += told.lines if head else told.lines[1:]
        head = head or list(told.lines[0])
        members = told.items
    head += clause_pieces(criterion.clause, localiser, always=True)
    if criterion.preference:
        head.append(warning(localiser.word("label.preference")))
    if criterion.door:
        head.append(warning(localiser.word("label.door")))
    lines.append(line(*note_pieces(criterion.clause, localiser)))
    return Item((line(*head), *(each for each in lines if each)), members)


def _other_titles(title: Localized, localiser: Localiser) -> list[Piece]:
    shown = localiser.title(title)
    return [faint(text) for text in title.values() if text != shown]


def _source(programme: Programme, rulebook: Rulebook, localiser: Localiser) -> Fields:
    source = programme.source
    names = [
        localiser.title(source.name),
        *(text for text in source.name.values() if text != localiser.title(source.name)),
    ]
    place = rulebook.places.get(programme.jurisdiction)
    kind = localiser.word(f"kind.{programme.kind}") if localiser.has(f"kind.{programme.kind}") else programme.kind
    period = programme.in_force
    rows: list[tuple[str, Line]] = [
        ("label.source", line(" / ".join(name for name in names if name))),
        ("label.number", line(source.number or "")),
        ("label.issuer", line(localiser.title(source.issuer))),
        ("label.issued", line(localiser.date(source.issued)) if source.issued else ()),
        ("label.in-force", _period_line(programme, localiser)),
        (
            "label.stage",
            () if programme.stage == "enacted" else line(warning(localiser.word(f"stage.{programme.stage}"))),
        ),
        ("label.replaces", line(*(code(each) for each in programme.replaces))),
        ("label.place", line(localiser.title(place.label) if place else "", faint(programme.jurisdiction))),
        ("label.kind", line(kind)),
        ("label.sectors", line(", ".join(programme.sectors))),
        ("label.currency", line(programme.currency)),
        ("label.conversion", _conversion(programme, localiser)),
        ("label.evidence", line(evidence_piece(programme, localiser))),
        ("label.seen", line(localiser.title(source.seen))),
        ("label.urls", line("; ".join(source.urls))),
        ("label.note", line(localiser.title(period.clause.note))),
    ]
    return Fields(tuple((localiser.word(name), told) for name, told in rows if told))


def _period_line(programme: Programme, localiser: Localiser) -> Line:
    period = programme.in_force
    text = localiser.message(period_message(period))
    seen = period.start_seen and period.end_seen
    return line(text if seen else warning(text), *clause_pieces(period.clause, localiser, always=True))


def _conversion(programme: Programme, localiser: Localiser) -> Line:
    text = localiser.word(f"conversion-day.{programme.conversion}".replace("_", "-"))
    return line(text, *([] if programme.conversion_stated else [warning(localiser.word("label.assumed"))]))


def _definitions(programme: Programme, localiser: Localiser) -> Outline:
    items = []
    for definition in programme.definitions.values():
        title = localiser.title(definition.title)
        of = [faint(localiser.word("definition.of", items=Code(definition.of)))] if definition.of else []
        head = line(code(definition.name), title, *of, *clause_pieces(definition.clause, localiser, always=True))
        told = formula_items(definition.expr, definition.text, programme, localiser)
        note = line(*note_pieces(definition.clause, localiser))
        items.append(Item((head, *told.lines, *([note] if note else [])), told.items))
    return Outline(tuple(items))


def _caps(programme: Programme, localiser: Localiser) -> Outline:
    """The ceilings that several awards share."""
    items = []
    for cap in programme.caps.values():
        title = localiser.title(cap.title)
        head = line(code(cap.id), title, *clause_pieces(cap.clause, localiser, always=True))
        told = formula_items(cap.amount, "", programme, localiser)
        each_year = [faint(localiser.word("label.each-year"))] if cap.yearly else []
        names = (localiser.title(programme.awards[name].title, name) for name in cap.awards)
        note = line(*note_pieces(cap.clause, localiser))
        lines = (head, line(*told.lines[0], *each_year), line("; ".join(names)), *([note] if note else []))
        items.append(Item(lines, told.items))
    return Outline(tuple(items))


def _readings(programme: Programme, localiser: Localiser) -> Outline:
    def option_items(options: Iterable[tuple[str, bool, Localized, str | None]]) -> tuple[Item, ...]:
        return tuple(
            point(
                strong(name) if default else name,
                *([faint(localiser.word("label.default"))] if default else []),
                localiser.title(note),
                *clause_pieces(Clause(cite=cite), localiser),
            )
            for name, default, note, cite in options
        )

    return Outline(
        tuple(
            point(
                code(each.id),
                items=option_items((option.name, option.default, option.note, option.cite) for option in each.options),
            )
            for each in programme.readings.values()
        )
    )


def _relations(programme: Programme, rulebook: Rulebook, localiser: Localiser) -> Outline:
    items = []
    for relation in programme.relations:
        subjects = [name for name in relation.subjects if name != programme.id]
        others = tuple(_other(name, rulebook, localiser) for name in (*subjects, *relation.programmes))
        head = line(
            localiser.word(f"relation.{relation.kind}"),
            *([strong(localiser.title(relation.title))] if relation.title else []),
            *clause_pieces(relation.clause, localiser, always=True),
        )
        ceiling = _ceiling(relation, programme, localiser)
        note = line(*note_pieces(relation.clause, localiser))
        items.append(Item((head, *ceiling.lines, *([note] if note else [])), (*ceiling.items, *others)))
    for award in programme.awards.values():
        if award.beside:
            others = tuple(_other("/".join(source), rulebook, localiser) for source in award.beside)
            head = line(code(award.id), localiser.word("relation.beside"), *clause_pieces(award.clause, localiser))
            items.append(Item((head,), others))
    return Outline(tuple(items))


def _ceiling(relation: Relation, programme: Programme, localiser: Localiser) -> Item:
    """The expression of a ceiling, and for whom a statement holds."""
    lines: list[Line] = []
    items: tuple[Item, ...] = ()
    if relation.amount is not None:
        told = formula_items(relation.amount, relation.text, programme, localiser)
        whole = [faint(localiser.word("label.forfeit"))] if relation.forfeit else []
        lines += [line(*told.lines[0], *whole), *told.lines[1:]]
        items = told.items
    if relation.when is not None:
        condition = code(print_expr(relation.when, programme.uses))
        lines.append(line(faint(localiser.word("label.only-where")), condition))
    return Item(tuple(lines), items)


def _other(name: str, rulebook: Rulebook, localiser: Localiser) -> Item:
    found = rulebook.programmes.get(name)
    return point(localiser.title(found.title) if found else "", code(name))


def _facts(programme: Programme, rulebook: Rulebook, localiser: Localiser) -> Grid:
    names = [name for name in rulebook.facts if name in programme.facts_used]
    rows = []
    for name in names:
        fact = rulebook.facts[name]
        kind = localiser.message(type_message(fact, localiser))
        question = localiser.title(fact.question) or localiser.title(fact.label)
        rows.append((line(code(name)), line(kind), line(question)))
    columns = tuple(localiser.word(f"label.{each}") for each in ("fact", "type", "question"))
    return Grid(columns, tuple(rows), whole=frozenset({0}))
