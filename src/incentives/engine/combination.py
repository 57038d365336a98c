"""
The answer to "what can we have together": a permitted choice, what it comes to, what it leaves out and why, and what
shows that nothing permitted gives more.

Only the shapes; `incentives.analysis.combination` fills them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from incentives.engine.results import AwardResult, Range
from incentives.ir.rulebook import Relation
from incentives.values import Reason


class Objective(StrEnum):
    """What a choice is compared by, in order; equal choices are told apart by the order of their ids."""

    ENTITLED_FIRST = "entitled-first"
    TOTAL = "total"
    ENTITLED = "entitled"
    PRESENT_VALUE = "present-value"
    FEWEST_APPLICATIONS = "fewest-applications"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What an award saw granted of another one, in the currency of that."""

    programme: str
    award: str
    currency: str
    amount: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """
    An award of the choice.

    Args:

        award: With what it comes to in this choice: amount, payments, payers and the amount in the reporting currency.

        alone: As it came to by itself.

        cut_by: The ceilings and the like that make it another amount than by itself.

        beside: What its amount saw granted of others; empty if it looks at none, or nothing is granted of them.
    """

    programme: str
    award: AwardResult
    alone: AwardResult
    cut_by: tuple[Relation, ...] = ()
    beside: tuple[Counted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Permitted:
    """
    A permitted choice and what it comes to in the reporting currency.

    Args:

        programmes: The ids, in order; one that gives no money is among them where another asks for it.

        awards: What is granted, as `programme/award`.

        entitled: What the company may claim.

        discretionary: The ceiling of what it may be given on merit; its lower end is 0.

        value: What the objective compares: most important first.
    """

    programmes: tuple[str, ...]
    awards: tuple[str, ...]
    entitled: Range
    discretionary: Range
    value: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """
    One reason why something is left out.

    Args:

        relation: The statement of the law.

        others: What is chosen and stands against it; for a requirement, what is not chosen and would be needed. Ids of
            programmes, or `programme/award`.
    """

    relation: Relation
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """
    A programme, or a single award of a chosen programme, that the best choice does without.

    Args:

        award: The award; None for the whole programme.

        because: The relations that keep it out of this choice.

        gap: By how much the best choice with it is worth less, in the terms of the objective: it must be worth more
            than this more before the choice changes. None if no permitted choice has it, or it was not worked out.
    """

    programme: str
    award: str | None
    because: tuple[Because, ...]
    gap: tuple[Fraction, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """
    How it is known that no permitted choice is worth more.

    Args:

        parts: Into how many parts that do not touch each other the question fell.

        cases: How many cases were told apart in all of them.

        exact: Whether every case was closed in exact numbers and the proof checked anew; else something may be worth
            more, up to the bound, and what comes next is not known.

        bound: What no permitted choice exceeds: with an exact proof, the value of the best one itself.

        solver: What showed where to look in parts too large to search by hand; None if none was needed.
    """

    parts: int
    cases: int
    exact: bool
    bound: tuple[Fraction, ...]
    solver: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """
    The best permitted choice.

    Args:

        objective: What it is best by.

        discount_rate: For the present value; None otherwise.

        best: The choice.

        granted: Its awards with what they come to together; those that come to nothing are among them.

        left_out: What it does without, and why.

        runner_up: The best other choice that has something the best one has not; None if there is none.

        sure: Whether it stays the best whatever the missing facts turn out to be.

        candidates: If it is not sure: other choices that may turn out better, the most promising first.

        deciding: The missing facts that decide between them.

        order: Pairs of programmes of which the first must be applied for before the second, by `not_after`.

        independent: Whether every programme was taken by itself, relations ignored.
    """

    objective: Objective
    discount_rate: Fraction | None
    best: Permitted
    granted: tuple[Granted, ...]
    left_out: tuple[LeftOut, ...]
    runner_up: Permitted | None
    sure: bool
    candidates: tuple[Permitted, ...]
    deciding: tuple[Reason, ...]
    proof: Proof
    order: tuple[tuple[str, str], ...] = ()
    independent: bool = False
