"""
The ordered stages, from files to a rulebook and from a company to an answer. Nothing else calls two stages in a row.

Loading:    read -> shape -> vocabulary -> programmes -> circles -> lints
Answering:  bind -> assess -> other readings -> reporting currency -> totals
Planning:   steps in their order -> payments by day
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import TypeVar

from incentives import compiled
from incentives.analysis.combination import combine
from incentives.analysis.plan import make_plan
from incentives.analysis.question import Aim
from incentives.analysis.readings import disagreements
from incentives.analysis.totals import reported, reported_award, together
from incentives.diagnostics import Collector, Diagnostic, IncentivesError
from incentives.engine.assessment import Assessment, Receipt
from incentives.engine.assessor import Assessor
from incentives.engine.company_plan import Plan
from incentives.engine.scope import Situation
from incentives.ir.rulebook import Programme, Rulebook
from incentives.money.rates import RateTable
from incentives.profiles.profile import Profile
from incentives.values import Value
from incentives.version import VERSION

CASES = ".cases.yaml"
VOCABULARY = ("facts.yaml", "places.yaml")


def version() -> str:
    """The version of this package."""
    return VERSION


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
    )
    from incentives.syntax.documents_shape import Shape  # noqa: PLC0415  # as above
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
    with _without_collection():
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


def assess(  # noqa: PLR0913  # all that an answer depends on, by name
    rulebook: Rulebook,
    profile: Profile,
    *,
    on: date,
    currency: str,
    rates: RateTable,
    programmes: Sequence[Programme] | None = None,
    readings: Mapping[str, Mapping[str, str]] | None = None,
    aim: Aim | None = None,
    independent: bool = False,
    granted: Mapping[tuple[str, str], Value] | None = None,
) -> Assessment:
    """
    The answer for one company on one day.

    Args:

        currency: The reporting currency.

        programmes: Which; all if None.

        readings: The reading chosen, by programme and point; the default where none is.

        aim: What the best permitted choice is best by: what is entitled first, if None.

        independent: Whether every programme is taken by itself, as if there were no relations.

        granted: What other awards, which are not looked at, are taken to come to, by programme and award.
    """
    situation = Situation(
        rulebook=rulebook, profile=profile, on=on, rates=rates, readings=readings or {}, granted=granted or {}
    )
    assessor = Assessor(situation)
    results = []
    for programme in programmes if programmes is not None else rulebook.programmes.values():
        result = assessor.programme(programme)
        result = replace(result, disagreements=disagreements(programme, result, situation))
        results.append(reported(result, currency, on, rates))
    combination = combine(
        results, assessor, lambda award: reported_award(award, currency, on, rates), aim, independent=independent
    )
    entitled, discretionary = together(combination)
    return Assessment(
        company=profile.name,
        on=on,
        currency=currency,
        programmes=tuple(results),
        entitled=entitled,
        discretionary=discretionary,
        combination=combination,
        receipt=Receipt(version=version(), rulebook=rulebook.digest, profile=profile.digest, rates=rates.digest),
    )


def plan(assessment: Assessment, rulebook: Rulebook, rates: RateTable) -> Plan:
    """What follows from an answer: steps in their order, and the calendar of payments at the rates of its day."""
    return make_plan(assessment, rulebook, rates)


def shown(path: Path) -> str:
    """The path as a person would write it: relative where it lies below the working directory."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
