"""
Each use of an exchange rate, as messages: what became what, along which path, by which published quotes, how old.
"""

from __future__ import annotations

from collections.abc import Sequence

from incentives.engine.trace import Step, conversions
from incentives.explain.messages import Code, Message, Quantity, Several, say
from incentives.money.rates import AnyQuote, AverageQuote, Conversion, NoQuote
from incentives.types import money

OLD_DAYS = 7


def conversion_messages(step: Step) -> tuple[Message, ...]:
    """Every conversion below *step*, each once."""
    return tuple(conversion_message(each) for each in conversions(step))


def conversion_message(record: Conversion | NoQuote) -> Message:
    """One conversion with its quotes, or why there is none."""
    if isinstance(record, NoQuote):
        return say(
            f"no-quote.{record.why}",
            origin=Code(record.origin),
            target=Code(record.target),
            on=record.on,
            currency=Code(record.currency or record.origin),
        )
    return say(
        "conversion.done",
        amount=Quantity(record.amount, money(record.origin)),
        result=Quantity(record.result, money(record.target)),
        quotes=Several(quote_messages(record), all_of=True, plainly=True),
    )


def quote_messages(record: Conversion) -> tuple[Message, ...]:
    """The quotes of a conversion, those of one day and source together, and how old they are where that matters."""
    groups: dict[tuple[object, ...], list[AnyQuote]] = {}
    for quote in record.quotes:
        span = (quote.first, quote.last, quote.count) if isinstance(quote, AverageQuote) else quote.published
        groups.setdefault((span, quote.source), []).append(quote)
    told = [_quotes_together(quotes) for quotes in groups.values()]
    if record.is_carried_forward:
        name = "conversion.old" if record.age_days > OLD_DAYS else "conversion.carried"
        told.append(say(name, count=record.age_days, on=record.on))
    return tuple(told)


def _quotes_together(quotes: Sequence[AnyQuote]) -> Message:
    """Quotes of one day and source, as published: never inverted."""
    rates = Several(tuple(_rate(quote) for quote in quotes), plainly=True)
    first = quotes[0]
    source = Code(first.source)
    if isinstance(first, AverageQuote):
        return say("quote.average", rates=rates, count=first.count, first=first.first, last=first.last, source=source)
    return say("quote.day", rates=rates, published=first.published, source=source)


def _rate(quote: AnyQuote) -> Message:
    rate = Quantity(quote.rate, money(quote.counter)) if isinstance(quote, AverageQuote) else None
    counted = rate or Code(f"{quote.text} {quote.counter}")  # type: ignore[union-attr]  # a Quote has its text
    return say("quote.rate", base=Code(quote.base), rate=counted)
