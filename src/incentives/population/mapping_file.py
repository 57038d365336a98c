"""
Mapping files: what a person wrote of the columns of a table to a `ColumnMap`, and a `ColumnMap` as such a file.

Not for whether the table has these columns: `binding` says that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from incentives.diagnostics import Collector, suggestion
from incentives.ir.rulebook import FactDeclaration, Rulebook
from incentives.population.guess import Guesser, Unclear
from incentives.population.mapping import (
    LAST_DAY,
    ColumnMap,
    FactTarget,
    ItemTable,
    ListTarget,
    StatusTarget,
    Target,
    Unit,
    read_unit,
)
from incentives.population.reading import year_end_of
from incentives.profiles.fact_values import EARLIEST, LATEST
from incentives.profiles.names import FieldNames
from incentives.source import Span
from incentives.syntax.documents_mapping import (
    ColumnShape,
    FieldColumnShape,
    ItemTableShape,
    MappingShape,
    YearEndColumnShape,
)
from incentives.syntax.literals import Misread
from incentives.syntax.nodes import MappingNode, Node, ScalarNode
from incentives.syntax.reader import PROFILE_LIMITS, read_file
from incentives.syntax.shaping import shape
from incentives.syntax.yaml_problems import shown
from incentives.types import Numeric, Record

_PLAIN = re.compile(r"[A-Za-z_㐀-鿿][\w㐀-鿿 /.()（）-]*(?<! )")


def read_mapping(
    path: Path, rulebook: Rulebook, collector: Collector, *, amounts_in: str | None = None
) -> tuple[ColumnMap, dict[str, Span]] | None:
    """
    The mapping in the file at *path*, and where it speaks of each column; None if something is wrong with it.

    Args:

        amounts_in: The unit of amounts for which it names none.
    """
    read = read_file(path, collector, limits=PROFILE_LIMITS)
    return bind_mapping(read[1], rulebook, collector, amounts_in=amounts_in) if read is not None else None


def bind_mapping(
    node: Node, rulebook: Rulebook, collector: Collector, *, amounts_in: str | None = None
) -> tuple[ColumnMap, dict[str, Span]] | None:
    """The mapping that *node* states, as above."""
    problems = Collector()
    found = None
    document = shape(node, MappingShape, problems)
    if document is not None:
        columns = node.get("columns") if isinstance(node, MappingNode) else None
        places = {key.text: key.span for key, _ in columns.entries} if isinstance(columns, MappingNode) else {}
        found = _Binder(rulebook, places, problems, amounts_in).mapping(document), places
    collector.found.extend(problems.found)
    return None if problems.failed else found


class _Binder:
    """
    Binds the shape of one mapping file to the facts of a rulebook.
    """

    def __init__(
        self, rulebook: Rulebook, places: Mapping[str, Span], problems: Collector, amounts_in: str | None
    ) -> None:
        self.rulebook = rulebook
        self.guesser = Guesser(rulebook, amounts_in=amounts_in)
        self.places = places
        self.problems = problems

    def mapping(self, given: MappingShape) -> ColumnMap:
        columns = {name: self.column(name, each) for name, each in given.columns.items()}
        items = {}
        for name, table in (given.lists or {}).items():
            declared = self.rulebook.facts.get(name)
            if declared is None or not isinstance(declared.type, Record):
                lists = [each.name for each in self.rulebook.facts.values() if isinstance(each.type, Record)]
                self.problems.add(
                    "unknown-fact", f"{shown(name)} is not a list", table.table.span, help=suggestion(name, lists)
                )
            else:
                items[name] = self.items(declared, table)
        return ColumnMap(
            company=_text(given.company),
            year=_text(given.year),
            fiscal_year_end=self.year_end(given.fiscal_year_end),
            missing=tuple(_texts(given.missing)),
            columns={name: target for name, target in columns.items() if target is not None},
            kept=tuple(_texts(given.kept)),
            ignored=tuple(_texts(given.ignored)),
            items=items,
        )

    def column(self, name: str, given: ScalarNode | ColumnShape) -> Target | None:
        """What one column holds."""
        if isinstance(given, ScalarNode):
            given = ColumnShape(fact=given)
        if (given.fact is None) == (given.status is None):
            message = f"a column holds a fact or a status: {shown(name)} names {'both' if given.fact else 'neither'}"
            self.problems.add("missing-key", message, self.places.get(name), help="write `fact: revenue`")
            return None
        if given.status is not None:
            programme = given.status.text.strip()
            if programme not in self.rulebook.programmes:
                help = suggestion(programme, self.rulebook.programmes)
                self.problems.add(
                    "unknown-programme", f"{shown(programme)} is not a programme", given.status.span, help=help
                )
                return None
            return StatusTarget(programme=programme)
        assert given.fact is not None  # noqa: S101  # INVARIANT: one of the two is there
        declared = self.declared(given.fact, self.rulebook.facts, "unknown-fact")
        if declared is None:
            return None
        if isinstance(declared.type, Record):
            fields = given.fields or {each: ScalarNode(each, given.fact.span) for each in declared.fields}
            return ListTarget(fact=declared.name, fields=self.fields(declared, fields))
        return FactTarget(
            fact=declared.name,
            year=self.year(given.year, declared),
            unit=self.unit(given.unit, declared) if given.unit or given.currency_column else self.unsaid(declared),
            currency_column=_text(given.currency_column),
        )

    def unsaid(self, declared: FactDeclaration) -> Unit | None:
        """The unit where the mapping names none: of an amount, what the person said of all amounts."""
        kind = declared.type
        if not isinstance(kind, Numeric) or not kind.power or self.guesser.amounts_in is None:
            return self.unit(None, declared)
        found = read_unit(self.guesser.unit_of_amounts(kind, None) or "", kind)
        if isinstance(found, Misread):
            message = f"{shown(self.guesser.amounts_in)} does not fit `{declared.name}`: {found.message}"
            self.problems.add(found.code, message, where="--amounts-in", help=found.help)
            return None
        return found

    def fields(
        self, declared: FactDeclaration, given: Mapping[str, ScalarNode | FieldColumnShape]
    ) -> dict[str, FactTarget]:
        """What the fields of structures, or the columns of a second table, hold."""
        found: dict[str, FactTarget] = {}
        for name, each in given.items():
            says = FieldColumnShape(field=each) if isinstance(each, ScalarNode) else each
            field = self.declared(says.field, declared.fields, "unknown-field")
            if field is not None:
                unit = self.unit(says.unit, field)
                found[name] = FactTarget(fact=field.name, unit=unit, currency_column=_text(says.currency_column))
        return found

    def items(self, declared: FactDeclaration, given: ItemTableShape) -> ItemTable:
        """A second table."""
        return ItemTable(
            path=given.table.text,
            company=given.company.text,
            fields=self.fields(declared, given.columns),
            ignored=tuple(_texts(given.ignored)),
            absent_is_none=self.absent(given.absent),
        )

    def absent(self, node: ScalarNode | None) -> bool:
        """Whether companies without a row have no items."""
        word = node.text.strip() if node is not None else "unknown"
        if node is not None and word not in ("none", "unknown"):
            help = "write `none` or `unknown`"
            self.problems.add("unknown-word", f"{shown(word)} says nothing of absent companies", node.span, help=help)
        return word == "none"

    def declared(self, node: ScalarNode, facts: Mapping[str, FactDeclaration], code: str) -> FactDeclaration | None:
        """The fact or field that a name or label means."""
        names = FieldNames(facts)
        found = names.resolve(node.text)
        if found is None or found not in facts:
            what = "fact" if code == "unknown-fact" else "field"
            self.problems.add(code, f"{shown(node.text)} is not a {what}", node.span, help=names.help(node.text))
            return None
        return facts[found]

    def year(self, node: ScalarNode | None, declared: FactDeclaration) -> int | None:
        if node is None:
            return None
        if not declared.yearly:
            message = f"`{declared.name}` does not have a value for each year"
            self.problems.add("not-yearly", message, node.span, help="leave out `year`")
            return None
        text = node.text.strip()
        if not re.fullmatch(r"[0-9]{4}", text) or not EARLIEST <= int(text) <= LATEST:
            help = "write the year in which the fiscal year ends: `2023`"
            self.problems.add("bad-year", f"{shown(text)} is not a year", node.span, help=help)
            return None
        return int(text)

    def unit(self, node: ScalarNode | None, declared: FactDeclaration) -> Unit | None:
        kind = declared.type
        if not isinstance(kind, Numeric):
            if node is not None:
                self.problems.add("idle-key", f"`{declared.name}` is no number, it has no unit", node.span)
            return None
        if node is None:
            return Unit("") if kind.is_plain and not kind.percent else None
        found = read_unit(node.text, kind)
        if isinstance(found, Misread):
            self.problems.add(found.code, found.message, node.span, help=found.help)
            return None
        return found

    def year_end(self, given: ScalarNode | YearEndColumnShape | None) -> tuple[int, int] | str:
        if given is None:
            return LAST_DAY
        if isinstance(given, YearEndColumnShape):
            return str(given.column.text)
        found = year_end_of(given.text)
        if isinstance(found, Misread):
            self.problems.add(found.code, found.message, given.span, help="write month-day: `03-31`")
            return LAST_DAY
        return found


def mapping_text(
    columns: ColumnMap, unclear: Mapping[str, Unclear], table: str, *, bare: Mapping[str, str] | None = None
) -> str:
    """The mapping as a file that a person can change; *bare* are columns of numbers whose unit is not known."""
    bare = bare or {}
    lines = [
        f"# What the columns of {table} hold, as their names say. Change what is wrong, then: --mapping THIS-FILE",
        "",
    ]
    for key, text in (("company", columns.company), ("year", columns.year)):
        if text is not None:
            lines.append(f"{key}: {_scalar(text)}")
    end = columns.fiscal_year_end
    lines.append(
        f"fiscal_year_end: {{column: {_scalar(end)}}}"
        if isinstance(end, str)
        else "fiscal_year_end: {:02}-{:02}".format(*end)
    )
    lines += ["columns:" if columns.columns else "columns: {}"]
    for name, target in columns.columns.items():
        lines.append(f"  {_scalar(name)}: {_target(target)}{f'  # unit? {bare[name]}' if name in bare else ''}")
    if unclear:
        lines += ["# Not clear: say what these hold above, or name them under `kept` or `ignored`."]
        for name, each in unclear.items():
            why = each.why or "names no fact"
            facts = f": {', '.join(each.candidates[:5])}" if each.candidates else ""
            hint = f" ({each.help})" if each.help else ""
            lines.append(f"#   {_scalar(name)}: {why}{facts}{hint}")
    for key, names in (("kept", columns.kept), ("ignored", columns.ignored)):
        if names:
            lines.append(f"{key}: [{', '.join(map(_scalar, names))}]")
    return "\n".join(lines) + "\n"


def _target(target: Target) -> str:
    match target:
        case StatusTarget(programme=programme):
            return f"{{status: {_scalar(programme)}}}"
        case ListTarget(fact=fact, fields=fields):
            inner = ", ".join(f"{_scalar(name)}: {_field(each)}" for name, each in fields.items())
            return f"{{fact: {fact}, fields: {{{inner}}}}}"
        case FactTarget():
            return _keys(target, "fact")


def _field(target: FactTarget) -> str:
    return _keys(target, "field")


def _keys(target: FactTarget, name: str) -> str:
    found = [f"{name}: {target.fact}"]
    if target.year is not None:
        found.append(f"year: {target.year}")
    if target.unit is not None and target.unit.text:
        found.append(f"unit: {_scalar(target.unit.text)}")
    if target.currency_column:
        found.append(f"currency_column: {_scalar(target.currency_column)}")
    return target.fact if len(found) == 1 else f"{{{', '.join(found)}}}"


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _text(node: ScalarNode | None) -> str | None:
    return None if node is None else str(node.text)


def _texts(given: ScalarNode | Sequence[ScalarNode] | None) -> list[str]:
    if given is None:
        return []
    return [given.text] if isinstance(given, ScalarNode) else [each.text for each in given]
