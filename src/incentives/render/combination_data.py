"""
The best permitted choice as plain data, part of the answer.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from incentives.engine.combination import Because, Combination, Granted, LeftOut, Permitted
from incentives.ir.quantities import exact_text
from incentives.ir.rulebook import Relation
from incentives.l10n.localiser import Localiser
from incentives.render.amount_data import range_data

Data: TypeAlias = dict[str, Any]


def combination_data(combination: Combination, currency: str, localiser: Localiser) -> Data:
    """The choice, what it leaves out and cuts and why, what comes next and what shows that it is the best."""
    rate = combination.discount_rate
    return {
        "objective": combination.objective.value,
        "discount_rate": exact_text(rate) if rate is not None else None,
        "independent": combination.independent,
        "best": _permitted(combination.best, currency),
        "granted": [_granted(each, localiser) for each in combination.granted],
        "left_out": [_left_out(each, localiser) for each in combination.left_out],
        "runner_up": _permitted(combination.runner_up, currency) if combination.runner_up else None,
        "sure": combination.sure,
        "candidates": [_permitted(each, currency) for each in combination.candidates],
        "deciding": list(dict.fromkeys(reason.subject for reason in combination.deciding)),
        "order": [{"first": first, "then": then} for first, then in combination.order],
        "proof": {
            "parts": combination.proof.parts,
            "cases": combination.proof.cases,
            "exact": combination.proof.exact,
            "bound": [exact_text(each) for each in combination.proof.bound],
            "solver": combination.proof.solver,
        },
    }


def relation_data(relation: Relation, localiser: Localiser) -> Data:
    """One statement, as far as a reader needs it to find it."""
    clause = relation.clause
    return {
        "kind": relation.kind.value,
        "stated_by": relation.owner,
        "number": relation.number,
        "title": localiser.title(relation.title) or None,
        "cite": clause.cite,
        "evidence": clause.evidence.value if clause.evidence else None,
        "note": localiser.title(clause.note) or None,
    }


def _permitted(choice: Permitted, currency: str) -> Data:
    return {
        "programmes": list(choice.programmes),
        "entitled": range_data(choice.entitled, currency),
        "discretionary": range_data(choice.discretionary, currency),
        "value": [exact_text(each) for each in choice.value],
    }


def _granted(each: Granted, localiser: Localiser) -> Data:
    award = each.award
    told = award.reported
    return {
        "programme": each.programme,
        "award": award.award.id,
        "nature": award.award.nature.value,
        "amount": range_data(award.amount, award.award.currency),
        "alone": range_data(each.alone.amount, award.award.currency),
        "reported": range_data(told.amount, told.currency) if told and told.amount else None,
        "beside": [
            {"programme": other.programme, "award": other.award, "amount": range_data(other.amount, other.currency)}
            for other in each.beside
        ],
        "cut_by": [relation_data(relation, localiser) for relation in each.cut_by],
    }


def _left_out(each: LeftOut, localiser: Localiser) -> Data:
    return {
        "programme": each.programme,
        "award": each.award,
        "because": [_because(because, localiser) for because in each.because],
        "gap": [exact_text(part) for part in each.gap] if each.gap is not None else None,
    }


def _because(because: Because, localiser: Localiser) -> Data:
    return {**relation_data(because.relation, localiser), "others": list(because.others)}
