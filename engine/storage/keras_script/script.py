"""The whole script, from its parts: as Python, and as a Jupyter notebook."""

from __future__ import annotations

import json
import textwrap

from engine.config.parameters import optimizer_spec
from engine.config.run import FULL_BATCH, RunConfig
from engine.errors import printable
from engine.storage.keras_script.changes import changes_part
from engine.storage.keras_script.contours import contour_plots_part, contours_part
from engine.storage.keras_script.data import file_part, generated_part, no_data_part
from engine.storage.keras_script.part import Part
from engine.storage.keras_script.plots import best_name, plots_part, surface_part
from engine.storage.keras_script.problem import ProblemCode, problem_code
from engine.storage.keras_script.recipe import Recipe
from engine.storage.keras_script.standardization import standardization_part
from engine.storage.keras_script.stop_rule import stop_part
from engine.storage.keras_script.training import batches_part, problem_part, training_part

_WIDTH = 95
_RULE = "-" * (_WIDTH - 2)

_IMPORTS = """\
import os

os.environ["KERAS_BACKEND"] = "tensorflow"  # read by Keras when it is imported
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # fewer messages of TensorFlow

import keras
import numpy as np
import tensorflow as tf"""


def parts_of(recipe: Recipe) -> list[Part]:
    """The parts, in order.

    Raises:
        DataError: the data cannot be read by a short script.
    """
    plan, scaled = recipe.plan, not recipe.scaling.identity
    first = plan.first
    problem = problem_code(first.problem, first.start.theta, recipe.own)
    changes = changes_part(plan.legs)
    data = _data_part(recipe)
    line = first.problem.is_quadratic
    return [
        _head(first, problem.title, _libraries(data)),
        data,
        *([standardization_part(recipe.scaling, line=line)] if scaled else []),
        problem_part(plan, problem),
        batches_part(plan, problem),
        stop_part(plan.last.stop, plan.judged_from, first.problem),
        *([changes] if changes else []),
        training_part(plan, problem, changing=changes is not None),
        *_pictures(recipe, problem, scaled=scaled),
    ]


def _data_part(recipe: Recipe) -> Part:
    """The part that makes or reads the samples."""
    config = recipe.plan.first
    if recipe.file is not None:
        return file_part(recipe.file, scaled=not recipe.scaling.identity)
    if not config.problem.takes_data:
        return no_data_part(config.data)
    return generated_part(config.data)


def _pictures(recipe: Recipe, problem: ProblemCode, *, scaled: bool) -> list[Part]:
    """The parts that draw."""
    config, l2 = recipe.plan.first, recipe.plan.first.problem.l2
    if recipe.view is None:
        return [
            contours_part(config, problem),
            contour_plots_part(config, problem, recipe.names),
        ]
    return [
        surface_part(recipe.view, l2, scaled=scaled),
        plots_part(config.start.theta, recipe.names, best_name(l2), scaled=scaled),
    ]


def _libraries(data: Part) -> str:
    """What else must be installed to read the data, each after a blank."""
    reads = {"import pandas": " pandas", "read_excel": " python-calamine"}
    reads |= dict.fromkeys(("read_parquet", "read_feather"), " pyarrow")
    return "".join(name for call, name in reads.items() if call in data.code)


def _head(config: RunConfig, what: str, libraries: str) -> Part:
    size = config.batch.batch_size
    batch = "full batch" if size == FULL_BATCH else f"batch size {size * config.batch.replicas}"
    rate = f"{config.optimizer.learning_rate:g}"
    return Part(
        f"Gradient descent on {what}",
        f"{optimizer_spec(config).title}, learning rate {rate}, {batch}. This reproduces a run of "
        "descent, update by update, with Keras 3 and TensorFlow alone. "
        f"Install: pip install tensorflow matplotlib{libraries}.",
        _IMPORTS,
    )


def python_script(parts: list[Part]) -> str:
    """The text of the .py file."""
    head, *rest = parts
    docstring = f'"""{head.title}.\n\n{_wrapped(head.text)}\n"""'
    blocks = [f"{docstring}\n\n{head.code}"]
    for part in rest:
        lines = [_RULE, part.title, "", *_wrapped(part.text).split("\n")]
        comment = "\n".join(f"# {line}".rstrip() for line in lines)
        blocks.append(f"{comment}\n\n{part.code}")
    return "\n\n\n".join(blocks) + "\n"


def notebook(parts: list[Part]) -> str:
    """The text of the .ipynb file: for each part, a Markdown cell and a code cell."""
    cells: list[dict[str, object]] = []
    for number, part in enumerate(parts):
        mark = "#" if number == 0 else "##"
        text = f"{mark} {part.title}\n\n{part.text}"
        cells.append(
            {"cell_type": "markdown", "id": f"text-{number}", "metadata": {}, "source": text}
        )
        cells.append(
            {
                "cell_type": "code",
                "execution_count": None,
                "id": f"code-{number}",
                "metadata": {},
                "outputs": [],
                "source": part.code,
            }
        )
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _wrapped(text: str) -> str:
    width = _WIDTH - 2
    return textwrap.fill(printable(text), width, break_long_words=False, break_on_hyphens=False)
