from __future__ import annotations

import copy
import io
import json
import pickle
import subprocess
import sys
import time
from pathlib import Path
from typing import TypeAlias

import pytest
import yaml

from incentives.diagnostics import Collector, in_order, render_all
from incentives.source import SourceFile
from incentives.syntax.nodes import MappingNode, Node, ScalarNode, SequenceNode
from incentives.syntax.reader import (
    PROFILE_LIMITS,
    RULE_LIMITS,
    Limits,
    read_bytes,
    read_file,
    read_stream,
    read_text,
)
from incentives.syntax.yaml_problems import report, shown

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"


@pytest.fixture(params=["C", "Python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Everything holds with libyaml and without."""
    name: str = request.param
    if name == "C" and not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yaml, "__with_libyaml__", name == "C")
    return name


def plain(node: Node | None) -> Plain | None:
    """A node as Python's own."""
    match node:
        case ScalarNode():
            return node.text
        case SequenceNode():
            return [value for item in node.items if (value := plain(item)) is not None]
        case MappingNode():
            return {key.text: value for key, each in node.entries if (value := plain(each)) is not None}
    return None


def read(text: str, limits: Limits = RULE_LIMITS) -> tuple[Plain | None, str]:
    """What a text comes to, and what there is to say of it."""
    collector = Collector()
    node = read_text(SourceFile("rule.yaml", text), collector, limits)
    return plain(node), render_all(in_order(collector.found))


def codes(text: str, limits: Limits = RULE_LIMITS) -> list[str]:
    """The codes of what there is to say of a text."""
    collector = Collector()
    read_text(SourceFile("rule.yaml", text), collector, limits)
    return [diagnostic.code for diagnostic in collector.found]


def root(text: str) -> Node:
    """The root of a text that has nothing wrong."""
    collector = Collector()
    node = read_text(SourceFile("rule.yaml", text), collector)
    assert [] == collector.found
    assert node is not None
    return node


def value(text: str) -> ScalarNode:
    """The scalar under the only key."""
    node = root(text)
    assert isinstance(node, MappingNode)
    scalar = node.entries[0][1]
    assert isinstance(scalar, ScalarNode)
    return scalar


# What is read ---------------------------------------------------------------------------------------------------------


def test_everything_is_text() -> None:
    """Nothing becomes a truth, a number, a date or nothing at all."""
    text = "a: NO\nb: 010\nc: 12500000.00\nd: 2022-05-10\ne: ~\nf:\noperator: =\ng: 1:30\nh: .inf\n"
    expected = {"a": "NO", "b": "010", "c": "12500000.00", "d": "2022-05-10", "e": "~", "f": "", "operator": "="}

    assert (expected | {"g": "1:30", "h": ".inf"}, "") == read(text)


def test_a_rule_file_as_it_reads() -> None:
    """Criteria, clauses in brackets, percentages and Chinese need no quotes."""
    text = """\
title: {en: Opening subsidy, zh: 开办资助}  # a comment
when:
  - registered_on >= 2022-01-01
  - any: [rd_expense / revenue >= 5%, rd_expense > 50 million CNY]
    cite: art. 8(1)
amount: >
  if revenue >= 10 billion CNY then 5 million CNY
  else 0 CNY
"""
    expected = {
        "title": {"en": "Opening subsidy", "zh": "开办资助"},
        "when": [
            "registered_on >= 2022-01-01",
            {"any": ["rd_expense / revenue >= 5%", "rd_expense > 50 million CNY"], "cite": "art. 8(1)"},
        ],
        "amount": "if revenue >= 10 billion CNY then 5 million CNY else 0 CNY\n",
    }

    assert (expected, "") == read(text)


@pytest.mark.parametrize(
    ("text", "is_plain"), [("a: b", True), ("a:", True), ("a: 'b'", False), ('a: "b"', False), ("a: |\n  b", False)]
)
def test_plain_is_what_stands_bare(text: str, is_plain: bool) -> None:
    """A value in quotes or in a block is not plain, one that was left out is."""
    assert is_plain is value(text).plain


def test_a_mapping_finds_its_values() -> None:
    """By name, in the order of the file."""
    node = root("b: 1\na: 2\n")
    assert isinstance(node, MappingNode)

    assert ("b", "a") == node.keys
    assert "2" == plain(node.get("a"))
    assert node.get("c") is None


def test_nodes_are_equal_wherever_they_stand() -> None:
    """Places take no part in equality; quotes do."""
    assert root("a: [x, {y: z}]") == root("a:\n  - x\n  - y: z\n")
    assert hash(root("a: [x]")) == hash(root("a:\n- x\n"))
    assert root("a: b") != root("a: 'b'")
    assert root("a: b") != root("a: c")


def test_nodes_are_frozen_and_can_be_copied() -> None:
    """A tree can be kept in a cache, and nobody changes it."""
    scalar = value("a: >\n  b\n  c")
    assert 7 == scalar.position(0)

    for twin in (pickle.loads(pickle.dumps(scalar)), copy.deepcopy(scalar)):  # noqa: S301 - of our own making
        assert (scalar, scalar.span, 11) == (twin, twin.span, twin.position(2))
    with pytest.raises(AttributeError):
        scalar.text = "other"  # type: ignore[misc]  # frozen


def test_nodes_can_be_made_by_hand() -> None:
    """As whoever tests what comes after the reader does."""
    span = SourceFile("rule.yaml", "a: [b]").span(0, 6)
    a, b = ScalarNode("a", span), ScalarNode("b", span)
    made = MappingNode(((a, SequenceNode((b,), span)),), span)

    assert root("a: [b]") == made
    assert span == made.span


# Places ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_spans_count_characters(mark: str, end: str) -> None:
    """Chinese text, line ends of Windows and a byte order mark move no span."""
    data = f"{mark}标题: 开办资助 # 注{end}额: [一, '二']{end}".encode()
    collector = Collector()
    result = read_bytes("rule.yaml", data, collector)
    assert result is not None
    source, node = result
    assert isinstance(node, MappingNode)
    spans = [(key.span.text, each.span.text, each.span.place) for key, each in node.entries]

    assert [] == collector.found
    assert [("标题", "开办资助", "rule.yaml:1:5"), ("额", "[一, '二']", "rule.yaml:2:4")] == spans
    assert f"标题: 开办资助 # 注{end}额: [一, '二']" == node.span.text
    assert source is node.source


def test_a_mark_in_a_text_that_was_read_elsewhere() -> None:
    """`read_text` takes the mark away as well: spans point into the rest."""
    node = root("\ufeffa: 1")

    assert ("a: 1", 0) == (node.span.source.text, node.span.start)


def test_collections_end_with_their_last_item() -> None:
    """A block does not reach into what follows, neither blank lines nor comments."""
    node = root("a:\n  - x\n  - y: z\n\n# comment\nb: |\n  text\n\n\nc: {d: [e]}\nf: [g: h]\n")
    assert isinstance(node, MappingNode)

    assert ["- x\n  - y: z", "|\n  text", "{d: [e]}", "[g: h]"] == [each.span.text for _, each in node.entries]


@pytest.mark.parametrize(
    ("text", "part", "place"),
    [
        ("a: x >= 5", ">=", (5, 7)),
        ("a: 'x >= 5'", ">=", (6, 8)),
        ("a: 'it''s >= 5'", ">=", (10, 12)),
        ("a: 'it''s'", "s", (8, 9)),
        ('a: "x >= 5"', ">=", (6, 8)),
        (r'a: "\u0078\t>=\n5"', ">=", (12, 14)),
        (r'a: "\u0078\t>=\n5"', "x", (4, 10)),
        (r'a: "\x20\U00000020>="', ">=", (18, 20)),
        ("a: x >=\n     5 and y", "5 and", (13, 18)),
        ("a: x >=\r\n     5 and y", "5 and", (14, 19)),
        ("a: |\n  x >= 5\n  y >= 6\n", "y >= 6", (16, 22)),
        ("a: >-  # why\n  x >= 5\n\n  and y\n", "and", (25, 28)),
        ("a: >2\n    x\n   y\n", "y", (15, 16)),
        ("a: |\r\n  收入 >= 5\r\n  面积\r\n", "面积", (19, 21)),
        ('a: "x\\\n   y z"', "z", (12, 13)),
    ],
)
def test_a_part_of_a_scalar_has_its_place(text: str, part: str, place: tuple[int, int]) -> None:
    """The offsets in the file of a part of an expression, whichever way it is written."""
    scalar = value(text)
    start = scalar.text.index(part)
    span = scalar.span_of(start, start + len(part))

    assert place == (span.start, span.end)


def test_the_end_of_a_scalar_has_its_place() -> None:
    """Where an operand is missing: after the last character, before blanks and quotes."""
    for text, end in (("a: x +", 6), ("a: 'x +'  # y", 7), ("a: |\n  x +\n\nb: y", 10)):
        scalar = root(text).entries[0][1]  # type: ignore[union-attr]  # it is a mapping
        assert isinstance(scalar, ScalarNode)
        length = len(scalar.text.rstrip())
        span = scalar.span_of(length, length)

        assert (end, end) == (span.start, span.end)


def test_a_position_outside_the_text_is_its_end() -> None:
    """A span asked for beyond the end, or before the beginning, stays inside."""
    scalar = value("a: xyz")

    assert (3, 6) == (scalar.position(-2), scalar.position(40))
    assert "xyz" == scalar.span_of(0, 40).text


def test_a_scalar_that_cannot_be_aligned_is_its_whole_span() -> None:
    """A node made by hand points at all of what it stands for."""
    scalar = ScalarNode("other words", SourceFile("-", "x: 'text'").span(3, 9), plain=False)

    assert 3 == scalar.position(4)
    assert "'text'" == scalar.span_of(2, 4).text


# JSON -----------------------------------------------------------------------------------------------------------------

PROFILE = {"name": '芯片 "x"/\\ \t\n\u2028😀', "a": [{"b": []}, {}, "", "é\ud7ff\ue000"], "": "[{\t#: '"}


@pytest.mark.parametrize("indent", [None, 2, "\t"])
@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": "), (" ,", " : ")])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_json_is_read_as_well(indent: int | str | None, separators: tuple[str, str], line_end: str) -> None:
    """As any program writes it: with escapes for all but ASCII, with tabs, without spaces."""
    profile = {key: each for key, each in PROFILE.items() if key}
    text = json.dumps(profile, indent=indent, separators=separators).replace("\n", line_end)

    assert (profile, "") == read(text)


def test_json_without_escapes() -> None:
    """And as people write it; a slash may be escaped."""
    assert ({"网址": "https://例.cn/😀"}, "") == read('\t{"网址":\t"https:\\/\\/例.cn\\/😀"}\t\n')
    assert ({"a": ["true", "null", "-1.5e3", "0.10"]}, "") == read('{"a": [true, null, -1.5e3, 0.10]}')


def test_pairs_of_surrogates_keep_places() -> None:
    """What YAML cannot spell is decoded, and the places after it are those of the file."""
    text = r'{"note": "\\ud83d \ud83d\ude00 \/ x", "b": "y"}'
    node = root(text)
    assert isinstance(node, MappingNode)
    note, other = (each for _, each in node.entries)
    assert isinstance(note, ScalarNode)

    assert r"\ud83d 😀 / x" == note.text
    assert r"\ud83d\ude00" == note.span_of(7, 8).text
    assert "x" == note.span_of(11, 12).text
    assert '"y"' == other.span.text


def test_half_a_character_is_told(parser: str) -> None:
    """A surrogate on its own is no text."""
    said = read(r'{"note": "\ud83d!"}')[1]
    if parser == "C":
        assert r"rule.yaml:1:11: error[bad-yaml]: `\ud83d` does not stand for a character" == said.splitlines()[0]
    else:
        assert "rule.yaml:1:10: error[not-text]: the text holds the character U+D83D" in said


def test_what_is_neither_json_nor_yaml() -> None:
    """A quoted text that would have to be changed is refused, never changed."""
    said = read('{a: \'x\ty\', "b": "\\ud83d\\ude00"}')

    assert "rule.yaml:1:5: error[bad-yaml]: this is neither YAML nor JSON: `'x y'`" in said[1]


# What is refused ------------------------------------------------------------------------------------------------------

REFUSED = {
    "a control character": (
        "a: x\x07\n",
        """\
rule.yaml:1:5: error[not-text]: the file holds the character U+0007, which is no text
    |
  1 | a: x
    |     ^
  help: remove the character""",
    ),
    "an escaped control character": (
        'a: "\\e[31m"\n',
        """\
rule.yaml:1:4: error[not-text]: the text holds the character U+001B, which cannot be shown
    |
  1 | a: "\\e[31m"
    |    ^^^^^^^^
  help: remove the escape that stands for it""",
    ),
    "an anchor and its alias": (
        "a: &floor 5%\nb: *floor\n",
        """\
rule.yaml:1:4: error[yaml-anchor]: anchors are not allowed: `&floor`
    |
  1 | a: &floor 5%
    |    ^^^^^^
  help: remove it and write out the value wherever it is needed, or put the value in quotes

rule.yaml:2:4: error[yaml-anchor]: aliases are not allowed: `*floor`
    |
  2 | b: *floor
    |    ^^^^^^
  help: write out what `&floor` stands for, or put the value in quotes""",
    ),
    "a tag": (
        "a: !!python/object:os.system {x: 1}\n",
        """\
rule.yaml:1:4: error[yaml-tag]: tags are not allowed: `!!python/object:os.system`
    |
  1 | a: !!python/object:os.system {x: 1}
    |    ^^^^^^^^^^^^^^^^^^^^^^^^^
  help: remove it, or put the value in quotes: every value is read as text""",
    ),
    "a tag without a handle": (
        "a: !unit!m2 5\n",
        """\
rule.yaml:1:4: error[yaml-tag]: tags are not allowed: a value cannot begin with `!`
    |
  1 | a: !unit!m2 5
    |    ^
  help: put the whole value in quotes""",
    ),
    "a directive": (
        "# note\n%TAG ! tag:x\n---\na: b\n",
        """\
rule.yaml:2:1: error[yaml-tag]: directives are not allowed: `%TAG ! tag:x`
    |
  2 | %TAG ! tag:x
    | ^^^^^^^^^^^^
  help: remove the line""",
    ),
    "a merge key": (
        "a:\n  <<: {b: c}\n",
        """\
rule.yaml:2:3: error[yaml-merge]: merge keys are not allowed: `<<`
    |
  2 |   <<: {b: c}
    |   ^^
  help: write out the keys here""",
    ),
    "an empty file": (
        "# only a comment\n",
        "rule.yaml: error[yaml-document]: the file is empty\n  help: write the document",
    ),
    "an empty document": ("---\n", "rule.yaml: error[yaml-document]: the file is empty\n  help: write the document"),
    "two documents": (
        "a: b\n# c\n---\nd: e\n",
        """\
rule.yaml:3:1: error[yaml-document]: a second document begins here
    |
  3 | ---
    | ^^^
  help: write one document in each file""",
    ),
    "text behind the document": (
        '{"a": "b"}\nc\n',
        """\
rule.yaml:2:1: error[yaml-document]: text follows the end of the document
    |
  2 | c
    | ^
  help: remove it, or indent it like what it belongs to""",
    ),
    "a key twice": (
        "cap: 1\nfloor: 2\ncap: 3\n",
        """\
rule.yaml:3:1: error[duplicate-key]: the key `cap` stands here a second time
    |
  3 | cap: 3
    | ^^^
rule.yaml:1:1: `cap` stands here first
    |
  1 | cap: 1
    | ^^^
  help: keep one of the two""",
    ),
    "a list as a key": (
        "? [a, b]\n: c\n",
        """\
rule.yaml:1:3: error[bad-key]: a list cannot be a key
    |
  1 | ? [a, b]
    |   ^^^^^^
  help: write `key: value`, and put the key in quotes if it holds `[`""",
    ),
    "a mapping as a key": (
        "a: {{b}: c}\n",
        """\
rule.yaml:1:5: error[bad-key]: a mapping cannot be a key
    |
  1 | a: {{b}: c}
    |     ^^^
  help: write `key: value`, and put the key in quotes if it holds `{`""",
    ),
    "an empty key": (
        "a: {'': c}\n",
        """\
rule.yaml:1:5: error[bad-key]: a key is empty
    |
  1 | a: {'': c}
    |     ^^^^^
  help: write `key: value`""",
    ),
    "a block as a key": (
        "? |\n  a\n: b\n",
        """\
rule.yaml:1:3: error[bad-key]: a block of text cannot be a key
    |
  1 | ? |
    |   ^
  help: write `key: value`""",
    ),
    "a tab": (
        "a:\n\tb: c\n",
        """\
rule.yaml:2:1: error[bad-yaml]: a tab stands where spaces are due
    |
  2 |  b: c
    | ^
  help: indent with spaces, two for each level""",
    ),
    "only tabs": (
        "\t\t",
        """\
rule.yaml:1:1: error[bad-yaml]: a tab stands where spaces are due
    |
  1 |   \n\
    | ^
  help: indent with spaces, two for each level""",
    ),
    "a colon in a value": (
        "note: art. 8: the cap\n",
        """\
rule.yaml:1:13: error[bad-yaml]: a `:` is not expected here
    |
  1 | note: art. 8: the cap
    |             ^
  help: put the value in quotes if it holds `: `""",
    ),
    "no space after the colon": (
        "cap:5\nfloor: 2\n",
        """\
rule.yaml:2:6: error[bad-yaml]: a `:` is not expected here
    |
  2 | floor: 2
    |      ^
  help: in the line above write `key: value` with a space after the colon, or indent this line like it""",
    ),
    "a full-width colon": (
        "标题：资助\nfloor: 2\n",
        """\
rule.yaml:2:6: error[bad-yaml]: a `:` is not expected here
    |
  2 | floor: 2
    |      ^
  help: in the line above write `: `, a colon and a space, instead of `：`""",
    ),
    "a full-width colon after other keys": (
        "floor: 2\n标题：资助\ncap: 3\n",
        """\
rule.yaml:2:1: error[bad-yaml]: this line has no `: ` after its key
    |
  2 | 标题：资助
    | ^^
  help: write `: `, a colon and a space, instead of `：`""",
    ),
    "a key without a colon": (
        "floor: 2\ncap\nend: 3\n",
        """\
rule.yaml:2:1: error[bad-yaml]: this line has no `: ` after its key
    |
  2 | cap
    | ^
  help: write `key: value` with a space after the colon, or indent the line if it continues the one above""",
    ),
    "a key that is missing": (
        "a: b\n: c\n",
        """\
rule.yaml:2:1: error[bad-yaml]: a key is missing before this `:`
    |
  2 | : c
    | ^
  help: write `key: value`""",
    ),
    "keys out of line": (
        "a:\n    b: c\n  d: e\n",
        """\
rule.yaml:3:3: error[bad-yaml]: this line is not in line with those above
    |
  3 |   d: e
    |   ^
rule.yaml:1:1: they begin here
    |
  1 | a:
    | ^
  help: begin all keys of one mapping in the same column""",
    ),
    "items out of line": (
        "- a\nb: c\n",
        """\
rule.yaml:2:1: error[bad-yaml]: this line is not in line with those above
    |
  2 | b: c
    | ^
rule.yaml:1:1: they begin here
    |
  1 | - a
    | ^
  help: begin all `-` of one list in the same column""",
    ),
    "text behind a quote": (
        "a: 'b' c\n",
        """\
rule.yaml:1:8: error[bad-yaml]: text follows a value that has ended
    |
  1 | a: 'b' c
    |        ^
  help: put the whole value in quotes""",
    ),
    "a bracket too many": (
        "a: [b]]\n",
        """\
rule.yaml:1:7: error[bad-yaml]: `]` is not expected here
    |
  1 | a: [b]]
    |       ^
  help: remove it, or put the whole value in quotes""",
    ),
    "a list that is not closed": (
        "a: [b, c\n\n",
        """\
rule.yaml:1:4: error[bad-yaml]: `[` is never closed
    |
  1 | a: [b, c
    |    ^
  help: close it with `]`""",
    ),
    "a mapping that is not closed in time": (
        "a: {b: c\nd: e\n",
        """\
rule.yaml:2:2: error[bad-yaml]: `,` or `}` is missing before this
    |
  2 | d: e
    |  ^
rule.yaml:1:4: the mapping begins here
    |
  1 | a: {b: c
    |    ^
  help: separate entries by `,` and close the mapping with `}`; quote a value that holds one of these""",
    ),
    "a quote that is not closed": (
        "a: 'b\nc: d\n",
        """\
rule.yaml:1:4: error[bad-yaml]: the quote is never closed
    |
  1 | a: 'b
    |    ^
  help: end the text with `'`""",
    ),
    "an unknown escape": (
        'a: "C:\\quote"\n',
        """\
rule.yaml:1:7: error[bad-yaml]: `\\q` does not stand for a character
    |
  1 | a: "C:\\quote"
    |       ^
  help: write the character itself, or `\\\\` for a backslash""",
    ),
    "a comparison without its left side": (
        "when:\n  - > 5 CNY\n",
        """\
rule.yaml:2:5: error[bad-yaml]: `>` begins a block of text here
    |
  2 |   - > 5 CNY
    |     ^
  help: put the whole value in quotes""",
    ),
    "a list behind a key": (
        "when: - a\n",
        """\
rule.yaml:1:7: error[bad-yaml]: a list cannot begin in the middle of a line
    |
  1 | when: - a
    |       ^
  help: begin the list on a line of its own, or put the whole value in quotes""",
    ),
    "a question mark": (
        "a: ? b\n",
        """\
rule.yaml:1:4: error[bad-yaml]: `?` is not expected here
    |
  1 | a: ? b
    |    ^
  help: remove it, or put the whole value in quotes""",
    ),
    "a full-width space": (
        "floor:\u30002\ncap: 3\n",
        """\
rule.yaml:2:4: error[bad-yaml]: a `:` is not expected here
    |
  2 | cap: 3
    |    ^
  help: in the line above write a plain space instead of the full-width one""",
    ),
    "a full-width space behind a quote": (
        "name: 'x'\u3000\n",
        """\
rule.yaml:1:10: error[bad-yaml]: the character U+3000 is not expected here
    |
  1 | name: 'x'
    |          ^
  help: remove it, or put the whole value in quotes""",
    ),
    "a reserved sign": (
        "a: @b\n",
        """\
rule.yaml:1:4: error[bad-yaml]: a value cannot begin with `@`
    |
  1 | a: @b
    |    ^
  help: put the whole value in quotes""",
    ),
    "a backtick": (
        "a: `b`\n",
        """\
rule.yaml:1:4: error[bad-yaml]: a value cannot begin with a backtick
    |
  1 | a: `b`
    |    ^
  help: put the whole value in quotes""",
    ),
    "a star on its own": (
        "a: * b\n",
        """\
rule.yaml:1:4: error[bad-yaml]: a value cannot begin with `*`
    |
  1 | a: * b
    |    ^
  help: put the whole value in quotes""",
    ),
    "a bracket that opens nothing": (
        "}\n",
        """\
rule.yaml:1:1: error[bad-yaml]: `}` is not expected here
    |
  1 | }
    | ^
  help: remove it, or put the whole value in quotes""",
    ),
    "a list that ends in the middle": (
        "a: {b: [",
        """\
rule.yaml:1:8: error[bad-yaml]: a value is missing at the end
    |
  1 | a: {b: [
    |        ^
  help: write the value, or remove what calls for it""",
    ),
}


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_what_is_refused_and_how(case: str) -> None:
    """The exact text of each mistake: place, message, excerpt, and what to write instead."""
    text, expected = REFUSED[case]

    assert [line.rstrip() for line in expected.splitlines()] == [line.rstrip() for line in read(text)[1].splitlines()]


@pytest.mark.parametrize(
    "character", ["\x00", "\x7f", "\x85", "\x9b", "\ufeff", "\ufffe", "\u2028", "\u2029", "\r", "\ud800"]
)
def test_characters_that_are_no_text(character: str) -> None:
    """Each is named at its first place, beside whatever else is wrong."""
    said = read(f"a: x{character}y {character}\nb: c\n")[1]

    assert (
        f"rule.yaml:1:5: error[not-text]: the file holds the character U+{ord(character):04X}, which is no text" in said
    )
    assert 1 == said.count("not-text")


def test_a_problem_that_no_row_explains() -> None:
    """What the parser says in a version to come is passed on, in the wording of all diagnostics."""
    collector = Collector()
    source = SourceFile("rule.yaml", "a: b\n")
    complaint = yaml.MarkedYAMLError(problem="Found 'b'\n too odd.")
    report(complaint, source, source.text, collector)
    expected = """\
rule.yaml:1:4: error[bad-yaml]: this is not YAML: found `b` too odd
    |
  1 | a: b
    |    ^
  help: look at the quotes, the colons and the indentation of this line"""

    assert expected == collector.found[0].render()


@pytest.mark.parametrize(
    ("text", "displayed"),
    [
        ("cap", "`cap`"),
        ("a\n  b\x1b[31m\u202ec", "`a b [31m c`"),
        ("x" * 61, f"`{'x' * 59}…`"),
        ("资" * 1_000_000, f"`{'资' * 59}…`"),
        (" " * 500 + "x", "`…`"),
    ],
)
def test_what_an_author_wrote_is_shown_on_one_line(text: str, displayed: str) -> None:
    """Cut to sixty characters, without commands to the terminal."""
    assert displayed == shown(text)


def test_all_problems_are_told_at_once() -> None:
    """In one go, in the order of the file; what can be used in spite of them is handed on."""
    text = "a: !x 1\na: &y 2\nb: {c: 3, c: 4}\n---\n"

    assert {"a": "1", "b": {"c": "3"}} == read(text)[0]
    assert ["yaml-tag", "yaml-anchor", "duplicate-key", "duplicate-key", "yaml-document"] == codes(text)
    assert ["yaml-tag", "duplicate-key", "bad-yaml"] == codes("a: !x 1\nb: {c: 1, c: 2}\nd: [\n")


@pytest.mark.parametrize("text", ["a: *b", "<<: {a: b}", "? [a]\n: b", "a: {'': b}", "a: [", "a: \x00", ""])
def test_nothing_is_handed_on_that_has_a_hole(text: str) -> None:
    """A tree without what stood there would only make more mistakes out of one."""
    assert read(text)[0] is None


def test_the_same_mistake_in_two_files() -> None:
    """Is told of both."""
    collector = Collector()
    for name in ("one.yaml", "two.yaml"):
        read_text(SourceFile(name, "a: 1\na: 2\n"), collector)
        read_text(SourceFile(name, ""), collector)

    assert 4 == len(in_order(collector.found))


# Limits ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[\n", '{"a":[', "[{a: "])
def test_a_bomb_of_brackets(opening: str) -> None:
    """A hundred thousand levels are refused at the forty-first, at once and without recursion."""
    started = time.perf_counter()

    assert ["too-deep"] == codes(opening * 100_000, PROFILE_LIMITS)
    assert time.perf_counter() - started < 5


def test_too_deep() -> None:
    """The limit itself is allowed, one more is pointed at."""
    limits = Limits(depth=2)
    expected = """\
rule.yaml:1:5: error[too-deep]: this is nested more than 2 levels deep
    |
  1 | a: [[b]]
    |     ^
  help: write it with fewer levels"""

    assert ({"a": ["b"]}, "") == read("a: [b]", limits)
    assert (None, expected) == read("a: [[b]]", limits)


def test_a_bomb_of_aliases() -> None:
    """Nothing is expanded: what doubles twenty times costs twenty lines."""
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 21)]

    assert {"yaml-anchor"} == set(codes("\n".join(lines)))


def test_a_bomb_of_directives() -> None:
    """The parser compares each directive with all before it: it never sees them."""
    directives = "".join(f"%TAG !a{number}! x\n" for number in range(30_000))

    assert ["yaml-tag"] == codes(directives + "---\na: b\n", PROFILE_LIMITS)
    assert ["yaml-document"] == codes("a: b\n...\n" + directives, PROFILE_LIMITS)


def test_too_many_values() -> None:
    """Scalars are counted, and so are collections."""
    limits = Limits(nodes=3)

    assert (["a", "b", "c"], "") == read("[a, b, c]", limits)
    assert ["too-large"] == codes("[a, b, c, d]", limits)
    assert ["too-large"] == codes("[[], [], []]", limits)
    assert "error[too-large]: the file holds more than 3 values" in read("{a: b, c: d}", limits)[1]


def test_too_long_a_value() -> None:
    """It is cut, so that nothing after the reader has to read it."""
    expected = """\
rule.yaml:1:4: error[too-large]: the value is 6 characters long
    |
  1 | a: bcdefg
    |    ^^^^^^
  help: use at most 5 characters"""

    assert ({"a": "bcdef"}, expected) == read("a: bcdefg", Limits(scalar=5))


def test_so_many_problems_are_enough() -> None:
    """A file that is no rule file at all is not told line by line."""
    assert [None, 3] == [
        read("[*a, *b, *c, *d]", Limits(problems=3))[0],
        len(codes("[*a, *b, *c, *d]", Limits(problems=3))),
    ]


def test_too_large_a_text() -> None:
    """A text that comes from elsewhere has the same limit."""
    expected = "rule.yaml: error[too-large]: the file is larger than 2 KiB\n  help: divide it into several files"

    assert (None, expected) == read("a" * 3000, Limits(bytes=2048))


# Files ----------------------------------------------------------------------------------------------------------------


def said_of(path: Path, name: str | None = None, limits: Limits = RULE_LIMITS) -> str:
    """What there is to say of a file that cannot be read."""
    collector = Collector()

    assert read_file(path, collector, name=name, limits=limits) is None
    return render_all(collector.found)


def test_a_file(tmp_path: Path) -> None:
    """A file is read under the name that people know it by."""
    path = tmp_path / "rule.yaml"
    path.write_bytes("标题: 资助\r\n".encode())
    collector = Collector()
    result = read_file(path, collector, name="rules/rule.yaml")
    assert result is not None

    assert [] == collector.found
    assert ("rules/rule.yaml", "标题: 资助\r\n") == (result[0].name, result[0].text)
    assert {"标题": "资助"} == plain(result[1])


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Nothing to point at but the name."""
    expected = """\
a.yaml: error[unreadable-file]: there is no file `a.yaml`
  help: look at the spelling of the path"""

    assert expected == said_of(tmp_path / "a.yaml", "a.yaml")


def test_a_folder(tmp_path: Path) -> None:
    """A folder is no file."""
    expected = "rules: error[unreadable-file]: `rules` is a folder\n  help: name a file in it"

    assert expected == said_of(tmp_path, "rules")


def test_a_path_that_no_system_takes(tmp_path: Path) -> None:
    """A null character in a path is no reason to fall over, nor is a line break in one to write two lines."""
    expected = """\
a\ufffdb\ufffd: error[unreadable-file]: `a\ufffdb\ufffd` cannot be read
  help: name a file that can be opened"""

    assert expected == said_of(Path("a\nb\0"))


def test_a_file_that_may_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Permission is told apart from absence, and both from what else may go wrong."""

    def refuse(error: OSError) -> str:
        def open_(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(Path, "open", open_)
        return said_of(Path("secret.yaml")).splitlines()[0]

    assert "secret.yaml: error[unreadable-file]: `secret.yaml` may not be read" == refuse(PermissionError(13, "no"))
    assert "secret.yaml: error[unreadable-file]: `secret.yaml` cannot be read" == refuse(OSError(5, "worn out"))


def test_fifty_megabytes_are_refused_unread(tmp_path: Path) -> None:
    """Its size alone is asked for: a sparse file of fifty megabytes costs milliseconds."""
    path = tmp_path / "big.yaml"
    with path.open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    started = time.perf_counter()
    said = said_of(path, "big.yaml")

    assert time.perf_counter() - started < 0.5
    assert "big.yaml: error[too-large]: the file is larger than 1 MiB: it has 50 MiB" == said.splitlines()[0]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a file without end")
def test_a_file_without_end_is_not_read_to_its_end() -> None:
    """What has no size is read up to the limit and one byte more."""
    assert "error[too-large]: the file is larger than 1 MiB" in said_of(Path("/dev/zero"))


def test_a_pipe() -> None:
    """Standard input is a stream, and as limited."""
    collector = Collector()
    stream = io.BytesIO(b"a: b\n" * 1000)

    assert read_stream("-", stream, collector, Limits(bytes=999)) is None
    assert 1000 == stream.tell()
    assert "-: error[too-large]: the file is larger than 999 bytes" == collector.found[0].render().splitlines()[0]


@pytest.mark.parametrize(
    ("data", "place", "help_line"),
    [
        (
            "a: b\n标题: 资助".encode("gb18030"),
            "2:1: error[not-text]: the file is not UTF-8 text: it holds the byte B1",
            "GBK",
        ),
        ("a: b".encode("utf-16"), "1:1: error[not-text]: the file is not UTF-8 text: it holds the byte FF", "UTF-16"),
        (b"a: b\xff", "1:5: error[not-text]: the file is not UTF-8 text: it holds the byte FF", "GBK"),
        (
            "\ufeff标: ".encode() + b"\xe9",
            "1:4: error[not-text]: the file is not UTF-8 text: it holds the byte E9",
            "GBK",
        ),
    ],
)
def test_other_encodings(data: bytes, place: str, help_line: str) -> None:
    """The first byte that is none of UTF-8 is pointed at, and what the file may be in is named."""
    collector = Collector()

    assert read_bytes("rule.yaml", data, collector) is None
    said = collector.found[0].render()
    assert f"rule.yaml:{place}" == said.splitlines()[0]
    assert "save the file as UTF-8" in said.splitlines()[-1]
    assert help_line in said.splitlines()[-1]


def test_the_parser_is_imported_when_a_file_is_read() -> None:
    """Who reads no file does not pay for YAML."""
    code = "import sys, incentives.syntax.reader; sys.exit('yaml' in sys.modules)"
    source = str(Path(sys.modules["incentives"].__path__[0]).parent)

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False, env={"PYTHONPATH": source}).returncode
