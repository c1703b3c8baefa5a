"""Standardizing from the keys, its suggestion, and a learning rate from the theory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.config.run import Standardize
from engine.data.dataset import load
from tests.tui.stage import Stage, stage


@pytest.fixture
def steep(tmp_path: Path) -> Path:
    """Kilometres and prices: a condition number of about 1e11."""
    path = tmp_path / "cars.csv"
    rows = (f"{20_000 + 9_000 * k},{8_000 - 150 * k + 90 * (k % 3)}" for k in range(25))
    path.write_text("\n".join(["km,price", *rows]) + "\n")
    return path


def mode(on: Stage) -> Standardize:
    return on.app.model.config.data.standardize


async def test_one_key_makes_the_valley_round_and_leads_back():
    async with stage(size=(160, 40)) as on:
        await on.press("Z")
        assert mode(on) is Standardize.SCALE
        assert on.engine.config.data.standardize is Standardize.SCALE
        assert "standardize none → scale · x' = (x - 5.48" in on.message
        assert "condition number 1; try lr 0.5" in on.message
        assert on.app.model.problem is not None
        assert on.app.model.problem.theory.condition_number == pytest.approx(1)
        assert "w'" in on.text and "b'" in on.text
        await on.press("Z")
        assert mode(on) is Standardize.CENTER
        await on.press("Z")
        assert mode(on) is Standardize.NONE
        assert "w'" not in on.text
        await on.press("u")
        assert mode(on) is Standardize.CENTER


async def test_the_status_line_and_the_panel_have_the_datas_units():
    async with stage(size=(200, 50), standardize="scale", w0=30.0, b0=50.0) as on:
        data = load(on.app.model.config.data.model_copy(update={"standardize": Standardize.NONE}))
        x, y = data.x.astype(float), data.y.astype(float)
        slope = 30 / np.std(x)
        shown = on.numbers.split()
        assert float(shown[shown.index("w") + 1]) == pytest.approx(slope, rel=1e-5)
        assert float(shown[shown.index("b") + 1]) == pytest.approx(
            50 - slope * np.mean(x), rel=1e-4
        )
        assert float(shown[shown.index("w'") + 1]) == 30
        w, b = np.polyfit(x, y, 1)
        assert float(on.panel_row("optimum w").split()[-1]) == pytest.approx(w, rel=1e-5)
        assert float(on.panel_row("optimum b").split()[-1]) == pytest.approx(b, rel=1e-5)


async def test_a_narrow_valley_is_said_before_the_run_with_the_key_that_helps(steep):
    async with stage(size=(200, 50), data=steep) as on:
        await on.prepared()
        said = "\n".join(on.app.model.messages.log)
        assert "condition number" in said and "Z: standardize" in said
        await on.press("Z")
        await on.prepared()
        assert mode(on) is Standardize.SCALE
        assert "Z: standardize" not in on.message


async def test_auto_is_a_number_from_the_theory():
    async with stage(size=(160, 40), standardize="scale") as on:
        await on.press("tab")
        while not on.app.dashboard.panel.has_focus:
            await on.press("tab")
        assert on.app.dashboard.panel.selected == "learning_rate"
        await on.press("enter")
        assert on.app.dashboard.panel.editor is not None
        on.app.dashboard.panel.editor.value = "auto"
        await on.settle()
        assert "invalid" not in on.text
        await on.press("enter")
        assert on.app.model.config.optimizer.learning_rate == 0.5
        assert on.engine.config.optimizer.learning_rate == 0.5
        assert "lr 0.5: 2/(λmax + λmin), the fastest for the full batch" in on.message
