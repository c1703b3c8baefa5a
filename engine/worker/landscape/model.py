"""Reads a Keras model, and says in one line why it cannot be used."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import keras
import numpy as np

from engine.arrays import Singles
from engine.config.paths import no_such_file
from engine.errors import DataError, shown
from engine.files import open_regular
from engine.networks.directions import Role
from engine.worker.failures import plain

_ZIP = b"PK\3\4"
_UNKNOWN = re.compile(r"Could not locate (?:class|function) '([^']+)'")
_CODE = ("arbitrary code execution", "safe_mode", "lambda")
_NOT_MOVED = ("bias", "beta", "gamma", "alpha", "scale")
_NORMALIZATIONS = (
    "BatchNormalization", "LayerNormalization", "GroupNormalization", "UnitNormalization",
    "RMSNormalization", "SpectralNormalization", "PReLU",
)  # fmt: skip


def read_model(path: Path, *, run_code: bool) -> Any:
    """The model in a file.

    Args:
        path: a file in the format of Keras 3, .keras.
        run_code: whether code in the file may be run.

    Raises:
        DataError: there is none, or it cannot be used; one line says why.
    """
    name = shown(str(path))
    _check_file(path, name)
    try:
        # With safe_mode, no code in the file is run.
        model = keras.saving.load_model(path, compile=True, safe_mode=not run_code)
    except Exception as error:
        raise DataError(f"{name}: {_why(error, run_code=run_code)}") from error
    if not model.built:
        raise DataError(f"{name}: has no weights yet; call or train the model before model.save")
    if not model.trainable_variables:
        raise DataError(f"{name}: has no trainable weights; its loss is the same everywhere")
    for each, array in zip(model.trainable_variables, values_of(model), strict=True):
        if not np.isfinite(array).all():
            raise DataError(f"{name}: {shown(each.path)} has weights that are not finite")
    return model


def _check_file(path: Path, name: str) -> None:
    try:
        with open_regular(path) as file:
            begin = file.read(4)
    except FileNotFoundError:
        raise DataError(f"{name}: {no_such_file(path)}") from None
    except OSError as error:
        raise DataError(f"{name}: {error.strerror or error}") from None
    if path.suffix.lower() in (".h5", ".hdf5"):
        raise DataError(
            f"{name}: is in the older HDF5 format; load it in Keras and write it with"
            " model.save('model.keras')"
        )
    if begin != _ZIP or path.suffix.lower() != ".keras":
        raise DataError(f"{name}: is not a Keras model; must be a file of model.save, .keras")


def _why(error: Exception, *, run_code: bool) -> str:
    """Why a model cannot be read."""
    text = str(error)
    if not run_code and any(sign in text for sign in _CODE):
        return (
            "contains Python code (a Lambda layer), which is not run; with --run-code it is: only"
            " for files that you trust"
        )
    if found := _UNKNOWN.search(text):
        return f"needs the class or function {shown(found[1])}, which is not part of Keras"
    return f"is not a Keras model that can be read: {plain(error) or type(error).__name__}"


def choose_loss(model: Any, name: str, loss: str | None) -> str:
    """Take a loss by its name, or the one that the model is compiled with; returns its name.

    Raises:
        DataError: there is none.
    """
    if loss is not None:
        try:
            chosen = keras.losses.get(loss)
        except Exception:  # noqa: BLE001 - whatever Keras finds wrong with the name
            chosen = None
        if chosen is None or type(chosen) is keras.losses.Loss:
            raise DataError(
                f"--loss: {shown(loss)}: not a loss of Keras, such as mean_squared_error or"
                " sparse_categorical_crossentropy"
            )
        model.compile(loss=chosen)
        return loss
    found = getattr(model, "loss", None) if model.compiled else None
    if found is None:
        raise DataError(
            f"{name}: has no compiled loss; name one, such as --loss mean_squared_error or"
            " --loss sparse_categorical_crossentropy"
        )
    named = found if isinstance(found, str) else getattr(found, "name", None)
    text = shown(str(named or getattr(found, "__name__", "the model's own")))
    return f"{text} (mean)" if _made_means(found) else text


def _made_means(found: Any) -> bool:
    """Make losses that are sums over a batch, or not reduced, its means; whether any was.

    A sum depends on how many samples are evaluated at once.
    """
    sums = [
        each
        for each in keras.tree.flatten(found)
        if isinstance(each, keras.losses.Loss) and each.reduction in ("sum", "none", None)
    ]
    for each in sums:
        each.reduction = "sum_over_batch_size"
    return bool(sums)


def values_of(model: Any) -> list[Singles]:
    """The trainable weights in float32."""
    return [np.asarray(each.value.numpy()).astype(np.float32) for each in model.trainable_variables]


def roles_of(model: Any) -> list[Role]:
    """How each trainable array is made up of filters."""
    owners: dict[int, Any] = {}
    for layer in model._flatten_layers():  # noqa: SLF001 - of all depths, which nothing else tells
        for each in layer._trainable_variables:  # noqa: SLF001
            owners[id(each)] = layer
    return [
        Role(tuple(each.shape), _filters(each.name, tuple(each.shape), owners.get(id(each))))
        for each in model.trainable_variables
    ]


def _filters(name: str, shape: tuple[int, ...], layer: Any) -> tuple[int, ...] | None:
    """The axes that tell the filters of an array apart; None for one that is not moved."""
    kind, last = type(layer).__name__, len(shape) - 1
    if len(shape) < 2 or kind in _NORMALIZATIONS or name.endswith(_NOT_MOVED):
        return None
    if kind.startswith("DepthwiseConv") or name == "depthwise_kernel":
        return last - 1, last
    if kind.startswith("Conv") and kind.endswith("Transpose"):
        return (last - 1,)
    if kind == "Embedding":
        return (0,)
    equation = getattr(layer, "equation", None)
    if isinstance(equation, str) and "->" in equation:
        inputs, _, output = equation.partition("->")
        of_input, _, of_kernel = inputs.partition(",")
        made = tuple(
            axis
            for axis, letter in enumerate(of_kernel)
            if letter in output and letter not in of_input
        )
        if len(of_kernel) == len(shape) and made:
            return made
    return (last,)
