"""Values as MessagePack and back, checked against their types: arrays, configurations, paths.

Nothing is unpickled and nothing is guessed: what does not fit its type is an error.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args, get_origin

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.config.problem import ProblemConfig
from engine.config.run import DataConfig, RunConfig
from engine.problems.base import Objective
from engine.problems.linear_neuron.moments import Moments
from engine.problems.neurons.objective import NeuronObjective

_NUMBERS = "biuf"
"""The kinds of numbers that an array may hold."""
_MOST_AXES = 4

_Message = TypeVar("_Message")


class WrongMessageError(Exception):
    """Bytes that are not the message that they should be."""


class PackedArray(msgspec.Struct, array_like=True, frozen=True):
    """An array: type, lengths of its axes, whether by columns, and its bytes."""

    kind: str
    shape: tuple[int, ...]
    by_column: bool
    data: bytes


class Codec(Generic[_Message]):
    """Encodes messages of one type, and decodes them.

    Args:
        kind: the type; a union of `msgspec.Struct` with tags.
    """

    def __init__(self, kind: Any) -> None:
        self._decoder = msgspec.msgpack.Decoder(kind, dec_hook=_decoded)
        self._encoder = msgspec.msgpack.Encoder(enc_hook=_encoded)

    def encode(self, message: _Message) -> bytes:
        """The bytes of a message."""
        return self._encoder.encode(message)

    def decode(self, data: bytes) -> _Message:
        """The message in these bytes.

        Raises:
            WrongMessageError: there is none.
        """
        try:
            found: _Message = self._decoder.decode(data)
        except (msgspec.MsgspecError, ValueError, TypeError, RecursionError, MemoryError) as error:
            raise WrongMessageError(" ".join(str(error).split())) from None
        return found


def _encoded(value: Any) -> Any:
    match value:
        case np.ndarray():
            by_column = value.flags.f_contiguous and not value.flags.c_contiguous
            data = value.tobytes("F" if by_column else "C")
            return PackedArray(value.dtype.str, value.shape, by_column, data)
        case np.generic():
            return value.item()
        case RunConfig() | DataConfig() | ProblemConfig():
            return value.model_dump_json()
        case Path():
            return str(value)
    raise NotImplementedError(f"{type(value).__name__} is not a part of any message")


def _decoded(kind: Any, value: Any) -> Any:
    if kind in (RunConfig, DataConfig, ProblemConfig):
        return kind.model_validate_json(msgspec.convert(value, str))
    if kind is Objective:
        return _objective(value)
    if kind is Path:
        return Path(msgspec.convert(value, str))
    if (get_origin(kind) or kind) is np.ndarray:
        return _array(msgspec.convert(value, PackedArray), _kind_of(kind))
    raise NotImplementedError(f"{kind} is not a part of any message")


def _objective(value: Any) -> Objective:
    """The loss of samples: their moments, or a neuron over them.

    A function of (w, b) alone is not sent: it follows from the configuration.
    """
    found: type[Moments | NeuronObjective] = NeuronObjective
    if isinstance(value, dict) and "mean_x" in value:
        found = Moments
    return msgspec.convert(value, found, dec_hook=_decoded)


def _kind_of(annotation: Any) -> np.dtype[Any] | None:
    """The type of the numbers that an annotation asks for; None if it asks for none."""
    _, kind = get_args(annotation)
    (number,) = get_args(kind)
    return None if number is np.generic else np.dtype(number)


def _array(packed: PackedArray, kind: np.dtype[Any] | None) -> NDArray[Any]:
    """The array, read-only; it uses the bytes that arrived, and no others.

    Raises:
        ValueError: type, shape and bytes contradict each other.
    """
    found = np.dtype(packed.kind)
    if found.kind not in _NUMBERS or (kind is not None and found != kind):
        raise ValueError(f"an array of {packed.kind} does not belong there")
    if len(packed.shape) > _MOST_AXES or any(length < 0 for length in packed.shape):
        raise ValueError("the shape of an array is impossible")
    if math.prod(packed.shape) * found.itemsize != len(packed.data):
        raise ValueError("the shape of an array does not fit its bytes")
    flat: NDArray[Any] = np.frombuffer(packed.data, found)
    return flat.reshape(packed.shape, order="F" if packed.by_column else "C")
