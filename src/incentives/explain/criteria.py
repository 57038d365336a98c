"""
Each criterion of a programme or award with what is to be said of it, as a tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from incentives.engine.nearest import Nearest
from incentives.engine.results import CriterionResult
from incentives.engine.trace import OfReading, Step
from incentives.explain.conversions import conversion_messages
from incentives.explain.margins import comparison, distance, negated
from incentives.explain.messages import Code, Message, Words, say
from incentives.explain.requirements import requirement
from incentives.explain.values import fact_term, reason_message, subject, value_argument
from incentives.ir.expr import Fact
from incentives.ir.rulebook import Clause, Group, Localized, Programme, Rulebook
from incentives.values import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionExplanation:
    """
    A criterion with its answer.

    Args:

        name: What it is called: its title, what it is about, or how its members count.

        counting: How its members count.

        text: The test as the rule file has it; empty for a group.

        values: What was compared with what; None where it is not a comparison.

        margin: How far the value is from the threshold.

        facts: The facts that it looked at, where it is not a plain comparison.

        reasons: Why it is unknown.

        conversions: Exchange rates that it used.
    """

    id: str
    kind: Group
    truth: bool | None
    name: Message
    counting: Message
    title: Localized
    text: str
    clause: Clause
    preference: bool
    door: bool
    values: Message | None = None
    margin: Message | None = None
    facts: tuple[Message, ...] = ()
    reasons: tuple[Message, ...] = ()
    conversions: tuple[Message, ...] = ()
    members: tuple[CriterionExplanation, ...] = ()


def explain_criterion(
    result: CriterionResult, programme: Programme, rulebook: Rulebook, *, barred: bool = False
) -> CriterionExplanation:
    """
    What there is to say of a criterion and its members.

    Args:

        barred: Whether it must not hold: it is then told as what must.
    """
    criterion = result.criterion
    result = negated(result) if barred else result
    margin = result.margin
    return CriterionExplanation(
        id=criterion.id,
        kind=criterion.kind,
        truth=result.truth,
        name=barred_name(result, programme, rulebook) if barred else criterion_name(result, programme, rulebook),
        counting=group_name(result),
        title=criterion.title,
        text=" ".join(criterion.text.split()),
        clause=criterion.clause,
        preference=criterion.preference,
        door=criterion.door,
        values=comparison(margin, rulebook) if margin else None,
        margin=distance(result),
        facts=_facts(result.step, rulebook) if result.step and not margin else (),
        reasons=tuple(reason_message(reason, rulebook) for reason in result.reasons) if not result.members else (),
        conversions=conversion_messages(result.step) if result.step else (),
        members=tuple(
            explain_criterion(member, programme, rulebook, barred=criterion.kind is Group.NONE)
            for member in result.members
        ),
    )


def criterion_name(result: CriterionResult, programme: Programme, rulebook: Rulebook) -> Message:
    """What a criterion is called."""
    criterion = result.criterion
    if criterion.title:
        return say("criterion.titled", title=Words(criterion.title))
    if criterion.kind is not Group.TEST:
        return group_name(result)
    compared = compared_step(result)
    if compared is not None:
        return say("criterion.about", subject=subject(compared.expr, programme, rulebook))
    asked = requirement(criterion.expr, programme, rulebook)
    return asked or say("criterion.test", text=Code(" ".join(criterion.text.split()) or criterion.id))


def threshold_name(found: Nearest, programme: Programme, rulebook: Rulebook) -> Message:
    """What a threshold is called: as its test, if that is all there is to it, else by what is compared."""
    result = found.result
    if result.margin is not None:
        return criterion_name(result, programme, rulebook)
    return say("criterion.about", subject=subject(found.step.inputs[0].expr, programme, rulebook))


def barred_name(result: CriterionResult, programme: Programme, rulebook: Rulebook) -> Message:
    """What a criterion is called that must not hold; a comparison was turned round instead."""
    name = criterion_name(result, programme, rulebook)
    return name if result.margin is not None and not result.criterion.title else say("criterion.barred", name=name)


def group_name(result: CriterionResult) -> Message:
    """How the members of a group count: all of them, any of them."""
    return say(f"criterion.{result.criterion.kind}", count=result.criterion.required or len(result.members))


def compared_step(result: CriterionResult) -> Step | None:
    """The left side of a test that is one comparison; through a reading, of the one followed."""
    step = result.step
    while step is not None and isinstance(step.note, OfReading):
        step = step.inputs[0]
    return step.inputs[0] if step is not None and result.margin is not None and step.inputs else None


def walk(result: CriterionResult | None) -> Iterator[CriterionResult]:
    """A criterion and all below it, parents first."""
    if result is not None:
        yield result
        for member in result.members:
            yield from walk(member)


def _facts(step: Step, rulebook: Rulebook) -> tuple[Message, ...]:
    """Each stated fact that a test looked at with its value, once; a missing one is among the reasons."""
    found: dict[tuple[str, object], Message] = {}
    pending = [step]
    while pending:
        each = pending.pop(0)
        if isinstance(each.expr, Fact) and isinstance(each.value, Known):
            year = getattr(each.note, "year", None)
            about = say(
                "fact.value-of-year" if year else "fact.value",
                fact=fact_term(each.expr.name, rulebook),
                year=Code(str(year or "")),
                value=value_argument(each.value, each.expr.type, rulebook),
            )
            found.setdefault((each.expr.name, year), about)
        pending.extend(each.inputs)
    return tuple(found.values())
