"""Whether a model, its loss and samples fit together; if not, one line with all shapes."""

from __future__ import annotations

from typing import Any

from engine.errors import DataError, shown
from engine.networks.samples import NetworkSamples
from engine.worker.failures import plain

Shape = tuple[int | None, ...]


def check_inputs(model: Any, samples: NetworkSamples, name: str, data: str) -> None:
    """Check that the model takes these samples.

    Args:
        model: the model.
        samples: what it is evaluated on.
        name, data: of the files, fit to be shown.

    Raises:
        DataError: it does not.
    """
    inputs = getattr(model, "inputs", None)
    if not inputs:
        return  # known only when it is called
    outputs = model.outputs
    if len(inputs) != 1 or len(outputs) != 1:
        raise DataError(
            f"{name}: has {len(inputs)} inputs and {len(outputs)} outputs; one of each is supported"
        )
    wanted, given = tuple(inputs[0].shape)[1:], samples.x.shape[1:]
    if not _fits(wanted, given):
        raise DataError(f"{data}: x has shape {_shown(given)}; the model takes {_shown(wanted)}")
    _check_numbers(model, samples, data)


def _check_numbers(model: Any, samples: NetworkSamples, data: str) -> None:
    """Check that an embedding of the input has a row for each number: XLA would take another."""
    for layer in model.layers:
        rows = getattr(layer, "input_dim", None)
        if type(layer).__name__ != "Embedding" or rows is None:
            continue
        if not any(layer.input is each for each in model.inputs):
            continue
        least, most = float(samples.x.min()), float(samples.x.max())
        if least < -rows or most >= rows:
            wrong = least if least < -rows else most
            raise DataError(
                f"{data}: x has the number {wrong:g}; {shown(layer.name)} takes 0 to {rows - 1}"
            )


def check_targets(model: Any, samples: NetworkSamples, data: str, loss: str) -> None:
    """Check that the loss can compare the model's output with the targets.

    Raises:
        DataError: it cannot.
    """
    outputs = getattr(model, "outputs", None)
    if not outputs or "ctc" in loss.lower():
        return
    made, given = tuple(outputs[0].shape)[1:], samples.y.shape[1:]
    sparse = "sparse" in loss.lower()
    if not _fits(made[:-1] if sparse else made, given):
        raise wrong_targets(model, samples, data, loss)
    if sparse and made[-1] is not None:
        least, most = float(samples.y.min()), float(samples.y.max())
        if least < 0 or most >= made[-1]:
            wrong = least if least < 0 else most
            raise DataError(
                f"{data}: y has the class {wrong:g}; the model makes {made[-1]} classes,"
                f" 0 to {made[-1] - 1}"
            )


def wrong_targets(
    model: Any, samples: NetworkSamples, data: str, loss: str, error: Exception | None = None
) -> DataError:
    """The error of targets that the loss cannot compare with the output; Keras' own, if known."""
    reason = "" if error is None else plain(error)
    if reason:
        return DataError(f"{data}: the loss {loss} cannot be evaluated: {reason}")
    outputs = getattr(model, "outputs", None)
    made = f", the model makes {_shown(tuple(outputs[0].shape)[1:])}" if outputs else ""
    return DataError(
        f"{data}: y has shape {_shown(samples.y.shape[1:])}{made}; the loss {loss} cannot compare"
        " them"
    )


def _fits(wanted: Shape, given: tuple[int, ...]) -> bool:
    """Whether a shape is as wanted; a last axis of length 1 may be missing or too many."""
    if len(given) == len(wanted) + 1 and given[-1] == 1:
        given = given[:-1]
    if len(given) == len(wanted) - 1 and wanted[-1] == 1:
        wanted = wanted[:-1]
    same = len(wanted) == len(given)
    return same and all(a in (None, b) for a, b in zip(wanted, given, strict=True))


def _shown(shape: Shape) -> str:
    return f"({', '.join(['n', *('any' if size is None else str(size) for size in shape)])})"
