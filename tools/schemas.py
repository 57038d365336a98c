"""
Writes the JSON Schemas that editors use while a person writes rule files and profiles.

    python tools/schemas.py            rewrite docs/reference/schemas/
    python tools/schemas.py --check    only compare, exit code 1 when something differs
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from incentives.pipeline import load_rulebook
from incentives.syntax.schema import profile_schema, schema_for

FOLDER = Path(__file__).parent.parent / "docs" / "reference" / "schemas"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or compare all schemas; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    options = parser.parse_args(arguments)
    differing = []
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            differing.append(name)
            if not options.check:
                path.write_text(text, encoding="utf-8", newline="\n")
    if options.check:
        print("\n".join(f"differs: {name}" for name in differing) or "the schemas say what the code says")
        return 1 if differing else 0
    print("\n".join(f"written: {name}" for name in differing) or "nothing has changed")
    return 0


def schemas() -> dict[str, str]:
    """File name -> text of every schema."""
    made = {kind: schema_for(kind) for kind in ("rule", "facts", "places", "cases", "mapping")}
    made["profile"] = profile_schema(load_rulebook())
    return {
        f"{kind}.schema.json": json.dumps(schema, ensure_ascii=False, indent=2) + "\n" for kind, schema in made.items()
    }


if __name__ == "__main__":
    sys.exit(main())
