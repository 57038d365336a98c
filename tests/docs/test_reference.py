"""
The generated reference pages say what the code's own tables say.
"""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT


def test_generated_pages_are_those_of_the_tables(rewrite: bool) -> None:
    """`python tools/reference.py` would change nothing; `--rewrite` lets it."""
    command = [sys.executable, str(ROOT / "tools" / "reference.py"), *([] if rewrite else ["--check"])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr), done.stdout
