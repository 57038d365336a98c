"""
The version stands in one place.
"""

from __future__ import annotations

import tomllib
from importlib.metadata import version

from incentives.version import VERSION
from tests.architecture.modules import ROOT, modules


def test_the_version_stands_only_in_its_module() -> None:
    """What is installed has the version of `version.py`, and neither the project file nor another module repeats it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert version("incentives") == VERSION, "the environment is older than version.py: install again"
    assert ["version"] == project["dynamic"]
    assert ["version.py"] == [module.path for module in modules() if f'"{VERSION}"' in module.text]
