"""
What a change of one part of a programme can reach: the definitions, criteria and awards that look at it.

Everything else comes to the same, so that it need not be worked out again.
"""

from __future__ import annotations

from collections.abc import Iterable

from incentives.cases.load import uses
from incentives.ir.expr import Aggregate, Expr, ItemsBy, Named, Parameter, Reference, TableRows, walk
from incentives.ir.rulebook import Criterion, Programme, Rulebook

Part = tuple[str, str]
ELIGIBILITY = ("eligibility", "")


class Dependents:
    """
    Which parts of one programme look at which.
    """

    def __init__(self, rulebook: Rulebook, programme: Programme) -> None:
        self.programme = programme
        self.readers: dict[Part, set[Part]] = {}
        # The other programmes that look at this one come to something else when it changes.
        self.apart = frozenset(
            name for name, other in rulebook.programmes.items() if programme.id not in uses(other, rulebook)
        )
        for name, definition in programme.definitions.items():
            self.reads(("definition", name), [definition.expr])
        for name, parameter in programme.parameters.items():
            self.reads(("parameter", name), [parameter.keyed_by])
        if programme.eligibility is not None:
            self.look(ELIGIBILITY, ("criterion", programme.eligibility.id))
        roots = [programme.eligibility, *(award.when for award in programme.awards.values())]
        for root in roots:
            if root is not None:
                self.of_criterion(root)
        for name, award in programme.awards.items():
            part = ("award", name)
            self.look(part, ELIGIBILITY)
            if award.when is not None:
                self.look(part, ("criterion", award.when.id))
            self.reads(part, [award.amount, award.cap, award.deadline, award.schedule.start])
            if isinstance(award.schedule.source, TableRows):
                self.look(part, ("table", award.schedule.source.name))

        for name, cap in programme.caps.items():
            self.reads(("cap", name), [cap.amount])
            for index, award_name in enumerate(cap.awards):
                self.look(("award", award_name), ("cap", name))
                for before in cap.awards[:index]:
                    self.look(("award", award_name), ("award", before))

    def of_criterion(self, criterion: Criterion) -> None:
        part = ("criterion", criterion.id)
        if not criterion.members:
            self.reads(part, [criterion.expr])
        for member in criterion.members:
            self.look(part, ("criterion", member.id))
            self.of_criterion(member)

    def look(self, reader: Part, part: Part) -> None:
        """*reader* looks at *part*."""
        self.readers.setdefault(part, set()).add(reader)

    def reads(self, reader: Part, exprs: Iterable[Expr | None]) -> None:
        """*reader* looks at whatever is in *exprs*."""
        for expr in exprs:
            for node in walk(expr) if expr is not None else ():
                part = self.part_of(node)
                if part is not None:
                    self.look(reader, part)

    def part_of(self, node: Expr) -> Part | None:
        """The part of this programme that a node looks at."""
        match node:
            case Parameter(programme=owner, name=name) if owner == self.programme.id:
                return ("parameter", name)
            case (
                Aggregate(source=TableRows(programme=owner, name=name))
                | Aggregate(source=ItemsBy(items=TableRows(programme=owner, name=name)))
            ) if owner == self.programme.id:
                return ("table", name)
            case Reference(kind=Named.GRANTED):
                return None  # a case states what is granted beside the programme
            case Reference() if node.programme == self.programme.id:
                return self.named(node)
            case Reference() if node.programme not in self.apart:
                return ELIGIBILITY
        return None

    def named(self, node: Reference) -> Part:
        match node.kind:
            case Named.DEFINITION | Named.OF_ITEM:
                return ("definition", node.name)
            case Named.CRITERION:
                return ("criterion", node.name)
            case Named.AWARD_WHEN:
                when = self.programme.awards[node.name].when
                return ("criterion", when.id) if when is not None else ELIGIBILITY
            case Named.AWARD_AMOUNT:
                return ("award", node.name)
            case Named.ELIGIBILITY | Named.HOLDS | Named.QUALIFIES | Named.GRANTED:
                return ELIGIBILITY

    def reached(self, part: Part) -> frozenset[Part]:
        """*part* and every part that looks at it, directly or through others."""
        found: set[Part] = set()
        pending = [part]
        while pending:
            each = pending.pop()
            if each not in found:
                found.add(each)
                pending.extend(self.readers.get(each, ()))
        return frozenset(found)
