"""
Definitions with several results: each result is a definition of its own, `settlement.tax`, behind the whole's name.
"""

from __future__ import annotations

from collections.abc import Mapping

from incentives.frozen import dataclass
from incentives.ir.clauses import Localized
from incentives.ir.expr import Expr, Named, Reference
from incentives.source import Span
from incentives.syntax.documents import ClaimShape, FormulaShape

# What makes a definition one of several results, and what belongs to it alone.
SEVERAL = {"waterfall": ("claims",), "carry_forward": ("use", "expires_after", "over")}
PARTS = (*SEVERAL, *(key for keys in SEVERAL.values() for key in keys))

# What the results of a titled definition are called behind its title.
CALLED: Mapping[str, Localized] = {
    "whole": {"en": "in all", "zh": "总额"},
    "left": {"en": "left", "zh": "余额"},
    "available": {"en": "available", "zh": "可用额"},
    "used": {"en": "used", "zh": "本年使用"},
    "expired": {"en": "expired", "zh": "到期作废"},
}


@dataclass(frozen=True, slots=True)
class Result:
    """
    One of several results.

    Args:

        name: With that of the whole before it: `settlement.tax`.

        text: How it reads, for people.

        shape: What states its clause, if not the whole's.
    """

    name: str
    expr: Expr
    text: str
    shape: ClaimShape | None = None


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the results of the definition *name*, which is worked out for each item of a list if *of_item*."""

    programme: str
    name: str
    of_item: bool
    span: Span | None = None

    def __call__(self, result: str, expr: Expr, text: str, shape: ClaimShape | None = None) -> Result:
        """A result by its own name."""
        return Result(f"{self.name}.{result}", expr, text, shape)

    def reference(self, result: Result) -> Expr:
        """What stands for *result* in another."""
        kind = Named.OF_ITEM if self.of_item else Named.DEFINITION
        return Reference(
            kind=kind, programme=self.programme, name=result.name, type=result.expr.type, span=result.expr.span
        )


def result_title(title: Localized, name: str) -> Localized:
    """The title of a result, from that of the whole."""
    called = CALLED.get(name.rpartition(".")[2], {})
    return {language: f"{text}: {called[language]}" for language, text in title.items() if language in called}


def has_several(written: object) -> bool:
    """Whether a definition as written has several results."""
    return isinstance(written, FormulaShape) and (written.waterfall is not None or written.carry_forward is not None)
