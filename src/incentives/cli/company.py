"""
The company that a command is asked about, and the programmes of its place.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from incentives.cli.options import load_rules
from incentives.cli.outcome import fail

if TYPE_CHECKING:
    from incentives.api import ProfileLike
    from incentives.ir.rulebook import Rulebook
    from incentives.money.rates import RateTable
    from incentives.profiles.profile import Profile


@dataclass(frozen=True, slots=True)
class Company:
    """
    A profile bound to a rulebook.

    Args:

        programmes: The ids or globs that were asked for, else the programmes of its place; empty for all.

        left_out: How many programmes of other places are not among them.
    """

    rulebook: Rulebook
    profile: Profile
    programmes: list[str]
    left_out: int


def company(
    profile: str | None, settings: list[str], rules: Path | None, programmes: list[str], *, everywhere: bool
) -> Company:
    """
    The company that *profile* and *settings* describe.

    Raises:

        IncentivesError: if they are wrong, or no programme is known for its place.
    """
    from incentives import api  # noqa: PLC0415  # not before the arguments are right

    rulebook = load_rules(rules)
    bound = api.read_profile(rulebook, _given(profile, settings), settings=settings)
    if programmes or everywhere:
        return Company(rulebook, bound, programmes, 0)
    local = api.programmes_for(rulebook, bound)
    left_out = len(rulebook.programmes) - len(local)
    if left_out and not local:
        fail(
            "unknown-programme",
            "no programme is known for the place where the company is registered",
            "registered_in",
            "add `--everywhere` to see the programmes of other places",
        )
    return Company(rulebook, bound, [each.id for each in local] if left_out else [], left_out)


def rates_of(path: Path | None) -> RateTable | None:
    """A rate file of one's own."""
    from incentives import api  # noqa: PLC0415  # only when rates are given

    return api.read_rates(path) if path is not None else None


def _given(profile: str | None, settings: list[str]) -> ProfileLike:
    """What the profile is read from."""
    if profile == "-":
        return sys.stdin.buffer
    if profile is None:
        if not settings:
            fail(
                "missing-key",
                "there is no profile",
                "PROFILE",
                "name a YAML or JSON file, `-` for standard input, or state facts with `--set`",
            )
        return {}
    return Path(profile)
