"""
The version stands in one place.
"""

from __future__ import annotations

import tomllib
from importlib.metadata import version

from tests.architecture.modules import ROOT, modules


def test_the_version_stands_only_in_the_project_file() -> None:
    """What is installed has the version of `pyproject.toml`, and no source file repeats it."""
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

    assert stated == version("incentives"), "the environment is older than pyproject.toml: install again"
    assert [] == [module.path for module in modules() if f'"{stated}"' in module.text]
