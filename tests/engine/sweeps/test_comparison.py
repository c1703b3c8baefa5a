"""The comparison of batch sizes: which ones, and which sweeps are recorded."""

from __future__ import annotations

import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.sweeps.comparison import batch_comparison, can_be_recorded
from engine.sweeps.spec import SweepSpec


@pytest.mark.parametrize(
    ("samples", "sizes"),
    [
        (2, (1, "full")),
        (16, (1, "full")),
        (17, (1, 16, "full")),
        (100, (1, 16, 32, 64, "full")),
        (128, (1, 16, 32, 64, "full")),
        (1000, (1, 16, 32, 64, 128, "full")),
    ],
)
def test_no_batch_size_is_the_full_batch_twice(samples, sizes) -> None:
    assert batch_comparison(RunConfig(), samples).batch_sizes == sizes


def test_only_few_short_runs_on_the_same_samples_are_recorded() -> None:
    base = RunConfig()
    assert can_be_recorded(SweepSpec(base, (1, 2)), 100)
    assert not can_be_recorded(SweepSpec(base, (1, 2), (0.1, 0.2)), 100)
    assert not can_be_recorded(SweepSpec(base, (1, 2), seeds=(0, 1)), 100)
    assert not can_be_recorded(
        SweepSpec(base, learning_rates=tuple(k / 10 for k in range(1, 10))), 100
    )
    assert not can_be_recorded(SweepSpec(base, (1, 2)), 100_000)
    endless = with_values(base, {"stop": "never", "epochs": 10**9})
    assert not can_be_recorded(SweepSpec(endless, learning_rates=(0.001, 1000.0)), 100)
