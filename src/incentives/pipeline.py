"""
The ordered stages, from files to a rulebook and from a company to an answer. Nothing else calls two stages in a row.

Loading:    read -> shape -> vocabulary -> programmes -> circles -> lints
Answering:  bind -> assess -> other readings -> reporting currency -> totals
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase
from importlib import metadata, resources
from pathlib import Path
from typing import TypeVar

from incentives import compiled
from incentives.analysis.readings import disagreements
from incentives.analysis.totals import reported, together
from incentives.diagnostics import Collector, Diagnostic, IncentivesError, suggestion
from incentives.engine.assessor import Assessor
from incentives.engine.results import Assessment, Receipt
from incentives.engine.scope import Situation
from incentives.ir.places import COUNTRIES, is_place, roots
from incentives.ir.rulebook import FactDeclaration, Programme, Rulebook
from incentives.money.rates import RateTable
from incentives.profiles.profile import Profile
from incentives.values import Known

CASES = ".cases.yaml"
VOCABULARY = ("facts.yaml", "places.yaml")


def version() -> str:
    """The version of this package."""
    return metadata.version("incentives")


def bundled_rules() -> Path:
    """The rules that come with the package: in an installed copy inside it, in a checkout beside `src`."""
    inside = Path(str(resources.files("incentives"))) / "rulebook"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / "rules"


def rule_files(directory: Path) -> list[Path]:
    """The rule files below *directory*, in the order of their ids."""
    return sorted(
        path
        for path in directory.rglob("*.yaml")
        if path.is_file() and not path.name.endswith(CASES) and path.name not in VOCABULARY
    )


def programme_ids(directory: Path) -> list[str]:
    """The ids of the programmes below *directory*, without reading them."""
    return [path.relative_to(directory).with_suffix("").as_posix() for path in rule_files(directory)]


def compile_directory(
    directory: Path, collector: Collector, *, lint: bool = False, extra: Mapping[str, Path] | None = None
) -> Rulebook | None:
    """
    Read and compile all rules below *directory*; mistakes go to *collector*.

    A directory without its own `facts.yaml` or `places.yaml` uses the bundled ones.

    Args:

        lint: Also look for what is odd but has a meaning.

        extra: Rule files from elsewhere, by id.
    """
    from incentives.compiler.rulebook import (  # noqa: PLC0415  # only when rules are read
        ReadDocument,
        RulebookCompiler,
        digest_of,
    )
    from incentives.syntax.documents import (  # noqa: PLC0415  # as above
        FactsShape,
        PlacesShape,
        ProgrammeShape,
        Shape,
    )
    from incentives.syntax.reader import read_file  # noqa: PLC0415  # as above
    from incentives.syntax.shaping import shape  # noqa: PLC0415  # as above

    shape_type = TypeVar("shape_type", bound=Shape)
    texts: dict[str, str] = {}

    def document(path: Path, name: str, model: type[shape_type]) -> ReadDocument[shape_type] | None:
        read = read_file(path, collector, name=shown(path))
        if read is None:
            return None
        source, node = read
        texts[name] = source.text
        found = shape(node, model, collector)
        return ReadDocument(found, node, source.text) if found is not None else None

    if not directory.is_dir():
        help = "name a folder that holds rule files"
        collector.add("unreadable-file", f"there is no folder `{directory}`", where=str(directory), help=help)
        return None
    facts = document(_vocabulary(directory, "facts.yaml"), "facts.yaml", FactsShape)
    places = document(_vocabulary(directory, "places.yaml"), "places.yaml", PlacesShape)
    files = dict(zip(programme_ids(directory), rule_files(directory), strict=True))
    programmes = {}
    for name, path in {**files, **(extra or {})}.items():
        found = document(path, name, ProgrammeShape)
        if found is not None:
            programmes[name] = found
    compiler = RulebookCompiler(facts, places, programmes, collector)
    rulebook = compiler.compile(shown(directory), digest_of(texts))
    if lint and not collector.failed:
        from incentives.compiler.lints import lint_rulebook  # noqa: PLC0415  # only when asked for

        lint_rulebook(rulebook, collector, {name: found.node for name, found in programmes.items()})
    return rulebook


def lint_path(path: Path, collector: Collector) -> int:
    """
    Check a folder of rules, or one rule file, and say how many rule files were checked.

    A file below a folder that has a `facts.yaml` is checked with all of that folder, any other one with the bundled
    rules; only what concerns the file is told.
    """
    if path.is_dir() or not path.exists():
        compile_directory(path, collector, lint=True)
        return len(rule_files(path))
    root = next((parent for parent in path.resolve().parents if (parent / "facts.yaml").is_file()), None)
    extra = {} if root else {path.stem: path}
    everything = Collector()
    compile_directory(root or bundled_rules(), everything, lint=True, extra=extra)
    name = shown(path)
    collector.found.extend(
        each for each in everything.found if (each.span.source.name if each.span else each.where) == name
    )
    return 1


def _vocabulary(directory: Path, name: str) -> Path:
    own = directory / name
    return own if own.is_file() else bundled_rules() / name


def load_rulebook(directory: Path | None = None) -> Rulebook:
    """
    The rules below *directory*, the bundled ones if None.

    Raises:

        IncentivesError: if a file is wrong; it carries every mistake of every file.
    """
    if directory is not None:
        return _compiled(directory)
    root = bundled_rules()
    key = compiled.fingerprint(version(), root, [root / name for name in VOCABULARY] + rule_files(root))
    kept = compiled.recall(key)
    if kept is not None:
        return kept
    rulebook = _compiled(root)
    compiled.keep(key, rulebook)
    return rulebook


def _compiled(directory: Path) -> Rulebook:
    collector = Collector()
    with _without_collection():
        rulebook = compile_directory(directory, collector)
    collector.raise_if_failed()
    if rulebook is None:
        raise IncentivesError(collector.found)
    return rulebook


@contextmanager
def _without_collection() -> Iterator[None]:
    """Python's search for circles of garbage doubles the time of making a hundred thousand nodes that form none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def bundled_rates() -> RateTable:
    """The daily reference rates of the European Central Bank that come with the package; read when first used."""
    from incentives.money.ecb import EcbRates  # noqa: PLC0415  # only when a conversion may be needed

    return EcbRates()


def read_rates(path: Path) -> RateTable:
    """
    A rate file of one's own.

    Raises:

        IncentivesError: if it cannot be read or a line is wrong.
    """
    from incentives.money.ratefile import MAX_CHARACTERS, read_rate_file  # noqa: PLC0415  # only when one is given

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read(MAX_CHARACTERS + 1)
    except OSError as error:
        raise IncentivesError(
            [
                Diagnostic(
                    code="unreadable-file", message=f"the rate file cannot be read: {error.strerror}", where=str(path)
                )
            ]
        ) from None
    except UnicodeDecodeError:
        raise IncentivesError(
            [Diagnostic(code="not-text", message="the rate file is not UTF-8 text", where=str(path))]
        ) from None
    found = read_rate_file(text)
    if found.problems:
        raise IncentivesError(
            Diagnostic(code="bad-rate-file", message=each.message, where=f"{path}:{each.line}")
            for each in found.problems
        )
    return found.table


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


def assess(
    rulebook: Rulebook,
    profile: Profile,
    *,
    on: date,
    currency: str,
    rates: RateTable,
    programmes: Sequence[Programme] | None = None,
    readings: Mapping[str, Mapping[str, str]] | None = None,
) -> Assessment:
    """
    The answer for one company on one day.

    Args:

        currency: The reporting currency.

        programmes: Which; all if None.

        readings: The reading chosen, by programme and point; the default where none is.
    """
    situation = Situation(rulebook=rulebook, profile=profile, on=on, rates=rates, readings=readings or {})
    assessor = Assessor(situation)
    results = []
    for programme in programmes if programmes is not None else rulebook.programmes.values():
        result = assessor.programme(programme)
        result = replace(result, disagreements=disagreements(programme, result, situation))
        results.append(reported(result, currency, on, rates))
    entitled, discretionary, excluded = together(results, rulebook)
    return Assessment(
        company=profile.name,
        on=on,
        currency=currency,
        programmes=tuple(results),
        entitled=entitled,
        discretionary=discretionary,
        excluded=excluded,
        receipt=Receipt(version=version(), rulebook=rulebook.digest, profile=profile.digest, rates=rates.digest),
    )


def shown(path: Path) -> str:
    """The path as a person would write it: relative where it lies below the working directory."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
