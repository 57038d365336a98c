"""
A small vocabulary with a fact of every type, and short ways to bind against it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from incentives.diagnostics import Collector, in_order
from incentives.ir.rulebook import FactDeclaration, PlaceDeclaration
from incentives.profiles.load import Given, load_profile
from incentives.profiles.profile import Profile
from incentives.types import (
    COUNT,
    DATE,
    NUMBER,
    PERCENT,
    PLACE,
    TEXT,
    TRUTH,
    Choice,
    Numeric,
    Record,
    Set,
    Type,
    money,
)

ZERO = Fraction(0)
AREA = Numeric(units=(("m2", 1),))
RENT = Numeric(currency="*", power=1, units=(("day", -1), ("m2", -1)))
PROGRAMMES = ("cn-national/hnte", "cn-shanghai/innovative-headquarters")


def fact(name: str, kind: Type, chinese: str, **rest: object) -> FactDeclaration:
    """A declaration with labels in two languages."""
    label = {"en": name.replace("_", " ").capitalize(), "zh": chinese}
    return FactDeclaration(name=name, type=kind, label=label, **rest)  # type: ignore[arg-type]  # named in each call


MEMBERS = {"software": {"en": "software", "zh": "软件"}, "ic_design": {"en": "IC design", "zh": "集成电路设计"}}
FUNCTIONS = {"research": {"zh": "研发"}, "sales": {"zh": "销售"}, "settlement": {"zh": "结算"}}
FIELDS = {
    "name": fact("name", TEXT, "项目名称"),
    "cost": fact("cost", money(), "费用", low=ZERO),
    "began_on": fact("began_on", DATE, "开始日期"),
    "share": fact("share", PERCENT, "比例", low=ZERO, high=Fraction(1)),
}
FACTS: Mapping[str, FactDeclaration] = {
    each.name: each
    for each in (
        fact("registered_in", PLACE, "注册地"),
        fact("registered_on", DATE, "注册日期"),
        fact("industry", Choice("industry", tuple(MEMBERS)), "所属行业", members=MEMBERS),
        fact("listed", TRUTH, "上市公司"),
        fact("motto", TEXT, "口号"),
        fact("paid_in_capital", money(), "实缴资本", low=ZERO),
        fact("office_area", AREA, "办公面积", low=ZERO),
        fact("office_rent", RENT, "办公租金", low=ZERO),
        fact("private_share", PERCENT, "民营占比", low=ZERO, high=Fraction(1)),
        fact("core_ip_items", COUNT, "知识产权数量", low=ZERO),
        fact("revenue", money(), "销售收入", yearly=True, low=ZERO),
        fact("net_profit", money(), "净利润", yearly=True),
        fact("employees", COUNT, "职工总数", yearly=True, low=ZERO),
        fact("score", NUMBER, "评分", high=Fraction(100)),
        fact("functions", Set("functions", tuple(FUNCTIONS)), "总部功能", members=FUNCTIONS),
        fact(
            "projects",
            Record("projects", tuple((name, each.type) for name, each in FIELDS.items())),
            "项目",
            fields=FIELDS,
        ),
    )
}
PLACES: Mapping[str, PlaceDeclaration] = {
    "CN-SH": PlaceDeclaration(code="CN-SH", label={"en": "Shanghai", "zh": "上海市"}),
    "CN-SH-CHANGNING": PlaceDeclaration(code="CN-SH-CHANGNING", label={"en": "Changning", "zh": "长宁区"}),
    "EU": PlaceDeclaration(code="EU", members=("DE", "FR"), label={"en": "European Union", "zh": "欧洲联盟"}),
}


def attempt(given: Given | None, settings: Sequence[str] = ()) -> tuple[Profile | None, Collector]:
    """The profile that *given* binds to, and what there is to say about it."""
    collector = Collector()
    name = "profile" if isinstance(given, Mapping) else "company.yaml"
    profile = load_profile(given, FACTS, PLACES, collector, name=name, settings=settings, programmes=PROGRAMMES)
    return profile, collector


def bound(given: Given | None, settings: Sequence[str] = ()) -> Profile:
    """The profile of something that is right."""
    profile, collector = attempt(given, settings)
    assert [] == [each.render() for each in collector.found]
    assert profile is not None
    return profile


def told(given: Given | None, settings: Sequence[str] = ()) -> list[tuple[str, str, str, str | None]]:
    """Code, place, message and help of everything that is wrong, in the order of the file."""
    profile, collector = attempt(given, settings)
    assert profile is None
    return [
        (each.code, each.span.place if each.span else each.where or "", each.message, each.help)
        for each in in_order(collector.found)
    ]
