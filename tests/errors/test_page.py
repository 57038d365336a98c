"""
The reference page of all diagnostics says what the gallery says.
"""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT


def test_the_page_is_that_of_the_gallery(rewrite: bool) -> None:
    """`python tools/errors.py` would change nothing; `--rewrite` lets it."""
    command = [sys.executable, str(ROOT / "tools" / "errors.py"), *([] if rewrite else ["--check"])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr), done.stdout
