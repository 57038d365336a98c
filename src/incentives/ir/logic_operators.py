"""
Rows of the operator table: logic, comparisons, membership.
"""

from __future__ import annotations

from fractions import Fraction

from incentives import kleene
from incentives.ir.rows import Op, Operator, Unknowns, comparison, logic, strict
from incentives.values import Interval, Root, Why


def _order(left: object, right: object) -> int:
    """-1, 0, 1; a root is compared by powers."""
    if isinstance(left, Root):
        return left.compare(right)  # type: ignore[arg-type]  # the checker allows a root only against a number
    if isinstance(right, Root):
        return -right.compare(left)  # type: ignore[arg-type]  # as above
    return (left > right) - (left < right)  # type: ignore[operator, no-any-return]  # both of one ordered type


def decided(op: Op, left: Interval, right: Interval) -> bool | None:
    """What a comparison comes to if all members of two ranges answer alike; None if they do not."""
    (left_low, left_high), (right_low, right_high) = left, right
    below = left_high is not None and right_low is not None and left_high < right_low
    not_above = left_high is not None and right_low is not None and left_high <= right_low
    above = left_low is not None and right_high is not None and left_low > right_high
    not_below = left_low is not None and right_high is not None and left_low >= right_high
    yes, no = {
        Op.LESS: (below, not_below),
        Op.AT_MOST: (not_above, above),
        Op.GREATER: (above, not_above),
        Op.AT_LEAST: (not_below, below),
        Op.EQUAL: (not_above and not_below, below or above),
        Op.NOT_EQUAL: (below or above, not_above and not_below),
    }[op]
    return True if yes else False if no else None


def _within(place: str, whole: frozenset[str] | str, groups: frozenset[str] = frozenset()) -> object:
    roots = region_roots(whole, groups) if isinstance(whole, str) else whole
    if any(place == root or place.startswith(f"{root}-") for root in roots):
        return True
    if any(root.startswith(f"{place}-") for root in roots):
        return Why.NOT_PRECISE
    return False


def region_roots(region: str, groups: frozenset[str]) -> frozenset[str]:
    """The places that make up *region*: itself, or of a group its members, which *groups* states as `EU>DE`."""
    return frozenset(each.partition(">")[2] for each in groups if each.startswith(f"{region}>")) or frozenset((region,))


LOGIC: tuple[Operator, ...] = (
    logic(
        Op.NOT,
        "not truth",
        ("truth",),
        "true where the operand is false",
        lambda a: kleene.NOT[a],
        ("not 3 > 2", "false"),
    ),
    logic(
        Op.AND,
        "truth and truth …",
        ("truth",),
        "true where all operands are",
        lambda *a: kleene.every(a),
        ("3 > 2 and 2 > 1", "true"),
        variadic=True,
    ),
    logic(
        Op.OR,
        "truth or truth …",
        ("truth",),
        "true where an operand is",
        lambda *a: kleene.some(a),
        ("3 > 2 or 1 > 2", "true"),
        variadic=True,
    ),
    logic(
        Op.AT_LEAST_OF,
        "at_least(whole, truth, …)",
        ("whole", "truth"),
        "true where at least that many of the operands are",
        lambda n, *a: kleene.at_least(int(n), a),
        ("at_least(2, 3 > 2, 2 > 1, 1 > 2)", "true"),
        variadic=True,
    ),
    Operator(
        op=Op.IF,
        spelling="if truth then any else any",
        parameters=("truth", "any", "any"),
        returns="any",
        says="the second operand where the first is true, the third where it is false",
        kernel=lambda condition, positive, negative: positive if condition else negative,
        unknowns=Unknowns.HULL,
        example=("if 3 > 2 then 10% else 5%", "10%"),
    ),
)

COMPARING: tuple[Operator, ...] = (
    comparison(
        Op.LESS,
        "same < same",
        "true where the left is below the right",
        lambda a, b: _order(a, b) < 0,
        ("2 < 3", "true"),
    ),
    comparison(
        Op.AT_MOST,
        "same <= same",
        "true where the left is not above the right",
        lambda a, b: _order(a, b) <= 0,
        ("3 <= 3", "true"),
    ),
    comparison(
        Op.GREATER,
        "same > same",
        "true where the left is above the right",
        lambda a, b: _order(a, b) > 0,
        ("3 > 3", "false"),
    ),
    comparison(
        Op.AT_LEAST,
        "same >= same",
        "true where the left is not below the right",
        lambda a, b: _order(a, b) >= 0,
        ("3 >= 3", "true"),
    ),
    comparison(
        Op.EQUAL,
        "same == same",
        "true where both are the same",
        lambda a, b: a == b if not isinstance(a, Root) else a.compare(b) == 0,
        ("3 == 3", "true"),
    ),
    comparison(
        Op.NOT_EQUAL,
        "same != same",
        "true where the two differ",
        lambda a, b: a != b if not isinstance(a, Root) else a.compare(b) != 0,
        ("3 != 3", "false"),
    ),
)

MEMBERSHIP: tuple[Operator, ...] = (
    strict(
        Op.IN,
        "choice in [members]",
        ("choice", "members"),
        "truth",
        "true where the left is one of the members",
        lambda a, b: a in b,
        ("industry in [software]", "true"),
    ),
    strict(
        Op.CONTAINS,
        "member in set",
        ("set", "members"),
        "truth",
        "true where the set holds the member",
        lambda a, b: b <= a,
        ("research in headquarters_functions", "true"),
    ),
    strict(
        Op.WITHIN,
        "place within place",
        ("place", "places"),
        "truth",
        "true where the left is the right or lies in it; unknown where the left is known more roughly than the right; "
        "the right is a place, a list of them, or a fact, field or column that holds one",
        _within,
        ("registered_in within CN-SH", "true"),
    ),
    strict(
        Op.SIZE,
        "size(set)",
        ("set",),
        "number",
        "how many members the set holds",
        lambda a: Fraction(len(a)),
        ("size(headquarters_functions)", "2"),
    ),
)
