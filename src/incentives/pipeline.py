"""
The ordered stages, from files to a rulebook and from a company to an answer. Nothing else calls two stages in a row.

Loading:    read -> shape -> vocabulary -> programmes -> circles -> lints
Answering:  bind -> assess -> other readings -> reporting currency -> totals
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase
from importlib import metadata, resources
from pathlib import Path
from typing import TypeVar

from incentives.analysis.readings import disagreements
from incentives.analysis.totals import reported, together
from incentives.diagnostics import Collector, Diagnostic, IncentivesError, suggestion
from incentives.engine.assessor import Assessor
from incentives.engine.results import Assessment, Receipt
from incentives.engine.scope import Situation
from incentives.ir.rulebook import Programme, Rulebook
from incentives.money.rates import RateTable
from incentives.profiles.profile import Profile

ShapeType = TypeVar("ShapeType")
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
    return sorted(path for path in directory.rglob("*.yaml") if path.is_file() and not path.name.endswith(CASES) and path.name not in VOCABULARY)


def compile_directory(directory: Path, collector: Collector, *, lint: bool = False) -> Rulebook | None:
    """
    Read and compile all rules below *directory*; mistakes go to *collector*.

    A directory without its own `facts.yaml` or `places.yaml` uses the bundled ones.
    """
    from incentives.compiler.rulebook import ReadDocument, RulebookCompiler, digest_of  # noqa: PLC0415  # only when rules are read
    from incentives.syntax.documents import FactsShape, PlacesShape, ProgrammeShape  # noqa: PLC0415  # as above
    from incentives.syntax.reader import read_file  # noqa: PLC0415  # as above
    from incentives.syntax.shaping import shape  # noqa: PLC0415  # as above

    texts: dict[str, str] = {}

    def document(path: Path, name: str, model: type[ShapeType]) -> ReadDocument[ShapeType] | None:
        read = read_file(path, collector, name=_shown(path))
        if read is None:
            return None
        source, node = read
        texts[name] = source.text
        found = shape(node, model, collector)  # type: ignore[type-var]  # each model is a Shape
        return ReadDocument(found, node, source.text) if found is not None else None

    if not directory.is_dir():
        collector.add("unreadable-file", f"there is no folder `{directory}`", where=str(directory), help="name a folder that holds rule files")
        return None
    bundled = bundled_rules()
    vocabulary = {}
    for name, model in zip(VOCABULARY, (FactsShape, PlacesShape), strict=True):
        own = directory / name
        vocabulary[name] = document(own if own.is_file() else bundled / name, name, model)
    programmes = {}
    for path in rule_files(directory):
        programme_id = path.relative_to(directory).with_suffix("").as_posix()
        found = document(path, programme_id, ProgrammeShape)
        if found is not None:
            programmes[programme_id] = found
    compiler = RulebookCompiler(vocabulary["facts.yaml"], vocabulary["places.yaml"], programmes, collector)  # type: ignore[arg-type]  # each of its model
    rulebook = compiler.compile(_shown(directory), digest_of(texts))
    if lint:
        from incentives.compiler.lints import lint_rulebook  # noqa: PLC0415  # only when asked for

        lint_rulebook(rulebook, collector)
    return rulebook


def load_rulebook(directory: Path | None = None) -> Rulebook:
    """
    The rules below *directory*, the bundled ones if None.

    Raises:

        IncentivesError: if a file is wrong; it carries every mistake of every file.
    """
    collector = Collector()
    rulebook = compile_directory(directory or bundled_rules(), collector)
    collector.raise_if_failed()
    if rulebook is None:
        raise IncentivesError(collector.found)
    return rulebook


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
        matching = [name for name in rulebook.programmes if fnmatchcase(name, pattern) or name.rpartition("/")[2] == pattern]
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
                if (not equals or point.id == point_wish) and any(option.name == option_wish for option in point.options):
                    chosen.setdefault(programme.id, {})[point.id] = option_wish
                    fits = True
        if not fits:
            known = [option.name for programme in rulebook.programmes.values() for point in programme.readings.values() for option in point.options]
            missed.append(
                Diagnostic(code="unknown-reading", message=f"no clause has a reading `{wish[:80]}`", where="--reading", help=suggestion(option_wish, known))
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
    entitled, discretionary, excluded = together(results, rulebook, currency)
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


def _shown(path: Path) -> str:
    """The path as a person would write it: relative where it lies below the working directory."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
