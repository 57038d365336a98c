"""
What a test asks for, before any company is seen: `Paid-in capital: more than 100,000,000 CNY`.
"""

from __future__ import annotations

from incentives.explain.messages import Argument, Code, Message, Several, Words, say
from incentives.explain.values import known_argument, named_title, programme_term, subject
from incentives.ir.expr import Call, Convert, Expr, Fact, Field, InPeriod, Literal, Named, Reference
from incentives.ir.operators import COMPARISONS, Op
from incentives.ir.printer import print_expr
from incentives.ir.rulebook import Programme, Rulebook
from incentives.types import Date, Truth

ORDERED = frozenset({Op.LESS, Op.AT_MOST, Op.GREATER, Op.AT_LEAST})


def requirement(expr: Expr, programme: Programme, rulebook: Rulebook) -> Message | None:
    """What a simple test asks for; None for one that only its text can say."""
    match expr:
        case Reference():
            return _reference(expr, programme, rulebook)
        case Fact(type=Truth()) | Field(type=Truth()):
            return say("requirement.true", subject=subject(expr, programme, rulebook))
        case Call(op=Op.NOT, arguments=(Fact(type=Truth()) | Field(type=Truth()) as fact,)):
            return say("requirement.false", subject=subject(fact, programme, rulebook))
        case Call(op=op, arguments=(left, right)) if op in COMPARISONS:
            word = op.value.replace("_", "-")
            dated = op in ORDERED and isinstance(left.type, Date)
            return say(
                f"requirement.date-{word}" if dated else f"requirement.{word}",
                subject=subject(left, programme, rulebook),
                threshold=constant(right, programme, rulebook),
            )
        case Call(op=Op.IN | Op.WITHIN as op, arguments=(left, Literal() as members)):
            return say(
                f"requirement.{op}",
                subject=subject(left, programme, rulebook),
                members=_members(members, programme, rulebook),
            )
        case Call(op=Op.CONTAINS, arguments=(holder, Literal() as members)):
            told = known_argument(members.value, members.type, rulebook)
            all_of = Several(told.items) if isinstance(told, Several) else told
            return say("requirement.contains", subject=subject(holder, programme, rulebook), members=all_of)
    return None


def constant(expr: Expr, programme: Programme, rulebook: Rulebook) -> Argument:
    """The right side of a comparison: a figure with its unit, or what it is called."""
    match expr:
        case Convert(operand=operand) | InPeriod(operand=operand):
            return constant(operand, programme, rulebook)
        case Literal():
            return known_argument(expr.value, expr.type, rulebook)
        case Fact() | Field():
            return subject(expr, programme, rulebook)
    return Code(print_expr(expr, programme.uses))


def _reference(expr: Reference, programme: Programme, rulebook: Rulebook) -> Message | None:
    match expr.kind:
        case Named.HOLDS | Named.QUALIFIES | Named.ELIGIBILITY:
            word = "holds" if expr.kind is Named.HOLDS else "qualifies"
            return say(f"requirement.{word}", programme=programme_term(expr.programme, rulebook))
        case Named.AWARD_WHEN:
            award = programme.awards.get(expr.name)
            title = award.title if award else {}
            return say("requirement.award-when", award=Words(title or {"en": expr.name}))
        case Named.CRITERION | Named.DEFINITION | Named.OF_ITEM | Named.AWARD_AMOUNT | Named.GRANTED:
            title = named_title(expr, programme)
            return say("requirement.true", subject=Words(title)) if title else None


def _members(literal: Literal, programme: Programme, rulebook: Rulebook) -> Argument:
    told = known_argument(literal.value, literal.type, rulebook)
    if isinstance(told, Several) and len(told.items) > 1 and not getattr(literal.type, "members", ()):
        return Code(print_expr(literal, programme.uses))  # a group of places by its name
    return told
