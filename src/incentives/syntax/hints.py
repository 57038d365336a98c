"""
What an author probably meant where an expression does not follow the grammar: one line of help by what stands there.
"""

from __future__ import annotations

from collections.abc import Sequence

from incentives.syntax.tokens import Token

CURRENCY_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "CNY", "￥": "CNY"}
QUOTES = frozenset("“”‘’„«»`")
WINDOW_WORDS = frozenset({"last", "previous", "since", "ever"})
BY_VALUE = "the list stands before `by`: `sum(… for each timesheets by person)`"
OPERATOR_WORDS = {
    "x": "write `*`",
    "is": "write `==` to compare, `in` for members, `within` for places",
    "equals": "write `==` to compare",
    "exceeds": "write `>`",
    "between": "write two comparisons joined with `and`",
    "contains": "write the member first: `research in functions`",
    "where": "`where` belongs to a loop: `sum(cost for each projects where done)`",
    "then": "begin with `if`: `if … then … else …`",
    "else": "begin with `if`: `if … then … else …`",
    "of": "a list is run over with `for each`: `sum(cost for each projects)`",
    "over": "write `>`",
    "under": "write `<`",
    "above": "write `>`",
    "below": "write `<`",
    "least": "write `>=`",
    "if": "the condition stands first: `if listed then … else …`",
    "ago": "write a day: `assessment_date - 3 years`",
    "by": BY_VALUE,
    "group": BY_VALUE,
    "foreach": "write `for each`, two words",
}
VALUES = frozenset({"name", "code", "number", "date", "text"})


def hint(tokens: Sequence[Token], position: int, token: Token, *, may_go_on: bool) -> str | None:
    """Help for *token* at *position*, where the grammar stopped; whether it *may_go_on* there with a sign."""
    before = tokens[position - 1] if position else None
    if token.text in CURRENCY_SIGNS:
        return f"write `{CURRENCY_SIGNS[token.text]}` behind the number: `5 million {CURRENCY_SIGNS[token.text]}`"
    if token.text in QUOTES:
        return "texts stand in straight quotes, `'…'` or `\"…\"`; names and members in none"
    if token.text == ";":
        return "write `,`"
    if token.kind == "word":
        return f"names are written in Latin letters: `incentives facts {token.text}` finds that of a fact"
    if token.kind == "code" and token.text.isupper() and token.text.lower() in ("and", "or", "not", "in", "if", "then"):
        return f"write `{token.text.lower()}`"
    if before is None:
        return None
    if token.text == "=" and before.kind == "compare":
        return f"write `{before.text}=` without a blank"
    if before.text == "for":
        return "write `for each`: `sum(cost for each projects)`"
    if (token.text in OPERATOR_WORDS and may_go_on) or token.text == "in":
        one_of_list = position > 1 and tokens[position - 2].text == "each"
        by_value = f"name the list, and behind `by` what tells its items apart: `for each timesheets by {before.text}`"
        return by_value if one_of_list else OPERATOR_WORDS.get(token.text)
    if token.text == ")" and may_go_on:
        return "there is one `)` too many, or one `(` too few before it"
    if token.text == "(" and before.kind == "code":
        return f"functions are written in small letters: `{before.text.lower()}(`"
    if token.kind == "number" and before.kind == "code" and before.text.isupper():
        return f"the currency stands behind the number: `{token.text} {before.text}`"
    if token.text in WINDOW_WORDS and _is_operand(before):
        return "a comma stands before the window: `sum(revenue, last 3 years)`"
    if may_go_on and _is_operand(before) and (token.kind in VALUES or token.text == "("):
        joined = f", or `_` inside a name: `{before.text}_{token.text}`" if before.kind == token.kind == "name" else ""
        return f"a sign such as `*` or `and` is missing before `{token.text[:40]}`{joined}"
    return None


def _is_operand(token: Token) -> bool:
    """Whether a value may end with *token*."""
    return token.kind in VALUES or token.text in (")", "]", "%")
