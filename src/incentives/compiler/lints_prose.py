"""
Lint of prose: an amount or percentage in a title or summary that no figure of the rule is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from incentives.compiler.linting import Linting
from incentives.compiler.programme import expressions
from incentives.ir.expr import Literal, walk
from incentives.ir.rulebook import Programme
from incentives.money.currency import currency_of
from incentives.source import Span
from incentives.syntax.nodes import MappingNode, Node, ScalarNode
from incentives.syntax.quantities import SCALES, split_chinese
from incentives.types import Numeric

AMOUNT = re.compile(
    r"""
    (?<![A-Za-z0-9_.,])
    (?P<digits>\d{1,3}(?:[,\s]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)
    (?:
      \s*(?P<percent>%|％|per\ cent\b|percent\b)
    | \s*(?P<chinese>[万亿千百]{1,2}\s*(?:[\u4e00-\u9fff]{0,3}元)|元)
    | \s*(?P<scale>thousand|million|billion|trillion)?\s*(?P<currency>[A-Z]{3}|yuan|euros?|dollars|pounds)\b
    )
    """,
    re.VERBOSE,
)
WORDS = {"yuan": "CNY", "euro": "EUR", "euros": "EUR", "dollars": "USD", "pounds": "GBP"}
PERCENT = "%"
NUMBER = re.compile(r"(\d[\d_]*(?:\.\d+)?)\s*(thousand|million|billion|[万亿]+)?")


def lint_prose(linting: Linting) -> None:
    """Titles and summaries against the figures of their programme."""
    for programme in linting.rulebook.programmes.values():
        node = linting.nodes.get(programme.id)
        figures: set[tuple[Fraction, str]] | None = None
        for text in _texts(node) if node is not None else ():
            for written, number, unit, span in _amounts(text):
                if figures is None:
                    figures = _figures(programme)
                if (number, unit) not in figures:
                    message = f"`{written}` stands in the text, and no figure of this rule is that"
                    help = "mend the text or the rule: what people read and what is computed must agree"
                    linting.warn("prose-differs", message, span, help=help)


def _figures(programme: Programme) -> set[tuple[Fraction, str]]:
    """The amounts and shares that a programme states, each with its currency, and what people make of them."""
    stated = {
        (number, unit)
        for root in expressions(programme)
        for node in walk(root)
        if isinstance(node, Literal)
        for number, unit in _stated(node)
    }
    awards = programme.awards.values()
    paid = {share for award in awards for share in (*award.schedule.shares, *award.payers.values())}
    shares = {number for number, unit in stated if unit == PERCENT} | paid
    # 10% of the deduction of 30%; the whole and 75% more; 80%, where the law takes a fifth away.
    made = {product for share in shares for product in (1 + share, 1 - share, *(share * other for other in shares))}
    amounts = [(number, unit) for number, unit in stated if unit != PERCENT]
    # An instalment of an amount; the next 190,000 up to 200,000.
    parts = {(number * share, unit) for number, unit in amounts for share in paid}
    parts |= {(number - other, unit) for number, unit in amounts for other, same in amounts if unit == same}
    return stated | parts | {(share, PERCENT) for share in shares | made}


def _stated(node: Literal) -> Iterator[tuple[Fraction, str]]:
    """The number of a literal with its currency; with a unit (`500 CNY/m2/year`) also the number as written."""
    number = node.value.value
    if not isinstance(number, Fraction) or not isinstance(node.type, Numeric):
        return
    unit = node.type.currency or PERCENT
    yield number, unit
    written = NUMBER.match(node.text) if node.type.units else None
    if written:
        yield Fraction(written[1].replace("_", "")) * SCALES.get(written[2] or "", Fraction(1)), unit


def _texts(node: Node) -> Iterator[ScalarNode]:
    """Titles and summaries: of the programme, its awards, criteria and definitions."""
    pending: list[Node] = [node]
    while pending:
        each = pending.pop()
        if isinstance(each, ScalarNode):
            continue
        if not isinstance(each, MappingNode):
            pending.extend(each.items)
            continue
        for key, value in each.entries:
            if key.text in ("title", "summary"):
                yield from _words(value)
            elif key.text not in ("source", "facts"):
                pending.append(value)


def _words(node: Node) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, MappingNode):
        yield from (value for _, value in node.entries if isinstance(value, ScalarNode))


def _amounts(text: ScalarNode) -> Iterator[tuple[str, Fraction, str, Span]]:
    """The amounts and percentages in a text: as written, their value, their currency."""
    for found in AMOUNT.finditer(text.text):
        number = Fraction(re.sub(r"[,\s]", "", found["digits"]))
        unit = PERCENT
        if found["percent"]:
            number /= 100
        elif found["chinese"]:
            ending = split_chinese(re.sub(r"\s", "", found["chinese"]))
            if ending is None:
                continue
            number, unit = number * ending[0], ending[1] or PERCENT
        else:
            number *= SCALES.get(found["scale"] or "", Fraction(1))
            unit = WORDS.get(found["currency"], found["currency"])
            if currency_of(unit) is None:
                continue
        yield found[0], number, unit, text.span_of(found.start(), found.end())
