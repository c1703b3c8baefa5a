"""`python -m screenshots`: run the app with the real engine, press keys, take its picture.

The same seed gives the same picture, on any machine.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from tui.model.presets import PRESETS

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from engine.history.frame import Frame
    from tui.app.app import DescentApp
    from tui.model.app_model import AppModel

HERE = Path(__file__).parent
PATIENCE_SECONDS = 300.0


async def until(pilot: Pilot[int], reached: Callable[[], bool]) -> None:
    """Wait for a state of the run."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not reached():
            await pilot.pause(0.02)


def ended(model: AppModel) -> bool:
    """Whether the run makes no more updates."""
    return model.frame is not None and model.frame.state.ended


def ended_since(model: AppModel, before: Frame | None) -> bool:
    """Whether a run that began after this frame makes no more updates."""
    return model.frame is not before and ended(model)


def save(app: DescentApp, name: str) -> None:
    """Write the screen as it is."""
    from tui.app.controllers.pictures import screen_cells
    from tui.canvas.picture.file import write_picture

    path = HERE / f"{name}.png"
    write_picture(path, screen_cells(app), name)
    print(path.name)


@dataclass(frozen=True)
class Picture:
    """One picture: its name, and the keys before it; what to wait for after the keys.

    Attributes:
        updates: so many of the run.
        experiment: the end of the sweep or measurement that the keys began.
        race: the end of the race that the keys began.
        mapped: the end of the phase map that the keys began.
    """

    name: str
    keys: tuple[str, ...] = ()
    updates: int | None = None
    experiment: bool = False
    race: bool = False
    mapped: bool = False


async def take(
    values: dict[str, object],
    size: tuple[int, int],
    pictures: Sequence[Picture],
    *,
    to_end: bool,
    lesson: str = "",
) -> None:
    """Run to the end of the run, or not at all; then take the pictures, one after the other."""
    from engine.client.engine import Engine
    from tui.app.app import DescentApp

    app = DescentApp(with_values(RunConfig(), values), Engine, pace=None, lesson=lesson)
    async with app.run_test(size=size) as pilot:
        model = app.model
        await until(pilot, lambda: model.frame is not None)
        if to_end:
            await pilot.press("space")
            await until(pilot, lambda: ended(model))
        for picture in pictures:
            before = model.frame
            for key in picture.keys:
                before = model.frame
                await pilot.press(key)
            if (wanted := picture.updates) is not None:
                await until(pilot, lambda: model.frame is not None and model.frame.update == wanted)
            if picture.experiment:
                await until(pilot, lambda: model.experiments.shown is not None)
                await until(pilot, lambda: model.experiments.under_way is None)
            if picture.mapped:
                await until(pilot, lambda: model.experiments.phase is not None)
                await until(pilot, lambda: model.experiments.under_way is None)
            if picture.race:
                # The last key restarts all runs; they may have ended before anybody looks.
                await until(pilot, partial(ended_since, model, before))
            await pilot.pause(0.8)
            save(app, picture.name)


PRESET = {preset.name: preset for preset in PRESETS}
BACK_TO_DARK = ("ctrl+t",) * 5
"""From the light theme through the others."""
HALF = ("left_square_bracket",)
RACE = ("p", *HALF, *HALF, "p", *HALF, *HALF, "p", *HALF, *HALF, "7", "a")
"""Keeps runs of several batch sizes, and races them."""


RATES = ("tab", "ctrl+u", *("full_stop" if c == "." else c for c in "0.0001"), "colon",
         *("full_stop" if c == "." else c for c in "0.05"), "colon", "7")  # fmt: skip
SWEEP = ("B", *RATES, "tab", "tab", "tab", "tab", "ctrl+u", "5", "enter")
"""The lab's batch sizes, seven learning rates and five seeds."""


async def main() -> None:
    """All pictures of the README."""
    whole_run = [
        Picture("dashboard"),
        Picture("dashboard-light", ("ctrl+t",)),
        Picture("surface", (*BACK_TO_DARK, "2")),
        Picture("loss", ("3", "y")),
        Picture("solid", ("6",)),
        Picture("help", ("1", "question_mark")),
    ]
    await take({"batch_size": 16, "seed": 3}, (120, 40), whole_run, to_end=True)
    restarts = {"schedule": "restarts", "period": 60, "m_mul": 0.7, "learning_rate": 0.02}
    falling = {"batch_size": 16, "seed": 3, "stop": "never", "epochs": 60, **restarts}
    await take(falling, (120, 40), [Picture("schedule", ("3",))], to_end=True)
    single_steps = [
        Picture("bowl", ("b", "g", "2", *"nnn"), 3),
        Picture("slice", ("g", "b", "5", "n"), 4),
        Picture("data", ("4", "d", "h")),
        Picture("theory", ("d", "h", "1", "t")),
        Picture("algorithm", ("t", *"oooooo", "8", "n"), 5),
    ]
    await take({"batch_size": 4, "learning_rate": 0.005}, (120, 40), single_steps, to_end=False)
    shared = {"replicas": 4, "device": "cpu", "batch_size": 8, "learning_rate": 0.1,
              "standardize": "scale"}  # fmt: skip
    each_part = [
        Picture("replicas", ("b", "g", "n"), 1),
        Picture("replicas-numbers", ("g", "b", "8", "n"), 2),
    ]
    await take(shared, (150, 45), each_part, to_end=False)
    compared = {"batch_size": "full", "learning_rate": 0.001}
    await take(compared, (120, 40), [Picture("runs", RACE, race=True)], to_end=True)
    experiments = [
        Picture("batches", ("M",), experiment=True),
        Picture("batches-lecture", ("L",)),
        Picture("sweep", ("L", *SWEEP), experiment=True),
        Picture("tradeoff", ("T", "enter"), experiment=True),
    ]
    await take({}, (120, 40), experiments, to_end=False)
    mapped = [Picture("phase", ("Q", "Q", "enter"), mapped=True)]
    await take({"optimizer": "momentum"}, (120, 40), mapped, to_end=False)
    basins = {"problem": "himmelblau", "learning_rate": 0.01}
    mapped = [Picture("basins", ("Q", "Q", "enter"), mapped=True)]
    await take(basins, (120, 40), mapped, to_end=False)
    await take({}, (80, 24), [Picture("small")], to_end=True)
    await take({}, (200, 50), [Picture("eigen", ("0",))], to_end=True)
    round_valley = {"standardize": "scale", "learning_rate": 0.1}
    await take(round_valley, (120, 40), [Picture("eigen-round", ("0",))], to_end=True)
    overshooting = [Picture("lesson", ("pagedown", "b", "enter", "pagedown"), 6)]
    await take({}, (120, 40), overshooting, to_end=False, lesson="too-fast")
    await take({}, (100, 30), [Picture("golf", ("U", "enter", "enter"))], to_end=False)
    edited = [Picture("edit", ("4", "C", "v", "v"))]
    await take({"samples": 40}, (100, 30), edited, to_end=False)
    four = PRESET["four-minima"].settings | {"w0": -1.0, "b0": 0.0}
    await take(four, (120, 40), [Picture("four-minima", ("2",))], to_end=True)
    sine = PRESET["two-valleys"].settings
    await take(sine, (120, 40), [Picture("sine")], to_end=True)
    diverging = [Picture("diverged-3d", ("6", "n", *("n",) * 59), 60)]
    await take({"learning_rate": 0.03}, (120, 40), diverging, to_end=False)


if __name__ == "__main__":
    os.environ.update(COLORTERM="truecolor", TERM="xterm-256color")
    with tempfile.TemporaryDirectory() as state:
        # Nobody's progress in the lessons.
        os.environ["XDG_STATE_HOME"] = state
        asyncio.run(main())
