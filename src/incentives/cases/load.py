"""
Case files to cases: found beside their rule files, read, and bound to the facts that the rulebook declares.

A case starts from the file's `base`, takes its own `facts` on top (each replaces the base's as a whole) and leaves out
what it is `without`. Not for running: `run` does that.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from incentives.cases.case import Case, CaseFile
from incentives.cases.expectations import ExpectationReader
from incentives.diagnostics import Collector, suggestion
from incentives.ir.rulebook import Programme, Rulebook
from incentives.pipeline import CASES, VOCABULARY, shown
from incentives.profiles.bind import bind
from incentives.profiles.names import FactNames
from incentives.syntax.documents import CaseShape
from incentives.syntax.documents_cases import CasesShape
from incentives.syntax.literals import Misread, read_date
from incentives.syntax.nodes import MappingNode, Node, SequenceNode
from incentives.syntax.reader import read_file
from incentives.syntax.shaping import key_span, shape

RULE = ".yaml"


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where rules and cases are.

    Args:

        asked: The folder or file asked for.

        root: The rules folder: ids of programmes are paths below it.

        files: The case files asked for, in the order of their ids.
    """

    asked: Path
    root: Path
    files: tuple[Path, ...]


def find_cases(path: Path, only: Sequence[str] = ()) -> Place:
    """
    The case files below a folder, or the one of a rule or case file.

    A folder with `facts.yaml` or `places.yaml` is a rules folder; from inside one the nearest is taken.
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100  (a link to a folder of rules keeps its own name)
    folder = path if path.is_dir() else path.parent
    above = [folder, *folder.parents]
    root = next((each for each in above if any((each / name).is_file() for name in VOCABULARY)), folder)
    if path.is_dir():
        files = sorted(each for each in path.rglob(f"*{CASES}") if each.is_file())
    else:
        files = [path if path.name.endswith(CASES) else path.with_name(path.name.removesuffix(RULE) + CASES)]
    return Place(path, root, tuple(each for each in files if is_selected(programme_of(each, root), only)))


def programme_of(path: Path, root: Path) -> str:
    """The id of the programme that a case file stands beside."""
    return path.relative_to(root).as_posix().removesuffix(CASES)


def is_selected(programme: str, only: Sequence[str]) -> bool:
    """Whether a glob of *only*, or the last part of the id, names *programme*; all if there are none."""
    last = programme.rpartition("/")[2]
    return not only or any(fnmatchcase(programme, pattern) or last == pattern for pattern in only)


def load_cases(path: Path, programme: str, rulebook: Rulebook, collector: Collector) -> CaseFile | None:
    """The cases in the file at *path*; None if it cannot be read. A case that is wrong is left out and reported."""
    name = shown(path)
    read = read_file(path, collector, name=name)
    document = shape(read[1], CasesShape, collector) if read else None
    if read is None or document is None:
        return None
    found = rulebook.programmes.get(programme)
    if found is None:
        message = f"there is no programme `{programme}` that these cases could be about"
        collector.add("unknown-programme", message, where=name, help=suggestion(programme, rulebook.programmes))
        return None
    assert isinstance(read[1], MappingNode)  # noqa: S101  (INVARIANT: it has the shape of a file of cases)
    loader = _Loader(rulebook, found, read[1].get("base"), collector)
    nodes = read[1].get("cases")
    assert isinstance(nodes, SequenceNode)  # noqa: S101  (INVARIANT: as above)
    cases = [
        loader.case(*each) for each in zip(range(1, 1 + len(nodes.items)), document.cases, nodes.items, strict=True)
    ]
    return CaseFile(
        path=path,
        programme=programme,
        cases=tuple(case for case in cases if case is not None),
        survivors={pattern: reason.text for pattern, reason in (document.survivors or {}).items()},
    )


class _Loader:
    """
    Binds the cases of one file.
    """

    def __init__(self, rulebook: Rulebook, programme: Programme, base: Node | None, collector: Collector) -> None:
        self.rulebook = rulebook
        self.programme = programme
        self.collector = collector
        self.names = FactNames(rulebook.facts)
        self.base = base if isinstance(base, MappingNode) else None

    def case(self, number: int, written: CaseShape, node: Node) -> Case | None:
        """One case; None if something is wrong with it, which is then reported."""
        problems = Collector()
        on = self.day(written, problems)
        company = self.company(written, node, problems)
        programmes = self.rulebook.programmes
        profile = bind(
            company, node.span.place, self.rulebook.facts, self.rulebook.places, problems, programmes=programmes
        )
        readings = self.readings(written, node, problems)
        reader = ExpectationReader(self.rulebook, self.programme, problems)
        expect = reader.expectation(written, node)
        granted = reader.granted(written.granted or {}, node)
        self.collector.found.extend(problems.found)
        if problems.failed or profile is None or on is None:
            return None
        return Case(
            programme=self.programme.id,
            number=number,
            says=" ".join(written.says.text.split()),
            place=node.span.place,
            on=on,
            profile=profile,
            readings=readings,
            expect=expect,
            granted=granted,
        )

    def day(self, written: CaseShape, problems: Collector) -> date | None:
        found = read_date(written.on.text.strip())
        if isinstance(found, Misread):
            problems.add(found.code, found.message, written.on.span, help=found.help)
            return None
        return found

    def company(self, written: CaseShape, node: Node, problems: Collector) -> MappingNode:
        """The facts of the base, each replaced by the case's own, without those that the case does not state."""
        own = node.get("facts") if isinstance(node, MappingNode) else None
        facts = own if isinstance(own, MappingNode) else MappingNode((), node.span)
        stated = {self.meant(key.text) for key, _ in facts.entries}
        based = self.base.entries if self.base else ()
        left_out: set[str] = set()
        for each in written.without or ():
            name = self.meant(each.text)
            if name not in {self.meant(key.text) for key, _ in based}:
                names = [key.text for key, _ in based]
                message = f"the base does not state `{each.text[:60]}`, so that no case need be without it"
                problems.add("unknown-name", message, each.span, help=suggestion(each.text, names))
            elif name in stated:
                message = f"`{each.text[:60]}` is both stated and left out"
                problems.add("duplicate-fact", message, each.span, help="take it from `facts` or from `without`")
            left_out.add(name)
        kept = [(key, value) for key, value in based if self.meant(key.text) not in stated | left_out]
        return MappingNode((*kept, *facts.entries), facts.span)

    def meant(self, key: str) -> str:
        """The fact that a key names, by whatever label."""
        return self.names.resolve(key) or key

    def readings(self, written: CaseShape, node: Node, problems: Collector) -> dict[str, dict[str, str]]:
        """The readings asked for: of a clause of this programme, or of another as `programme:point`."""
        found: dict[str, dict[str, str]] = {}
        for key, option in (written.reading or {}).items():
            owner, colon, point = key.rpartition(":")
            programme = self.rulebook.programmes.get(owner) if colon else self.programme
            place = programme.readings.get(point) if programme else None
            if programme is None or place is None:
                known = programme.readings if programme else self.programme.readings
                message = f"no ambiguous clause is called `{key[:60]}`"
                problems.add(
                    "unknown-reading", message, key_span(node, ("reading", key)), help=suggestion(point, known)
                )
                continue
            options = [each.name for each in place.options]
            if option.text not in options:
                message = f"`{point}` has no reading `{option.text[:60]}`"
                problems.add("unknown-reading", message, option.span, help=suggestion(option.text, options))
                continue
            found.setdefault(programme.id, {})[point] = option.text
        return found


def uses(programme: Programme, rulebook: Rulebook) -> Mapping[str, Programme]:
    """The programme and all others that it refers to, directly or through others."""
    found: dict[str, Programme] = {}
    pending = [programme.id]
    while pending:
        name = pending.pop()
        each = rulebook.programmes.get(name)
        if each is not None and name not in found:
            found[name] = each
            pending.extend(each.uses.values())
    return found
