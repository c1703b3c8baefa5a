"""`descent watch` on a screen and line by line, with recordings made without Keras."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from textual.pilot import Pilot

from engine.networks.recording.earlier import past_of
from engine.networks.recording.reader import Reader
from engine.networks.recording.records import Batch, Begin, Epoch
from engine.networks.recording.writer import RecordingWriter
from tests.engine.networks.recordings import STEPS, train, writer
from tui.canvas.palette import Look, palette_for
from tui.networks.bars import StatusBar
from tui.networks.watch.app import WatchApp
from tui.networks.watch.curves import Over, curves_of, fits_at, metrics_of, rate_of
from tui.networks.watch.lines import lines_of
from tui.networks.watch.plot import Frame, scales_of
from tui.networks.watch.widgets import CurvePlot, PathPlot
from tui.networks.watch.words import duration, seconds_left
from tui.terminal.settings import ScreenSettings

LOOK = Look(palette_for(dark=True))
SIZES = [(80, 24), (120, 40), (200, 50)]


async def seen(app: WatchApp, pilot: Pilot[int]) -> str:
    """What is on the screen after another look at the folder."""
    await app.look_at_folder()
    await pilot.pause()
    loss, rate = (app.query_one(name, CurvePlot) for name in ("#loss", "#rate"))
    plots = (loss, rate, app.query_one("#path", PathPlot))
    lines = [line for plot in plots for line in plot.shown.lines()]
    return "\n".join([*lines, app.query_one("#status", StatusBar).text])


@pytest.mark.parametrize("size", SIZES)
async def test_from_before_the_folder_exists_to_another_training(
    tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A short name: a long one leaves no room for what comes after it.
    monkeypatch.chdir(tmp_path)
    folder = Path("run")
    app = WatchApp(folder, ScreenSettings())
    async with app.run_test(size=size) as pilot:
        text = await seen(app, pilot)
        assert "no such folder yet" in text
        assert "no checkpoint yet" in text
        to = writer(folder)
        train(to, 6, planned=20)
        text = await seen(app, pilot)
        assert "▶ running" in text
        assert "epoch 6 of 20" in text
        assert "loss 0.1667" in text
        assert "val_loss 0.25" in text
        assert "16 weights" in text
        assert "7 checkpoints" in text or size[0] == 80
        assert "● now" in text
        assert "of variance" in text or "of the variance" in text
        to.end(complete=True)
        assert "✓ ended" in await seen(app, pilot)
        to.close()
        again = writer(folder)
        train(again, 2)
        text = await seen(app, pilot)
        assert "▶ running" in text
        assert "epoch 2 of 2" in text
        again.close()


async def test_keys(tmp_path: Path) -> None:
    to = writer(tmp_path)
    train(to, 6)
    app = WatchApp(tmp_path, ScreenSettings())
    async with app.run_test(size=(120, 40)) as pilot:
        await seen(app, pilot)
        loss = app.query_one("#loss", CurvePlot)
        for key, said in (
            ("y", "axis of loss: linear"),
            ("x", "over updates"),
            ("x", "over seconds of training"),
            ("m", "metric: accuracy"),
            ("y", "axis of accuracy: logarithmic"),
            ("z", "the last tenth"),
            ("v", "markers: quadrant"),
        ):
            await pilot.press(key)
            assert said in app.query_one("#status", StatusBar).text
        assert "validation" not in "".join(loss.shown.lines())  # nobody reports val_accuracy
        await pilot.press("4")
        await pilot.pause()
        assert app.query_one("#path").size.width > 110
        assert not app.query_one("#left").display
        await pilot.press("question_mark")
        await pilot.pause()
        assert app.screen.query("#page")
        await pilot.press("escape", "ctrl+t")
        await pilot.pause()
        assert app.theme == "descent-light"
        await pilot.press("q")
    assert app.return_code == 0
    to.close()


def test_progress_is_that_of_the_log_where_the_last_sign_of_life_is_older(tmp_path: Path) -> None:
    to = writer(tmp_path)
    train(to, 6)
    before = to.now
    for update, epoch in ((65, 6.5), (75, 7.5)):
        # Each after more seconds than the log waits between updates within an epoch.
        to.log.batch(update * 10.0, partial(Batch, update, epoch, update * 10.0, 0.1, 0.1))
    to.log.flush()
    found = Reader(tmp_path).look().now
    assert found is not None
    assert (before.update, before.epoch) == (60, 6)
    assert (found.update, found.epoch, found.batch, found.steps) == (75, 7, 5, STEPS)
    to.close()


def test_the_curves_are_what_was_recorded(tmp_path: Path) -> None:
    to = writer(tmp_path)
    train(to, 4)
    to.close()
    past = past_of(tmp_path)
    again = RecordingWriter(tmp_path, to.header, past)
    train(again, 2, first=4, fit=2)
    again.close()
    recording = Reader(tmp_path).look()
    assert metrics_of(recording) == ["loss", "accuracy"]
    so_far, loss, validation = curves_of(recording, "loss", Over.UPDATES, LOOK)
    np.testing.assert_array_equal(loss.x, [10, 20, 30, 40, 50, 60])
    np.testing.assert_array_equal(validation.y, 1.5 / np.arange(1, 7))
    np.testing.assert_array_equal(so_far.x, loss.x - 5)
    (rate,) = rate_of(recording, Over.SECONDS, LOOK)
    assert rate.x[-1] == 60.0
    assert fits_at(recording, Over.UPDATES) == (40.0,)
    assert fits_at(recording, Over.EPOCHS) == (4.0,)
    recent = Frame(("epochs",), "loss", log=True, recent=True)
    x, y = scales_of([loss], recent, None)
    assert (x.low, x.high) == (54.0, 60.0)
    assert y.low <= 1 / 6 <= y.high


def test_limits_stay_while_a_curve_grows_a_little(tmp_path: Path) -> None:
    to = writer(tmp_path)
    train(to, 20)
    to.close()
    (_, loss, _) = curves_of(Reader(tmp_path).look(), "loss", Over.EPOCHS, LOOK)
    frame, before = Frame(("epochs",), "loss", log=True, planned=20), None
    changes = 0
    for last in range(2, 21):
        part = type(loss)(loss.x[:last], loss.y[:last], loss.entry)
        scales = scales_of([part], frame, before)
        assert scales[0].high >= part.x[-1]
        changes += scales != before
        before = scales
    assert changes <= 9


def test_the_time_that_is_left_is_that_of_the_last_epochs(tmp_path: Path) -> None:
    to = writer(tmp_path)
    train(to, 6, planned=20)
    found = Reader(tmp_path).look()
    assert seconds_left(found) == pytest.approx(140.0)
    to.close()


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (59.6, "1 min"), (200, "3 min 20 s"), (7500, "2 h 5 min")]
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_line_by_line(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    steps = iter(["begin", "more", "end"])
    made: dict[str, RecordingWriter] = {}

    def wait(_seconds: float) -> None:
        match next(steps, None):
            case "begin":
                made["to"] = writer(folder)
                train(made["to"], 2)
            case "more":
                train(made["to"], 1, first=2, fit=2)
            case "end":
                made["to"].end(complete=True)

    third = "epoch 3, update 30, loss 0.33333, validation loss 0.5, accuracy 0.75"
    third += ", learning rate 0.033333"
    said = list(lines_of(Reader(folder), wait))
    assert said == [
        f"{folder}: no such folder yet",
        "epoch 1, update 10, loss 1, validation loss 1.5, accuracy 0.5, learning rate 0.1",
        "epoch 2, update 20, loss 0.5, validation loss 0.75, accuracy 0.66667, learning rate 0.05",
        "running",
        third,
        "ended",
    ]
    made["to"].close()


def test_each_epoch_is_said_once_where_its_number_or_its_update_goes_back(tmp_path: Path) -> None:
    steps = iter(["lower", "", "back", "", "end"])
    to = writer(tmp_path)
    train(to, 3)

    def wait(_seconds: float) -> None:
        match next(steps, None):
            case "lower":
                to.log.restart()
                to.log.append(Begin(2, 30, 1, 0.0))
                to.log.epoch(Epoch(40, 2, 40.0, 0.1, {"loss": 0.25}))
            case "back":
                train(to, 1, first=2, fit=3)
            case "end":
                to.end(complete=True)

    said = [line.split(", loss")[0] for line in lines_of(Reader(tmp_path), wait)]
    to.close()
    assert said == [
        "epoch 1, update 10",
        "epoch 2, update 20",
        "epoch 3, update 30",
        "running",
        "epoch 2, update 40",
        "epoch 3, update 30",
        "ended",
    ]
