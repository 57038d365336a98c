"""
Generated companies for any rulebook: values from the declarations of its facts and from the figures in its rules.

Many stand exactly on a threshold, or the smallest step beside it; some are nought, negative, at the edge of 64 bits, in
a currency without a quote; some are not stated at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from incentives.ir import calendar
from incentives.ir.expr import Expr, Literal, Named, Reference, walk
from incentives.ir.rulebook import FactDeclaration, Programme, Rulebook
from incentives.profiles.profile import FactValue, HeldStatus, Profile, Yearly
from incentives.types import Choice, Date, Numeric, Place, Record, Set, Text, Truth
from incentives.values import Known, Money, Row, Rows, Value

DECEMBER = (12, 31)
YEAR_ENDS = ((3, 31), (6, 30), (2, 29))
CURRENCIES = ("USD", "EUR", "HKD", "VND")  # no quote is published for the last
ELSEWHERE = ("DE", "FR", "SG", "US-CA", "CN-BJ", "CN")
EDGE = 2**63


@dataclass(slots=True)
class Figures:
    """What the rules of some programmes compare with."""

    numbers: dict[object, set[Fraction]] = field(default_factory=lambda: defaultdict(set))
    days: set[date] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    statuses: set[str] = field(default_factory=set)


def figures_of(programmes: Iterable[Programme]) -> Figures:
    """Every literal of the rules of *programmes*, by what it can be compared with."""
    found = Figures()
    for programme in programmes:
        found.statuses.add(programme.id)
        for root in _roots(programme):
            for node in walk(root):
                if isinstance(node, Reference) and node.kind in (Named.HOLDS, Named.QUALIFIES):
                    found.statuses.add(node.programme)
                if isinstance(node, Literal):
                    _sort_in(found, node)
    return found


def _sort_in(found: Figures, node: Literal) -> None:
    match node.value.value:
        case bool():
            pass
        case Fraction() as number if isinstance(node.type, Numeric):
            found.numbers[node.type.dimension].add(number)
        case date() as day:
            found.days.add(day)
        case str() as word:
            found.words.add(word)
        case frozenset() as words:
            found.words.update(words)


def _roots(programme: Programme) -> Iterable[Expr]:
    """Every expression of a programme."""
    for criterion in programme.criteria().values():
        yield criterion.expr
    for award in programme.awards.values():
        yield from (each for each in (award.amount, award.cap, award.deadline, award.schedule.start) if each)
    for definition in programme.definitions.values():
        yield definition.expr
    for parameter in programme.parameters.values():
        yield from (dated.value for dated in parameter.values if dated.value)
        yield from [parameter.keyed_by] if parameter.keyed_by else []
    for table in programme.tables.values():
        for row in table.rows:
            yield from row.values()


class Firms:
    """
    Makes companies for the facts that some programmes ask for.

    Args:

        gaps: How many of ten facts are left out.

        wild: How many of a hundred numbers are at the edge of 64 bits, and days at the edge of the calendar.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        programmes: Sequence[Programme],
        on: date,
        chance: Random,
        *,
        gaps: int = 1,
        wild: int = 3,
    ) -> None:
        self.rulebook = rulebook
        self.on = on
        self.gaps = gaps
        self.wild = wild
        self.figures = figures_of(programmes)
        names = sorted({name for each in programmes for name in each.facts_used})
        # One other currency and one other year's end for all of them: companies of one block agree on both.
        self.currencies = (programmes[0].currency,) * 3 + (chance.choice(CURRENCIES),)
        # A column holds a year's values or the latest ones.
        self.latest = {name for name in names if chance.randrange(12) == 0}
        self.year_ends = (DECEMBER,) * 3 + (chance.choice(YEAR_ENDS),)
        self.facts = [rulebook.facts[name] for name in names if name in rulebook.facts]

    def company(self, chance: Random) -> Profile:
        """One company."""
        currency = chance.choice(self.currencies)
        year_end = chance.choice(self.year_ends)
        last = calendar.last_closed_year(self.on, *year_end)
        facts: dict[str, FactValue] = {}
        for declared in self.facts:
            if chance.randrange(10) < self.gaps:
                continue
            own = currency if chance.randrange(200) else chance.choice(CURRENCIES)
            facts[declared.name] = self._fact(chance, declared, own, last)
        statuses = {name: self._status(chance) for name in sorted(self.figures.statuses) if chance.randrange(3) == 0}
        return Profile(name="firm", facts=facts, fiscal_year_end=year_end, statuses=statuses)

    def _fact(self, chance: Random, declared: FactDeclaration, currency: str, last: int) -> FactValue:
        if declared.yearly:
            if declared.name in self.latest:
                return Yearly(latest=self._value(chance, declared, currency))
            years = range(last - chance.choice([2, 3, 5, 8]), last + chance.randrange(2))
            return Yearly(
                values={
                    year: self._value(chance, declared, currency) for year in years if chance.randrange(10) >= self.gaps
                }
            )
        if isinstance(declared.type, Record):
            rows = tuple(self._row(chance, declared, currency) for _ in range(chance.choice([0, 1, 1, 2, 3])))
            return Known(Rows(rows))
        return self._value(chance, declared, currency)

    def _row(self, chance: Random, declared: FactDeclaration, currency: str) -> Row:
        return Row(
            tuple(
                (name, self._value(chance, each, currency))
                for name, each in declared.fields.items()
                if chance.randrange(10) >= self.gaps
            )
        )

    def _value(self, chance: Random, declared: FactDeclaration, currency: str) -> Value:
        match declared.type:
            case Truth():
                return Known(chance.randrange(10) < 6)
            case Numeric() as kind:
                number = self._number(chance, declared, kind)
                return Known(Money(number, currency) if kind.power else number)
            case Date():
                return Known(self._day(chance))
            case Place():
                places = [*self.rulebook.places, *ELSEWHERE]
                asked = [word for word in self.figures.words if word[:2].isupper()]
                return Known(chance.choice(sorted(asked) if asked and chance.randrange(3) else places))
            case Choice(members=members):
                return Known(chance.choice(members))
            case Set(members=members):
                count = chance.randrange(min(len(members), 4) + 1)
                return Known(frozenset(chance.sample(members, count)))
            case Text():
                return Known(chance.choice(["self", "a", "b", *sorted(self.figures.words)[:3]]))
            case other:
                raise TypeError(f"no values of {other}")

    def _number(self, chance: Random, declared: FactDeclaration, kind: Numeric) -> Fraction:
        step = _step(kind)
        number = self._any_number(chance, kind, step)
        if declared.low is not None:
            number = max(number, declared.low)
        if declared.high is not None:
            number = min(number, declared.high)
        return number

    def _any_number(self, chance: Random, kind: Numeric, step: Fraction) -> Fraction:
        asked = sorted(self.figures.numbers[kind.dimension])
        turn = chance.randrange(100)
        if turn < self.wild:
            return (chance.choice([EDGE, EDGE // 10, 2**53, 2**32]) + chance.randrange(-2, 3)) * step
        if turn < 45 and asked:
            found = chance.choice(asked) + chance.choice([-1, 0, 0, 1]) * step
            return found - found % step
        if turn < 55:
            return Fraction(0)
        if turn < 60:
            return -Fraction(chance.randrange(10**6)) * step
        most = max([*asked, 10 * step])
        scale = Fraction(chance.choice([1, 10, 100, 1000]), 100)
        return chance.randrange(1 + int(most * scale / step)) * step

    def _day(self, chance: Random) -> date:
        turn = chance.randrange(100)
        if turn < self.wild:
            return chance.choice([date.min, date.max, date(1600, 2, 29)])
        asked = sorted(self.figures.days | {self.on})
        day = chance.choice(asked)
        if turn < 50:
            return _moved(day, chance.choice([-1, 0, 0, 1]))
        if turn < 75:
            months = chance.choice([1, 3, 6, 12, 18, 24, 36, 60, 120])
            return _moved(calendar.add_months(day, -months) if day.year > 50 else day, chance.choice([-1, 0, 1]))
        if turn < 80:
            return date(chance.choice([2016, 2020, 2024]), 2, 29)
        return _moved(self.on, -chance.randrange(9000) + 700)

    def _status(self, chance: Random) -> HeldStatus:
        if chance.randrange(3) == 0:
            return HeldStatus(held=False)
        start, end = (_moved(self.on, chance.randrange(-900, 900)) if chance.randrange(3) else None for _ in range(2))
        return HeldStatus(start=start, end=end)


def _step(kind: Numeric) -> Fraction:
    """The smallest step between two values that a table would hold."""
    if kind.whole:
        return Fraction(1)
    return Fraction(1, 10_000) if kind.is_plain else Fraction(1, 100)


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


def without(profile: Profile, name: str) -> Profile:
    """The company without one fact."""
    return _with_facts(profile, {key: value for key, value in profile.facts.items() if key != name})


def smaller(profile: Profile) -> Iterable[Profile]:
    """The company with a little less: without a fact, a fiscal year, an item, a field, a status; ending in December."""
    if profile.fiscal_year_end != (12, 31):
        yield Profile(name="firm", facts=profile.facts, statuses=profile.statuses)
    for name in profile.statuses:
        left = {key: value for key, value in profile.statuses.items() if key != name}
        yield Profile(name="firm", facts=profile.facts, fiscal_year_end=profile.fiscal_year_end, statuses=left)
    for name, value in profile.facts.items():
        yield without(profile, name)
        for less in _less(value):
            yield _with_facts(profile, {**profile.facts, name: less})


def _less(value: FactValue) -> Iterable[FactValue]:
    match value:
        case Yearly(values=values):
            for year in values:
                yield Yearly(values={key: each for key, each in values.items() if key != year}, latest=value.latest)
        case Known(value=Rows(items=items)):
            for index, row in enumerate(items):
                yield Known(Rows((*items[:index], *items[index + 1 :])))
                for key, _ in row.fields:
                    fewer = Row(tuple(each for each in row.fields if each[0] != key))
                    yield Known(Rows((*items[:index], fewer, *items[index + 1 :])))


def _with_facts(profile: Profile, facts: Mapping[str, FactValue]) -> Profile:
    return Profile(name="firm", facts=facts, fiscal_year_end=profile.fiscal_year_end, statuses=profile.statuses)
