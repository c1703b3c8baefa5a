"""A loss of the user's own: the function `loss(w, b, x, y)` of a Python file.

It returns the loss of each sample, of the shape of x, or one number that depends on w and b alone.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tensorflow as tf

from engine.errors import ProblemError
from engine.problems.own.permission import is_permitted, refusal, source_of
from engine.worker.failures import plain
from engine.worker.training.models.model import Loss

NAME = "loss"
_MUST = f"{NAME} must return the loss of each sample, of the shape of x"
_TRIAL = 5
"""Samples of the call that checks the function."""
_LINE = 160


def own_loss(path: Path) -> Loss:
    """The loss of each sample from a file, whose code is executed.

    Raises:
        ProblemError: the file may not be executed, cannot be read, or has no such function.
    """
    source = source_of(path)
    if not is_permitted(source):
        raise ProblemError(refusal(path))
    function = _function(path, source)
    alone = _is_alone(path, function)

    def losses(
        w: tf.Tensor, b: tf.Tensor, x: tf.Tensor, y: tf.Tensor, mask: tf.Tensor | None = None
    ) -> tf.Tensor:
        each = tf.cast(function(w, b, x, y), tf.float32)
        if alone:
            each = each + tf.zeros_like(x)
        return each if mask is None else mask * each

    return losses


def _function(path: Path, source: bytes) -> Callable[..., Any]:
    """The function of the file."""
    names: dict[str, Any] = {"__name__": path.stem, "__file__": str(path)}
    try:
        exec(compile(source, str(path), "exec"), names)  # noqa: S102 - permitted by its user
    except SyntaxError as error:
        where = f"line {error.lineno}: " if error.lineno else ""
        raise ProblemError(f"{path}: {where}not valid Python: {error.msg}") from None
    except ValueError as error:  # a null byte
        raise ProblemError(f"{path}: not valid Python: {error}") from None
    except BaseException as error:  # noqa: BLE001 - anything may go wrong in it
        raise ProblemError(f"{path}: {_raised(path, error)}") from None
    found = names.get(NAME)
    if not callable(found):
        raise ProblemError(f"{path}: has no function {NAME}(w, b, x, y)")
    try:
        inspect.signature(found).bind(0, 0, 0, 0)
    except TypeError:
        raise ProblemError(f"{path}: {NAME} must take four arguments: w, b, x, y") from None
    except ValueError:  # a function without a signature
        pass
    return found  # type: ignore[no-any-return]


def _is_alone(path: Path, function: Callable[..., Any]) -> bool:
    """Whether the function depends on w and b alone; checks what it returns.

    Raises:
        ProblemError: it raises, or returns something else than it must.
    """
    w, b = tf.constant(0.5), tf.constant(0.25)
    x, y = tf.linspace(0.5, 1.5, _TRIAL), tf.linspace(0.25, 0.75, _TRIAL)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([w, b, x, y])
        try:
            found = function(w, b, x, y)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - anything may go wrong in it
            raise ProblemError(f"{path}: {_raised(path, error)}") from None
        try:
            value = tf.cast(tf.convert_to_tensor(found), tf.float32)
        except Exception:  # noqa: BLE001 - TensorFlow refuses each type in its own way
            raise ProblemError(f"{path}: {_MUST}; it returned {type(found).__name__}") from None
    try:
        by_theta, by_samples = tape.gradient(value, [w, b]), tape.gradient(value, [x, y])
    except Exception as error:  # noqa: BLE001 - a gradient of the user's own may do anything
        raise ProblemError(f"{path}: {_raised(path, error)}") from None
    shape = tuple(value.shape)
    if all(part is None for part in by_theta):
        raise ProblemError(
            f"{path}: {NAME} has no derivative by w and b; use TensorFlow operations of both"
        )
    _check_compiled(path, function, (w, b, x, y))
    if shape == () and all(part is None for part in by_samples):
        return True
    if shape != (_TRIAL,):
        got = "one number" if shape == () else f"the shape {shape}"
        raise ProblemError(
            f"{path}: {_MUST}, without a mean; for {_TRIAL} samples it returned {got}"
        )
    return False


def _check_compiled(path: Path, function: Callable[..., Any], point: tuple[Any, ...]) -> None:
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
        reason = f"has an operation that XLA cannot compile: {plain(error)[:_LINE]}"
    except Exception as error:  # noqa: BLE001 - anything may go wrong in it
        raise ProblemError(f"{path}: {_raised(path, error)}") from None
    else:
        return
    raise ProblemError(f"{path}: {NAME}: {reason}")


def _raised(path: Path, error: BaseException) -> str:
    """What went wrong, and in which line of the file."""
    lines = [
        frame.lineno for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == str(path)
    ]  # fmt: skip
    where = f"line {lines[-1]}: " if lines else ""
    text = " ".join(str(error).split())
    return f"{where}{type(error).__name__}: {text[:_LINE]}".removesuffix(": ")
