"""
Laws of the reader: it gives back what was written, never falls over, and knows where each character stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TypeAlias

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from incentives.diagnostics import Collector, in_order
from incentives.source import SourceFile
from incentives.syntax.nodes import BLANKS, MappingNode, Node, ScalarNode, SequenceNode
from incentives.syntax.reader import PROFILE_LIMITS, read_bytes, read_text

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"

# What a text may hold: no control characters, no halves of characters, nothing that ends a line unseen.
CHARACTERS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff") | (
    st.sampled_from(" \n\t:#-'\"{}[],&*!|>%@`?=~\\。：资助")
)
SINGLE = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"], exclude_characters="\ufeff\ufffe\uffff")
TEXTS = st.text(CHARACTERS, max_size=30)
WORDS = st.text(SINGLE, min_size=1, max_size=8)


def collections(values: st.SearchStrategy[Plain]) -> st.SearchStrategy[Plain]:
    """A list or a mapping of such values."""
    return st.lists(values, max_size=4) | st.dictionaries(TEXTS.filter(bool), values, max_size=4)


STRUCTURES = st.recursive(TEXTS, collections, max_leaves=15)
DOCUMENTS = collections(STRUCTURES)

# Pieces of YAML, put together without sense.
PIECES = st.lists(
    st.sampled_from(
        "a|b: |- |\n|\n  |\n\t|\r\n|[|]|{|}|, |'|\"|\\|\\ud83d\\ude00|#|&a |*a|!!str |<<: |---\n|...\n|%TAG |>-\n |? "
        "|: |\ufeff|资助|：|\0".split("|")
    )
    | st.just("|\n"),
    max_size=25,
).map("".join)


@pytest.fixture(params=["C", "Python"], autouse=True, scope="module")
def parser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Everything holds with libyaml and without."""
    if request.param == "C" and not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "__with_libyaml__", request.param == "C")
        yield


def plain(node: Node) -> Plain:
    """A node as Python's own."""
    if isinstance(node, ScalarNode):
        return node.text
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}


def scalars(node: Node) -> Iterator[ScalarNode]:
    """Each scalar below a node, keys too."""
    match node:
        case ScalarNode():
            yield node
        case SequenceNode():
            for item in node.items:
                yield from scalars(item)
        case MappingNode():
            for key, value in node.entries:
                yield key
                yield from scalars(value)


def read(text: str) -> Node:
    """The root of a text with nothing wrong."""
    collector = Collector()
    node = read_text(SourceFile("rule.yaml", text), collector, PROFILE_LIMITS)

    assert [] == [diagnostic.render() for diagnostic in collector.found]
    assert node is not None
    return node


def hold_positions(node: Node) -> None:
    """Each character that is no blank stands where the node says."""
    for scalar in scalars(node):
        for index, character in enumerate(scalar.text):
            if character not in BLANKS:
                assert character == scalar.source.text[scalar.position(index)]
                assert character == scalar.span_of(index, index + 1).text.replace("''", "'")


@given(DOCUMENTS, st.booleans(), st.sampled_from([None, True, False]), st.sampled_from([20, 80, 1000]))
def test_what_is_written_is_read(structure: Plain, unicode: bool, flow: bool | None, width: int) -> None:
    """Any structure of texts, in any style that YAML is written in, comes back."""
    text = yaml.safe_dump(structure, allow_unicode=unicode, default_flow_style=flow, width=width, sort_keys=False)

    assert structure == plain(read(text))


@given(DOCUMENTS, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_json_is_read(structure: Plain, is_ascii: bool, indent: int | str | None) -> None:
    """And any JSON, however it is indented and escaped."""
    text = json.dumps(structure, ensure_ascii=is_ascii, indent=indent)

    assert structure == plain(read(text))


@given(DOCUMENTS, st.sampled_from([None, "\t"]))
def test_yaml_and_json_are_the_same(structure: Plain, indent: str | None) -> None:
    """The same profile means the same, in either."""
    as_yaml = yaml.safe_dump(structure, default_style='"', sort_keys=False)

    assert read(as_yaml) == read(json.dumps(structure, indent=indent))


@given(
    st.binary(max_size=60)
    | PIECES.map(str.encode)
    | st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace"))
)
def test_reading_never_falls_over(data: bytes) -> None:
    """Whatever the bytes, there is a tree or something to say; what is said is one line each and can be printed."""
    collector = Collector()
    result = read_bytes("rule.yaml", data, collector)

    assert result is not None or collector.failed
    for diagnostic in in_order(collector.found):
        assert "\n" not in diagnostic.message
        assert not diagnostic.message.endswith(".")
        assert all(character.isprintable() for character in diagnostic.render().replace("\n", ""))
    if result:
        source, root = result
        for scalar in scalars(root):
            assert 0 <= scalar.start <= scalar.end <= len(source.text)
            for index in range(len(scalar.text) + 1):
                assert scalar.start <= scalar.position(index) <= scalar.end


@given(PIECES)
def test_the_same_text_says_the_same(text: str) -> None:
    """Reading twice finds the same tree and the same mistakes."""
    first, second = Collector(), Collector()
    source = SourceFile("rule.yaml", text)

    assert read_text(source, first) == read_text(source, second)
    assert first.found == second.found


@given(st.lists(WORDS, min_size=1, max_size=12), st.sampled_from(["|", ">", "|-", ">+", "|  # note"]), st.data())
def test_positions_in_blocks(words: list[str], header: str, data: st.DataObject) -> None:
    """In a folded or literal block each character is found, over line ends, blank lines and indentation."""
    gaps = data.draw(
        st.lists(st.sampled_from([" ", "  ", "\n  ", "\n\n  ", "\r\n  "]), min_size=len(words), max_size=len(words))
    )
    body = "".join(word + gap for word, gap in zip(words, gaps, strict=True)).rstrip()

    hold_positions(read(f"a: {header}\n  {body}\nb: c\n"))


@given(st.lists(st.text("abc>=资助0.5%()/", min_size=1, max_size=8), min_size=1, max_size=12), st.data())
def test_positions_in_plain_text(words: list[str], data: st.DataObject) -> None:
    """So it is in plain text, on one line or many."""
    gaps = data.draw(
        st.lists(st.sampled_from([" ", "   ", "\n    ", "\n\n  ", " \r\n "]), min_size=len(words), max_size=len(words))
    )
    body = "".join(word + gap for word, gap in zip(words, gaps, strict=True)).rstrip()
    node = read(f"a: x{body}\nb: c\n")

    assert all(scalar.plain for scalar in scalars(node))
    hold_positions(node)


@given(st.text("ab资 '\n", max_size=20))
def test_positions_in_single_quotes(text: str) -> None:
    """Two quotes stand for one."""
    scalar = next(scalars(read(yaml.safe_dump([text], default_style="'", allow_unicode=True, width=10))))

    assert text == scalar.text
    hold_positions(scalar)


@given(st.text(st.sampled_from('ab资😀\\/"\t\n \x85\xa0'), max_size=20), st.booleans())
def test_positions_in_double_quotes(text: str, is_ascii: bool) -> None:
    """An escape, or a pair of them, stands for its one character."""
    text = text.replace("\x85", "")
    scalar = next(scalars(read(json.dumps([text], ensure_ascii=is_ascii))))

    assert text == scalar.text
    for index, character in enumerate(text):
        if character not in BLANKS:
            assert character == json.loads(f'"{scalar.span_of(index, index + 1).text}"')
