"""
Awards whose amounts look at what is granted beside them, in whole rule files, against trying every set of awards.

What is granted is worked out here by a few lines of arithmetic that share nothing with the engine: in the order in
which awards look at each other, those that others look at served first under a ceiling, the rest with what is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from incentives.engine.assessment import Assessment
from tests.laws.test_combination import cumulation
from tests.worlds import assess, compile_texts

NAMES = ("a", "b", "c", "d", "e")


@dataclass(frozen=True, slots=True)
class Look:
    """How much of another award is taken off, or put on, for each unit of it that is granted."""

    other: str
    factor: int


@dataclass(frozen=True, slots=True)
class World:
    """
    Programmes of one award each.

    Args:

        bases: What each comes to by itself.

        looks: At whom each looks, only at those before it.

        ceilings: Overlapping ones that refuse; *room* one that cuts, over its members.
    """

    bases: Mapping[str, int]
    looks: Mapping[str, tuple[Look, ...]]
    excluded: frozenset[frozenset[str]]
    ceilings: tuple[tuple[frozenset[str], int], ...]
    room: tuple[frozenset[str], int] | None

    def assess(
        self, facts: Mapping[str, object] | None = None, known: bool = True, *, independent: bool = False
    ) -> Assessment:
        """The answer of the rule files that say all this; the first base is a fact if it is not *known* beforehand."""
        texts = {}
        for place, name in enumerate(self.bases):
            base = f"{self.bases[name]} CNY" if known or place else f"clamp(profit, 0 CNY, {self.bases[name]} CNY)"
            others = "".join(
                f" {look.factor:+d} * granted({look.other}.x)".replace("+", "+ ").replace("-", "- ")
                for look in self.looks[name]
            )
            uses = ", ".join(f"{look.other}: {look.other}" for look in self.looks[name])
            head = f"uses: {{{uses}}}\n" if uses else ""
            texts[name] = f"{head}awards:\n  x: {{nature: entitled, amount: 'max({base}{others}, 0 CNY)', cap: none}}\n"
        lines = [f"  - one_of: [{', '.join(sorted(pair))}]" for pair in sorted(self.excluded, key=sorted)]
        lines += [
            f"  - {{of: [{', '.join(sorted(members))}], at_most: {most} CNY, effect: forfeit}}"
            for members, most in self.ceilings
        ]
        if self.room is not None:
            lines.append(f"  - {{of: [{', '.join(sorted(self.room[0]))}], at_most: {self.room[1]} CNY}}")
        return assess(compile_texts({**texts, **cumulation(lines)}), facts or {}, independent=independent)

    def amounts(self, chosen: frozenset[str]) -> dict[str, int] | None:
        """What each of a set comes to; None if the set is not permitted."""
        if any(pair <= chosen for pair in self.excluded):
            return None
        looked_at = {look.other for looks in self.looks.values() for look in looks}
        members, left = self.room or (frozenset(), 0)
        found: dict[str, int] = {}
        waiting: list[str] = []
        for name in self.bases:
            if name not in chosen:
                continue
            seen = sum(look.factor * found.get(look.other, 0) for look in self.looks[name])
            found[name] = max(self.bases[name] + seen, 0)
            if name in members and name in looked_at:
                found[name] = min(found[name], left)
                left -= found[name]
            elif name in members:
                waiting.append(name)
        for name in waiting:
            found[name] = min(found[name], left)
            left -= found[name]
        refused = any(sum(found.get(name, 0) for name in under) > most for under, most in self.ceilings)
        return None if refused else found

    def best(self) -> int:
        """The most that any permitted set comes to."""
        every = [frozenset(chosen) for size in range(len(self.bases) + 1) for chosen in combinations(self.bases, size)]
        return max(sum(found.values()) for chosen in every if (found := self.amounts(chosen)) is not None)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Small worlds; a ceiling that cuts stands alone, since what it cuts is then a matter of the total only."""
    names = NAMES[: draw(st.integers(2, len(NAMES)))]
    factors = st.integers(-3, 2).filter(bool)
    looks = {
        name: tuple(
            Look(other, draw(factors))
            for other in draw(st.lists(st.sampled_from(names[:place]), unique=True, max_size=2))
        )
        if place
        else ()
        for place, name in enumerate(names)
    }
    groups = st.frozensets(st.sampled_from(names), min_size=2)
    cuts = draw(st.booleans())
    return World(
        bases={name: draw(st.integers(0, 9)) for name in names},
        looks=looks,
        excluded=frozenset(map(frozenset, draw(st.lists(st.sampled_from(list(combinations(names, 2))), max_size=3)))),
        ceilings=() if cuts else tuple(draw(st.lists(st.tuples(groups, st.integers(1, 25)), max_size=2))),
        room=(draw(groups), draw(st.integers(0, 20))) if cuts else None,
    )


@given(worlds())
@settings(max_examples=80, deadline=None)
def test_the_choice_is_what_trying_everything_finds(world: World) -> None:
    """Whatever is taken off or put on: the total is that of the best permitted set, and each amount is what it says."""
    found = world.assess().combination
    granted = {each.programme: each.award.amount.low for each in found.granted}
    expected = world.amounts(frozenset(granted))

    assert expected is not None
    assert world.best() == sum(granted.values()) == found.best.entitled.low == found.best.entitled.high
    assert all(each.award.amount.is_known for each in found.granted)
    looked_at = {look.other for looks in world.looks.values() for look in looks}
    cuttable = world.room[0] - looked_at if world.room else frozenset()
    assert {name: amount for name, amount in expected.items() if name not in cuttable} == {
        name: amount for name, amount in granted.items() if name not in cuttable
    }
    assert found.proof.exact
    assert found.proof.bound == found.best.value


@given(worlds())
@settings(max_examples=30, deadline=None)
def test_by_themselves_nothing_is_granted_beside(world: World) -> None:
    """Independent totals are the sums of what each comes to by itself."""
    alone = world.assess(independent=True)

    assert sum(world.bases.values()) == alone.entitled.amount.low == alone.entitled.amount.high
    assert all(not each.beside for each in alone.combination.granted)


@given(worlds(), st.integers(-1, 10))
@example(
    World(
        bases={"a": 8, "b": 9, "c": 0},
        looks={"a": (), "b": (Look("a", 1),), "c": (Look("b", 1),)},
        excluded=frozenset(),
        ceilings=(),
        room=(frozenset({"a", "b", "c"}), 1),
    ),
    0,
)
@settings(max_examples=60, deadline=None)
def test_an_unknown_base_gives_a_range_that_holds_the_truth(world: World, profit: int) -> None:
    """
    While a fact is missing that the first award depends on: what is told for sure comes in any case, and where the
    choice is told to stay the best, the total lies in its range.
    """
    open_answer = world.assess(known=False)
    open_total = open_answer.entitled.amount
    total = world.assess({"profit": f"{profit} CNY"}, known=False).entitled.amount

    assert total.is_known
    assert Fraction(0) <= open_total.low <= total.low
    if open_answer.combination.sure:
        assert open_total.high is None or total.low <= open_total.high
