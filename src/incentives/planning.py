"""
What a company does about its answer: the plan as an object that prints itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from incentives import pipeline
from incentives.api import DEFAULT_CURRENCY, ProfileLike, bundled_rates, check
from incentives.engine.combination import Objective
from incentives.engine.company_plan import Plan
from incentives.ir.rulebook import Rulebook
from incentives.money.rates import RateTable

if TYPE_CHECKING:
    from incentives.l10n.localiser import Localiser
    from incentives.render.page import Block

NARROWEST = 60


@dataclass(frozen=True, slots=True)
class PlanResult:
    """
    The plan of one company, which prints itself.

    `str(result)` is the text that the command line shows, a notebook shows the page, `to_dict()` is the JSON plan.
    """

    plan: Plan
    rulebook: Rulebook

    def to_dict(self, language: str = "en") -> dict[str, object]:
        """The plan as plain data, amounts as decimal strings; the shape is in the reference."""
        from incentives.render.plan_data import plan_data  # noqa: PLC0415  # Babel is loaded when words are needed

        return plan_data(self.plan, self.rulebook, _localiser(language))

    def to_text(self, language: str = "en", *, width: int = 100, colour: bool = False) -> str:
        """The plan as a person reads it in a terminal of *width* columns."""
        from incentives.render.page_text import page_text  # noqa: PLC0415  # as above

        return page_text(self._page(language), width=max(width, NARROWEST), colour=colour)

    def to_markdown(self, language: str = "en") -> str:
        """The plan as a Markdown page."""
        from incentives.render.page_markdown import page_markdown  # noqa: PLC0415  # as above

        return page_markdown(self._page(language))

    def to_html(self, language: str = "en") -> str:
        """The plan as an HTML document that needs no other file."""
        from incentives.render.page_html import document_html  # noqa: PLC0415  # as above

        return document_html(self.plan.assessment.company, self._page(language), language)

    def to_csv(self, language: str = "en", *, mark: bool = False) -> str:
        """
        The deadlines and payments as a table for spreadsheets.

        Args:

            mark: Begin with the mark by which a spreadsheet knows a file as UTF-8.
        """
        from incentives.render.plan_table import MARK, plan_csv  # noqa: PLC0415  # as above

        return (MARK if mark else "") + plan_csv(self.plan, self.rulebook, _localiser(language))

    def to_ical(self, language: str = "en") -> str:
        """The deadlines and payments as a calendar to import, RFC 5545."""
        from incentives.render.plan_calendar import plan_calendar  # noqa: PLC0415  # as above

        return plan_calendar(self.plan, self.rulebook, _localiser(language))

    def _page(self, language: str) -> Sequence[Block]:
        from incentives.render.plan_page import plan_blocks  # noqa: PLC0415  # as above

        return plan_blocks(self.plan, self.rulebook, _localiser(language))

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        from incentives.render.page_html import page_html  # noqa: PLC0415  # as above

        return page_html(self._page("en"))


def plan(
    rulebook: Rulebook,
    profile: ProfileLike,
    *,
    on: date | str,
    currency: str = DEFAULT_CURRENCY,
    programmes: Sequence[str] = (),
    readings: Sequence[str] = (),
    rates: RateTable | None = None,
    objective: Objective | str = Objective.ENTITLED_FIRST,
    discount_rate: Decimal | Fraction | int | str | None = None,
) -> PlanResult:
    """
    What a company applies for and in which order, by when, and what is paid when: the best permitted combination.

    The arguments are those of `check`.

    Raises:

        IncentivesError: if the profile or an argument is wrong; it carries every mistake.
    """
    table = rates or bundled_rates()
    result = check(
        rulebook,
        profile,
        on=on,
        currency=currency,
        programmes=programmes,
        readings=readings,
        rates=table,
        objective=objective,
        discount_rate=discount_rate,
    )
    return PlanResult(pipeline.plan(result.assessment, rulebook, table), rulebook)


def _localiser(language: str) -> Localiser:
    from incentives.l10n.localiser import Localiser  # noqa: PLC0415  # Babel is loaded when words are needed

    return Localiser(language)
