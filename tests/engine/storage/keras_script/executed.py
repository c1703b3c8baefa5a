"""Executes exported scripts in this process, where TensorFlow is imported already."""

from __future__ import annotations

import contextlib
import io
import os
from typing import Any
from unittest import mock

import numpy as np

from engine.config.run import RunConfig
from engine.data.preview import preview
from engine.storage.keras_script.course import Course
from engine.storage.keras_script.export import exported
from engine.storage.keras_script.part import Part
from engine.storage.keras_script.script import python_script
from engine.worker.session.session import Session
from tests.late_tensorflow import import_now

NO_MATPLOTLIB = {"matplotlib": None, "matplotlib.pyplot": None}
"""For `sys.modules`: as if it were not installed."""


def parts_for(config: RunConfig, course: Course | None = None) -> list[Part]:
    return exported(config, preview(config.data), course)


def parts_of_session(session: Session) -> list[Part]:
    """The script of the run of a session, as the app exports it."""
    frame = session.run.frame()
    return parts_for(frame.config, Course.of_frame(frame))


def execute(parts: list[Part], modules: dict[str, Any] | None = None) -> dict[str, Any]:
    """The names that the script leaves, and what it printed as "printed"."""
    import_now()
    names: dict[str, Any] = {"__name__": "__main__"}
    printed = io.StringIO()
    given = NO_MATPLOTLIB if modules is None else modules
    with (
        mock.patch.dict("sys.modules", given),
        mock.patch.dict(os.environ),
        contextlib.redirect_stdout(printed),
    ):
        exec(compile(python_script(parts), "exported.py", "exec"), names)
    return names | {"printed": printed.getvalue()}


def assert_same_run(names: dict[str, Any], session: Session) -> None:
    """The script made the updates of the session's run, to the rounding of float32."""
    made, updates = np.array(names["history"]), session.run.record.updates.series
    assert len(made) == len(updates) == session.run.trainer.update
    expected = np.column_stack([updates.loss, updates.theta])
    finite = np.isfinite(expected).all(axis=1)
    size = np.abs(expected[finite]).max(axis=0)
    np.testing.assert_allclose(made[finite], expected[finite], rtol=3e-5, atol=3e-6 * size.max())
    if finite.all():
        past, epochs = session.run.past, session.run.record.epochs.series
        assert len(names["epoch_means"]) == len(epochs)
        assert names["epoch_ends"] == [past.end_of(int(epoch)) for epoch in epochs.index]
