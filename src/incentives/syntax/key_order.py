"""
The order of keys in the canonical layout: that of docs/reference/rule-files.md. Not for which keys may stand where.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from incentives.syntax.nodes import MappingNode, Node


class Place(StrEnum):
    """What a mapping of a document holds, as far as its keys have an order."""

    RULE = "rule"
    SOURCE = "source"
    FACTS = "facts"
    FACT = "fact"
    CRITERION = "criterion"
    AWARDS = "awards"
    AWARD = "award"
    RELATION = "relation"
    CASES = "cases"
    CASE = "case"
    EXPECT = "expect"
    OTHER = "other"


# Of a rule file, what stands together as one block at its head; each other key begins a block.
HEAD = frozenset(
    "title summary jurisdiction kind level sectors stage replaces currency conversion source in_force uses".split()
)

_ORDER: Mapping[Place, str] = {
    Place.RULE: """
        title summary jurisdiction kind level sectors stage replaces currency conversion source in_force uses facts
        parameters define eligibility awards caps cumulation assumptions gaps notes
    """,
    Place.SOURCE: "name number issuer issued evidence seen url",
    Place.FACT: "type per unit at_least at_most members fields label question note",
    Place.CRITERION: "id title test at_least cite evidence note preference door all any none of readings",
    Place.RELATION: """
        title of exclusive_with one_of not_after requires requires_any at_most effect same_costs split when from until
        cite evidence note
    """,
    Place.AWARD: """
        title cite evidence note kind nature currency when amount cap cap_effect rounding paid payer deadline readings
        assumptions
    """,
    Place.CASES: "base survivors cases",
    Place.CASE: "says on source facts without granted reading expect",
    Place.EXPECT: "status decided_by criteria values awards entitled discretionary exclusive_with missing",
}
RANKS: Mapping[Place, Mapping[str, int]] = {
    place: {key: rank for rank, key in enumerate(keys.split())} for place, keys in _ORDER.items()
}
_INSIDE: Mapping[tuple[Place, str], Place] = {
    (Place.RULE, "source"): Place.SOURCE,
    (Place.RULE, "facts"): Place.FACTS,
    (Place.RULE, "eligibility"): Place.CRITERION,
    (Place.RULE, "awards"): Place.AWARDS,
    (Place.RULE, "cumulation"): Place.RELATION,
    (Place.AWARD, "when"): Place.CRITERION,
    (Place.FACT, "fields"): Place.FACTS,
    (Place.CASES, "cases"): Place.CASE,
    (Place.CASE, "expect"): Place.EXPECT,
    **{(Place.CRITERION, key): Place.CRITERION for key in ("all", "any", "none", "of")},
}
_MEMBERS: Mapping[Place, Place] = {Place.FACTS: Place.FACT, Place.AWARDS: Place.AWARD}


def place_of(root: Node) -> Place:
    """What kind of document this is, by its keys; a profile has no order of its own."""
    keys = frozenset(root.keys) if isinstance(root, MappingNode) else frozenset()
    if "jurisdiction" in keys and keys & {"source", "in_force", "eligibility", "awards"}:
        return Place.RULE
    if "cases" in keys and keys <= RANKS[Place.CASES].keys():
        return Place.CASES
    if keys == {"facts"}:
        return Place.RULE  # the vocabulary: `facts` as in a rule file
    return Place.OTHER


def place_inside(place: Place, key: str) -> Place:
    """What the value of *key* holds; the items of a list are what the list is."""
    return _MEMBERS.get(place) or _INSIDE.get((place, key), Place.OTHER)


def rank(place: Place, key: str) -> int:
    """Where *key* stands; keys that have no place follow the others."""
    ranks = RANKS.get(place, {})
    return ranks.get(key, len(ranks))
