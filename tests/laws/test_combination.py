"""
The best permitted choice of whole rule files, against trying every set of awards by what the statements say.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incentives.analysis import alternatives
from incentives.analysis.optimum import solve
from incentives.engine.assessment import Assessment
from incentives.explain.combination import together_messages
from tests.worlds import HEAD, assess, compile_texts

NAMES = ("a", "b", "c", "d", "e")


AWARD = "awards:\n  x: {{nature: {}, amount: {} CNY, cap: none}}\n"


def cumulation(lines: list[str]) -> dict[str, str]:
    """A file that states *lines*, if there are any."""
    head = HEAD.replace("kind: subsidy", "kind: cumulation")
    return {"rules": "\n".join([head, "cumulation:", *lines])} if lines else {}


@dataclass(frozen=True, slots=True)
class World:
    """Programmes with an amount each, and what stands between them."""

    amounts: dict[str, int]
    merit: frozenset[str]
    excluded: frozenset[frozenset[str]]
    asked: frozenset[tuple[str, str]]
    before: frozenset[tuple[str, str]]
    ceilings: tuple[tuple[frozenset[str], int], ...]

    def assess(self, *, independent: bool = False) -> Assessment:
        """The answer of the rule files that say all this."""
        lines = [f"  - one_of: [{', '.join(sorted(pair))}]" for pair in sorted(self.excluded, key=sorted)]
        lines += [f"  - {{of: [{one}], requires: [{other}]}}" for one, other in sorted(self.asked)]
        lines += [f"  - {{of: [{one}], not_after: [{other}]}}" for one, other in sorted(self.before)]
        lines += [
            f"  - {{of: [{', '.join(sorted(members))}], at_most: {most} CNY, effect: forfeit}}"
            for members, most in self.ceilings
        ]
        texts = {
            name: AWARD.format("discretionary" if name in self.merit else "entitled", amount)
            for name, amount in self.amounts.items()
        }
        return assess(compile_texts({**texts, **cumulation(lines)}), {}, independent=independent)

    def permits(self, chosen: Iterable[str]) -> bool:
        """Whether a set keeps to every statement."""
        found = set(chosen)
        return (
            not any(pair <= found for pair in self.excluded)
            and self.has_order(found)
            and all(other in found for one, other in self.asked if one in found)
            and all(sum(self.amounts[name] for name in members & found) <= most for members, most in self.ceilings)
        )

    def has_order(self, chosen: set[str]) -> bool:
        """Whether a set can be had one after the other: who must come before another does."""
        left = set(chosen)
        while left:
            free = {name for name in left if not any(then == name and first in left for first, then in self.before)}
            if not free:
                return False
            left -= free
        return True

    def worth(self, chosen: Iterable[str]) -> tuple[int, int]:
        """What a set comes to: entitled, then on merit."""
        entitled = sum(self.amounts[name] for name in chosen if name not in self.merit)
        return entitled, sum(self.amounts[name] for name in chosen if name in self.merit)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Small worlds with exclusions, requirements and overlapping ceilings."""
    names = NAMES[: draw(st.integers(2, len(NAMES)))]
    pairs = st.lists(st.sampled_from(list(combinations(names, 2))), max_size=4)
    groups = st.frozensets(st.sampled_from(names), min_size=2)
    return World(
        amounts={name: draw(st.integers(1, 9)) for name in names},
        merit=draw(st.frozensets(st.sampled_from(names), max_size=2)),
        excluded=frozenset(map(frozenset, draw(pairs))),
        asked=frozenset(draw(pairs)),
        before=frozenset(draw(st.lists(st.sampled_from(list(permutations(names, 2))), max_size=6))),
        ceilings=tuple(draw(st.lists(st.tuples(groups, st.integers(1, 25)), max_size=3))),
    )


@given(worlds())
@settings(max_examples=60, deadline=None)
def test_the_choice_is_what_trying_everything_finds(world: World) -> None:
    """Exclusions, requirements and ceilings that refuse: the totals are those of the best permitted set."""
    found = world.assess().combination
    every = [chosen for size in range(len(world.amounts) + 1) for chosen in combinations(world.amounts, size)]
    best = max(world.worth(chosen) for chosen in every if world.permits(chosen))
    granted = [each.programme for each in found.granted]

    assert world.permits(granted)
    assert best == world.worth(granted) == (found.best.entitled.high, found.best.discretionary.high)
    assert found.proof.exact
    assert found.proof.bound == found.best.value
    assert set(granted) | {each.programme for each in found.left_out} == set(world.amounts)
    assert all(each.because for each in found.left_out)


@given(worlds())
@settings(max_examples=40, deadline=None)
def test_the_gap_is_what_it_takes(world: World) -> None:
    """The best permitted set that has what is left out is worth less by the gap; the least of them comes next."""
    found = world.assess().combination
    every = [chosen for size in range(len(world.amounts) + 1) for chosen in combinations(world.amounts, size)]
    best = max(world.worth(chosen) for chosen in every if world.permits(chosen))
    for each in found.left_out:
        having = [world.worth(chosen) for chosen in every if each.programme in chosen and world.permits(chosen)]
        if each.gap is None:
            assert [] == having
        else:
            entitled, merit = max(having)
            assert (best[0] - entitled, best[0] - entitled, best[1] - merit) == each.gap
    gaps = [each.gap for each in found.left_out if each.gap is not None]
    if gaps:
        assert found.runner_up is not None
        assert tuple(a - b for a, b in zip(found.best.value, min(gaps), strict=True)) == found.runner_up.value


@given(worlds())
@settings(max_examples=25, deadline=None)
def test_large_parts_are_told_like_small_ones(world: World) -> None:
    """What goes to the solver only because it is said to be large is worth the same, with proof and what comes next."""
    pytest.importorskip("highspy")
    small = world.assess().combination
    with large_from(0):
        large = world.assess().combination

    assert large.proof.exact
    assert small.best.value == large.best.value
    assert small.proof.bound == large.proof.bound
    assert (small.runner_up and small.runner_up.value) == (large.runner_up and large.runner_up.value)
    gaps = {(each.programme, each.award): each.gap for each in small.left_out}
    for each in large.left_out:
        assert each.because
        # Equal choices are not told apart: another one may be left out, with no loss.
        assert each.gap is None or each.gap == gaps.get((each.programme, each.award), (0, 0, 0))


@given(worlds())
@settings(max_examples=25, deadline=None)
def test_without_the_solver_a_large_part_gets_a_permitted_choice(world: World) -> None:
    """Where the solver is not installed the choice keeps to every statement, and is not said to be proven."""
    every = [chosen for size in range(len(world.amounts) + 1) for chosen in combinations(world.amounts, size)]
    best = max(world.worth(chosen) for chosen in every if world.permits(chosen))
    with large_from(0), pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "incentives.analysis.optimum.highs", None)
        found = world.assess().combination
    granted = [each.programme for each in found.granted]

    assert world.permits(granted)
    assert world.worth(granted) <= best
    assert found.proof.bound >= (best[0], best[0], best[1])
    assert found.proof.solver is None
    if any(chosen <= set(world.amounts) for chosen in world.excluded):
        assert not found.proof.exact
        told = {each.id for each in together_messages(found, "CNY", compile_texts({}))}
        assert "together.not-searched" in told


@contextmanager
def large_from(columns: int) -> Iterator[None]:
    """Parts with more than so many columns are said to be large."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solve, "MOST_COLUMNS", columns)
        patch.setattr(alternatives, "MOST_COLUMNS", columns)
        yield


@given(worlds())
@settings(max_examples=30, deadline=None)
def test_by_themselves_nothing_is_left_out(world: World) -> None:
    """Independent totals are plain sums, and never less than the permitted ones."""
    alone = world.assess(independent=True)

    assert world.worth(world.amounts) == (alone.entitled.amount.high, alone.discretionary.amount.high)
    assert () == alone.combination.left_out
    assert alone.combination.independent
    assert alone.entitled.amount.low >= world.assess().entitled.amount.low


@given(
    st.dictionaries(st.sampled_from(NAMES), st.integers(1, 4), min_size=2),
    st.lists(st.tuples(st.frozensets(st.sampled_from(NAMES), min_size=2), st.integers(0, 9)), min_size=1, max_size=3),
    st.integers(0, 12),
    st.integers(0, 12),
)
@settings(max_examples=40, deadline=None)
def test_unknown_room_lies_between_its_ends(
    amounts: dict[str, int], ceilings: list[tuple[frozenset[str], int]], one: int, other: int
) -> None:
    """Ceilings that cut, of a room that is not known: whatever it turns out to be, the total lies in the range."""
    low, high = sorted((one, other))
    texts = {name: AWARD.format("entitled", amount) for name, amount in amounts.items()}
    room = f"min(max(profit, {low} CNY), {high} CNY)"
    lines = [
        f"  - {{of: [{', '.join(sorted(members & amounts.keys()))}], at_most: '{room} + {more} CNY'}}"
        for members, more in ceilings
        if members & amounts.keys()
    ]
    rulebook = compile_texts({**texts, **cumulation(lines)})
    total = assess(rulebook, {}).entitled.amount
    ends = [assess(rulebook, {"profit": f"{profit} CNY"}).entitled.amount for profit in (low, high)]

    assert all(end.is_known for end in ends)
    assert total.low <= ends[0].low <= ends[1].low
    assert total.high is not None
    assert ends[1].low <= total.high
    assert Fraction(sum(amounts.values())) >= total.high
