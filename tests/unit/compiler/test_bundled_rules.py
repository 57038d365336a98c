"""
The bundled rules are linted like code: neither an error nor a warning.
"""

from __future__ import annotations

from incentives.diagnostics import Collector, in_order, render_all
from incentives.pipeline import bundled_rules, compile_directory


def test_bundled_rules_have_no_lint() -> None:
    """`incentives lint` has nothing to say of the rules that come with the package."""
    collector = Collector()
    compile_directory(bundled_rules(), collector, lint=True)

    assert "" == render_all(in_order(collector.found))
