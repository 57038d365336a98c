"""
The catalogues are complete: every message in every language, with the same arguments, and none that nothing says.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Formatter

import pytest

from incentives.compiler.awards import KINDS as AWARD_KINDS
from incentives.compiler.programme import KINDS as PROGRAMME_KINDS
from incentives.engine.results import AssumptionKind, Status
from incentives.ir.expr import Steps
from incentives.ir.operators import COMPARISONS
from incentives.ir.rulebook import ConversionPolicy, Evidence, Group, Nature, RelationKind, Stage
from incentives.l10n.catalogues import CATALOGUES, DATE_PATTERNS, LOCALES
from incentives.money.rates import NoQuoteWhy
from incentives.money.rounding import Rounding
from incentives.types import UNITS
from incentives.values import Why

SOURCE = Path(__file__).parents[3] / "src" / "incentives"
ENGLISH = CATALOGUES["en"]
ID = re.compile(r"[a-z][a-z0-9-]*(\.[a-zA-Z0-9-]*[a-zA-Z0-9])+")


def templates(name: str, language: str) -> Iterable[str]:
    """The texts of a message: one, or singular and plural."""
    found = CATALOGUES[language][name]
    return [found] if isinstance(found, str) else found.values()


def placeholders(name: str, language: str) -> set[str]:
    """What the texts of a message leave to be filled in."""
    return {field for text in templates(name, language) for _, field, _, _ in Formatter().parse(text) if field}


@pytest.mark.parametrize("language", CATALOGUES)
def test_no_message_is_missing(language: str) -> None:
    """Every language has every message of every other."""
    assert set() == {name for each in CATALOGUES.values() for name in each} - set(CATALOGUES[language])


@pytest.mark.parametrize("language", CATALOGUES)
def test_arguments_are_the_same_in_every_language(language: str) -> None:
    """A translation says no more and no less; what counts may go without saying."""
    other = {
        name: (placeholders(name, "en"), placeholders(name, language))
        for name in ENGLISH
        if placeholders(name, "en") - {"count"} != placeholders(name, language) - {"count"}
    }

    assert {} == other


def test_every_language_has_its_settings() -> None:
    """A locale for numbers and lists, and an order for dates."""
    assert set(CATALOGUES) == set(LOCALES) == set(DATE_PATTERNS)


def test_what_is_said_is_in_the_catalogue() -> None:
    """Every id that stands in the source is a message."""
    assert set() == {name for name in said() if name not in ENGLISH}


def test_what_is_in_the_catalogue_is_said() -> None:
    """No message is left over from something that is no longer said."""
    assert set() == set(ENGLISH) - said() - made()


def test_every_word_of_the_engine_has_a_message() -> None:
    """Statuses, reasons, kinds and the like, whose ids are made of their names."""
    assert set() == {name for name in made() if name not in ENGLISH}


def said() -> set[str]:
    """Ids that stand in the source as they are."""
    found: set[str] = set()
    for folder in ("explain", "l10n", "render"):
        for path in sorted((SOURCE / folder).glob("*.py")):
            if path.stem.startswith(("english", "chinese")):
                continue
            tree = ast.parse(path.read_text(encoding="utf-8"))
            texts = [
                node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
            ]
            found |= {text for text in texts if ID.fullmatch(text) and text.partition(".")[0] in PREFIXES}
    return found


PREFIXES = {name.partition(".")[0] for name in ENGLISH}


def made() -> set[str]:
    """Ids that the source makes of a prefix and a word."""
    words: Mapping[str, Iterable[str]] = {
        "status": Status,
        "nature": Nature,
        "stage": Stage,
        "evidence": Evidence,
        "reason": Why,
        "no-quote": NoQuoteWhy,
        "kind": [*AWARD_KINDS, *PROGRAMME_KINDS],
        "criterion": [group for group in Group if group is not Group.TEST],
        "relation": RelationKind,
        "rounding": Rounding,
        "brackets": Steps,
        "edge": ["from", "above", "up-to", "below", "at", "always"],
        "conversion-day": [policy.replace("_", "-") for policy in ConversionPolicy],
        "comparison": [op.replace("_", "-") for op in COMPARISONS],
        "requirement": [*(op.replace("_", "-") for op in COMPARISONS), "in", "within", "holds", "qualifies"],
        "assumption": [
            *(kind for kind in AssumptionKind if kind is not AssumptionKind.READING),
            "start-not-seen-at-all",
            "status-asserted-since",
        ],
        "unit": [*{base for base, _ in UNITS.values()}, "year"],
        "per": {base for base, _ in UNITS.values()},
        "margin": ["days-late", "days-early", "days-too-late", "days-too-early"],
        "reading": ["default-because", "chosen-because"],
        "type": [
            "money",
            "percent",
            "count",
            "number",
            "quantity",
            "truth",
            "date",
            "place",
            "choice",
            "set",
            "list",
            "text",
        ],
        "label": [
            *(
                "programme",
                "status",
                "what",
                "amount",
                "place",
                "kind",
                "in-force",
                "evidence",
                "fact",
                "label",
                "type",
            ),
            *("asked-by", "question", "parameter", "value", "dates", "clause", "id"),
        ],
    }
    ordered = {f"date-{op.replace('_', '-')}" for op in COMPARISONS if op not in ("equal", "not_equal")}
    names = {f"{prefix}.{word}" for prefix, each in words.items() for word in each}
    return names | {f"{prefix}.{word}" for prefix in ("comparison", "requirement") for word in ordered}
