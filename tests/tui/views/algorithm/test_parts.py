"""The rows of several replicas: each gradient, their average, and what becomes of them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.config.run import BatchConfig
from engine.history.replicas import ReplicaPart, ReplicaStep
from engine.history.values import BatchStep
from tests.fake_replicas import parts_of
from tests.tui.views.algorithm.pages import LOOK, PREVIEW, direct, scene, step_of
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.model.scene import Scene
from tui.text.numbers import reading
from tui.views.algorithm.numbers import numbers_of
from tui.views.algorithm.page import page_of, stage_count
from tui.views.algorithm.paint import arranged, cells_of, digits_of, sheet_of, window
from tui.views.algorithm.parts import averaged
from tui.views.algorithm.parts import parts_of as numbered

ROWS = slice(8, 18)


def shown(replicas: int, told: tuple[ReplicaPart, ...] = (), rows: slice = ROWS) -> Scene:
    step = step_of(rows=rows)
    parts = parts_of(PREVIEW.x[rows], PREVIEW.y[rows], step.span, replicas)
    made = scene(replace(step, parts=parts))
    assert made.frame is not None
    batch = BatchConfig(batch_size=-(-step.count // replicas), replicas=replicas)
    config = made.frame.config.model_copy(update={"batch": batch})
    seen = ReplicaStep(told, 1.0, 1.0, 1.0) if told else None
    return replace(made, frame=replace(made.frame, config=config, replicas=seen), config=config)


def lines_of(made: Scene, size: tuple[int, int] = (118, 45), look: Look = LOOK) -> list[str]:
    columns, rows = size
    replicas, config = made.config.batch.replicas, made.config.optimizer
    numbers, samples = numbers_of(made, rows), made.preview.samples
    page = page_of(config, numbers, samples, digits_of(columns), replicas=replicas)
    sheet = sheet_of(columns, page)
    last = stage_count(config, replicas) - 1
    return cells_of(
        columns, rows, sheet, window(arranged(page, sheet, rows), rows, last), last, look
    ).lines()


def row_of(lines: list[str], start: str) -> list[str]:
    [line] = [line for line in lines if start in line]
    return line.partition(start)[2].split()


def test_each_replica_has_the_gradient_of_its_samples_and_all_take_the_average() -> None:
    lines = lines_of(shown(4))
    # 10 samples among 4: 3, 3, 2 and 2.
    for name, rows in (("g₁", (8, 11)), ("g₂", (11, 14)), ("g₃", (14, 16)), ("g₄", (16, 18))):
        by_w, by_b = direct(rows=slice(*rows))[-1][1:]
        found = row_of(lines, f"{name}: samples {rows[0] + 1}–{rows[1]}")
        assert found == [reading(by_w, 9).strip(), reading(by_b, 9).strip()]
    by_w, by_b = (float(np.float32(value)) for value in direct(rows=ROWS)[-1][1:])
    found = row_of(lines, "g = Σᵣ |Bᵣ|·gᵣ / |B|")
    assert [float(text) for text in found[-2:]] == [
        pytest.approx(value, rel=2e-7) for value in (by_w, by_b)
    ]
    assert "6  g = Σ" in "".join(lines)
    assert any("7  θ ← θ − η·g" in line for line in lines)
    assert "B ← the next 4·M samples" in "".join(lines)
    assert "1/M" not in "".join(lines) and "1/|B|" in "".join(lines)


def test_the_numbers_are_those_that_the_worker_used() -> None:
    told = (ReplicaPart(5, 2.0, (1.25, -3.5)), ReplicaPart(5, 4.0, (2.0, 0.5)))
    lines = lines_of(shown(2, told))
    assert row_of(lines, "g₁: samples 9–13") == ["1.250000", "-3.500000"]
    assert row_of(lines, "g₂: samples 14–18") == ["2.000000", "0.500000"]
    assert row_of(lines, "g = Σᵣ |Bᵣ|·gᵣ / |B|") == ["1.625000", "-1.500000"]
    assert row_of(lines, "∂L/∂w = −2/|B| Σ (y − ŷ)·x") == ["1.625000"]
    assert "= (1.25 + 2)/2" in "".join(lines)
    assert "= 3 − 0.001·1.625" in "".join(lines)
    # Of another update: the samples are not these.
    other = (ReplicaPart(6, 2.0, (1.25, -3.5)), ReplicaPart(4, 4.0, (2.0, 0.5)))
    assert row_of(lines_of(shown(2, other)), "g₁: samples 9–13") != ["1.250000", "-3.500000"]


def test_a_mean_counts_samples_and_leaves_out_a_replica_without_any() -> None:
    made = shown(3, rows=slice(98, 100))
    assert made.frame is not None
    step: BatchStep = made.frame.steps[-1]
    parts = numbered(made.frame, step)
    assert [part.count for part in parts] == [1, 1, 0]
    by_w, by_b = direct(rows=slice(98, 100))[-1][1:]
    assert averaged(parts) == pytest.approx((by_w, by_b), rel=1e-6)
    assert averaged(()) is None
    lines = lines_of(made)
    assert row_of(lines, "g₂: sample 100")
    assert row_of(lines, "g₃: no samples left") == ["–", "–"]
    unequal = shown(2, (ReplicaPart(5, 1.0, (math.nan, 1.0)), ReplicaPart(5, 1.0, (1.0, 2.0))))
    assert row_of(lines_of(unequal), "g = Σᵣ |Bᵣ|·gᵣ / |B|")[-1] == "1.500000"


@pytest.mark.parametrize("size", [(40, 10), (78, 18), (118, 30), (198, 45)])
def test_what_fits_is_shown_and_the_average_and_the_step_always(size: tuple[int, int]) -> None:
    for replicas in (2, 4, 8, 12):
        lines = lines_of(shown(replicas, rows=slice(0, 96)), size)
        text = "\n".join(lines)
        assert "▶  7  θ ← θ − η·g" in text
        assert "6  g = Σᵣ |Bᵣ|·gᵣ" in text or size[1] < 18
        assert ("g₁: " in text) == ("g₂: " in text)
        assert "g₉" not in text
        if size[1] >= 30:
            assert "g₁: samples 1–" in text and "(y − ŷ)" in text
            assert (", of which 8 are shown" in text) == (replicas == 12)


def test_without_colours_in_ascii_all_is_said_in_ascii() -> None:
    look = Look(palette_for(dark=True, colours=None), Markers.ASCII)
    text = "".join(lines_of(shown(8, rows=slice(0, 96)), (118, 45), look))
    assert text.isascii()
    assert "g8: samples 85-96" in text and "g = sumr |Br|*gr / |B|" in text


def test_before_the_first_update_the_page_has_the_symbols() -> None:
    made = shown(4)
    page = page_of(made.config.optimizer, None, 100, 9, replicas=4)
    assert [row.formula for row in page.parts] == ["g = Σᵣ |Bᵣ|·gᵣ / |B|"]
    assert page_of(made.config.optimizer, None, 100, 9).parts == ()
