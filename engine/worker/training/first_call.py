"""Compiles a program of updates whose parts XLA compiles when they are first called.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from engine.worker.training.models.model import Model


def compiled(program: Any, model: Model, optimizer: Any, numbers: tf.Tensor, *given: Any) -> Any:
    """The program for arguments like these, after one update, which is taken back.

    Args:
        program: the `tf.function`; its first argument is (updates, offset, row, row of the noise).
        model, optimizer: what an update changes.
        numbers: its first argument.
        given: the others.
    """
    concrete = program.get_concrete_function(numbers, *given)
    variables = [*model.variables, *optimizer.variables]
    before = [variable.numpy() for variable in variables]
    concrete(tf.constant((1, 0, 0, 0), tf.int32), *given)
    for variable, value in zip(variables, before, strict=True):
        variable.assign(value)
    return concrete
