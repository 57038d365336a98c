"""
Caps that several awards of a programme share.
"""

from __future__ import annotations

from incentives.compiler.formulas import formula
from incentives.compiler.scope import ProgrammeScope
from incentives.compiler.texts import clause, localized, one_of
from incentives.diagnostics import suggestion
from incentives.ir.rulebook import SharedCap
from incentives.syntax.documents import AwardShape, SharedCapShape
from incentives.syntax.nodes import ScalarNode
from incentives.types import money


def shared_caps(scope: ProgrammeScope) -> dict[str, SharedCap]:
    """All of them; mistakes go to the scope's collector."""
    return {name: _shared_cap(name, shape, scope) for name, shape in (scope.shape.caps or {}).items()}


def _shared_cap(name: str, shape: SharedCapShape, scope: ProgrammeScope) -> SharedCap:
    known = scope.shape.awards or {}
    currencies: dict[str, ScalarNode] = {}
    awards: dict[str, ScalarNode] = {}
    for written in shape.awards:
        if written.text in awards:
            help = "name each award once, in the order in which they take from the cap"
            scope.collector.add("duplicate-id", f"`{written.text}` is named twice here", written.span, help=help)
        elif written.text not in known:
            close = suggestion(written.text, known)
            scope.collector.add("unknown-name", f"there is no award `{written.text[:60]}`", written.span, help=close)
        else:
            awards[written.text] = written
            currencies.setdefault(_currency(known[written.text], scope), written)
    if len(currencies) > 1:
        message = f"awards in {' and '.join(currencies)} cannot share a cap"
        other = list(currencies.values())[1]
        scope.collector.add("currency-mismatch", message, other.span, help="let them share a cap each by currency")
    yearly = one_of(shape.per, ("year",), "", scope.collector) == "year"
    if len(shape.awards) == 1 and len(awards) == 1 and not yearly:
        (only,) = awards.values()
        help = f"write `cap:` at the award `{only.text}`, or `per: year` here"
        scope.collector.add("idle-key", "a cap that one award has alone is its own", only.span, help=help)
    currency = next(iter(currencies), scope.currency)
    return SharedCap(
        id=name,
        awards=tuple(awards),
        amount=formula(shape.amount, scope, f"caps.{name}", wanted=money(currency), what="a cap"),
        yearly=yearly,
        title=localized(shape.title, scope.collector),
        clause=clause(shape, scope.collector),
        span=shape.awards[0].span if shape.awards else None,
    )


def _currency(award: AwardShape, scope: ProgrammeScope) -> str:
    return award.currency.text if award.currency is not None else scope.currency
