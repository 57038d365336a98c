"""
All mutants of a programme: those of its expressions, criteria and awards, and of what holds for the whole of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from incentives.cases.award_mutants import award_mutants
from incentives.cases.boundaries import boundaries
from incentives.cases.criterion_mutants import criterion_mutants
from incentives.cases.expression_mutants import ExpressionMutants
from incentives.cases.mutant import Mutant, slug
from incentives.cases.sites import Root, parameter_name, roots, with_item, with_parameter
from incentives.engine.relations import excluded
from incentives.ir import calendar
from incentives.ir.expr import DatedValue
from incentives.ir.members import Member, members
from incentives.ir.rulebook import (
    ConversionPolicy,
    InForce,
    ParameterDeclaration,
    Programme,
    ReadingPoint,
    Relation,
    RelationKind,
    Rulebook,
    SharedCap,
)

EVERYTHING = ("programme", "")
PERIOD = ("period", "")
EXCLUSIONS = ("exclusions", "")
DAYS = ((1, "+"), (-1, "-"))


def mutants_of(rulebook: Rulebook, programme: Programme) -> Iterator[Mutant]:
    """Every mutant, in the order of the file."""
    outside = boundaries(programme)
    yield from _of_period(programme)
    if programme.conversion_stated:
        yield _of_conversion(programme)
    for parameter in programme.parameters.values():
        yield from _of_dates(programme, parameter)
    for root in roots(programme):
        yield from ExpressionMutants(programme, root, outside.get(_figure(root))).all()
    yield from criterion_mutants(programme)
    yield from award_mutants(programme)
    for cap in programme.caps.values():
        yield _of_shared_cap(programme, cap)
    for point in programme.readings.values():
        yield _of_reading(programme, point)
    yield from _of_exclusions(rulebook, programme)


def _of_shared_cap(programme: Programme, cap: SharedCap) -> Mutant:
    others = {name: each for name, each in programme.caps.items() if name != cap.id}
    return Mutant(
        id=f"caps/{cap.id}:dropped",
        says=f"the awards of `{cap.id}` share no cap",
        suggestion=f"a company whose awards of `{cap.id}` together would come to more than it",
        part=("cap", cap.id),
        attempts=(lambda: replace(programme, caps=others),),
        place=cap.span.place if cap.span is not None else None,
    )


def _figure(root: Root) -> tuple[str, str]:
    """The name under which a figure is looked up among the boundaries."""
    kind, name = root.part
    return ("column", f"{name}.{root.name.rpartition('.')[2]}") if kind == "table" else root.part


def _of_period(programme: Programme) -> Iterator[Mutant]:
    period = programme.in_force
    first = period.start or period.not_before
    for change, mark in DAYS:
        start, end = _moved(first, change), _moved(period.end, change)
        if start is not None:
            changed = replace(period, start=start) if period.start else replace(period, not_before=start)
            yield _with_period(programme, changed, f"from{mark}", first if change > 0 else start)
        if end is not None:
            yield _with_period(programme, replace(period, end=end), f"until{mark}", end if change > 0 else period.end)


def _with_period(programme: Programme, period: InForce, name: str, telling: date | None) -> Mutant:
    return Mutant(
        id=f"in_force:{name}",
        says=f"it is in force {period.start or period.not_before or ''}..{period.end or ''}",
        suggestion=f"a case on {telling}",
        part=PERIOD,
        attempts=(lambda: replace(programme, in_force=period),),
    )


def _of_conversion(programme: Programme) -> Mutant:
    at_year_end = programme.conversion is ConversionPolicy.FISCAL_YEAR_END
    other = ConversionPolicy.ASSESSMENT if at_year_end else ConversionPolicy.FISCAL_YEAR_END
    return Mutant(
        id=f"conversion:{other}",
        says=f"money is converted at {other}, not {programme.conversion}",
        suggestion="a company with money in a foreign currency near a threshold",
        part=EVERYTHING,
        attempts=(lambda: replace(programme, conversion=other, conversion_stated=False),),
    )


def _of_dates(programme: Programme, parameter: ParameterDeclaration) -> Iterator[Mutant]:
    """The days on which one value of a parameter gives way to the next, as far as the programme is in force on them."""
    for index, dated in enumerate(parameter.values):
        for change, mark in DAYS:
            moved = _moved(dated.start, change)
            if moved is not None:
                values = list(parameter.values)
                values[index] = replace(dated, start=moved)
                if index:
                    values[index - 1] = replace(values[index - 1], end=calendar.add_days(moved, Fraction(-1)))
                telling = dated.start if change > 0 else moved
                if not _matters(programme, parameter, telling):
                    continue
                yield _dated(
                    programme, parameter, index, f"from{mark}", values, f"a case in which it matters on {telling}"
                )
    last = len(parameter.values) - 1
    for change, mark in DAYS:
        end = parameter.values[last].end
        moved = _moved(end, change)
        if moved is not None:
            values = [*parameter.values[:-1], replace(parameter.values[last], end=moved)]
            telling = moved if change > 0 else end
            if not _matters(programme, parameter, telling):
                continue
            yield _dated(programme, parameter, last, f"until{mark}", values, f"a case in which it matters on {telling}")


def _matters(programme: Programme, parameter: ParameterDeclaration, day: date | None) -> bool:
    """Whether the value on *day* can be seen: one of the day of assessment only while the programme is in force."""
    return parameter.keyed_by is not None or (day is not None and programme.in_force.covers(day))


def _dated(
    programme: Programme,
    parameter: ParameterDeclaration,
    index: int,
    name: str,
    values: list[DatedValue],
    suggestion: str,
) -> Mutant:
    old, new = parameter.values[index], values[index]
    return Mutant(
        id=f"{parameter_name(parameter, index)}:{name}",
        says=f"`{parameter.name}` holds {new.start or ''}..{new.end or ''}, not {old.start or ''}..{old.end or ''}",
        suggestion=suggestion,
        part=("parameter", parameter.name),
        attempts=(lambda: with_parameter(programme, replace(parameter, values=tuple(values))),),
        place=old.span.place if old.span is not None else None,
    )


def _of_reading(programme: Programme, point: ReadingPoint) -> Mutant:
    names = [option.name for option in point.options]
    other = names[(names.index(point.default) + 1) % len(names)]
    options = tuple(replace(option, default=option.name == other) for option in point.options)
    changed = with_item(programme.readings, point.id, replace(point, options=options))
    return Mutant(
        id=f"readings/{point.id}:default",
        says=f"`{other}` is the reading of `{point.id}` unless another is asked for",
        suggestion=f"a company for which the readings of `{point.id}` differ, and no `reading` asked for",
        part=EVERYTHING,
        attempts=(lambda: replace(programme, readings=changed),),
    )


def _of_exclusions(rulebook: Rulebook, programme: Programme) -> Iterator[Mutant]:
    """Each statement about another programme left out; those that another file makes as well change nothing."""
    for index, relation in enumerate(programme.relations):
        if relation.kind is not RelationKind.EXCLUSIVE:
            continue
        for pattern in relation.programmes:
            rest = tuple(each for each in relation.programmes if each != pattern)
            relations = list(programme.relations)
            relations[index] = replace(relation, programmes=rest)
            changed = replace(programme, relations=tuple(relations))
            mutated = replace(rulebook, programmes={**rulebook.programmes, programme.id: changed})
            subject, lost = _lost(rulebook, mutated, programme, relation, pattern)
            if lost:
                other = "/".join(filter(None, min(lost, key=str)))
                expects = f"`exclusive_with: [{other}]`" + (f" of `{subject}`" if subject else "")
                yield Mutant(
                    id=f"cumulation:without-{slug(pattern)}",
                    says=f"it is not exclusive with `{pattern}`",
                    suggestion=f"a case that expects {expects}",
                    part=EXCLUSIONS,
                    attempts=(lambda changed=changed: changed,),  # type: ignore[misc]  # a programme
                )


def _lost(
    rulebook: Rulebook, mutated: Rulebook, programme: Programme, relation: Relation, pattern: str
) -> tuple[str | None, frozenset[Member]]:
    """A subject of the statement, None for the whole programme, and what it may stand beside without *pattern*."""
    awards = {name: each.awards for name, each in rulebook.programmes.items()}
    others = members(pattern, awards)
    for subject in (member for each in relation.subjects for member in members(each, awards)):
        if subject[0] == programme.id:
            lost = excluded(rulebook, subject, others) - excluded(mutated, subject, others)
            if lost:
                return subject[1], lost
    return None, frozenset()


def _moved(day: date | None, change: int) -> date | None:
    try:
        return calendar.add_days(day, Fraction(change)) if day is not None else None
    except (ValueError, OverflowError):
        return None
