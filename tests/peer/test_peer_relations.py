"""
The relation data of a peer, and its tests of them, as rule files: exclusions, prerequisites and combined maxima of
energy rebates (api.rewiringamerica.org; each file names the commit its facts are from).

There the one that is named first supersedes the others, whatever it gives, and a maximum is used up in the order in
which rebates come. That is a permitted choice, so ours is never below it; and never above what trying everything finds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from incentives.engine.combination import Combination
from incentives.ir.rulebook import Rulebook
from tests.worlds import HEAD, assess, compile_texts

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("*.yaml"))
AMERICAN = HEAD.replace("CN-SH", "US").replace("CNY", "USD")
REBATE = "eligibility: {{all: [{fact} > 0 USD]}}\nawards:\n  x: {{nature: entitled, amount: {fact}, cap: none}}\n"


@dataclass(frozen=True, slots=True)
class Relations:
    """What a rule file states, read by itself: who supersedes whom, what is asked for, and what is the most."""

    supersedes: tuple[tuple[str, str], ...]
    requires: tuple[tuple[str, tuple[str, ...]], ...]
    maxima: tuple[tuple[tuple[str, ...], int], ...]

    @property
    def names(self) -> list[str]:
        """All rebates."""
        found = {name for pair in self.supersedes for name in pair}
        found.update(name for one, others in self.requires for name in (one, *others))
        return sorted(found.union(*(members for members, _ in self.maxima)))

    def permits(self, chosen: Collection[str]) -> bool:
        """Whether a set may be had together."""
        return not any(one in chosen and other in chosen for one, other in self.supersedes) and all(
            any(other in chosen for other in others) for one, others in self.requires if one in chosen
        )

    def worth(self, chosen: Collection[str], amounts: Mapping[str, int]) -> int:
        """What a set comes to; no rebate of these files is under two maxima."""
        under = {name for members, _ in self.maxima for name in members}
        free = sum(amounts[name] for name in chosen if name not in under)
        return free + sum(
            min(most, sum(amounts[name] for name in members if name in chosen)) for members, most in self.maxima
        )

    def as_there(self, amounts: Mapping[str, int]) -> set[str]:
        """What the peer grants: none that lacks what it asks for, or that something granted supersedes."""
        granted: dict[str, bool] = {}

        def is_granted(name: str) -> bool:
            if name not in granted:
                has_all = all(any(map(is_granted, others)) for one, others in self.requires if one == name)
                barred = any(is_granted(one) for one, other in self.supersedes if other == name)
                granted[name] = amounts[name] > 0 and has_all and not barred
            return granted[name]

        return {name for name in self.names if is_granted(name)}

    def best(self, amounts: Mapping[str, int]) -> int:
        """The most that a permitted set comes to."""
        open_ones = [name for name in self.names if amounts[name]]
        return max(
            self.worth(chosen, amounts)
            for size in range(len(open_ones) + 1)
            for chosen in combinations(open_ones, size)
            if self.permits(chosen)
        )


@cache
def relations(name: str) -> Relations:
    """The statements of one file."""
    statements = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))["cumulation"]
    asked = ((each["of"][0], (other,)) for each in statements for other in each.get("requires", ()))
    any_of = ((each["of"][0], tuple(each["requires_any"])) for each in statements if "requires_any" in each)
    return Relations(
        supersedes=tuple((each["of"][0], other) for each in statements for other in each.get("exclusive_with", ())),
        requires=(*asked, *any_of),
        maxima=tuple((tuple(each["of"]), int(each["at_most"].split()[0])) for each in statements if "at_most" in each),
    )


@cache
def rulebook(name: str) -> Rulebook:
    """The rule file beside a rebate for each name; what each comes to is a fact, nothing if one is not open to it."""
    names = relations(name).names
    facts = "".join(f"  {fact(each)}: {{type: money, at_least: 0}}\n" for each in names)
    texts = {each: AMERICAN + REBATE.format(fact=fact(each)) for each in names}
    texts["relations"] = (HERE / f"{name}.yaml").read_text(encoding="utf-8")
    return compile_texts(texts, facts=f"facts:\n  registered_in: {{type: place}}\n{facts}")


def fact(name: str) -> str:
    """The fact that says what a rebate comes to."""
    return f"{name.replace('-', '_')}_amount"


def choice(name: str, amounts: Mapping[str, int]) -> Combination:
    """Our choice among the rebates of one file."""
    facts = {fact(each): f"{amount} USD" for each, amount in amounts.items()}
    return assess(rulebook(name), facts, currency="USD").combination


def whole_hundreds(name: str, *closed: str) -> dict[str, int]:
    """The amounts of the peer's tests: 100 each, but for what is not open to the household."""
    return {each: 0 if each in closed else 100 for each in relations(name).names}


def cases() -> Iterator[tuple[str, tuple[str, ...], set[str], int, int]]:
    """A file, what is not open, what is granted there, what that comes to, and what ours comes to."""
    yield "made-up-one", ("d",), {"a", "b", "f"}, 300, 300
    # There A and C supersede E and F; without them nothing is lost, and F comes on top.
    yield "made-up-one", (), {"a", "b", "c", "d"}, 300, 400
    yield "made-up-two", ("d",), {"e"}, 100, 100
    yield "made-up-three", ("d",), {"b", "e", "f"}, 200, 200
    yield "made-up-three", ("b", "d"), {"e", "f"}, 200, 200
    yield "made-up-nested", ("d",), {"a", "c"}, 200, 200
    yield "made-up-nested", (), {"a", "b", "c", "d", "e"}, 500, 500


@pytest.mark.parametrize(("name", "closed", "theirs", "total", "ours"), list(cases()))
def test_as_the_peer_tests_them(name: str, closed: tuple[str, ...], theirs: set[str], total: int, ours: int) -> None:
    """The peer's own cases: what it grants, and what ours comes to."""
    stated, amounts = relations(name), whole_hundreds(name, *closed)
    granted = stated.as_there(amounts) & set(stated.names)

    assert (theirs, total) == (granted, stated.worth(granted, amounts))
    assert ours == choice(name, amounts).best.entitled.low


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=8, deadline=None)
def test_never_below_the_peer_nor_above_the_law(name: str, data: st.DataObject) -> None:
    """Whatever the rebates come to: at least what the peer grants, and exactly the most of all permitted sets."""
    stated = relations(name)
    amounts = {each: data.draw(st.integers(0, 9) | st.integers(0, 9000), each) for each in stated.names}
    theirs, found = stated.as_there(amounts), choice(name, amounts)

    assert stated.permits(theirs)
    # A maximum may leave nothing of a rebate that another asks for; it is had all the same.
    assert stated.permits(found.best.programmes)
    assert stated.worth(theirs, amounts) <= found.best.entitled.low == found.best.entitled.high
    assert stated.best(amounts) == found.best.entitled.low
    assert found.proof.exact
