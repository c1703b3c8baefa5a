"""The device that tests train on: the CPU, or what `TEST_DEVICE` names, such as "/GPU:0"."""

from __future__ import annotations

import os

DEVICE = os.environ.get("TEST_DEVICE", "/CPU:0")
"""By TensorFlow's name."""
