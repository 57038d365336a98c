"""
Doors: an authority's own decision to let in who does not meet the rest.
"""

from __future__ import annotations

import pytest

from incentives.engine.results import Status
from tests.worlds import FACTS, assess, compile_texts

LET_IN = """
  let_in: {type: truth}
"""
RULE = """
eligibility:
  any:
    - staff >= 10
    - {id: let-in, door: true, test: let_in}
"""


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"staff": 10}, Status.ELIGIBLE),
        ({"staff": 9}, Status.INELIGIBLE),
        ({"staff": 9, "let_in": True}, Status.ELIGIBLE),
        ({"staff": 9, "let_in": False}, Status.INELIGIBLE),
        ({}, Status.UNDETERMINED),
        ({"let_in": True}, Status.ELIGIBLE),
    ],
)
def test_door_counts_only_where_it_is_stated(facts: dict[str, object], status: Status) -> None:
    """A decision that nobody speaks of opens nothing, and does not leave the answer open either."""
    result = assess(compile_texts({"p": RULE}, facts=FACTS + LET_IN), facts).programmes[0]
    assert status is result.status
    if status is Status.UNDETERMINED:
        assert ["staff"] == [reason.subject for reason in result.missing]
