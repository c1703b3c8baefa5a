"""The measured trade-off of batch size agrees with the plain rules."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.errors import ConfigError
from engine.protocol.sweep_messages import (
    MeasureTradeoff,
    SweepEnded,
    TradeoffRows,
)
from engine.sweeps.spec import LAB_BATCH_SIZES
from engine.sweeps.tradeoff import TradeoffSpec
from tests.engine.conftest import config_of
from tests.engine.reference import descend, line
from tests.engine.worker.sweeps.carried_out import carried_out


class TestTradeoff:
    def test_updates_to_the_target_are_those_of_the_plain_rules(self):
        spec = TradeoffSpec(config_of(), (1, 32, "full"), loss_factor=1.2)
        told = carried_out(MeasureTradeoff(spec))
        rows = [each for event in told if isinstance(event, TradeoffRows) for each in event.rows]
        x, y = line(100)
        slope, intercept = np.polyfit(x, y, 1)
        target = 1.2 * np.mean((slope * x + intercept - y) ** 2)
        for each, size in zip(rows, (1, 32, 100), strict=True):
            plain = descend(x, y, 0.001, size, 200)
            losses = [np.mean((w * x + b - y) ** 2) for w, b in zip(plain.w, plain.b, strict=True)]
            wanted = int(np.argmax(np.array(losses) <= target)) + 1
            assert each.reached
            assert each.updates == wanted
            per_epoch = math.ceil(100 / size)
            whole, rest = divmod(wanted, per_epoch)
            assert each.epochs == pytest.approx(whole + rest * size / 100)
            assert each.full_loss == pytest.approx(losses[wanted - 1], rel=1e-4)
            assert each.target == pytest.approx(target, rel=1e-6)
            assert each.seconds > 0
            epoch_seconds = per_epoch * each.update_seconds
            assert each.samples_per_second == pytest.approx(100 / epoch_seconds)
        assert isinstance(told[-1], SweepEnded)

    def test_a_target_out_of_reach_is_told_as_such(self):
        base = config_of(epochs=3, learning_rate=1e-6)
        told = carried_out(MeasureTradeoff(TradeoffSpec(base, (50,))))
        ((each,),) = [
            event.rows for event in told if isinstance(event, TradeoffRows) and event.rows
        ]
        assert (each.reached, each.updates, each.epochs) == (False, 6, 3)

    def test_samples_on_a_line_have_no_loss_to_reach(self):
        spec = TradeoffSpec(config_of(noise_std=0), (1,))
        _, refused, ended = carried_out(MeasureTradeoff(spec))
        assert "noise" in refused.message
        assert ended.stopped

    def test_a_factor_must_be_above_one(self):
        with pytest.raises(ConfigError, match="must be above 1"):
            TradeoffSpec(config_of(), LAB_BATCH_SIZES, 1.0)
