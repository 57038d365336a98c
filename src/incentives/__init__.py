"""
Incentives: what a company can get from tech-policy measures, exactly, with every clause explained.

    import incentives

    rulebook = incentives.load()
    result = incentives.check(rulebook, "company.yaml", on="2024-07-19", currency="USD")
    print(result)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from incentives.api import Result, bundled_rates, check, check_table, convert, load, read_profile
    from incentives.diagnostics import Diagnostic, IncentivesError
    from incentives.planning import PlanResult, plan

__all__ = [
    "Diagnostic",
    "IncentivesError",
    "PlanResult",
    "Result",
    "__version__",
    "bundled_rates",
    "check",
    "check_table",
    "convert",
    "load",
    "plan",
    "read_profile",
]


def __getattr__(name: str) -> object:
    """Load the public names when they are first asked for, so that importing the package costs nothing."""
    if name == "__version__":
        from incentives.pipeline import version  # noqa: PLC0415  # as the docstring says

        return version()
    if name in ("Diagnostic", "IncentivesError"):
        from incentives import diagnostics  # noqa: PLC0415  # as above

        return getattr(diagnostics, name)
    if name in ("PlanResult", "plan"):
        from incentives import planning  # noqa: PLC0415  # as above

        return getattr(planning, name)
    if name in __all__:
        from incentives import api  # noqa: PLC0415  # as above

        return getattr(api, name)
    raise AttributeError(f"module 'incentives' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
