"""
One rule file to one compiled programme: its parts in the order in which they need each other.
"""

from __future__ import annotations

from datetime import date

from incentives.compiler.awards import award
from incentives.compiler.criteria import CriteriaCompiler
from incentives.compiler.idle import report_idle
from incentives.compiler.keys import NAMED, check_names
from incentives.compiler.parameters import parameters
from incentives.compiler.relations import relations
from incentives.compiler.results import has_several, result_title
from incentives.compiler.scope import ProgrammeScope
from incentives.compiler.shared_caps import shared_caps
from incentives.compiler.texts import NOT_SEEN, clause, day, localized, one_of, word
from incentives.diagnostics import Collector, suggestion
from incentives.ir.clauses import UNCITED
from incentives.ir.expr import Expr
from incentives.ir.places import is_place
from incentives.ir.rulebook import (
    ConversionPolicy,
    Criterion,
    Definition,
    Evidence,
    InForce,
    LegalSource,
    Programme,
    Stage,
)
from incentives.syntax.documents import FormulaShape, InForceShape, SourceShape
from incentives.syntax.literals import nearest_place
from incentives.syntax.nodes import MappingNode, ScalarNode

# What is no programme: only statements of how programmes stand to each other.
CUMULATION = "cumulation"
KINDS = (
    "subsidy",
    "reward",
    "tax",
    "tax_credit",
    "deduction",
    "grant",
    "status",
    "classification",
    "ceiling",
    "fund",
    "voucher",
    "relief",
    "plan",
    CUMULATION,
)
LEVELS = ("supranational", "national", "city", "district", "area")


def compile_programme(scope: ProgrammeScope, node: MappingNode) -> Programme:
    """Compile the programme of *scope*; mistakes go to its collector."""
    shape, collector = scope.shape, scope.collector
    if not is_place(shape.jurisdiction.text, scope.places):
        collector.add(
            "unknown-place",
            f"`{shape.jurisdiction.text[:40]}` is not a place",
            shape.jurisdiction.span,
            help=nearest_place(shape.jurisdiction.text, scope.places),
        )
    for name in scope.uses:
        _used(name, scope)
    for part in NAMED:
        check_names(node.get(part), collector)
    definitions = {each.name: each for key in _keys(node, "define") for each in _definitions(key, scope)}
    criteria = CriteriaCompiler(scope, node)
    eligibility = criteria.criterion(shape.eligibility, "eligibility") if shape.eligibility is not None else None
    awards = {name: award(name, each, scope, criteria) for name, each in (shape.awards or {}).items()}
    kind = one_of(shape.kind, KINDS, "subsidy", collector)
    if kind == CUMULATION:
        report_idle(shape, ("eligibility", "awards"), "it belongs to a programme", collector)
    return Programme(
        id=scope.programme,
        title=localized(shape.title, collector),
        summary=localized(shape.summary, collector),
        jurisdiction=shape.jurisdiction.text,
        kind=kind,
        level=one_of(shape.level, LEVELS, "", collector) or None,
        sectors=tuple(sector.text for sector in shape.sectors or ()),
        stage=word(shape.stage, Stage, Stage.ENACTED, collector),
        replaces=_texts(shape.replaces),
        currency=scope.currency,
        conversion=word(shape.conversion.at, ConversionPolicy, ConversionPolicy.ASSESSMENT, collector)
        if shape.conversion
        else ConversionPolicy.ASSESSMENT,
        conversion_stated=shape.conversion is not None,
        source=_source(shape.source, collector),
        in_force=_in_force(shape.in_force, collector),
        uses=scope.uses,
        facts=tuple(shape.facts or ()),
        parameters=scope.parameters,
        tables=scope.tables,
        definitions=definitions,
        eligibility=eligibility,
        awards=awards,
        relations=relations(shape.cumulation or (), scope, alone=kind == CUMULATION),
        readings=scope.readings,
        assumptions=tuple(localized(text, collector) for text in shape.assumptions or ()),
        gaps=tuple(localized(text, collector) for text in shape.gaps or ()),
        notes=tuple(localized(text, collector) for text in shape.notes or ()),
        facts_used=frozenset(),
        caps=shared_caps(scope),
        span=node.span,
    )


def check_parameters(scope: ProgrammeScope, node: MappingNode) -> None:
    """Check the parameters of *scope*, before any programme's expressions: another programme may look at them."""
    parameters(scope.shape.parameters or {}, _part(node, "parameters"), scope)


def expressions(programme: Programme) -> list[Expr]:
    """Every expression of a programme, roots only."""
    found: list[Expr] = [definition.expr for definition in programme.definitions.values()]
    found += [criterion.expr for criterion in programme.criteria().values() if not criterion.members]
    for each in programme.awards.values():
        found += [expr for expr in (each.amount, each.cap, each.deadline, each.schedule.start) if expr is not None]
        if each.when is not None:
            found.append(each.when.expr)
    for relation in programme.relations:
        found += [expr for expr in (relation.when, relation.amount) if expr is not None]
    found += [cap.amount for cap in programme.caps.values()]
    for parameter in programme.parameters.values():
        found += [value.value for value in parameter.values if value.value is not None]
        found += [parameter.keyed_by] if parameter.keyed_by is not None else []
    for table in programme.tables.values():
        found += [value for row in table.rows for value in row.values()]
    return found


def _part(node: MappingNode, name: str) -> MappingNode | None:
    found = node.get(name)
    return found if isinstance(found, MappingNode) else None


def _keys(node: MappingNode, name: str) -> list[ScalarNode]:
    """The keys that stand under *name*."""
    part = _part(node, name)
    return [key for key, _ in part.entries] if part else []


def _definitions(key: ScalarNode, scope: ProgrammeScope) -> list[Definition]:
    """What stands under one key: a definition, or one for each of several results."""
    written = scope.definitions_written[key.text]
    expr = scope.definition(key.text)
    assert expr is not None  # noqa: S101  # INVARIANT: the name is among the definitions
    if isinstance(written, ScalarNode):
        return [Definition(name=key.text, expr=expr, text=written.text, span=key.span)]
    if not has_several(written):
        return [_definition(key, written, scope, expr)]
    title, whole = localized(written.title, scope.collector), clause(written, scope.collector)
    return [
        Definition(
            name=each.name,
            expr=each.expr,
            text=each.text,
            of=written.for_each.text if written.for_each is not None else None,
            clause=whole if (own := clause(each.shape or written, scope.collector)) == UNCITED else own,
            title=localized(each.shape.title, scope.collector) if each.shape else result_title(title, each.name),
            whole=key.text,
            span=key.span,
        )
        for each in scope.results.get(key.text, ())
    ]


def _definition(key: ScalarNode, written: FormulaShape, scope: ProgrammeScope, expr: Expr) -> Definition:
    return Definition(
        name=key.text,
        expr=expr,
        text="",
        of=written.for_each.text if written.for_each is not None else None,
        clause=clause(written, scope.collector),
        title=localized(written.title, scope.collector),
        span=key.span,
    )


def _used(alias: str, scope: ProgrammeScope) -> None:
    known = scope.library.awards
    target = scope.uses[alias]
    if target not in known:
        written = (scope.shape.uses or {})[alias]
        scope.collector.add(
            "unknown-programme", f"there is no programme `{target[:80]}`", written.span, help=suggestion(target, known)
        )


def _texts(written: ScalarNode | list[ScalarNode] | None) -> tuple[str, ...]:
    if written is None:
        return ()
    return (written.text,) if isinstance(written, ScalarNode) else tuple(each.text for each in written)


def _source(shape: SourceShape, collector: Collector) -> LegalSource:
    return LegalSource(
        name=localized(shape.name, collector),
        number=shape.number.text if shape.number else None,
        issuer=localized(shape.issuer, collector),
        issued=day(shape.issued, collector),
        evidence=word(shape.evidence, Evidence, Evidence.NOT_SEEN, collector),
        seen=localized(shape.seen, collector),
        urls=_texts(shape.url),
    )


def _in_force(shape: InForceShape, collector: Collector) -> InForce:
    start, end = (_end(written, collector) for written in (shape.from_, shape.until))
    if start is not None:
        report_idle(shape, ("not_before",), "`from` says when the programme begins", collector)
    if start and end and end < start:
        assert shape.until is not None  # noqa: S101  (INVARIANT: there is an end)
        help = "`until` is the last day, or `open` for none"
        collector.add("bad-period", "the programme ends before it begins", shape.until.span, help=help)
    return InForce(
        start=start,
        end=end,
        start_seen=shape.from_.text != NOT_SEEN,
        end_seen=shape.until is None or shape.until.text != NOT_SEEN,
        not_before=day(shape.not_before, collector),
        clause=clause(shape, collector),
    )


def _end(written: ScalarNode | None, collector: Collector) -> date | None:
    if written is None or written.text in (NOT_SEEN, "open"):
        return None
    if written.text in ("none", "never", "unlimited", "indefinite", "-"):
        collector.add(
            "bad-date", f"`{written.text}` is not a date", written.span, help="write `open` where there is no end"
        )
        return None
    return day(written, collector)


def criteria_of(root: Criterion | None) -> list[Criterion]:
    """A criterion and all below it."""
    found = [root] if root else []
    for each in found:
        found.extend(each.members)
    return found
