"""The help names every option once, with its default."""

from __future__ import annotations

import pytest

from engine.config.parameters import PARAMETERS
from tui.cli.options.run import default_text, option_names
from tui.cli.parse import parse


class TestHelp:
    def help_text(self, capsys: pytest.CaptureFixture[str], line: str) -> str:
        assert parse(line.split()) is None
        return " ".join(capsys.readouterr().out.replace("│", " ").split())

    @pytest.mark.parametrize("line", ["--help", "train --help", "sweep --help"])
    def test_it_says_what_each_option_does_takes_and_defaults_to(
        self, capsys: pytest.CaptureFixture[str], line: str
    ) -> None:
        text = self.help_text(capsys, line)
        for parameter in PARAMETERS.values():
            for name in option_names(parameter):
                assert name in text
            assert parameter.description.rstrip(".") in text
            assert parameter.accepts in text
            assert f"[default: {default_text(parameter)}]" in text

    def test_training_has_options_of_its_own(self, capsys: pytest.CaptureFixture[str]) -> None:
        text = self.help_text(capsys, "train --help")
        assert all(option in text for option in ("--every N", "--json", "--history FILE"))

    def test_sweeping_has_options_of_its_own(self, capsys: pytest.CaptureFixture[str]) -> None:
        text = self.help_text(capsys, "sweep --help")
        own = ("--batch-sizes", "--learning-rates", "--optimizers", "--seeds", "--output", "--map")
        assert all(option in text for option in own)
        assert "--loss-factor" in self.help_text(capsys, "tradeoff --help")

    @pytest.mark.parametrize(
        ("name", "text"),
        [("samples", "100"), ("learning_rate", "0.001"), ("shuffle", "off"), ("stop", "loss")],
    )
    def test_defaults_are_those_one_would_type(self, name: str, text: str) -> None:
        assert default_text(PARAMETERS[name]) == text
