"""
The best permitted choice in cases worked by hand: European cumulation, routes of one programme, a peer's relation set.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest

from incentives.analysis.question import Aim
from incentives.engine.combination import Combination, Objective
from incentives.ir.rulebook import RelationKind
from tests.worlds import FACTS, HEAD, assess, compile_texts

AID = """  aid_received:
    type: list
    fields:
      amount: {type: money, at_least: 0}
      granted_on: {type: date}
      state: {type: place}
  offer: {type: money, at_least: 0}
  granting_state: {type: place}
  costs: {type: money, at_least: 0}
  small: {type: truth}
"""
EUROPE = HEAD.replace("CN-SH", "DE").replace("CNY", "EUR")
RULES = EUROPE.replace("kind: subsidy", "kind: cumulation")
# Sheet on de minimis aid, art. 3(2): what is granted in three years to the day, from one Member State.
DE_MINIMIS = """cumulation:
  - of: [offer]
    title: {en: De minimis aid in three years}
    at_most: >-
      max(300000 EUR - sum(amount for each aid_received where state == granting_state
        and granted_on > assessment_date - 3 years), 0 EUR)
    effect: forfeit
    cite: art. 3(2)
"""
OFFER = EUROPE + "awards:\n  aid: {nature: entitled, amount: offer}\n"


def award(amount: str, *more: str, nature: str = "entitled") -> str:
    """A rule file with one award, and what it says of others."""
    lines = [f"awards:\n  x: {{nature: {nature}, amount: {amount}}}\n"]
    return EUROPE + "".join([*lines, *(["cumulation:\n"] if more else []), *(f"  - {{{each}}}\n" for each in more)])


def rules(*statements: str) -> str:
    """A file that only states how programmes stand to each other."""
    return RULES + "".join(["cumulation:\n", *(f"  - {{{each}}}\n" for each in statements)])


def choice(texts: Mapping[str, str], facts: Mapping[str, object], *, on: date, aim: Aim | None = None) -> Combination:
    """The best permitted choice of some rule files for a company, in euros."""
    rulebook = compile_texts(texts, facts=FACTS + AID)
    return assess(rulebook, facts, on=on, currency="EUR", aim=aim).combination


def de_minimis(on: date, offer: str, *aids: tuple[str, str, str]) -> Combination:
    """The offer of new de minimis aid by Germany on a day, after earlier aids."""
    earlier = [{"amount": amount, "granted_on": day, "state": state} for amount, day, state in aids]
    facts = {"offer": offer, "granting_state": "DE", "aid_received": earlier}
    return choice({"offer": OFFER, "rules": RULES + DE_MINIMIS}, facts, on=on)


def test_de_minimis_up_to_the_ceiling() -> None:
    """Sheet, example 1: 100,000 and 200,000 in three years come to the ceiling exactly; granted in full."""
    found = de_minimis(
        date(2026, 5, 11), "200000 EUR", ("120000 EUR", "2023-05-10", "DE"), ("100000 EUR", "2024-06-01", "DE")
    )

    assert 200_000 == found.best.entitled.low == found.best.entitled.high
    assert () == found.left_out


def test_de_minimis_a_day_earlier_is_refused_as_a_whole() -> None:
    """Sheet, example 2: on 9 May 2026 the aid of 10 May 2023 still counts, 420,000 is too much: nothing is granted."""
    found = de_minimis(
        date(2026, 5, 9), "200000 EUR", ("120000 EUR", "2023-05-10", "DE"), ("100000 EUR", "2024-06-01", "DE")
    )
    [left_out] = found.left_out

    assert 0 == found.best.entitled.high
    assert ["art. 3(2)"] == [because.relation.clause.cite for because in left_out.because]
    assert RelationKind.CEILING is left_out.because[0].relation.kind


def test_de_minimis_of_a_group_to_the_cent() -> None:
    """Sheet, example 3: after 150,000 of a sister company 150,000 fit, a cent more is refused."""
    sister = ("150000 EUR", "2025-01-01", "DE")

    assert 150_000 == de_minimis(date(2026, 1, 1), "150000 EUR", sister).best.entitled.low
    assert 0 == de_minimis(date(2026, 1, 1), "150000.01 EUR", sister).best.entitled.high


def test_de_minimis_of_two_states() -> None:
    """Sheet, example 4: what another Member State granted does not count."""
    assert 300_000 == de_minimis(date(2026, 1, 1), "300000 EUR", ("300000 EUR", "2025-01-01", "FR")).best.entitled.low


def test_de_minimis_with_unknown_earlier_aid() -> None:
    """Where earlier aid is not stated, the offer may be refused or granted in full."""
    found = choice(
        {"offer": OFFER, "rules": RULES + DE_MINIMIS},
        {"offer": "200000 EUR", "granting_state": "DE"},
        on=date(2026, 1, 1),
    )

    assert (0, 200_000) == (found.best.entitled.low, found.best.entitled.high)


def test_the_highest_applicable_intensity() -> None:
    """Aid for the same cost: 40% and 35% together are cut to the 50%, or for a small firm 70%, that the law allows."""
    texts = {
        "federal": EUROPE + "awards:\n  aid: {nature: entitled, amount: 40% * costs}\n",
        "state": EUROPE + "awards:\n  aid: {nature: entitled, amount: 35% * costs}\n",
        "rules": rules("of: [federal, state], at_most: 'max(50%, if small then 70% else 25%) * costs', cite: art. 8"),
    }
    large = choice(texts, {"costs": "1000000 EUR", "small": False}, on=date(2024, 7, 1))
    small = choice(texts, {"costs": "1000000 EUR", "small": True}, on=date(2024, 7, 1))

    assert 500_000 == large.best.entitled.low
    assert [(400_000, False), (100_000, True)] == [
        (each.award.amount.high, bool(each.cut_by)) for each in large.granted
    ]
    assert 700_000 == small.best.entitled.low
    assert large.proof.exact


def test_routes_of_one_programme() -> None:
    """Of cash and deduction one is chosen; the reason names the other, and how much it lacks."""
    routes = """awards:
  cash: {nature: entitled, amount: 20000 EUR}
  deduction: {nature: entitled, amount: 32000 EUR}
cumulation:
  - {one_of: [cash, deduction], cite: s. 37}
"""
    found = choice({"eis": EUROPE + routes}, {}, on=date(2024, 7, 1))
    [left_out] = found.left_out

    assert ("eis/deduction",) == found.best.awards
    assert ("eis", "cash", ("eis/deduction",)) == (left_out.programme, left_out.award, left_out.because[0].others)
    assert (12_000, 12_000, 0) == left_out.gap
    assert found.runner_up is not None
    assert ("eis/cash",) == found.runner_up.awards


def test_not_for_who_has_already_received() -> None:
    """One way only: the first is barred by the status of the second; without it both are had, the first one first."""
    texts = {
        "first": award("10 EUR", "not_after: [second]"),
        "second": award("5 EUR"),
    }
    fresh = choice(texts, {}, on=date(2024, 7, 1))
    held = choice(texts, {"statuses": {"second": "2023-01-01"}}, on=date(2024, 7, 1))

    assert (15, (("first", "second"),)) == (fresh.best.entitled.low, fresh.order)
    assert ("second",) == held.best.programmes
    assert [(RelationKind.NOT_AFTER, ("second",))] == [
        (because.relation.kind, because.others) for each in held.left_out for because in each.because
    ]


def test_the_sure_part_of_what_asks_for_something_open() -> None:
    """Who asks for a programme that is not settled gets nothing for sure, and all of it at best."""
    texts = {
        "title": EUROPE + "eligibility: listed\n",
        "grant": award("10 EUR", "requires: [title]"),
    }
    ends = [
        choice(texts, facts, on=date(2024, 7, 1)).best.entitled for facts in ({}, {"listed": True}, {"listed": False})
    ]

    assert [(0, 10), (10, 10), (0, 0)] == [(each.low, each.high) for each in ends]


@pytest.mark.parametrize(
    "unknown",
    [
        pytest.param(("costs, cap: 300 EUR",), id="capped"),
        pytest.param(("costs",), id="without bound"),
        pytest.param(("costs", "of: [open], at_most: 300 EUR"), id="under a ceiling alone"),
    ],
)
def test_missing_facts_name_rivals(unknown: tuple[str, ...]) -> None:
    """A sure choice that an unknown amount may beat is told as not sure, with the rival and the fact that decides."""
    texts = {
        "known": EUROPE
        + "awards:\n  x: {nature: entitled, amount: 100 EUR}\ncumulation:\n  - {exclusive_with: [open]}\n",
        "open": award(*unknown),
    }
    found = choice(texts, {}, on=date(2024, 7, 1))
    settled = choice(texts, {"costs": "99 EUR"}, on=date(2024, 7, 1))

    assert (("known",), False) == (found.best.programmes, found.sure)
    assert [("open",)] == [each.programmes for each in found.candidates]
    assert ["costs"] == [reason.subject for reason in found.deciding]
    assert (("known",), True) == (settled.best.programmes, settled.sure)


def test_overlapping_maxima_as_a_peer_has_them() -> None:
    """Two rebates under a cap each with a third in both: the order of filling up does not matter, all room is used."""
    texts = {
        name: EUROPE + f"awards:\n  x: {{nature: entitled, amount: {amount} EUR}}\n"
        for name, amount in {"heat": 8000, "wire": 2500, "panel": 4000}.items()
    }
    texts["rules"] = RULES + (
        "cumulation:\n  - {of: [heat, panel], at_most: 9000 EUR}\n  - {of: [wire, panel], at_most: 5000 EUR}\n"
        "  - {of: [panel], requires: [wire]}\n"
    )
    found = choice(texts, {}, on=date(2024, 7, 1))

    # heat 8,000 and wire 2,500 leave 1,000 to the panel: no set of orders gives more than 11,500.
    assert 11_500 == found.best.entitled.low
    assert {"heat/x": 8000, "wire/x": 2500, "panel/x": 1000} == {
        f"{each.programme}/{each.award.award.id}": each.award.amount.low for each in found.granted
    }


def test_each_item_is_paid_for_once() -> None:
    """Two programmes that pay for the same projects: each goes where it brings more, under the first one's cap."""
    texts = {
        "a": EUROPE + "awards:\n  x: {nature: entitled, paid: {each: projects}, amount: 50% * cost, cap: 120 EUR}\n",
        "b": EUROPE + "awards:\n  x: {nature: entitled, paid: {each: projects}, amount: 40% * cost}\n",
        "rules": RULES + "cumulation:\n  - {of: [a, b], same_costs: projects}\n",
    }
    facts = {"projects": [{"cost": f"{cost} EUR"} for cost in (100, 200, 300)]}
    found = choice(texts, facts, on=date(2024, 7, 1))
    shared = choice(
        {**texts, "rules": texts["rules"].replace("projects}", "projects, split: true}")}, facts, on=date(2024, 7, 1)
    )

    # By hand: a takes the second project (100), b the others (40 + 120); shared, a's cap is used up: 240 of 600.
    assert 260 == found.best.entitled.low
    assert 120 + Fraction(40, 100) * (600 - 240) == shared.best.entitled.low


def test_later_money_counts_less() -> None:
    """At 10% a year, 100 today are better than 105 in a year; without a rate they are not."""
    texts = {
        "now": EUROPE
        + "awards:\n  x: {nature: entitled, amount: 100 EUR}\ncumulation:\n  - {exclusive_with: [later]}\n",
        "later": EUROPE + "awards:\n  x: {nature: entitled, amount: 105 EUR, paid: {once: 2025-07-01}}\n",
    }
    plain = choice(texts, {}, on=date(2024, 7, 1))
    aim = Aim(objective=Objective.PRESENT_VALUE, discount_rate=Fraction(1, 10))
    discounted = choice(texts, {}, on=date(2024, 7, 1), aim=aim)

    assert (("later",), ("now",)) == (plain.best.programmes, discounted.best.programmes)
    assert [(100 - Fraction(1050, 11), 100 - Fraction(1050, 11), 0)] == [each.gap for each in discounted.left_out]


def test_fewest_applications_among_equals() -> None:
    """Two programmes of 10 against one of 20: by id the two, with the fewest applications the one."""
    texts = {
        "a": award("10 EUR", "exclusive_with: [c]"),
        "b": award("10 EUR", "exclusive_with: [c]"),
        "c": award("20 EUR"),
    }

    assert ("a", "b") == choice(texts, {}, on=date(2024, 7, 1)).best.programmes
    fewest = Aim(objective=Objective.FEWEST_APPLICATIONS)
    assert ("c",) == choice(texts, {}, on=date(2024, 7, 1), aim=fewest).best.programmes


def test_two_that_must_each_come_first_do_not_stand_together() -> None:
    """Neither is for who has had the other: whichever comes first bars the other, so that only one is had."""
    texts = {
        "a": award("5 EUR", "not_after: [b], cite: § 1"),
        "b": award("7 EUR", "not_after: [a]"),
        "c": award("1 EUR"),
    }
    found = choice(texts, {}, on=date(2024, 7, 1))

    assert ("b", "c") == found.best.programmes
    assert [("a", ("b",))] == [(each.programme, each.because[0].others) for each in found.left_out]
    assert () == found.order


def test_three_in_a_circle_are_never_all_had() -> None:
    """Each of three must come before the next: any two have an order, all three have none."""
    texts = {
        "a": award("5 EUR", "not_after: [b]"),
        "b": award("7 EUR", "not_after: [c]"),
        "c": award("4 EUR", "not_after: [a]"),
    }
    found = choice(texts, {}, on=date(2024, 7, 1))

    assert ("a", "b") == found.best.programmes
    assert (("a", "b"),) == found.order
    assert ["c"] == [each.programme for each in found.left_out]
    assert {"a", "b"} == {other for because in found.left_out[0].because for other in because.others}
    assert found.proof.exact


def test_what_a_ceiling_leaves_nothing_of_meets_no_requirement() -> None:
    """The grant that is asked for lies under a ceiling of nothing: the reward that rests on it cannot be had."""
    texts = {"grant": award("10 EUR"), "reward": award("5 EUR", "requires: [grant]"), "else": award("1 EUR")}
    for most, programmes in (("0 EUR", ("else",)), ("0.01 EUR", ("else", "grant", "reward"))):
        found = choice({**texts, "rules": rules(f"of: [grant], at_most: {most}")}, {}, on=date(2024, 7, 1))

        assert programmes == found.best.programmes
        assert found.proof.exact
    assert Fraction("6.01") == found.best.entitled.low


def test_enough_remains_of_what_is_asked_for() -> None:
    """Of a grant on merit a cent must remain under the ceiling that it shares, so that the reward may rest on it."""
    texts = {
        "grant": award("10 EUR", nature="discretionary"),
        "loan": award("10 EUR"),
        "reward": award("5 EUR", "requires: [grant]"),
        "rules": rules("of: [grant, loan], at_most: 10 EUR"),
    }
    found = choice(texts, {}, on=date(2024, 7, 1))

    assert {"grant": Fraction("0.01"), "loan": Fraction("9.99"), "reward": Fraction(5)} == {
        each.programme: each.award.amount.high for each in found.granted
    }


@pytest.mark.parametrize("effect", ["clamp", "forfeit"])
def test_a_ceiling_in_a_currency_without_a_quote(effect: str) -> None:
    """What the award is of the ceiling is not known: at best all of it comes, for sure nothing."""
    texts = {
        "a": EUROPE + "awards:\n  x: {nature: entitled, amount: 70 EUR}\n",
        "b": EUROPE.replace("EUR", "MNT") + "awards:\n  x: {nature: entitled, amount: 90 MNT}\n",
        "rules": RULES.replace("EUR", "MNT")
        + f"cumulation:\n  - {{of: [a, b], at_most: 100 MNT, effect: {effect}}}\n  - {{of: [b], at_most: 80 MNT}}\n",
    }
    found = choice(texts, {}, on=date(2024, 7, 1))
    granted = {each.programme: each.award.amount for each in found.granted}

    assert (0, 70) == (found.best.entitled.low, found.best.entitled.high)
    assert (0, 70) == (granted["a"].low, granted["a"].high)
    assert found.proof.exact


def test_the_earliest_payments_are_kept_under_a_ceiling() -> None:
    """Three yearly payments of 100 under a ceiling of 250: the last one is cut, which is worth least."""
    texts = {
        "a": EUROPE
        + "awards:\n  x: {nature: entitled, amount: 100 EUR, cap: none, paid: {yearly: 3, from: registered_on}}\n",
        "rules": rules("of: [a], at_most: 250 EUR"),
    }
    aim = Aim(objective=Objective.PRESENT_VALUE, discount_rate=Fraction(1, 4))
    found = choice(texts, {"registered_on": "2024-07-01"}, on=date(2025, 6, 30), aim=aim)

    assert [100, 100, 50] == [each.amount.low for each in found.granted[0].award.payments]
    assert 100 + Fraction(100) * 4 / 5 + Fraction(50) * 16 / 25 == found.best.value[0]


def test_one_of_many_is_no_search() -> None:
    """Of fifty routes that exclude each other the best one is found in one case, with the second best as runner-up."""
    texts = {
        f"r{index:02}": EUROPE + f"awards:\n  x: {{nature: entitled, amount: {index + 1} EUR}}\n" for index in range(50)
    }
    texts["rules"] = rules(f"one_of: [{', '.join(texts)}]")
    found = choice(texts, {}, on=date(2024, 7, 1))

    assert (("r49",), 1, None) == (found.best.programmes, found.proof.cases, found.proof.solver)
    assert found.runner_up is not None
    assert ("r48",) == found.runner_up.programmes


def test_what_takes_more_than_it_gives_is_done_without() -> None:
    """A grant of 10 that takes 15 from a deduction is left out, and the answer says beside what."""
    tax = (
        EUROPE
        + "uses: {grant: grant}\nawards:\n  x: {nature: entitled, amount: '40 EUR - 1.5 * granted(grant)', cite: § 2}\n"
    )
    found = choice({"grant": award("10 EUR"), "tax": tax}, {}, on=date(2024, 7, 1))
    [left] = found.left_out

    assert 40 == found.best.entitled.low
    assert ("grant", Fraction(5)) == (left.programme, (left.gap or (None,))[0])
    assert [("beside", ("tax/x",), "§ 2")] == [
        (each.relation.kind.value, each.others, each.relation.clause.cite) for each in left.because
    ]


def test_what_is_looked_at_is_served_first() -> None:
    """Under a ceiling of 12 the grant that a deduction looks at keeps its 10, the other is cut to 2."""
    tax = EUROPE + "uses: {grant: grant}\nawards:\n  x: {nature: entitled, amount: '40 EUR - granted(grant) / 10'}\n"
    texts = {
        "grant": award("10 EUR"),
        "other": award("9 EUR"),
        "tax": tax,
        "rules": rules("of: [grant, other], at_most: 12 EUR"),
    }
    found = choice(texts, {}, on=date(2024, 7, 1))

    assert {"grant": 10, "other": 2, "tax": 39} == {each.programme: each.award.amount.low for each in found.granted}
    assert [10] == [other.amount.low for each in found.granted for other in each.beside]
    assert found.proof.exact


@pytest.mark.parametrize("nature", ["entitled", "discretionary"])
def test_what_is_not_known_comes_to_all_that_a_ceiling_leaves(nature: str) -> None:
    """An offer that is not stated, and 200 of 300 taken for sure: the total may be up to 300, not nought."""
    texts = {"p": award("offer", nature=nature), "rules": rules("of: [p], at_most: 300 EUR")}
    both = {"p": award("offer", nature=nature), "q": award("200 EUR"), "rules": rules("of: [p, q], at_most: 300 EUR")}
    day = date(2024, 7, 1)
    alone = choice(texts, {}, on=day).best
    beside = choice(both, {}, on=day).best
    total = alone.entitled if nature == "entitled" else alone.discretionary

    assert (0, 300) == (total.low, total.high)
    assert Fraction(300) <= sum(each.high or 0 for each in (beside.entitled, beside.discretionary))
