from __future__ import annotations

from incentives.diagnostics import Collector
from incentives.profiles.load import load_profile, read_profile
from incentives.syntax.nodes import MappingNode
from tests.unit.profiles.vocabulary import FACTS, PLACES, bound, told


def test_bytes_text_and_nodes() -> None:
    """However it comes, it is the same profile."""
    text = "name: 某公司\nlisted: true"
    node = read_profile(text, Collector())

    assert isinstance(node, MappingNode)
    assert bound(text) == bound(text.encode()) == bound(node) == bound({"name": "某公司", "listed": True})


def test_what_cannot_be_read_is_not_bound() -> None:
    """The reader's mistakes are told, and the settings are not blamed for them."""
    assert [("not-text", "company.yaml:1:1")] == [each[:2] for each in told(b"\xff\xfe\x00", ["revenu=5"])]


def test_a_file_with_a_mistake_of_the_reader_and_one_of_binding() -> None:
    """Both are told in one go."""
    assert ["duplicate-key", "unknown-fact"] == [each[0] for each in told("listed: true\nlisted: false\nlited: true")]


def test_a_profile_may_be_four_mebibytes() -> None:
    """A rule file may not be as large, and nothing larger is read."""
    line = "# a remark\n"

    assert bound("listed: true") == bound("listed: true\n" + line * (4 * 2**20 // len(line) - 2))
    assert ["too-large"] == [each[0] for each in told("listed: true\n" + line * (4 * 2**20 // len(line)))]


def test_earlier_problems_of_the_collector_are_not_ours() -> None:
    """A rulebook that warns or fails does not take the profile with it."""
    collector = Collector()
    collector.add("unknown-name", "something else")

    assert load_profile("listed: true", FACTS, PLACES, collector) is not None
    assert 1 == len(collector.found)
