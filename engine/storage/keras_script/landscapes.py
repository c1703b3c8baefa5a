"""The landscapes as code: a function `loss_at(w, b)` in TensorFlow operations."""

from __future__ import annotations

from engine.storage.keras_script.part import indented

_BODIES = {
    "rosenbrock": "return (1 - w) ** 2 + 100 * (b - w * w) ** 2",
    "himmelblau": "return (w * w + b - 11) ** 2 + (w + b * b - 7) ** 2",
    "beale": """\
first = 1.5 - w + w * b
second = 2.25 - w + w * b * b
third = 2.625 - w + w * b * b * b
return first**2 + second**2 + third**2""",
    "rastrigin": """\
turn = 2 * np.pi
return 20 + w * w - 10 * tf.cos(turn * w) + b * b - 10 * tf.cos(turn * b)""",
    "saddle": "return w * w + (1 - b * b / 2) ** 2",
}


def function(name: str) -> str:
    """The code of the landscape with this name."""
    return f'def loss_at(w, b):\n    """The loss at a point."""\n{indented(_BODIES[name])}'
