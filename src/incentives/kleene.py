"""
Kleene's strong three-valued logic: `True`, `False` and `None` for unknown.

The tables are data: the evaluators, the table backends and the printed reference all use these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

Truth: TypeAlias = bool | None

NOT: Mapping[Truth, Truth] = {True: False, False: True, None: None}

AND: Mapping[tuple[Truth, Truth], Truth] = {
    (True, True): True,
    (True, False): False,
    (True, None): None,
    (False, True): False,
    (False, False): False,
    (False, None): False,
    (None, True): None,
    (None, False): False,
    (None, None): None,
}

OR: Mapping[tuple[Truth, Truth], Truth] = {
    (True, True): True,
    (True, False): True,
    (True, None): True,
    (False, True): True,
    (False, False): False,
    (False, None): None,
    (None, True): True,
    (None, False): None,
    (None, None): None,
}


def every(truths: Iterable[Truth]) -> Truth:
    """Conjunction of any number of truths; of none, true."""
    result: Truth = True
    for truth in truths:
        result = AND[result, truth]
    return result


def some(truths: Iterable[Truth]) -> Truth:
    """Disjunction of any number of truths; of none, false."""
    result: Truth = False
    for truth in truths:
        result = OR[result, truth]
    return result


def at_least(count: int, truths: Iterable[Truth]) -> Truth:
    """Whether at least *count* of the truths hold: true or false only if no completion can change it."""
    certain = possible = 0
    for truth in truths:
        certain += truth is True
        possible += truth is not False
    if certain >= count:
        return True
    return False if possible < count else None


def agreed(truths: Iterable[Truth]) -> Truth:
    """The one truth that all of *truths* are; unknown if they differ or there are none."""
    found = set(truths)
    return found.pop() if len(found) == 1 else None
