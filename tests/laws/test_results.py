"""
Definitions with several results: waterfalls hand down all there is, and what is carried forward is used oldest first.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incentives.engine.assessor import Assessor
from incentives.engine.scope import Situation
from incentives.ir import intervals
from incentives.ir.rulebook import Rulebook
from incentives.values import Known, Value, interval_of
from tests.worlds import ON, RATES, company, compile_texts

WATERFALL = """
define:
  settled:
    waterfall: capital - 20 CNY
    claims:
      first: profit
      second: {share: share}
      third: {above: revenue}
      fourth: {share: 30%}
      fifth: research
"""
CLAIMS = ("first", "second", "third", "fourth", "fifth")
WINDOWS = {"counted": "last 4 years", "open": "ever", "dated": "ever from 2019-01-01", "begun": "since registered_on"}
TERMS = {"": None, "0": 0, "1": 1, "2": 2}
CARRIED = "define:\n" + "".join(
    f"  {name}{term}:\n    carry_forward: research - 5 CNY\n    use: revenue - 3 CNY\n    over: {window}\n"
    + (f"    expires_after: {term} years\n" if term else "")
    for name, window in WINDOWS.items()
    for term in TERMS
)
# What a file names of each year's share in the use is worked out.
USED_FROM = "  shares: 0 CNY" + "".join(
    f" + {name}{term}.used_from_{age}" for name in WINDOWS for term in TERMS for age in range(int(term or 3) + 1)
)
YEARS = range(2019, 2024)


@pytest.fixture(scope="module")
def waterfall() -> Rulebook:
    """The rulebook of the waterfall."""
    return compile_texts({"p": WATERFALL})


@pytest.fixture(scope="module")
def carried() -> Rulebook:
    """The rulebook of what is carried forward."""
    return compile_texts({"p": CARRIED + USED_FROM})


def results(rulebook: Rulebook, facts: Mapping[str, object]) -> dict[str, Value]:
    """What every definition comes to."""
    assessor = Assessor(Situation(rulebook=rulebook, profile=company(rulebook, facts), on=ON, rates=RATES))
    frame = assessor.frame("p")
    definitions = rulebook.programmes["p"].definitions
    return {name: assessor.evaluator.evaluate(each.expr, frame).value for name, each in definitions.items()}


def amounts() -> st.SearchStrategy[str]:
    """A small amount, so that limits and amounts meet."""
    return st.integers(0, 40).map(lambda number: f"{number} CNY")


@st.composite
def companies(draw: st.DrawFn) -> tuple[dict[str, object], dict[str, object]]:
    """A company that states all that is asked, and the same with some of it left out."""
    whole: dict[str, object] = {
        "capital": draw(amounts()),
        "profit": draw(amounts() | st.just("-7 CNY")),
        "share": f"{draw(st.integers(0, 100))}%",
        "registered_on": draw(st.sampled_from(["2019-07-01", "2021-01-01", "2022-12-31"])),
        "revenue": {year: draw(amounts()) for year in YEARS},
        "research": {year: draw(amounts()) for year in YEARS},
    }
    partial = {name: value for name, value in whole.items() if draw(st.integers(0, 3))}
    for name in ("revenue", "research"):
        if name in partial:
            kept = draw(st.sets(st.sampled_from(YEARS), min_size=1))
            partial[name] = {year: value for year, value in whole[name].items() if year in kept}  # type: ignore[attr-defined]  # a mapping
    return whole, partial


# What arose in a year before those stated, of which nothing at all is known.
NOTHING_YEARLY = dict.fromkeys(YEARS, "0 CNY")
USED_LATER = {
    "capital": "0 CNY",
    "profit": "0 CNY",
    "share": "0%",
    "registered_on": "2019-07-01",
    "revenue": {**NOTHING_YEARLY, 2023: "4 CNY"},
    "research": {**NOTHING_YEARLY, 2021: "6 CNY"},
}


@given(companies())
@example((USED_LATER, {}))
def test_results_under_missing_facts_contain_every_completion(
    waterfall: Rulebook, carried: Rulebook, firms: tuple[dict[str, object], dict[str, object]]
) -> None:
    """Each result lies in the range that was shown before all was known."""
    for rulebook in (waterfall, carried):
        complete, shown = results(rulebook, firms[0]), results(rulebook, firms[1])
        for name, value in complete.items():
            if isinstance(value, Known) and isinstance(value.value, Fraction):
                assert intervals.contains(interval_of(shown[name]), value.value), name


@given(companies())
def test_waterfall_hands_down_all_there_is(
    waterfall: Rulebook, firms: tuple[dict[str, object], dict[str, object]]
) -> None:
    """What the claims take and what is left make up the whole; none takes less than nothing."""
    found = {name: interval_of(value)[0] or Fraction(0) for name, value in results(waterfall, firms[0]).items()}
    parts = [found[f"settled.{name}"] for name in (*CLAIMS, "left")]

    assert found["settled.whole"] == sum(parts)
    assert min(parts) >= 0


@given(companies())
def test_carried_amounts_are_lots_used_from_the_oldest(
    carried: Rulebook, firms: tuple[dict[str, object], dict[str, object]]
) -> None:
    """As by a list of lots, of which the first is used up before the next."""
    facts = firms[0]
    found = results(carried, facts)
    began = int(str(facts["registered_on"])[:4])
    first = {"counted": 2020, "dated": 2019, "begun": began}
    for name in ("counted", "dated", "begun"):
        for term, lasts in TERMS.items():
            for part, amount in _by_lots(facts, first[name], lasts).items():
                if f"{name}{term}.{part}" in found:
                    assert Known(amount) == found[f"{name}{term}.{part}"], (name, term, part)


def _by_lots(facts: Mapping[str, object], first: int, lasts: int | None) -> dict[str, Fraction]:
    lots: list[tuple[int, Fraction]] = []
    told: dict[str, Fraction] = {}
    for year in range(first, 2024):
        lots = [(origin, rest) for origin, rest in lots if lasts is None or year - origin <= lasts]
        lots.append((year, max(Fraction(0), _yearly(facts, "research", year) - 5)))
        use = max(Fraction(0), _yearly(facts, "revenue", year) - 3)
        told = {"available": sum((rest for _, rest in lots), Fraction(0)), "used": Fraction(0)}
        kept = []
        for origin, rest in lots:
            taken = min(rest, use)
            use -= taken
            told["used"] += taken
            told[f"used_from_{year - origin}"] = taken
            kept.append((origin, rest - taken))
        lots = kept
    expired = sum((rest for origin, rest in lots if lasts is not None and 2023 - origin == lasts), Fraction(0))
    return {**told, "expired": expired, "left": sum((rest for _, rest in lots), Fraction(0)) - expired}


def _yearly(facts: Mapping[str, object], name: str, year: int) -> Fraction:
    stated = facts[name]
    assert isinstance(stated, dict)
    return Fraction(str(stated[year]).removesuffix(" CNY"))
