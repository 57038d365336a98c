"""
An answer held against what a case expects, exactly: money to the cent, roots by powers, never with a tolerance.

The differences come in the order of evaluation, so that the first one is where the trace departs.
"""

from __future__ import annotations

from fractions import Fraction

from incentives.cases.answers import Answer
from incentives.cases.case import AwardExpectation, Case, Form, Stated
from incentives.cases.departures import Departures, criterion_roots, deciding, way_to
from incentives.cases.outcome import CaseResult, Departure, Mismatch
from incentives.cases.texts import names_text, range_text, truth_text, value_text
from incentives.engine import amounts
from incentives.engine.results import AwardResult, CriterionResult, Payment, ProgrammeResult, Range, Status
from incentives.ir.rulebook import Award, Nature, Rhythm
from incentives.values import Known, Root, Unknown, Value, Why, interval_of

NOTHING = Range(Fraction(0), Fraction(0))


def compare(case: Case, answer: Answer) -> CaseResult:
    """The case with every difference."""
    comparison = _Comparison(case, answer)
    return CaseResult(
        programme=case.programme,
        number=case.number,
        says=case.says,
        place=case.place,
        mismatches=tuple(comparison.mismatches()),
    )


def passes(case: Case, answer: Answer) -> bool:
    """Whether all came as expected; stops at the first difference and explains nothing."""
    return not _Comparison(case, answer, explain=False).mismatches()


def value_matches(stated: Stated, value: Value) -> bool:
    """Whether *value* is what a case states."""
    match stated.form:
        case Form.UNKNOWN:
            return isinstance(value, Unknown)
        case Form.EXACT:
            if not isinstance(value, Known):
                return False
            if isinstance(value.value, Root) and isinstance(stated.value, Fraction):
                return value.value.compare(stated.value) == 0
            return value.value == stated.value
        case Form.RANGE | Form.CEILING:
            return isinstance(value, Unknown) and interval_of(value) == (stated.low, stated.high)


def amount_matches(stated: Stated, amount: Range, *, merit: bool) -> bool:
    """Whether an amount is what a case states; *merit* if it is given at discretion."""
    match stated.form:
        case Form.UNKNOWN:
            return not amount.is_known
        case Form.EXACT:
            return amount.low == amount.high == stated.value
        case Form.CEILING:
            return merit and amount.high == stated.high
        case Form.RANGE:
            return (amount.low, amount.high) == (stated.low, stated.high)


def decides(result: CriterionResult | None) -> tuple[str, ...]:
    """The ids on the way to the criterion that decides a refusal or leaves open; empty for who meets everything."""
    if result is None or result.truth is True:
        return ()
    return tuple(each.criterion.id for each in deciding(result))


def missing_facts(result: ProgrammeResult) -> frozenset[str]:
    """The facts, and the programmes whose status is not stated, that would settle what is open."""
    settled = (Why.MISSING_FACT, Why.STATUS_NOT_STATED)
    return frozenset(reason.subject for reason in result.missing if reason.why in settled)


class _Comparison:
    """
    One case against one answer.
    """

    def __init__(self, case: Case, answer: Answer, *, explain: bool = True) -> None:
        self.expect = case.expect
        self.answer = answer
        self.result = answer.result
        self.explain = explain
        self.departures = Departures(answer.result)

    def mismatches(self) -> list[Mismatch]:
        found: list[Mismatch] = []
        for part in (
            self.values,
            self.criteria,
            self.status,
            self.decision,
            self.awards,
            self.sums,
            self.exclusions,
            self.missing,
        ):
            found += part()
            if found and not self.explain:
                break
        return found

    def values(self) -> list[Mismatch]:
        found = []
        for name, stated in self.expect.values.items():
            step = self.answer.values[name]
            if not value_matches(stated, step.value):
                departure = self.departures.of_value(name, step) if self.explain else None
                found.append(
                    _mismatch(f"values.{name}", stated.text, value_text(step.value, step.expr.type), departure)
                )
        return found

    def criteria(self) -> list[Mismatch]:
        found = []
        for name, truth in self.expect.criteria.items():
            ways = [way_to(root, name) for root in criterion_roots(self.result)]
            way = next((each for each in ways if each is not None), None)
            if way is None or way[-1].truth is not truth:
                got = truth_text(way[-1].truth) if way else "not worked out"
                departure = self.departures.of_criterion(name) or self.departures.of_status() if self.explain else None
                found.append(_mismatch(f"criteria.{name}", truth_text(truth), got, departure))
        return found

    def status(self) -> list[Mismatch]:
        expected = self.expect.status
        if expected is None or expected is self.result.status:
            return []
        departure = self.departures.of_status(self.expect.decided_by) if self.explain else None
        return [_mismatch("status", expected.value, self.result.status.value, departure)]

    def decision(self) -> list[Mismatch]:
        expected = self.expect.decided_by
        if expected is None:
            return []
        way = decides(self.result.eligibility)
        if expected in way:
            return []
        departure = self.departures.of_status(expected) if self.explain else None
        return [_mismatch("decided_by", expected, " > ".join(way) or "nothing fails or is open", departure)]

    def awards(self) -> list[Mismatch]:
        results = {each.award.id: each for each in self.result.awards}
        found = []
        for name, expected in self.expect.awards.items():
            award = self.result.programme.awards[name]
            if name in results:
                found += self.award(expected, results[name])
            else:
                found += self.not_worked_out(expected, award)
        return found

    def not_worked_out(self, expected: AwardExpectation, award: Award) -> list[Mismatch]:
        """An award of a programme that is not in force: nothing."""
        if expected.amount is None or amount_matches(expected.amount, NOTHING, merit=False):
            return []
        departure = self.departures.of_status() if self.explain else None
        got = range_text(NOTHING, award.currency)
        return [_mismatch(f"awards.{award.id}", expected.amount.text, got, departure)]

    def award(self, expected: AwardExpectation, got: AwardResult) -> list[Mismatch]:
        award = got.award
        name = f"awards.{award.id}"
        merit = award.nature is Nature.DISCRETIONARY
        pairs: list[tuple[str, str, str, int | None]] = []
        if expected.status is not None and expected.status is not got.status:
            pairs.append((f"{name}.status", expected.status.value, got.status.value, None))
        differing = self.payments(expected, got, pairs, merit=merit)
        if expected.amount is not None and not amount_matches(expected.amount, got.amount, merit=merit):
            pairs.append((name, expected.amount.text, range_text(got.amount, award.currency, merit=merit), differing))
        for payer, stated in expected.payers.items():
            share = got.payers.get(payer, NOTHING)
            if not amount_matches(stated, share, merit=merit):
                text = range_text(share, award.currency, merit=merit)
                pairs.append((f"{name}.payers.{payer}", stated.text, text, None))
        if expected.exact is not None:
            exact = exact_amount(got)
            if not amount_matches(expected.exact, exact, merit=merit):
                pairs.append(
                    (f"{name}.exact", expected.exact.text, range_text(exact, award.currency, merit=merit), None)
                )
        if expected.deadline is not None and expected.deadline != got.deadline:
            pairs.append((f"{name}.deadline", expected.deadline.isoformat(), str(got.deadline or "none"), None))
        granted = _is_something(expected)
        return [
            _mismatch(
                what,
                wanted,
                came,
                self.departures.of_award(got, granted=granted, payment=number) if self.explain else None,
            )
            for what, wanted, came, number in pairs
        ]

    def payments(
        self,
        expected: AwardExpectation,
        got: AwardResult,
        pairs: list[tuple[str, str, str, int | None]],
        *,
        merit: bool,
    ) -> int | None:
        """Adds the payments that differ to *pairs*; returns the number of the first."""
        if expected.payments is None:
            return None
        name = f"awards.{got.award.id}.payments"
        first = None
        for number, stated in enumerate(expected.payments, 1):
            payment = got.payments[number - 1] if number <= len(got.payments) else None
            if payment is not None and _payment_matches(stated, payment, merit=merit):
                continue
            first = first or number
            text = (
                _payment_text(payment, got.award.currency, merit=merit, dated=stated.due is not None)
                if payment
                else "no payment"
            )
            pairs.append((f"{name}.{number}", stated.text, text, number))
        for payment in got.payments[len(expected.payments) :]:
            first = first or payment.number
            text = _payment_text(payment, got.award.currency, merit=merit, dated=False)
            pairs.append((f"{name}.{payment.number}", "no payment", text, payment.number))
        return first

    def sums(self) -> list[Mismatch]:
        found = []
        currency = self.result.programme.currency
        for nature, stated, got in (
            (Nature.ENTITLED, self.expect.entitled, self.answer.entitled),
            (Nature.DISCRETIONARY, self.expect.discretionary, self.answer.discretionary),
        ):
            merit = nature is Nature.DISCRETIONARY
            if stated is not None and got is not None and not amount_matches(stated, got, merit=merit):
                departure = self.departures.of_sum(nature) if self.explain else None
                found.append(_mismatch(nature.value, stated.text, range_text(got, currency, merit=merit), departure))
        return found

    def exclusions(self) -> list[Mismatch]:
        found = []
        for award in dict.fromkeys(award for award, _ in self.expect.exclusions):
            expected = [name for own, name in self.expect.exclusions if own == award]
            got = [name for own, name in self.answer.excluded if own == award]
            if set(expected) != set(got):
                what = "exclusive_with" if award is None else f"awards.{award}.exclusive_with"
                found.append(_mismatch(what, names_text(expected), names_text(got), None))
        return found

    def missing(self) -> list[Mismatch]:
        expected, got = self.expect.missing, missing_facts(self.result)
        if expected is None or expected == got:
            return []
        return [_mismatch("missing", names_text(expected), names_text(got), None)]


def exact_amount(award: AwardResult) -> Range:
    """What an award comes to before it is rounded, its conditions and its cap taken into account."""
    if award.status is Status.INELIGIBLE:
        return NOTHING
    payments = award.payments[:1] if award.award.schedule.rhythm is Rhythm.INSTALMENTS else award.payments
    ranges = [interval_of(each.step.value) if each.step is not None else (Fraction(0), None) for each in payments]
    if award.shared:
        return award.amount  # what other awards leave of a shared cap is rounded with them
    if award.cap_step is not None:
        ranges = amounts.capped(ranges, interval_of(award.cap_step.value), forfeit=award.award.forfeit)
    low = sum((low or Fraction(0) for low, _ in ranges), Fraction(0))
    highs = [high for _, high in ranges if high is not None]
    high = sum(highs, Fraction(0)) if len(highs) == len(ranges) else None
    certain = award.status is Status.ELIGIBLE and award.award.nature is Nature.ENTITLED
    return Range(low if certain else min(low, Fraction(0)), high)


def _is_something(expected: AwardExpectation) -> bool:
    """Whether the case expects to be given something."""
    if expected.status is not None:
        return expected.status is Status.ELIGIBLE
    stated = expected.amount or next(iter(expected.payments or ()), None)
    return stated is None or not (stated.form is Form.EXACT and stated.value == 0)


def _payment_matches(stated: Stated, payment: Payment, *, merit: bool) -> bool:
    return amount_matches(stated, payment.amount, merit=merit) and stated.due in (None, payment.due)


def _payment_text(payment: Payment, currency: str, *, merit: bool, dated: bool) -> str:
    text = range_text(payment.amount, currency, merit=merit)
    return f"{text} on {payment.due or 'no day'}" if dated else text


def _mismatch(what: str, expected: str, got: str, departure: Departure | None) -> Mismatch:
    return Mismatch(what=what, expected=expected, got=got, departure=departure)
