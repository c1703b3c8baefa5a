"""The form of a phase map, in the words that can be typed."""

from __future__ import annotations

import pytest

from engine.config.run import RunConfig
from tui.screens.phase_form import judge_phase, phase_fields

SAMPLES = 100


def texts(**typed: str) -> dict[str, str]:
    """What the fields hold after this was typed."""
    return {field.name: field.text for field in phase_fields(RunConfig(), {})} | typed


def test_the_axes_are_named_in_words_as_on_the_map() -> None:
    x, _, y, *_ = phase_fields(RunConfig(), {})
    assert (x.text, y.text) == ("batch size", "learning rate")
    assert "learning rate, momentum" in x.hint
    judged = judge_phase(RunConfig(), None, SAMPLES, texts(x="epoch"))
    assert "batch-size" in judged.reasons["x"]


@pytest.mark.parametrize("typed", ["lr", "learning rate", "learning_rate", "Learning-Rate"])
def test_every_spelling_of_an_axis_is_kept_for_the_next_map(typed: str) -> None:
    before = texts(x=typed, x_range="0.001:0.1", y="momentum")
    assert not judge_phase(RunConfig(), None, SAMPLES, before).reasons
    x, x_range, y, *_ = phase_fields(RunConfig(), before)
    assert (x.text, x_range.text, y.text) == ("learning rate", "0.001:0.1", "momentum")


def test_the_range_said_of_batch_sizes_is_that_of_runs() -> None:
    said = judge_phase(RunConfig(), None, SAMPLES, texts()).says
    assert "batch size 1 to full" in said
    some = judge_phase(RunConfig(), None, SAMPLES, texts(x_range="3:40", cells="5")).says
    # The middles of the outermost of five cells, on a logarithmic axis.
    least, most = (round(3 * (40 / 3) ** place) for place in (0.1, 0.9))
    assert f"batch size {least} to {most}," in some
