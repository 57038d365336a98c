"""
The choices behind an answer: assumptions, the readings used, and what another reading would give.
"""

from __future__ import annotations

from datetime import date

from incentives.engine.results import Assumption, AssumptionKind, AwardResult, Disagreement, ProgrammeResult, Range
from incentives.explain.awards import amount_message
from incentives.explain.messages import Argument, Code, Message, Several, Words, say
from incentives.explain.values import award_words, fact_term, programme_term
from incentives.ir.rulebook import Localized, Rulebook


def assumption_messages(result: ProgrammeResult, rulebook: Rulebook) -> tuple[Message, ...]:
    """What was assumed; readings, which have their own place, left out."""
    return tuple(
        assumption_message(each, rulebook) for each in result.assumptions if each.kind is not AssumptionKind.READING
    )


def assumption_message(assumption: Assumption, rulebook: Rulebook) -> Message:
    """One assumption: the file's own words, or ours for what the engine had to choose."""
    if assumption.kind is AssumptionKind.STATED:
        return say("assumption.stated", text=Words(assumption.text))
    told: dict[str, Argument] = {name: _argument(text) for name, text in assumption.arguments.items() if text}
    if assumption.kind is AssumptionKind.BY_ITSELF:
        names = assumption.arguments["others"].split(", ")
        others = tuple(
            say(
                "left-out.award",
                award=award_words(name, rulebook),
                programme=programme_term(name.rpartition("/")[0], rulebook),
            )
            for name in names
        )
        return say("assumption.by-itself", others=Several(others))
    if assumption.kind is AssumptionKind.LATEST_YEAR:
        names = [name.strip() for name in assumption.arguments.get("facts", "").split(",")]
        told["facts"] = Several(tuple(fact_term(name, rulebook) for name in names))
    name = f"assumption.{assumption.kind}"
    if assumption.kind is AssumptionKind.START_NOT_SEEN and "not_before" not in told:
        name += "-at-all"
    if assumption.kind is AssumptionKind.STATUS_ASSERTED and "from" in told:
        name += "-since"
    if assumption.kind is AssumptionKind.STAGE:
        told["stage"] = say(f"stage.{assumption.arguments['stage']}")
    return Message(name, told)


def reading_messages(result: ProgrammeResult) -> tuple[Message, ...]:
    """The reading used at each ambiguous clause that this answer looked at, with its argument."""
    found = []
    for point_id, option_name in _used(result):
        point = result.programme.readings.get(point_id)
        option = next((each for each in point.options if each.name == option_name), None) if point else None
        if point is None or option is None:
            continue
        name = "reading.default" if option.default else "reading.chosen"
        told: dict[str, Argument] = {"point": Code(point.id), "option": Code(option.name)}
        if option.note:
            name, told = f"{name}-because", {**told, "note": Words(option.note)}
        found.append(Message(name, told))
    return tuple(found)


def disagreement_messages(result: ProgrammeResult) -> tuple[Message, ...]:
    """What each other reading would give: another status, or another amount instead of this one."""
    awards = {award.award.id: award for award in result.awards}
    found: list[Message] = []
    for each in result.disagreements:
        if each.status is not result.status:
            found.append(
                say(
                    "disagreement.status",
                    option=Code(each.option),
                    point=Code(each.point.id),
                    theirs=say(f"status.{each.status}"),
                    ours=say(f"status.{result.status}"),
                )
            )
        found += [_amounts(each, awards[name], amount) for name, amount in each.awards.items() if name in awards]
    return tuple(found)


def _amounts(other: Disagreement, ours: AwardResult, theirs: Range) -> Message:
    award = ours.award
    return say(
        "disagreement.amount",
        option=Code(other.option),
        point=Code(other.point.id),
        award=Words(award.title or _named(award.id)),
        theirs=amount_message(theirs, award.currency, award.nature),
        ours=amount_message(ours.amount, award.currency, award.nature),
    )


def _used(result: ProgrammeResult) -> list[tuple[str, str]]:
    used = dict.fromkeys(
        (each.arguments["point"], each.arguments["option"])
        for each in result.assumptions
        if each.kind is AssumptionKind.READING
    )
    used.update(dict.fromkeys((point, option) for award in result.awards for point, option in award.reading.items()))
    return list(used)


def _named(name: str) -> Localized:
    return {"en": name}


def _argument(text: str) -> Argument:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return Code(text)
