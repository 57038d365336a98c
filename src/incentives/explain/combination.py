"""
What there is to say of the best permitted choice: what it leaves out and cuts, why, and what would change it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from incentives.engine.combination import Because, Combination, Counted, Granted, LeftOut, Objective, Permitted
from incentives.explain.awards import amount_message
from incentives.explain.messages import Argument, Code, Message, Quantity, Several, Term, Words, say
from incentives.explain.values import award_words, declaration, programme_term
from incentives.ir.rulebook import Nature, Relation, RelationKind, Rulebook
from incentives.types import Numeric, money

MOST_NAMED = 4
CUT = {RelationKind.SAME_COSTS: "cut.items", RelationKind.BESIDE: "cut.beside"}
PERCENT = Numeric(percent=True)


def left_out_messages(combination: Combination, currency: str, rulebook: Rulebook) -> tuple[Message, ...]:
    """What the best choice does without, each with its reason."""
    return tuple(_left_out(each, currency, rulebook) for each in combination.left_out)


def cut_messages(combination: Combination, rulebook: Rulebook) -> tuple[Message, ...]:
    """The awards that come to less in the best choice than by themselves."""
    return tuple(_cut(each, rulebook) for each in combination.granted if each.cut_by)


def together_messages(combination: Combination, currency: str, rulebook: Rulebook) -> tuple[Message, ...]:
    """What else there is to say of the choice as a whole: how sure it is, what comes next, in which order to apply."""
    if combination.independent:
        return (say("together.independent"),)
    found: list[Message] = []
    if combination.objective is Objective.PRESENT_VALUE and combination.discount_rate is not None:
        value = sum(combination.best.value[::2], Fraction(0))
        amount = Quantity(value, money(currency), cents=True)
        found.append(say("together.present-value", rate=Quantity(combination.discount_rate, PERCENT), amount=amount))
    if not combination.proof.exact:
        solver = combination.proof.solver
        found.append(say("together.not-proven", solver=Code(solver)) if solver else say("together.not-searched"))
    if not combination.sure and not combination.candidates:
        found.append(say("together.unsettled"))
    elif not combination.sure:
        rivals = Several(
            tuple(_rival(each, combination, currency, rulebook) for each in combination.candidates), plainly=True
        )
        names = {reason.subject: declaration(reason.subject, rulebook) for reason in combination.deciding}
        facts = Several(tuple(Term(name, each.label if each else {}) for name, each in names.items()))
        found.append(
            say("together.open", rivals=rivals, facts=facts) if names else say("together.open-plain", rivals=rivals)
        )
    if combination.runner_up is not None:
        found.append(say("together.runner-up", rival=_rival(combination.runner_up, combination, currency, rulebook)))
    found += [
        say("together.order", first=programme_term(first, rulebook), then=programme_term(then, rulebook))
        for first, then in combination.order
    ]
    return tuple(found)


def _rival(rival: Permitted, combination: Combination, currency: str, rulebook: Rulebook) -> Message:
    """Another choice by what it has that the best one has not, and what it comes to."""
    best = combination.best
    more = [name for name in rival.programmes if name not in best.programmes]
    more += [name for name in rival.awards if name not in best.awards and name.rpartition("/")[0] in best.programmes]
    more = more or list(rival.programmes)
    entitled = amount_message(rival.entitled, currency, Nature.ENTITLED, cents=True)
    names = _names(more, rulebook)
    if rival.discretionary.high:
        merit = amount_message(rival.discretionary, currency, Nature.DISCRETIONARY, cents=True)
        return say("together.rival-and-merit", programmes=names, amount=entitled, merit=merit)
    return say("together.rival", programmes=names, amount=entitled)


def _left_out(each: LeftOut, currency: str, rulebook: Rulebook) -> Message:
    what: Argument = programme_term(each.programme, rulebook)
    if each.award is not None:
        what = say("left-out.award", award=award_words(f"{each.programme}/{each.award}", rulebook), programme=what)
    if not each.because:
        return say("left-out.plain", what=what)
    first = each.because[0]
    cite = first.relation.clause.cite
    told = say("left-out.because", what=what, why=_why(first, rulebook))
    if cite:
        told = say("left-out.because-clause", what=what, why=_why(first, rulebook), cite=Code(cite))
    gap = next((part for part in each.gap or () if part), None)
    if gap is None or gap < 0:
        return told
    amount = Quantity(gap, money(currency), cents=True)
    return say("left-out.gap", told=told, amount=amount)


def _why(because: Because, rulebook: Rulebook) -> Message:
    relation, count = because.relation, len(because.others)
    others = _names(because.others, rulebook, all_of=relation.kind is not RelationKind.REQUIRES_ANY)
    match relation.kind:
        case RelationKind.EXCLUSIVE:
            return say("left-out.exclusive", others=others, count=count)
        case RelationKind.NOT_AFTER:
            return say("left-out.not-after", others=others)
        case RelationKind.REQUIRES | RelationKind.REQUIRES_ANY:
            return say("left-out.requires", others=others)
        case RelationKind.CEILING:
            return say("left-out.ceiling", ceiling=_ceiling(relation, rulebook))
        case RelationKind.SAME_COSTS:
            return say("left-out.same-costs", others=others) if count else say("left-out.same-costs-plain")
        case RelationKind.BESIDE:
            return say("left-out.beside", others=others)


def _cut(each: Granted, rulebook: Rulebook) -> Message:
    """An award that comes to another amount than by itself."""
    [relation, *more] = each.cut_by
    award = each.award.award
    told = say(
        CUT.get(relation.kind, "cut.ceiling"),
        award=award_words(f"{each.programme}/{award.id}", rulebook),
        programme=programme_term(each.programme, rulebook),
        amount=amount_message(each.award.amount, award.currency, award.nature),
        alone=amount_message(each.alone.amount, award.currency, award.nature),
        ceiling=_ceiling(relation, rulebook),
        others=Several(tuple(_counted(other, rulebook) for other in each.beside)),
    )
    if relation.kind is RelationKind.BESIDE and more:
        told = say("cut.also", told=told, ceiling=_ceiling(more[0], rulebook))
    cite = relation.clause.cite
    return say("cut.clause", told=told, cite=Code(cite)) if cite else told


def _counted(other: Counted, rulebook: Rulebook) -> Message:
    """What was seen granted of another award."""
    award = rulebook.programmes[other.programme].awards[other.award]
    return say(
        "cut.beside-amount",
        amount=amount_message(other.amount, other.currency, award.nature),
        award=award_words(f"{other.programme}/{other.award}", rulebook),
        programme=programme_term(other.programme, rulebook),
    )


def _ceiling(relation: Relation, rulebook: Rulebook) -> Argument:
    """What a ceiling is called: by its title, else by the file that states it."""
    if relation.title:
        return Words(relation.title)
    owner = rulebook.programmes.get(relation.owner) or rulebook.cumulation.get(relation.owner)
    return Term(relation.owner, owner.title if owner else {})


def _names(names: Sequence[str], rulebook: Rulebook, *, all_of: bool = True) -> Argument:
    shown = [_name(name, rulebook) for name in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        shown.append(say("decided.more", count=len(names) - MOST_NAMED))
    return Several(tuple(shown), all_of=all_of)


def _name(name: str, rulebook: Rulebook) -> Argument:
    if name in rulebook.programmes:
        return programme_term(name, rulebook)
    programme = programme_term(name.rpartition("/")[0], rulebook)
    return say("left-out.award", award=award_words(name, rulebook), programme=programme)
