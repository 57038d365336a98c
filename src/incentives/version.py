"""
The version of this package, in its only place. Asking for what is installed takes as long as all else that
`incentives --version` does.
"""

from __future__ import annotations

VERSION = "0.1.0"
