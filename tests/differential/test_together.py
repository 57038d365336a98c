"""
The totals of a table's rows, chosen among in columns, against the exact choice of each row: generated programmes,
statements of how they stand to each other, and companies of which much is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from incentives.ir.rulebook import Rulebook
from incentives.population.answers import Details, Form, Layout, programme_fields, together_fields
from incentives.population.columns import beyond, programme_columns
from incentives.population.together import Together
from incentives.population.verdicts import Question, verdicts_of
from incentives.population.workers import Answer, Request, Workers
from incentives.tables.block import Block
from incentives.tables.plan import TablePlan
from tests.differential.blocks import blocks_of
from tests.worlds import HEAD, RATES, company, compile_texts

ON = date(2024, 7, 1)
NAMES = ("a", "b", "c", "d", "e", "t")
FACTS = "facts:\n" + "".join(
    f"  ok_{name}: {{type: truth}}\n  sum_{name}: {{type: money, at_least: 0}}\n" for name in NAMES
)
FACTS += """  special: {type: truth}
  room: {type: money, at_least: 0}
  debt: {type: money}
  projects: {type: list, fields: {cost: {type: money, at_least: 0}}}
"""
GATE = "eligibility:\n  test: ok_{}\n"
AWARDS = (
    "{{nature: entitled, amount: sum_{}, cap: none}}",
    "{{nature: entitled, amount: 'min(sum_{}, 3 CNY)', cap: none}}",
    "{{nature: discretionary, amount: sum_{}, cap: none}}",
    "{{nature: entitled, amount: 2 CNY, cap: none, when: ok_{}}}",
    "{{nature: discretionary, amount: cost, cap: none, paid: {{each: projects}}}}",
    "{{nature: entitled, amount: 'debt + 0 * sum_{}', cap: none}}",
)
BESIDE = "{{nature: entitled, amount: 'max(sum_{} - granted(d), 0 CNY)', cap: none}}"


@dataclass(frozen=True, slots=True)
class World:
    """Rule files by id, and which of their programmes a company may hold."""

    texts: dict[str, str]

    @property
    def rulebook(self) -> Rulebook:
        """What they say."""
        return compile_texts(self.texts, facts=FACTS)


def awards(draw: st.DrawFn, name: str) -> str:
    """The awards of a programme; `t` is a title and gives nothing, `e` pays euros."""
    if name == "t":
        return ""
    if name == "e":
        return "awards:\n  x: {nature: entitled, amount: 1 EUR, cap: none}\n"
    more = (BESIDE,) if name in "abc" else ()
    kinds = st.sampled_from([*AWARDS[:4], *AWARDS, *more])
    lines = [f"  {award}: {draw(kinds).format(name)}\n" for award in ("x", "y")[: draw(st.integers(1, 2))]]
    return "awards:\n" + "".join(lines)


def statement(draw: st.DrawFn, names: list[str]) -> str:
    """One statement about some programmes or awards."""
    members = [*names, *(f"{name}/x" for name in names if name != "t")]
    some = draw(st.lists(st.sampled_from(members), min_size=2, max_size=4, unique=True))
    first, rest = some[0], ", ".join(some[1:])
    when = draw(st.sampled_from(("", "", ", when: special")))
    most = draw(st.sampled_from(("4 CNY", "room", "1000 CNY", "1000 CNY", "'room + 1/3 * sum_a'")))
    effect = draw(st.sampled_from(("", ", effect: forfeit")))
    return draw(
        st.sampled_from(
            (
                f"{{one_of: [{first}, {rest}]{when}}}",
                f"{{of: [{first}], exclusive_with: [{rest}]{when}}}",
                f"{{of: [{first}], exclusive_with: [{rest}]}}",
                f"{{of: [{first}], not_after: [{rest}]{when}}}",
                f"{{of: [{first}], not_after: [{rest}]}}",
                f"{{of: [{first}], requires: [{rest}]{when}}}",
                f"{{of: [{first}], requires_any: [{rest}]}}",
                f"{{of: [{first}, {rest}], at_most: {most}{effect}{when}}}",
            )
        )
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Small worlds."""
    names = list(NAMES[-draw(st.integers(2, len(NAMES))) :])
    texts = {}
    for name in names:
        head = HEAD.replace("CNY", "EUR") if name == "e" else HEAD
        given_to = awards(draw, name)
        uses = "uses: {d: d}\n" if "granted(" in given_to else ""
        texts[name] = head + uses + GATE.format(name) + given_to
    lines = [statement(draw, names) for _ in range(draw(st.integers(1, 4)))]
    texts["rules"] = "\n".join(
        [HEAD.replace("kind: subsidy", "kind: cumulation"), "cumulation:", *(f"  - {line}" for line in lines)]
    )
    return World(texts)


def facts_of(random: Random, names: list[str]) -> dict[str, object]:
    """A company: what is not there is not known."""
    found: dict[str, object] = {}
    for name in names:
        if random.random() < 0.9:
            found[f"ok_{name}"] = random.random() < 0.8
        if random.random() < 0.8:
            found[f"sum_{name}"] = f"{random.choice((0, 1, 2, 3, 5))} CNY"
    if random.random() < 0.6:
        found["special"] = random.random() < 0.5
    if random.random() < 0.8:
        found["room"] = f"{random.choice((0, 3, 100))} CNY"
    if random.random() < 0.8:
        found["debt"] = f"{random.choice((4, 0, -2))} CNY"
    if random.random() < 0.8:
        found["projects"] = [{"cost": f"{random.randrange(3)} CNY"} for _ in range(random.randrange(3))]
    statuses = {name: random.random() < 0.7 for name in names if random.random() < 0.2}
    return {**found, "statuses": statuses} if statuses else found


def question_of(rulebook: Rulebook, programmes: list[str], currency: str = "CNY") -> Question:
    """What is asked of every row."""
    return Question(rulebook=rulebook, programmes=tuple(programmes), on=ON, currency=currency, rates=RATES, readings={})


def both_ways(
    question: Question, block: Block, held: list[str], workers: Workers | None = None
) -> Iterator[tuple[str, pa.Array, pa.Array]]:
    """The totals of a block by the exact choice of each row, and by columns."""
    layout = Layout(question, Details.NONE, Form.WIDE, ("row", pa.int64()))
    workers = workers or Counting(question, 1)
    together = Together(layout, workers, held)
    plan = TablePlan(
        question.rulebook,
        question.chosen(),
        on=ON,
        currency=question.currency,
        rates=question.rates,
        by_award=together.by_award,
    )
    found = plan.run(block).programmes
    assert not any(beyond(columns).any() for columns in found.values())
    exact = [verdicts_of(question, block, row, question.programmes) for row in range(block.rows)]
    fields = {
        each.id: programme_columns(layout, each, found[each.id])
        if each.id in found
        else programme_fields(layout, each, [verdicts[place] for verdicts, _ in exact])
        for place, each in enumerate(question.chosen())
    }
    expected = together_fields(layout, [total for _, total in exact])
    told = together.of(block, found, fields)
    for name, column in expected.items():
        yield name, column, told[name]


class Counting(Workers):
    """The exact evaluator, which counts the rows that it is asked about."""

    asked = 0

    def answers(self, request: Request) -> list[Answer]:
        self.asked += request.block.rows
        return super().answers(request)


# To make a failing world smaller takes minutes and tells little more.
@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(worlds(), st.integers(0, 2**32), st.booleans())
def test_columns_choose_as_the_exact_choice(world: World, seed: int, all_asked: bool) -> None:
    """Totals, what is left out and what is not converted are the same in every row, whatever stands in relation."""
    random = Random(seed)  # noqa: S311  # the same companies for the same seed
    rulebook = world.rulebook
    names = [name for name in world.texts if name != "rules"]
    asked = names if all_asked else names[1:]
    question = question_of(rulebook, asked)
    profiles = [company(rulebook, facts_of(random, names)) for _ in range(24)]
    for block, _ in blocks_of(profiles, ON):
        for name, expected, told in both_ways(question, block, names):
            assert expected.to_pylist() == told.to_pylist(), name


GATED = GATE + "awards:\n  x: {{nature: entitled, amount: sum_{}, cap: none}}\n"
SMALL = {name: HEAD + GATED.format(name, name) for name in ("a", "b", "c", "d")}
SURE: dict[str, object] = {f"ok_{name}": True for name in NAMES}


def small(*lines: str, **texts: str) -> Rulebook:
    """Four programmes with an award each, and statements."""
    rules = (
        HEAD.replace("kind: subsidy", "kind: cumulation")
        + "cumulation:\n"
        + "".join(f"  - {{{each}}}\n" for each in lines)
    )
    return compile_texts({**SMALL, **texts, "rules": rules}, facts=FACTS)


def asked_about(
    rulebook: Rulebook, *facts: dict[str, object], programmes: Sequence[str] = tuple(SMALL), currency: str = "CNY"
) -> int:
    """How many rows columns leave; the totals of all must be those of the exact choice."""
    question = question_of(rulebook, list(programmes), currency)
    workers = Counting(question, 1)
    [(block, _)] = blocks_of([company(rulebook, {**SURE, **each}) for each in facts], ON)
    for name, expected, told in both_ways(question, block, list(programmes), workers):
        assert expected.to_pylist() == told.to_pylist(), name
    return workers.asked


def sums(*numbers: int) -> dict[str, object]:
    """What the programmes come to."""
    return {f"sum_{name}": f"{number} CNY" for name, number in zip("abcd", numbers, strict=False)}


@pytest.mark.parametrize(
    "line",
    [
        "one_of: [a, b, c]",
        "of: [a], exclusive_with: [b/x, c]",
        "of: [a], exclusive_with: [b], when: special",
        "of: [a], requires: [b, c]",
        "of: [a], requires_any: [b, t]",
        "of: [a], not_after: [b]",
        "of: [a, b], at_most: 100 CNY",
        "of: [a, b], at_most: 100 CNY, effect: forfeit",
    ],
)
def test_nothing_is_left_that_columns_can_choose(line: str) -> None:
    """Exclusions, requirements, what was had before, ceilings that cut nothing: no row goes to the exact choice."""
    texts = {"t": HEAD + GATE.format("t")}
    rows = [sums(1, 2, 3, 4), sums(3, 2, 1, 0), {**sums(2, 2), "special": True}, {**sums(1, 1), "special": False}]
    held: dict[str, object] = {**sums(1, 2, 3, 4), "statuses": {"b": True}, "ok_t": False}
    assert 0 == asked_about(small(line, **texts), *rows, held, programmes=[*SMALL, "t"])


def test_rows_where_a_ceiling_cuts_are_left() -> None:
    """Only these, and only what lies under it."""
    rulebook = small("of: [a, b], at_most: 4 CNY", "one_of: [c, d]")
    assert 2 == asked_about(rulebook, sums(2, 2, 1, 1), sums(3, 2, 1, 1), sums(1, 0, 2, 2), sums(5, 0, 0, 0))


def test_a_ceiling_over_what_has_no_quote() -> None:
    """Told in dinars, a ceiling in yuan over an award in dinars may leave anything of it."""
    text = (
        HEAD.replace("CNY", "KWD") + GATE.format("a") + "awards:\n  x: {nature: entitled, amount: 2 KWD, cap: none}\n"
    )
    rulebook = small("of: [a, t], at_most: 1000 CNY", a=text, t=HEAD + GATE.format("t"))
    assert 1 == asked_about(rulebook, sums(0), {"ok_a": False, **sums(0)}, programmes=["a", "t"], currency="KWD")


def test_orders_that_go_round_are_left() -> None:
    """Where two of a circle are there; elsewhere there is nothing to choose."""
    rulebook = small("of: [a], not_after: [b]", "of: [b], not_after: [c]", "of: [c], not_after: [a]", "one_of: [c, d]")
    alone: dict[str, object] = {"ok_a": False, "ok_b": False}
    assert 2 == asked_about(rulebook, sums(1, 2, 3, 4), {**sums(1, 2, 3, 4), **alone}, {**sums(1, 2, 3), "ok_b": False})


def test_a_title_that_is_required_and_excluded() -> None:
    """What gives nothing can stand in the way all the same, also where the exact choice is asked about a row."""
    texts = {"t": HEAD + GATE.format("t"), "u": HEAD + GATE.format("c")}
    rulebook = small(
        "of: [a], requires: [t]", "of: [t], requires: [u]", "one_of: [u, b]", "of: [a, c], at_most: 1 CNY", **texts
    )
    rows = [sums(3, 2, 1), sums(1, 2, 0), sums(2, 1, 4)]
    assert 2 == asked_about(rulebook, *rows, programmes=[*SMALL, "t", "u"])


def test_a_ceiling_that_refuses_what_is_nothing() -> None:
    """An award of nought under a ceiling that refuses what does not fit was a division by nought."""
    rulebook = small("of: [a, b, c], at_most: 4 CNY, effect: forfeit", "one_of: [b, d]", "of: [a, d], at_most: 6 CNY")
    asked_about(rulebook, sums(0, 3, 2, 5), sums(3, 0, 2, 1), sums(0, 0, 5, 2), sums(3, 3, 0, 4))


def test_an_award_for_each_item_of_a_list() -> None:
    """The list is a fact that the programme uses, though no expression names it."""
    text = HEAD + GATE.format("a") + f"awards:\n  x: {AWARDS[4].format()}\n"
    rulebook = small("of: [b], exclusive_with: [c]", a=text)
    assert "projects" in rulebook.programmes["a"].facts_used
    projects: list[dict[str, object]] = [{"cost": "2 CNY"}, {"cost": "3 CNY"}]
    asked_about(rulebook, {**sums(1, 2, 3), "projects": projects}, {**sums(1, 3, 2), "projects": projects[1:]}, sums(2))


@pytest.mark.parametrize("most", [2**61, 2**62, 2**63 - 1])
def test_sums_beyond_64_bits(most: int) -> None:
    """Wide sums are compared as they are."""
    asked_about(small("one_of: [a, b]", "one_of: [b, c, d]"), sums(most, most, most - 1, 5), sums(1, most, most, most))
