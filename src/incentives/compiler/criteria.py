"""
Criteria: tests and groups of tests, each with a name, a clause and one truth-valued expression.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from incentives.compiler.checking import broken, expression
from incentives.compiler.formulas import readings
from incentives.compiler.scope import ProgrammeScope
from incentives.compiler.texts import clause, flag, localized, whole
from incentives.compiler.typecheck import Checker
from incentives.ir.expr import Call, Expr, Literal
from incentives.ir.operators import Op
from incentives.ir.rulebook import Criterion, Group
from incentives.source import Span
from incentives.syntax.documents import CriterionShape, ReadingShape
from incentives.syntax.grammar import parse
from incentives.syntax.nodes import MappingNode, Node, ScalarNode, SequenceNode
from incentives.types import NUMBER, TRUTH
from incentives.values import known

# What the forms of a criterion make of it: `test`, `all`, `any`, `none`, `of`, `readings`.
FORMS = (Group.TEST, Group.ALL, Group.ANY, Group.NONE, Group.AT_LEAST, Group.TEST)
GROUPS = ("all", "any", "none", "of", "when")


class CriteriaCompiler:
    """Compiles the criteria of one programme; ids are unique within it."""

    def __init__(self, scope: ProgrammeScope, node: Node) -> None:
        self.scope = scope
        self.node = node
        self.taken: dict[str, Span | None] = {}
        self.empty = 0

    def criterion(self, written: ScalarNode | CriterionShape, default_id: str) -> Criterion:
        """One criterion with its members."""
        if isinstance(written, ScalarNode):
            span: Span | None = written.span
            expr = self.test(written)
            return Criterion(id=self.claim(default_id, span), kind=Group.TEST, expr=expr, text=written.text, span=span)
        name = written.id.text if written.id else default_id
        span = _span(written)
        forms = (written.test, written.all, written.any, written.none, written.of, written.readings)
        given = [(kind, what) for kind, what in zip(FORMS, forms, strict=True) if what is not None]
        if len(given) != 1 or (written.at_least is None) != (written.of is None):
            self.scope.collector.add(
                "wrong-criterion",
                "a criterion has exactly one of `test`, `all`, `any`, `none`, `at_least` with `of`, `readings`",
                span,
                help="write `any: [first, second]`, or `at_least: 2` and `of: [first, second, third]`",
            )
            return Criterion(id=self.claim(name, span), kind=Group.TEST, expr=broken(span), span=span)
        name = self.claim(name, span)
        kind = given[0][0]
        members: tuple[Criterion, ...] = ()
        required: int | None = None
        text = ""
        if written.readings is not None:
            expr = readings(written.readings, self.scope, name, self.reading_test, "test")
            text = " | ".join(each.test.text for each in written.readings.values() if each.test is not None)
        elif kind is Group.TEST:
            assert isinstance(written.test, ScalarNode)  # noqa: S101  (INVARIANT: the only part given)
            expr = self.test(written.test)
            text = written.test.text
        else:
            members = self.members(given[0][1], name)  # type: ignore[arg-type]  # a list, by the shape
            required = (
                whole(written.at_least, 1, max(1, len(members)), 1, self.scope.collector) if written.at_least else None
            )
            expr = join(kind, members, required, span)
        return Criterion(
            id=name,
            kind=kind,
            expr=expr,
            members=members,
            required=required,
            title=localized(written.title, self.scope.collector),
            clause=clause(written, self.scope.collector),
            preference=flag(written.preference, self.scope.collector),
            door=flag(written.door, self.scope.collector),
            text=text,
            span=span,
        )

    def conditions(
        self, written: ScalarNode | Sequence[ScalarNode | CriterionShape] | CriterionShape, name: str
    ) -> Criterion:
        """Conditions of an award: one, or a list of which all must hold."""
        if isinstance(written, (ScalarNode, CriterionShape)):
            return self.criterion(written, name)
        members = self.members(written, name)
        span = members[0].span if members else None
        return Criterion(
            id=self.claim(name, span),
            kind=Group.ALL,
            expr=join(Group.ALL, members, None, span),
            members=members,
            span=span,
        )

    def members(self, written: Sequence[ScalarNode | CriterionShape], parent: str) -> tuple[Criterion, ...]:
        prefix = "" if parent == "eligibility" else f"{parent}."
        found = tuple(self.criterion(each, f"{prefix}{index}") for index, each in enumerate(written, 1))
        if not found:
            help = "write its tests, or leave the group out"
            self.scope.collector.add("empty-group", f"the group `{parent}` has no criteria", self.hollow(), help=help)
        return found

    def hollow(self) -> Span:
        """Where the next empty list stands: a shape does not keep the places of its lists."""
        self.empty += 1
        spans = [span for name in ("eligibility", "awards") for span in _empty_lists(self.node, name)]
        return spans[min(self.empty, len(spans)) - 1] if spans else self.node.span

    def test(self, written: ScalarNode) -> Expr:
        checker = Checker(self.scope, self.scope.collector)
        return checker.truth(parse(written, self.scope.collector))

    def reading_test(self, _name: str, shape: ReadingShape) -> Expr | None:
        if shape.test is None:
            return None
        return expression(shape.test, Checker(self.scope, self.scope.collector), TRUTH, "a test")

    def claim(self, name: str, span: Span | None) -> str:
        """Take *name*; report it if another criterion has it."""
        if name in self.taken:
            self.scope.collector.add(
                "duplicate-id", f"two criteria are called `{name}`", span, help="give one of them another `id`"
            )
        self.taken[name] = span
        return name


def join(kind: Group, members: Sequence[Criterion], required: int | None, span: Span | None) -> Expr:
    """The one expression that a group comes to; preferences are no gates."""
    gates = tuple(member.expr for member in members if not member.preference)
    match kind:
        case Group.ANY:
            return Call(op=Op.OR, arguments=gates, type=TRUTH, span=span)
        case Group.NONE:
            return Call(
                op=Op.NOT, arguments=(Call(op=Op.OR, arguments=gates, type=TRUTH, span=span),), type=TRUTH, span=span
            )
        case Group.AT_LEAST:
            count = Literal(value=known(required or 1), type=NUMBER, text=str(required), span=span)
            return Call(op=Op.AT_LEAST_OF, arguments=(count, *gates), type=TRUTH, span=span)
        case Group.ALL | Group.TEST:
            return Call(op=Op.AND, arguments=gates, type=TRUTH, span=span)


def _empty_lists(node: Node, name: str) -> Iterator[Span]:
    """The keys of the empty lists of criteria under *name*, in the order of the file."""
    pending = [node.get(name) if isinstance(node, MappingNode) else None]
    while pending:
        each = pending.pop()
        if isinstance(each, SequenceNode):
            pending.extend(reversed(each.items))
        elif isinstance(each, MappingNode):
            for key, value in each.entries:
                if isinstance(value, SequenceNode) and not value.items and key.text in GROUPS:
                    yield key.span
            pending.extend(value for _, value in reversed(each.entries))


def _span(written: CriterionShape) -> Span | None:
    texts: list[ScalarNode | None] = [written.id, written.test, written.cite]
    for text in texts:
        if text is not None:
            return text.span
    for group in (written.all, written.any, written.none, written.of):
        for member in group or ():
            return member.span if isinstance(member, ScalarNode) else _span(member)
    return None
