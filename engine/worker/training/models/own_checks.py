"""Checks that a function of the user's own is a loss that can be trained, and says why not.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import tensorflow as tf

from engine.errors import ProblemError
from engine.worker.failures import plain

NAME = "loss"
_MUST = f"{NAME} must return the loss of each sample, of the shape of x"
_X, _Y = (0.5, 0.75, 1.0, 1.25, 1.5), (0.9, 0.3, 0.6, 0.1, 0.8)
_TRIAL, _FEWER = len(_X), 3
"""Samples of the calls that check the function."""
_LINE = 160
_UNKNOWN_TO_XLA = re.compile(r"No registered '(\w+)' OpKernel")

Function: TypeAlias = "Callable[..., Any]"
Point: TypeAlias = "tuple[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]"


def is_alone(path: Path, function: Function) -> bool:
    """Whether the function depends on w and b alone; checks what it returns.

    Raises:
        ProblemError: it raises, or returns something else than it must.
    """
    w, b = tf.constant(0.5), tf.constant(0.25)
    x, y = tf.constant(_X), tf.constant(_Y)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([w, b, x, y])
        value = _value(path, function, (w, b, x, y))
    try:
        by_theta, by_samples = tape.gradient(value, [w, b]), tape.gradient(value, [x, y])
    except Exception as error:  # noqa: BLE001 - a gradient of the user's own may do anything
        raise ProblemError(f"{path}: {raised(path, error)}") from None
    shape = tuple(value.shape)
    if all(part is None for part in by_theta):
        raise ProblemError(
            f"{path}: {NAME} has no derivative by w and b; use TensorFlow operations of both"
        )
    _check_compiled(path, function, (w, b, x, y))
    alone = shape == () and all(part is None for part in by_samples)
    if not alone and shape != (_TRIAL,):
        got = "one number" if shape == () else f"the shape {shape}"
        raise ProblemError(
            f"{path}: {_MUST}, without a mean; for {_TRIAL} samples it returned {got}"
        )
    _check_repeats(path, function, (w, b, x, y), value.numpy())
    if not alone:
        _check_each(path, function, (w, b, x, y), value.numpy())
    return alone


def _value(path: Path, function: Function, point: Point) -> tf.Tensor:
    try:
        found = function(*point)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - anything may go wrong in it
        raise ProblemError(f"{path}: {raised(path, error)}") from None
    try:
        return tf.cast(tf.convert_to_tensor(found), tf.float32)
    except Exception:  # noqa: BLE001 - TensorFlow refuses each type in its own way
        raise ProblemError(f"{path}: {_MUST}; it returned {type(found).__name__}") from None


def _check_repeats(path: Path, function: Function, point: Point, value: Any) -> None:
    """Check that the function returns the same again: a run can be repeated.

    Raises:
        ProblemError: it does not.
    """
    if not np.array_equal(_value(path, function, point).numpy(), value, equal_nan=True):
        raise ProblemError(
            f"{path}: {NAME} returned other values for the same w, b, x and y; it must not be "
            "random or count its calls (--gradient-noise adds noise)"
        )


def _check_each(path: Path, function: Function, point: Point, value: Any) -> None:
    """Check that the loss of a sample does not depend on the others, which differ by batch.

    Raises:
        ProblemError: it does.
    """
    w, b, x, y = point
    fewer = _value(path, function, (w, b, x[:_FEWER], y[:_FEWER])).numpy()
    same = fewer.shape == (_FEWER,) and np.allclose(
        fewer, value[:_FEWER], rtol=1e-4, atol=1e-6, equal_nan=True
    )
    if not same:
        raise ProblemError(
            f"{path}: {NAME} of a sample depends on the other samples of the batch; "
            "it must not, for example by a mean or a maximum over x"
        )


def _check_compiled(path: Path, function: Function, point: Point) -> None:
    """Check that the function can be compiled with its derivatives, as training does.

    Raises:
        ProblemError: it cannot; it works in eager calls only.
    """

    def derivatives(w: tf.Tensor, b: tf.Tensor, x: tf.Tensor, y: tf.Tensor) -> Any:
        with tf.GradientTape() as tape:
            tape.watch([w, b])
            value = tf.cast(function(w, b, x, y), tf.float32)
        return [part for part in tape.gradient(value, [w, b]) if part is not None]

    try:
        tf.function(derivatives, jit_compile=True, autograph=False)(*point)
    except tf.errors.OperatorNotAllowedInGraphError:
        reason = "Python's if, while and for cannot depend on w, b, x or y; use tf.where"
    except NotImplementedError:
        reason = "numpy cannot compute with w, b, x or y; use TensorFlow operations"
    except tf.errors.OpError as error:
        reason = _not_compiled(error)
    except Exception as error:  # noqa: BLE001 - anything may go wrong in it
        if "singleton tf.Variables" not in str(error):
            raise ProblemError(f"{path}: {raised(path, error)}") from None
        reason = "makes a tf.Variable at each call; make it outside"
    else:
        return
    raise ProblemError(f"{path}: {NAME}: {reason}")


def _not_compiled(error: tf.errors.OpError) -> str:
    """Why XLA cannot compile it."""
    if "maximum_iteration" in str(error):
        return "tf.while_loop needs maximum_iterations"
    found = _UNKNOWN_TO_XLA.search(str(error))
    what = plain(error)[:_LINE] if found is None else found[1]
    return f"has an operation that XLA cannot compile: {what}"


def raised(path: Path, error: BaseException) -> str:
    """What went wrong, and in which line of the file."""
    lines = [
        frame.lineno for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == str(path)
    ]  # fmt: skip
    where = f"line {lines[-1]}: " if lines else ""
    text = " ".join(str(error).split())
    said = f"{where}{type(error).__name__}: {text[:_LINE]}".removesuffix(": ")
    if isinstance(error, ImportError) and error.name:
        beside = path.with_name(f"{error.name}.py")
        if beside.exists():
            return f"{said}; a loss is one file: put what it needs of {beside.name} into it"
    return said
