"""
Operators and functions to one row of the table: operands checked, units and currencies held against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from incentives.compiler.checking import Checking, a, broken, unit_help
from incentives.compiler.currencies import stated_currency
from incentives.compiler.names import resolvable
from incentives.ir.expr import Call, Context, Expr, Given, literal_number
from incentives.ir.operators import COMPARISONS, FUNCTIONS, INFIX, TABLE, Op, Operator
from incentives.syntax import tree as syntax
from incentives.types import (
    DATE,
    DAYS,
    MONTHS,
    TRUTH,
    Broken,
    Choice,
    Date,
    Numeric,
    Place,
    Record,
    Set,
    Text,
    Truth,
    Type,
    divide,
    multiply,
)

# What an author writes -> the rows it may stand for.
ROWS: Mapping[str, tuple[Operator, ...]] = {
    **{sign: tuple(TABLE[op] for op in ops) for sign, ops in INFIX.items()},
    **{name: (TABLE[op],) for name, op in FUNCTIONS.items()},
}
LARGEST_WHOLE = 100
ROUNDS = frozenset({Op.ROUND, Op.ROUND_HALF_EVEN, Op.ROUND_DOWN, Op.ROUND_UP})
ROOT_OPERATORS = ROUNDS | {
    *(Op.LESS, Op.AT_MOST, Op.GREATER, Op.AT_LEAST, Op.EQUAL, Op.NOT_EQUAL),
    *(Op.ADD, Op.SUBTRACT, Op.MULTIPLY, Op.DIVIDE, Op.NEGATE),
}
# Of these, the left operand may be a root and the right may not.
ROOT_ON_THE_LEFT = ROUNDS | {Op.DIVIDE}
# Parameters that take an operand of any type, as long as all of them are of one.
ANYTHING = frozenset({"same", "any"})
KIND_WORDS = {
    "truth": "a condition",
    "numeric": "a number or quantity",
    "number": "a number without unit",
    "whole": "a whole number",
    "date": "a date",
    "months": "a number of months or years",
    "days": "a number of days",
    "place": "a place",
    "set": "a set",
}


def operator(checker: Checking, tree: syntax.Call, currency: str | None, expected: Type | None) -> Expr:
    """The call of that row which takes the operands, of those that the sign or function may stand for."""
    rows = ROWS[tree.function]
    arguments = _arguments(checker, tree, rows[0], currency, expected)
    for argument in arguments:
        if isinstance(argument.type, Broken):
            return broken(tree.span)
    if rows[0].op is Op.AGE and len(arguments) == 1:
        arguments = (*arguments, Context(name=Given.ASSESSMENT_DATE, type=DATE, span=tree.span))
    row = next((row for row in rows[:-1] if _accepts(row, arguments)), rows[-1]) if len(rows) > 1 else rows[0]
    kind = _resolve(checker, tree, row, arguments)
    if kind is None:
        return broken(tree.span)
    return Call(op=row.op, arguments=arguments, type=kind, span=tree.span)


def _arguments(
    checker: Checking, tree: syntax.Call, row: Operator, currency: str | None, expected: Type | None
) -> tuple[Expr, ...]:
    """Check the operands, those that say the type first: a bare word is a member of the other operand's choice."""
    if row.op is Op.IF and len(tree.arguments) == 3:
        hint = currency or stated_currency(tree, checker.scope)
        condition, positive, negative = tree.arguments
        first = checker.check(positive, currency=hint, expected=expected)
        second = checker.check(negative, currency=hint, expected=expected or first.type)
        return (checker.truth(condition), first, second)
    if row.parameters[0] in ("truth", "whole"):
        offset = 1 if row.parameters[0] == "whole" else 0
        head = [checker.check(argument) for argument in tree.arguments[:offset]]
        return (*head, *[checker.truth(argument) for argument in tree.arguments[offset:]])
    # A comparison has a currency of its own; arithmetic takes the one asked for, if nothing inside states one.
    hint = stated_currency(tree, checker.scope) or (None if row.returns == "truth" else currency)
    words = [each for each in tree.arguments if isinstance(each, syntax.Name) and not resolvable(checker, each)]
    if not words:
        return tuple([checker.check(argument, currency=hint) for argument in tree.arguments])
    known = {id(each): checker.check(each, currency=hint) for each in tree.arguments if each not in words}
    kind = next((expr.type for expr in known.values()), None)
    known |= {id(word): checker.check(word, currency=hint, expected=kind) for word in words}
    return tuple([known[id(argument)] for argument in tree.arguments])


def _accepts(row: Operator, arguments: tuple[Expr, ...]) -> bool:
    """Whether the row takes operands of these types, without a diagnostic: tells overloaded signs apart."""
    return len(arguments) == len(row.parameters) and all(
        _takes(parameter, argument.type) for parameter, argument in zip(row.parameters, arguments, strict=True)
    )


def _resolve(checker: Checking, tree: syntax.Call, row: Operator, arguments: tuple[Expr, ...]) -> Type | None:
    """The type of the result of *row* on *arguments*; None after a diagnostic."""
    parameters = row.parameters
    if row.variadic and len(arguments) >= len(parameters):
        parameters = (*parameters, *[parameters[-1]] * (len(arguments) - len(parameters)))
    if len(parameters) != len(arguments):
        message = f"`{tree.function}` takes {len(row.parameters)} operands, here are {len(arguments)}"
        checker.fail("wrong-arguments", message, tree, help=f"write it like `{row.example[0]}`")
        return None
    same: list[Expr] = []
    for index, (parameter, argument) in enumerate(zip(parameters, arguments, strict=True)):
        if parameter in ANYTHING:
            same.append(argument)
        elif not _takes_here(checker, tree, row, parameter, index, argument):
            return None
    if same and not _agree(checker, tree, same):
        return None
    if not _roots_allowed(checker, tree, row, arguments):
        return None
    return _result(checker, tree, row, arguments, same)


def _takes_here(
    checker: Checking, tree: syntax.Call, row: Operator, parameter: str, index: int, argument: Expr
) -> bool:
    """Whether the operand at *index* is of the kind that is due; else a diagnostic."""
    # `age` without a day has one operand more than are written.
    place = tree.arguments[index] if index < len(tree.arguments) else tree
    if not _takes(parameter, argument.type):
        message = f"`{tree.function}` needs {KIND_WORDS.get(parameter, parameter)} here, this is {a(argument.type)}"
        checker.fail("type-mismatch", message, place, help=f"write it like `{row.example[0]}`")
        return False
    if parameter == "whole":
        number = literal_number(argument) or Fraction(0)
        if number.denominator != 1 or not 1 <= number <= LARGEST_WHOLE:
            message = f"`{tree.function}` needs a whole number from 1 to {LARGEST_WHOLE} here"
            checker.fail("wrong-arguments", message, place)
            return False
    return True


def _takes(parameter: str, given: Type) -> bool:
    """Whether an operand of type *given* may stand for a parameter of that kind."""
    if parameter in ANYTHING:
        return True
    match parameter:
        case "truth":
            return isinstance(given, Truth)
        case "numeric":
            return isinstance(given, Numeric)
        case "number" | "whole":
            return isinstance(given, Numeric) and given.is_plain
        case "date":
            return isinstance(given, Date)
        case "months":
            return isinstance(given, Numeric) and given.dimension == MONTHS.dimension
        case "days":
            return isinstance(given, Numeric) and given.dimension == DAYS.dimension
        case "set":
            return isinstance(given, Set)
    return False


def _agree(checker: Checking, tree: syntax.Call, operands: list[Expr]) -> bool:
    """Whether all operands are of one type, and one that has what the sign asks for; else a diagnostic."""
    first = operands[0]
    for other in operands[1:]:
        if not _agree_two(checker, tree, first.type, other.type):
            return False
    if isinstance(first.type, (Truth, Set, Record)) and tree.function != "if":
        message = f"`{tree.function}` does not apply to {a(first.type)}"
        checker.fail("type-mismatch", message, tree, help=_due_beside(first.type))
        return False
    if isinstance(first.type, (Choice, Text, Place)) and tree.function not in ("==", "!=", "if"):
        message = f"`{tree.function}` needs an order, {a(first.type)} has none"
        checker.fail("type-mismatch", message, tree, help="use `==`, `!=` or `in`")
        return False
    return True


def _agree_two(checker: Checking, tree: syntax.Call, left: Type, right: Type) -> bool:
    if not (isinstance(left, Numeric) and isinstance(right, Numeric)):
        if left == right:
            return True
        message, help = _apart(tree, a(left), a(right)), _of_days(tree, left, right)
        help = help or _due_beside(left) or _due_beside(right)
        checker.fail("type-mismatch", message, tree, help=help)
        return False
    if left.power != right.power or left.units != right.units:
        message, help = _apart(tree, a(left), a(right)), unit_help(right, left) or unit_help(left, right)
        checker.fail("unit-mismatch", message, tree, help=help)
        return False
    if left.currency != right.currency:
        message, help = _apart(tree, left.currency, right.currency), f"write `convert(…, {left.currency})`"
        checker.fail("currency-mismatch", message, tree, help=help)
        return False
    return True


def _of_days(tree: syntax.Call, left: Type, right: Type) -> str | None:
    """What to write of a day beside a number: a time has its unit, an age is no day."""
    if not isinstance(left, Date) or not isinstance(right, Numeric):
        return None
    first, last = (each.span.text for each in tree.arguments)
    if right.is_plain:
        year = last.isdigit() and len(last) == len("2022")
        dated = f"write a day: `{last}-01-01`" if year else f"write the time with its unit: `{last} days`"
        return dated if year or tree.function in ("+", "-") else None
    is_time = right.dimension in (MONTHS.dimension, DAYS.dimension)
    return f"the time since a day is its age: `age({first}) {tree.function} {last}`" if is_time else None


def _apart(tree: syntax.Call, left: str | None, right: str | None) -> str:
    """That two operands do not go together."""
    if tree.function in INFIX and INFIX[tree.function][0] in COMPARISONS:
        return f"`{tree.function}` cannot compare {left} with {right}"
    return f"`{tree.function}` cannot join {left} and {right}"


def _due_beside(kind: Type) -> str | None:
    """How something is written that can stand beside *kind*."""
    match kind:
        case Truth():
            return "use it directly: `listed`, `not listed`"
        case Date():
            return "write a date: `2022-01-01`"
        case Place():
            return "write where it lies: `registered_in within CN-SH`"
        case Choice(members=members) | Set(members=members) if members:
            return f"write one of its members: `{members[0]}`"
    return None


def _roots_allowed(checker: Checking, tree: syntax.Call, row: Operator, arguments: tuple[Expr, ...]) -> bool:
    """A root may be compared with a number, shifted and scaled by numbers, or rounded; nothing else."""
    irrational = [isinstance(argument.type, Numeric) and argument.type.root for argument in arguments]
    if True not in irrational:
        return True
    if sum(irrational) == 1 and row.op in ROOT_OPERATORS and (irrational[0] or row.op not in ROOT_ON_THE_LEFT):
        return True
    message = f"a growth rate or root cannot be an operand of `{tree.function}`"
    help = "compare it with a number, or round it first: `round(growth(…), 0.1%)`"
    checker.fail("root-arithmetic", message, tree, help=help)
    return False


def _result(
    checker: Checking, tree: syntax.Call, row: Operator, arguments: tuple[Expr, ...], same: list[Expr]
) -> Type | None:
    match row.returns:
        case "truth":
            return TRUTH
        case "date":
            return DATE
        case "days":
            return DAYS
        case "months":
            return MONTHS
        case "number":
            return Numeric(whole=row.op in (Op.STEPS, Op.SIZE, Op.YEAR_OF))
        case "root":
            return Numeric(root=True)
        case "same" | "any":
            return _joined([argument.type for argument in same] or [arguments[0].type], row)
    left, right = (argument.type for argument in arguments)
    assert isinstance(left, Numeric)  # noqa: S101  # INVARIANT: products and quotients take numerics
    assert isinstance(right, Numeric)  # noqa: S101  # as above
    if left.power and right.power and left.currency != right.currency:
        message = f"`{tree.function}` cannot join {left.currency} and {right.currency}"
        checker.fail("currency-mismatch", message, tree, help=f"write `convert(…, {left.currency})`")
        return None
    kind = multiply(left, right) if row.returns == "product" else divide(left, right)
    if abs(kind.power) > 1:
        help = "divide first, in brackets: `limit * (cost / all_costs)`" if kind.power > 1 else None
        message = "money times money has no meaning" if kind.power > 1 else "a number by money twice has no meaning"
        checker.fail("unit-mismatch", message, tree, help=help)
        return None
    return replace(kind, root=True) if left.root or right.root else kind


def _joined(types: list[Type], row: Operator) -> Type:
    """The one type of operands that agree."""
    numerics = [each for each in types if isinstance(each, Numeric)]
    if not numerics:
        return types[0]
    first = numerics[0]
    root = any(each.root for each in numerics) and row.op not in ROUNDS
    percent = any(each.percent for each in numerics)
    whole = all(each.whole for each in numerics)
    return Numeric(first.currency, first.power, first.units, root, percent, whole)
