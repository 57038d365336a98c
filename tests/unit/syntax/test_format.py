from __future__ import annotations

from textwrap import dedent

import pytest

from incentives.diagnostics import IncentivesError
from incentives.syntax.documents import AwardShape, CaseShape, CriterionShape, ExpectedShape, FactShape, ProgrammeShape
from incentives.syntax.format import format_text
from incentives.syntax.key_order import RANKS, Place


def _laid_out(text: str) -> str:
    return format_text(dedent(text).lstrip("\n"))


def _expected(text: str) -> str:
    return dedent(text).lstrip("\n")


def test_keys_of_a_rule_file_in_order() -> None:
    """Keys come as the reference has them, the head as one block, each other key as one of its own."""
    found = _laid_out("""
        # About this file

        awards:
            a:
                amount: 1 CNY    # as the law says
                title: A
        # where
        jurisdiction: CN-SH
        in_force: {from: always,
          until: open}
        title: T
        gaps: [none]
        notes:
        - b
        """)

    assert found == _expected("""
        # About this file

        title: T
        # where
        jurisdiction: CN-SH
        in_force: {from: always,
          until: open}

        awards:
          a:
            title: A
            amount: 1 CNY    # as the law says

        gaps: [none]

        notes:
          - b
        """)


def test_criteria_and_blocks_of_text() -> None:
    """A criterion begins with its id; a block of text keeps its lines, and its blank lines and blanks."""
    found = _laid_out("""
        jurisdiction: DE
        eligibility:
         all:
         # the first
         - test: >-
             a and

               b
           # what it is called
           id: one
         - {test: c, id: two}
         cite: art. 1
        source: {name: N}
        """)

    assert found == _expected("""
        jurisdiction: DE
        source: {name: N}

        eligibility:
          cite: art. 1
          all:
            # the first
            # what it is called
            - id: one
              test: >-
                a and

                  b
            - {test: c, id: two}
        """)


def test_cases_are_laid_out() -> None:
    """A case says what it shows before all else."""
    found = _laid_out("""
        cases:
        - expect: {status: eligible}
          on: 2024-01-01
          says: x


        - {says: y, on: 2024-01-01, expect: {}}
        base: {a: 1}
        """)

    assert found == _expected("""
        base: {a: 1}

        cases:
          - says: x
            on: 2024-01-01
            expect: {status: eligible}

          - {says: y, on: 2024-01-01, expect: {}}
        """)


def test_a_profile_keeps_its_order() -> None:
    """The facts of a company stay in the groups that it made; blank lines are single, lines end without blanks."""
    found = format_text("# c\n\n\nrevenue:  \n    2023: 1 CNY\n\n\n# staff\nemployees: 3\t\nname: x")

    assert found == "# c\n\nrevenue:\n  2023: 1 CNY\n\n# staff\nemployees: 3\nname: x\n"


def test_comments_stay_with_what_they_are_about() -> None:
    """Above a key, behind it, under its value and at the end of the file."""
    found = _laid_out("""
        jurisdiction: DE
        define:
            b: 2
            # of b
              # deeper
        # of the source
        source: {name: N} # behind
        # the end
        """)

    assert found == _expected("""
        jurisdiction: DE
        # of the source
        source: {name: N} # behind

        define:
          b: 2
          # of b
          # deeper
        # the end
        """)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "b": [1, 2]}\n',
        "--- {a: 1}\n",
        "a: |\n  x  \n\n  y\n",
        "a: |+\n  x\n\n",
        'a: "x  \\\n  y"\n',
        "? a\n: b\n",
        "-\n  a: 1\n",
        "- - 1\n  - 2\n",
        "x\n",
        "# yaml-language-server: $schema=rule.schema.json\ntitle: x\n",
        "---\na: 1\n...\n",
        "a: # of a\n  # of b\n  b: 1\n",
        "a:\nb: ''\n",
        "a: |\n  ends without a line end",
    ],
)
def test_what_stays_as_it_is(text: str) -> None:
    """Braces, blocks of text, markers and rare spellings keep their lines."""
    assert text == format_text(text)


def test_line_ends_and_byte_order_mark() -> None:
    """A file from another system gets plain line ends."""
    assert format_text("\ufeffa: 1\r\nb: 2\r\n") == "a: 1\nb: 2\n"


def test_what_cannot_be_read_is_told() -> None:
    """The reader's diagnostics, with the name of the file."""
    with pytest.raises(IncentivesError) as caught:
        format_text("a: 1\na: 2\n", name="rule.yaml")

    assert [each.code for each in caught.value.diagnostics] == ["duplicate-key"]
    assert "rule.yaml:2" in str(caught.value)


@pytest.mark.parametrize(
    ("place", "shape"),
    [
        (Place.RULE, ProgrammeShape),
        (Place.FACT, FactShape),
        (Place.CRITERION, CriterionShape),
        (Place.AWARD, AwardShape),
        (Place.CASE, CaseShape),
        (Place.EXPECT, ExpectedShape),
    ],
)
def test_every_key_has_a_place(place: Place, shape: type) -> None:
    """A key that a document may have is a key that the layout knows."""
    fields = vars(shape)["__pydantic_fields__"]

    assert {field.alias or name for name, field in fields.items()} == set(RANKS[place])
