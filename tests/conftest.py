"""What all tests share."""

from __future__ import annotations

import gc
import os
import signal
import tempfile

from hypothesis import settings

# The machines that run these tests are slow and shared, and a test must not fail by the clock.
settings.register_profile("descent", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("descent")

# What is imported stays: looking through it again and again for garbage takes a tenth of the time.
gc.set_threshold(50_000, 20, 50)

# The programs under test are started as from a terminal, whatever started the tests: what is
# ignored here (nohup does so) would be ignored there.
signal.signal(signal.SIGHUP, signal.SIG_DFL)

# Programs under test remember nothing of each other, and nothing of the user's.
_STATE = tempfile.TemporaryDirectory(prefix="descent-state-")
os.environ["XDG_STATE_HOME"] = _STATE.name
