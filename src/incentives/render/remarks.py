"""
Below the table: the facts that are missing, each with its question, then readings and assumptions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incentives.engine.results import Status
from incentives.explain.build import Explanation, MissingFact, ProgrammeExplanation
from incentives.explain.messages import Message, say
from incentives.l10n.localiser import Localiser
from incentives.render.terminal import joined, styled

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

MOST_FACTS = 12


def remarks(explanation: Explanation, localiser: Localiser, *, everything: bool) -> list[RenderableType]:
    """All sections that have something in them."""
    parts: list[RenderableType] = []
    if explanation.missing:
        parts += ["", *missing(explanation, localiser, everything=everything)]
    for name, style, told in (
        ("label.readings", "", [(each, (*each.readings, *each.disagreements)) for each in _live(explanation)]),
        ("label.assumptions", "dim", [(each, each.assumptions) for each in _live(explanation)]),
    ):
        lines = _by_programme(told, localiser, style, named=len(explanation.programmes) > 1)
        if lines:
            parts += ["", styled(localiser.word(name), "bold underline"), *lines]
    if explanation.assessment.warnings:
        parts += ["", styled(localiser.word("label.warnings"), "bold underline")]
        parts += [styled(f"• {warning}", "yellow") for warning in explanation.assessment.warnings]
    return parts


def missing(explanation: Explanation, localiser: Localiser, *, everything: bool) -> list[RenderableType]:
    """Each missing fact with its name, so that it can be stated, and its question."""
    from rich.padding import Padding  # noqa: PLC0415 - the terminal's library is loaded when something is drawn

    title = styled(localiser.word("label.missing"), "bold underline")
    parts: list[RenderableType] = [joined([title, styled(localiser.word("label.missing-hint"), "dim")])]
    shown = explanation.missing if everything else explanation.missing[:MOST_FACTS]
    for fact in shown:
        parts.append(fact_line(fact, localiser))
        question = localiser.title(fact.declaration.question) if fact.declaration else ""
        if question:
            parts.append(Padding(styled(question, "dim"), (0, 0, 0, 4)))
    if len(shown) < len(explanation.missing):
        parts.append(
            styled(localiser.message(say("label.more-facts", count=len(explanation.missing) - len(shown))), "dim")
        )
    return parts


def fact_line(fact: MissingFact, localiser: Localiser) -> Text:
    """A fact's name, its years, its label, and how many programmes need it."""
    name = styled(f"• {fact.name}", "bold")
    told = [name]
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


def _live(explanation: Explanation) -> list[ProgrammeExplanation]:
    """The programmes whose choices bear on what the company gets."""
    return [each for each in explanation.programmes if each.result.status in (Status.ELIGIBLE, Status.UNDETERMINED)]


def _by_programme(
    told: list[tuple[ProgrammeExplanation, tuple[Message, ...]]], localiser: Localiser, style: str, *, named: bool
) -> list[RenderableType]:
    from rich.padding import Padding  # noqa: PLC0415 - as above

    lines: list[RenderableType] = []
    for programme, messages in told:
        if messages and named:
            title = programme.result.programme.title
            lines.append(styled(localiser.title(title, programme.result.programme.id)))
        for message in messages:
            line = styled(f"• {localiser.message(message)}", style)
            lines.append(Padding(line, (0, 0, 0, 2 if named else 0)))
    return lines
