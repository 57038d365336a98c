"""
Values and names of an answer as arguments of messages: what a step came to, what a fact is called, why one is unknown.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from incentives.explain.messages import Argument, Between, Code, Message, Quantity, Several, Term, Words, say
from incentives.ir.expr import Call, Convert, Expr, Fact, Field, InPeriod, Named, Parameter, Reference
from incentives.ir.operators import Op
from incentives.ir.patterns import DEFINITIONS, growth_of
from incentives.ir.printer import print_expr
from incentives.ir.rulebook import FactDeclaration, Localized, Programme, Rulebook
from incentives.types import Choice, Numeric, Place, Set, Type, money, with_currency
from incentives.values import Known, Money, Reason, Root, Rows, Unknown, Value, Why

# Reasons whose subject is the name of a programme, and those whose subject is a fact.
ABOUT_PROGRAMMES = frozenset({Why.STATUS_NOT_STATED})
ABOUT_FACTS = frozenset({Why.MISSING_FACT})


def value_argument(value: Value, kind: Type, rulebook: Rulebook, *, beside: Value | None = None) -> Argument:
    """What *value* of type *kind* is, for a message."""
    if isinstance(value, Unknown):
        if isinstance(kind, Numeric) and (value.low is not None or value.high is not None):
            return say("value.unknown-between", range=Between(value.low, value.high, kind))
        return say("value.unknown")
    return known_argument(value, kind, rulebook, beside=beside)


def known_argument(value: Known, kind: Type, rulebook: Rulebook, *, beside: Value | None = None) -> Argument:
    """What a known value is, for a message."""
    match value.value:
        case bool() as truth:
            return say("value.true" if truth else "value.false")
        case Fraction() | Root() as number if isinstance(kind, Numeric):
            other = beside.value if isinstance(beside, Known) else None
            return Quantity(number, kind, other if isinstance(other, Fraction) else None)
        case Fraction() as number:
            return Quantity(number, Numeric())
        case Money(amount=amount, currency=currency):
            return Quantity(amount, with_currency(kind, currency) if isinstance(kind, Numeric) else money(currency))
        case date() as day:
            return day
        case str() as text:
            return member(text, kind, rulebook)
        case frozenset() as members:
            return Several(tuple(member(each, kind, rulebook) for each in _ordered(members, kind)), all_of=False)
        case Rows(items=items):
            return say("value.items", count=len(items))
    return Code(str(value.value))


def member(text: str, kind: Type, rulebook: Rulebook) -> Argument:
    """A place, a member of a choice, or plain text."""
    if isinstance(kind, Place) or (isinstance(kind, Set) and not kind.members):
        declared = rulebook.places.get(text)
        return Term(text, declared.label if declared else {})
    if isinstance(kind, (Choice, Set)):
        fact = rulebook.facts.get(kind.name)
        return Term(text, fact.members.get(text, {}) if fact else {})
    return Code(text)


def fact_term(name: str, rulebook: Rulebook, year: int | None = None) -> Term:
    """A fact, or a field of a list (`projects.cost`), with its label."""
    declared = declaration(name, rulebook)
    return Term(name, declared.label if declared else {}, year)


def declaration(name: str, rulebook: Rulebook) -> FactDeclaration | None:
    """The declaration of a fact or of a field of a list."""
    owner, _, inner = name.partition(".")
    declared = rulebook.facts.get(owner)
    return declared.fields.get(inner.rpartition(".")[2]) or declared if declared and inner else declared


def programme_term(name: str, rulebook: Rulebook) -> Term:
    """A programme with its title."""
    found = rulebook.programmes.get(name)
    return Term(name, found.title if found else {})


def award_words(name: str, rulebook: Rulebook) -> Argument:
    """An award by its title, from the id of its programme and its own: `cn-shanghai/trade-headquarters/grant`."""
    programme, _, award = name.rpartition("/")
    found = rulebook.programmes.get(programme)
    title = found.awards[award].title if found and award in found.awards else {}
    return Words(title) if title else Code(name)


def subject(expr: Expr, programme: Programme, rulebook: Rulebook) -> Argument:
    """What a comparison is about: the label of its left side, or its text where it has none."""
    match expr:
        case Convert(operand=operand) | InPeriod(operand=operand):
            return subject(operand, programme, rulebook)
        case Fact(name=name, offset=0):
            return fact_term(name, rulebook)
        case Field(name=name, source=source):
            return fact_term(f"{source}.{name}", rulebook)
        case Reference() | Parameter():
            title = named_title(expr, programme)
            if title:
                return Words(title)
        case Call(op=Op.DIVIDE, arguments=(part, whole)):
            told = {"part": subject(part, programme, rulebook), "whole": subject(whole, programme, rulebook)}
            return say("subject.share", **told)
        case Call():
            grown = growth_of(expr)
            if grown is not None:
                return say("subject.growth", what=subject(grown[0], programme, rulebook), count=grown[1])
    return Code(print_expr(expr, programme.uses))


def named_title(expr: Reference | Parameter, programme: Programme) -> Localized:
    """The title of a definition, parameter or criterion of *programme*; empty if it has none."""
    if expr.programme != programme.id:
        return {}
    if isinstance(expr, Parameter):
        parameter = programme.parameters.get(expr.name)
        return parameter.title if parameter else {}
    if expr.kind is Named.CRITERION:
        criterion = programme.criteria().get(expr.name)
        return criterion.title if criterion else {}
    definition = programme.definitions.get(expr.name) if expr.kind in DEFINITIONS else None
    return definition.title if definition else {}


def reason_message(reason: Reason, rulebook: Rulebook) -> Message:
    """Why something is unknown."""
    about: Argument = Code(reason.subject)
    if reason.why in ABOUT_FACTS:
        about = fact_term(reason.subject, rulebook, reason.year)
    elif reason.why in ABOUT_PROGRAMMES:
        about = programme_term(reason.subject, rulebook)
    elif reason.why in (Why.NOT_SEEN, Why.CAP_NOT_SEEN, Why.ON_MERIT, Why.NOT_SETTLED):
        about = award_words(reason.subject, rulebook)
    return say(f"reason.{reason.why}", subject=about)


def _ordered(members: frozenset[str], kind: Type) -> list[str]:
    order = kind.members if isinstance(kind, (Choice, Set)) else ()
    return [*(each for each in order if each in members), *sorted(members - set(order))]
