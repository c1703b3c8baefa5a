"""A loss of the user's own: the function `loss(w, b, x, y)` of a Python file.

It returns the loss of each sample, of the shape of x, or one number that depends on w and b alone.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

import inspect
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tensorflow as tf

from engine.errors import ProblemError
from engine.problems.own.permission import is_permitted, refusal, source_of
from engine.worker.training.models.model import Loss
from engine.worker.training.models.own_checks import NAME, is_alone, raised

_MODULE = "own_loss"
"""The name of the file's module; its own could be that of a module that is in use."""


def own_loss(path: Path) -> Loss:
    """The loss of each sample from a file, whose code is executed.

    Raises:
        ProblemError: the file may not be executed, cannot be read, or has no such function.
    """
    source = source_of(path)
    if not is_permitted(source):
        raise ProblemError(refusal(path))
    function = _function(path, source)
    alone = is_alone(path, function)

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
    module = types.ModuleType(_MODULE)
    module.__file__ = str(path)
    # Dataclasses, among others, look for the module of what they are made of.
    sys.modules[_MODULE] = module
    try:
        exec(compile(source, str(path), "exec"), vars(module))  # noqa: S102 - permitted by its user
    except SyntaxError as error:
        where = f"line {error.lineno}: " if error.lineno else ""
        raise ProblemError(f"{path}: {where}not valid Python: {error.msg}") from None
    except ValueError as error:  # a null byte
        raise ProblemError(f"{path}: not valid Python: {error}") from None
    except BaseException as error:  # noqa: BLE001 - anything may go wrong in it
        raise ProblemError(f"{path}: {raised(path, error)}") from None
    found = getattr(module, NAME, None)
    if not callable(found):
        raise ProblemError(f"{path}: has no function {NAME}(w, b, x, y)")
    try:
        inspect.signature(found).bind(0, 0, 0, 0)
    except TypeError:
        raise ProblemError(f"{path}: {NAME} must take four arguments: w, b, x, y") from None
    except ValueError:  # a function without a signature
        pass
    return found  # type: ignore[no-any-return]
