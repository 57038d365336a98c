"""
Dataclasses of which there are many: frozen for who writes the code, quick to make for who runs it.

A rule file becomes a thousand of them. Python guards a frozen dataclass by `__setattr__`, which its own `__init__` then
has to get past with a call for each field: that was a sixth of the time of checking rules, and half of that of reading
them from the cache. So the type checker alone refuses an assignment here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

__all__ = ["dataclass"]

Made = TypeVar("Made")

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool, slots: bool, kw_only: bool = False) -> Callable[[type[Made]], type[Made]]:
        """What `dataclasses.dataclass` makes, with equality and hash of a frozen one, but without its guard."""
        return dataclasses.dataclass(unsafe_hash=frozen, slots=slots, kw_only=kw_only)
