"""
Generated rulebooks: two or three programmes with everything the language has, around generated expressions.

The expressions are those of the laws (`tests/expressions.py`); here they stand in definitions, and the rest is made of
these: bracket tables, readings, dated parameters, tables of the law, groups of criteria, doors and preferences, and
awards of every rhythm with caps, payers, roundings, in several currencies.
"""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from tests.expressions import money_expressions, number_expressions, truth_expressions
from tests.worlds import FACTS

# More facts than the laws have: rents, hours, a list with texts, a second day, statuses.
MORE_FACTS = (
    FACTS
    + """
  rent: {type: money/m2/day, at_least: 0}
  hours: {type: number, at_least: 0, at_most: 9000}
  filed_on: {type: date}
  let_in: {type: truth}
  other_aid:
    type: list
    fields:
      amount: {type: money, at_least: 0}
      granted_on: {type: date}
      scheme: {type: text}
"""
)
NAMED_MONEY = ("m1", "m2", "graded", "marginal", "last_years", "table_sum", "cap_then", "aid")
NAMED_NUMBERS = ("n1", "sliding", "picked", "rate", "rate at registered_on", "rate at filed_on")
NAMED_TRUTHS = ("t1", "reached", "criteria.first")
ROUNDINGS = ("down", "up", "half-even", "half-up", "floor", "ceiling")


@cache
def money() -> st.SearchStrategy[str]:
    """Money made of what the programme defines."""
    named, number = st.sampled_from(NAMED_MONEY), st.sampled_from(NAMED_NUMBERS)
    return st.one_of(
        named,
        money_expressions(1),
        st.builds("min({}, {})".format, named, named),
        st.builds("({} * {})".format, number, named),
        st.builds("max(0 CNY, {} - {})".format, named, named),
        st.builds("round_down({}, {} CNY)".format, named, st.sampled_from(["0.01", "1", "7", "10000"])),
        st.builds("(if {} then {} else {})".format, st.sampled_from(NAMED_TRUTHS[:2]), named, named),
        st.builds("convert(convert({}, USD), CNY)".format, named),
        st.just("rent * area * 30 days"),
    )


@cache
def truth() -> st.SearchStrategy[str]:
    """A condition on what the programme defines."""
    sign = st.sampled_from([">=", ">", "<=", "<", "==", "!="])
    return st.one_of(
        truth_expressions(1),
        st.sampled_from(NAMED_TRUTHS[:2]),
        st.builds("{} {} {}".format, st.sampled_from(NAMED_MONEY), sign, money()),
        st.builds("{} {} {}".format, st.sampled_from(NAMED_NUMBERS), sign, number_expressions(1)),
        st.builds("{} {} 3 million USD".format, st.sampled_from(["capital", "profit", "revenue"]), sign),
        st.builds("research / revenue {} {}".format, sign, st.sampled_from(["rate", "3%", "sliding", "n1"])),
        st.sampled_from(
            [
                "rent <= 8 CNY/m2/day",
                "area > 1000 m2",
                "registered_in within [CN-SH, DE]",
                "registered_in within PAIR",
                "not (registered_in within CN-SH-NORTH)",
                "registered_on + 3 years > filed_on",
                "filed_on - registered_on < 400 days",
                "months_between(registered_on, filed_on) >= 18 months",
                "year_of(filed_on) == fiscal_year",
                "end_of_quarter(filed_on) <= assessment_date",
                "age(registered_on, filed_on) <= 2 years",
                "registered_on >= fiscal_year_start",
                "any(scheme == 'a' for each other_aid)",
                "none(amount > 1 million CNY for each other_aid where granted_on >= assessment_date - 3 years)",
                "all(cost > 0 CNY for each projects where done)",
                "growth(research, last 2 years) < 20%",
                "round(growth(revenue, last 3 years), 0.1%) > 3%",
                "size(functions) >= 2",
                "root(hours, 2) > 7",
                "count(revenue >= 5 million CNY, last 3 years) >= 2",
                "any(revenue > 50 million CNY for each year since registered_on)",
                "revenue[-2] == 0 CNY",
                "industry != chips",
            ]
        ),
    )


@st.composite
def criteria(draw: st.DrawFn, indent: str, depth: int, door: bool = True) -> str:
    """A list of criteria, some of them groups."""
    lines = []
    for number in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["test", "test", "test", "any", "all", "none", "at_least", "preference", "door"]))
        if depth == 0 and kind in ("any", "all", "none", "at_least"):
            kind = "test"
        if kind == "door" and not door:
            kind = "test"
        test = _quoted(draw(truth()))
        match kind:
            case "test":
                lines.append(f"{indent}- {test}")
            case "preference":
                lines.append(f"{indent}- {{preference: true, test: {test}}}")
            case "door":
                lines.append(f"{indent}- {{door: true, test: let_in}}")
            case "at_least":
                members = draw(criteria(indent + "      ", depth - 1, door=False))
                extra = f"{indent}      - listed"
                lines.append(f"{indent}- at_least: 1\n{indent}  of:\n{members}\n{extra}")
            case _:
                lines.append(f"{indent}- {kind}:\n{draw(criteria(indent + '    ', depth - 1))}")
        if number == 0 and indent == "    ":
            lines[-1] = f"{indent}- {{id: first, test: {test}}}"
    return "\n".join(lines)


@st.composite
def award(draw: st.DrawFn, name: str) -> str:
    """One award."""
    amount = draw(money())
    lines = [f"  {name}:", f"    nature: {draw(st.sampled_from(['entitled', 'entitled', 'discretionary']))}"]
    if draw(st.booleans()):
        lines.append(f"    when: [{_quoted(draw(truth()))}]")
    currency = draw(st.sampled_from(["CNY", "CNY", "CNY", "USD", "JPY"]))
    if currency != "CNY":
        lines.append(f"    currency: {currency}")
    paid = draw(st.sampled_from(["", "once", "instalments", "yearly", "quarterly", "each", "table"]))
    match paid:
        case "once":
            lines.append("    paid: {once: registered_on}")
        case "instalments":
            lines.append("    paid: {instalments: [40%, 30%, 30%], from: filed_on, every: 1 year}")
        case "yearly" | "quarterly":
            start = draw(st.sampled_from([", from: registered_on", ", from: 2024-02-29"]))
            lines.append(f"    paid: {{{paid}: {draw(st.integers(2, 4))}{start}}}")
            amount = draw(
                st.sampled_from(
                    [
                        f"({amount}) * days / 365 days",
                        f"({amount}) / period_number",
                        "rate * min(area, 1000 m2) * min(rent, 8 CNY/m2/day) * days",
                    ]
                )
            )
        case "each":
            lines.append("    paid: {each: projects, due: started}")
            amount = draw(st.sampled_from(["30% * cost", "if done then cost else 0 CNY", "min(cost, m1)"]))
        case "table":
            lines.append("    paid: {each: levels}")
            amount = draw(st.sampled_from(["if revenue >= sales then reward else 0 CNY", "reward / 3"]))
    lines.append(f"    amount: {_floored(amount, currency)}")
    if draw(st.booleans()):
        lines.append(f"    cap: {_floored(draw(money()), currency)}")
        lines.append(f"    cap_effect: {draw(st.sampled_from(['clamp', 'clamp', 'forfeit']))}")
    if draw(st.booleans()):
        unit = draw(st.sampled_from(["0.01", "1", "100", "0.1"]))
        lines.append(f"    rounding: {{to: {unit} {currency}, mode: {draw(st.sampled_from(ROUNDINGS))}}}")
    if draw(st.booleans()):
        lines.append("    payer: {city: 1%, district: 99%}")
    return "\n".join(lines)


@st.composite
def programme(draw: st.DrawFn, others: tuple[str, ...]) -> str:
    """One rule file; it may look at the programmes named in *others*."""
    policy = draw(st.sampled_from(["assessment", "assessment", "filing", "fiscal_year_end", "year_average"]))
    uses = f"uses: {{{', '.join(f'{name}: {name}' for name in others)}}}\n" if others else ""
    borrowed = [f"{word}({name})" for name in others for word in ("holds", "qualifies")]
    borrowed += [f"{name}.m1 > 3 million CNY" for name in others]
    linked = "".join(f"    - {_quoted(draw(st.sampled_from(borrowed)))}\n" for _ in others)
    text = f"""\
conversion: {{at: {policy}}}
{uses}parameters:
  rate:
    values: {{2000-01-01: 25%, 2022-03-28: 35%, 2023-07-01: none, 2024-02-29: {draw(st.integers(0, 60))}%}}
    until: 2024-12-31
  floor: {draw(st.integers(1, 50))} million CNY
  levels:
    table:
      - {{sales: 10 million CNY, reward: 1 million CNY}}
      - {{sales: 50 million CNY, reward: 1000000.01 CNY}}
      - {{sales: 150 million CNY, reward: 2000000 CNY}}
define:
  m1: {_quoted(draw(money_expressions(2)))}
  m2: {_quoted(draw(money_expressions(2)))}
  n1: {_quoted(draw(number_expressions(2)))}
  t1: {_quoted(draw(truth_expressions(2)))}
  reached: 'any(revenue >= floor for each year last 3 years)'
  last_years: 'm1[-1] + revenue[-1]'
  table_sum: 'sum(reward for each levels where revenue >= sales)'
  aid: 'sum(amount for each other_aid where granted_on > assessment_date - 3 years)'
  graded:
    select: m1
    brackets:
      - {{below: 1 million CNY, value: 3 million CNY}}
      - {{up_to: floor + 50 million CNY, value: m2}}
      - {{value: 20% * m1}}
  marginal:
    marginal: m2
    brackets:
      - {{up_to: floor, rate: 30%}}
      - {{up_to: 60 million CNY, rate: 5%}}
      - {{rate: 0.5%}}
  sliding:
    interpolate: m1
    brackets:
      - {{at: 1 million CNY, value: 19%}}
      - {{at: 31 million CNY, value: 25%}}
      - {{at: 100 million CNY, value: 0%}}
  picked:
    select: staff
    brackets:
      - {{up_to: 10, value: 1}}
      - {{up_to: 100, value: n1}}
      - {{up_to: 250, value: 2}}
  cap_then:
    readings:
      narrow: {{default: true, value: 'min(m1, m2)', note: a}}
      wide: {{value: 'max(m1, m2, floor)', note: b}}
eligibility:
  all:
{draw(criteria("    ", 2))}
{linked}awards:
{draw(award("one"))}
{draw(award("two"))}
  three:
    nature: entitled
    when: one.when
    amount: 'max(0 CNY, 50% * one.amount - two.amount)'
"""
    # Amounts in two currencies cannot be added.
    return text[: text.index("  three:")] if "    currency: " in text else text


@st.composite
def rulebooks(draw: st.DrawFn) -> dict[str, str]:
    """Texts of rule files by id."""
    texts = {"a": draw(programme(()))}
    if draw(st.booleans()):
        texts["b"] = draw(programme(("a",)))
    return texts


def _floored(amount: str, currency: str) -> str:
    """An amount that is not below nought, in *currency*."""
    return _quoted(f"max(0 {currency}, {amount if currency == 'CNY' else f'convert({amount}, {currency})'})")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
