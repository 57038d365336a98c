"""
A PostgreSQL of our own for the length of a test run: in a temporary folder, reached by a socket in it, not by network.
"""

from __future__ import annotations

import atexit
import json
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyarrow as pa

NEEDS_POSTGRES = "PostgreSQL is not installed: its SQL is NOT TESTED. Install it, such as the package postgresql"
PLACES = "/usr/lib/postgresql/*/bin"
# The server refuses to be run by root: then one of these runs it.
USERS = ("postgres", "nobody")


def is_there() -> bool:
    """Whether the server and its client are installed."""
    return _program("initdb") is not None and _program("psql") is not None


@cache
def _program(name: str) -> Path | None:
    found = shutil.which(name)
    places = [Path(found)] if found else sorted(Path("/").glob(f"{PLACES[1:]}/{name}"))
    return places[-1] if places else None


class Server:
    """
    A running server.
    """

    def __init__(self) -> None:
        # A short name: the path of a socket has at most 107 characters.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self.user = _runner()
        if self.user:
            shutil.chown(self.folder, self.user)
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
        settings = f"-c listen_addresses='' -k {self.folder} -c fsync=off -c jit=off"
        self._run("pg_ctl", "-D", str(data), "-o", settings, "-l", str(self.folder / "log"), "-w", "start")
        atexit.register(self.stop)

    def stop(self) -> None:
        """No server and no folder is left behind."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def ask(self, sql: str) -> str:
        """
        What the client prints: the values of each row, a row a line.

        Raises:

            ValueError: with what the server says, if it refuses.
        """
        options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-U", "postgres"]
        ran = subprocess.run(
            [str(_program("psql")), *options, "postgres"], input=sql, capture_output=True, text=True, check=False
        )
        if ran.returncode:
            raise ValueError(ran.stderr)
        return ran.stdout

    def rows(self, select: str) -> list[Mapping[str, object]]:
        """The rows of a query, numbers exactly as the server has them."""
        told = self.ask(f"SELECT row_to_json(answer) FROM (\n{select}\n) AS answer;")  # noqa: S608  # ours
        return [json.loads(line, parse_float=Decimal) for line in told.splitlines()]

    def load(self, name: str, table: pa.Table) -> None:
        """A table anew, with the types that its columns have here."""
        columns = [f'"{field.name}" {_type(field.type, f"{name}_{place}")}' for place, field in enumerate(table.schema)]
        items = [
            f'CREATE TYPE "{name}_{place}" AS ({_fields(field.type.value_type)});'
            for place, field in enumerate(table.schema)
            if _is_items(field.type)
        ]
        rows = json.dumps(table.to_pylist(), default=str)
        self.ask(
            f"DROP SCHEMA public CASCADE; CREATE SCHEMA public; {' '.join(items)}\n"  # noqa: S608  # our own rows
            f'CREATE TABLE "{name}" ({", ".join(columns)});\n'
            f'INSERT INTO "{name}" '
            f'SELECT * FROM json_populate_recordset(NULL::"{name}", $rows${rows}$rows$);'
        )

    def _run(self, program: str, *options: str) -> None:
        # Everything to a file: a server that inherits a pipe keeps it open.
        with (self.folder / "setup").open("a", encoding="utf-8") as log:
            subprocess.run(
                [str(_program(program)), *options], user=self.user, cwd=self.folder, stdout=log, stderr=log, check=True
            )


@cache
def server() -> Server:
    """The server of this process."""
    return Server()


def _runner() -> str | None:
    if os.geteuid():
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in USERS if name in names)


def _is_items(kind: pa.DataType) -> bool:
    return pa.types.is_list(kind) and pa.types.is_struct(kind.value_type)


def _fields(kind: pa.StructType) -> str:
    return ", ".join(f'"{field.name}" {_type(field.type, "")}' for field in kind)


def _type(kind: pa.DataType, items: str) -> str:
    if _is_items(kind):
        return f'"{items}"[]'
    if pa.types.is_decimal(kind):
        return f"NUMERIC({kind.precision}, {kind.scale})"
    names: Sequence[tuple[pa.DataType, str]] = (
        (pa.int64(), "BIGINT"),
        (pa.bool_(), "BOOLEAN"),
        (pa.date32(), "DATE"),
        (pa.string(), "TEXT"),
        (pa.list_(pa.string()), "TEXT[]"),
        (pa.float64(), "DOUBLE PRECISION"),
    )
    return next(name for each, name in names if each == kind)
