"""
The harness that runs documents is itself held to what it promises.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.markdown import Block, Document, anchor
from tests.docs.running import Difference, Reader, compare, exchanges, rewritten

Follow = Callable[[str], tuple[Document, list[Difference]]]


@pytest.fixture
def follow(tmp_path: Path) -> Follow:
    """Writes a document, follows it, and returns both."""

    def _follow(text: str) -> tuple[Document, list[Difference]]:
        path = tmp_path / "document.md"
        path.write_text(text, encoding="utf-8")
        document = Document(path)
        return document, Reader(document, tmp_path).follow()

    return _follow


def test_a_document_that_is_right(follow: Follow) -> None:
    """Files, commands, output, status and python blocks, all in one folder and one namespace."""
    _, differences = follow(
        """
<!-- file: company.yaml -->
```yaml
name: Example
```

1. In a list:

   ```console
   $ cat company.yaml
   name: Example
   $ seq 5
   1
   ...
   5
   $ echo one \\
   > two; false
   one two
   $ echo $?
   1
   ```

```python
from pathlib import Path

name = Path("company.yaml").read_text()
```

```python
print(name.upper())
```

```text output
NAME: EXAMPLE
```

<!-- not run: it would not end -->
```console
$ sleep infinity
```
"""
    )

    assert [] == differences


def test_each_way_to_be_wrong(follow: Follow) -> None:
    """Wrong output, an untold failure, code that raises, output of nothing, and a block without a command."""
    _, differences = follow(
        """
```console
$ echo right
wrong
$ (exit 3)
```

```python
1 / 0
```

```text
no output block: never looked at
```

```text output
```

```text output
```

```console
no command
```
"""
    )

    assert [(4, True), (5, False), (9, False), (20, False), (23, False)] == [
        (each.line, each.curable) for each in differences
    ]
    assert 'document.md", line 9' in differences[2].what
    assert "ZeroDivisionError" in differences[2].what


def test_rewriting_puts_in_what_is_printed(follow: Follow) -> None:
    """What can be cured is; an ellipsis is the author's, and stays."""
    document, differences = follow("- a\n  ```console\n  $ seq 2\n  $ echo b\n  c\n  d\n  $ seq 3\n  2\n  ...\n  ```\n")

    assert "- a\n  ```console\n  $ seq 2\n  1\n  2\n  $ echo b\n  b\n  $ seq 3\n  2\n  ...\n  ```\n" == rewritten(
        document, differences
    )


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        (("a",), ("a",), True),
        (("a",), ("a", "b"), False),
        (("a", "..."), ("a",), True),
        (("...", "b"), ("a", "a", "b"), True),
        (("a", "...", "c"), ("a", "b", "b"), False),
        (("a.c",), ("abc",), False),
        (("a  ", ""), ("a",), True),
        ((), (), True),
        ((), ("a",), False),
    ],
)
def test_comparing(expected: tuple[str, ...], printed: tuple[str, ...], same: bool) -> None:
    """Exact, apart from ellipses and blanks at the end."""
    block = Block(line=1, info="console", indent="", content=expected, marker=None)

    assert same == (not list(compare(block, 0, "", expected, printed)))


def test_lines_before_the_first_command_are_nobodys_output() -> None:
    """A comment may open a console block."""
    assert [("true", ())] == [(each.command, each.output) for each in exchanges(["# first", "$ true"])]


def test_anchors() -> None:
    """As forges make them."""
    assert "what-it-is-not" == anchor("What it is, `not`")


def test_links_and_code_are_read_from_prose_only(tmp_path: Path) -> None:
    """A fenced block and code in backticks hold no links."""
    path = tmp_path / "document.md"
    path.write_text("# One\n[a](b.md#c) `[d](e)`\n```text\n[f](g) `h`\n```\n[i](j)\n", encoding="utf-8")
    document = Document(path)

    assert [(2, "b.md#c"), (6, "j")] == list(document.links)
    assert [(2, "[d](e)")] == list(document.code)
    assert frozenset({"one"}) == document.anchors
