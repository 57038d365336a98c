"""
Mutants of groups of criteria: `any` for `all`, one more or one less of so many, a criterion that is no gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from incentives.cases.mutant import Mutant
from incentives.cases.sites import with_criterion
from incentives.ir.expr import Literal
from incentives.ir.rulebook import Criterion, Group, Programme
from incentives.types import TRUTH
from incentives.values import TRUE

OTHER = {Group.ALL: Group.ANY, Group.ANY: Group.ALL, Group.NONE: Group.ANY}


def criterion_mutants(programme: Programme) -> Iterator[Mutant]:
    """The mutants of every group, in the order of the file."""
    roots = [programme.eligibility, *(award.when for award in programme.awards.values())]
    for root in roots:
        if root is not None:
            if root.kind is Group.TEST:
                yield _without_root(programme, root)
            yield from _of(programme, root)


def _of(programme: Programme, criterion: Criterion) -> Iterator[Mutant]:
    yield from _of_group(programme, criterion)
    for member in criterion.members:
        if not member.preference:
            yield _dropped(programme, criterion, member)
        yield from _of(programme, member)


def _of_group(programme: Programme, group: Criterion) -> Iterator[Mutant]:
    gates = [member for member in group.members if not member.preference]
    if len(gates) > 1 and group.kind in OTHER:
        other = OTHER[group.kind]
        yield _mutant(
            programme,
            group,
            other.value,
            lambda each: replace(each, kind=other),
            says=f"`{group.kind}` of `{group.id}` becomes `{other}`",
            suggestion=f"a company that meets some of `{group.id}` and not all",
        )
    if group.kind is Group.AT_LEAST and group.required is not None:
        for change, mark in ((1, "+"), (-1, "-")):
            required = group.required + change
            met = max(group.required, required) - 1
            yield _mutant(
                programme,
                group,
                f"required{mark}",
                lambda each, required=required: replace(each, required=required),  # type: ignore[misc]  # a criterion
                says=f"`at_least: {group.required}` of `{group.id}` becomes {required}",
                suggestion=f"a company that meets exactly {met} of `{group.id}`",
            )


def _dropped(programme: Programme, group: Criterion, member: Criterion) -> Mutant:
    """The member stays, so that its truth can still be asked for, but decides nothing."""
    name = _named(member)
    suggestion = {
        Group.ALL: f"a company that meets all of `{group.id}` but {name}",
        Group.ANY: f"a company that of `{group.id}` meets only {name}",
        Group.NONE: f"a company to which of `{group.id}` only {name} applies",
        Group.AT_LEAST: f"a company that needs {name} to meet enough of `{group.id}`",
        Group.TEST: "",
    }[group.kind]
    found = _mutant(
        programme,
        member,
        "dropped",
        lambda each: replace(each, preference=True),
        says=f"{name} does not count",
        suggestion=suggestion,
    )
    return replace(found, watched=group.id)


def _without_root(programme: Programme, root: Criterion) -> Mutant:
    """A condition that is a single test is met by everybody."""
    always = Literal(value=TRUE, type=TRUTH, text="true", span=root.expr.span)
    name = _named(root)
    return _mutant(
        programme,
        root,
        "dropped",
        lambda each: replace(each, expr=always),
        says=f"{name} does not count",
        suggestion=f"a company that does not meet {name}",
    )


def _mutant(
    programme: Programme,
    criterion: Criterion,
    name: str,
    change: Callable[[Criterion], Criterion],
    *,
    says: str,
    suggestion: str,
) -> Mutant:
    return Mutant(
        id=f"criteria/{criterion.id}:{name}",
        says=says,
        suggestion=suggestion,
        part=("criterion", criterion.id),
        watched=criterion.id,
        attempts=(lambda: with_criterion(programme, criterion.id, change),),
        place=criterion.span.place if criterion.span is not None else None,
    )


def _named(criterion: Criterion) -> str:
    text = " ".join(criterion.text.split())
    return f"`{text}`" if text else f"`{criterion.id}`"
