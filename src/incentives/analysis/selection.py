"""
Which programmes, readings and facts of a rulebook are meant: by id, glob, place, word or day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase

from incentives.diagnostics import Diagnostic, IncentivesError, suggestion
from incentives.ir.places import COUNTRIES, is_place, roots
from incentives.ir.rulebook import FactDeclaration, Programme, Rulebook
from incentives.profiles.profile import Profile
from incentives.values import Known


def local_programmes(rulebook: Rulebook, profile: Profile) -> list[Programme]:
    """The programmes of the places that the company's place lies in or contains; all if its place is unknown."""
    stated = profile.facts.get("registered_in")
    place = stated.value if isinstance(stated, Known) else None
    if not isinstance(place, str):
        return list(rulebook.programmes.values())

    return [
        programme
        for programme in rulebook.programmes.values()
        if any(_related(place, root) for root in roots(programme.jurisdiction, rulebook.places))
    ]


def _related(one: str, other: str) -> bool:
    """Whether one of the two places lies in the other."""
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")


def select(rulebook: Rulebook, patterns: Sequence[str]) -> list[Programme]:
    """
    The programmes whose ids match one of *patterns*; all if there are none.

    Raises:

        IncentivesError: for a pattern that matches nothing.
    """
    if not patterns:
        return list(rulebook.programmes.values())
    found: dict[str, Programme] = {}
    missed: list[Diagnostic] = []
    for pattern in patterns:
        matching = [
            name for name in rulebook.programmes if fnmatchcase(name, pattern) or name.rpartition("/")[2] == pattern
        ]
        if not matching:
            missed.append(
                Diagnostic(
                    code="unknown-programme",
                    message=f"no programme is called `{pattern[:80]}`",
                    where="--programme",
                    help=suggestion(pattern, rulebook.programmes),
                )
            )
        found.update((name, rulebook.programmes[name]) for name in matching)
    if missed:
        raise IncentivesError(missed)
    return [programme for name, programme in rulebook.programmes.items() if name in found]


def filter_programmes(
    rulebook: Rulebook,
    *,
    patterns: Sequence[str] = (),
    place: str | None = None,
    on: date | None = None,
    words: Mapping[str, str | None] | None = None,
) -> list[Programme]:
    """
    The programmes that fit every filter that is given.

    Args:

        place: Programmes of this place, of places in it and of places around it.

        on: Programmes in force on this day.

        words: A word wanted of `sector`, `kind`, `status` (how far the measure has come) or `evidence`; None for any.

    Raises:

        IncentivesError: for a pattern, place or word that no programme has.
    """
    found = select(rulebook, patterns)
    if place is not None:
        if not is_place(place, rulebook.places):
            help = suggestion(place, [*rulebook.places, *COUNTRIES])
            raise IncentivesError(
                [Diagnostic(code="unknown-place", message=f"`{place[:40]}` is not a place", where="--place", help=help)]
            )
        wanted = roots(place, rulebook.places) | {place}
        found = [
            each
            for each in found
            if any(_related(one, root) for one in roots(each.jurisdiction, rulebook.places) for root in wanted)
        ]
    for what, word in (words or {}).items():
        if word is None:
            continue
        known = {each for programme in rulebook.programmes.values() for each in _words(programme, what)}
        if word not in known:
            message = f"no programme has the {what} `{word[:40]}`"
            raise IncentivesError(
                [Diagnostic(code="unknown-word", message=message, where=f"--{what}", help=suggestion(word, known))]
            )
        found = [each for each in found if word in _words(each, what)]
    return [each for each in found if on is None or each.in_force.covers(on)]


def _words(programme: Programme, what: str) -> tuple[str, ...]:
    """The words of a programme that `list` filters by."""
    match what:
        case "sector":
            return programme.sectors
        case "kind":
            return (programme.kind,)
        case "status":
            return (programme.stage.value,)
        case _:
            return (programme.source.evidence.value,)


def facts_asked(rulebook: Rulebook, patterns: Sequence[str], word: str | None) -> list[tuple[FactDeclaration, int]]:
    """
    The facts whose name or label holds *word* and that one of the programmes matching *patterns* asks for, each with
    how many programmes of the rulebook ask for it.
    """
    chosen = select(rulebook, patterns) if patterns else None
    counts = {
        name: sum(name in programme.facts_used for programme in rulebook.programmes.values()) for name in rulebook.facts
    }
    found = []
    for name, fact in rulebook.facts.items():
        texts = [name, *fact.label.values()]
        if word is not None and not any(word.lower() in text.lower() for text in texts):
            continue
        if chosen is not None and not any(name in programme.facts_used for programme in chosen):
            continue
        found.append((fact, counts[name]))
    return found


def choose_readings(rulebook: Rulebook, wishes: Iterable[str]) -> dict[str, dict[str, str]]:
    """
    Readings asked for, by programme and point.

    A wish is `option`, `point=option` or `programme:point=option`; a shorter one holds wherever it fits.

    Raises:

        IncentivesError: for a wish that fits nowhere.
    """
    chosen: dict[str, dict[str, str]] = {}
    missed: list[Diagnostic] = []
    for wish in wishes:
        owner, colon, rest = wish.rpartition(":")
        point_wish, equals, option_wish = rest.rpartition("=")
        fits = False
        for programme in rulebook.programmes.values():
            if colon and programme.id != owner:
                continue
            for point in programme.readings.values():
                if (not equals or point.id == point_wish) and any(
                    option.name == option_wish for option in point.options
                ):
                    chosen.setdefault(programme.id, {})[point.id] = option_wish
                    fits = True
        if not fits:
            known = [
                option.name
                for programme in rulebook.programmes.values()
                for point in programme.readings.values()
                for option in point.options
            ]
            missed.append(
                Diagnostic(
                    code="unknown-reading",
                    message=f"no clause has a reading `{wish[:80]}`",
                    where="--reading",
                    help=suggestion(option_wish, known),
                )
            )
    if missed:
        raise IncentivesError(missed)
    return chosen
