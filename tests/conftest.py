"""What all tests share."""

from __future__ import annotations

import os
import signal

from hypothesis import settings

# The machines that run these tests are slow and shared, and a test must not fail by the clock.
settings.register_profile("descent", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("descent")

# The programs under test are started as from a terminal, whatever started the tests: what is
# ignored here (nohup does so) would be ignored there.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
