"""The algorithm's page: every number recomputed from the samples, at every size."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.config.optimizer import OptimizerConfig
from engine.config.run import RunConfig
from engine.history.values import Change
from engine.optimizers.rules import evaluated
from engine.optimizers.table import OPTIMIZERS
from tests.tui.views.algorithm.pages import (
    LOOK,
    PREVIEW,
    ROWS,
    direct,
    lines_of,
    scene,
    step_of,
)
from tests.tui.views.scenes import scene_of
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.text.numbers import reading
from tui.views.algorithm.numbers import numbers_of
from tui.views.algorithm.page import stage_count
from tui.views.algorithm.terms import rule_for, short_number, substituted, symbols_for
from tui.views.algorithm.widget import SLOW, walk_seconds
from tui.views.slice.cut import Along, cut_of
from tui.views.slice.layout import slice_of
from tui.views.slice.widget import read_out


@pytest.mark.parametrize("size", [(78, 19), (118, 35), (198, 45)])
def test_forward_pass_loss_and_gradient_are_those_of_the_samples(size):
    text = lines_of(scene(step_of()), size)
    digits = 9 if size[0] > 90 else 8
    x, y, made, error, (loss, by_w, by_b) = direct()
    for k in range(4):
        row = next(line.split() for line in text if line.split()[:1] == [str(9 + k)])
        values = (x[k], made[k], y[k], -error[k], error[k] ** 2, -error[k] * x[k])
        assert row[1:] == [reading(value, digits).strip() for value in values]
    for formula, value in (("L = 1/M", loss), ("∂L/∂w =", by_w), ("∂L/∂b =", by_b)):
        line = next(line for line in text if formula in line)
        assert float(line.split()[-1]) == pytest.approx(value, rel=1e-5)
    assert any("batch 3 of 25 = ⌈100/4⌉: samples 9–12, epoch 2" in line for line in text)
    assert any("update 7:  SGD" in line for line in text)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_state_is_shown_as_it_was_and_as_it_is(name):
    optimizer = OptimizerConfig(optimizer=name, learning_rate=0.1)
    shown = scene(step_of(), optimizer=optimizer)
    text = lines_of(shown, (198, 45))
    rule = rule_for(optimizer)
    for line in rule:
        row = next(row for row in text if f" {line.text} " in row)
        if line.in_state:
            assert "0.250000 →  0.750000" in row or "0.125000 →  0.375000" in row
            if not line.shared:
                assert "0.125000 →  0.375000" in row
        elif line.symbol == "θ":
            assert "3.000000 →  3.250000" in row
            assert "1.000000 →  1.125000" in row
    # What lives no longer than the update is computed from the state before.
    _, _, _, _, (_, by_w, _) = direct()
    values = {**symbols_for(optimizer), "θ": 3.0, "g": by_w, "t": 7.0}
    values |= {line.symbol: 0.25 if not line.shared else 0.125 for line in rule if line.in_state}
    for line, (made, _) in zip(rule, evaluated(rule, values), strict=True):
        if not line.kept:
            row = next(row for row in text if f" {line.text} " in row)
            assert reading(made, 9).strip() in row
    assert any("t = 7" in row for row in text)


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("digits", [3, 4])
def test_a_formula_in_numbers_gives_its_result(name, digits):
    optimizer = OptimizerConfig(optimizer=name, learning_rate=0.1)
    rule = rule_for(optimizer)
    values = {**symbols_for(optimizer), "θ": -3.2, "g": -37.5, "t": 12.0}
    values |= {line.symbol: 0.34 for line in rule if line.in_state}
    for line, (made, used) in zip(rule, evaluated(rule, values), strict=True):
        text = substituted(line, used, digits)
        plain = text.replace("−", "-").replace("·", "*").replace("½", "0.5")
        for place, superscript in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹"):
            if superscript in plain and superscript != "²":
                plain = plain.replace(superscript, str(place))
        plain = plain.replace("0.96" + "1²", "0.96**12").replace("0.9961²", "0.996**12")
        for base in ("0.9", "0.999", "0.96"):
            plain = plain.replace(f"{base}1²", f"{base}**12").replace(f"{base}13", f"{base}**13")
        plain = plain.replace("²", "**2").replace("|-37.5|", "37.5")
        for root in ("√(", "√"):
            while root in plain:
                start = plain.index(root) + 1
                stop = start + (
                    _closing(plain[start:]) if root == "√(" else _number_length(plain[start:])
                )
                plain = f"{plain[: start - 1]}math.sqrt({plain[start:stop]}){plain[stop:]}"
        result = eval(plain, {"math": math, "sign": np.sign, "max": max})
        assert result == pytest.approx(made, rel=0.02, abs=1e-9), (line.text, text)


def _closing(text):
    depth = 0
    for place, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return place + 1
    raise AssertionError(text)


def _number_length(text):
    return next(
        (place for place, character in enumerate(text) if character not in "0123456789.e"),
        len(text),
    )


def test_short_numbers_keep_their_whole_part_and_four_digits():
    wanted = {
        1234567.0: "1.235e6", 123456.0: "123456", 12.3456: "12.35", 0.001234567: "0.001235",
        -0.5: "-0.5", 0.0: "0", 1e-7: "1e-7", 100.0: "100",
    }  # fmt: skip
    assert {value: short_number(value) for value in wanted} == wanted
    assert short_number(12.3456, 3) == "12.3"


def test_before_the_first_update_there_are_symbols_and_what_to_do():
    for name in OPTIMIZERS:
        optimizer = OptimizerConfig(optimizer=name)
        shown = scene_of(PREVIEW, config=RunConfig(optimizer=optimizer))
        text = "\n".join(lines_of(shown))
        assert "n: make one update" in text
        for line in rule_for(optimizer):
            assert line.text in text
        assert "→" not in text


def test_after_a_live_change_what_is_not_known_is_left_out():
    change = Change(7, 1, "learning_rate", "0.1", "0.2")
    optimizer = OptimizerConfig(optimizer="adam", learning_rate=0.2)
    text = lines_of(scene(step_of(), optimizer=optimizer, state=False, changes=(change,)))
    whole = "\n".join(text)
    assert "learning rate = 0.2 from the next update" in whole
    row = next(line for line in text if "m ← " in line)
    assert "– →  0.750000" in row
    row = next(line for line in text if "α = " in line)
    assert row.split()[-1] == "–"
    assert "3.000000 →  3.250000" in whole
    earlier = replace(change, update=6)
    text = lines_of(scene(step_of(), optimizer=optimizer, changes=(earlier,)))
    assert "0.250000 →  0.750000" in "\n".join(text)


def test_shuffled_batches_show_the_samples_they_used():
    from engine.data.batches import sample_order

    shown = scene(step_of(), shuffle=True)
    numbers = numbers_of(shown, 10)
    assert numbers is not None
    order = sample_order(0, 1, 100)[ROWS]
    assert numbers.samples.index.tolist() == (order + 1).tolist()
    np.testing.assert_array_equal(numbers.samples.x, PREVIEW.x[order].astype(float))
    assert "epoch 2, shuffled" in "\n".join(lines_of(shown))
    change = Change(7, 1, "shuffle", "off", "on")
    numbers = numbers_of(scene(step_of(), shuffle=True, changes=(change,)), 10)
    assert numbers is not None and numbers.samples.index.size == 0


def test_samples_that_are_not_at_hand_are_left_out():
    kept = np.array([8, 9, 40])
    preview = replace(
        PREVIEW,
        indices=kept,
        data=replace(PREVIEW.data, x=PREVIEW.data.x[kept], y=PREVIEW.data.y[kept]),
    )
    numbers = numbers_of(scene(step_of(), preview=preview), 10)
    assert numbers is not None
    assert numbers.samples.index.tolist() == [9, 10]
    far = step_of(rows=slice(90, 94))
    numbers = numbers_of(scene(far, preview=preview), 10)
    assert numbers is not None and numbers.samples.index.size == 0
    assert "sample" not in "\n".join(lines_of(scene(far, preview=preview))).replace("samples", "")


def test_the_full_batch_is_said_to_be_all():
    text = "\n".join(lines_of(scene(step_of(rows=slice(0, 100)))))
    assert "all 100, epoch 2" in text


def test_the_lit_line_is_marked_and_always_in_sight():
    optimizer = OptimizerConfig(optimizer="nadam")
    shown = scene(step_of(), optimizer=optimizer)
    for size in ((58, 11), (78, 19), (118, 35)):
        for lit in range(stage_count(optimizer)):
            text = lines_of(shown, size, lit=lit)
            marked = [line for line in text if "▶" in line]
            assert len(marked) == 1
            assert marked[0].split()[:2] == ["▶", str(lit + 1)]
        assert not any("▶" in line for line in lines_of(shown, size))


def test_the_light_walks_after_a_single_update_and_not_after_many_or_fast_ones():
    assert walk_seconds(1, 60.0) == pytest.approx(1.2)
    assert 0 < (walk_seconds(1, 1 / 3) or 0) < 1 / 3
    assert walk_seconds(1, SLOW / 2) is None
    assert walk_seconds(2, 60.0) is None
    assert walk_seconds(0, 60.0) is None
    assert walk_seconds(-3, 60.0) is None


@pytest.mark.parametrize(
    ("batch_size", "rows", "said"),
    [
        (32, slice(96, 100), "batch 4 of 4 = ⌈100/32⌉: samples 97–100, the 4 that remain, epoch 2"),
        (32, slice(0, 32), "batch 1 of 4 = ⌈100/32⌉: samples 1–32, epoch 2"),
        (33, slice(99, 100), "batch 4 of 4 = ⌈100/33⌉: sample 100, the 1 that remains, epoch 2"),
        (1, slice(41, 42), "batch 42 of 100 = ⌈100/1⌉: sample 42, epoch 2"),
        ("full", slice(0, 100), "all 100, epoch 2"),
        # The batch size was changed since, or within the epoch.
        (32, slice(8, 12), "samples 9–12 of 100, M = 4, epoch 2"),
        (32, slice(64, 80), "samples 65–80 of 100, M = 16, epoch 2"),
    ],
)
def test_the_bounds_of_the_batch_are_said(batch_size, rows, said):
    shown = scene(step_of(rows=rows), size=batch_size)
    text = lines_of(shown)
    assert any(said in line for line in text)
    narrow = lines_of(shown, (78, 19))
    assert any(said.split(", epoch")[0].replace(" = ", "=")[:20] in line.replace(" = ", "=")
               for line in narrow)  # fmt: skip
    plain = lines_of(shown, look=Look(LOOK.palette, Markers.ASCII))
    assert "".join(plain).isascii()


def test_the_batch_loss_has_the_workers_digits_as_in_the_status_line_and_the_slice():
    step = step_of()
    # What float32 makes of it: the moments give other digits.
    rounded = replace(step, loss=step.loss * (1 + 2e-6))
    digits = reading(rounded.loss, 9).strip()
    assert digits != reading(step.loss, 9).strip()
    line = next(line for line in lines_of(scene(rounded)) if "L = 1/M" in line)
    assert line.split()[-1] == digits
    said = read_out(scene(rounded), slice_of(cut_of(rounded, (0.0, 0.0), Along.STEP), (rounded,),
                                             PREVIEW.moments), 118)  # fmt: skip
    assert f"batch loss {digits} →" in said


def test_the_gradient_that_only_the_worker_knows_is_the_one_it_reports() -> None:
    step = replace(step_of(), objective=None)
    unknown, known = (
        numbers_of(scene(one), 3) for one in (step, replace(step, gradient=(2.0, 0.5)))
    )
    assert unknown is not None and np.isnan(unknown.gradient).all()
    assert known is not None and known.gradient == (2.0, 0.5)
