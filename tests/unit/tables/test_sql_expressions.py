"""The graph as SQL, carried out by DuckDB, against the same operations on Python's integers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st

from incentives.tables.graph import LARGEST, Do, Graph, Node
from incentives.tables.sql_dialects import DIALECTS, Kind
from incentives.tables.sql_expressions import Names, Steps, TooWide, look_up
from incentives.tables.words import Asks, WordTest, answer

COLUMNS = ("a", "b", "c")
EDGES = (0, 1, -1, 7, -7, 100, -100, 2**31, -(2**31), 10**15, -(10**15), LARGEST, -LARGEST)
NAMES = Names(dict(zip(COLUMNS, COLUMNS, strict=True)), {name: f"({name} > 0)" for name in COLUMNS})
PLACES = ("CN-SH", "CN-SH-NORTH", "CN-BJ", "CN", "DE", "", "CN-SHX")


def _value(node: Node, row: Mapping[str, int]) -> int:  # noqa: PLR0911  # one for each operation
    """What a node comes to, on integers without end."""
    values = [_value(each, row) for each in node.operands]
    match node.do:
        case Do.CONSTANT:
            return int(node.value) if node.truth else node.low  # type: ignore[call-overload]  # a truth is an integer
        case Do.COLUMN:
            return row[str(node.value)]
        case Do.IS_KNOWN:
            return int(row[str(node.value)] > 0)
        case Do.ADD | Do.COUNT:
            return sum(values)
        case Do.SUBTRACT:
            return values[0] - values[1]
        case Do.MULTIPLY:
            return values[0] * values[1]
        case Do.FLOOR_DIVIDE:
            return values[0] // values[1]
        case Do.MINIMUM:
            return min(values)
        case Do.MAXIMUM:
            return max(values)
        case Do.CHOOSE:
            return values[1] if values[0] else values[2]
        case Do.LESS:
            return int(values[0] < values[1])
        case Do.AT_MOST:
            return int(values[0] <= values[1])
        case Do.EQUAL:
            return int(values[0] == values[1])
        case Do.NOT:
            return 1 - values[0]
        case Do.AND:
            return int(all(values))
        case Do.OR:
            return int(any(values))
        case Do.LOOK_UP:
            raise AssertionError(node)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Node], list[dict[str, int]]]:
    """Some nodes made of three columns, and rows that keep the ranges of these."""
    graph = Graph()
    limits = {name: draw(st.sampled_from([9, 255, 10**6, 10**15, LARGEST])) for name in COLUMNS}
    numbers = [graph.column(name, -limit, limit) for name, limit in limits.items()]
    numbers += [graph.constant(draw(st.sampled_from(EDGES))) for _ in range(3)]
    truths = [graph.is_known(name) for name in COLUMNS]
    number, truth = (lambda: draw(st.sampled_from(numbers))), (lambda: draw(st.sampled_from(truths)))
    for _ in range(draw(st.integers(4, 24))):
        match draw(st.integers(0, 12)):
            case 0 | 1:
                numbers.append(graph.add(number(), number()))
            case 2:
                numbers.append(graph.subtract(number(), number()))
            case 3 | 4:
                numbers.append(graph.multiply(number(), number()))
            case 5 | 6:
                divisor = graph.maximum(number(), graph.constant(1))
                numbers.append(graph.floor_divide(number(), divisor))
                numbers.append(graph.remainder(number(), divisor))
            case 7:
                numbers += [graph.minimum(number(), number()), graph.maximum(number(), number())]
            case 8:
                numbers.append(graph.choose(truth(), number(), number()))
            case 9:
                truths += [graph.less(number(), number()), graph.equal(number(), number())]
            case 10:
                truths += [graph.both(truth(), truth()), graph.either(truth(), truth())]
            case 11:
                truths.append(graph.no(truth()))
            case _:
                numbers.append(graph.count(truth(), truth(), truth()))
    rows = [
        {name: draw(st.sampled_from([each for each in EDGES if abs(each) <= limit])) for name, limit in limits.items()}
        for _ in range(6)
    ]
    return [*numbers, *truths], rows


def _carried_out(roots: Sequence[Node], rows: Sequence[Mapping[str, int]]) -> list[tuple[int, ...]]:
    steps = Steps(DIALECTS[Kind.DUCKDB], NAMES, roots)
    cells = ", ".join(f"({place}, {', '.join(str(row[name]) for name in COLUMNS)})" for place, row in enumerate(rows))
    columns = ", ".join(f"CAST({name} AS BIGINT) AS {name}" for name in COLUMNS)
    source = f"SELECT place, {columns} FROM (VALUES {cells}) AS v(place, {', '.join(COLUMNS)})"  # noqa: S608  # our own text
    for made in steps.steps:
        source = f"SELECT *, {', '.join(f'{text} AS {name}' for name, text in made)} FROM ({source})"  # noqa: S608  # as above
    chosen = ", ".join(f"{steps.text(root)} AS o{index}" for index, root in enumerate(roots))
    with duckdb.connect() as connection:
        found = connection.sql(f"SELECT {chosen} FROM ({source}) ORDER BY place").fetchall()  # noqa: S608  # our own text
    return [tuple(int(each) for each in row) for row in found]


@settings(deadline=None, max_examples=40)
@given(graphs())
def test_operations_mean_what_they_mean(drawn: tuple[list[Node], list[dict[str, int]]]) -> None:
    """Also with negative dividends, and with numbers that 64 bits do not hold; what is too wide is told before."""
    nodes, rows = drawn
    roots = []
    for node in nodes:
        try:
            Steps(DIALECTS[Kind.DUCKDB], NAMES, [node])
        except TooWide:
            continue
        roots.append(node)
    expected = [tuple(_value(root, row) for root in roots) for row in rows]
    assert expected == _carried_out(roots, rows)


def test_what_is_shared_is_worked_out_once() -> None:
    """The text grows as the graph does, not as the tree: here a tree of a thousand million leaves."""
    graph = Graph()
    node = graph.column("a", 0, 1)
    other = graph.column("b", 0, 255)
    for _ in range(30):
        node = graph.minimum(graph.add(node, node), graph.add(node, other))
    steps = Steps(DIALECTS[Kind.DUCKDB], NAMES, [node])
    assert 5_000 > sum(len(text) for step in steps.steps for _, text in step) + len(steps.text(node))
    assert [(0,)] == _carried_out([node], [{"a": 0, "b": 0, "c": 0}])


def test_small_numerals_do_not_make_small_sums() -> None:
    """One of two numerals is a 64-bit number: times another it does not overflow 32."""
    graph = Graph()
    chosen = graph.choose(graph.is_known("a"), graph.constant(2_000_000_000), graph.constant(1))
    product = graph.multiply(chosen, graph.add(graph.count(graph.is_known("b"), graph.is_known("c")), chosen))
    assert [(2_000_000_002 * 2_000_000_000,)] == _carried_out([product], [{"a": 1, "b": 1, "c": 1}])


@pytest.mark.parametrize("asks", [Asks.IS_ONE_OF, Asks.LIES_IN, Asks.LIES_OUTSIDE])
@pytest.mark.parametrize("words", [("CN-SH",), ("CN-SH-NORTH", "DE"), ("CN",)])
def test_places_and_words(asks: Asks, words: tuple[str, ...]) -> None:
    """As looked up in a vocabulary: whole parts of codes, and what is known too roughly on neither side."""
    text = look_up(DIALECTS[Kind.DUCKDB], WordTest("w", asks, frozenset(words)), "w")
    for place in PLACES:
        found = duckdb.sql(f"SELECT {text} FROM (SELECT '{place}' AS w)").fetchall()  # noqa: S608  # our own text
        assert [(answer(asks, frozenset(words), place),)] == found


def test_sets() -> None:
    """Members held, and how many different ones there are; a set that is not known is no trouble."""
    held = look_up(DIALECTS[Kind.DUCKDB], WordTest("w", Asks.HOLDS, frozenset(("a", "b"))), "w")
    size = look_up(DIALECTS[Kind.DUCKDB], WordTest("w", Asks.SIZE), "w")
    rows = "(VALUES (['a', 'b', 'b']), (['a']), ([]), (NULL)) AS v(w)"
    found = duckdb.sql(f"SELECT {held}, {size} FROM {rows}").fetchall()  # noqa: S608  # our own text
    assert [(True, 2), (False, 1), (False, 0), (False, 0)] == found


@pytest.mark.parametrize("kind", Kind)
def test_texts_cannot_leave_their_quotes(kind: Kind) -> None:
    """A text with quotes, backslashes and breaks is one literal."""
    text = 'it\'s \\ a "text"\n-- of `two` lines; DROP TABLE firms'
    parsed = sqlglot.parse_one(f"SELECT {DIALECTS[kind].literal(text)} AS a", dialect=kind.value)
    assert text == parsed.expressions[0].this.this  # type: ignore[attr-defined]  # of the SELECT
    quoted = sqlglot.parse_one(f"SELECT 1 AS {DIALECTS[kind].name('a name')}", dialect=kind.value)
    assert ["a name"] == quoted.named_selects
