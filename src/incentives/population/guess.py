"""
What a column holds, guessed from its name: `revenue_2023`, `营业收入_2023`, `2023年销售收入（万元）`.

A guess is shown and can be changed (`incentives table --map`); what could be two things is no guess. Not for cells:
nothing here looks into the table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from incentives.diagnostics import nearest
from incentives.ir.quantities import unit_name
from incentives.ir.rulebook import FactDeclaration, Rulebook
from incentives.money.currency import currency_of
from incentives.population.mapping import FactTarget, ListTarget, StatusTarget, Target, Unit, read_unit
from incentives.syntax.literals import Misread
from incentives.syntax.yaml_problems import shown
from incentives.types import Numeric, Record

# Names that tables give to what every profile has.
COMPANY_NAMES = (
    *("company_id", "firm_id", "enterprise_id", "id", "uscc", "统一社会信用代码", "公司代码", "企业代码"),
    *("company", "firm", "enterprise", "name", "company_name", "firm_name", "企业名称", "公司名称", "公司", "企业"),
)
YEAR_NAMES = ("year", "fiscal_year", "fy", "年份", "年度", "会计年度")
YEAR_END_NAMES = ("fiscal_year_end", "year_end", "fye", "会计年度截止日")
CURRENCY_NAMES = ("currency", "currency_code", "币种", "货币", "货币单位")
# Words of analysts for facts of the shared vocabulary, where they are neither its name nor a label.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "revenue": ("sales", "turnover", "operating_revenue", "营业收入", "营收"),
    "rd_expense": ("rd", "r_d", "rnd", "rd_spending", "r_d_expense", "r_d_expenditure", "研发费用", "研发投入"),
    "total_assets": ("assets_total", "总资产", "资产总计"),
    "net_profit": ("profit", "net_income", "净利润"),
    "employees": ("staff", "headcount", "employee_count", "number_of_employees", "员工人数", "职工人数"),
    "paid_in_capital": ("paid_up_capital", "实收资本"),
    "registered_in": ("place", "location", "region", "country", "province", "所在地", "注册地址", "国家", "省份"),
    "registered_on": ("founded", "founded_on", "incorporated_on", "established_on", "成立日期", "注册时间"),
    "industry": ("sector", "行业"),
}
SIZES: Mapping[str, str] = {
    **{word: word for word in ("thousand", "million", "billion", "万", "亿", "千")},
    "k": "thousand",
    "mn": "million",
    "mio": "million",
    "bn": "billion",
    "millions": "million",
}
PERCENT_WORDS = frozenset({"pct", "percent", "percentage", "%"})
_YEAR = re.compile(r"(?<![0-9])(?:FY|fy)?((?:19|20)[0-9]{2})(?![0-9])(?:年度?)?(?:末)?")
_PART = re.compile(r"[0-9]+|[a-z%&]+[0-9]*|[㐀-鿿]+")
_CHINESE_UNIT = re.compile(
    r"(?:[十百千万亿]{0,2}(?:元人民币|人民币|美元|欧元|英镑|港元|日元|元)|[百千万亿]{1,2}|平方米|人)$"
)
_SPLITS_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Unclear:
    """
    A name that is not enough.

    Args:

        candidates: The facts that it could mean; none if it means nothing.

        why: What is missing, where the fact is clear.

        help: What to write.
    """

    candidates: tuple[str, ...] = ()
    why: str = ""
    help: str | None = None


def normal(name: str) -> str:
    """A name as it is compared: small letters and digits, one underscore between two words."""
    text = _SPLITS_WORD.sub("_", unicodedata.normalize("NFKC", name).strip()).casefold()
    return "_".join(part for part in _PART.findall(text.replace("²", "2")) if part != "&")


class Guesser:
    """
    Guesses what the columns of one table hold.
    """

    def __init__(
        self, rulebook: Rulebook, *, amounts_in: str | None = None, currency_column: str | None = None
    ) -> None:
        self.rulebook = rulebook
        self.amounts_in = amounts_in
        self.currency_column = currency_column

    @cached_property
    def facts(self) -> Mapping[str, frozenset[str]]:
        """The facts by every name that they go by."""
        return _index(self.rulebook.facts, SYNONYMS)

    @cached_property
    def statuses(self) -> Mapping[str, str]:
        """Programmes by the names of columns that tell a status."""
        return {normal(id_): id_ for id_ in self.rulebook.programmes}

    def target(self, column: str) -> Target | Unclear:
        """What *column* holds."""
        if column in self.rulebook.programmes:
            return StatusTarget(programme=column)
        for start in ("status_", "statuses_"):
            programme = self.statuses.get(normal(column).removeprefix(start))
            if programme and normal(column).startswith(start):
                return StatusTarget(programme=programme)
        if column in self.rulebook.facts:
            return self._bound(self.rulebook.facts[column], None, None)
        return self._named(column, self.rulebook.facts, self.facts)

    def field(self, column: str, declared: FactDeclaration) -> FactTarget | Unclear:
        """What *column* holds of the items of a list."""
        found = self._named(column, declared.fields, _index(declared.fields, {}))
        return found if isinstance(found, (FactTarget, Unclear)) else Unclear()

    def _named(
        self, column: str, facts: Mapping[str, FactDeclaration], names: Mapping[str, frozenset[str]]
    ) -> Target | Unclear:
        years = _YEAR.findall(column)
        rest = _YEAR.sub(" ", column) if len(years) == 1 else column
        words = normal(rest).split("_")
        for count in range(len(words) + 1):
            name, ending = "_".join(words[: len(words) - count]), words[len(words) - count :]
            for head, unit in _endings(name, ending):
                found = names.get(head, frozenset())
                if len(found) == 1:
                    return self._bound(facts[next(iter(found))], int(years[0]) if len(years) == 1 else None, unit)
                if found:
                    return Unclear(tuple(sorted(found)), "could be several facts")
        return Unclear()

    def _bound(self, declared: FactDeclaration, year: int | None, unit: str | None) -> Target | Unclear:
        """The fact with its year and unit, if they fit it."""
        if year is not None and not declared.yearly:
            return Unclear((declared.name,), "names a year, and the fact does not have a value for each year")
        if isinstance(declared.type, Record):
            return ListTarget(fact=declared.name, fields={name: FactTarget(fact=name) for name in declared.fields})
        if not isinstance(declared.type, Numeric):
            return FactTarget(fact=declared.name, year=year)
        return self._number(declared, declared.type, year, unit)

    def _number(
        self, declared: FactDeclaration, kind: Numeric, year: int | None, unit: str | None
    ) -> FactTarget | Unclear:
        currency_column = None
        if kind.power and (unit is None or unit in SIZES.values()):
            # The name says no currency: the column for it does, else what the person said of all amounts.
            currency_column = self.currency_column
            if currency_column is None:
                unit = self.unit_of_amounts(kind, unit)
        if unit is None:
            return FactTarget(fact=declared.name, year=year, unit=_plain(kind), currency_column=currency_column)
        if kind.power and kind.units and "/" not in unit and currency_column is None:
            return Unclear((declared.name,), f"is an amount for each of something: `{unit}` is not all of its unit")
        found = read_unit(unit, kind)
        if isinstance(found, Misread):
            return Unclear((declared.name,), f"names the unit {shown(unit)}, which does not fit", found.help)
        return FactTarget(fact=declared.name, year=year, unit=found, currency_column=currency_column)

    def unit_of_amounts(self, kind: Numeric, size: str | None) -> str | None:
        """The unit that the person said of all amounts, for one of type *kind*: of a rent, for each day and m2 too."""
        if not self.amounts_in:
            return size
        each = unit_name(kind).partition("/")[2] if kind.power > 0 and "/" not in self.amounts_in else ""
        return " ".join(filter(None, (size, self.amounts_in))) + (f"/{each}" if each else "")

    def neighbours(self, column: str) -> str | None:
        """A help line for a column that means nothing: the fact that it is nearest to."""
        close = nearest(normal(_YEAR.sub(" ", column)), self.facts)
        names = sorted(self.facts[close[0]]) if close else []
        return f"did you mean `{names[0]}`?" if names else None


def reserved(column: str, names: Iterable[str]) -> bool:
    """Whether a column is called by one of *names*."""
    return normal(column) in {normal(name) for name in names}


def _plain(kind: Numeric) -> Unit | None:
    """Bare numbers of a plain fact mean themselves; a percentage could be 0.12 or 12, an area could be in mu."""
    return Unit("") if kind.is_plain and not kind.percent else None


def _index(facts: Mapping[str, FactDeclaration], synonyms: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, declared in facts.items():
        for each in (name, *declared.label.values()):
            found.setdefault(normal(each), set()).add(name)
    for name, others in synonyms.items():
        for each in others:
            if name in facts and normal(each) not in found:
                found[normal(each)] = {name}
    # A fact's own name wins over the label of another.
    found.update({normal(name): {name} for name in facts})
    return {name: frozenset(facts) for name, facts in found.items()}


def _endings(name: str, words: list[str]) -> list[tuple[str, str | None]]:
    """The ways in which the last words of a name, or the end of its last word in Chinese, are a unit."""
    if not words:
        found = _CHINESE_UNIT.search(name)
        cut = [(name[: found.start()].rstrip("_"), found[0])] if found and found.start() else []
        return [(name, None), *cut]
    unit = _unit(words)
    return [(name, unit)] if unit else []


def _unit(words: list[str]) -> str | None:
    """
    unit = (size | currency | "%" | measure)+, in any order
    """
    size = currency = other = None
    for word in words:
        if word in SIZES and size is None:
            size = SIZES[word]
        elif word in PERCENT_WORDS and len(words) == 1:
            other = "%"
        elif (code := currency_of(word.upper()) or currency_of(word)) and currency is None:
            currency = code
        elif (word in ("m2", "sqm", "mu", "hectares", "months", "days", "years", "hours") and len(words) == 1) or (
            _CHINESE_UNIT.fullmatch(word) and len(words) == 1
        ):
            other = word
        else:
            return None
    return other or " ".join(each for each in (size, currency) if each) or None
