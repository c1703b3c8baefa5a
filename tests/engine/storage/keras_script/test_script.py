"""The text of the script and of the notebook; the plots."""

from __future__ import annotations

import ast
import json
import stat

import numpy as np
import pytest

from engine.errors import PathError
from engine.storage.keras_script.expression import python_of
from engine.storage.keras_script.file import write_script
from engine.storage.keras_script.script import notebook, python_script
from tests.engine.conftest import config_of
from tests.engine.storage.keras_script.executed import execute, parts_for
from tests.engine.storage.keras_script.pictures import Pictures

SHORT = {"batch_size": 40, "epochs": 3, "stop": "never"}


def test_the_script_needs_neither_descent_nor_matplotlib():
    tree = ast.parse(python_script(parts_for(config_of(stop="expression"))))
    imported: set[str | None] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module)
    assert imported <= {"os", "keras", "numpy", "tensorflow", "math", "statistics", "matplotlib"}
    assert (
        "no plots: matplotlib is not installed" in execute(parts_for(config_of(**SHORT)))["printed"]
    )


def test_the_lines_fit_on_a_page():
    for values in ({}, {"stop": "expression"}, {"shuffle": True, "batch_size": 7}):
        longest = max(map(len, python_script(parts_for(config_of(**values))).splitlines()))
        assert longest <= 99


def test_the_notebook_is_the_script_cut_into_cells():
    parts = parts_for(config_of(**SHORT))
    whole = json.loads(notebook(parts))
    assert (whole["nbformat"], whole["nbformat_minor"]) == (4, 5)
    cells = whole["cells"]
    assert [cell["cell_type"] for cell in cells] == ["markdown", "code"] * len(parts)
    assert len({cell["id"] for cell in cells}) == len(cells)
    code = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    script = python_script(parts)
    assert all(source in script for source in code)
    assert ast.dump(ast.parse("\n".join(code))) == ast.dump(
        ast.Module(ast.parse(script).body[1:], [])
    )


def test_the_plots_show_the_run():
    pictures = Pictures(3)
    names = execute(parts_for(config_of(**SHORT)), pictures.modules)
    assert pictures.saved == ["descent-run.png"]
    left, middle, right = pictures.axes
    losses = np.array(names["history"])[:, 0]
    assert left.drawn["loss of each update"][1] == pytest.approx(losses)
    assert left.drawn["mean of each epoch"][0].tolist() == [3, 6, 9]
    path = np.vstack([(0, 0), np.array(names["history"])[:, 1:]])
    assert middle.drawn["trajectory"] == pytest.approx(path.T)
    [(w, b, surface)] = middle.contours
    assert surface.shape == (200, 200)
    x, y = names["x"].astype(float), names["y"].astype(float)
    assert surface[3, 170] == pytest.approx(np.mean((w[170] * x + b[3] - y) ** 2))
    slope, intercept = np.polyfit(x, y, 1)
    assert middle.drawn["optimum"] == pytest.approx([slope, intercept])
    ends = right.drawn["least squares"]
    assert ends[1] == pytest.approx(slope * ends[0] + intercept)


def test_powers_and_single_numbers_mean_the_same_in_python():
    assert python_of("epoch ** 2 > 4") == ("pow(epoch, 2) > 4", True)
    assert python_of("mean(epoch) < min(loss[-1])") == (
        "mean([epoch]) < min([loss[-1]])",
        True,
    )
    assert python_of("mean(loss[-3:]) < 1")[0] == "mean(loss[-3:]) < 1"
    assert python_of("epoch + 1") == ("epoch + 1", False)


def test_a_file_is_written_whole_and_replaced(tmp_path):
    parts = parts_for(config_of(**SHORT))
    for name in ("run.py", "RUN.IPYNB"):
        path = tmp_path / name
        path.write_text("before")
        path.chmod(0o600)
        write_script(path, parts)
        assert len(path.read_text()) > 1000
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["RUN.IPYNB", "run.py"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("run.txt", "the name must end in .py or .ipynb"),
        ("none/run.py", "does not exist; create it first"),
        ("folder.py", "is a folder; must be a file"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused(tmp_path, name, reason):
    (tmp_path / "folder.py").mkdir()
    with pytest.raises(PathError, match=reason):
        write_script(tmp_path / name, parts_for(config_of(**SHORT)))
