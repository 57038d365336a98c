"""
Writes the reference pages that say what the code's own tables say.

    python tools/reference.py            rewrite docs/reference/{operators,logic,rounding,units,grammar}.md
    python tools/reference.py --check    only compare, exit code 1 when something differs
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType

from incentives import kleene
from incentives.ir.operators import TABLE, UNKNOWNS_SAID, Operator, Unknowns
from incentives.money.rounding import ROUNDING_SAMPLES, Rounding
from incentives.syntax import grammar, number_grammar, window_grammar
from incentives.syntax.quantities import CHINESE_UNITS, SCALES
from incentives.types import UNITS

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
GENERATED = "<!-- Written by tools/reference.py from the code's own tables; change those. -->"
TRUTHS = {True: "true", False: "false", None: "unknown"}
KINDS = {
    "truth": "true, false or unknown",
    "numeric": "a number with any unit: money, an area, a percentage, a plain number",
    "same": "operands of one unit and currency, or of one type: two dates, two members of one choice",
    "number": "a number without unit",
    "whole": "a whole number that stands in the rule itself",
    "date": "a day",
    "months": "a number of months or years",
    "days": "a number of days or weeks",
    "place": "a country, subdivision or declared area",
    "places": "a place, a group of places or a list of them",
    "choice": "one of declared members",
    "members": "a list of members, or one",
    "set": "any number of declared members",
    "any": "one type for all that are marked so",
    "product": "the product of the units",
    "quotient": "the quotient of the units",
    "root": "an irrational number, which can be compared, shifted, scaled and rounded",
}
BOUNDS = {
    Unknowns.STRICT: "none: an unknown operand says nothing of the result",
    Unknowns.KLEENE: "none: a truth has no range",
    Unknowns.COMPARE: "none: a truth has no range",
    Unknowns.BOUNDED: "the least and the greatest result that members of the operands' ranges can give",
    Unknowns.HULL: "from the lower end of both branches to the higher",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or compare all pages; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    options = parser.parse_args(arguments)
    differing = []
    for name, text in pages().items():
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            differing.append(name)
            if not options.check:
                path.write_text(text, encoding="utf-8", newline="\n")
    if options.check:
        print("\n".join(f"differs: {name}" for name in differing) or "the pages say what the code says")
        return 1 if differing else 0
    print("\n".join(f"written: {name}" for name in differing) or "nothing has changed")
    return 0


def pages() -> dict[str, str]:
    """File name -> text of every generated page."""
    return {
        "operators.md": operators(),
        "logic.md": logic(),
        "rounding.md": rounding(),
        "units.md": units(),
        "grammar.md": ebnf(),
    }


def operators() -> str:
    """Each row of the operator table."""
    lines = [
        *_head("Operators"),
        "Each operator with its types, its exact meaning and an example that runs. What stands",
    ]
    lines += ["in a spelling is one of these:", "", *_table(("kind", "means"), _kinds()), ""]
    lines += ["An operator does one of five things with an unknown operand:", ""]
    said = [(kind.value, UNKNOWNS_SAID[kind], BOUNDS[kind]) for kind in Unknowns]
    lines += [*_table(("word", "an unknown operand", "range of the result"), said), ""]
    lines += [
        "A missing fact, a quotient of nought, a root of less than nought, a date outside the calendar or a missing"
    ]
    lines += ["exchange rate is unknown with its reason; nothing of this ends an evaluation."]
    for row in TABLE.values():
        lines += ["", *_operator(row)]
    return "\n".join([*lines, ""])


def _operator(row: Operator) -> list[str]:
    expression, value = row.example
    takes = ", ".join(f"`{each}`" for each in row.parameters) + (" and so on" if row.variadic else "")
    return [
        f"## {row.op}",
        "",
        f"`{row.spelling}`: {row.says}.",
        "",
        f"- takes {takes}; gives `{row.returns}`",
        f"- unknown: `{row.unknowns}`, {UNKNOWNS_SAID[row.unknowns]}",
        f"- bounds: {BOUNDS[row.unknowns]}",
        f"- example: `{expression}` is `{value}`",
    ]


def _kinds() -> list[tuple[str, str]]:
    used = {kind for row in TABLE.values() for kind in (*row.parameters, row.returns)}
    return [(f"`{kind}`", said) for kind, said in KINDS.items() if kind in used]


def logic() -> str:
    """Kleene's tables."""
    lines = [
        *_head("Three-valued logic"),
        "A condition is true, false or unknown. What the known operands decide is known;",
    ]
    lines += ["otherwise the answer is unknown and keeps every reason for it.", "", "## not", ""]
    lines += _table(("`a`", "`not a`"), [(TRUTHS[a], TRUTHS[b]) for a, b in kleene.NOT.items()])
    for word, table in (("and", kleene.AND), ("or", kleene.OR)):
        rows = [(TRUTHS[a], *(TRUTHS[table[a, b]] for b in TRUTHS)) for a in TRUTHS]
        lines += ["", f"## {word}", "", *_table((f"`a {word} b`", *(f"b {TRUTHS[b]}" for b in TRUTHS)), rows)]
    lines += ["", "## Groups of none", ""]
    groups = [("all", kleene.every(())), ("any", kleene.some(())), ("none", kleene.NOT[kleene.some(())])]
    lines += _table(("of no tests", "is"), [(word, TRUTHS[truth]) for word, truth in groups])
    return "\n".join([*lines, ""])


def rounding() -> str:
    """What each mode makes of the samples."""
    lines = [*_head("Rounding"), "What each mode makes of a number that is rounded to a whole one. An award is rounded"]
    lines += ["once, at its end, to the currency's minor unit and `half-up` (away from nought), unless the rule says"]
    lines += [
        "otherwise; `round` is `half-up`, `round_half_even`, `round_down` and `round_up` are the modes so called.",
        "",
    ]
    rows = [(text, *(str(sample[mode]) for mode in Rounding)) for text, sample in ROUNDING_SAMPLES.items()]
    lines += _table(("number", *(f"`{mode}`" for mode in Rounding)), rows)
    return "\n".join([*lines, ""])


def units() -> str:
    """Units, sizes of numbers and their Chinese names."""
    lines = [
        *_head("Units"),
        "A number may be followed by a size, then by a unit, `%`, or a currency by its code (`CNY`).",
    ]
    lines += ["Units are divided without blanks: `8 CNY/m2/day`.", "", "## Units", ""]
    lines += _table(("unit", "is"), [(f"`{name}`", f"{size} {base}") for name, (base, size) in UNITS.items()])
    lines += [
        "",
        "## Sizes",
        "",
        *_table(("word", "times"), [(f"`{word}`", f"{int(size):,}") for word, size in SCALES.items()]),
    ]
    lines += [
        "",
        "## In Chinese",
        "",
        "`500万元` is 5 million CNY, `1.5亿美元` is 150 million USD, `1000平方米` is 1000 m2.",
        "",
    ]
    lines += _table(("word", "is"), [(f"`{word}`", f"`{unit}`") for word, unit in CHINESE_UNITS.items()])
    return "\n".join([*lines, ""])


def ebnf() -> str:
    """The docstrings of the parse functions."""
    lines = [
        *_head("Grammar"),
        "The grammar of expressions in EBNF: `( )` groups, `?` is once or not, `*` any number of times.",
    ]
    lines += ["A `name` begins with a small letter, a `code` with a capital one; blanks separate words.", ""]
    found = [rule for module in (grammar, number_grammar, window_grammar) for rule in productions(module)]
    width = max(len(name) for name, _ in found)
    lines += ["```ebnf", *(f"{name:<{width}} = {body}" for name, body in found), "```"]
    return "\n".join([*lines, ""])


def productions(module: ModuleType) -> list[tuple[str, str]]:
    """The productions that stand in the docstrings of a module's functions, in the order of the file."""
    functions = [
        each for _, each in inspect.getmembers(module, inspect.isfunction) if each.__module__ == module.__name__
    ]
    found = []
    for function in sorted(functions, key=lambda each: each.__code__.co_firstlineno):
        for line in (inspect.getdoc(function) or "").splitlines():
            match = re.fullmatch(r"([a-z]+) += (.+)", line)
            if match:
                found.append((match.group(1), match.group(2)))
    return found


def _head(title: str) -> list[str]:
    return [f"# {title}", "", GENERATED, ""]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows)]


if __name__ == "__main__":
    sys.exit(main())
