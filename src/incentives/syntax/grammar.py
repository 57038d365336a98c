"""
Tokens to tree: the grammar of expressions, by recursive descent.

The docstring of each parse function holds its grammar; the reference page in the documentation is made of them.
A first mistake ends the reading of that expression: the tree is then `Invalid` and its diagnostic is with the
collector. Names are not looked up here.
"""

from __future__ import annotations

from collections.abc import Mapping

from incentives.diagnostics import Collector
from incentives.syntax.cursor import DEEPEST, NAME_PARTS, RESERVED, Cursor, Failure, Written
from incentives.syntax.number_grammar import day, quantity
from incentives.syntax.tokens import Token, kind_of
from incentives.syntax.tree import At, Call, Code, ForEach, Index, Invalid, Items, Member, Name, Text, Tree, depth
from incentives.syntax.window_grammar import at_window, window

TRUTHS = ("true", "false")
PERIOD_YEAR = "period_year"
LONGEST = 4000
DEEPEST_TREE = 60
# How strongly signs bind, in the order of the grammar.
OR, AND, NOT, COMPARE, SUM, PRODUCT = range(1, 7)
STRENGTH: Mapping[str, int] = {
    "or": OR,
    "and": AND,
    **dict.fromkeys((">=", ">", "<=", "<", "==", "!=", "in", "not", "within"), COMPARE),
    **dict.fromkeys(("+", "-"), SUM),
    **dict.fromkeys(("*", "/"), PRODUCT),
}


# What an author may have meant who writes more behind `by`.
BY = "by several things together: `by [person, year_of(day)]`; `where` follows behind"
# Functions that durations are given to: in `max(age(registered_on), 2 years)` the last is one, no window of years.
OF_DURATIONS = frozenset({"max", "min"})


def parse(written: Written, collector: Collector) -> Tree:
    """
    Read one expression.

    Returns `Invalid`, with the mistake given to *collector*, where *written* is none.
    """
    if len(written.text) > LONGEST:
        message = f"an expression has at most {LONGEST} characters, this one has {len(written.text)}"
        collector.add("too-large", message, written.span_of(0, 40), help=NAME_PARTS)
        return Invalid(written.span)
    cursor = Cursor(written, collector)
    try:
        tree = expression(cursor)
        cursor.expect_end()
    except Failure:
        return Invalid(written.span)
    # A tree cannot be deeper than its text has words, so that only long ones are measured.
    if len(cursor.words) > DEEPEST_TREE and depth(tree) > DEEPEST_TREE:
        collector.add("too-deep", "this expression is nested too deeply", written.span_of(0, 40), help=NAME_PARTS)
        return Invalid(written.span)
    return tree


def expression(cursor: Cursor) -> Tree:
    """
    expression = "if" expression "then" expression "else" expression | disjunction
    """
    if cursor.words[cursor.position] != "if":
        return operation(cursor)
    start = cursor.read()
    condition = cursor.deeper(expression)
    cursor.expect("then", "after the condition of `if`")
    positive = cursor.deeper(expression)
    cursor.expect("else", "after the value of `then`")
    negative = cursor.deeper(expression)
    return cursor.call("if", (condition, positive, negative), start.start)


def operation(cursor: Cursor, weakest: int = OR) -> Tree:
    """
    disjunction = conjunction ("or" conjunction)*
    conjunction = negation ("and" negation)*
    negation    = "not" negation | comparison
    comparison  = sum ((">=" | ">" | "<=" | "<" | "==" | "!=" | "in" | "not" "in" | "within") sum)?
    sum         = product (("+" | "-") product)*
    product     = unary (("*" | "/") unary)*
    """
    # By precedence climbing: one call for an operand and all that follows it, whose signs bind at least as strongly as
    # *weakest*, instead of one for each line of the grammar.
    start = cursor.starts[cursor.position]
    strongest, chain = PRODUCT, 0
    if cursor.words[cursor.position] == "not" and weakest <= NOT:
        cursor.position += 1
        left = cursor.call("not", (cursor.deeper(negation),), start)
        strongest = AND
    else:
        left = unary(cursor) if cursor.words[cursor.position] == "-" else postfix(cursor)
    while True:
        sign = cursor.words[cursor.position]
        strength = STRENGTH.get(sign, 0)
        if not weakest <= strength <= strongest:
            return left
        if strength == COMPARE:
            if sign == "not" and cursor.following().text != "in":
                return left
            left = _compared(cursor, left, start)
            strongest = AND
        elif strength <= AND:
            left = _chained(cursor, left, start, strength)
            strongest = strength - 1
        else:
            chain = chain + 1 if strength == strongest else 1
            strongest = strength
            if chain > DEEPEST:
                cursor.fail("this chain of operations is too long", code="too-deep", help=NAME_PARTS)
            cursor.position += 1
            left = cursor.call(sign, (left, operation(cursor, strength + 1)), start)


def negation(cursor: Cursor) -> Tree:
    """What stands behind `not`."""
    return operation(cursor, NOT)


def _compared(cursor: Cursor, left: Tree, start: int) -> Tree:
    sign = cursor.words[cursor.position]
    cursor.position += 1
    if sign == "not":
        cursor.position += 1
        inside = cursor.call("in", (left, operation(cursor, SUM)), start)
        return cursor.call("not", (inside,), start)
    return cursor.call(sign, (left, operation(cursor, SUM)), start)


def _chained(cursor: Cursor, left: Tree, start: int, strength: int) -> Tree:
    """One flat call for any number of operands, so that long lists do not nest."""
    sign = cursor.words[cursor.position]
    operands = [left]
    while cursor.accept(sign):
        operands.append(operation(cursor, strength + 1))
    return cursor.call(sign, tuple(operands), start)


def unary(cursor: Cursor) -> Tree:
    """
    unary = "-" unary | postfix
    """
    if cursor.words[cursor.position] != "-":
        return postfix(cursor)
    start = cursor.read()
    return cursor.call("negate", (cursor.deeper(unary),), start.start)


def postfix(cursor: Cursor) -> Tree:
    """
    postfix = primary ("[" year "]" | "." name | "at" primary)*
    year    = "-"? whole | "period_year" ("-" whole)?
    """
    start = cursor.starts[cursor.position]
    tree = primary(cursor)
    while True:
        sign = cursor.words[cursor.position]
        if sign == "[" and isinstance(tree, (Name, Member)):
            tree = _index(cursor, tree, start)
        elif sign == ".":
            cursor.position += 1
            name = cursor.read()
            if name.kind != "name":
                cursor.fail("expected a name after `.`", token=name)
            tree = Member(tree, name.text, cursor.span(start, name.end))
        elif sign == "at":
            cursor.position += 1
            tree = At(tree, primary(cursor), cursor.span(start, cursor.previous_end()))
        else:
            return tree


def _index(cursor: Cursor, owner: Tree, start: int) -> Tree:
    cursor.read()
    in_period = cursor.accept(PERIOD_YEAR)
    offset = 0
    if not in_period or cursor.at("-"):
        sign = -1 if cursor.accept("-") else 1
        number = cursor.read()
        if number.kind != "number" or not number.text.isdigit() or len(number.text) > 3:
            message = "expected a whole number of years in `[ ]`"
            help = "write `[-1]` for the year before, `[period_year]` for the year of a payment period"
            cursor.fail(message, token=number, help=help)
        offset = sign * int(number.text)
    close = cursor.expect("]", "after the year")
    return Index(owner, offset, cursor.span(start, close.end), in_period)


def primary(cursor: Cursor) -> Tree:
    """
    primary = quantity | date | text | "true" | "false" | code | name | function | "(" expression ")" | items
    """
    word, start = cursor.words[cursor.position], cursor.starts[cursor.position]
    match kind_of(word):
        case "name" if word not in RESERVED or word in TRUTHS:
            cursor.position += 1
            if cursor.words[cursor.position] == "(":
                return function(cursor, Token(word, start))
            return Name(word, cursor.span(start, start + len(word)))
        case "number":
            return quantity(cursor)
        case "date":
            return day(cursor)
        case "text":
            cursor.position += 1
            return Text(word[1:-1], cursor.span(start, start + len(word)))
        case "code":
            cursor.position += 1
            return Code(word, cursor.span(start, start + len(word)))
    if cursor.accept("("):
        inner = cursor.deeper(expression)
        cursor.expect(")", "to close the bracket")
        return inner
    if cursor.at("["):
        return items(cursor)
    cursor.fail("expected a value")


def items(cursor: Cursor) -> Tree:
    """
    items = "[" (expression ("," expression)*)? "]"
    """
    start = cursor.read()
    found: list[Tree] = []
    while not cursor.at("]"):
        found.append(cursor.deeper(expression))
        if not cursor.accept(","):
            break
    close = cursor.expect("]", "to close the list")
    return Items(tuple(found), cursor.span(start.start, close.end))


def function(cursor: Cursor, name: Token) -> Tree:
    """
    function  = name "(" (arguments | each) ")"
    arguments = (argument ("," argument)*)?
    argument  = window | expression
    """
    cursor.read()
    arguments: list[Tree] = []
    while not cursor.at(")"):
        if at_window(cursor, bare=name.text not in OF_DURATIONS):
            arguments.append(window(cursor, postfix))
        else:
            arguments.append(cursor.deeper(expression))
        if cursor.at("for") and len(arguments) == 1:
            return each(cursor, name, arguments[0])
        if not cursor.accept(","):
            break
    close = cursor.expect(")", f"to close `{name.text}(`")
    return Call(name.text, tuple(arguments), cursor.span(name.start, close.end))


def each(cursor: Cursor, name: Token, body: Tree) -> Tree:
    """
    each = expression "for" "each" (name ("." name)* by? | group | "year" window) ("where" expression)?
    by = "by" (sum | items)
    group = "group" "(" name "," name ("," percentage "," percentage)? ")"
    """
    cursor.read()
    cursor.expect("each", "after `for`")
    source = _source(cursor)
    by: tuple[Tree, ...] = ()
    if isinstance(source, (Name, Member)) and cursor.accept("by"):
        keys = cursor.deeper(key)
        by = keys.items if isinstance(keys, Items) else (keys,)
        if not (cursor.at(")") or cursor.at("where")):
            cursor.fail(f"expected `)` to close `{name.text}(`", help=BY)
    where = cursor.deeper(expression) if cursor.accept("where") else None
    if where is not None and cursor.at("by"):
        cursor.fail("`by` stands before `where`", help="write `for each timesheets by person where …`")
    close = cursor.expect(")", f"to close `{name.text}(`")
    return ForEach(name.text, body, source, where, cursor.span(name.start, close.end), by)


def key(cursor: Cursor) -> Tree:
    """What stands behind `by`."""
    return operation(cursor, SUM)


def _source(cursor: Cursor) -> Tree:
    """What a loop runs over."""
    if cursor.accept("year"):
        if not at_window(cursor):
            cursor.fail("expected `last`, `previous`, `since` or `ever` after `each year`")
        return window(cursor, postfix)
    word = cursor.read()
    if word.kind != "name" or word.text in RESERVED:
        cursor.fail("expected the name of a list after `for each`", token=word)
    if cursor.at("("):
        return function(cursor, word)
    source: Tree = Name(word.text, cursor.span(word.start, word.end))
    while cursor.accept("."):
        member = cursor.read()
        source = Member(source, member.text, cursor.span(word.start, member.end))
    return source
