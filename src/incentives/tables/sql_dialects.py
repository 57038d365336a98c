"""
What the SQL engines write differently: names of types, division of whole numbers, lists, quoting.

All of them are asked for the same few things, on whole numbers and truths that are never null. Not for what a rule
means: that is settled before a dialect is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256


class Kind(StrEnum):
    """The engines there are."""

    DUCKDB = "duckdb"
    SPARK = "spark"
    POSTGRES = "postgres"
    BIGQUERY = "bigquery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """
    One engine.

    Args:

        whole: The type of 64-bit integers, *wide* an exact type for larger ones, up to *widest*.

        text: The type of texts.

        decimal: The type of decimals, with places for its digits in all and after the point.

        quote: What stands around names.

        escape: Each character of a text that cannot stand for itself, and what stands for it; *name_escape* the same
            for names.

        divide: Whole-number division towards nought of 64-bit integers, *divide_wide* of wide ones.

        quotient_widest: The largest quotient that *divide_wide* gives.

        ordinal: A day as its number in the calendar, 0001-01-01 as 1.

        texts: The texts of a list of conditional texts that are not null; {} is the list's members.

        contains: Whether a list column has a member, *size* how many different members.

        among: Whether all members of a list column are among some words.

        item: A field of the item of a list column at a place counted from 0, null where there is none; *length* how
            many items there are.

        fixed: A number with so many digits after the point; what has more is rounded, and so told apart.

        nests: Whether each step stands inside the next one instead of before it: Spark takes many times as long to
            analyse steps that have names.

        fence: What keeps a step from being written into the next one, where the engine would copy shared expressions.

        plain_names: Whether the columns of an answer may have only letters, digits and underscores in their names.

        longest_name: How many bytes of a name the engine looks at.

        most_columns: How many columns a SELECT has at most; *longest_query* how many bytes a whole query has.
    """

    kind: Kind
    whole: str
    wide: str
    widest: int
    text: str
    decimal: str
    quote: str
    escape: Mapping[str, str]
    name_escape: Mapping[str, str]
    divide: str
    divide_wide: str
    quotient_widest: int
    ordinal: str
    texts: str
    no_texts: str
    contains: str
    size: str
    among: str
    fixed: str
    item: str
    length: str
    fence: str = ""
    nests: bool = False
    plain_names: bool = False
    longest_name: int | None = None
    most_columns: int | None = None
    longest_query: int | None = None

    def name(self, name: str) -> str:
        """A name between its quotes."""
        return self.quote + _escaped(name, self.name_escape) + self.quote

    def label(self, name: str) -> str:
        """What a column of the answer is called: its name, or as much of it as the engine takes."""
        if self.plain_names:
            name = _NOT_PLAIN.sub("_", name)
        if self.longest_name is None or len(name.encode()) <= self.longest_name:
            return name
        # Which programme and which column it is stay readable, and no two are the same.
        head, point, tail = name.rpartition(".")
        mark = f"~{sha256(name.encode()).hexdigest()[:8]}{point}{tail}"
        return head.encode()[: self.longest_name - len(mark.encode())].decode(errors="ignore") + mark

    def literal(self, text: str) -> str:
        """A text."""
        return f"'{_escaped(text, self.escape)}'"

    def decimal_type(self, digits: int) -> str:
        """Decimals with so many digits after the point, and as many before it as there can be."""
        return self.decimal.format(38, digits)

    def scaled(self, number: str, digits: int) -> str:
        """A whole number of the units of so many digits after the point as a decimal."""
        if digits == 0:
            return f"CAST({number} AS {self.decimal_type(0)})"
        tenth = self.decimal_number(f"0.{'1'.zfill(digits)}")
        whole = self.decimal.format(38 - digits, 0)
        return f"CAST(CAST({number} AS {whole}) * {tenth} AS {self.decimal_type(digits)})"

    def table(self, name: str) -> str:
        """The name of a table, whose parts are separated by points."""
        return ".".join(self.name(part) for part in name.split("."))

    def decimal_number(self, text: str) -> str:
        """A decimal as it stands in arithmetic."""
        # A numeral with a point is a binary float there.
        return f"BIGNUMERIC '{text}'" if self.kind is Kind.BIGQUERY else text

    def number(self, number: int) -> str:
        """A whole number as it stands in arithmetic."""
        if abs(number) < 1 << 63:
            return str(number) if number >= 0 else f"({number})"
        return f"CAST('{number}' AS {self.wide})"

    def one_of(self, subject: str, words: Sequence[str]) -> str:
        """Whether a text is one of some words."""
        if not words:
            return "FALSE"
        return f"({subject} IN ({', '.join(map(self.literal, words))}))"


def _escaped(text: str, escape: Mapping[str, str]) -> str:
    return "".join(escape.get(character, character) for character in text)


_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_]")
_STANDARD = {"'": "''"}
_BACKSLASH = {"'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_HUGE = 2**127 - 1
_DIGITS_38 = 10**38 - 1
# Quotients of Spark's decimals keep six digits after the point of 38 in all.
_DIGITS_32 = 10**32 - 1

DIALECTS: Mapping[Kind, Dialect] = {
    Kind.DUCKDB: Dialect(
        kind=Kind.DUCKDB,
        whole="BIGINT",
        wide="HUGEINT",
        widest=_HUGE,
        text="VARCHAR",
        decimal="DECIMAL({}, {})",
        quote='"',
        escape=_STANDARD,
        name_escape={'"': '""'},
        divide="({} // {})",
        divide_wide="({} // {})",
        quotient_widest=_HUGE,
        ordinal="CAST(CAST({} AS DATE) - DATE '0001-01-01' + 1 AS BIGINT)",
        texts="list_filter([{}], lambda each: each IS NOT NULL)",
        no_texts="CAST([] AS VARCHAR[])",
        contains="list_contains({}, {})",
        size="len(list_distinct({}))",
        among="(len(list_filter({0}, lambda each: each IS NULL OR each NOT IN ({1}))) = 0)",
        fixed="CAST({} AS DECIMAL(19, {}))",
        item="({}[{} + 1]).{}",
        length="len({})",
    ),
    Kind.SPARK: Dialect(
        kind=Kind.SPARK,
        whole="BIGINT",
        wide="DECIMAL(38, 0)",
        widest=_DIGITS_38,
        text="STRING",
        decimal="DECIMAL({}, {})",
        quote="`",
        escape=_BACKSLASH,
        name_escape={"`": "``"},
        divide="({} div {})",
        # A quotient of decimals is exact where nothing is left over; `div` of decimals gives 64 bits only.
        divide_wide="CAST(({0} - {0} % {1}) / {1} AS DECIMAL(38, 0))",
        quotient_widest=_DIGITS_32,
        ordinal="CAST(datediff(CAST({} AS DATE), DATE'0001-01-01') + 1 AS BIGINT)",
        texts="filter(array({}), each -> each IS NOT NULL)",
        no_texts="CAST(array() AS ARRAY<STRING>)",
        contains="array_contains({}, {})",
        size="size(array_distinct({}))",
        among="(size(filter({0}, each -> each IS NULL OR each NOT IN ({1}))) = 0)",
        fixed="CAST({} AS DECIMAL(19, {}))",
        item="get({}, {}).{}",
        length="size({})",
        nests=True,
    ),
    Kind.POSTGRES: Dialect(
        kind=Kind.POSTGRES,
        whole="BIGINT",
        wide="NUMERIC",
        widest=10**1000,
        text="TEXT",
        decimal="NUMERIC({}, {})",
        quote='"',
        escape=_STANDARD,
        name_escape={'"': '""'},
        divide="({} / {})",
        divide_wide="div({}, {})",
        quotient_widest=10**1000,
        ordinal="CAST(CAST({} AS DATE) - DATE '0001-01-01' + 1 AS BIGINT)",
        texts="array_remove(CAST(ARRAY[{}] AS TEXT[]), NULL)",
        no_texts="CAST(ARRAY[] AS TEXT[])",
        contains="({1} = ANY({0}))",
        size="(SELECT COUNT(DISTINCT each) FROM unnest({}) AS each)",
        among="(array_position({0}, NULL) IS NULL AND {0} <@ CAST(ARRAY[{1}] AS TEXT[]))",
        fixed="CAST({} AS NUMERIC(19, {}))",
        item="(({})[{} + 1]).{}",
        length="cardinality({})",
        # Without it a step is written into the next one and shared expressions are worked out over and over.
        fence=" OFFSET 0",
        longest_name=63,
        most_columns=1664,
    ),
    Kind.BIGQUERY: Dialect(
        kind=Kind.BIGQUERY,
        whole="INT64",
        wide="BIGNUMERIC",
        widest=_DIGITS_38,
        text="STRING",
        decimal="BIGNUMERIC",
        quote="`",
        escape=_BACKSLASH,
        name_escape={"`": "\\`", "\\": "\\\\"},
        divide="DIV({}, {})",
        divide_wide="DIV({}, {})",
        quotient_widest=_DIGITS_38,
        ordinal="(DATE_DIFF(CAST({} AS DATE), DATE '0001-01-01', DAY) + 1)",
        texts="ARRAY(SELECT each FROM UNNEST([{}]) AS each WITH OFFSET AS place WHERE each IS NOT NULL ORDER BY place)",
        no_texts="CAST([] AS ARRAY<STRING>)",
        contains="({1} IN UNNEST({0}))",
        size="(SELECT COUNT(DISTINCT each) FROM UNNEST({}) AS each)",
        among="(NOT EXISTS (SELECT 1 FROM UNNEST({0}) AS each WHERE each IS NULL OR each NOT IN ({1})))",
        fixed="ROUND(CAST({} AS BIGNUMERIC), {})",
        item="{}[SAFE_OFFSET({})].{}",
        length="ARRAY_LENGTH({})",
        plain_names=True,
        longest_name=300,
        most_columns=10_000,
        longest_query=1 << 20,
    ),
}
