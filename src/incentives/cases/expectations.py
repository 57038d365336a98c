"""
What a case expects, from its shape to typed data: every name exists, every value has the type it is held against.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction

from incentives.cases.case import AwardExpectation, Expectation, Stated
from incentives.cases.stated import UNKNOWN, Reader
from incentives.diagnostics import Collector, suggestion
from incentives.engine.results import Status
from incentives.ir.rulebook import Award, Programme, Rulebook
from incentives.syntax.documents import CaseShape, ExpectedAward
from incentives.syntax.literals import Misread, read_date
from incentives.syntax.nodes import Node, ScalarNode
from incentives.syntax.shaping import key_span
from incentives.types import Type, money
from incentives.values import Known, Reason, Unknown, Value, Why

TRUTHS: Mapping[str, bool | None] = {"true": True, "false": False, UNKNOWN: None}


class ExpectationReader:
    """
    Reads what the cases of one programme expect.
    """

    def __init__(self, rulebook: Rulebook, programme: Programme, collector: Collector) -> None:
        self.rulebook = rulebook
        self.programme = programme
        self.collector = collector
        self.criteria = programme.criteria()
        self.reader = Reader(rulebook.places)

    def expectation(self, shape: CaseShape, node: Node) -> Expectation:
        """What *shape* expects; *node* is the case in the file, for the places of keys."""
        expect = shape.expect
        return Expectation(
            status=self.status(expect.status),
            decided_by=self.decided_by(expect.decided_by),
            criteria=self.truths(expect.criteria or {}, node),
            values=self.values(expect.values or {}, node),
            awards=self.awards(expect.awards or {}, node),
            entitled=self.amount(expect.entitled, self.programme.currency),
            discretionary=self.amount(expect.discretionary, self.programme.currency),
            exclusive_with=self.others(expect.exclusive_with),
            missing=self.missing(expect.missing),
        )

    def status(self, written: ScalarNode | None) -> Status | None:
        """A status by its word."""
        if written is None:
            return None
        words = [status.value for status in Status]
        if written.text not in words:
            message = f"`{written.text[:40]}` is not a status"
            self.collector.add("unknown-word", message, written.span, help=suggestion(written.text, words))
            return None
        return Status(written.text)

    def decided_by(self, written: ScalarNode | None) -> str | None:
        """The id of a criterion."""
        if written is None:
            return None
        if written.text not in self.criteria:
            message = f"there is no criterion `{written.text[:60]}`"
            self.collector.add("unknown-name", message, written.span, help=suggestion(written.text, self.criteria))
        return written.text

    def truths(self, written: Mapping[str, ScalarNode], node: Node) -> dict[str, bool | None]:
        """Criteria with their truths."""
        found: dict[str, bool | None] = {}
        for name, word in written.items():
            self.known(name, self.criteria, "there is no criterion", node, ("expect", "criteria", name))
            if word.text not in TRUTHS:
                message = f"`{word.text[:40]}` is no truth that a criterion can have"
                self.collector.add("unknown-word", message, word.span, help="write `true`, `false` or `unknown`")
                continue
            found[name] = TRUTHS[word.text]
        return found

    def values(self, written: Mapping[str, ScalarNode], node: Node) -> dict[str, Stated]:
        """Definitions and parameters with their values."""
        one = {name: each for name, each in self.programme.definitions.items() if each.of is None}
        types = {name: definition.expr.type for name, definition in one.items()}
        types |= {name: parameter.type for name, parameter in self.programme.parameters.items()}
        found: dict[str, Stated] = {}
        for name, text in written.items():
            if self.known(name, types, "nothing is defined as", node, ("expect", "values", name)):
                value = self.stated(text, types[name])
                if value is not None:
                    found[name] = value
        return found

    def awards(self, written: Mapping[str, ScalarNode | ExpectedAward], node: Node) -> dict[str, AwardExpectation]:
        """Awards with what is expected of them."""
        found: dict[str, AwardExpectation] = {}
        for name, shape in written.items():
            if self.known(name, self.programme.awards, "there is no award", node, ("expect", "awards", name)):
                award = self.programme.awards[name]
                if isinstance(shape, ScalarNode):
                    found[name] = AwardExpectation(amount=self.amount(shape, award.currency))
                else:
                    found[name] = self.award(shape, award)
        return found

    def granted(self, written: Mapping[str, ScalarNode], node: Node) -> dict[tuple[str, str], Value]:
        """What other awards are taken to come to: of this programme by their ids, else as `place/programme/award`."""
        found: dict[tuple[str, str], Value] = {}
        for name, text in written.items():
            owner, _, award = name.rpartition("/")
            programme = self.rulebook.programmes.get(owner) if owner else self.programme
            looked_at = {source for each in self.programme.awards.values() for source in each.beside}
            if programme is None or (programme.id, award) not in looked_at:
                message = f"no award of `{self.programme.id}` looks at what is granted of `{name[:80]}`"
                known = ["/".join(source) for source in looked_at]
                place = key_span(node, ("granted", name))
                self.collector.add("unknown-award", message, place, help=suggestion(name, known))
                continue
            stated = self.amount(text, programme.awards[award].currency)
            if stated is not None and isinstance(stated.value, Fraction):
                found[programme.id, award] = Known(stated.value)
            elif stated is not None:
                found[programme.id, award] = Unknown((Reason(Why.NOT_SETTLED, name),), stated.low, stated.high)
        return found

    def award(self, shape: ExpectedAward, award: Award) -> AwardExpectation:
        """The mapping form."""
        payments = None
        if shape.payments is not None:
            stated = [self.payment(each, money(award.currency)) for each in shape.payments]
            payments = tuple(each for each in stated if each is not None)
        payers: dict[str, Stated] = {}
        for payer, text in (shape.payers or {}).items():
            if payer not in award.payers:
                message = f"`{payer[:60]}` does not pay `{award.id}`"
                self.collector.add("unknown-name", message, text.span, help=suggestion(payer, award.payers))
                continue
            amount = self.amount(text, award.currency)
            if amount is not None:
                payers[payer] = amount
        return AwardExpectation(
            amount=self.amount(shape.amount, award.currency),
            status=self.status(shape.status),
            exact=self.amount(shape.exact, award.currency),
            payments=payments,
            payers=payers,
            deadline=self.day(shape.deadline),
            exclusive_with=self.others(shape.exclusive_with),
        )

    def missing(self, written: list[ScalarNode] | None) -> frozenset[str] | None:
        """Names of facts, of fields of lists (`projects.cost`), and of programmes whose status is not stated."""
        if written is None:
            return None
        fields = [f"{name}.{each}" for name, fact in self.rulebook.facts.items() for each in fact.fields]
        known = [*self.rulebook.facts, *fields, *self.rulebook.programmes, "period_start"]
        for each in written:
            if each.text not in known:
                message = f"`{each.text[:60]}` is not a declared fact"
                self.collector.add("unknown-name", message, each.span, help=suggestion(each.text, known))
        return frozenset(each.text for each in written)

    def others(self, written: list[ScalarNode] | None) -> tuple[str, ...]:
        """Programmes, and awards as `place/programme/award` or by their ids if they are of this programme."""
        found: list[str] = []
        for each in written or ():
            name = f"{self.programme.id}/{each.text}" if each.text in self.programme.awards else each.text
            owner, _, award = name.rpartition("/")
            programme = self.rulebook.programmes.get(owner)
            if name in self.rulebook.programmes or (programme is not None and award in programme.awards):
                found.append(name)
                continue
            if programme is not None:
                message, near = f"`{owner}` has no award `{award[:80]}`", suggestion(award, programme.awards)
                self.collector.add("unknown-award", message, each.span, help=near)
                continue
            near = suggestion(each.text, [*self.rulebook.programmes, *self.programme.awards])
            self.collector.add("unknown-programme", f"no programme is called `{each.text[:80]}`", each.span, help=near)
        return tuple(found)

    # The parts.

    def known(self, name: str, names: Collection[str], message: str, node: Node, path: tuple[str, ...]) -> bool:
        """Whether *name* is one of *names*; a diagnostic at the key that *path* leads to if not."""
        if name in names:
            return True
        text = f"{message} `{name[:60]}` in `{self.programme.id}`"
        self.collector.add("unknown-name", text, key_span(node, path), help=suggestion(name, names))
        return False

    def amount(self, written: ScalarNode | None, currency: str) -> Stated | None:
        """An amount of money, or a range of them."""
        return None if written is None else self.stated(written, money(currency))

    def stated(self, written: ScalarNode, kind: Type) -> Stated | None:
        """A value of *kind*."""
        return self.told(self.reader.stated(written.text, kind), written)

    def payment(self, written: ScalarNode, kind: Type) -> Stated | None:
        """An amount, perhaps with its day."""
        return self.told(self.reader.payment(written.text, kind), written)

    def told(self, found: Stated | Misread, written: ScalarNode) -> Stated | None:
        if isinstance(found, Misread):
            self.collector.add(found.code, found.message, written.span, help=found.help)
            return None
        return found

    def day(self, written: ScalarNode | None) -> date | None:
        """A day of the calendar."""
        if written is None:
            return None
        found = read_date(written.text.strip())
        if isinstance(found, Misread):
            self.collector.add(found.code, found.message, written.span, help=found.help)
            return None
        return found
