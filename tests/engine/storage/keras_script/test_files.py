"""Scripts of runs on files: they read the same numbers, whatever the form of the file."""

from __future__ import annotations

import gzip
import io

import numpy as np
import pandas as pd
import pytest

from engine.data.standard_input import kept
from engine.errors import DataError
from engine.protocol.commands import Run
from engine.storage.keras_script.script import python_script
from tests.engine.conftest import config_of
from tests.engine.sessions import session_of
from tests.engine.storage.keras_script.executed import assert_same_run, execute, parts_for

FEW = {"standardize": "scale", "learning_rate": 0.1, "batch_size": 3, "epochs": 3, "stop": "never"}

FORMS = {
    "plain": ("t,len\n1,10\n2,21\n3,29\n4,42\n", 'pd.read_csv(file)\nx, y = table[["t", "len"]]'),
    "semicolons": ("t;len\n1,5;10\n2,5;21,25\n4,0;29\n", 'sep=";", decimal=","'),
    "blanks": ("t   len\n1  10\n2  21\n10 29\n", r'sep=r"\s+"'),
    "tabs without header": ("1\t10\n2\t21\n4\t29\n", r'sep="\t", header=None)'),
    "title and units": ("A title\nt,len\ns,mm\n1,10\n2,21\n3,30\n", "skiprows=[0, 2]"),
    "missing": ("t,len\n1,10\n2,NA\n3,?\n4,29\n5,52\n", '.apply(pd.to_numeric, errors="coerce")'),
    "thousands": ('km,price\n"12,000","8,100"\n"50,000","5,900"\n7,9000\n', 'thousands=","'),
    "an index": (",t,len\n0,1,10\n1,2,21\n2,4,29\n", 'table[["t", "len"]]'),
    "other columns": ("name,t,city,len\na,1,x,10\nb,2,y,21\nc,5,z,30\n", 'table[["t", "len"]]'),
    "single quotes": ("'t','len'\n'1','10'\n'2','21'\n'4','29'\n", "quotechar=\"'\""),
    "an odd name": ('"a ""b"" \\n",y\n1,10\n2,21\n4,29\n', 'a "b" \\\\n'),
    "signs": ("t,price\n1,$10\n2,$21\n3,$29\n", "x = np.array("),
}  # fmt: skip


def session_on(path, **values):
    return session_of(config_of(data=path, **FEW | values), Run())


@pytest.mark.parametrize(("text", "expected"), FORMS.values(), ids=FORMS.keys())
def test_the_script_reads_the_numbers_of_the_run(tmp_path, text, expected):
    path = tmp_path / "data.csv"
    path.write_text(text)
    parts = parts_for(config_of(data=path, **FEW))
    assert expected in python_script(parts)
    assert_same_run(execute(parts), session_on(path))


def test_encodings_and_compressed_files_are_read(tmp_path):
    text = "Größe;Länge\n1;10\n2;21\n4;29\n"
    paths = [tmp_path / name for name in ("a.csv", "b.txt", "c.csv.gz")]
    paths[0].write_bytes(text.encode("cp1252"))
    paths[1].write_bytes(text.replace(";", "\t").encode("utf-16"))
    paths[2].write_bytes(gzip.compress(text.encode()))
    for path, expected in zip(paths, ("cp1252", "utf-16", 'sep=";"'), strict=True):
        parts = parts_for(config_of(data=path, **FEW))
        assert expected in python_script(parts)
        assert_same_run(execute(parts), session_on(path))


def test_a_sheet_and_parquet_are_read(tmp_path):
    sheet, columns = tmp_path / "a.csv", tmp_path / "a.xlsx"
    frame = pd.DataFrame({"t": [1, 2, 4, None], "len": [10, 21, 29.5, 3]})
    with pd.ExcelWriter(sheet.with_suffix(".xlsx"), engine="openpyxl") as book:
        pd.DataFrame({"note": ["by hand"]}).to_excel(book, sheet_name="Notes")
        frame.to_excel(book, sheet_name="Data", startrow=2, index=False)
    # Their contents decide, not their names.
    sheet.with_suffix(".xlsx").rename(sheet)
    frame.to_parquet(columns)
    calls = {
        sheet: 'pd.read_excel(file, sheet_name="Data", skiprows=2, engine="calamine")',
        columns: "pd.read_parquet(file)",
    }
    for path, library in ((sheet, "python-calamine"), (columns, "pyarrow")):
        parts = parts_for(config_of(data=path, **FEW))
        script = python_script(parts)
        assert calls[path] in script
        assert f"pip install tensorflow matplotlib pandas {library}." in " ".join(script.split())
        assert_same_run(execute(parts), session_on(path))


def test_what_came_from_standard_input_is_written_into_the_script():
    with kept(io.BytesIO(FORMS["plain"][0].encode())) as path:
        script = python_script(parts_for(config_of(data=path, **FEW)))
        assert str(path.parent) not in script
        assert "1.0, 2.0, 3.0, 4.0," in script


def test_named_columns_are_taken(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a,b,c,d\n" + "".join(f"{k},{k * k},{2 * k},{k + 7}\n" for k in range(1, 9)))
    values = FEW | {"x_column": "d", "y_column": "2"}
    parts = parts_for(config_of(data=path, **values))
    assert 'table[["d", "b"]]' in python_script(parts)
    assert_same_run(execute(parts), session_on(path, **values))


@pytest.mark.parametrize("mode", ["none", "center", "scale"])
def test_times_in_seconds_keep_their_differences(tmp_path, mode):
    path = tmp_path / "times.csv"
    seconds = 1_700_000_000 + np.arange(30)
    path.write_text("time,temp\n" + "".join(f"{s},{20 + k / 7}\n" for k, s in enumerate(seconds)))
    session = session_on(path, standardize=mode, learning_rate=0.001)
    names = execute(parts_for(session.run.trainer.config))
    assert_same_run(names, session)
    assert len(set(names["x"].tolist())) == 30
    slope, intercept = names["in_data_units"](names["w_best"], names["b_best"])
    expected = np.polyfit(seconds - seconds[0], 20 + np.arange(30) / 7, 1)
    assert slope == pytest.approx(expected[0], rel=1e-6)
    assert intercept + slope * seconds[0] == pytest.approx(expected[1], rel=1e-5)


@pytest.mark.parametrize("mode", ["center", "scale"])
def test_generated_samples_are_standardized(mode):
    values = {"standardize": mode, "batch_size": 16, "shuffle": True, "epochs": 5, "stop": "never"}
    values |= {"w0": 3, "b0": -2}
    session = session_of(config_of(**values), Run())
    names = execute(parts_for(config_of(**values)))
    assert_same_run(names, session)
    w, b = names["in_data_units"](*names["history"][-1][1:])
    assert (w, b) == pytest.approx(session.run.trainer.scaling.to_data(session.run.trainer.theta))


def test_many_rows_are_compared_whole(tmp_path):
    path = tmp_path / "data.csv"
    rows = [f"{k},{2 * k}" for k in range(3000)]
    rows[2500] = "NA,1"
    path.write_text("t,len\n" + "\n".join(rows))
    parts = parts_for(config_of(data=path, **FEW))
    assert "dropna()" in python_script(parts)
    assert execute([part for part in parts if part.title != "Plots"][:2])["n"] == 2999


def test_a_changed_file_is_refused_by_the_script(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text(FORMS["plain"][0])
    parts = parts_for(config_of(data=path, **FEW))
    path.write_text(FORMS["plain"][0].replace("21", "20"))
    with pytest.raises(ValueError, match="does not hold the data of the run"):
        execute(parts)


def test_a_change_small_beside_a_large_offset_is_noticed(tmp_path):
    path = tmp_path / "data.csv"
    rows = [f"{1_700_000_000 + k},{k * k}" for k in range(9)]
    path.write_text("\n".join(["t,len", *rows]))
    parts = parts_for(config_of(data=path, **FEW))
    path.write_text("\n".join(["t,len", *rows]).replace("1700000003", "1700000093"))
    with pytest.raises(ValueError, match="does not hold the data of the run"):
        execute(parts)


def test_too_many_rows_of_an_odd_form_are_refused(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("t,price\n" + "".join(f"{k},${k}.50\n" for k in range(6000)))
    with pytest.raises(DataError, match=r"^data.csv: no short script reads a file of this form"):
        parts_for(config_of(data=path, **FEW))
