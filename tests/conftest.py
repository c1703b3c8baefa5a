"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# The machines that run these tests are slow and shared, and a test must not fail by the clock.
settings.register_profile("descent", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("descent")
