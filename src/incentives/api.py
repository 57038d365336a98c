"""
The public functions: load rules, check a company, convert an amount. The command line is a thin layer over these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

from incentives import pipeline
from incentives.analysis import aims, selection
from incentives.diagnostics import Collector, Diagnostic, IncentivesError, suggestion
from incentives.engine.assessment import Assessment
from incentives.engine.combination import Objective
from incentives.engine.results import ProgrammeResult
from incentives.ir.rulebook import Programme, Rulebook
from incentives.money.currency import CURRENCIES, is_currency
from incentives.money.rates import Conversion, NoQuote, RateTable
from incentives.profiles.profile import Profile

if TYPE_CHECKING:
    from incentives.population.rejects import Reject
    from incentives.population.verdicts import Question
    from incentives.tables.sql import SqlQuery

DEFAULT_CURRENCY = "USD"
ProfileLike: TypeAlias = Profile | Mapping[str, object] | str | Path | BinaryIO


@dataclass(frozen=True, slots=True)
class Result:
    """
    The answer for one company, which prints itself.

    `str(result)` is the text that the command line shows, a notebook shows a table, `to_dict()` is the JSON answer.
    """

    assessment: Assessment
    rulebook: Rulebook

    @property
    def programmes(self) -> tuple[ProgrammeResult, ...]:
        """The result of each programme, in the order of their ids."""
        return self.assessment.programmes

    def __getitem__(self, programme: str) -> ProgrammeResult:
        """
        The result of one programme by its id.

        Raises:

            KeyError: if it was not checked.
        """
        for result in self.assessment.programmes:
            if result.programme.id == programme:
                return result
        raise KeyError(programme)

    def to_dict(self, language: str = "en") -> dict[str, object]:
        """The answer as plain data, amounts as decimal strings; the shape is in the reference."""
        from incentives.l10n.localiser import Localiser  # noqa: PLC0415  # Babel is loaded when words are needed
        from incentives.render.json import render_json  # noqa: PLC0415  # as above

        return render_json(self.assessment, self.rulebook, Localiser(language))

    def to_text(self, language: str = "en", *, explain: bool = False, width: int = 100, colour: bool = False) -> str:
        """The answer as a person reads it in a terminal of *width* columns."""
        from incentives.l10n.localiser import Localiser  # noqa: PLC0415  # as above
        from incentives.render.text import render_text  # noqa: PLC0415  # as above

        return render_text(
            self.assessment, self.rulebook, Localiser(language), explain=explain, width=width, colour=colour
        )

    def to_markdown(self, language: str = "en", *, explain: bool = False) -> str:
        """The answer as a Markdown page."""
        from incentives.l10n.localiser import Localiser  # noqa: PLC0415  # as above
        from incentives.render.markdown import render_markdown  # noqa: PLC0415  # as above

        return render_markdown(self.assessment, self.rulebook, Localiser(language), explain=explain)

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        from incentives.l10n.localiser import Localiser  # noqa: PLC0415  # as above
        from incentives.render.html import render_html  # noqa: PLC0415  # as above

        return render_html(self.assessment, self.rulebook, Localiser("en"))

    def __rich__(self) -> object:
        from incentives.render.terminal import as_it_is  # noqa: PLC0415  # as above

        return as_it_is(self.to_text())


def load(directory: str | Path | None = None) -> Rulebook:
    """
    The rules below *directory*; the bundled ones if None.

    Raises:

        IncentivesError: if a rule file is wrong; it carries every mistake of every file.
    """
    return pipeline.load_rulebook(Path(directory) if directory is not None else None)


def read_profile(
    rulebook: Rulebook, profile: ProfileLike, *, name: str | None = None, settings: Sequence[str] = ()
) -> Profile:
    """
    The profile of a company, from a mapping or the path of a YAML or JSON file.

    Args:

        settings: `fact=value` texts that win over what the profile says.

    Raises:

        IncentivesError: if something in it is wrong; it carries every mistake.
    """
    if isinstance(profile, Profile):
        return profile
    from incentives.profiles.load import Given, load_profile  # noqa: PLC0415  # a bound profile needs none of this
    from incentives.syntax.reader import PROFILE_LIMITS, read_file, read_stream  # noqa: PLC0415  # as above

    collector = Collector()
    given: Given
    if isinstance(profile, Mapping):
        given = profile
        name = name or "profile"
    else:
        if isinstance(profile, (str, Path)):
            name = name or str(profile)
            read = read_file(Path(profile), collector, name=name, limits=PROFILE_LIMITS)
        else:
            name = name or "-"
            read = read_stream(name, profile, collector, PROFILE_LIMITS)
        if read is None:
            raise IncentivesError(collector.found)
        given = read[1]
    found = load_profile(
        given,
        rulebook.facts,
        rulebook.places,
        collector,
        name=name,
        settings=settings,
        # A profile may state statuses of bundled programmes, whatever rules it is checked against.
        programmes={*rulebook.programmes, *pipeline.programme_ids(pipeline.bundled_rules())},
    )
    collector.raise_if_failed()
    if found is None:
        raise IncentivesError(collector.found)
    return found


def read_rates(path: str | Path) -> RateTable:
    """
    Exchange rates of one's own: CSV with the columns date, base, counter, rate, source.

    Raises:

        IncentivesError: if the file is wrong; it carries every wrong line.
    """
    return pipeline.read_rates(Path(path))


def bundled_rates() -> RateTable:
    """The daily reference rates of the European Central Bank that come with the package; read when first used."""
    return pipeline.bundled_rates()


def check(  # noqa: PLR0913  # keyword-only, each a choice of its own
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
    independent: bool = False,
) -> Result:
    """
    What a company could get on a day, and why.

    Args:

        profile: A mapping of facts, the path of a file, or a bound profile.

        on: The day of assessment, a date or its text `2024-07-19`.

        currency: The reporting currency, ISO 4217.

        programmes: Ids or globs; all if empty.

        readings: Readings of ambiguous clauses: `option`, `point=option` or `programme:point=option`.

        rates: The bundled rates if None.

        objective: What the best permitted choice is best by; for `present-value` the yearly *discount_rate* is needed,
            `4%` or `0.04`.

        independent: Whether every programme is taken by itself, as if nothing excluded or cut anything.

    Raises:

        IncentivesError: if the profile or an argument is wrong; it carries every mistake.
    """
    day = _day(on)
    _currency(currency)
    aim = aims.aim_of(objective, discount_rate)
    bound = read_profile(rulebook, profile)
    assessment = pipeline.assess(
        rulebook,
        bound,
        on=day,
        currency=currency,
        rates=rates or bundled_rates(),
        programmes=selection.select(rulebook, programmes),
        readings=selection.choose_readings(rulebook, readings),
        aim=aim,
        independent=independent,
    )
    return Result(assessment, rulebook)


def check_table(  # noqa: PLR0913  # all of them by keyword
    rulebook: Rulebook,
    frame: Any,  # noqa: ANN401  # any kind of frame
    *,
    on: date | str,
    currency: str = DEFAULT_CURRENCY,
    mapping: str | Path | Mapping[str, object] | None = None,
    programmes: Sequence[str] = (),
    readings: Sequence[str] = (),
    rates: RateTable | None = None,
    details: str = "reasons",
    form: str = "wide",
    amounts_in: str | None = None,
    keep: Sequence[str] = (),
    ignore: Sequence[str] = (),
    rejects: list[Reject] | None = None,
    in_sql: bool = False,
) -> Any:  # noqa: ANN401  # a frame of the same kind
    """
    What every company of a table could get on a day, and why: a frame in, a frame of the same kind out.

    Args:

        frame: Of polars (lazy ones stay lazy), pandas or pyarrow, a relation of DuckDB, or a frame of Spark.

        mapping: What the columns hold, a file or its contents; guessed from their names if None.

        details: `none`, `reasons` or `full`.

        form: `wide`, a row for each company; or `long`, a row for each company and programme.

        amounts_in: The unit of amounts whose column names no currency: `CNY`, `million CNY`.

        keep: Columns that are copied to the answer.

        ignore: Columns that hold nothing of interest.

        rejects: Takes the rows that are wrong, which then are not in the answer; if None they are an error.

        in_sql: Have DuckDB carry out the rules itself, lazily, as Spark always does: a row for each company, without
            the best combination and margins; what it cannot compute has the status `not-computed`. It takes neither
            `form="long"` nor `rejects`.

    Raises:

        IncentivesError: if a column is not clear, or a row is wrong; it carries every mistake.
    """
    from incentives.population.libraries import FOR_FRAMES, require  # noqa: PLC0415  # only for tables

    require(FOR_FRAMES, "checking a table")
    from incentives.population.asking import Wishes  # noqa: PLC0415  # as above
    from incentives.population.check_frame import check_frame  # noqa: PLC0415  # as above

    wishes = Wishes(mapping=mapping, amounts_in=amounts_in, kept=keep, ignored=ignore)
    question = table_question(rulebook, on=on, currency=currency, programmes=programmes, readings=readings, rates=rates)
    from incentives.population.in_sql import check_in_sql, is_spark  # noqa: PLC0415  # as above

    if in_sql or is_spark(frame):
        taken = rejects is not None
        return check_in_sql(frame, question, wishes, details, form, takes_rejects=taken, version=pipeline.version())
    return check_frame(frame, question, wishes, details, form, rejects, version=pipeline.version())


def write_sql(  # noqa: PLR0913  # all of them by keyword
    rulebook: Rulebook,
    *,
    dialect: str,
    on: date | str,
    table: str = "firms",
    currency: str = DEFAULT_CURRENCY,
    mapping: str | Path | Mapping[str, object] | None = None,
    like: str | None = None,
    programmes: Sequence[str] = (),
    place: str | None = None,
    readings: Sequence[str] = (),
    rates: RateTable | None = None,
    details: str = "reasons",
    amounts_in: str | None = None,
    keep: Sequence[str] = (),
    ignore: Sequence[str] = (),
    digits: int | None = None,
    items: int = 8,
) -> SqlQuery:
    """
    The rules as one SELECT over a table of companies, for `duckdb`, `spark`, `postgres` or `bigquery`.

    Args:

        mapping: What the columns hold, a file or its contents; guessed from the columns of *like* if None.

        like: A file with the same columns, for their types.

        digits: The most digits of a number, those after the point included; if None what the column's type holds, and
            fifteen where that is not known.

        items: The most items of a list.

    Raises:

        IncentivesError: if an argument is wrong, or the table has something that SQL cannot read.
    """
    from incentives.population.libraries import FOR_FILES, require  # noqa: PLC0415  # only for tables

    require(FOR_FILES, "writing SQL")
    from incentives.population.asking import Wishes  # noqa: PLC0415  # as above
    from incentives.population.in_sql import Wishing, query_for  # noqa: PLC0415  # as above

    wishes = Wishes(mapping=mapping, amounts_in=amounts_in, kept=keep, ignored=ignore)
    question = table_question(
        rulebook, on=on, currency=currency, programmes=programmes, place=place, readings=readings, rates=rates
    )
    wishing = Wishing(dialect=dialect, table=table, like=like, details=details, digits=digits, items=items)
    return query_for(question, wishes, wishing, version=pipeline.version())


def table_question(
    rulebook: Rulebook,
    *,
    on: date | str,
    currency: str = DEFAULT_CURRENCY,
    programmes: Sequence[str] = (),
    place: str | None = None,
    readings: Sequence[str] = (),
    rates: RateTable | None = None,
) -> Question:
    """
    What is asked of every row of a table.

    Raises:

        IncentivesError: if an argument is wrong.
    """
    from incentives.population.verdicts import Question  # noqa: PLC0415  # only for tables

    day = _day(on)
    _currency(currency)
    return Question(
        rulebook=rulebook,
        programmes=tuple(each.id for each in selection.filter_programmes(rulebook, patterns=programmes, place=place)),
        on=day,
        currency=currency,
        rates=rates or bundled_rates(),
        readings=selection.choose_readings(rulebook, readings),
    )


def programmes_for(rulebook: Rulebook, profile: Profile) -> list[Programme]:
    """The programmes of the place where the company is registered: those it lies in and those within it."""
    return selection.local_programmes(rulebook, profile)


def convert(
    amount: Decimal | Fraction | int | str, origin: str, target: str, *, on: date | str, rates: RateTable | None = None
) -> Conversion | NoQuote:
    """
    An amount in another currency, exactly, by the quotes published on or last before a day.

    Raises:

        IncentivesError: for an unknown currency or a day that is none.
    """
    for code in (origin, target):
        _currency(code)
    return (rates or bundled_rates()).convert(Fraction(amount), origin, target, _day(on))


def _day(on: date | str) -> date:
    if isinstance(on, date):
        return on
    try:
        return date.fromisoformat(on)
    except ValueError:
        raise IncentivesError(
            [
                Diagnostic(
                    code="bad-date",
                    message=f"`{on[:40]}` is not a date",
                    where="on",
                    help="dates are written year-month-day: `2024-02-29`",
                )
            ]
        ) from None


def _currency(code: str) -> None:
    if not is_currency(code):
        raise IncentivesError(
            [
                Diagnostic(
                    code="unknown-currency",
                    message=f"`{code[:20]}` is not a currency",
                    where="currency",
                    help=suggestion(code, CURRENCIES),
                )
            ]
        )
