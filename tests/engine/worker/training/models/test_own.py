"""A loss of the user's own: the guide's examples, what is refused, and what is never executed."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.dataset import load
from engine.errors import ProblemError
from engine.problems.own.permission import CODE_VARIABLE, permit
from engine.problems.view import View
from engine.protocol.problem_messages import Evaluate, Evaluated
from engine.worker.session.evaluation import Evaluation
from engine.worker.training.models.own import own_loss
from engine.worker.training.trainer import Trainer
from tests.device import DEVICE

_GUIDE = Path(__file__).parents[5] / "docs" / "problems.md"
_EXAMPLES = re.findall(r"```python\n(.*?)```", _GUIDE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(autouse=True)
def nothing_is_permitted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CODE_VARIABLE, "")


def _file(folder: Path, source: str) -> Path:
    path = folder / "mine.py"
    path.write_text(source)
    permit(path)
    return path


def _robust(w: np.ndarray, b: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    square = (w * x + b - y) ** 2
    return square / (1 + square)


def _hills(w: np.ndarray, b: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return 2 + np.sin(3 * w) * np.cos(3 * b) + 0.1 * (w**2 + b**2) + 0 * x * y


@pytest.mark.parametrize(("place", "expected"), [(0, _robust), (1, _hills)])
def test_the_guides_examples_are_trained_and_drawn(
    tmp_path: Path, place: int, expected: object
) -> None:
    path = _file(tmp_path, _EXAMPLES[place])
    config = with_values(
        RunConfig(),
        {"problem": str(path), "samples": 20, "batch_size": 8, "w0": 1.5, "b0": 0.7,
         "learning_rate": 0.02, "stop": "never"},
    )  # fmt: skip
    data = load(config.data)
    trainer = Trainer(config, data, DEVICE)

    def loss(w: float, b: float, rows: slice = slice(None)) -> float:
        assert callable(expected)
        x, y = data.x[rows].astype(float), data.y[rows].astype(float)
        return float(np.mean(expected(np.float64(w), np.float64(b), x, y)))

    def slopes(w: float, b: float, rows: slice = slice(None), h: float = 1e-5) -> np.ndarray:
        by_w = loss(w + h, b, rows) - loss(w - h, b, rows)
        by_b = loss(w, b + h, rows) - loss(w, b - h, rows)
        return np.array([by_w, by_b]) / (2 * h)

    # The last batch of the epoch has 4 samples.
    recorded = trainer.advance(3).recorded
    w, b = config.start.theta
    for k, rows in enumerate((slice(0, 8), slice(8, 16), slice(16, 20))):
        assert recorded.loss[k] == pytest.approx(loss(w, b, rows), rel=1e-5)
        by_w, by_b = slopes(w, b, rows)
        w, b = w - 0.02 * by_w, b - 0.02 * by_b
        np.testing.assert_allclose(recorded.after(k), (w, b), rtol=1e-5)

    w, b = trainer.theta
    assert trainer.full_loss == pytest.approx(loss(w, b), rel=1e-5)
    derivatives = trainer.derivatives
    assert derivatives is not None
    np.testing.assert_allclose(derivatives.gradient, slopes(w, b), rtol=1e-3, atol=1e-5)
    step = 1e-4
    bend = (slopes(w + step, b) - slopes(w - step, b)) / (2 * step)
    np.testing.assert_allclose(derivatives.hessian[:2], bend, rtol=1e-2, atol=1e-3)

    evaluation, view = Evaluation(), View(-1, 2, -2, 1)
    evaluation.begin(Evaluate(view, 30, 20), trainer)
    events = []
    while evaluation.busy:
        events += evaluation.work()
    [found] = events
    assert isinstance(found, Evaluated)
    assert found.losses.shape == (20, 30)
    assert found.losses[0, 0] == pytest.approx(loss(-1, -2), rel=1e-5)
    assert found.losses[-1, 0] == pytest.approx(loss(-1, 1), rel=1e-5)
    assert found.losses[0, -1] == pytest.approx(loss(2, -2), rel=1e-5)

    evaluation.begin(Evaluate(view, 81, 41), trainer)
    grids: list[Evaluated] = []
    while evaluation.busy:
        grids += [event for event in evaluation.work() if isinstance(event, Evaluated)]
    assert [grid.whole for grid in grids] == [False] * (len(grids) - 1) + [True]
    assert [grid.losses.shape for grid in grids] == [(11, 21), (21, 41), (41, 81)][: len(grids)]
    for grid in grids:
        rows, columns = (count - 1 for count in grid.losses.shape)
        # The middle of the view is a point of each grid.
        assert grid.losses[rows // 2, columns // 2] == pytest.approx(loss(0.5, -0.5), rel=1e-5)
        slope = grid.slopes[:, rows // 2, columns // 2]
        np.testing.assert_allclose(slope, slopes(0.5, -0.5), rtol=1e-3, atol=1e-5)


EAGER = """
from tensorflow import float32, py_function

def loss(w, b, x, y):
    return w + py_function(lambda w: w**2 + b, [w], float32)
"""


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def loss(w, b, x, y)\n    return x", "line 1: not valid Python: expected ':'"),
        ("x = 1\nx = 1 / 0", "line 2: ZeroDivisionError: division by zero"),
        ("def los(w, b, x, y):\n    return x", "has no function loss(w, b, x, y)"),
        ("loss = 3", "has no function loss(w, b, x, y)"),
        ("def loss(w, b, x):\n    return x", "must take four arguments: w, b, x, y"),
        ("def loss(w, b, x, y):\n    return w * z", "line 2: NameError: name 'z' is not defined"),
        ("def loss(w, b, x, y):\n    return x - y", "no derivative by w and b"),
        ("def loss(w, b, x, y):\n    return float(w)", "no derivative by w and b"),
        (
            "import tensorflow as tf\ndef loss(w, b, x, y):\n    return tf.reduce_mean(w * x)",
            "of the shape of x, without a mean; for 5 samples it returned one number",
        ),
        ("def loss(w, b, x, y):\n    return w * x[:3]", "it returned the shape (3,)"),
        ("def loss(w, b, x, y):\n    return None", "of the shape of x; it returned NoneType"),
        ("def loss(w, b, x, y):\n    return {'loss': w}", "of the shape of x; it returned dict"),
        ("def loss(w, b, x, y):\n    return [w, x]", "of the shape of x; it returned list"),
        ("def loss(w, b, x, y):\n    return 'w'", "of the shape of x; it returned str"),
        ("raise SystemExit(3)", "line 1: SystemExit: 3"),
        ("raise KeyboardInterrupt", "line 1: KeyboardInterrupt"),
        ("def loss(w, b, x, y):\n    return w * x if w > 0 else b * x", "use tf.where"),
        (
            "import numpy as np\ndef loss(w, b, x, y):\n    return w * x + float(np.sin(b))",
            "use TensorFlow operations",
        ),
        (EAGER, "line"),
        (
            (
                "import tensorflow as tf\ndef loss(w, b, x, y):\n"
                "    return w * x + tf.random.normal([])"
            ),
            "other values for the same w, b, x and y",
        ),
        (
            (
                "import tensorflow as tf\nv = tf.Variable(1.0)\ndef loss(w, b, x, y):\n"
                "    v.assign_add(1.0)\n    return v * w * x"
            ),
            "other values for the same w, b, x and y",
        ),
        (
            "import tensorflow as tf\ndef loss(w, b, x, y):\n    return tf.Variable(1.0) * w * x",
            "makes a tf.Variable at each call; make it outside",
        ),
        (
            (
                "import tensorflow as tf\ndef loss(w, b, x, y):\n"
                "    return w * x - tf.reduce_mean(w * x)"
            ),
            "of a sample depends on the other samples of the batch",
        ),
        (
            "import tensorflow as tf\ndef loss(w, b, x, y):\n    tf.print(w)\n    return w * x",
            "has an operation that XLA cannot compile: StringFormat",
        ),
        (
            (
                "import tensorflow as tf\ndef loss(w, b, x, y):\n"
                "    def body(i, e):\n        return i + 1, e * w\n"
                "    return tf.while_loop(lambda i, _: i < 3, body, [0, x])[1]"
            ),
            "tf.while_loop needs maximum_iterations",
        ),
        ("x = '\0'", "not valid Python"),
    ],
)
def test_a_file_that_cannot_be_used_has_one_clear_line(
    tmp_path: Path, source: str, said: str
) -> None:
    path = _file(tmp_path, source)
    with pytest.raises(ProblemError) as caught:
        own_loss(path)
    assert str(path) in str(caught.value)
    if said != "line":
        assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_module_beside_it_is_not_executed(tmp_path: Path) -> None:
    # Nobody knows its version, which may change while that of the file does not.
    mark = tmp_path / "executed"
    (tmp_path / "helper.py").write_text(f"open({str(mark)!r}, 'w')\n")
    path = _file(tmp_path, "import helper\ndef loss(w, b, x, y):\n    return w * x\n")
    with pytest.raises(ProblemError, match=r"put what it needs of helper\.py into it"):
        own_loss(path)
    assert not mark.exists()


@pytest.mark.parametrize(
    "source",
    [
        # A dataclass looks for its module.
        (
            "from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass\n"
            "class Scale:\n    by: float = 2.0\n"
            "def loss(w, b, x, y):\n    return Scale().by * (w * x + b - y) ** 2\n"
        ),
        (
            "import tensorflow as tf\nscale = tf.Variable(2.0, trainable=False)\n"
            "def loss(w, b, x, y):\n    return scale * (w * x + b - y) ** 2\n"
        ),
        (
            "import tensorflow as tf\ndef loss(w, b, x, y):\n"
            "    return 2 * tf.cast(w * x + b - y, tf.float64) ** 2\n"
        ),
    ],
)
def test_what_a_file_may_have(tmp_path: Path, source: str) -> None:
    each = own_loss(_file(tmp_path, source))
    x, y = np.array([1.0, 2.0], np.float32), np.array([0.5, -1.5], np.float32)
    found = each(tf.constant(3.0), tf.constant(-1.0), tf.constant(x), tf.constant(y))
    np.testing.assert_allclose(found.numpy(), 2 * (3.0 * x - 1.0 - y) ** 2, rtol=1e-6)


def test_a_file_that_nobody_named_or_that_changed_since_is_not_executed(tmp_path: Path) -> None:
    mark = tmp_path / "executed"
    source = f"open({str(mark)!r}, 'w')\ndef loss(w, b, x, y):\n    return w * x + b\n"
    path = tmp_path / "mine.py"
    path.write_text(source)
    config = with_values(RunConfig(), {"problem": str(path)})
    with pytest.raises(ProblemError, match="is not executed until you name it"):
        Trainer(config, load(config.data), DEVICE)
    permit(path)
    path.write_text(source + "\n")
    with pytest.raises(ProblemError, match="is not executed until you name it"):
        own_loss(path)
    assert not mark.exists()


def test_a_file_that_does_not_exist_has_one_line(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="no such file"):
        own_loss(tmp_path / "none.py")
