"""
Laws of the printer on real law: every expression of the bundled rules is read again as the same expression.
"""

from __future__ import annotations

from collections.abc import Mapping

from incentives.compiler.programme import expressions
from incentives.ir.expr import Brackets, Call, Context, Expr, Field, Given, Literal, Named, Reading, Reference, walk
from incentives.ir.operators import Op
from incentives.ir.printer import print_expr
from incentives.ir.rulebook import Programme, Rulebook
from tests.conftest import ROOT
from tests.worlds import compile_texts

RULES = ROOT / "rules"
# Words that only the amount of an award paid by period may use: a definition cannot hold them.
OF_PERIODS = frozenset({Given.DAYS, Given.PERIOD_NUMBER, Given.PERIOD_START, Given.PERIOD_END})


def is_one_expression(root: Expr, programme: Programme) -> bool:
    """Whether a definition could hold *root*: no table, reading or group of one, nothing of its place."""
    for node in walk(root):
        foreign = isinstance(node, Reference) and node.programme != programme.id
        if isinstance(node, (Brackets, Reading)) or (isinstance(node, Context) and node.name in OF_PERIODS):
            return False
        if foreign and node.programme not in programme.uses.values():  # type: ignore[union-attr]  # a reference
            return False
        if isinstance(node, Reference) and node.kind is Named.ELIGIBILITY:
            return False
        if isinstance(node, Call) and node.op in (Op.AND, Op.OR) and len(node.arguments) == 1:
            return False
    return bool(walk(root)) and not isinstance(root, (Literal, Field)) and not _has_free_fields(root)


def _has_free_fields(root: Expr) -> bool:
    """Whether the expression stands in an award that is paid for each item of a list."""
    sources = {getattr(getattr(node, "source", None), "name", None) for node in walk(root)}
    return any(isinstance(node, Field) and node.source not in sources for node in walk(root))


def texts() -> dict[str, str]:
    """The text of each bundled rule file, by id."""
    paths = sorted(path for path in RULES.glob("*/*.yaml") if not path.name.endswith(".cases.yaml"))
    return {path.relative_to(RULES).with_suffix("").as_posix(): path.read_text(encoding="utf-8") for path in paths}


def compiled(programmes: Mapping[str, str]) -> Rulebook:
    """The rulebook of these texts with the bundled vocabulary."""
    facts, places = ((RULES / f"{name}.yaml").read_text(encoding="utf-8") for name in ("facts", "places"))
    return compile_texts(programmes, facts=facts, places=places)


def with_definitions(text: str, written: Mapping[str, str]) -> str:
    """The rule file with further definitions."""
    quoted = {name: each.replace("'", "''") for name, each in written.items()}
    lines = "".join(f"  {name}: '{each}'\n" for name, each in quoted.items())
    if not lines:
        return text
    if "\ndefine:\n" in text:
        return text.replace("\ndefine:\n", f"\ndefine:\n{lines}", 1)
    return f"{text.rstrip()}\ndefine:\n{lines}"


def test_every_expression_of_the_bundled_rules_survives_printing() -> None:
    """Printed under the aliases of its programme and read again, it is the same expression."""
    files = texts()
    rulebook = compiled(files)
    roots: dict[tuple[str, str], Expr] = {}
    written: dict[str, dict[str, str]] = {}
    for programme in rulebook.programmes.values():
        for number, root in enumerate(expressions(programme)):
            if is_one_expression(root, programme):
                name = f"printed_{number}"
                roots[programme.id, name] = root
                written.setdefault(programme.id, {})[name] = print_expr(root, programme.uses)
    again = compiled({name: with_definitions(text, written.get(name, {})) for name, text in files.items()})
    differing = [
        f"{programme}: {written[programme][name]}"
        for (programme, name), root in roots.items()
        if again.programmes[programme].definitions[name].expr != root
    ]

    assert len(roots) > 1000
    assert [] == differing
