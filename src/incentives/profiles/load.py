"""
A profile from whatever it came as: the bytes of a YAML or JSON file, a text, a Python mapping, or nodes already read.

Not for opening files: `incentives.syntax.reader` reads them, under `PROFILE_LIMITS`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from incentives.diagnostics import Collector
from incentives.ir.rulebook import FactDeclaration, PlaceDeclaration
from incentives.profiles.bind import bind
from incentives.profiles.mapping import ROOT, from_mapping
from incentives.profiles.options import apply_settings
from incentives.profiles.profile import Profile
from incentives.syntax.nodes import MappingNode, Node, ScalarNode, SequenceNode
from incentives.syntax.reader import PROFILE_LIMITS, read_bytes

Given: TypeAlias = bytes | str | Mapping[str, object] | Node


def load_profile(
    given: Given | None,
    facts: Mapping[str, FactDeclaration],
    places: Mapping[str, PlaceDeclaration],
    collector: Collector,
    *,
    name: str = ROOT,
    settings: Sequence[str] = (),
    programmes: Collection[str] = (),
) -> Profile | None:
    """
    The profile in *given* with *settings* laid over it, or None if something is wrong with it.

    Args:

        given: The contents of a file as bytes or text, a mapping, or nodes; None if the settings are all there is.

        name: What a person knows it by: the path of the file, `-` for standard input.
    """
    problems = Collector()
    profile = None
    node = read_profile(given, problems, name=name) if given is not None else None
    if node is not None or given is None:
        if settings or node is None:
            node = apply_settings(node, settings, facts, problems)
        profile = bind(node, name, facts, places, problems, programmes=programmes)
    collector.found.extend(problems.found)
    return None if problems.failed else profile


def read_profile(given: Given, collector: Collector, *, name: str = ROOT) -> Node | None:
    """The nodes of a profile, however it was given."""
    match given:
        case ScalarNode() | SequenceNode() | MappingNode():
            return given
        case bytes() | str():
            data = given.encode(errors="surrogatepass") if isinstance(given, str) else given
            read = read_bytes(name, data, collector, PROFILE_LIMITS)
            return read[1] if read else None
        case _:
            return from_mapping(given, collector, name=name)
