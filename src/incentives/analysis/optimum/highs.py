"""
Large parts.
"""

from __future__ import annotations

from collections.abc import Mapping

from incentives.analysis.optimum.model import Model
from incentives.analysis.optimum.search import Found, search

NAME = "HiGHS"


def search_large(model: Model, fixed: Mapping[int, int]) -> Found | None:
    """The best choice of a large part."""
    return search(model, fixed)
