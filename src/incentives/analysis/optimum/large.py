"""
Large parts: a solver proposes where to look, everything that counts is worked out exactly.

What is found is a choice with exact amounts, and a certificate of the same form as that of the small search, checked by
the same check. Where it would need too many cases there is none: the choice is permitted, its amounts are exact all the
same, and so is the bound that it is told with. Equal choices are not told apart here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from incentives.analysis.optimum.closing import SolverOf
from incentives.analysis.optimum.cuts import Cut
from incentives.analysis.optimum.model import Column, Model
from incentives.analysis.optimum.proving import Prover
from incentives.analysis.optimum.scales import Scales
from incentives.analysis.optimum.search import Found, TooManyCasesError


def search_large(
    model: Model, fixed: Mapping[int, int], solver_of: SolverOf, *, cuts: Sequence[Cut] = ()
) -> Found | None:
    """
    The best choice of *model* with some decisions *fixed*; None if there is none, or none was found.

    Args:

        cuts: How rows are made that are known to help.
    """
    scales = Scales(model)
    nothing = tuple(fixed.get(index, 0) for index in range(len(model.columns)))
    known = [Cut(scales.whole_times(cut.multipliers), cut.turned) for cut in cuts]
    prover = Prover(scales, solver_of, cuts=known, start=nothing if model.permits(nothing) else None)
    try:
        certificate = prover.run(fixed)
    except TooManyCasesError:
        certificate = None
    if prover.values is None:
        return None
    worth = model.worth(prover.values)
    if certificate is None:
        return Found(prover.values, worth, None, scales.told(prover.root))
    return Found(prover.values, worth, scales.back(certificate), worth)


def without_ties(model: Model) -> Model:
    """The model without what only tells equal choices apart: that is no number for floating point."""
    columns = tuple(Column(each.name, (*each.worth[:-1], 0), each.whole) for each in model.columns)
    return Model(columns, model.rows, model.places)
