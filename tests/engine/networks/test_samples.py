"""Samples of a network from files, and one line for each file that cannot be used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import DataError
from engine.networks.samples import read_samples

X, Y = np.arange(12.0).reshape(6, 2), np.arange(6)


def test_arrays(tmp_path: Path) -> None:
    np.savez(tmp_path / "d.npz", x=X, y=Y, sample_weight=np.ones(6))
    found = read_samples(tmp_path / "d.npz", None)
    assert found.x.dtype == np.float32
    assert found.y.dtype == Y.dtype
    assert found.weight is not None
    few = found.drawn(4, seed=3)
    assert (len(few), few.of) == (4, 6)
    assert (np.diff(few.y) > 0).all()
    np.testing.assert_array_equal(few.x[:, 0], 2 * few.y)
    np.testing.assert_array_equal(few.y, found.drawn(4, seed=3).y)
    assert found.drawn(None, 0) is found


def test_a_table(tmp_path: Path) -> None:
    text = "a,b,c\n" + "".join(f"{k},{10 * k},{k % 2}\n" for k in range(6)) + "7,,1\n"
    (tmp_path / "d.csv").write_text(text)
    last = read_samples(tmp_path / "d.csv", None)
    np.testing.assert_array_equal(last.y, [0, 1, 0, 1, 0, 1])
    np.testing.assert_array_equal(last.x[:, 1], 10 * np.arange(6))
    named = read_samples(tmp_path / "d.csv", "b")
    np.testing.assert_array_equal(named.y, 10 * np.arange(6))
    np.testing.assert_array_equal(named.x[:, 0], np.arange(6))


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"a": X}, "has no array x; it has a; must have x and y"),
        ({"x": X}, "has no array y"),
        ({"x": X, "y": Y[:4]}, "x has 6, y has 4 samples"),
        ({"x": X.astype(str), "y": Y}, "x has type <U"),
        ({"x": np.array([{}] * 6), "y": Y}, "holds Python objects"),
        ({"x": np.zeros((0, 2)), "y": np.zeros(0)}, "x is empty"),
        (
            {"x": np.where(X == 5, np.nan, X), "y": Y},
            "1 sample is not finite, the first is number 3",
        ),
        ({"x": X, "y": np.where(Y > 3, np.inf, Y)}, "y: 2 samples are not finite"),
        ({"x": X, "y": Y, "sample_weight": Y * np.nan}, "sample_weight: 6 samples are not finite"),
        ({"x": X, "y": Y, "sample_weight": np.ones((6, 5))}, "one number for each sample"),
    ],
)
def test_arrays_that_cannot_be_used(
    tmp_path: Path, arrays: dict[str, np.ndarray], said: str
) -> None:
    np.savez(tmp_path / "d.npz", **arrays)  # type: ignore[arg-type]  # one name is a flag
    with pytest.raises(DataError) as caught:
        read_samples(tmp_path / "d.npz", None)
    assert said in str(caught.value)
    assert "d.npz" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "target", "said"),
    [
        ("none.npz", None, None, "no such file"),
        ("a.npz", b"no archive", None, "must be a .npz file"),
        ("a.npz", b"PK\3\4 and then nothing", None, "must be a .npz file"),
        ("a.csv", b"a,b\n1,2\n3,4\n", "c", "target column 'c'"),
        ("a.csv", b"a,b\n1,x\n3,y\n", None, "column b must hold numbers"),
        ("a.csv", b"a\n1\n2\n", None, "has one column"),
        ("a.npz", b"", "y", "--target is for tables"),
    ],
)
def test_files_that_cannot_be_used(
    tmp_path: Path, name: str, content: bytes | None, target: str | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_samples(tmp_path / name, target)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
