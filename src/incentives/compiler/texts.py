"""
Small readings that every part of a document needs: texts by language, one of a few words, whole numbers, dates, flags.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from incentives.diagnostics import Collector, suggestion
from incentives.ir.clauses import UNCITED
from incentives.ir.rulebook import Clause, Evidence, Localized
from incentives.source import Span
from incentives.syntax.documents import Cited
from incentives.syntax.documents_shape import Shape
from incentives.syntax.literals import Misread, read_date
from incentives.syntax.nodes import ScalarNode

WordType = TypeVar("WordType", bound=StrEnum)
LANGUAGES = frozenset({"en", "zh", "de", "fr"})
NOT_SEEN = "not seen"


def localized(written: ScalarNode | Mapping[str, ScalarNode] | None, collector: Collector) -> Localized:
    """A text by language; a bare text is English."""
    if written is None:
        return {}
    if isinstance(written, ScalarNode):
        return {"en": written.text}
    if not LANGUAGES.issuperset(written):
        _report_languages(written, collector)
    return {language: text.text for language, text in written.items()}


def _report_languages(written: Mapping[str, ScalarNode], collector: Collector) -> None:
    for language, text in written.items():
        if language not in LANGUAGES:
            # In `{en: for Asia, Europe and others}` the comma ends the text, and what follows is taken for a key.
            help = suggestion(language, LANGUAGES) if text.text else "a text with a comma inside `{ }` stands in quotes"
            if not text.text and language.partition(":")[0] in LANGUAGES:
                help = f"write `{language.partition(':')[0]}: …` with a space after the colon"
            message = f"`{language[:60]}` is not a language of this project"
            collector.add("unknown-language", message, _key(language, text), help=help)


def place_of(written: object) -> Span | None:
    """Where the first text of some part of a document stands; None if nothing is written there."""
    pending = [written]
    while pending:
        each = pending.pop()
        if isinstance(each, ScalarNode):
            return each.span
        if isinstance(each, Shape):
            pending.extend(reversed([value for _, value in each]))
        elif isinstance(each, Mapping):
            pending.extend(reversed(list(each.values())))
        elif isinstance(each, list):
            pending.extend(reversed(each))
    return None


def _key(name: str, value: ScalarNode) -> Span:
    """Where the key of *value* stands: before it, for a shape does not keep the places of its keys."""
    start = value.source.text.rfind(name, 0, value.start)
    return value.source.span(start, start + len(name)) if start >= 0 else value.span


def word(written: ScalarNode | None, kind: type[WordType], default: WordType, collector: Collector) -> WordType:
    """One of the members of *kind*."""
    if written is None:
        return default
    try:
        return kind(written.text)
    except ValueError:
        members = [member.value for member in kind]
        collector.add(
            "unknown-word",
            f"`{written.text[:60]}` is not one of the words that may stand here",
            written.span,
            help=suggestion(written.text, members),
        )
        return default


def one_of(written: ScalarNode | None, words: Iterable[str], default: str, collector: Collector) -> str:
    """One of *words*."""
    if written is None:
        return default
    if written.text in words:
        return written.text
    collector.add(
        "unknown-word",
        f"`{written.text[:60]}` is not one of the words that may stand here",
        written.span,
        help=suggestion(written.text, words),
    )
    return default


def whole(written: ScalarNode | None, low: int, high: int, default: int, collector: Collector) -> int:
    """A whole number from *low* to *high*."""
    if written is None:
        return default
    if written.text.isdigit() and len(written.text) < 7 and low <= int(written.text) <= high:
        return int(written.text)
    collector.add(
        "not-a-number", f"a whole number from {low} to {high} is due here, not `{written.text[:40]}`", written.span
    )
    return default


def flag(written: ScalarNode | None, collector: Collector, *, default: bool = False) -> bool:
    """`true` or `false`."""
    if written is None:
        return default
    if written.text in ("true", "false"):
        return written.text == "true"
    collector.add(
        "not-a-truth", f"`{written.text[:40]}` is neither true nor false", written.span, help="write `true` or `false`"
    )
    return default or written.text.casefold() in ("yes", "true", "on", "y", "1")


def day(written: ScalarNode | None, collector: Collector) -> date | None:
    """A date; None if there is none or it is wrong."""
    if written is None:
        return None
    found = read_date(written.text)
    if isinstance(found, Misread):
        collector.add(found.code, found.message, written.span, help=found.help)
        return None
    return found


def clause(written: Cited, collector: Collector) -> Clause:
    """Where something stands in the law."""
    if written.cite is None and written.evidence is None and written.note is None:
        return UNCITED
    return Clause(
        cite=written.cite.text if written.cite else None,
        evidence=word(written.evidence, Evidence, Evidence.NOT_SEEN, collector) if written.evidence else None,
        note=localized(written.note, collector),
    )
