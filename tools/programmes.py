"""
Writes `docs/programmes/`: a page for each bundled programme, an index by place, and which facts serve how many.

    python tools/programmes.py            write the pages
    python tools/programmes.py --check    fail if a page is not what would be written
"""

from __future__ import annotations

import sys
from pathlib import Path

from incentives.ir.rulebook import Programme, Rulebook
from incentives.l10n.localiser import Localiser
from incentives.pipeline import load_rulebook
from incentives.render.programme import programme_markdown

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "programmes"
MADE = "<!-- made by tools/programmes.py from the rule file; change that -->\n\n"


def pages() -> dict[Path, str]:
    """Every page by its path."""
    rulebook = load_rulebook()
    localiser = Localiser("en")
    found = {
        PAGES / f"{name}.md": f"{MADE}{programme_markdown(programme, rulebook, localiser).rstrip()}\n"
        for name, programme in rulebook.programmes.items()
    }
    found[PAGES / "README.md"] = MADE + index(rulebook, localiser)
    found[PAGES / "facts.md"] = MADE + facts(rulebook, localiser)
    return found


def index(rulebook: Rulebook, localiser: Localiser) -> str:
    """All programmes, by place."""
    lines = [
        "# Programmes",
        "",
        f"{len(rulebook.programmes)} programmes, each with how much of the law was seen.",
        "[Which facts they ask for](facts.md).",
        "",
    ]
    places: dict[str, list[Programme]] = {}
    for programme in rulebook.programmes.values():
        places.setdefault(programme.jurisdiction, []).append(programme)
    for place in sorted(places):
        declared = rulebook.places.get(place)
        name = localiser.title(declared.label, place) if declared else place
        lines += [f"## {name} ({place})" if name != place else f"## {place}", ""]
        lines += ["| programme | kind | in force | evidence |", "| --- | --- | --- | --- |"]
        for programme in sorted(places[place], key=lambda each: each.id):
            title = localiser.title(programme.title, programme.id)
            lines.append(
                f"| [{_cell(title)}]({programme.id}.md) | {programme.kind.replace('_', ' ')} | {_period(programme)} "
                f"| {programme.source.evidence} |"
            )
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def facts(rulebook: Rulebook, localiser: Localiser) -> str:
    """How many programmes each fact serves, the most useful first."""
    counts = dict.fromkeys(rulebook.facts, 0)
    for programme in rulebook.programmes.values():
        for name in programme.facts_used:
            counts[name] += 1
    lines = ["# Facts", "", "The more programmes a fact serves, the more stating it tells a company.", ""]
    lines += ["| fact | what it is | programmes |", "| --- | --- | ---: |"]
    for name, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        lines.append(f"| `{name}` | {_cell(localiser.title(rulebook.facts[name].label, name))} | {count} |")
    return "\n".join(lines) + "\n"


def _period(programme: Programme) -> str:
    period = programme.in_force
    start = period.start.isoformat() if period.start else ("not seen" if not period.start_seen else "")
    end = period.end.isoformat() if period.end else ("not seen" if not period.end_seen else "open")
    return f"{start} to {end}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> int:
    """Write the pages, or compare them."""
    wanted = pages()
    stale = [path for path in PAGES.rglob("*.md") if path not in wanted] if PAGES.is_dir() else []
    different = [
        path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" in sys.argv:
        for path in [*different, *stale]:
            print(f"{path.relative_to(ROOT)} is not what tools/programmes.py writes")
        return 1 if different or stale else 0
    for path in stale:
        path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(wanted)} pages, {len(different)} changed")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
