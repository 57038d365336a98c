"""
Generated expressions and companies for the laws: text that the compiler must accept, facts that fit their declarations.

What is made for one depth is kept: a deeper one is made of it several times, and hypothesis looks each one over.
"""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

# Facts of `worlds.FACTS` with the values they may take; every company states some of them.
MONEY = ("capital", "profit", "revenue", "revenue[-1]", "research")
PLAIN = ("staff", "score")


@cache
def amounts() -> st.SearchStrategy[str]:
    """An amount of money as it stands in a rule."""
    return st.integers(-50, 200).map(
        lambda number: f"{number} million CNY" if number >= 0 else f"(- {-number} million CNY)"
    )


@cache
def numbers() -> st.SearchStrategy[str]:
    """A plain number or a percentage."""
    return st.one_of(
        st.integers(0, 300).map(str),
        st.integers(0, 200).map(lambda number: f"{number}%"),
        st.sampled_from(["0.5", "1.25", "0"]),
    )


@cache
def money_expressions(depth: int) -> st.SearchStrategy[str]:
    """An expression that comes to money in CNY."""
    leaves = st.one_of(st.sampled_from(MONEY), amounts())
    if depth == 0:
        return leaves
    money, number, truth = money_expressions(depth - 1), number_expressions(depth - 1), truth_expressions(depth - 1)
    return st.one_of(
        leaves,
        st.builds("({} + {})".format, money, money),
        st.builds("({} - {})".format, money, money),
        st.builds("({} * {})".format, number, money),
        st.builds("({} / {})".format, money, number),
        st.builds("min({}, {})".format, money, money),
        st.builds("max({}, {})".format, money, money),
        st.builds("abs({})".format, money),
        st.builds("clamp({}, 1 million CNY, 20 million CNY)".format, money),
        st.builds("round({}, 1 million CNY)".format, money),
        st.builds("round_down({}, 3 CNY)".format, money),
        st.builds("(if {} then {} else {})".format, truth, money, money),
        st.sampled_from(
            [
                "sum(revenue, last 3 years)",
                "average(research, last 2 years)",
                "max(revenue, since 2021-01-01)",
                "sum(cost for each projects where done)",
                "max(cost for each projects)",
                "sum(min(cost, 3 million CNY) for each projects where started >= 2023-01-01)",
                "sum(min(sum(cost for each item), 9 million CNY) for each projects by started)",
                "max(sum(cost for each item where done) for each projects by [year_of(started), done])",
                "average(sum(cost for each item) for each projects by done where any(done for each item))",
            ]
        ),
    )


@cache
def number_expressions(depth: int) -> st.SearchStrategy[str]:
    """An expression that comes to a number without a unit."""
    leaves = st.one_of(st.sampled_from((*PLAIN, "share")), numbers())
    if depth == 0:
        return leaves
    money, number, truth = money_expressions(depth - 1), number_expressions(depth - 1), truth_expressions(depth - 1)
    return st.one_of(
        leaves,
        st.builds("({} / {})".format, money, money),
        st.builds("({} * {})".format, number, number),
        st.builds("({} + {})".format, number, number),
        st.builds("(- {})".format, number),
        st.builds("power({}, 2)".format, number),
        st.builds("steps({}, 7 million CNY)".format, money),
        st.builds("(if {} then {} else {})".format, truth, number, number),
        st.sampled_from(
            ["count(done for each projects)", "size(functions)", "count(revenue > research, last 3 years)"]
        ),
    )


@cache
def truth_expressions(depth: int) -> st.SearchStrategy[str]:
    """A condition."""
    leaves = st.sampled_from(
        [
            "listed",
            "registered_in within CN-SH",
            "industry in [software, chips]",
            "industry == chips",
            "research in functions",
            "registered_on >= 2020-01-01",
            "age(registered_on) < 5 years",
            "growth(revenue, last 3 years) >= 20%",
            "any(done for each projects)",
        ]
    )
    if depth == 0:
        return leaves
    money, number, truth = money_expressions(depth - 1), number_expressions(depth - 1), truth_expressions(depth - 1)
    signs = st.sampled_from([">=", ">", "<=", "<", "==", "!="])
    return st.one_of(
        leaves,
        st.builds("({} {} {})".format, money, signs, money),
        st.builds("({} {} {})".format, number, signs, number),
        st.builds("({} and {})".format, truth, truth),
        st.builds("({} or {})".format, truth, truth),
        st.builds("(not {})".format, truth),
        st.builds("at_least(2, {}, {}, {})".format, truth, truth, truth),
        st.builds("any({} for each year last 3 years)".format, truth),
        st.builds("first_time({}, since 2022-01-01)".format, truth),
    )


def money_values() -> st.SearchStrategy[str]:
    """An amount as a profile states it, small enough to sit near the thresholds."""
    return st.one_of(
        st.integers(0, 200).map(lambda number: f"{number} million CNY"),
        st.integers(0, 20_000_000_00).map(lambda cents: f"{cents // 100}.{cents % 100:02} CNY"),
        st.integers(0, 30).map(lambda number: f"{number} million USD"),
    )


def projects() -> st.SearchStrategy[list[dict[str, object]]]:
    """A list of projects, complete."""
    return st.lists(
        st.fixed_dictionaries(
            {"cost": money_values(), "started": st.dates().map(str) | st.just("2023-01-01"), "done": st.booleans()}
        ),
        max_size=3,
    )


def companies() -> st.SearchStrategy[dict[str, object]]:
    """A company that states every fact, so that nothing is unknown."""
    years = st.fixed_dictionaries({year: money_values() for year in range(2019, 2024)})
    return st.fixed_dictionaries(
        {
            "registered_in": st.sampled_from(["CN-SH", "CN-SH-NORTH", "CN-BJ", "DE", "US"]),
            "registered_on": st.sampled_from(["2019-07-01", "2019-07-02", "2020-01-01", "2023-02-28"]),
            "listed": st.booleans(),
            "staff": st.integers(0, 300),
            "share": st.integers(0, 100).map(lambda number: f"{number}%"),
            "score": st.integers(-5, 100),
            "capital": money_values(),
            "profit": money_values() | st.integers(1, 90).map(lambda number: f"-{number} million CNY"),
            "area": st.integers(0, 2000).map(lambda number: f"{number} m2"),
            "revenue": years,
            "research": years,
            "industry": st.sampled_from(["software", "chips", "other"]),
            "functions": st.lists(st.sampled_from(["research", "sales", "treasury"]), unique=True, max_size=3),
            "projects": projects(),
        }
    )


def with_gaps() -> st.SearchStrategy[tuple[dict[str, object], dict[str, object]]]:
    """A complete company, and the same with facts, years and fields of items left out."""

    @st.composite
    def build(draw: st.DrawFn) -> tuple[dict[str, object], dict[str, object]]:
        whole = draw(companies())
        left = draw(st.sets(st.sampled_from(sorted(whole)), max_size=len(whole)))
        partial = {name: value for name, value in whole.items() if name not in left}
        for name in ("revenue", "research"):
            if name in partial:
                gone = draw(st.sets(st.integers(2019, 2023), max_size=3))
                partial[name] = {year: value for year, value in partial[name].items() if year not in gone} or None
        if partial.get("projects"):
            partial["projects"] = [
                {key: value for key, value in item.items() if draw(st.booleans()) or key == "cost"}
                for item in partial["projects"]
            ]
        return whole, partial

    return build()
