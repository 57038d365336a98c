"""
What a whole table of companies came to: counts and sums by programme, place and sector.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from incentives.explain.messages import Code
from incentives.ir.rulebook import Rulebook
from incentives.l10n.localiser import Localiser
from incentives.render.page import Block, Grid, Line, Paragraph, code, line
from incentives.render.page_text import page_text

MOST_PLACES = 20
PARTS = {"programmes": "label.programme", "places": "label.place", "sectors": "label.sector"}
HEADS = (
    *("table.eligible", "table.undetermined"),
    *("table.entitled-low", "table.entitled-high", "table.discretionary-high"),
)
ORDERED = ("entitled_low", "entitled_high", "discretionary_high")


def summary_text(
    summary: Mapping[str, Any], rulebook: Rulebook, localiser: Localiser, *, width: int, colour: bool
) -> str:
    """The summary as a person reads it in a terminal."""
    return page_text(summary_blocks(summary, rulebook, localiser), width=width, colour=colour)


def summary_blocks(summary: Mapping[str, Any], rulebook: Rulebook, localiser: Localiser) -> tuple[Block, ...]:
    """Companies and money in all, then by programme, place and sector; the greatest sums first."""
    currency = str(summary["currency"])
    total = summary["total"]
    counts = {"companies": summary["companies"], "rejected": summary["rejected"]}
    counts |= {name: total.get(name, 0) for name in ("eligible", "undetermined")}
    told = localiser.word("table.counts", **{name: int(count) for name, count in counts.items()})
    blocks: list[Block] = [Paragraph(line(told)), Paragraph(line(_money(total, currency, localiser)))]
    if summary["repeated"]:
        blocks.append(Paragraph(line(localiser.word("table.repeated", count=int(summary["repeated"])))))
    for part, label in PARTS.items():
        rows = summary[part]
        if not rows:
            continue
        names = (localiser.word(label), *(localiser.word(head) for head in HEADS))
        ranked = sorted(rows, key=lambda name: (-Fraction(rows[name]["entitled_high"]), name))
        cells = tuple(_row(name, rows[name], part, rulebook, localiser) for name in ranked[:MOST_PLACES])
        blocks.append(Grid(names, cells, frozenset(range(1, len(names))), frozenset(range(1, len(names)))))
        if len(ranked) > MOST_PLACES:
            blocks.append(Paragraph(line(localiser.word("table.more", count=len(ranked) - MOST_PLACES))))
    return tuple(blocks)


def _money(share: Mapping[str, Any], currency: str, localiser: Localiser) -> str:
    ends = {name: Code(localiser.money(Fraction(share[name]), currency)) for name in ORDERED}
    open_ends = localiser.word("table.open", count=int(share["open"])) if share["open"] else ""
    return " ".join(filter(None, (localiser.word("table.money", **ends), open_ends)))


def _row(name: str, share: Mapping[str, Any], part: str, rulebook: Rulebook, localiser: Localiser) -> tuple[Line, ...]:
    head = line(code(name)) if part == "programmes" else line(_label(name, part, rulebook, localiser))
    counts = (line(localiser.number(Fraction(share.get(key, 0)))) for key in ("eligible", "undetermined"))
    return (head, *counts, *(line(localiser.number(Fraction(share[key]))) for key in ORDERED))


def _label(name: str, part: str, rulebook: Rulebook, localiser: Localiser) -> str:
    if name == "not stated":
        return localiser.word("table.not-stated")
    if part == "places":
        place = rulebook.places.get(name)
        return localiser.title(place.label if place else {}, name)
    industry = rulebook.facts.get("industry")
    return localiser.title(industry.members.get(name, {}) if industry else {}, name)
