"""Loaded by a worker of the cluster: its parts are trained without TensorFlow."""

from __future__ import annotations

import subprocess

from tests.e2e.light import LightPopen


class QuickPopen(LightPopen):
    """Starts `tests.engine.cluster.light_worker` where `engine.worker` is asked for."""

    STAND_IN = "tests.engine.cluster.light_worker"


vars(subprocess)["Popen"] = QuickPopen
