"""
Below the table: the facts that are missing, each with its question, then exchange rates, readings and assumptions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from incentives.engine.results import Status
from incentives.explain.build import Explanation, MissingFact, ProgrammeExplanation
from incentives.explain.messages import Message, say
from incentives.l10n.localiser import Localiser
from incentives.render.terminal import joined, styled

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

MOST_FACTS = 12
# Of so many programmes the choices are told in full; of more they are counted.
FEW_PROGRAMMES = 2


def remarks(explanation: Explanation, localiser: Localiser, *, everything: bool) -> list[RenderableType]:
    """All sections that have something in them; *everything* if the details below do not tell the choices."""
    parts: list[RenderableType] = []
    if explanation.missing:
        parts += missing(explanation, localiser, everything=everything)
    if explanation.rates:
        rates = [styled(localiser.message(each), "dim") for each in explanation.rates]
        parts += _section(localiser.word("label.rates"), rates)
    live = [each for each in explanation.programmes if is_live(each)]
    disagreeing = [
        styled(_of(each, message, explanation, localiser)) for each in live for message in each.disagreements
    ]
    parts += _section(localiser.word("label.disagreements"), disagreeing)
    if not everything:
        parts += choices(explanation, live, localiser)
    warnings = [styled(warning, "yellow") for warning in explanation.assessment.warnings]
    return parts + _section(localiser.word("label.warnings"), warnings)


def missing(explanation: Explanation, localiser: Localiser, *, everything: bool) -> list[RenderableType]:
    """Each missing fact with its name, so that it can be stated, and its question."""
    from rich.console import Group  # noqa: PLC0415 - the terminal's library is loaded when something is drawn

    shown = explanation.missing if everything else explanation.missing[:MOST_FACTS]
    points: list[RenderableType] = []
    for fact in shown:
        question = localiser.title(fact.declaration.question) if fact.declaration else ""
        points.append(Group(fact_line(fact, localiser), *([styled(question, "dim")] if question else [])))
    parts = _section(localiser.word("label.missing"), points, localiser.word("label.missing-hint"))
    left = len(explanation.missing) - len(shown)
    return parts + ([styled(localiser.message(say("label.more-facts", count=left)), "dim")] if left else [])


def choices(explanation: Explanation, live: list[ProgrammeExplanation], localiser: Localiser) -> list[RenderableType]:
    """The readings used and the assumptions made; of many programmes only how many."""
    few = len(live) <= FEW_PROGRAMMES
    if few:
        readings = [styled(_of(each, message, explanation, localiser)) for each in live for message in each.readings]
        assumed = [
            styled(_of(each, message, explanation, localiser), "dim") for each in live for message in each.assumptions
        ]
        parts = _section(localiser.word("label.readings"), readings)
        return parts + _section(localiser.word("label.assumptions"), assumed)
    counted: list[RenderableType] = []
    for each in live:
        told = [
            localiser.message(say(name, count=len(messages)))
            for name, messages in (
                ("label.readings-counted", each.readings),
                ("label.assumptions-counted", each.assumptions),
            )
            if messages
        ]
        if told:
            counted.append(
                styled(
                    _title(each, localiser) + localiser.word("value.colon") + localiser.word("value.comma").join(told),
                    "dim",
                )
            )
    return _section(localiser.word("label.choices"), counted, localiser.word("label.choices-hint"))


def fact_line(fact: MissingFact, localiser: Localiser) -> Text:
    """A fact's name, its years, its label, and how many programmes need it."""
    told = [styled(fact.name, "bold")]
    if fact.years:
        told.append(styled(years_text(fact.years)))
    if fact.declaration and fact.declaration.label:
        told.append(styled(localiser.title(fact.declaration.label)))
    if len(fact.programmes) > 1:
        told.append(styled(localiser.message(say("label.needed-by", count=len(fact.programmes))), "dim"))
    return joined(told)


def years_text(years: tuple[int, ...]) -> str:
    """Fiscal years, those that follow each other as a stretch: `2019, 2021–2023`."""
    stretches: list[list[int]] = []
    for year in years:
        if stretches and year == stretches[-1][-1] + 1:
            stretches[-1].append(year)
        else:
            stretches.append([year])
    return ", ".join(f"{each[0]}–{each[-1]}" if len(each) > 1 else str(each[0]) for each in stretches)


def is_live(explanation: ProgrammeExplanation) -> bool:
    """Whether a programme's choices bear on what the company gets."""
    return explanation.result.status in (Status.ELIGIBLE, Status.UNDETERMINED)


def _section(heading: str, points: Iterable[RenderableType], hint: str = "") -> list[RenderableType]:
    """A heading with its points; nothing if there are none."""
    found = [_bullet(each) for each in points]
    if not found:
        return []
    head = [styled(heading, "bold underline")]
    return ["", joined([*head, styled(hint, "dim")] if hint else head), *found]


def _bullet(part: RenderableType) -> Table:
    from rich.table import Table  # noqa: PLC0415 - as above

    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=1)
    grid.add_column(overflow="fold")
    grid.add_row("•", part)
    return grid


def _of(each: ProgrammeExplanation, message: Message, explanation: Explanation, localiser: Localiser) -> str:
    text = localiser.message(message)
    return (
        f"{_title(each, localiser)}{localiser.word('value.colon')}{text}" if len(explanation.programmes) > 1 else text
    )


def _title(each: ProgrammeExplanation, localiser: Localiser) -> str:
    programme = each.result.programme
    return localiser.title(programme.title, programme.id)
