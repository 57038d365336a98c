"""
Lints of the declared facts: labels, questions, words that mean two of them.
"""

from __future__ import annotations

from incentives.compiler.linting import Linting
from incentives.diagnostics import Label
from incentives.ir.rulebook import FactDeclaration, Localized

LANGUAGES = ("en", "zh")


def lint_vocabulary(linting: Linting) -> None:
    """Every fact can be asked for in every language, and no label stands for two facts."""
    labels: dict[tuple[str, str], FactDeclaration] = {}
    for fact in linting.rulebook.facts.values():
        missing = [*_missing(fact.label, "label"), *_missing(fact.question, "question")]
        missing += [text for member, words in fact.members.items() for text in _missing(words, f"member `{member}`")]
        missing += [text for name, field in fact.fields.items() for text in _missing(field.label, f"field `{name}`")]
        if missing:
            shown = ", ".join(missing[:4]) + (f" and {len(missing) - 4} more" if len(missing) > 4 else "")
            message = f"the fact `{fact.name}` lacks words: {shown}"
            help = "write `label: {en: …, zh: …}` and `question: {en: …, zh: …}`"
            linting.warn("missing-label", message, fact.span, help=help)
        for language, label in fact.label.items():
            first = labels.setdefault((language, label.casefold()), fact)
            if first is not fact:
                where = [Label(span=first.span, text=f"`{first.name}`")] if first.span else []
                message = f"`{label}` is the label of two facts, `{first.name}` and `{fact.name}`"
                help = "give them different labels: a label may stand for the name in a profile"
                linting.warn("duplicate-label", message, fact.span, help=help, labels=where)


def _missing(words: Localized, what: str) -> list[str]:
    languages = [language for language in LANGUAGES if language not in words]
    return [f"{what} in {' and '.join(f'`{language}`' for language in languages)}"] if languages else []
