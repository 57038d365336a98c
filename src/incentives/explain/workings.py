"""
How an amount was worked out: the figures that the trace holds, put into the rule's formula.
"""

from __future__ import annotations

from fractions import Fraction

from incentives.engine.trace import OfReading, OfRow, Step
from incentives.explain.messages import Argument, Code, Formula, Message, Quantity, say
from incentives.explain.values import value_argument
from incentives.ir.expr import Aggregate, Brackets, Call, Convert, Fact, Gather, Literal, Parameter, Reading, Reference
from incentives.ir.operators import Op
from incentives.ir.printer import print_expr
from incentives.ir.rulebook import Programme, Rulebook
from incentives.types import Numeric
from incentives.values import Known

ARITHMETIC = frozenset({Op.ADD, Op.SUBTRACT, Op.MULTIPLY, Op.DIVIDE, Op.NEGATE})
FLAT = frozenset({Op.ADD, Op.MULTIPLY})
MOST_PARTS = 12


def working(step: Step, programme: Programme, rulebook: Rulebook) -> tuple[Message, ...]:
    """The formula with its figures and exact result, then what each figure that is not a plain one came from."""
    inner = _through(step)
    lines = [say("working.result", formula=figures(inner, rulebook), result=_value(step, rulebook, cents=True))]
    if isinstance(inner.expr, (Literal, Fact)):
        return ()
    return (*lines, *_parts(inner, programme, rulebook))


def figures(step: Step, rulebook: Rulebook) -> Argument:
    """The figures of *step* with the signs between them: arithmetic spelled out, anything else by what it came to."""
    step = _plain(step)
    expr = step.expr
    if isinstance(expr, Call) and expr.op in ARITHMETIC:
        operands: list[Argument] = []
        for each in step.inputs:
            part = figures(each, rulebook)
            if expr.op in FLAT and isinstance(part, Formula) and part.op is expr.op:
                operands.extend(part.operands)
            else:
                operands.append(part)
        return Formula(expr.op, tuple(operands))
    if isinstance(expr, Aggregate) and expr.gather is Gather.SUM:
        bodies = [figures(each, rulebook) for each in step.inputs if each.expr == expr.body]
        if len(bodies) > 1:
            return Formula(Op.ADD, tuple(bodies))
    return _value(step, rulebook)


def _parts(step: Step, programme: Programme, rulebook: Rulebook) -> list[Message]:
    """One line for each figure that was looked up, chosen or defined elsewhere, outermost first."""
    found: dict[str, Message] = {}
    pending = _atoms(step)
    while pending and len(found) < MOST_PARTS:
        each = pending.pop(0)
        if not isinstance(each.expr, Literal):
            text = print_expr(each.expr, programme.uses)
            line = say("working.part", text=Code(text), value=_value(each, rulebook))
            found.setdefault(text, line)
        pending.extend(_below(each))
    return list(found.values())


def _atoms(step: Step) -> list[Step]:
    """The steps whose values stand in the line of figures."""
    step = _plain(step)
    if isinstance(step.expr, Call) and step.expr.op in ARITHMETIC:
        return [atom for each in step.inputs for atom in _atoms(each)]
    return [step]


def _below(step: Step) -> list[Step]:
    """What an atom was made of, as far as it is worth a line: not the turns of a loop."""
    match step.expr:
        case Call():
            return [_plain(each) for each in step.inputs]
        case Reference() | Reading() | Convert():
            return [atom for each in step.inputs for atom in _atoms(each)]
        case Brackets():
            return [_plain(step.inputs[0])] if step.inputs else []
    return []


def _plain(step: Step) -> Step:
    """*step* without a conversion that changed nothing and without the choice of a reading."""
    while step.inputs and (
        (isinstance(step.expr, Convert) and step.note is None)
        or (isinstance(step.expr, Reading) and isinstance(step.note, OfReading))
    ):
        step = step.inputs[0]
    return step


def _through(step: Step) -> Step:
    """The first step below definitions and readings in which something is reckoned."""
    step = _plain(step)
    while isinstance(step.expr, Reference) and step.inputs:
        step = _plain(step.inputs[0])
    return step


def _value(step: Step, rulebook: Rulebook, *, cents: bool = False) -> Argument:
    kind = step.expr.type
    number = step.value.value if isinstance(step.value, Known) else None
    if cents and isinstance(number, Fraction) and isinstance(kind, Numeric):
        return Quantity(number, kind, cents=True)
    return value_argument(step.value, kind, rulebook)


def chosen_row(step: Step) -> int | None:
    """The row of a table that was chosen, counted from 1."""
    return step.note.row + 1 if isinstance(step.note, OfRow) and not isinstance(step.expr, Parameter) else None
