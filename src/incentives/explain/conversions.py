"""
Each use of an exchange rate, as messages: what became what, along which path, by which published quotes, how old.
"""

from __future__ import annotations

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
        "conversion",
        amount=Quantity(record.amount, money(record.origin)),
        result=Quantity(record.result, money(record.target)),
        path=Code(" → ".join(record.path)),
        quotes=Several(tuple(quote_message(quote) for quote in record.quotes)),
    )


def quote_messages(record: Conversion) -> tuple[Message, ...]:
    """Each quote of a conversion, and how old the oldest is where that matters."""
    told = [quote_message(quote) for quote in record.quotes]
    if record.is_carried_forward:
        told.append(
            say(
                "conversion.old" if record.age_days > OLD_DAYS else "conversion.carried",
                count=record.age_days,
                on=record.on,
            )
        )
    return tuple(told)


def quote_message(quote: AnyQuote) -> Message:
    """One quote as published: never inverted."""
    pair = {"base": Code(quote.base), "counter": Code(quote.counter), "source": Code(quote.source)}
    if isinstance(quote, AverageQuote):
        return say(
            "quote.average",
            rate=Quantity(quote.rate, money(quote.counter)),
            count=quote.count,
            first=quote.first,
            last=quote.last,
            **pair,
        )
    return say("quote", rate=Code(quote.text), published=quote.published, **pair)
