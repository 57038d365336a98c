"""
The table that a person takes in at a glance: programme, status, what, how much, what decided it; then the totals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incentives.engine.assessment import Total
from incentives.engine.results import Status
from incentives.explain.awards import AwardExplanation, amount_message
from incentives.explain.build import Explanation, ProgrammeExplanation
from incentives.explain.messages import Code, Message, Quantity, say
from incentives.ir.rulebook import Nature
from incentives.l10n.localiser import Localiser
from incentives.render.terminal import COLOURS, SIGNS, is_weak, joined, styled
from incentives.types import money

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

# From here on what decided a programme stands beside it, else below it.
WIDE = 126
GAP = 2
# An amount of more columns is broken; with fewer for its name, an award has its second amount below the first.
WIDEST = 30
NARROW = 24
ORDER = (Status.ELIGIBLE, Status.UNDETERMINED, Status.INELIGIBLE, Status.NOT_IN_FORCE)


@dataclass(frozen=True, slots=True)
class Widths:
    """How wide each column is; `decided` is 0 where it stands below."""

    programme: int
    status: int
    what: int
    amount: int
    reported: int
    decided: int


def summary(explanation: Explanation, localiser: Localiser, width: int) -> list[RenderableType]:
    """The heading, the table and the totals."""
    parts: list[RenderableType] = [*heading(explanation, localiser), ""]
    if not explanation.programmes:
        return [*parts, styled(localiser.word("label.nothing"))]
    widths = columns(explanation, localiser, width)
    parts += [_header(explanation, localiser, widths), _line(width)]
    shown = in_order(explanation)
    for index, each in enumerate(shown):
        last = index + 1 == len(shown)
        close = last or (not _shows_awards(each) and not _shows_awards(shown[index + 1]))
        parts += [_row(each, localiser, widths), *([] if close else [""])]
    parts += [_line(width), *totals(explanation, localiser)]
    return parts


def in_order(explanation: Explanation) -> list[ProgrammeExplanation]:
    """What a reader looks for first: what is given, then what is open, then the rest; each in the order of the ids."""
    return sorted(explanation.programmes, key=lambda each: ORDER.index(each.result.status))


def heading(explanation: Explanation, localiser: Localiser) -> list[Text]:
    """Who, on which day, in which currency."""
    return [styled(explanation.assessment.company, "bold"), styled(setting(explanation, localiser), "dim")]


def setting(explanation: Explanation, localiser: Localiser) -> str:
    """The day, and the reporting currency if an award is in another one."""
    assessment = explanation.assessment
    told = [localiser.word("label.on", on=assessment.on)]
    currencies = {award.award.currency for each in assessment.programmes for award in each.awards}
    if currencies - {assessment.currency}:
        told.append(localiser.word("label.amounts-in", currency=Code(localiser.currency(assessment.currency))))
    return " · ".join(told)


def columns(explanation: Explanation, localiser: Localiser, width: int) -> Widths:
    """Columns that fit *width*: amounts as wide as they are, names in what is left."""
    from rich.cells import cell_len  # noqa: PLC0415 - the terminal's library is loaded when something is drawn

    awards = [award for each in explanation.programmes if _shows_awards(each) for award in each.awards]
    amounts = [localiser.message(award.amount) for award in awards]
    reported = [localiser.message(award.reported) for award in awards if award.reported]
    status = max(cell_len(_status_text(each.result.status, localiser)) for each in explanation.programmes)
    status = max(status, cell_len(localiser.word("label.status")))
    amount = min(max([cell_len(text) for text in amounts] + [cell_len(localiser.word("label.amount"))]), WIDEST)
    other = min(max([cell_len(text) for text in reported], default=0), WIDEST)
    if other:
        other = max(
            other,
            cell_len(
                localiser.word("label.in-currency", currency=Code(localiser.currency(explanation.assessment.currency)))
            ),
        )
    if width < WIDE and width - status - amount - other - GAP * 3 < NARROW:
        amount, other = max(amount, other), 0
    rest = width - status - amount - other - GAP * (3 if other else 2)
    if width < WIDE:
        return Widths(0, status, max(rest, 16), amount, other, 0)
    rest -= GAP * 2
    programme = max(rest * 3 // 10, 16)
    what = max(rest * 3 // 10, 14)
    return Widths(programme, status, what, amount, other, rest - programme - what)


def totals(explanation: Explanation, localiser: Localiser) -> list[RenderableType]:
    """What the company may claim, and apart from it the ceiling of what it may be given on merit."""
    from rich.table import Table  # noqa: PLC0415 - as above

    assessment = explanation.assessment
    grid = Table.grid(padding=(0, GAP))
    grid.add_column(overflow="fold", style="bold")
    grid.add_column(overflow="fold", justify="right")
    grid.add_column(overflow="fold", style="dim")
    for name, total, nature in (
        ("label.entitled", assessment.entitled, Nature.ENTITLED),
        ("label.discretionary", assessment.discretionary, Nature.DISCRETIONARY),
    ):
        notes = [] if nature is Nature.ENTITLED else [localiser.word("label.not-added")]
        notes += unconverted(total, explanation, localiser)
        amount = localiser.message(total_message(total, assessment.currency, nature))
        grid.add_row(
            styled(localiser.word(name)), styled(amount), styled(localiser.word("value.semicolon").join(notes))
        )
    parts: list[RenderableType] = [styled(localiser.word("label.totals"), "bold underline"), grid]
    parts += [styled(localiser.message(each), "yellow") for each in explanation.excluded]
    return parts + [styled(localiser.message(each)) for each in explanation.together]


def programme_title(explanation: ProgrammeExplanation, localiser: Localiser) -> Text:
    """The title, with a warning where little of the law was seen."""
    programme = explanation.result.programme
    title = styled(localiser.title(programme.title, programme.id), "bold")
    if is_weak(programme.source.evidence):
        title.append(f" [{localiser.word(f'evidence.{programme.source.evidence}')}]", "yellow")
    return title


def decided_text(explanation: ProgrammeExplanation, localiser: Localiser) -> str:
    """What decided the status: the first that did, and how many more."""
    first, *rest = explanation.decided_by
    text = localiser.message(first)
    more = localiser.message(say("decided.more", count=len(rest)))
    return f"{text}{localiser.word('value.semicolon')}{more}" if rest else text


def status_text(status: Status, localiser: Localiser) -> Text:
    """A status with its sign, in its colour."""
    return styled(_status_text(status, localiser), COLOURS[status])


def _header(explanation: Explanation, localiser: Localiser, widths: Widths) -> Table:
    currency = Code(localiser.currency(explanation.assessment.currency))
    awards = _award_grid(widths)
    amounts = [styled(localiser.word("label.amount"), "bold")]
    if widths.reported:
        amounts.append(styled(localiser.word("label.in-currency", currency=currency), "bold"))
    status = styled(localiser.word("label.status"), "bold")
    programme = styled(localiser.word("label.programme"), "bold")
    if not widths.decided:
        awards.add_row(programme, *amounts)
        return _grid(widths, status, awards)
    awards.add_row(styled(localiser.word("label.what"), "bold"), *amounts)
    return _grid(widths, programme, status, awards, styled(localiser.word("label.decided-by"), "bold"))


def _row(explanation: ProgrammeExplanation, localiser: Localiser, widths: Widths) -> Table:
    from rich.console import Group  # noqa: PLC0415 - as above

    status = status_text(explanation.result.status, localiser)
    title = programme_title(explanation, localiser)
    awards = _award_grid(widths)
    shown = explanation.awards if _shows_awards(explanation) else ()
    for award in shown:
        _add_award(awards, award, localiser, widths)
    decided = styled(decided_text(explanation, localiser), "dim")
    if widths.decided:
        return _grid(widths, title, status, awards if shown else styled(""), decided)
    if not shown:
        return _grid(widths, status, joined([title, decided], " — "))
    return _grid(widths, status, Group(title, awards, decided))


def _add_award(grid: Table, award: AwardExplanation, localiser: Localiser, widths: Widths) -> None:
    what = styled(localiser.title(award.title, award.id))
    if award.status is Status.INELIGIBLE and award.decided_by:
        what.append(f"{localiser.word('value.colon')}{localiser.message(award.decided_by[0])}", "dim")
    amounts = [styled(localiser.message(award.amount), COLOURS[award.status])]
    reported = styled(localiser.message(award.reported) if award.reported else "")
    if widths.reported:
        amounts.append(reported)
    elif reported:
        amounts[0].append("\n").append_text(reported)
    grid.add_row(what, *amounts)


def _award_grid(widths: Widths) -> Table:
    from rich.table import Table  # noqa: PLC0415 - as above

    grid = Table.grid(padding=(0, GAP, 0, 0))
    grid.add_column(overflow="fold", width=widths.what)
    grid.add_column(overflow="fold", width=widths.amount, justify="right")
    if widths.reported:
        grid.add_column(overflow="fold", width=widths.reported, justify="right")
    return grid


def _grid(widths: Widths, *cells: RenderableType) -> Table:
    from rich.table import Table  # noqa: PLC0415 - as above

    grid = Table.grid(padding=(0, GAP, 0, 0))
    awards = widths.what + widths.amount + widths.reported + GAP * (2 if widths.reported else 1)
    sizes = [widths.programme, widths.status, awards, widths.decided] if widths.decided else [widths.status, awards]
    for size in sizes:
        grid.add_column(overflow="fold", width=size)
    grid.add_row(*cells)
    return grid


def _shows_awards(explanation: ProgrammeExplanation) -> bool:
    """Whether the awards of a programme are worth a line: not where it gives nothing."""
    return explanation.result.status in (Status.ELIGIBLE, Status.UNDETERMINED)


def _status_text(status: Status, localiser: Localiser) -> str:
    return f"{SIGNS[status]} {localiser.word(f'status.{status}')}"


def unconverted(total: Total, explanation: Explanation, localiser: Localiser) -> list[str]:
    """Which awards are not in a total because no exchange rate was found."""
    if not total.unconverted:
        return []
    titles = {
        award.id: localiser.title(award.title, award.id) for each in explanation.programmes for award in each.awards
    }
    names = ", ".join(titles.get(name, name) for name in total.unconverted)
    return [localiser.word("label.unconverted", awards=Code(names))]


def total_message(total: Total, currency: str, nature: Nature) -> Message:
    """A total: of what is not bounded, what it is at least."""
    if total.amount.high is None and nature is Nature.DISCRETIONARY:
        return say("amount.no-ceiling")
    if total.amount.high is None:
        return say("amount.or-more", low=Quantity(total.amount.low, money(currency), cents=True))
    return amount_message(total.amount, currency, nature, cents=True)


def _line(width: int) -> Text:
    return styled("─" * width, "dim")
