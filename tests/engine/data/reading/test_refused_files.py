"""What is no file of text, may not be read, or may be read in two ways: one line says it."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from engine.config.run import DataConfig
from engine.data.file_samples import read_pairs
from engine.data.reading import formats, source
from engine.errors import DataError

EITHER = "either 1.234 or 1234; add --decimal comma or --thousands comma"


def refusal(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_pairs(DataConfig(data=path))
    return str(caught.value)


def test_what_is_not_a_file_is_said_to_be_none(tmp_path):
    missing = tmp_path / "none.csv"
    assert refusal(missing) == f"{missing}: no such file"
    assert refusal(tmp_path) == f"{tmp_path}: is a folder; must be a data file such as a CSV file"
    no_file = "must be a file, or - for standard input"
    for device in ("/dev/null", "/dev/zero", "/dev/full"):
        assert refusal(Path(device)) == f"{device}: is a device; {no_file}"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert refusal(pipe) == f"{pipe}: is a pipe; {no_file}"
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert refusal(loop) == f"{loop}: Too many levels of symbolic links"
    assert (
        refusal(Path("a\0b"))
        == r"a\x00b: contains a control character, such as a line break; type a path on one line"
    )


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = tmp_path / "secret.csv"
    path.write_text("1,2\n3,4\n")
    # The superuser may read anything, so the refusal has to be made.
    monkeypatch.setattr(
        source,
        "open_regular",
        lambda _: (_ for _ in ()).throw(PermissionError(13, "Permission denied")),
    )
    assert refusal(path) == f"{path}: Permission denied"


@pytest.mark.parametrize("character", ["comma", "point"])
def test_a_decimal_separator_that_separates_thousands_too(folder, character):
    options = DataConfig(
        data=folder.file("x;y\n1;2\n2;3\n"), decimal=character, thousands=character
    )
    assert refused(options) == (
        f"data.csv: --decimal and --thousands are both {character}; they must differ"
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"separator": "comma", "decimal": "comma"},
            "--separator and --decimal are both comma",
        ),
        (
            {"separator": "comma", "thousands": "comma"},
            "--separator and --thousands are both comma",
        ),
        (
            {"separator": "blanks", "thousands": "space"},
            "--separator is blanks and --thousands is space",
        ),
    ],
)
def test_a_separator_within_numbers_needs_quotes(folder, values, said):
    path = folder.file("x,y\n1,2\n2,3\n")
    assert refused(DataConfig(data=path, **values)) == (
        f"data.csv: {said}; they must differ where fields are not quoted"
    )
    quoted = folder.file('x,y\n"1,500","2,500"\n"2,500","3,500"\n')
    if values["separator"] == "comma":
        assert read_pairs(DataConfig(data=quoted, **values)).x.size == 2


@pytest.mark.parametrize(
    ("content", "asked", "found"),
    [
        (b"x,y\n1,2\n2,4\n3,7\n", "utf-16", "utf-8"),
        (b"x,y\n1,2\n2,4\n3,7", "utf-16-be", "utf-8"),
        (b"x,y\n1,2\n2,4\n3,7\n", "utf-32", "utf-8"),
        (b"x,y\n1,2\n2,4\n3,7\n", "cp037", "utf-8"),
        (b"T,\xb0C\n1,2\n2,4\n3,7\n", "cp500", "cp1252"),
        ("x,y\n1,2\n2,4\n".encode("utf-16"), "utf-8", "utf-16"),
        ("x,y\n1,2\n2,4\n".encode("utf-16-le"), "latin-1", "utf-16"),
    ],
)
def test_a_file_that_is_not_in_the_encoding_asked_for(folder, content, asked, found):
    message = refused(DataConfig(data=folder.file(content), encoding=asked))
    assert message == f"data.csv: is not {asked} text (--encoding); it seems to be {found}"


def test_a_number_that_may_be_two_is_said_so(folder):
    content = "a;b\n1,234;5,678\n2,345;6,789\n3,456;7,891\n"
    assert folder.error(content) == f"data.csv, line 2: column 'a' contains '1,234'; {EITHER}"


def refused(config: DataConfig) -> str:
    with pytest.raises(DataError) as caught:
        read_pairs(config)
    return str(caught.value).replace(f"{config.data.parent}{os.sep}", "")


def test_binary_rubbish_far_down_is_named_by_its_line(folder):
    content = b"x,y\n" + b"1,2\n" * 30_000 + b"\0\0,3\n"
    assert folder.error(content) == (
        "data.csv, line 30002: contains a zero byte; must be a text file"
    )


def test_long_values_are_cut_short(folder):
    assert len(folder.error("x,y\n1,2\n3," + "z" * 5000 + "\n")) < 300


def test_a_workbook_that_is_a_bomb_is_not_unpacked(folder, monkeypatch):
    monkeypatch.setattr(formats, "_LARGEST_BOOK", 100_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "testzip", lambda _: pytest.fail("it was unpacked"))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", bytes(100_000_001))
    assert folder.error(content.getvalue()) == (
        "data.csv: unpacks to 0.1 GB; save the table as a CSV file"
    )


def test_a_compressed_file_that_is_needed_whole_is_unpacked_within_a_limit(folder, monkeypatch):
    monkeypatch.setattr(source, "MOST_UNPACKED", 1 << 20)
    content = gzip.compress(b"PAR1" + bytes(2 << 20))
    assert folder.error(content) == "data.csv: unpacks to more than 1 MB; unpack it first"
