"""
Calendars as text: the part of iCalendar (RFC 5545) that whole days need.

No clock is read: the stamp of a component is the day that it was worked out for, and its sequence counts days, so that
a calendar that is imported again brings what it has up to date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from incentives.render.terminal import clean

# A content line is at most so long, its line break left out.
OCTETS = 75
EPOCH = date(1970, 1, 1)
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
LINK = re.compile(r"https?://[!#-;=?-Z\[\]_a-z~]+")


class Certainty(StrEnum):
    """Whether what an entry says will come."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    Something of one day, or, without a day, something to see to.

    Args:

        key: What tells it from every other entry of every calendar, whatever its day and its words are today.

        stamp: The day that it was worked out for.

        lines: The description.

        remind: So many days before, a reminder; None for none.
    """

    key: Sequence[str]
    stamp: date
    day: date | None
    summary: str
    lines: Sequence[str]
    category: str
    certainty: Certainty
    link: str = ""
    remind: int | None = None


def calendar_text(name: str, version: str, entries: Iterable[Entry]) -> str:
    """The calendar, its lines ended by CR LF and folded."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//incentives//incentives {version}//EN"]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}"]
    for entry in entries:
        lines += _entry(entry)
    return "".join(f"{each}\r\n" for line in [*lines, "END:VCALENDAR"] for each in folded(line))


def folded(line: str) -> list[str]:
    """A content line in pieces of at most 75 octets, each but the first behind a blank; no character is divided."""
    pieces: list[str] = []
    piece = ""
    size = 0
    for sign in line:
        length = len(sign.encode())
        if size + length > OCTETS:
            pieces.append(piece)
            piece, size = " ", 1
        piece += sign
        size += length
    return [*pieces, piece]


def escaped(text: str) -> str:
    """*text* as a value of the type TEXT."""
    return "\n".join(clean(line) for line in text.split("\n")).translate(ESCAPES)


def identity(key: Sequence[str]) -> str:
    """A name that no other key has, the same each time."""
    # The lengths keep ("ab", "c") apart from ("a", "bc").
    text = "".join(f"{len(part)}:{part}" for part in key)
    return f"{sha256(text.encode()).hexdigest()[:32]}@incentives"


def _entry(entry: Entry) -> list[str]:
    kind = "VTODO" if entry.day is None else "VEVENT"
    lines = [f"BEGIN:{kind}", f"UID:{identity(entry.key)}", f"DTSTAMP:{_day(entry.stamp)}T000000Z"]
    lines.append(f"SEQUENCE:{max((entry.stamp - EPOCH).days, 0)}")
    if entry.day is not None:
        # Without an end, an event that begins on a day takes that day.
        lines += [f"DTSTART;VALUE=DATE:{_day(entry.day)}", f"STATUS:{entry.certainty}", "TRANSP:TRANSPARENT"]
    else:
        lines.append("STATUS:NEEDS-ACTION")
    lines += [f"SUMMARY:{escaped(entry.summary)}", f"CATEGORIES:{escaped(entry.category)}"]
    if entry.lines:
        lines.append(f"DESCRIPTION:{escaped(chr(10).join(entry.lines))}")
    if LINK.fullmatch(entry.link):
        lines.append(f"URL:{entry.link}")
    if entry.remind is not None:
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{entry.remind}D"]
        lines += [f"DESCRIPTION:{escaped(entry.summary)}", "END:VALARM"]
    return [*lines, f"END:{kind}"]


def _day(day: date) -> str:
    return f"{day.year:04d}{day.month:02d}{day.day:02d}"
