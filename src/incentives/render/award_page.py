"""
One award on the page of its programme: what it gives, on which conditions, when and by whom it is paid.
"""

from __future__ import annotations

from fractions import Fraction

from incentives.explain.messages import Argument, Code, Message, Quantity, Several, say
from incentives.ir.printer import print_expr
from incentives.ir.rulebook import Award, Nature, Programme, Rhythm, Schedule
from incentives.l10n.localiser import Localiser
from incentives.render.clauses import clause_pieces
from incentives.render.formulas import formula_items
from incentives.render.page import Block, Fields, Heading, Item, Line, Outline, code, faint, line, strong, warning
from incentives.types import MONTHS, PERCENT, money


def award_blocks(award: Award, programme: Programme, localiser: Localiser, conditions: Item | None) -> list[Block]:
    """A heading, the facts of the award, its formula and its conditions."""
    nature = localiser.word(f"nature.{award.nature}")
    kind = localiser.word(f"kind.{award.kind}") if localiser.has(f"kind.{award.kind}") else award.kind
    rows: list[tuple[str, Line]] = [
        ("label.nature", line(warning(nature) if award.nature is Nature.DISCRETIONARY else nature)),
        ("label.kind", line(kind)),
        ("label.cap", _cap(award, programme, localiser)),
        ("label.rounding", _rounding(award, localiser)),
        ("label.payments", _schedule(award, programme, localiser)),
        ("label.payers", line(localiser.argument(_payers(award)))),
        ("label.deadline", line(code(print_expr(award.deadline, programme.uses))) if award.deadline else ()),
        ("label.note", line(localiser.title(award.clause.note))),
    ]
    clause = clause_pieces(award.clause, localiser, always=True)
    blocks: list[Block] = [
        Heading(line(strong(localiser.title(award.title, award.id)), *clause, faint(award.id))),
        Fields(tuple((localiser.word(name), told) for name, told in rows if told)),
    ]
    blocks.append(Outline(_formula(award, programme, localiser), line(strong(localiser.word("label.formula")))))
    if conditions:
        blocks.append(Outline((conditions,), line(strong(localiser.word("label.conditions")))))
    if award.assumptions:
        items = tuple(Item((line(localiser.title(text)),)) for text in award.assumptions)
        blocks.append(Outline(items, line(strong(localiser.word("label.assumptions")))))
    return blocks


def _formula(award: Award, programme: Programme, localiser: Localiser) -> tuple[Item, ...]:
    if award.amount is None:
        return (Item((line(warning(localiser.word("amount.not-published"))),)),)
    return (formula_items(award.amount, award.text, programme, localiser),)


def _cap(award: Award, programme: Programme, localiser: Localiser) -> Line:
    if not award.cap_seen:
        return line(warning(localiser.word("cap.not-seen")))
    if award.cap is None:
        return ()
    effect = [faint(localiser.word("label.forfeit"))] if award.forfeit else []
    told = formula_items(award.cap, "", programme, localiser)
    return line(*told.lines[0], *effect)


def _rounding(award: Award, localiser: Localiser) -> Line:
    unit = localiser.quantity(award.unit, money(award.currency), cents=True)
    told = line(localiser.word(f"rounding.{award.rounding}", unit=Code(unit)))
    return told if award.stated_rounding else line(*told, faint(localiser.word("label.assumed")))


def _schedule(award: Award, programme: Programme, localiser: Localiser) -> Line:
    schedule = award.schedule
    start = []
    if schedule.start is not None:
        start = [faint(localiser.word("label.from")), code(print_expr(schedule.start, programme.uses))]
    told = localiser.message(_rhythm(schedule))
    return line(told, *start, *clause_pieces(schedule.clause, localiser, always=True))


def _rhythm(schedule: Schedule) -> Message:
    months = Quantity(Fraction(schedule.months), MONTHS)
    match schedule.rhythm:
        case Rhythm.ONCE:
            return say("schedule.once")
        case Rhythm.INSTALMENTS:
            shares: tuple[Argument, ...] = tuple(Quantity(share, PERCENT) for share in schedule.shares)
            return say("schedule.instalments", shares=Several(shares, plainly=True), every=months)
        case Rhythm.PERIODS:
            return say("schedule.periods", number=schedule.count, length=months)
        case Rhythm.ITEMS:
            return say("schedule.items", items=Code(schedule.source.name if schedule.source else ""))


def _payers(award: Award) -> Several:
    return Several(
        tuple(
            say("payer.share", payer=Code(name), share=Quantity(share, PERCENT)) for name, share in award.payers.items()
        ),
        plainly=True,
    )
