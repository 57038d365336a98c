from __future__ import annotations

import pytest

from incentives.compiler.vocabulary import declare_places
from incentives.diagnostics import Collector
from incentives.ir.places import roots
from incentives.source import SourceFile
from incentives.syntax.documents import PlacesShape
from incentives.syntax.reader import read_text
from incentives.syntax.shaping import shape


def declared(text: str, collector: Collector) -> dict[str, frozenset[str]]:
    """The places of a document, each with what it is made of."""
    node = read_text(SourceFile("places.yaml", text), collector)
    assert node is not None
    found = shape(node, PlacesShape, collector)
    assert found is not None
    places = declare_places(found, collector)
    return {code: roots(code, places) for code in places}


def test_groups_of_groups() -> None:
    """A group is made of its members, and of theirs."""
    collector = Collector()
    text = "places:\n  EU: {members: [DE, FR], label: EU}\n  EEA: {members: [EU, NO], label: EEA}\n"

    assert {"EU": frozenset({"DE", "FR"}), "EEA": frozenset({"DE", "FR", "NO"})} == declared(text, collector)
    assert [] == collector.found


@pytest.mark.parametrize(
    ("text", "circle"),
    [
        ("places:\n  A: {members: [A], label: A}\n", "`A` -> `A`"),
        ("places:\n  A: {members: [B, DE], label: A}\n  B: {members: [A], label: B}\n", "`A` -> `B` -> `A`"),
    ],
)
def test_a_group_that_is_a_member_of_itself(text: str, circle: str) -> None:
    """It is told, and nothing goes round for ever."""
    collector = Collector()
    declared(text, collector)

    assert [("cycle", f"a group is a member of itself: {circle}", "places.yaml:2:17")] == [
        (each.code, each.message, each.span.place if each.span else "") for each in collector.found
    ]
