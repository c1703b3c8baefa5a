"""A run of several replicas on the screen: every number and mark, recomputed from the samples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.data.dataset import load
from tests.tui.app.follower import following
from tests.tui.stage import Stage, stage
from tui.model.situation import PlotName

RATE, M, N = 0.005, 8, 4
BOUNDS = [(0, 8), (8, 16), (16, 24), (24, 32)]
NAMES = ("g₁", "g₂", "g₃", "g₄")


def gradient(x: np.ndarray, y: np.ndarray, w: float, b: float) -> tuple[float, float]:
    error = w * x + b - y
    return 2 * float(np.mean(error * x)), 2 * float(np.mean(error))


def numbers_after(on: Stage, start: str) -> list[float]:
    [line] = [line for line in on.lines if start in line]
    texts = line.partition(start)[2].replace("│", " ").split()
    return [float(text) for text in texts[:2]]


def signs_on(on: Stage, plot: PlotName) -> str:
    cells = on.app.dashboard.plot(plot).shown
    return "".join(cells.lines())


async def test_each_gradient_the_average_and_the_one_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    async with stage(batch_size=M, replicas=N, learning_rate=RATE, size=(160, 50)) as on:
        samples = load(on.app.model.config.data)
        x, y = samples.x.astype(float), samples.y.astype(float)
        await on.press("8", "space")
        await on.train(3)
        await on.press("space")
        w = b = 0.0
        for update in range(3):
            before = (w, b)
            rows = slice(32 * update, 32 * update + 32)
            by_w, by_b = gradient(x[rows], y[rows], w, b)
            w, b = w - RATE * by_w, b - RATE * by_b
        # The third update has samples 65 to 96.
        parts = []
        for name, (begin, end) in zip(NAMES, BOUNDS, strict=True):
            rows = slice(64 + begin, 64 + end)
            parts.append(gradient(x[rows], y[rows], *before))
            found = numbers_after(on, f"{name}: samples {rows.start + 1}–{rows.stop}")
            assert found == pytest.approx(parts[-1], rel=1e-6)
        average = np.mean(parts, axis=0)
        assert numbers_after(on, "|Bᵣ|·gᵣ / |B|") == pytest.approx(average.tolist(), rel=1e-6)
        assert before[0] - RATE * average[0] == pytest.approx(w)
        assert "batch 3 of 4 = ⌈100/32⌉: samples 65–96, epoch 1" in on.text
        assert "4 replicas × 8 · arithmetic  10 % · communication  60 % · other  30 %" in on.message
        await _pictures(on)
        on.app.changes.apply({"batch_size": 32})
        await on.settle()
        assert "(4 × 32 means the full batch of 100 samples)" in on.message
        assert on.app.model.status.settings.endswith("full batch / 4")
        assert on.app.model.status.batch == 100


async def _pictures(on: Stage) -> None:
    """Both switches show the replicas, a follower sees the same, and looking back too."""
    assert on.panel_row("replicas").split()[-1] == "•4"
    await on.press("1")
    assert {"1", "2", "3", "4"} <= set(signs_on(on, "data"))
    before = signs_on(on, "surface")
    await on.press("b", "g")
    surface = signs_on(on, "surface")
    assert surface != before and "━→1–4 " in surface and "╍1–4 " in surface
    async with following(on, size=(160, 50)) as follower:
        assert follower.lines[:-3] == on.lines[:-3]
        await on.press("comma")
        await follower.settle()
        assert follower.lines[:-3] == on.lines[:-3]
        assert signs_on(on, "surface") != surface and "━→1–4 " in signs_on(on, "surface")
    await on.press("b", "g")
    assert "1–4" not in signs_on(on, "surface")


async def test_with_one_replica_nothing_of_it_is_said_or_drawn() -> None:
    async with stage(batch_size=8, size=(160, 50)) as on:
        await on.press("space")
        await on.train(3)
        await on.press("b", "g")
        assert "–4" not in signs_on(on, "surface")
        assert "replicas" not in on.message
        await on.press("8")
        assert "|B|" not in on.text and "g₁" not in on.text
