"""
Laws of profiles: one company is one profile, whether it comes as YAML, JSON, a Python mapping or `--set` options.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from incentives.ir.quantities import exact_text
from incentives.syntax.literals import UNKNOWN_WORDS
from incentives.values import Money
from tests.unit.profiles.vocabulary import FACTS, PROGRAMMES, attempt, bound


@dataclass(frozen=True)
class Said:
    """
    One value, as text and as Python has it.
    """

    text: str
    python: object


def sizes(number: Fraction) -> list[str]:
    """A number with its size, in several ways."""
    scaled = [("", 1), (" million", 10**6), (" 万", 10**4), ("亿", 10**8), (" thousand", 10**3)]
    return [f"{exact_text(number / scale)}{word}" for word, scale in scaled]


def amounts(least: int) -> st.SearchStrategy[Said]:
    """An amount of money: yuan in Chinese or English, dollars."""
    cents = st.integers(least, 10**14).map(lambda number: Fraction(number, 100))

    def said(number: Fraction, way: int, currency: tuple[str, str], pair: bool) -> Said:
        code, ending = currency
        text = f"{sizes(number)[way]} {ending}" if ending == code else f"{sizes(number)[way]}{ending}"
        return Said(text, (number, code) if pair else Money(number, code))

    currencies = st.sampled_from([("CNY", "CNY"), ("CNY", "元"), ("USD", "USD"), ("USD", "美元")])
    return st.builds(said, cents, st.integers(0, 4), currencies, st.booleans())


def measures(unit: str, spellings: list[str]) -> st.SearchStrategy[Said]:
    """A quantity whose unit Python writes out."""
    numbers = st.integers(0, 10**7).map(lambda number: Fraction(number, 100))
    return st.builds(
        lambda number, ending: Said(f"{exact_text(number)}{ending}", f"{exact_text(number)} {unit}"),
        numbers,
        st.sampled_from([f" {unit}", *spellings]),
    )


LETTERS = st.text(st.sampled_from("aZ9 .,:;#'\"[]{}=-?!&*|>%@`~亿元上海é"), max_size=20).map(str.strip)
TEXTS = LETTERS.filter(lambda text: text.lower() not in UNKNOWN_WORDS).map(lambda text: Said(text, text))
DATES = st.dates(date(1950, 1, 1), date(2050, 12, 31)).flatmap(
    lambda day: st.sampled_from([Said(day.isoformat(), day), Said(f"{day.year:04}年{day.month}月{day.day}日", day)])
)
TRUTHS = st.sampled_from([Said("true", True), Said("是", True), Said("no", False), Said("false", False)])
COUNTS = st.integers(0, 10**6).flatmap(
    lambda n: st.sampled_from([Said(str(n), n), Said(f"{n:,}", n), Said(f"{n}人", n)])
)
SHARES = st.integers(0, 10_000).map(
    lambda n: Said(f"{exact_text(Fraction(n, 100))}%", f"{exact_text(Fraction(n, 100))}%")
)
VALUES: Mapping[str, st.SearchStrategy[Said]] = {
    "registered_in": st.sampled_from([Said("CN-SH", "CN-SH"), Said("上海市", "Shanghai"), Said("DE", "DE")]),
    "registered_on": DATES,
    "industry": st.sampled_from([Said("software", "software"), Said("软件", "software")]),
    "listed": TRUTHS,
    "motto": TEXTS,
    "paid_in_capital": amounts(0),
    "office_area": measures("m2", ["平方米", "㎡"]),
    "office_rent": measures("CNY/m2/day", ["元/平方米/天", "元/㎡·天"]),
    "private_share": SHARES,
    "core_ip_items": COUNTS,
    "score": st.integers(-(10**6), 100).map(lambda n: Said(str(n), Fraction(n))),
}
YEARLY = {"revenue": amounts(0), "net_profit": amounts(-(10**12)), "employees": COUNTS}
FIELDS = {"name": TEXTS, "cost": amounts(0), "began_on": DATES, "share": SHARES}
FUNCTIONS = st.sets(st.sampled_from(["research", "sales", "settlement"]))
STATUSES = st.one_of(DATES, st.sampled_from([Said("none", "none"), Said("held", True)]))


@st.composite
def companies(draw: st.DrawFn) -> dict[str, Any]:
    """A company: facts with their values, nested as in a profile."""
    company: dict[str, Any] = {name: draw(each) for name, each in VALUES.items() if draw(st.booleans())}
    for name, each in YEARLY.items():
        if draw(st.booleans()):
            company[name] = draw(st.dictionaries(st.integers(1900, 2100).map(str), each, max_size=4) | each)
    if draw(st.booleans()):
        fields = {name: st.none() | each for name, each in FIELDS.items()}
        items = draw(st.lists(st.fixed_dictionaries(fields), max_size=3))
        company["projects"] = [{name: said for name, said in item.items() if said is not None} for item in items]
    if draw(st.booleans()):
        company["functions"] = draw(FUNCTIONS)
    company["statuses"] = draw(st.dictionaries(st.sampled_from(PROGRAMMES), STATUSES))
    company["name"] = draw(TEXTS)
    company["fiscal_year_end"] = draw(st.sampled_from([Said("12-31", "12-31"), Said("3月31日", "03-31")]))
    return company


def as_text(value: Any) -> Any:
    """The value with every leaf as text."""
    match value:
        case Said(text=text):
            return text
        case dict():
            return {key: as_text(each) for key, each in value.items()}
        case set():
            return sorted(value)
        case _:
            return [as_text(each) for each in value]


def as_python(value: Any) -> Any:
    """The value with every leaf as Python has it, and years as numbers."""
    match value:
        case Said(python=python):
            return python
        case dict():
            return {int(key) if key.isdigit() else key: as_python(each) for key, each in value.items()}
        case set():
            return value
        case _:
            return [as_python(each) for each in value]


def as_json(value: Any) -> Any:
    """The value with whole numbers and truths as JSON has them."""
    match value:
        case Said(python=bool() | int() as python):
            return python
        case Said(text=text):
            return text
        case dict():
            return {key: as_json(each) for key, each in value.items()}
        case set():
            return sorted(value, reverse=True)
        case _:
            return [as_json(each) for each in value]


def as_settings(company: Mapping[str, Any]) -> list[str]:
    """One option for each value."""
    found = []
    for name, value in company.items():
        match value:
            case Said(text=text):
                found.append(f"{name}={text}")
            case dict():
                found += [f"{name}.{key}={said.text}" for key, said in value.items()]
            case set():
                found.append(f"{name}={','.join(value) or 'none'}")
            case _:
                found += [f"{name}=none"] * (not value)
                for index, item in enumerate(value):
                    found += [f"{name}[{index}].{field}={said.text}" for field, said in item.items()]
                    found += [f"{name}[{index}].name=unknown"] * (not item)
    return found


def in_chinese(company: Mapping[str, Any]) -> dict[str, Any]:
    """The same with every key by its label."""
    labels = {"name": "企业名称", "fiscal_year_end": "会计年度截止日", "statuses": "已获认定"}
    return {labels.get(key) or FACTS[key].label["zh"]: value for key, value in company.items()}


@given(companies())
def test_one_company_is_one_profile(company: dict[str, Any]) -> None:
    """YAML in two styles, JSON, a Python mapping, options and Chinese keys bind to equal profiles and digests."""
    profile = bound(yaml.safe_dump(as_text(company), allow_unicode=True))

    assert profile == bound(yaml.safe_dump(as_text(in_chinese(company)), default_flow_style=True, width=40))
    assert profile == bound(json.dumps(as_json(company)))
    assert profile == bound(json.dumps(as_json(company), ensure_ascii=False, indent="\t").encode())
    assert profile == bound(as_python(company))
    assert profile == bound(None, as_settings(company))


@given(companies(), st.data())
def test_what_is_set_and_what_is_in_the_file_make_one_profile(company: dict[str, Any], data: st.DataObject) -> None:
    """However the facts are divided between a file and options, and in whichever order."""
    kept = data.draw(st.sets(st.sampled_from(sorted(company))))
    file = {name: value for name, value in company.items() if name in kept}
    settings = as_settings({name: value for name, value in company.items() if name not in kept})
    reordered = dict(data.draw(st.permutations(list(file.items()))))

    assert bound(as_python(company)) == bound(yaml.safe_dump(as_text(reordered), sort_keys=False), settings)


@given(companies(), companies())
def test_later_settings_win(first: dict[str, Any], second: dict[str, Any]) -> None:
    """Whole facts that are set replace those of the file."""
    flat = {name: value for name, value in second.items() if isinstance(value, Said)}

    assert bound(as_python({**first, **flat})) == bound(as_python(first), as_settings(flat))


@given(companies(), st.data())
def test_stating_that_something_is_unknown_says_nothing(company: dict[str, Any], data: st.DataObject) -> None:
    """A fact set to unknown is as good as left out; a fact that is left out is not a fact with a default."""
    left_out = data.draw(st.sets(st.sampled_from(sorted(company))))
    rest = {name: value for name, value in company.items() if name not in left_out}
    unknown = data.draw(st.sampled_from(sorted(UNKNOWN_WORDS - {""})))
    profile = bound(as_python(rest))

    assert profile == bound(as_python(company), [f"{name}={unknown}" for name in left_out])
    assert profile == bound({**as_python(rest), **dict.fromkeys(left_out)})
    assert not left_out & set(profile.facts)


@given(companies(), companies())
def test_a_digest_is_what_a_profile_says(first: dict[str, Any], second: dict[str, Any]) -> None:
    """Equal digests exactly for equal profiles."""
    one, other = bound(as_python(first)), bound(as_python(second))

    assert (one == other) == (one.digest == other.digest)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals()
    | st.fractions()
    | st.floats()
    | st.text()
    | st.dates()
    | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(sorted(FACTS)) | st.integers() | st.text(), inner),
    max_leaves=20,
)


@given(
    st.dictionaries(st.sampled_from([*FACTS, "name", "statuses", "fiscal_year_end"]) | st.text(), ANYTHING),
    st.lists(st.text()),
)
def test_whatever_is_given_is_bound_or_told(mapping: dict[str, object], settings: list[str]) -> None:
    """No mapping and no option raises; where there is no profile there is a reason, and each reason can be shown."""
    profile, collector = attempt(mapping, settings)

    assert (profile is None) == collector.failed
    assert all(each.render() for each in collector.found)


@given(st.text() | st.binary())
def test_whatever_a_file_holds_is_bound_or_told(data: str | bytes) -> None:
    """The same for files."""
    profile, collector = attempt(data)

    assert (profile is None) == collector.failed
    assert all(each.render() for each in collector.found)


def test_the_vocabulary_is_covered() -> None:
    """Each fact of the small vocabulary is among the generated ones."""
    assert set(FACTS) == {*VALUES, *YEARLY, "projects", "functions"}
