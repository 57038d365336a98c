"""
Lints of awards: one that could be less than nothing, a ceiling without an end.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

from incentives.compiler.linting import Linting
from incentives.compiler.ranges import Ranges
from incentives.ir.expr import Aggregate, Expr, Fact, FactItems, Named, Reading, Reference, walk
from incentives.ir.patterns import DEFINITIONS
from incentives.ir.rulebook import Award, Group, Nature, Programme, Rulebook


def lint_amounts(linting: Linting) -> None:
    """Look at the amount of every award, given the conditions under which it is paid."""
    for programme in linting.rulebook.programmes.values():
        conditions = _gates(programme, None)
        for award in programme.awards.values():
            if award.amount is not None:
                ranges = _lenient(linting.rulebook).taking([*conditions, *_gates(programme, award)])
                _negative(award, ranges, linting)
                if not any(award.id in cap.awards for cap in programme.caps.values()):
                    _unbounded(award, ranges, linting)


def _lenient(rulebook: Rulebook) -> Ranges:
    """
    Ranges in which a difference of two figures that look at the same fact is not below nought: a tax less the reduced
    tax, a cap less what is already used. Mostly that is so, and an author need not write it out.
    """
    facts = cache(partial(_facts, rulebook))
    return Ranges(rulebook, difference=lambda left, right: bool(facts(left) & facts(right)))


def _facts(rulebook: Rulebook, expr: Expr) -> frozenset[str]:
    """The facts that an expression looks at, through what it names."""
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()
    pending = [expr]
    while pending:
        for node in walk(pending.pop()):
            match node:
                case Fact(name=name) | Aggregate(source=FactItems(name=name)):
                    found.add(name)
                case Reference(kind=Named.AWARD_AMOUNT, programme=programme, name=name):
                    award = rulebook.programmes[programme].awards[name]
                    if award.amount is not None and (programme, f"{name}.amount") not in seen:
                        seen.add((programme, f"{name}.amount"))
                        pending.append(award.amount)
                case Reference(kind=kind, programme=programme, name=name) if (
                    kind in DEFINITIONS and (programme, name) not in seen
                ):
                    seen.add((programme, name))
                    pending.append(rulebook.programmes[programme].definitions[name].expr)
                case _:
                    pass
    return frozenset(found)


def _gates(programme: Programme, award: Award | None) -> Sequence[Expr]:
    """The tests that all have to hold before anything is paid."""
    root = programme.eligibility if award is None else award.when
    found: list[Expr] = []
    for criterion in [root] if root else []:
        pending = [criterion]
        for each in pending:
            if each.kind is Group.ALL:
                pending.extend(member for member in each.members if not member.preference)
            elif each.kind is Group.TEST:
                found.append(each.expr)
    return found


def _amounts(expr: Expr) -> Sequence[Expr]:
    """The expression itself, or those of its readings."""
    return [option for _, option in expr.options] if isinstance(expr, Reading) else [expr]


def _negative(award: Award, ranges: Ranges, linting: Linting) -> None:
    assert award.amount is not None  # noqa: S101  # INVARIANT: the caller looked
    for amount in _amounts(award.amount):
        low = ranges.interval(amount)[0]
        if low is None or low < 0:
            message = f"the award `{award.id}` could be less than nothing"
            help = f"write `max(0 {award.currency}, …)`, or state when it is paid"
            linting.warn("negative-award", message, amount.span, help=help)
            return


def _unbounded(award: Award, ranges: Ranges, linting: Linting) -> None:
    """What an authority may give on merit is shown as a ceiling: there has to be one."""
    if award.nature is not Nature.DISCRETIONARY or award.cap is not None or award.uncapped or not award.cap_seen:
        return
    assert award.amount is not None  # noqa: S101  # INVARIANT: the caller looked
    if all(ranges.interval(amount)[1] is None for amount in _amounts(award.amount)):
        message = f"the discretionary award `{award.id}` has no ceiling"
        help = "write the most that the law allows, `cap: 5 million CNY`, or that it names none, `cap: none`"
        linting.warn("unbounded-award", message, award.amount.span, help=help)
