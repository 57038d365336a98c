"""
Margins of the rows of a block, written into the columns of the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from incentives.tables.answers import MarginColumns, Spread
from incentives.tables.lowered import AnswerMargins
from incentives.tables.margins import PLACES, Turn
from incentives.tables.vectors import Rows, View


def no_margins(margins: AnswerMargins, rows: int) -> MarginColumns:
    """Columns in which nothing stands yet."""
    wide = any(each.distance.is_wide for each in margins.thresholds)
    thresholds = tuple((each.criterion, each.unit) for each in margins.thresholds)
    return _empty(thresholds, rows, wide=wide)


def fill_margins(columns: MarginColumns, margins: AnswerMargins, turn: Turn, view: View) -> None:
    """
    The margins of those rows of *view* that have one. Costly distances are worked out only for the rows to which the
    threshold is nearest.
    """
    there = np.flatnonzero(view.column(turn.there))
    if not len(there):
        return
    rows = view if len(there) == view.rows else view.narrowed(there)
    shares, places = np.divmod(rows.column(turn.key).astype(np.int64, copy=False), PLACES)
    distances = np.zeros(rows.rows, columns.distances.dtype)
    counts = np.bincount(places, minlength=len(margins.thresholds))
    for place in np.flatnonzero(counts).tolist():
        threshold = margins.thresholds[place]
        if threshold.costly and counts[place] < rows.rows:
            chosen = np.flatnonzero(places == place)
            distances[chosen] = rows.narrowed(chosen).values(threshold.distance)
        else:
            # What the key was made of is there already: to pick rows out costs more than to look at all.
            np.copyto(distances, rows.values(threshold.distance), where=places == place, casting="unsafe")
    columns.places.put(rows.places(), places)
    columns.shares.put(rows.places(), shares)
    columns.distances.put(rows.places(), distances)


def joined_margins(parts: Sequence[tuple[Rows, MarginColumns]], rows: int) -> MarginColumns | None:
    """The margins of several parts of a block as one."""
    if not parts:
        return None
    wide = any(each.distances.dtype == object for _, each in parts)
    # INVARIANT: which thresholds a programme has is for its rules to say, whatever the shape.
    found = _empty(parts[0][1].thresholds, rows, wide=wide)
    for places, each in parts:
        found.places.put(places, each.places.dense)
        found.shares.put(places, each.shares.dense)
        found.distances.put(places, each.distances.dense)
    return found


def _empty(thresholds: tuple[tuple[str, str | None], ...], rows: int, *, wide: bool) -> MarginColumns:
    return MarginColumns(
        thresholds=thresholds,
        places=Spread(rows, -1, np.int16),
        shares=Spread(rows, 0, np.int64),
        distances=Spread(rows, 0, object if wide else np.int64),
    )
