"""
What a choice is to be best by, as a person asks for it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from incentives.analysis.question import Aim
from incentives.diagnostics import Diagnostic, IncentivesError, suggestion
from incentives.engine.combination import Objective

RATE = re.compile(r"[0-9]+(\.[0-9]+|/[1-9][0-9]*)?")
LONGEST_RATE = 30


def aim_of(objective: Objective | str, discount_rate: Decimal | Fraction | int | str | None) -> Aim:
    """
    What a choice is to be best by.

    Raises:

        IncentivesError: for an unknown objective, or a rate that is none, is missing or has no use.
    """
    words = [each.value for each in Objective]
    if str(objective) not in words:
        message = f"`{str(objective)[:40]}` is not an objective"
        help = suggestion(str(objective), words)
        raise IncentivesError([Diagnostic(code="unknown-word", message=message, where="objective", help=help)])
    wanted = Objective(str(objective))
    if wanted is not Objective.PRESENT_VALUE:
        if discount_rate is not None:
            help = "add `--objective present-value`"
            raise _wrong_rate("a discount rate has an effect on the present value only", help)
        return Aim(objective=wanted)
    if discount_rate is None:
        raise _wrong_rate("the present value needs a discount rate", "add `--discount-rate 4%`")
    return Aim(objective=wanted, discount_rate=_rate(discount_rate))


def _rate(written: Decimal | Fraction | int | str) -> Fraction:
    text = str(written).strip()
    percent = text.endswith("%")
    number = text[:-1].strip() if percent else text
    help = "write it as a percentage of a year, `4%`, or as a number, `0.04`"
    if len(number) > LONGEST_RATE or not RATE.fullmatch(number):
        raise _wrong_rate(f"`{text[:40]}` is not a rate", help)
    rate = Fraction(number) / (100 if percent else 1)
    if rate > 1:
        raise _wrong_rate(f"`{text[:40]}` is more than 100% a year", help)
    return rate


def _wrong_rate(message: str, help: str) -> IncentivesError:
    return IncentivesError([Diagnostic(code="not-a-number", message=message, where="discount-rate", help=help)])
