"""
What there is to tell an author: one shape for every mistake, the table of codes, and the nearest names.

A diagnostic is a value until the public edge, where one exception carries all of them. Wording: lower case, no full
stop, the user's text in backticks, what is wrong in the message and what to write instead in the help.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from incentives.source import Span


class Severity(StrEnum):
    """How much a diagnostic weighs: an error stops the command, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A second place that a diagnostic speaks of."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """
    One thing to tell an author.

    Args:

        code: A stable key of `CODES`.

        message: What is wrong, in one line.

        span: Where; None when there is no text to point at (a missing file).

        help: What to write instead.

        labels: Other places that matter.

        about: Of what does not fit together, the facts that take part, each with the place of its declaration.
    """

    code: str
    message: str
    span: Span | None = None
    help: str | None = None
    labels: tuple[Label, ...] = ()
    severity: Severity = Severity.ERROR
    where: str | None = None
    about: tuple[Label, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise LookupError(f"no diagnostic code {self.code!r}")

    def render(self) -> str:
        """The text that people read: place, message, underlined excerpt, help."""
        place = self.span.place if self.span else self.where
        head = f"{self.severity}[{self.code}]: {self.message}"
        lines = [f"{place}: {head}" if place else head]
        if self.span:
            lines += _excerpt(self.span)
        for label in self.labels:
            lines.append(f"{label.span.place}: {label.text}")
            lines += _excerpt(label.span)
        if self.help:
            lines.append(f"  help: {self.help}")
        return "\n".join(lines)


class IncentivesError(Exception):
    """
    Raised at the public edge when input is wrong: carries every diagnostic found, in file order.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = in_order(diagnostics)
        super().__init__(render_all(self.diagnostics))


@dataclass(slots=True)
class Collector:
    """Gathers diagnostics while a pass goes on."""

    found: list[Diagnostic] = field(default_factory=list)

    def add(
        self,
        code: str,
        message: str,
        span: Span | None = None,
        *,
        help: str | None = None,
        labels: Sequence[Label] = (),
        severity: Severity = Severity.ERROR,
        where: str | None = None,
        about: Sequence[Label] = (),
    ) -> None:
        """Take note of one more."""
        self.found.append(
            Diagnostic(
                code=code,
                message=message,
                span=span,
                help=help,
                labels=tuple(labels),
                severity=severity,
                where=where,
                about=tuple(about),
            )
        )

    @property
    def failed(self) -> bool:
        """Whether an error, not only warnings, was found."""
        return any(diagnostic.severity is Severity.ERROR for diagnostic in self.found)

    def raise_if_failed(self) -> None:
        """
        Raises:

            IncentivesError: if an error was found; it carries the warnings too.
        """
        if self.failed:
            raise IncentivesError(self.found)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each diagnostic once, by file and place; what has one cause is one diagnostic, with its other places."""
    # Spans compare by offsets alone: the same mistake at the same offset of another file is another diagnostic.
    unique = {(each.span.source.name if each.span else None, each): each for each in diagnostics}
    return _same_words(_same_fact(sorted(unique.values(), key=_order)))


# So many uses that a fact's type does not fit are one mistake: that of its type.
FEWEST_MISFITS = 3
MOST_LABELS = 4
WORDS = frozenset({"unknown-name", "unknown-member", "unknown-place", "unknown-unit", "unknown-currency"})


def _same_fact(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Many uses of one fact that its type does not fit, told at the first of them."""
    uses: dict[tuple[str, int, str], list[Diagnostic]] = {}
    for each in found:
        for fact in each.about:
            uses.setdefault((fact.span.source.name, fact.span.start, fact.text), []).append(each)
    told: dict[int, Diagnostic | None] = {}
    for (_, _, name), all_uses in sorted(uses.items(), key=lambda item: -len(item[1])):
        group = [each for each in all_uses if id(each) not in told]
        if len(group) >= FEWEST_MISFITS:
            declared = next(each for each in group[0].about if each.text == name)
            label = Label(span=declared.span, text=f"`{name}` is declared here, which {len(group)} places do not fit")
            told |= dict.fromkeys([id(each) for each in group])
            told[id(group[0])] = replace(group[0], labels=(label, *_elsewhere(group[1:], 1)), about=())
    return [each for each in (told.get(id(each), each) for each in found) if each is not None]


def _same_words(found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """A word that is written in one way in several places of a file, told at the first of them."""
    groups: dict[object, list[Diagnostic]] = {}
    for index, each in enumerate(found):
        alike = each.code in WORDS and each.span is not None and not each.labels
        key = (each.code, each.message, each.help, each.span.source.name) if alike and each.span else index
        groups.setdefault(key, []).append(each)
    return tuple(
        replace(group[0], labels=_elsewhere(group[1:], 0, "and here")) if len(group) > 1 else group[0]
        for group in groups.values()
    )


def _elsewhere(others: Sequence[Diagnostic], besides: int, text: str = "") -> tuple[Label, ...]:
    """Other places, as far as they are shown; the last one says how many are not."""
    shown = [each for each in others if each.span is not None][: MOST_LABELS - besides]
    labels = [Label(span=each.span, text=text or each.message) for each in shown if each.span is not None]
    if labels and len(others) > len(shown):
        labels[-1] = replace(labels[-1], text=f"{labels[-1].text}, and at {len(others) - len(shown)} more places")
    return tuple(labels)


def render_all(diagnostics: Sequence[Diagnostic]) -> str:
    """All diagnostics as one text, a blank line between two."""
    return "\n\n".join(diagnostic.render() for diagnostic in diagnostics)


def nearest(name: str, known: Iterable[str], limit: int = 1) -> tuple[str, ...]:
    """At most *limit* known names that *name* may have been meant for, best first."""
    names = list(known)
    plain = _plain(name[:80])
    same = [each for each in names if _plain(each) == plain]
    return tuple(same[:limit]) or tuple(difflib.get_close_matches(name[:80], names, n=limit, cutoff=0.6))


def _plain(name: str) -> str:
    """A name without capitals and what stands between its words: `rdExpense`, `RD-expense` and `rd_expense` alike."""
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


# Of more names than these, five say nothing.
MOST_LISTED = 30


def suggestion(name: str, known: Iterable[str]) -> str | None:
    """A help line for an unknown *name*: the nearest known one, or up to five that there are; none of very many."""
    names = sorted(set(known))
    close = nearest(name, names)
    if close:
        return f"did you mean `{close[0]}`?"
    if not names or len(names) > MOST_LISTED:
        return None
    shown = ", ".join(f"`{each}`" for each in names[:5])
    return f"there is {shown}" if len(names) <= 5 else f"there is {shown} and {len(names) - 5} more"


def _order(diagnostic: Diagnostic) -> tuple[str, int, str]:
    span = diagnostic.span
    if span is None:
        return (diagnostic.where or "", -1, diagnostic.code)
    return (span.source.name, span.start, diagnostic.code)


def _excerpt(span: Span) -> list[str]:
    text, marks = span.excerpt()
    number = str(span.line)
    gutter = " " * len(number)
    return [f"  {gutter} |", f"  {number} | {text}", f"  {gutter} | {marks}"]


# Every code, with what it stands for. Each has a folder in `tests/errors/` with the smallest input that provokes it.
CODES: dict[str, str] = {
    # reading a file
    "unreadable-file": "a file cannot be opened or read",
    "not-text": "a file is not UTF-8 text",
    "too-large": "a file or value is larger than the reader accepts",
    "bad-yaml": "the file is not YAML",
    "too-deep": "a document or expression is nested too deeply",
    "yaml-anchor": "a YAML anchor or alias is used",
    "yaml-tag": "a YAML tag is used",
    "yaml-merge": "a YAML merge key is used",
    "yaml-document": "a file does not hold exactly one document",
    "duplicate-key": "a key stands twice in one mapping",
    "bad-key": "a key is not plain text",
    # reading an expression or a value
    "syntax": "an expression does not follow the grammar",
    "unknown-unit": "a word behind a number is no unit, size or currency",
    "bad-date": "a date does not exist or is not written year-month-day",
    # compiling rules
    "unknown-key": "a document has a key that its shape does not know",
    "missing-key": "a key that must be there is missing",
    "wrong-shape": "a text, list or mapping stands where another is due",
    "not-a-number": "a text is not a number, or not one that may stand here",
    "not-a-truth": "a text is neither true nor false",
    "bare-number": "a number has no unit, currency or percent sign where one is due",
    "unknown-currency": "a currency does not exist",
    "unknown-member": "a word is not a member of its choice",
    "unknown-place": "a place is not a country or declared",
    "unknown-name": "a name stands for nothing here",
    "unknown-function": "a function does not exist",
    "unknown-programme": "a programme does not exist",
    "unknown-definition": "another programme does not define a name",
    "unknown-reading": "a reading does not exist",
    "unknown-word": "a word is not one of those that may stand here",
    "unknown-language": "a language is not one of this project",
    "unknown-type": "a declared type does not exist",
    "type-mismatch": "a value is of another type than is due",
    "unit-mismatch": "two units do not fit",
    "currency-mismatch": "two currencies meet without a conversion",
    "wrong-arguments": "a function has the wrong operands",
    "root-arithmetic": "a root or growth rate is used where only a number can be",
    "not-yearly": "something without a value per fiscal year is used as if it had one",
    "bad-window": "a window of fiscal years is wrong",
    "no-period": "a value of the payment period is used outside one",
    "list-as-value": "a list stands where one value is due",
    "cycle": "something is defined by itself",
    "misplaced-granted": "an expression looks at what is granted where that is not yet chosen",
    "not-constant": "a parameter depends on something",
    "wrong-formula": "a formula has none or several of its forms",
    "wrong-readings": "readings of a clause are not two or more with one default",
    "wrong-criterion": "a criterion has none or several of its forms",
    "idle-key": "a key has no effect beside the others",
    "wrong-schedule": "an award is paid in two ways at once",
    "bracket-gap": "a value lies between two rows of a table",
    "bracket-overlap": "a value lies in two rows of a table",
    "bracket-order": "the rows of a table do not rise",
    "bracket-edges": "a row has two edges on one side",
    "parameter-hole": "a dated parameter has a time without a value",
    "parameter-overlap": "two values of a dated parameter hold at once",
    "table-columns": "the rows of a table differ in columns",
    "duplicate-id": "two criteria have the same id",
    "duplicate-fact": "a fact is declared or stated twice",
    "empty-group": "a group has no criteria",
    "several-results": "a definition with several results stands where one value is due",
    "shares-sum": "shares do not add up to 100%",
    "bad-period": "a period ends before it begins",
    "bad-range": "the range of a fact is wrong",
    "place-outside": "a place's code does not begin with the place it lies in",
    "bad-rate-file": "a line of a rate file is wrong",
    "no-quote": "no exchange rate is known",
    # binding a profile
    "unknown-fact": "a profile states a fact that is not declared",
    "unknown-field": "an item of a list has a field that is not declared",
    "out-of-range": "a number is not in the range that its fact declares",
    "not-whole": "a fact that counts things has a fraction",
    "bad-year": "the key of a value per fiscal year is not a year",
    "binary-float": "a Python float stands where an exact number is due",
    "bad-setting": "a `--set` option does not set a fact",
    # writing a file
    "unknown-form": "a file's ending is no form that it could be written in",
    "unwritable-file": "a file cannot be written",
    # reading a table
    "bad-table": "a table is damaged or not what its name says",
    "unknown-column": "a column of a table holds nothing that is known",
    "unclear-column": "it is not clear what a column of a table holds",
    "duplicate-column": "two columns of a table have one name or hold the same",
    "not-in-sql": "a table has something that rules as SQL cannot read",
    "missing-library": "a library that is needed is not installed",
    # what is legal and all the same hardly meant
    "unused-definition": "nothing uses a definition",
    "unused-parameter": "nothing uses a parameter or table",
    "unused-fact": "nothing asks for a fact that only this programme declares",
    "unused-alias": "nothing uses a programme that stands under `uses`",
    "hidden-name": "a name hides another, which can then not be named",
    "constant-condition": "a condition asks for nothing",
    "always-true": "a condition can never be false, by the ranges of its facts",
    "never-true": "a condition can never be true, by the ranges of its facts",
    "repeated-test": "a group or an `if` says the same thing twice",
    "same-readings": "two readings come to the same",
    "unreachable-row": "nothing ever lies in a row of a table",
    "negative-award": "an award could be less than nothing",
    "unbounded-award": "a discretionary award has no ceiling",
    "uncited": "a criterion, award or parameter cites no clause",
    "missing-title": "a programme or award has no title in English or its own language",
    "missing-evidence": "nothing says what was seen of a text that was not seen itself",
    "missing-label": "a fact has no label or question in English or Chinese",
    "duplicate-label": "one label stands for two facts",
    "parameter-outside": "a dated value lies wholly outside its programme's period",
    "overlapping-editions": "an edition is still in force when the one that replaces it begins",
    "unknown-award": "a relation names an award that is not there",
    "not-per-item": "an award whose costs are told apart is not paid for each item",
    "order-circle": "programmes must come before each other in a circle",
    "never-permitted": "a programme asks, by way of others, for what is excluded",
    "mirror-differs": "two programmes say different things of each other",
    "idle-ceiling": "a ceiling over several awards can never cut anything",
    "own-relation": "a programme excludes or requires itself",
    "contradictory-relations": "a programme is required and excluded",
    "prose-differs": "a title or summary names an amount that the rule does not have",
}
