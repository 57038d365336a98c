"""
How programmes and single awards stand to each other: the statements under `cumulation`, compiled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from incentives.compiler.checking import expression
from incentives.compiler.formulas import formula
from incentives.compiler.idle import report_idle
from incentives.compiler.scope import ProgrammeScope
from incentives.compiler.texts import clause, day, flag, localized, one_of, place_of
from incentives.compiler.typecheck import Checker
from incentives.diagnostics import Collector, suggestion
from incentives.ir.expr import Expr, FactItems
from incentives.ir.members import fitting, members
from incentives.ir.rulebook import Programme, Relation, RelationKind, Rhythm
from incentives.syntax.documents import CumulationShape
from incentives.syntax.nodes import ScalarNode
from incentives.types import TRUTH, Record, money

KEYS = {
    RelationKind.EXCLUSIVE: "exclusive_with",
    RelationKind.NOT_AFTER: "not_after",
    RelationKind.REQUIRES: "requires",
    RelationKind.REQUIRES_ANY: "requires_any",
    RelationKind.CEILING: "at_most",
    RelationKind.SAME_COSTS: "same_costs",
}


def relations(shapes: Sequence[CumulationShape], scope: ProgrammeScope, *, alone: bool) -> tuple[Relation, ...]:
    """
    The statements of one file.

    Args:

        alone: Whether the file is no programme, so that each statement must say whom it is about.
    """
    found: list[Relation] = []
    for shape in shapes:
        for relation in _statement(shape, scope, alone=alone):
            found.append(replace(relation, number=len(found) + 1))
    return tuple(found)


def check_items(programmes: Mapping[str, Programme], collector: Collector) -> None:
    """Awards whose costs are told apart must be paid for each of the items."""
    awards = {name: programme.awards for name, programme in programmes.items()}
    stated = [relation for programme in programmes.values() for relation in programme.relations]
    for relation in stated:
        if relation.kind is not RelationKind.SAME_COSTS:
            continue
        for pattern in relation.subjects:
            for programme, award in members(pattern, awards):
                for name in awards[programme] if award is None else (award,):
                    schedule = programmes[programme].awards[name].schedule
                    if schedule.rhythm is not Rhythm.ITEMS or schedule.source != FactItems(name=relation.items or ""):
                        collector.add(
                            "not-per-item",
                            f"`{programme}/{name}` is not paid for each of `{relation.items}`",
                            relation.span,
                            help=f"only an award with `paid: {{each: {relation.items}}}` can leave out single items",
                        )


def _statement(shape: CumulationShape, scope: ProgrammeScope, *, alone: bool) -> list[Relation]:
    collector = scope.collector
    told = clause(shape, collector)
    subjects = _ids(shape.of, scope)
    if shape.of is None and alone and shape.one_of is None:
        collector.add(
            "missing-key",
            "a statement in a file of its own says whom it is about",
            place_of(shape),
            help="add `of: [place/programme, …]`",
        )
    whom = subjects or (() if alone else (scope.programme,))
    start, end = day(shape.from_, collector), day(shape.until, collector)
    if start and end and end < start and shape.until:
        message = "the statement ends before it begins"
        collector.add("bad-period", message, shape.until.span, help="`until` is the last day; leave it out for none")
    when = expression(shape.when, Checker(scope, collector), TRUTH, "a condition") if shape.when else None

    def relation(
        kind: RelationKind,
        written: list[ScalarNode] | ScalarNode | object,
        *,
        of: tuple[str, ...] = whom,
        others: tuple[str, ...] = (),
        amount: Expr | None = None,
        items: str | None = None,
    ) -> Relation:
        return Relation(
            kind=kind,
            subjects=of,
            programmes=others,
            clause=told,
            owner=scope.programme,
            title=localized(shape.title, collector),
            when=when,
            amount=amount,
            currency=scope.currency,
            forfeit=one_of(shape.effect, ("clamp", "forfeit"), "clamp", collector) == "forfeit",
            items=items,
            split=flag(shape.split, collector),
            text=shape.at_most.text if isinstance(shape.at_most, ScalarNode) else "",
            start=start,
            end=end,
            span=place_of(written),
        )

    found = [
        relation(kind, written, others=_ids(written, scope))
        for kind, written in (
            (RelationKind.EXCLUSIVE, shape.exclusive_with),
            (RelationKind.NOT_AFTER, shape.not_after),
            (RelationKind.REQUIRES, shape.requires),
            (RelationKind.REQUIRES_ANY, shape.requires_any),
        )
        if written
    ]
    if shape.one_of:
        found.append(relation(RelationKind.EXCLUSIVE, shape.one_of, of=_ids(shape.one_of, scope)))
    if shape.at_most is not None:
        wanted = money(scope.currency)
        amount = formula(shape.at_most, scope, "cumulation", wanted=wanted, what="a ceiling")
        found.append(relation(RelationKind.CEILING, shape.at_most, amount=amount))
    else:
        report_idle(shape, ("effect",), "it belongs to `at_most`", collector)
    if shape.same_costs is not None:
        listed = shape.same_costs.text
        fact = scope.fact(listed)
        if fact is None or not isinstance(fact.type, Record):
            lists = [name for name, each in scope.facts.items() if isinstance(each.type, Record)]
            message, help = f"`{listed[:80]}` is no list of items", suggestion(listed, lists)
            collector.add("unknown-fact", message, shape.same_costs.span, help=help)
        else:
            found.append(relation(RelationKind.SAME_COSTS, shape.same_costs, items=listed))
    else:
        report_idle(shape, ("split",), "it belongs to `same_costs`", collector)
    return found


def _ids(written: Sequence[ScalarNode] | None, scope: ProgrammeScope) -> tuple[str, ...]:
    """Patterns as written, the programme's own awards with its id before them; those that fit nothing are reported."""
    own = scope.shape.awards or {}
    found = [f"{scope.programme}/{each.text}" if each.text in own else each.text for each in written or ()]
    for pattern, each in zip(found, written or (), strict=True):
        if not members(pattern, scope.library.awards):
            _report(each, scope)
    return tuple(found)


def _report(each: ScalarNode, scope: ProgrammeScope) -> None:
    library = scope.library
    owner, _, name = each.text.rpartition("/")
    awards = [award for programme in fitting(owner, library.awards) for award in library.awards[programme]]
    if awards:
        message, help = f"`{owner[:80]}` has no award `{name[:80]}`", suggestion(name, awards)
        scope.collector.add("unknown-award", message, each.span, help=help)
        return
    known = [*library.awards, *(scope.shape.awards or {})]
    message = f"no programme is called `{each.text[:80]}`"
    scope.collector.add("unknown-programme", message, each.span, help=suggestion(each.text, known))
