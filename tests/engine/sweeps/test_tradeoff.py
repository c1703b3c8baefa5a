"""What the times of updates show about a device."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.sweeps.tradeoff import TradeoffRow, verdict, waiting_shares


def measured(samples, update_seconds):
    return TradeoffRow(samples, samples, 1.0, True, 9, 9.0, 1.0, update_seconds, 1.0, 1.0, 0.25)


class TestVerdict:
    def test_arithmetic_takes_no_more_a_sample_than_where_it_is_cheapest(self):
        rows = [measured(1, 2e-6), measured(100, 4e-6), measured(1000, 20e-6)]
        # 20 ns a sample at M = 1000, so 1.98 µs of the cheapest update are its launch.
        assert waiting_shares(rows) == pytest.approx([0.99, 0.5, 0.099])
        text = verdict(rows, "CPU")
        assert "At M = 1 and 100 at least half" in text
        assert "the batch grows 1,000-fold and the time of an update 10-fold" in text

    def test_an_update_that_is_slow_for_its_size_waits_too(self):
        rows = [measured(16, 0.16e-6), measured(32, 2e-6), measured(100, 1e-6)]
        # 10 ns a sample at M = 16: 32 of them take 0.32 µs of 2, and 100 all of 1.
        assert waiting_shares(rows) == pytest.approx([0.0, 0.84, 0.0], abs=1e-12)
        assert "At M = 32 at least half" in verdict(rows, "CPU")

    def test_what_processors_share_does_not_make_the_others_wait(self):
        # As measured on 16 cores: 1.5 ns a sample, and 0.2 where all of them sum a batch.
        alone = [measured(10**5, 148e-6), measured(10**6, 1470e-6)]
        shared = replace(measured(10**7, 2160e-6), shared=True)
        assert max(waiting_shares([*alone, shared])) < 0.2
        assert "below half of the time at every M" in verdict([*alone, shared], "CPU")

    def test_where_no_time_grows_the_device_waits_for_launches(self):
        text = verdict([measured(1, 50e-6), measured(4096, 51e-6)], "GPU:0")
        assert "On GPU:0, launch overhead dominates at every M measured: larger batches" in text
        text = verdict([measured(1, 50e-6), measured(4096, 90e-6)], "GPU:0")
        assert "On GPU:0, launch overhead dominates at every M measured, at least half of" in text

    def test_times_that_do_not_grow_bound_the_arithmetic_of_the_largest_batch_too(self):
        # As measured on an H100: the update of 100 samples is no slower than that of one.
        rows = [measured(1, 24.4e-6), measured(16, 43.3e-6), measured(100, 23.8e-6)]
        # With both times 10 % wrong, 99 samples more take 4.22 µs more: 18 % of the last update.
        assert waiting_shares(rows) == pytest.approx([0.998, 0.984, 0.821], abs=1e-3)
        text = verdict(rows, "GPU:0")
        assert "grows 100-fold and the time of an update stays the same" in text
        assert "dominates at every M measured: larger batches cost no time" in text

    @pytest.mark.parametrize(
        ("last", "words"), [(36e-6, "grows by 20%"), (24e-6, "falls by 20%"), (31e-6, "stays the")]
    )
    def test_a_time_that_hardly_changes_is_not_called_so_many_fold(self, last, words):
        assert f"the time of an update {words}" in verdict(
            [measured(1, 30e-6), measured(64, last)], "GPU:0"
        )

    def test_one_row_tells_nothing(self):
        assert "alone" in verdict([measured(1, 1.0)], "CPU")
