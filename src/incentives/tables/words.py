"""
Tests of places, choices and texts. A text column is a list of indexes into a vocabulary, so that a test is worked out
once for each word of the vocabulary and looked up for each row.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never


class Asks(StrEnum):
    """What a test asks of a word."""

    IS_ONE_OF = "is-one-of"
    LIES_IN = "lies-in"
    LIES_OUTSIDE = "lies-outside"
    HOLDS = "holds"
    SIZE = "size"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class WordTest:
    """
    A test of one column.

    Args:

        column: Its key.

        words: Members to be one of or to hold; places to lie in or outside. None for the size of a set, or for the
            number of a word, which is its own in all columns of a block.
    """

    column: object
    asks: Asks
    words: frozenset[str] = frozenset()


def answer(asks: Asks, words: frozenset[str], word: str | frozenset[str]) -> bool | int:
    """What a test says of *word*."""
    match asks:
        case Asks.IS_ONE_OF:
            return word in words
        case Asks.LIES_IN:
            return _lies_in(str(word), words)
        case Asks.LIES_OUTSIDE:
            # A place known more roughly than the test asks lies neither in nor outside.
            return not _lies_in(str(word), words) and not any(each.startswith(f"{word}-") for each in words)
        case Asks.HOLDS:
            return words <= frozenset(word)
        case Asks.SIZE:
            return len(word)
        case Asks.NUMBER:
            raise ValueError("the number of a word is for its block to say")
    assert_never(asks)


def _lies_in(place: str, roots: frozenset[str]) -> bool:
    return any(place == root or place.startswith(f"{root}-") for root in roots)
