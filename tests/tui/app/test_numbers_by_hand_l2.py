"""A run with L2 regularization on the screen: every number, recomputed from the samples."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from engine.data.dataset import load
from tests.tui.app.follower import following
from tests.tui.stage import Stage, stage

RATE, SIZE, L2 = 0.01, 20, 0.5


def last_number(line: str) -> float:
    return float(line.rsplit(maxsplit=1)[-1])


def numbers_after(on: Stage, start: str) -> list[float]:
    [line] = [line for line in on.lines if start in line]
    text = line.partition(start)[2].replace("│", " ")
    return [float(found) for found in re.findall(r"-?\d+\.\d+", text)]


async def test_optimum_limits_losses_and_the_algorithm_are_those_of_the_penalized_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    async with stage(batch_size=SIZE, learning_rate=RATE, l2=L2, size=(160, 50)) as on:
        samples = load(on.app.model.config.data)
        x, y = samples.x.astype(float), samples.y.astype(float)
        rows = np.stack([x, np.ones(x.size)], axis=1)
        normal = rows.T @ rows / x.size + np.diag([L2, 0.0])
        best = np.linalg.solve(normal, rows.T @ y / x.size)
        least = np.mean((rows @ best - y) ** 2) + L2 * best[0] ** 2
        low, high = np.linalg.eigvalsh(2 * normal)
        for label, value in (
            ("optimum w", best[0]),
            ("optimum b", best[1]),
            ("least loss", least),
            ("condition number", high / low),
            ("full", 2 / (low + high)),
        ):
            assert last_number(on.panel_row(label)) == pytest.approx(value, rel=1e-3), label
        assert on.panel_row("L2").split()[-1] == "•0.5"
        assert "mean squared error + 0.5·w²" in on.text

        await on.press("space")
        await on.train(3)
        await on.press("space")
        w = b = 0.0
        for update in range(3):
            part = slice(SIZE * update, SIZE * update + SIZE)
            error = w * x[part] + b - y[part]
            loss = np.mean(error**2) + L2 * w * w
            by_w, by_b = 2 * np.mean(error * x[part]) + 2 * L2 * w, 2 * np.mean(error)
            w, b = w - RATE * by_w, b - RATE * by_b
        full = np.mean((w * x + b - y) ** 2) + L2 * w * w
        [shown] = re.findall(r"full loss +([\d.]+)", on.numbers)
        assert float(shown) == pytest.approx(full, rel=1e-5)
        await on.press("8")
        [found] = numbers_after(on, "L = 1/M Σ (y − ŷ)² + 0.5·w²")
        assert found == pytest.approx(loss, rel=1e-6)
        [found] = numbers_after(on, "∂L/∂w = −2/M Σ (y − ŷ)·x + 2·0.5·w")
        assert found == pytest.approx(by_w, rel=1e-5)
        [found] = numbers_after(on, "∂L/∂b = −2/M Σ (y − ŷ)")
        assert found == pytest.approx(by_b, rel=1e-5)
        async with following(on, size=(160, 50)) as follower:
            assert follower.lines[:-3] == on.lines[:-3]
        on.app.changes.apply({"l2": 2.0})
        await on.settle()
        # Another loss: the run begins again.
        assert on.app.model.status.update == 0
