"""
What happened in a trace: which criteria were decided how, which branches, rows, readings and values were taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from incentives.cases.answers import Answer
from incentives.cases.departures import criterion_roots
from incentives.cases.sites import parameter_name, roots
from incentives.cases.texts import truth_text
from incentives.engine.assessor import steps_of
from incentives.engine.results import AwardResult, CriterionResult, Status
from incentives.engine.trace import OfReading, OfRow, Step
from incentives.ir.expr import Brackets, Call, Expr, Parameter, Steps, walk
from incentives.ir.operators import Op
from incentives.ir.rulebook import Programme
from incentives.values import Known, interval_of

STATUS_WORDS = {Status.ELIGIBLE: "granted", Status.INELIGIBLE: "refused", Status.UNDETERMINED: "open"}


def conditionals(root: str, expr: Expr) -> Iterator[tuple[str, Call | Brackets]]:
    """Every `if` and bracket table of an expression, named in the order in which they stand."""
    branches = tables = 0
    for node in walk(expr):
        if isinstance(node, Call) and node.op is Op.IF:
            branches += 1
            yield f"{root} if {branches}", node
        elif isinstance(node, Brackets):
            tables += 1
            yield f"{root} brackets {tables}", node


class Observer:
    """
    Gathers what answers show; `seen` has the outcomes by kind and name.
    """

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.seen: dict[tuple[str, str], set[str]] = {}
        # INVARIANT: a trace holds the programme's own nodes, so that a node is known by its identity.
        self.names = {id(node): name for root in roots(programme) for name, node in conditionals(root.name, root.expr)}

    def note(self, kind: str, name: str, outcome: str) -> None:
        """One outcome was seen."""
        self.seen.setdefault((kind, name), set()).add(outcome)

    def see(self, answer: Answer) -> None:
        """Everything that one answer shows."""
        result = answer.result
        self.note("status", "status", result.status.value)
        for root in criterion_roots(result):
            self.see_criterion(root)
        for award in result.awards:
            self.note("award", award.award.id, STATUS_WORDS[award.status])
            self.see_cap(award)
        visited: set[int] = set()
        for step in (*steps_of(result.eligibility, result.awards), *answer.values.values()):
            self.see_step(step, visited)

    def see_criterion(self, result: CriterionResult) -> None:
        self.note("criterion", result.criterion.id, truth_text(result.truth))
        for member in result.members:
            self.see_criterion(member)

    def see_cap(self, award: AwardResult) -> None:
        """Whether the cap took something away, if that can be told."""
        if award.cap_step is None or award.status is Status.INELIGIBLE:
            return
        cap = interval_of(award.cap_step.value)
        steps = {id(each.step): each.step for each in award.payments if each.step is not None}
        ranges = [interval_of(step.value) for step in steps.values()]
        if cap[0] is None or cap[0] != cap[1] or any(low is None or low != high for low, high in ranges):
            return
        whole = sum((low for low, _ in ranges if low is not None), Fraction(0))
        self.note("cap", award.award.id, "bites" if whole > cap[0] else "does not bite")

    def see_step(self, step: Step, visited: set[int]) -> None:
        pending = [step]
        while pending:
            each = pending.pop()
            if id(each) in visited:
                continue
            visited.add(id(each))
            pending.extend(each.inputs)
            self.see_node(each)

    def see_node(self, step: Step) -> None:
        """What one step shows."""
        match step.note:
            case OfReading(point=point, option=option):
                self.note("reading", point, option)
            case OfRow(row=row) if isinstance(step.expr, Parameter) and step.expr.programme == self.programme.id:
                self.note("parameter", parameter_name(self.programme.parameters[step.expr.name], row), "used")
        name = self.names.get(id(step.expr))
        if name is None:
            return
        if isinstance(step.expr, Brackets):
            for row in rows_taken(step):
                self.note("bracket", f"{name} row {row + 1}", "taken")
        elif isinstance(step.inputs[0].value, Known):
            self.note("branch", name, "then" if step.inputs[0].value.value else "else")


def rows_taken(step: Step) -> list[int]:
    """The rows of a bracket table that had a part in its value."""
    table, subject = step.expr, interval_of(step.inputs[0].value)[0]
    if not isinstance(table, Brackets):
        return []
    if table.kind is Steps.SELECT:
        return [step.note.row] if isinstance(step.note, OfRow) else []
    if subject is None or not isinstance(step.inputs[0].value, Known):
        return []
    if table.kind is Steps.INTERPOLATE:
        points = [interval_of(each.value)[0] for each in step.inputs[1::2]]
        above = [index for index, point in enumerate(points) if point is not None and subject >= point]
        below = [index for index, point in enumerate(points) if point is not None and subject <= point]
        return sorted({*above[-1:], *below[:1]})
    found = []
    edges = iter(step.inputs[1:])
    for index, row in enumerate(table.rows):
        if row.upper is not None:
            next(edges)
        lower = interval_of(next(edges).value)[0] if row.lower is not None else None
        next(edges)
        if lower is None or subject > lower:
            found.append(index)
    return found
