"""
The libraries that tables need, which a plain install does not bring.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from incentives.diagnostics import Diagnostic, IncentivesError

FOR_FILES = ("numpy", "pyarrow")
FOR_FRAMES = (*FOR_FILES, "narwhals")
FOR_EXCEL = ("openpyxl", "xlsxwriter")


def require(libraries: Sequence[str], what: str, extra: str = "table") -> None:
    """
    Make sure that *libraries* are there.

    Args:

        what: What they are needed for, as the subject of a sentence.

    Raises:

        IncentivesError: if one is not installed.
    """
    missing = [name for name in libraries if find_spec(name) is None]
    if missing:
        raise IncentivesError(
            [
                Diagnostic(
                    code="missing-library",
                    message=f"{what} needs {', '.join(f'`{name}`' for name in missing)}, which is not installed",
                    help=f"install them with the extra: `pip install 'incentives[{extra}]'`",
                )
            ]
        )
