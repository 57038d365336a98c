from __future__ import annotations

import pickle
from dataclasses import field, fields, replace
from fractions import Fraction

import pytest

from incentives.frozen import dataclass
from incentives.ir.expr import Call, Expr, Literal
from incentives.ir.operators import Op
from incentives.source import SourceFile, Span
from incentives.types import NUMBER, TRUTH
from incentives.values import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Stone:
    """Something that nobody changes."""

    weight: int
    place: str = field(default="", compare=False)


def test_what_is_equal_has_one_hash() -> None:
    """They are keys of mappings; a field that is not compared takes no part in it."""
    assert {Stone(weight=3, place="here"): 1} == {Stone(weight=3, place="there"): 1}
    assert Stone(weight=3) != Stone(weight=4)


def test_nothing_can_be_added() -> None:
    """A field that does not exist has no room."""
    with pytest.raises(AttributeError):
        Stone(weight=3).colour = "grey"  # type: ignore[attr-defined]  # what is to fail


def test_the_fields_are_told() -> None:
    """To Python they are dataclasses."""
    stone = replace(Stone(weight=3), weight=4)

    assert stone == Stone(weight=4)
    assert [each.name for each in fields(stone)] == ["weight", "place"]


def test_they_are_kept_and_read_again() -> None:
    """The cache of compiled rules gives back what was put in, spans too."""
    span = Span(SourceFile("a.yaml", "x > 3"), 4, 5)
    three: Expr = Literal(value=Known(Fraction(3)), type=NUMBER, text="3", span=span)
    expr = Call(op=Op.GREATER, arguments=(three, three), type=TRUTH, span=span)

    again = pickle.loads(pickle.dumps(expr))  # noqa: S301  # made a moment ago

    assert expr == again
    assert span == again.span
    assert "3" == again.arguments[0].span.text
