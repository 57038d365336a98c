"""
The dated figures and the tables of a programme on its page.
"""

from __future__ import annotations

from dataclasses import replace

from incentives.ir.expr import DatedValue, Parameter
from incentives.ir.printer import print_expr
from incentives.ir.roots import nodes_of
from incentives.ir.rulebook import Clause, Evidence, ParameterDeclaration, Programme, Rulebook, TableDeclaration
from incentives.l10n.localiser import Localiser
from incentives.render.clauses import clause_pieces
from incentives.render.page import Block, Grid, Line, Paragraph, code, faint, line, warning


def parameter_blocks(programme: Programme, rulebook: Rulebook, localiser: Localiser) -> list[Block]:
    """A grid of all figures, those of other programmes that it uses behind its own, then one for each table."""
    own = (row for each in programme.parameters.values() for row in _rows(each, programme, localiser))
    rows = (
        *own,
        *(row for each in borrowed(programme) for row in _borrowed_rows(each, programme, rulebook, localiser)),
    )
    columns = tuple(localiser.word(f"label.{name}") for name in ("parameter", "value", "dates", "clause"))
    blocks: list[Block] = [Grid(columns, rows, whole=frozenset({0, 1}))] if rows else []
    for table in programme.tables.values():
        blocks += _table(table, programme, localiser)
    return blocks


def borrowed(programme: Programme) -> list[tuple[str, str]]:
    """The parameters of other programmes that this one looks at, by programme and name, each once."""
    found = {(node.programme, node.name): None for node in nodes_of(programme) if isinstance(node, Parameter)}
    return [each for each in found if each[0] in programme.uses.values()]


def _borrowed_rows(
    key: tuple[str, str], programme: Programme, rulebook: Rulebook, localiser: Localiser
) -> list[tuple[Line, ...]]:
    owner, name = key
    alias = next(alias for alias, used in programme.uses.items() if used == owner)
    declared = rulebook.programmes[owner].parameters[name]
    return _rows(replace(declared, name=f"{alias}.{name}"), rulebook.programmes[owner], localiser)


def _rows(declared: ParameterDeclaration, programme: Programme, localiser: Localiser) -> list[tuple[Line, ...]]:
    rows: list[tuple[Line, ...]] = []
    for index, dated in enumerate(declared.values):
        name = line(code(declared.name), faint(localiser.title(declared.title))) if index == 0 else ()
        value = line(code(print_expr(dated.value))) if dated.value is not None else line(localiser.word("label.none"))
        clause = _clause(dated, declared.clause)
        dates = _dates(dated, localiser)
        if declared.keyed_by is not None and index == 0:
            key = print_expr(declared.keyed_by, programme.uses)
            dates = line(*dates, faint(localiser.word("label.keyed-by")), code(key))
        rows.append((name, value, dates, line(*clause_pieces(clause, localiser, always=True))))
    return rows


def _clause(dated: DatedValue, declared: Clause) -> Clause:
    evidence = Evidence(dated.evidence) if dated.evidence else declared.evidence
    return Clause(cite=dated.cite or declared.cite, evidence=evidence)


def _dates(dated: DatedValue, localiser: Localiser) -> Line:
    if dated.start and dated.end:
        return line(localiser.word("dates.between", start=dated.start, end=dated.end))
    if dated.start:
        return line(localiser.word("dates.from", start=dated.start))
    return line(localiser.word("dates.until", end=dated.end)) if dated.end else ()


def _table(table: TableDeclaration, programme: Programme, localiser: Localiser) -> list[Block]:
    head = line(code(table.name), *clause_pieces(table.clause, localiser, always=True))
    rows = tuple(
        tuple(line(code(print_expr(row[column], programme.uses))) for column in table.columns) for row in table.rows
    )
    blocks: list[Block] = [Paragraph(head), Grid(tuple(table.columns), rows)]
    note = localiser.title(table.clause.note)
    return [*blocks, Paragraph(line(warning(note)))] if note else blocks
