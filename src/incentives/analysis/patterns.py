"""
A question without its amounts: what companies have in common that may choose among the same things in the same way.

Companies whose programmes stand alike, and whom the same statements bind, have the same linear model but for what its
columns are worth. So the choices that may be best are found once, with the model of the exact choice itself, and only
compared for each company. That holds as long as no ceiling cuts anything and nothing is worth less than nought.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from incentives.analysis.choosing import choice_of
from incentives.analysis.optimum.maximal import TooManyChoicesError, maximal_choices
from incentives.analysis.optimum.model import part_of, parts
from incentives.analysis.optimum.solve import MOST_COLUMNS
from incentives.analysis.question import Aim, Question, Unit
from incentives.analysis.worths import high_worth, low_worth
from incentives.engine.relations import Applied
from incentives.engine.results import AwardResult, ProgrammeResult, Range, Status
from incentives.ir.members import Member
from incentives.ir.rulebook import Award, Programme

ONE = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """
    What bears on a choice but amounts.

    Args:

        programmes: Those to choose from, in the order of the answer, and whether each is sure.

        awards: Those that come to something, or may.

        relations: The statements that hold or may hold; of a ceiling it is taken that it cuts nothing.

        rates: As in a question.

        held: The programmes whose status is held, *received* those that were had before.

        outside: Whether the company qualifies for programmes that are asked for and not chosen among.
    """

    programmes: Mapping[str, tuple[Programme, bool]]
    awards: frozenset[Member]
    relations: tuple[Applied, ...]
    rates: Mapping[tuple[str, str], Fraction | None]
    held: frozenset[str] = frozenset()
    received: frozenset[str] = frozenset()
    outside: Mapping[str, bool | None]


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: for each award of the offer whether it counts for sure, and whether it is had."""

    sure: tuple[bool, ...]
    had: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """Awards that hang together, and what can be had of them: of equal options the first is taken."""

    awards: tuple[Member, ...]
    options: tuple[Option, ...]


def offers_of(pattern: Pattern) -> tuple[Offer, ...] | None:
    """What there is to choose from, in parts that do not touch each other; None if there is too much."""
    question = _question(pattern)
    choice = choice_of(question)
    found: list[Offer] = []
    for columns in parts(choice.model):
        place = {column: index for index, column in enumerate(columns)}
        units = [index for index, (_, high) in choice.units.items() if high in place]
        if not units:
            continue
        if len(columns) > MOST_COLUMNS:
            return None
        model = part_of(choice.model, columns)
        ends = [(place[choice.units[index][0]], place[choice.units[index][1]]) for index in units]
        try:
            choices = maximal_choices(model, {column for pair in ends for column in pair})
        except TooManyChoicesError:
            return None
        # The last place of a worth tells equal choices apart.
        choices.sort(key=lambda values: model.worth(values)[-1], reverse=True)
        options = tuple(
            Option(tuple(bool(values[low]) for low, _ in ends), tuple(bool(values[high]) for _, high in ends))
            for values in choices
        )
        found.append(Offer(tuple(question.units[index].member for index in units), options))
    return tuple(found)


def _question(pattern: Pattern) -> Question:
    """The question of a company for which every award comes to one unit of money."""
    pool = {name: _result(programme, sure=sure) for name, (programme, sure) in pattern.programmes.items()}
    units = tuple(
        _unit(result, award)
        for name, result in pool.items()
        for award in result.programme.awards.values()
        if (name, award.id) in pattern.awards
    )
    return Question(
        aim=Aim(),
        pool=pool,
        units=units,
        relations=pattern.relations,
        rates=pattern.rates,
        held=pattern.held,
        received=pattern.received,
        outside=pattern.outside,
        report=lambda award: award,
        anew=_not_asked,
        units_of=_not_asked,
    )


def _not_asked(*told: object) -> NoReturn:
    """No award of a pattern looks at another one of it."""
    raise AssertionError(told)


def _result(programme: Programme, *, sure: bool) -> ProgrammeResult:
    return ProgrammeResult(
        programme=programme,
        status=Status.ELIGIBLE if sure else Status.UNDETERMINED,
        eligibility=None,
        asserted=False,
        awards=(),
        missing=(),
        assumptions=(),
    )


def _unit(result: ProgrammeResult, award: Award) -> Unit:
    told = AwardResult(
        award=award,
        status=result.status,
        amount=Range(ONE, ONE),
        published=True,
        payments=(),
        payers={},
        conditions=None,
        reasons=(),
        reading={},
    )
    aim = Aim().objective
    return Unit(
        programme=result.programme.id,
        award=told,
        number=None,
        amount=told.amount,
        shown=(ONE, ONE),
        low=low_worth(aim, award.nature, ONE),
        high=high_worth(aim, award.nature, ONE),
    )
