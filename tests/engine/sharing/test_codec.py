"""Messages as bytes: what was sent arrives to the bit, and nothing else is accepted."""

from __future__ import annotations

import contextlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.config.run import RunConfig
from engine.sharing.codec import Codec, PackedArray, WrongMessageError
from engine.sharing.messages import FROM_FOLLOWER, Press


@dataclass(frozen=True)
class Part:
    doubles: NDArray[np.float64]
    any_numbers: dict[str, NDArray[np.generic]]


class Whole(msgspec.Struct, frozen=True, tag=True):
    part: Part
    config: RunConfig
    path: Path
    loss: float


CODEC: Codec[Whole] = Codec(Whole)


def whole(doubles: Any, **others: Any) -> Whole:
    return Whole(Part(doubles, others), RunConfig(), Path("/a b/ä.csv"), math.nan)


@pytest.mark.parametrize(
    "doubles",
    [
        np.array([1.5, -0.0, math.inf, math.nan, 5e-324]),
        np.asfortranarray(np.arange(6.0).reshape(3, 2)),
        np.arange(12.0).reshape(3, 4)[:, ::2],
        np.empty((0, 2)),
    ],
)
def test_arrays_arrive_to_the_bit(doubles: NDArray[np.float64]) -> None:
    sent = whole(
        doubles, step=np.array(7, np.int64), flags=np.array([True]), small=np.ones(1, np.float32)
    )
    got = CODEC.decode(CODEC.encode(sent))
    assert got.part.doubles.tobytes() == doubles.tobytes()
    assert got.part.doubles.shape == doubles.shape
    assert got.part.doubles.flags.f_contiguous or not doubles.flags.f_contiguous
    for name, array in sent.part.any_numbers.items():
        assert got.part.any_numbers[name].dtype == array.dtype
        assert got.part.any_numbers[name].tobytes() == array.tobytes()
    assert not got.part.doubles.flags.writeable
    assert (got.config, got.path) == (sent.config, sent.path)
    assert math.isnan(got.loss)


@pytest.mark.parametrize(
    ("packed", "why"),
    [
        (PackedArray("<f4", (2,), False, bytes(8)), "does not belong there"),
        (PackedArray("|O", (1,), False, bytes(8)), "does not belong there"),
        (PackedArray("<U2", (1,), False, bytes(8)), "does not belong there"),
        (PackedArray("nonsense", (1,), False, bytes(8)), "not understood"),
        (PackedArray("<f8", (2,), False, bytes(8)), "does not fit its bytes"),
        (PackedArray("<f8", (1 << 40, 1 << 20), False, bytes(8)), "does not fit its bytes"),
        (PackedArray("<f8", (-1, -1), False, bytes(8)), "impossible"),
        (PackedArray("<f8", (1,) * 40, False, bytes(8)), "impossible"),
    ],
)
def test_an_array_that_contradicts_itself_is_refused(packed: PackedArray, why: str) -> None:
    good = msgspec.msgpack.decode(CODEC.encode(whole(np.zeros(1))))
    good["part"]["doubles"] = packed
    with pytest.raises(WrongMessageError, match=why):
        CODEC.decode(msgspec.msgpack.encode(good))


def test_an_invalid_configuration_is_refused() -> None:
    good = msgspec.msgpack.decode(CODEC.encode(whole(np.zeros(1))))
    for wrong in ('{"batch": {"batch_size": 0}}', "[]", "{", 7):
        with pytest.raises(WrongMessageError):
            CODEC.decode(msgspec.msgpack.encode({**good, "config": wrong}))


@given(st.binary(max_size=200), st.integers(0, 60), st.integers(0, 255))
def test_garbage_is_refused_and_nothing_else_happens(noise: bytes, place: int, byte: int) -> None:
    real = FROM_FOLLOWER.encode(Press(("run", "update")))
    mutated = bytearray(real)
    mutated[place % len(real)] = byte
    claims = [
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\x91" * 9999,
    ]
    for data in (noise, bytes(mutated), real[:-1], real + noise, *claims):
        with contextlib.suppress(WrongMessageError):
            assert isinstance(FROM_FOLLOWER.decode(data), msgspec.Struct)
