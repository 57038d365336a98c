"""
Lints of what an answer is told with: clauses, titles, what was seen of the law.
"""

from __future__ import annotations

from collections.abc import Mapping

from incentives.compiler.linting import Linting
from incentives.ir.rulebook import Criterion, Evidence, Group, Localized, Programme

# The language that a measure is known by, where it is not English.
NATIVE: Mapping[str, str] = {"CN": "zh", "HK": "zh", "MO": "zh", "TW": "zh", "DE": "de", "AT": "de", "FR": "fr"}
FIRST_HAND = (Evidence.PRIMARY, Evidence.OFFICIAL)
CITE = "add `cite:` with the article, and `evidence:` if it was seen otherwise than the rest"


def lint_evidence(linting: Linting) -> None:
    """Clauses of criteria, awards and parameters; titles; what was seen."""
    for programme in linting.rulebook.programmes.values():
        _titles(programme, linting)
        _seen(programme, linting)
        if programme.eligibility is not None:
            _criteria(programme.eligibility, linting)
        for award in programme.awards.values():
            if not award.clause.cite:
                # A clause at the award covers its conditions.
                if award.when is not None:
                    _criteria(award.when, linting)
                span = linting.key(programme, "awards", award.id)
                linting.warn("uncited", f"the award `{award.id}` cites no clause", span, help=CITE)
        _parameters(programme, linting)


def _titles(programme: Programme, linting: Linting) -> None:
    native = NATIVE.get(programme.jurisdiction.split("-")[0], "en")
    wanted = tuple(dict.fromkeys(("en", native)))
    _title(programme.title, wanted, "the programme", linting, programme, ("title",))
    for award in programme.awards.values():
        path = ("awards", award.id, "title") if award.title else ("awards", award.id)
        _title(award.title, wanted, f"the award `{award.id}`", linting, programme, path)


def _title(
    title: Localized, wanted: tuple[str, ...], what: str, linting: Linting, programme: Programme, path: tuple[str, ...]
) -> None:
    missing = [language for language in wanted if language not in title]
    if missing:
        span = linting.key(programme, *path)
        example = ", ".join(f"{language}: …" for language in wanted)
        message = f"{what} has no title in {' and '.join(f'`{language}`' for language in missing)}"
        linting.warn("missing-title", message, span, help=f"write `title: {{{example}}}`")


def _seen(programme: Programme, linting: Linting) -> None:
    if programme.source.evidence not in FIRST_HAND and not programme.source.seen:
        span = linting.value(programme, "source", "evidence")
        message = f"the evidence is `{programme.source.evidence}`, and nothing says what was seen"
        linting.warn("missing-evidence", message, span, help="add `seen:` to `source` with what was really read")


def _criteria(root: Criterion, linting: Linting) -> None:
    """A clause at a group covers what stands in it; tests that stand alone have none."""
    pending = [root]
    while pending:
        each = pending.pop()
        if each.clause.cite:
            continue
        if each.kind is Group.TEST:
            linting.warn("uncited", f"the criterion `{each.id}` cites no clause", each.span, help=CITE)
        pending.extend(reversed(each.members))


def _parameters(programme: Programme, linting: Linting) -> None:
    for name, parameter in programme.parameters.items():
        if not parameter.clause.cite and not all(value.cite for value in parameter.values):
            _uncited_parameter(name, programme, linting)
    for name, table in programme.tables.items():
        if not table.clause.cite:
            _uncited_parameter(name, programme, linting)


def _uncited_parameter(name: str, programme: Programme, linting: Linting) -> None:
    span = linting.key(programme, "parameters", name)
    linting.warn("uncited", f"the parameter `{name}` cites no clause", span, help=CITE)
