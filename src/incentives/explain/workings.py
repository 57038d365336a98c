"""
How an amount was worked out: the figures that the trace holds, put into the rule's formula.
"""

from __future__ import annotations

from fractions import Fraction

from incentives.engine.trace import OfReading, OfYears, Step
from incentives.explain.messages import Argument, Code, Formula, Message, Quantity, Several, say
from incentives.explain.values import value_argument
from incentives.ir.expr import (
    Aggregate,
    Brackets,
    Call,
    CarriedPart,
    Context,
    Convert,
    Fact,
    Field,
    Gather,
    InPeriod,
    Literal,
    Parameter,
    Reading,
    Reference,
)
from incentives.ir.operators import Op
from incentives.ir.printer import print_expr
from incentives.ir.rulebook import Programme, Rulebook
from incentives.types import Numeric
from incentives.values import Known, Unknown

ARITHMETIC = frozenset({Op.ADD, Op.SUBTRACT, Op.MULTIPLY, Op.DIVIDE, Op.NEGATE})
FLAT = frozenset({Op.ADD, Op.MULTIPLY})
# What needs no line of its own: its name and its value say all.
PLAIN = (Fact, Field, Parameter, Context)
MOST_PARTS = 12


def working(step: Step, programme: Programme, rulebook: Rulebook) -> tuple[Message, ...]:
    """The formula with its figures and exact result, then where each figure comes from that is not in the formula."""
    inner = _through(step)
    formula = figures(inner, rulebook)
    lines: list[Message] = []
    if isinstance(formula, Formula):
        lines.append(say("working.result", formula=formula, result=_value(step, rulebook, cents=True)))
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
    """The plain figures on one line, then one for each that was chosen, looked up or defined elsewhere."""
    atoms = _atoms(step)
    given = {each.expr: each for each in atoms if isinstance(each.expr, PLAIN)}
    lines: dict[str, Message] = {}
    pending = [each for each in atoms if not isinstance(each.expr, (Literal, *PLAIN))]
    while pending and len(lines) < MOST_PARTS:
        each = pending.pop(0)
        text = print_expr(each.expr, programme.uses)
        inputs = _inputs(each)
        named = [input_ for input_ in inputs if not isinstance(input_.expr, Literal)]
        value = _value(each, rulebook)
        if named and isinstance(each.expr, Call):
            told = Several(tuple(_input(input_, programme, rulebook) for input_ in named), plainly=True)
            lines.setdefault(text, say("working.part-from", text=Code(text), value=value, inputs=told))
        else:
            lines.setdefault(text, say("working.part", text=Code(text), value=value))
        if isinstance(each.note, OfYears):
            origins = _origins(each, each.note, rulebook)
            lines.update({f"{text}, arisen": origins} if origins is not None else {})
        pending += [input_ for input_ in named if not isinstance(input_.expr, PLAIN)]
        pending += [] if isinstance(each.expr, Call) else [input_ for input_ in inputs if input_.expr != each.expr]
    plain = Several(tuple(_input(each, programme, rulebook) for each in given.values()), plainly=True)
    head = [say("working.given", inputs=plain)] if given else []
    return [*head, *lines.values()]


def _origins(step: Step, note: OfYears, rulebook: Rulebook) -> Message | None:
    """Of what is used of amounts carried forward: how much arose in which year."""
    if not (isinstance(step.expr, Aggregate) and step.expr.carry and step.expr.carry.part is CarriedPart.USED):
        return None
    ends = {
        year: Known(low) if low is not None and low == high else Unknown((), low, high)
        for year, (low, high) in note.origins
    }
    told = [
        say("working.from-year", year=Code(str(year)), value=value_argument(value, step.expr.type, rulebook))
        for year, value in ends.items()
        if value != Known(Fraction(0))
    ]
    return say("working.arisen", years=Several(tuple(told), plainly=True)) if told else None


def _input(step: Step, programme: Programme, rulebook: Rulebook) -> Message:
    text = Code(print_expr(step.expr, programme.uses))
    return say("working.input", text=text, value=_value(step, rulebook))


def _atoms(step: Step) -> list[Step]:
    """The steps whose values stand in the line of figures."""
    step = _plain(step)
    if isinstance(step.expr, Call) and step.expr.op in ARITHMETIC:
        return [atom for each in step.inputs for atom in _atoms(each)]
    return [step]


def _inputs(step: Step) -> list[Step]:
    """What an atom was made of, as far as it is worth telling: not the turns of a loop."""
    match step.expr:
        case Call():
            return [_plain(each) for each in step.inputs]
        case Reference() | Reading() | Convert():
            return [atom for each in step.inputs for atom in _atoms(each)]
        case Brackets():
            return [_plain(step.inputs[0])] if step.inputs else []
    return []


def _plain(step: Step) -> Step:
    """*step* without a conversion that changed nothing, the choice of a reading, or that of a payment period's year."""
    while step.inputs and (
        isinstance(step.expr, InPeriod)
        or (isinstance(step.expr, Convert) and step.note is None)
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
