"""
A rule as plain data: what `incentives show --format json` prints.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from incentives.explain.requirements import requirement
from incentives.ir.expr import Expr
from incentives.ir.printer import print_expr
from incentives.ir.quantities import exact_text
from incentives.ir.relations import Relation
from incentives.ir.rulebook import (
    Award,
    Clause,
    Criterion,
    Group,
    Localized,
    ParameterDeclaration,
    Programme,
    Rulebook,
    SharedCap,
)
from incentives.l10n.localiser import Localiser
from incentives.render.data import clause_data
from incentives.render.listing import fact_data, period_data

Data: TypeAlias = dict[str, Any]


def programme_data(programme: Programme, rulebook: Rulebook, localiser: Localiser) -> Data:
    """Everything that the page of a rule says."""
    source = programme.source
    return {
        "id": programme.id,
        "title": localiser.title(programme.title, programme.id),
        "titles": dict(programme.title),
        "summary": localiser.title(programme.summary) or None,
        "jurisdiction": programme.jurisdiction,
        "level": programme.level,
        "kind": programme.kind,
        "sectors": list(programme.sectors),
        "stage": programme.stage.value,
        "replaces": list(programme.replaces),
        "currency": programme.currency,
        "conversion": {"day": programme.conversion.value, "stated": programme.conversion_stated},
        "source": {
            "names": dict(source.name),
            "number": source.number,
            "issuer": localiser.title(source.issuer) or None,
            "issued": source.issued.isoformat() if source.issued else None,
            "evidence": source.evidence.value,
            "seen": localiser.title(source.seen) or None,
            "urls": list(source.urls),
        },
        "in_force": {**period_data(programme.in_force), **clause_data(programme.in_force.clause, localiser)},
        "criteria": [_criterion(programme.eligibility, programme, rulebook, localiser)]
        if programme.eligibility
        else [],
        "definitions": [
            {
                "name": each.name,
                "of": each.of,
                "title": localiser.title(each.title) or None,
                "text": _text(each.text, each.expr, programme),
                **clause_data(each.clause, localiser),
            }
            for each in programme.definitions.values()
        ],
        "parameters": [_parameter(each, programme, localiser) for each in programme.parameters.values()],
        "tables": [
            {
                "name": table.name,
                "rows": [{name: print_expr(cell, programme.uses) for name, cell in row.items()} for row in table.rows],
                **clause_data(table.clause, localiser),
            }
            for table in programme.tables.values()
        ],
        "awards": [_award(each, programme, rulebook, localiser) for each in programme.awards.values()],
        "caps": [_cap(each, programme, localiser) for each in programme.caps.values()],
        "readings": [
            {
                "point": each.id,
                "options": [
                    {
                        "name": option.name,
                        "default": option.default,
                        "note": localiser.title(option.note) or None,
                        "cite": option.cite,
                    }
                    for option in each.options
                ],
            }
            for each in programme.readings.values()
        ],
        "cumulation": [_relation(each, programme, localiser) for each in programme.relations],
        "assumptions": _texts(programme.assumptions, localiser),
        "gaps": _texts(programme.gaps, localiser),
        "notes": _texts(programme.notes, localiser),
        "facts": [fact_data(fact, localiser) for name, fact in rulebook.facts.items() if name in programme.facts_used],
    }


def _relation(relation: Relation, programme: Programme, localiser: Localiser) -> Data:
    return {
        "kind": relation.kind.value,
        "subjects": list(relation.subjects),
        "programmes": list(relation.programmes),
        "at_most": _text(relation.text, relation.amount, programme) if relation.amount else None,
        "forfeit": relation.forfeit,
        "when": print_expr(relation.when, programme.uses) if relation.when else None,
        **clause_data(relation.clause, localiser),
    }


def _criterion(criterion: Criterion, programme: Programme, rulebook: Rulebook, localiser: Localiser) -> Data:
    asked = requirement(criterion.expr, programme, rulebook) if criterion.kind is Group.TEST else None
    return {
        "id": criterion.id,
        "kind": criterion.kind.value,
        "required": criterion.required,
        "title": localiser.title(criterion.title) or None,
        "text": _text(criterion.text, criterion.expr, programme) if criterion.kind is Group.TEST else None,
        "words": localiser.message(asked) if asked else None,
        "preference": criterion.preference,
        "door": criterion.door,
        **clause_data(criterion.clause, localiser),
        "members": [_criterion(member, programme, rulebook, localiser) for member in criterion.members],
    }


def _parameter(parameter: ParameterDeclaration, programme: Programme, localiser: Localiser) -> Data:
    return {
        "name": parameter.name,
        "title": localiser.title(parameter.title) or None,
        "keyed_by": print_expr(parameter.keyed_by, programme.uses) if parameter.keyed_by else None,
        "values": [
            {
                "from": dated.start.isoformat() if dated.start else None,
                "until": dated.end.isoformat() if dated.end else None,
                "value": print_expr(dated.value) if dated.value is not None else None,
                "cite": dated.cite,
                "evidence": dated.evidence,
            }
            for dated in parameter.values
        ],
        **clause_data(parameter.clause, localiser),
    }


def _award(award: Award, programme: Programme, rulebook: Rulebook, localiser: Localiser) -> Data:
    schedule = award.schedule
    return {
        "id": award.id,
        "title": localiser.title(award.title, award.id),
        "kind": award.kind,
        "nature": award.nature.value,
        "currency": award.currency,
        "conditions": _criterion(award.when, programme, rulebook, localiser) if award.when else None,
        "amount": _text(award.text, award.amount, programme) if award.amount else None,
        "cap": print_expr(award.cap, programme.uses) if award.cap else None,
        "cap_seen": award.cap_seen,
        "cap_effect": "forfeit" if award.forfeit else "clamp",
        "rounding": {
            "to": exact_text(award.unit),
            "mode": award.rounding.value,
            "stated": award.stated_rounding,
        },
        "paid": {
            "rhythm": schedule.rhythm.value,
            "shares": [exact_text(share) for share in schedule.shares],
            "count": schedule.count,
            "months": schedule.months,
            "from": print_expr(schedule.start, programme.uses) if schedule.start else None,
            **_cited(schedule.clause),
        },
        "payers": {name: exact_text(share) for name, share in award.payers.items()},
        "deadline": print_expr(award.deadline, programme.uses) if award.deadline else None,
        "assumptions": _texts(award.assumptions, localiser),
        **clause_data(award.clause, localiser),
    }


def _cap(cap: SharedCap, programme: Programme, localiser: Localiser) -> Data:
    return {
        "id": cap.id,
        "title": localiser.title(cap.title) or None,
        "awards": list(cap.awards),
        "amount": print_expr(cap.amount, programme.uses),
        "per": "year" if cap.yearly else None,
        **clause_data(cap.clause, localiser),
    }


def _cited(clause: Clause) -> Data:
    return {"cite": clause.cite, "evidence": clause.evidence.value if clause.evidence else None}


def _text(text: str, expr: Expr, programme: Programme) -> str:
    return " ".join(text.split()) or print_expr(expr, programme.uses)


def _texts(texts: tuple[Localized, ...], localiser: Localiser) -> list[str]:
    return [localiser.title(text) for text in texts]
