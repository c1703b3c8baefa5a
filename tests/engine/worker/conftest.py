"""The tests of the worker take over each other's compiled programs."""

from __future__ import annotations

from tests.engine.shared_programs import share

share()
