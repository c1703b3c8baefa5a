"""Arrays from archives that nobody vouches for: refused before they take memory."""

from __future__ import annotations

import io
import os
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from numpy.lib import format as npy

from engine.storage.array_archive import Limit, WrongArrayError, arrays_in

LIMITS = {
    "whole": Limit((1000,), np.dtype(np.int64)),
    "plane": Limit((10, 3), np.dtype(np.float64)),
    "any": Limit((2,)),
    "one": Limit(()),
}
MEGABYTE = 1 << 20


def read(content: bytes) -> dict[str, np.ndarray]:
    return arrays_in(io.BytesIO(content), LIMITS.get)


def refusal(content: bytes) -> str:
    with pytest.raises(WrongArrayError) as caught:
        read(content)
    return str(caught.value)


def npz(compressed: bool = False, **arrays: Any) -> bytes:
    file = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(file, **arrays)
    return file.getvalue()


def archive(*members: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return file.getvalue()


def header(shape: object, descr: object = "<i8") -> bytes:
    """The beginning of an array file that claims this shape."""
    file = io.BytesIO()
    npy.write_array_header_1_0(file, {"descr": descr, "fortran_order": False, "shape": shape})
    return file.getvalue()


@contextmanager
def little_memory() -> Iterator[None]:
    """What is done here takes no more than 4 MB at any time."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < 4 * MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("compressed", [False, True])
def test_arrays_come_back_as_they_were(compressed):
    arrays: dict[str, Any] = {
        "whole": np.arange(7), "plane": np.asfortranarray(np.arange(12.0).reshape(4, 3)),
        "any": np.array([1.5, np.nan], np.float32), "one": np.array(3),
    }  # fmt: skip
    found = read(npz(compressed, **arrays))
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        assert np.array_equal(found[name], array, equal_nan=name == "any"), name
        with pytest.raises(ValueError, match="WRITEABLE"):
            found[name].flags.writeable = True


@pytest.mark.parametrize(
    ("arrays", "hint"),
    [
        ({"whole": np.zeros(7)}, "whole has the wrong type or shape"),
        ({"whole": np.zeros(7, ">i8")}, "wrong type"),
        ({"whole": np.zeros((7, 1), np.int64)}, "wrong type or shape"),
        ({"whole": np.zeros(1001, np.int64)}, "wrong type or shape"),
        ({"plane": np.zeros((3, 10))}, "wrong type or shape"),
        ({"any": np.array(["a", "b"])}, "wrong type"),
        ({"any": np.array([{}, 1], object)}, "wrong type"),
        ({"any": np.zeros(2, "M8[s]")}, "wrong type"),
        ({"any": np.zeros(2, [("a", "f8")])}, "wrong type"),
        ({"other": np.zeros(2)}, "other does not belong there"),
        ({"../../one": np.zeros(())}, "does not belong there"),
    ],
)
def test_what_does_not_belong_is_named(arrays, hint):
    assert hint in refusal(npz(**arrays))


BOMBS = {
    "a shape": lambda: archive(("whole.npy", header((10**12,)))),
    "a shape beyond 64 bits": lambda: archive(("whole.npy", header((2**62, 2**62)))),
    "a negative shape": lambda: archive(("whole.npy", header((-1,)))),
    "too few zeros for it": lambda: archive(("whole.npy", header((1000,)) + bytes(8))),
    "too many": lambda: archive(("whole.npy", header((3,)) + bytes(32 * MEGABYTE))),
    "truth as a length": lambda: archive(("plane.npy", header((True, 3), "<f8") + bytes(24))),
    "parentheses": lambda: archive(("whole.npy", b"\x93NUMPY\1\0\xff\xff" + b"(" * 65535)),
    "a header": lambda: archive(
        ("whole.npy", b"\x93NUMPY\2\0\xff\xff\xff\x7f" + bytes(32 * MEGABYTE))
    ),
    "a name": lambda: archive(("bomb.npy", bytes(32 * MEGABYTE))),
    "names": lambda: archive(*((f"{number}.npy", b"") for number in range(2000))),
    "an end": lambda: npz(whole=np.arange(3)) + bytes(50),
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("kind", BOMBS)
def test_bombs_are_refused_with_little_memory(kind):
    content = BOMBS[kind]()
    with little_memory():
        said = refusal(content)
    assert said in (
        "not readable",
        "has too many arrays",
        "whole has the wrong type or shape",
        "bomb does not belong there",
    )


def test_a_name_that_is_there_twice_is_refused():
    twice = header((1,)) + bytes(8)
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = archive(("whole.npy", twice), ("whole.npy", twice))
    assert "does not belong there" in refusal(content)


def test_a_pickle_is_never_loaded(tmp_path):
    class Bomb:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "exploded"),)

    array = np.empty(2, object)
    array[:] = [Bomb(), Bomb()]
    assert "any has the wrong type" in refusal(npz(any=array))
    assert not (tmp_path / "exploded").exists()


def test_any_byte_that_is_wrong_is_seen_or_of_no_effect():
    arrays: dict[str, Any] = {"whole": np.arange(50), "any": np.array([1.5, 2.5])}
    content = npz(**arrays)
    for place in range(0, len(content), 7):
        changed = bytearray(content)
        changed[place] ^= 0x55
        try:
            found = read(bytes(changed))
        except WrongArrayError:
            continue
        assert all(np.array_equal(found[name], array) for name, array in arrays.items())
