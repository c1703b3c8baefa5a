"""A bare Textual app: it imports Textual and numpy, and shows one label. `python -m bench.bare`.

No app on this stack paints sooner, so it is the reference for this program's first paint.
"""

from __future__ import annotations

import numpy as np
from textual.app import App, ComposeResult
from textual.widgets import Label

TEXT = "the sum of 0 to 9 is"


class BareApp(App[None]):
    """One label."""

    def compose(self) -> ComposeResult:
        yield Label(f"{TEXT} {np.arange(10).sum()}")


if __name__ == "__main__":
    BareApp().run()
