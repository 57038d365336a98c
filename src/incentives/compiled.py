"""
The bundled rulebook as it was compiled last time, kept in the user's own cache folder.

Compiling all bundled rules takes most of a second, reading them compiled a twentieth of that. What is kept is a pickle,
which can run code when it is read: so it is written and read only in a folder that belongs to the user alone, and only
for the rules that come with the package, never for rules from elsewhere. Set INCENTIVES_CACHE=off to do without.
Not for anything else: whoever changes a rule file, the package or Python gets a fresh compilation.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from incentives.ir.rulebook import Rulebook

SWITCH = "INCENTIVES_CACHE"
ONLY_MINE = 0o700


def fingerprint(version: str, root: Path, files: Sequence[Path]) -> str:
    """What the compiled rules depend on: every rule file, the code that compiles them, the version of Python."""
    whole = hashlib.sha256(f"{version}\0{sys.version}\0{root}\0".encode())
    for path in files:
        data = path.read_bytes()
        whole.update(f"{path.relative_to(root).as_posix()}\0{len(data)}\0".encode())
        whole.update(data)
    package = Path(__file__).parent
    for folder in (".", "compiler", "ir", "money", "syntax"):
        for module in sorted((package / folder).glob("*.py")):
            told = module.stat()
            whole.update(f"{folder}/{module.name}\0{told.st_size}\0{told.st_mtime_ns}\0".encode())
    return whole.hexdigest()


def recall(key: str) -> Rulebook | None:
    """The rulebook kept under *key*; None if there is none that can be trusted."""
    folder = _folder(make=False)
    if folder is None:
        return None
    try:
        kept, rulebook = pickle.loads((folder / "rulebook.pickle").read_bytes())  # noqa: S301  # the folder is the user's own
    except Exception:  # noqa: BLE001  # a damaged file of an older version may fail in any way; then it is made anew
        return None
    return rulebook if kept == key and isinstance(rulebook, Rulebook) else None


def keep(key: str, rulebook: Rulebook) -> None:
    """Keep *rulebook* under *key*, if that can be done; nothing depends on it."""
    folder = _folder(make=True)
    if folder is None:
        return
    try:
        handle, name = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            pickle.dump((key, rulebook), file, protocol=5)
        Path(name).replace(folder / "rulebook.pickle")
    except OSError:
        return


def _folder(*, make: bool) -> Path | None:
    """The cache folder, if it belongs to the user alone."""
    if os.environ.get(SWITCH, "").lower() in ("off", "0", "no"):
        return None
    try:
        folder = _base() / "incentives"
        if make:
            folder.mkdir(mode=ONLY_MINE, parents=True, exist_ok=True)
        told = folder.stat()
    except (OSError, RuntimeError):
        return None
    if hasattr(os, "getuid") and (told.st_uid != os.getuid() or told.st_mode & 0o022):
        return None
    return folder


def _base() -> Path:
    """Where this system keeps what can be made again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
