"""The principal plane against numpy's SVD of the whole matrix."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.networks.path import PathReader
from engine.networks.plane import principal_plane
from engine.networks.recording.checkpoint_files import CheckpointFiles
from engine.networks.recording.header import Header, RecordingError, Weight, checkpoints_in
from engine.networks.vectors import VectorFile, parts_of, products_of


def reference(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coordinates, shares of variance and directions by the definition."""
    moved = vectors - vectors.mean(axis=0)
    _, sizes, axes = np.linalg.svd(moved, full_matrices=False)
    return moved @ axes[:2].T, sizes[:2] ** 2 / (sizes**2).sum(), axes[:2]


def walk(count: int, size: int, seed: int = 0) -> np.ndarray:
    """A random walk far from 0, as weights take it."""
    rng = np.random.default_rng(seed)
    return 5 + 0.01 * np.cumsum(rng.normal(size=(count, size)), axis=0)


@pytest.mark.parametrize(("count", "size"), [(3, 2), (8, 500), (40, 12)])
def test_it_is_that_of_the_svd(count: int, size: int) -> None:
    vectors = walk(count, size)
    points, explained, axes = reference(vectors)
    plane = principal_plane(vectors @ vectors.T)
    signs = np.sign((plane.points * points).sum(axis=0))
    np.testing.assert_allclose(plane.points, points * signs, atol=1e-6)
    np.testing.assert_allclose(plane.explained, explained, rtol=1e-6)
    directions = plane.weights.T @ (vectors - vectors.mean(axis=0))
    np.testing.assert_allclose(directions, axes * signs[:, None], atol=1e-5)
    assert (plane.points[-1] >= plane.points[0]).all()


def test_few_vectors() -> None:
    none, one = principal_plane(np.zeros((0, 0))), principal_plane(np.array([[4.0]]))
    assert none.points.shape == (0, 2)
    np.testing.assert_array_equal(one.points, [[0, 0]])
    assert np.isnan(one.explained).all()
    two = principal_plane(np.array([[0.0, 0.0], [0.0, 9.0]]))
    np.testing.assert_allclose(two.points, [[-1.5, 0], [1.5, 0]])
    np.testing.assert_allclose(two.explained, [1, 0])
    same = principal_plane(np.ones((4, 4)))
    np.testing.assert_array_equal(same.points, np.zeros((4, 2)))


@pytest.fixture
def recorded(tmp_path: Path) -> tuple[np.ndarray, Header, dict[int, Path]]:
    vectors = walk(12, 300).astype(np.float32)
    header = Header("a", "m", (Weight("w", (300,), "float32"),), keep=50)
    files = CheckpointFiles(tmp_path, header)
    for update, one in enumerate(vectors):
        files.write(update, [one])
    return vectors.astype(np.float64), header, checkpoints_in(tmp_path)


def test_files_are_read_in_parts(
    recorded: tuple[np.ndarray, Header, dict[int, Path]],
) -> None:
    vectors, header, checkpoints = recorded
    paths = list(checkpoints.values())
    np.testing.assert_array_equal(np.hstack(list(parts_of(paths, header, 7))), vectors)
    moved = vectors - vectors[-1]
    np.testing.assert_allclose(products_of(paths, header), moved @ moved.T, rtol=1e-12)


def test_a_path_that_grows_is_that_of_all_checkpoints(
    recorded: tuple[np.ndarray, Header, dict[int, Path]],
) -> None:
    vectors, header, checkpoints = recorded
    reader = PathReader()
    for last in (2, 5, 9):
        reader.path(header, dict(list(checkpoints.items())[:last]))
    thinned = {update: path for update, path in checkpoints.items() if update != 4}
    path = reader.path(header, thinned)
    points, explained, _ = reference(np.delete(vectors, 4, axis=0))
    signs = np.sign((path.plane.points * points).sum(axis=0))
    np.testing.assert_allclose(path.plane.points, points * signs, atol=1e-6)
    np.testing.assert_allclose(path.plane.explained, explained, rtol=1e-5)
    assert path.used == 300


def test_more_weights_than_there_is_memory_for_are_sampled_and_that_is_said(
    recorded: tuple[np.ndarray, Header, dict[int, Path]],
) -> None:
    vectors, header, checkpoints = recorded
    path = PathReader(most=100 * (header.keep + 1)).path(header, checkpoints)
    assert path.used == 100
    _, explained, _ = reference(vectors)
    np.testing.assert_allclose(path.plane.explained, explained, atol=0.15)


def test_too_many_checkpoints_are_not_read(
    recorded: tuple[np.ndarray, Header, dict[int, Path]],
) -> None:
    _, header, checkpoints = recorded
    path = PathReader().path(header, dict.fromkeys(range(1001), checkpoints[3]))
    assert path.fault == "1,001 checkpoints; their plane is found of at most 1,000"
    assert not len(path.updates) and not len(path.plane.points)


def test_a_damaged_checkpoint_is_left_out_and_named(
    recorded: tuple[np.ndarray, Header, dict[int, Path]],
) -> None:
    _, header, checkpoints = recorded
    whole = checkpoints[3].read_bytes()
    checkpoints[3].write_bytes(whole[:-8])
    path = PathReader().path(header, checkpoints)
    assert "000000000003.npy: is cut" in path.fault
    assert 3 not in path.updates
    for damaged in (b"", b"no numbers", whole[:40]):
        checkpoints[3].write_bytes(damaged)
        with pytest.raises(RecordingError, match="is not a checkpoint"):
            VectorFile(checkpoints[3], header)
    # A training that diverged.
    for wrong in (np.nan, np.inf, -3e38):
        np.save(checkpoints[3], np.full(header.kept, wrong, header.dtype))
        path = PathReader().path(header, checkpoints)
        assert "000000000003.npy: has weights that are not finite" in path.fault
        assert len(path.updates) == len(checkpoints) - 1
        assert np.isfinite(path.plane.points).all()
    with pytest.raises(RecordingError, match="of this recording"):
        VectorFile(checkpoints[4], replace(header, sampled=7))
