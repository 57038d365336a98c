"""
Ownership groups: how much of each related enterprise's figures counts with the company's own.

The scheme of the EU's SME definition (Recommendation 2003/361/EC, Annex, art. 3 and 6): enterprises joined by control
or a holding above a threshold count in full, along chains in either direction; an enterprise that is a partner of one
of these, by a holding from a lower threshold on, counts in proportion, and so does all that is linked to it. Where
several holdings reach an enterprise the highest counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from incentives.values import Known, Row, Value, missing

COMPANY = "self"
WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Holding:
    """
    One enterprise's holding in another.

    Args:

        share: The higher of capital and votes; None if unknown.

        controls: Dominant influence whatever the share; None if unknown.

        exempt: Held by an investor that does not make it a partner; None if unknown.
    """

    owner: str
    owned: str
    share: Fraction | None
    controls: bool | None
    exempt: bool | None


def weighted(
    enterprises: Sequence[Row], holdings: Sequence[Row], linked_above: Fraction, partner_from: Fraction, list_name: str
) -> list[Row]:
    """
    Each enterprise with a field `weight`: the share of its figures that counts, nought for a stranger.

    A weight that depends on something unknown about the holdings is unknown, between the least and the most it can be.
    """
    read = [_holding(row) for row in holdings]
    least = _weights([_settled(each, most=False) for each in read], linked_above, partner_from)
    most = _weights([_settled(each, most=True) for each in read], linked_above, partner_from)
    found = []
    for row in enterprises:
        name = row.field("name")
        weight: Value
        if isinstance(name, Known):
            low, high = least.get(str(name.value), Fraction(0)), most.get(str(name.value), Fraction(0))
            weight = Known(low) if low == high else missing(list_name, low=low, high=high)
        else:
            weight = missing(f"{list_name}.name", low=Fraction(0), high=WHOLE)
        found.append(Row((*row.fields, ("weight", weight))))
    return found


def _holding(row: Row) -> Holding:
    share, controls, exempt = (_known(row.field(name)) for name in ("share", "controls", "exempt"))
    return Holding(
        owner=str(_known(row.field("owner")) or ""),
        owned=str(_known(row.field("owned")) or ""),
        share=share if isinstance(share, Fraction) else None,
        controls=controls if isinstance(controls, bool) else (None if row.field("controls") is not None else False),
        exempt=exempt if isinstance(exempt, bool) else (None if row.field("exempt") is not None else False),
    )


def _settled(holding: Holding, *, most: bool) -> Holding:
    """The holding with what is unknown settled so that as much, or as little, as possible counts."""
    unknown_share = WHOLE if most else Fraction(0)
    return Holding(
        owner=holding.owner,
        owned=holding.owned,
        share=unknown_share if holding.share is None else holding.share,
        controls=most if holding.controls is None else holding.controls,
        exempt=(not most) if holding.exempt is None else holding.exempt,
    )


def _weights(holdings: Iterable[Holding], linked_above: Fraction, partner_from: Fraction) -> dict[str, Fraction]:
    """The weight of every enterprise that the holdings reach from the company."""
    links: dict[str, set[str]] = {}
    partners: list[tuple[str, str, Fraction]] = []
    for each in holdings:
        share = each.share or Fraction(0)
        if each.controls or share > linked_above:
            links.setdefault(each.owner, set()).add(each.owned)
            links.setdefault(each.owned, set()).add(each.owner)
        elif share >= partner_from and not each.exempt:
            partners += [(each.owner, each.owned, share), (each.owned, each.owner, share)]
    own = _linked(COMPANY, links)
    weights = dict.fromkeys(own - {COMPANY}, WHOLE)
    for inside, outside, share in partners:
        if inside in own and outside not in own:
            for name in _linked(outside, links):
                weights[name] = max(weights.get(name, Fraction(0)), share)
    return weights


def _linked(start: str, links: dict[str, set[str]]) -> set[str]:
    found = {start}
    pending = [start]
    while pending:
        for other in links.get(pending.pop(), ()):
            if other not in found:
                found.add(other)
                pending.append(other)
    return found


def _known(value: Value | None) -> object:
    return value.value if isinstance(value, Known) else None
