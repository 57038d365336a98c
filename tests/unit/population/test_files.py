"""
Tables in files: whatever the kind, the same rows; whatever is wrong with a file, a diagnostic.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from pyarrow import feather

from incentives.diagnostics import Collector
from incentives.population.outputs import write_whole
from incentives.population.rejects import Reject
from incentives.population.sources import MOST_COLUMNS, Source, open_source

TABLE = pa.table({"id": ["1", "2", "3"], "营业收入_2023": ["500万元", None, "7.10"]})


def opened(path: Path | str, **options: str) -> Source:
    """A source that can be read."""
    collector = Collector()
    found = open_source(str(path), collector, **options)
    assert [] == [each.render() for each in collector.found]
    assert found is not None
    return found


def refused(path: Path | str) -> list[str]:
    """The codes of what is wrong with a source."""
    collector = Collector()
    assert open_source(str(path), collector) is None
    return [each.code for each in collector.found]


def rows(source: Source, size: int = 100) -> list[dict[str, object]]:
    """All rows of a source."""
    lost: list[Reject] = []
    found = [row for batch in source.batches(source.schema.names, lost, size=size) for row in batch.to_pylist()]
    assert [] == lost
    return found


@pytest.mark.parametrize("suffix", ["csv", "tsv", "parquet", "feather", "arrow", "xlsx"])
def test_every_kind_of_file_gives_the_same_rows(suffix: str, tmp_path: Path) -> None:
    """A table in each kind of file."""
    path = tmp_path / f"firms.{suffix}"
    match suffix:
        case "csv":
            pa_csv.write_csv(TABLE, path)
        case "tsv":
            pa_csv.write_csv(TABLE, path, pa_csv.WriteOptions(delimiter="\t"))
        case "parquet":
            pq.write_table(TABLE, path)
        case "xlsx":
            book = openpyxl.Workbook()
            for row in (TABLE.column_names, *map(list, zip(*TABLE.to_pydict().values(), strict=True))):
                book.active.append(row)
            book.save(path)
        case _:
            feather.write_feather(TABLE, path, compression="lz4")
    assert TABLE.to_pylist() == rows(opened(path))


def test_excel_cells_as_they_are_shown(tmp_path: Path) -> None:
    """Numbers as their shortest decimal, days, truths, and errors as the texts that they are."""
    book = openpyxl.Workbook()
    book.active.append(["a", "b", "c", "d", "e"])
    book.active.append([12345678.12, 0.1, True, pa.scalar(19000, pa.date32()).as_py(), "#DIV/0!"])
    book.active.append([10.0, 1e22, None, "x", None])
    book.save(tmp_path / "t.xlsx")
    first, second = rows(opened(tmp_path / "t.xlsx"))
    assert ["12345678.12", "0.1", "true", "2022-01-08", "#DIV/0!"] == list(first.values())
    assert ["10", "10000000000000000000000", None, "x", None] == list(second.values())


def test_a_folder_and_a_glob_are_one_table(tmp_path: Path) -> None:
    """Files in the order of their names, folders of a partition as columns, batches over the breaks."""
    for place in ("CN-SH", "DE"):
        folder = tmp_path / "firms" / f"registered_in={place}"
        folder.mkdir(parents=True)
        pq.write_table(TABLE, folder / "part.parquet")
        (folder / "_SUCCESS").write_text("")
    for path in (tmp_path / "firms", tmp_path / "firms" / "*" / "*.parquet"):
        source = opened(path)
        assert [*TABLE.column_names, "registered_in"] == source.schema.names
        assert 6 == source.rows()
        assert ["CN-SH"] * 3 + ["DE"] * 3 == [each["registered_in"] for each in rows(source)]
        sizes = [batch.num_rows for batch in source.batches(source.schema.names, [], size=4)]
        assert [4, 2] == sizes


def test_marks_and_encodings(tmp_path: Path) -> None:
    """A byte order mark is no part of a name; another encoding is told, and read when named."""
    (tmp_path / "bom.csv").write_bytes("\ufeffid,x\n1,2\n".encode())
    assert ["id", "x"] == opened(tmp_path / "bom.csv").schema.names
    (tmp_path / "gb.csv").write_bytes("id,营业收入\n1,五百\n".encode("gb18030"))
    assert ["not-text"] == refused(tmp_path / "gb.csv")
    assert [{"id": "1", "营业收入": "五百"}] == rows(opened(tmp_path / "gb.csv", encoding="gb18030"))


def test_the_encoding_is_named_by_its_mark(tmp_path: Path) -> None:
    """A spreadsheet's "Unicode text" is UTF-16: the help says so, and it is read when named."""
    (tmp_path / "wide.csv").write_text("id,x\n1,é\n", encoding="utf-16")
    collector = Collector()
    assert open_source(str(tmp_path / "wide.csv"), collector) is None
    assert ["name its encoding: `--encoding utf-16`"] == [each.help for each in collector.found]
    assert [{"id": "1", "x": "é"}] == rows(opened(tmp_path / "wide.csv", encoding="utf-16"))


def test_bytes_that_are_no_text_are_told_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Not also by a library, on standard error."""
    (tmp_path / "what.csv").write_bytes(bytes(range(256)) * 10)
    assert ["not-text"] == refused(tmp_path / "what.csv")
    assert ("", "") == capfd.readouterr()


def test_looking_at_the_columns_starts_no_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that nobody reads to its end has threads, and a process that ends before they do was aborted."""
    monkeypatch.delattr("pyarrow.csv.open_csv")
    (tmp_path / "t.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert ["a", "b"] == opened(tmp_path / "t.csv").schema.names


def test_a_quote_that_is_left_open_is_told(tmp_path: Path) -> None:
    """It swallows the lines after it."""
    (tmp_path / "t.csv").write_text('a,b\n"1,2\n3,4\n', encoding="utf-8")
    lost: list[Reject] = []
    assert [] == [row for batch in opened(tmp_path / "t.csv").batches(["a", "b"], lost) for row in batch.to_pylist()]
    assert ["line 2 of the file has 1 cell, 2 are due; a quote may be left open in it"] == [
        each.reason for each in lost
    ]


def test_lines_that_are_no_rows_are_told(tmp_path: Path) -> None:
    """Too few cells, too many: the line, and the rows around it are read."""
    (tmp_path / "t.csv").write_text("a,b\n1,2\n3\n4,5,6\n7,8\n", encoding="utf-8")
    lost: list[Reject] = []
    source = opened(tmp_path / "t.csv")
    batches = list(source.batches(["a", "b"], lost))
    assert [{"a": "1", "b": "2"}, {"a": "7", "b": "8"}] == batches[0].to_pylist()
    assert ["3", "4,5,6"] == [each.value for each in lost]
    assert all("of the file has" in each.reason for each in lost)


def test_hostile_files(tmp_path: Path) -> None:
    """No file makes more of itself than a diagnostic."""
    (tmp_path / "damaged.parquet").write_bytes(b"PAR1" + bytes(100))
    (tmp_path / "damaged.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    (tmp_path / "damaged.arrow").write_bytes(b"ARROW1\0\0" + bytes(100))
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "twice.csv").write_bytes(b"a,a\n1,2\n")
    (tmp_path / "what.bin").write_bytes(b"a")
    (tmp_path / "wide.csv").write_text(
        ",".join(f"c{each}" for each in range(MOST_COLUMNS + 1)) + "\n", encoding="utf-8"
    )
    for name in ("damaged.parquet", "damaged.xlsx", "damaged.arrow", "empty.csv"):
        assert ["bad-table"] == refused(tmp_path / name), name
    assert ["duplicate-column"] == refused(tmp_path / "twice.csv")
    assert ["unreadable-file"] == refused(tmp_path / "what.bin")
    assert ["unreadable-file"] == refused(tmp_path / "nothing.csv")
    assert ["too-large"] == refused(tmp_path / "wide.csv")


def test_files_of_one_table_have_the_same_columns(tmp_path: Path) -> None:
    """A file with other columns is told; other types of the same column become texts."""
    pq.write_table(pa.table({"a": [1]}), tmp_path / "1.parquet")
    pq.write_table(pa.table({"a": [1.5]}), tmp_path / "2.parquet")
    assert ["1", "1.5"] == [each["a"] for each in rows(opened(tmp_path))]
    pq.write_table(pa.table({"b": [1.5]}), tmp_path / "3.parquet")
    assert ["wrong-shape"] == refused(tmp_path)


@pytest.mark.parametrize("suffix", ["csv", "parquet", "arrow", "xlsx"])
def test_every_kind_of_file_is_written(suffix: str, tmp_path: Path) -> None:
    """Amounts, words and lists in each kind; nothing stands there before it is whole."""
    table = pa.table(
        {
            "id": ["a", "b"],
            "amount": pa.array(["1234567890123.45", None]).cast(pa.decimal128(38, 2)),
            "words": pa.array([["x", "y"], []], pa.list_(pa.string())),
            "status": pa.array(["eligible", "ineligible"]).dictionary_encode(),
        }
    )
    path = tmp_path / f"out.{suffix}"
    write_whole(path, tmp_path / "temporary", table.schema, [table, table])
    assert not (tmp_path / "temporary").exists()
    found = rows(opened(path))
    assert 4 == len(found)
    words = {"csv": "x; y", "xlsx": "x; y"}.get(suffix, ["x", "y"])
    assert ("a", words, "eligible") == (found[0]["id"], found[0]["words"], found[0]["status"])
    assert "1234567890123.45" == str(found[0]["amount"])
