"""
The workload as OpenFisca's documentation would have it: a variable for each quantity, formulas over vectors, amounts in
CNY as its 32-bit floats. Unknown facts are its default, nought, because it has no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from answers import Totals, rate
from handwritten_numpy import COLUMNS
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import ETERNITY, YEAR, Period
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from workload import INDUSTRIES, PLACES, SERVICES, Measure

Vector: TypeAlias = np.ndarray
Company: TypeAlias = Callable[..., Vector]
Formula: TypeAlias = Callable[[Company, Period], Vector]

COMPANY = build_entity("company", "companies", "A company", is_person=True)
MONEY = ("total_assets", "market_value", "paid_in_capital", "revenue_2021", "revenue_2023", "rd_expense_2023")
MONEY = (*MONEY, "rd_expense_in_china_2023", "office_area", "office_rent")
YEARLY = ("revenue", "rd_expense", "rd_expense_in_china")
Place = Enum("Place", {code.replace("-", "_"): code for code in PLACES})
Industry = Enum("Industry", {name: name for name in INDUSTRIES})
YEAR_OF_RULES = "2023"


def totals(path: Path, measures: Sequence[Measure]) -> dict[str, Totals]:
    """The answer over a whole file, a million companies in one simulation."""
    found = {measure.name: Totals() for measure in measures}
    system = _system(measures)
    for table in _tables(path):
        simulation = SimulationBuilder().build_default_simulation(system, count=table.num_rows)
        _put_in(simulation, table)
        for measure in measures:
            eligible = simulation.calculate(f"{measure.name}_eligible", YEAR_OF_RULES)
            cny = simulation.calculate(f"{measure.name}_total", YEAR_OF_RULES)
            usd = simulation.calculate(f"{measure.name}_usd", YEAR_OF_RULES)
            found[measure.name] += Totals(
                eligible=int(eligible.sum()),
                figures=int(eligible.sum()),
                cny=round(float(cny.sum(dtype=np.float64)) * 100),
                usd=round(float(usd.sum(dtype=np.float64)) * 100),
            )
    return found


def columns(path: Path, measure: Measure) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For one measure, eligibility and both amounts of each company, as floats."""
    system = _system([measure])
    found = []
    for table in _tables(path):
        simulation = SimulationBuilder().build_default_simulation(system, count=table.num_rows)
        _put_in(simulation, table)
        names = ("eligible", "total", "usd")
        found.append([simulation.calculate(f"{measure.name}_{name}", YEAR_OF_RULES) for name in names])
    eligible, cny, usd = (np.concatenate(each) for each in zip(*found, strict=True))
    return eligible, cny, usd


def _tables(path: Path) -> Iterable[pa.Table]:
    groups = range(pq.ParquetFile(path).metadata.num_row_groups)
    for first in range(0, len(groups), 4):
        yield pq.ParquetFile(path).read_row_groups(groups[first : first + 4], columns=list(COLUMNS)).combine_chunks()


def _put_in(simulation: object, table: pa.Table) -> None:
    for name in COLUMNS:
        column = table.column(name)
        if pa.types.is_dictionary(column.type):
            enum = Place if name == "registered_in" else Industry
            column = column.combine_chunks()
            texts = column.dictionary.to_pylist()
            order = np.array([list(enum).index(enum(text)) for text in texts])
            simulation.set_input(name, "ETERNITY", order[column.indices.to_numpy(zero_copy_only=False)])
            continue
        if column.null_count:
            column = column.fill_null(0)
        values = column.to_numpy()
        if name in MONEY:
            values = (values / 100).astype(np.float32)
        fact, _, year = name.rpartition("_")
        if fact in YEARLY:
            simulation.set_input(fact, year, values)
        else:
            simulation.set_input(name, "ETERNITY", values)


def _system(measures: Sequence[Measure]) -> TaxBenefitSystem:
    system = TaxBenefitSystem([COMPANY])
    for variable in [*_inputs(), *_shared(), *_periods()]:
        system.add_variable(variable)
    for measure in measures:
        for variable in _variables(measure):
            system.add_variable(variable)
    return system


def _variable(name: str, kind: type, period: str, **more: object) -> type[Variable]:
    return type(name, (Variable,), {"value_type": kind, "entity": COMPANY, "definition_period": period, **more})


def _inputs() -> Iterable[type[Variable]]:
    yield _variable("registered_in", Enum, ETERNITY, possible_values=Place, default_value=next(iter(Place)))
    yield _variable("industry", Enum, ETERNITY, possible_values=Industry, default_value=next(iter(Industry)))
    for name in ("serious_violation", "headquarters_functions"):
        yield _variable(name, bool, ETERNITY)
    for name in ("registered_on", "lease_start"):
        yield _variable(name, date, ETERNITY)
    for name in ("total_assets", "market_value", "paid_in_capital", "office_area", "office_rent"):
        yield _variable(name, float, ETERNITY)
    for name in ("staff", "rd_staff"):
        yield _variable(name, int, ETERNITY)
    for name in YEARLY:
        yield _variable(name, float, YEAR)


def _shared() -> Iterable[type[Variable]]:
    """What all measures look at, worked out once in a simulation."""

    def service(company: Company, period: Period) -> Vector:
        return np.isin(company("industry", period), [INDUSTRIES.index(each) for each in SERVICES])

    def growth(company: Company, period: Period) -> Vector:
        return np.sqrt(_share(company("revenue", period), company("revenue", period.offset(-2)))) - 1

    def intensity(company: Company, period: Period) -> Vector:
        return _share(company("rd_expense", period), company("revenue", period))

    def inside(company: Company, period: Period) -> Vector:
        return _share(company("rd_expense_in_china", period), company("rd_expense", period))

    def staff_share(company: Company, period: Period) -> Vector:
        return _share(company("rd_staff", period), company("staff", period))

    yield _variable("service", bool, YEAR, formula=service)
    for formula in (growth, intensity, inside, staff_share):
        yield _variable(formula.__name__, float, YEAR, formula=formula)


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return part / whole


def _periods() -> Iterable[type[Variable]]:
    """The days of each of the three years of a lease, once for all measures."""
    for number in (1, 2, 3):
        yield _variable(f"days_{number}", float, YEAR, formula=_days_of(number))


def _days_of(number: int) -> Formula:
    def formula(company: Company, period: Period) -> Vector:
        start = company("lease_start", period)
        return (_later(start, number) - _later(start, number - 1)).astype(np.float32)

    return formula


def _later(start: np.ndarray, years: int) -> np.ndarray:
    month = start.astype("datetime64[M]")
    in_month = start - month.astype("datetime64[D]")
    later, next_one = ((month + 12 * years + more).astype("datetime64[D]") for more in (0, 1))
    return np.minimum(later + in_month, next_one - np.timedelta64(1, "D"))


def _variables(measure: Measure) -> Iterable[type[Variable]]:
    place = list(PLACES).index(measure.place)
    industries = [INDUSTRIES.index(each) for each in measure.industries]

    def eligible(company: Company, period: Period) -> Vector:
        service = company("service", period)
        intensity_floor = np.where(service, measure.floors[0] / 100, measure.floors[1] / 100)
        staff_floor = np.where(service, measure.staff_floors[0] / 100, measure.staff_floors[1] / 100)
        return (
            (company("registered_in", period) == place)
            * np.isin(company("industry", period), industries)
            * ~company("serious_violation", period)
            * company("headquarters_functions", period)
            * (
                (company("total_assets", period) >= measure.assets)
                + (company("market_value", period) >= measure.market)
            )
            * ((company("revenue", period) > measure.sales) + (company("growth", period) >= measure.growth / 100))
            * ((company("intensity", period) >= intensity_floor) + (company("rd_expense", period) > measure.research))
            * (company("inside", period) >= measure.in_china / 100)
            * (company("staff_share", period) >= staff_floor)
        )

    def opening(company: Company, period: Period) -> Vector:
        new = company("registered_on", period) >= np.datetime64(measure.since)
        large = company("paid_in_capital", period) > measure.capital
        return company(f"{measure.name}_eligible", period) * new * large * measure.opening

    def rent(company: Company, period: Period) -> Vector:
        daily = (
            np.minimum(company("office_area", period), measure.area)
            * np.minimum(company("office_rent", period), measure.rent)
            * (measure.rent_share / 100)
        )
        years = [np.round(daily * company(f"days_{number}", period), 2) for number in (1, 2, 3)]
        return company(f"{measure.name}_eligible", period) * sum(years)

    def milestones(company: Company, period: Period) -> Vector:
        revenue = company("revenue", period)
        reached = sum((revenue >= sales) * reward for sales, reward in measure.milestones)
        return company(f"{measure.name}_eligible", period) * reached

    def total(company: Company, period: Period) -> Vector:
        return sum(company(f"{measure.name}_{name}", period) for name in ("opening", "rent", "milestones"))

    def usd(company: Company, period: Period) -> Vector:
        to_usd = float(rate())
        return sum(
            np.round(company(f"{measure.name}_{name}", period) * to_usd, 2)
            for name in ("opening", "rent", "milestones")
        )

    yield _variable(f"{measure.name}_eligible", bool, YEAR, formula=eligible)
    for formula in (opening, rent, milestones, total, usd):
        yield _variable(f"{measure.name}_{formula.__name__}", float, YEAR, formula=formula)
