"""
What all texts for a terminal share: signs and colours of statuses, clean words, and a console that writes to a string.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import TYPE_CHECKING

from incentives.engine.results import Status
from incentives.ir.rulebook import Evidence

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

SIGNS: Mapping[Status, str] = {
    Status.ELIGIBLE: "✔",
    Status.INELIGIBLE: "✘",
    Status.UNDETERMINED: "?",
    Status.NOT_IN_FORCE: "–",
}
COLOURS: Mapping[Status, str] = {
    Status.ELIGIBLE: "bold green",
    Status.INELIGIBLE: "red",
    Status.UNDETERMINED: "yellow",
    Status.NOT_IN_FORCE: "dim",
}
TRUTH_STATUS: Mapping[bool | None, Status] = {
    True: Status.ELIGIBLE,
    False: Status.INELIGIBLE,
    None: Status.UNDETERMINED,
}
# Evidence that a reader must be told of wherever an answer rests on it.
WEAK = frozenset({Evidence.SECONDARY, Evidence.GENERAL_KNOWLEDGE, Evidence.NOT_SEEN})
# Nothing is laid out by it, but without a height the library asks the system for one at each line.
HEIGHT = 50
# Marks that turn the direction of writing: a name could hide words with them.
DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """*text* on one line, without signs that steer a terminal."""
    if text.isprintable():
        return text
    kept = "".join(" " if sign in "\t\n\r" else sign for sign in text)
    return "".join(sign for sign in kept if unicodedata.category(sign) != "Cc" and sign not in DIRECTIONS)


def styled(text: str, style: str = "") -> Text:
    """*text* in a style; nothing in it is taken for markup."""
    from rich.text import Text  # noqa: PLC0415 - importing it takes longer than an answer in JSON

    return Text(clean(text), style=style)


def as_it_is(text: str) -> Text:
    """Lines that were laid out already, for a console that would take brackets for markup."""
    from rich.text import Text  # noqa: PLC0415 - as above

    return Text(text)


def joined(parts: Iterable[Text], separator: str = "  ") -> Text:
    """Several texts in one line."""
    from rich.text import Text  # noqa: PLC0415 - as above

    return Text(separator).join(parts)


def is_weak(evidence: Evidence | None) -> bool:
    """Whether what rests on it must say so."""
    return evidence in WEAK


def written(renderables: Iterable[RenderableType], *, width: int, colour: bool) -> str:
    """The lines of *renderables*, at most *width* wide; the same wherever it runs."""
    from rich.console import Console  # noqa: PLC0415 - as above

    console = Console(
        file=StringIO(),
        width=width,
        height=HEIGHT,
        force_terminal=colour,
        color_system="256" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    with console.capture() as capture:
        for each in renderables:
            console.print(each)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()).strip("\n")
