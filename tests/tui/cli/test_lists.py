"""Lists that a sweep varies, as they are typed."""

from __future__ import annotations

import numpy as np
import pytest

from engine.config.run import DataConfig
from engine.data.preview import preview
from engine.theory.auto_rate import auto_rate
from engine.theory.samples import Samples
from tests.tui.cli.typed import spec_for
from tui.cli.main import main


class TestLists:
    def test_each_list_is_read_as_its_parameter_has_it(self) -> None:
        spec = spec_for(
            "--batch-sizes 1,16,FULL --learning-rates 1e-4,0.01 --optimizers sgd,Adam --seeds 2"
        )
        assert spec.batch_sizes == (1, 16, "full")
        assert spec.learning_rates == (0.0001, 0.01)
        assert spec.optimizers == ("sgd", "adam")
        assert spec.seeds == (0, 1)

    def test_options_of_a_run_are_for_all_runs(self) -> None:
        spec = spec_for("--batch-sizes 1,2 --samples 50 --epochs 7 --shuffle --w0 -3")
        assert {c.data.samples for c in spec.configs()} == {50}
        assert {(c.stop.epochs, c.batch.shuffle, c.start.w0) for c in spec.configs()} == {
            (7, True, -3.0)
        }

    @pytest.mark.parametrize(("text", "seeds"), [("3", (5, 6, 7)), ("1", (5,)), ("9,2", (9, 2))])
    def test_a_number_of_seeds_counts_from_the_runs_own(
        self, text: str, seeds: tuple[int, ...]
    ) -> None:
        own = "" if "," in text else "--seed 5"
        assert spec_for(f"--seeds {text} {own}").seeds == seeds

    def test_a_range_of_learning_rates_is_even_in_its_logarithm(self) -> None:
        rates = spec_for("--learning-rates 0.0001:0.1:4").learning_rates
        assert rates == pytest.approx((0.0001, 0.001, 0.01, 0.1))
        steps = np.diff(np.log(spec_for("--learning-rates 0.002:0.3:9").learning_rates))
        assert steps == pytest.approx(np.full(8, np.log(150) / 8), rel=1e-4)

    def test_penalties_are_values_and_ranges_and_a_single_one_is_for_all_runs(self) -> None:
        spec = spec_for("--l2 0,0.5,0.01:1:3 --lr 0.02")
        assert spec.l2s == (0, 0.5, 0.01, 0.1, 1)
        assert [config.problem.l2 for config in spec.configs()] == list(spec.l2s)
        one = spec_for("--l2 0.25 --batch-sizes 1,2")
        assert one.l2s == () and {config.problem.l2 for config in one.configs()} == {0.25}

    def test_auto_follows_the_penalty(self) -> None:
        spec = spec_for("--l2 0,20 --batch-sizes 10,full --lr auto")
        samples = Samples.of(preview(DataConfig()))
        for config in spec.configs():
            own = samples.with_l2(config.problem.l2)
            assert config.optimizer.learning_rate == auto_rate(config, own).rate
        assert len({config.optimizer.learning_rate for config in spec.configs()}) == 4

    def test_auto_is_the_rate_of_a_run_with_each_batch_size_and_optimizer(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        spec = spec_for("--batch-sizes 1,16,full --optimizers sgd,adam --seeds 2 --lr auto")
        samples = Samples.of(preview(DataConfig()))
        rates = {}
        for config in spec.configs():
            rate = config.optimizer.learning_rate
            assert rate == auto_rate(config, samples).rate
            rates[config.optimizer.optimizer, config.batch.batch_size] = rate
        assert len(set(rates.values())) > 3
        assert spec.first_cell[:3] == ("sgd", 1, rates["sgd", 1])
        said = capsys.readouterr().err.splitlines()
        assert len(said) == 6
        assert said[0].startswith(f"descent: sgd, M 1, lr {rates['sgd', 1]:g}: ")

    def test_a_hyperparameter_may_serve_one_of_the_optimizers(self) -> None:
        spec = spec_for("--optimizers adam,rmsprop --rho 0.8")
        assert {c.optimizer.rho for c in spec.configs()} == {0.8}

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("", "nothing is varied; give several values to at least one of --batch-sizes"),
            ("--batch-sizes 1,0", "--batch-sizes: '0' is invalid; must be a whole number, 1"),
            ("--batch-sizes 1,,2", "--batch-sizes: '1,,2' has an empty element"),
            ("--batch-sizes 8,16,8", "--batch-sizes: 8 is listed twice"),
            ("--learning-rates 0.1,fast", "--learning-rates: 'fast' is invalid; must be a number"),
            ("--learning-rates 1:0.1:5", "--learning-rates: '1:0.1:5' is invalid; a range is LOW"),
            ("--learning-rates 0.1:1:x", "a range is LOW:HIGH:COUNT"),
            ("--optimizers sgd,adan", "--optimizers: 'adan' is invalid; must be one of sgd"),
            ("--seeds 0", "--seeds: '0' is invalid; must be a whole number from 1"),
            ("--seeds 1,x", "--seeds: 'x' is invalid"),
            ("--seeds 100001", "--seeds: '100001' is invalid"),
            ("--batch-sizes 1,2 -M 4", "--batch-size: --batch-sizes sets it too"),
            ("--seeds 1,2 --seed 4", "--seed: --seeds sets it too"),
            ("--optimizers adam,lion --momentum 0.5", "--momentum: sgd has no momentum"),
            ("--seeds 3 --data a.csv", "--seeds: samples from a file"),
            ("--batch-sizes 1,2 --map epochs", "--map: a map needs two of batch sizes"),
            ("--batch-sizes 1,2 --map colour", "--map: 'colour' is invalid; must be epochs"),
            ("--batch-sizes 1,2 --output a.txt", "--output: a.txt: the name must end in .csv"),
            (
                "--batch-sizes 1,2 --output no/a.csv",
                "--output: no/a.csv: the folder no does not exist",
            ),
            ("--batch-sizes", "--batch-sizes: the value is missing; must be batch sizes separated"),
            ("--batch-sizes 1,2 --every 3", "--every: only for descent train"),
        ],
    )
    def test_what_cannot_be_is_one_line_and_status_2(
        self, capsys: pytest.CaptureFixture[str], line: str, told: str
    ) -> None:
        assert main(["sweep", *line.split()]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.count("\n") == 1
        assert told in captured.err
