"""
The plan of the table path on companies: its columns read back as answers.
"""

from __future__ import annotations

from fractions import Fraction

from incentives.ir.margins import STEP
from incentives.tables.answers import Detail, Money, ProgrammeColumns, Standing
from incentives.tables.plan import TablePlan
from tests.differential.answers import Answer, Question, Range
from tests.differential.blocks import blocks_of

BEYOND = "a row beyond columns"
STATUS = {
    Standing.INELIGIBLE: "ineligible",
    Standing.ELIGIBLE: "eligible",
    Standing.UNDETERMINED: "undetermined",
    Standing.NOT_IN_FORCE: "not-in-force",
}


def answers(question: Question) -> list[dict[str, Answer | str]]:
    """The answer of every programme for each company, or why the plan leaves it to the exact evaluator."""
    plan = TablePlan(
        question.rulebook,
        question.asked(),
        on=question.on,
        currency=question.currency,
        rates=question.rates,
        readings=question.readings,
        detail=Detail.ALL,
    )
    found: list[dict[str, Answer | str]] = [{} for _ in question.profiles]
    for block, places in blocks_of(question.profiles, question.on):
        told = plan.run(block)
        for programme in question.asked():
            columns = told.programmes.get(programme.id)
            for row, place in enumerate(places):
                found[place][programme.id] = told.gaps[programme.id] if columns is None else _answer(columns, row)
    return found


def _answer(columns: ProgrammeColumns, row: int) -> Answer | str:
    standing = Standing(columns.standing[row])
    if standing is Standing.BEYOND:
        return BEYOND
    in_force = standing is not Standing.NOT_IN_FORCE
    deciding = -1 if columns.deciding is None else int(columns.deciding[row])
    awards = columns.awards.items() if in_force else ()
    return Answer(
        status=STATUS[standing],
        decided_by=columns.criteria[deciding] if deciding >= 0 else "",
        margin=_margin(columns, row),
        failing=frozenset(name for name, rows in columns.failing.items() if rows[row]),
        amounts={name: _range(money, row) for name, (_, money) in awards},
        awards={name: STATUS[Standing(status.dense[row])] for name, (status, _) in awards},
        missing=frozenset(reason for reason, rows in columns.missing.items() if rows[row]),
        entitled=_range(columns.entitled, row),
        discretionary=_range(columns.discretionary, row),
        unconverted=columns.unconverted is not None and bool(columns.unconverted[row]),
    )


def _margin(columns: ProgrammeColumns, row: int) -> tuple[object, ...]:
    margins = columns.margins
    if margins is None or margins.places.dense[row] < 0:
        return ()
    distance = int(margins.distances.dense[row]) * STEP
    share = int(margins.shares.dense[row]) * STEP
    return *margins.thresholds[margins.places.dense[row]], distance, share if distance >= 0 else -share


def _range(money: Money, row: int) -> Range:
    low, high = (int(each[row]) * Fraction(money.scale) for each in (money.low, money.high))
    return low, high if money.bounded is None or money.bounded[row] else None
