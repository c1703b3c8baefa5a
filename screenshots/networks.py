"""`python -m screenshots.networks`: train a network, and take pictures of both screens about it."""

from __future__ import annotations

import asyncio
import os
import re
import runpy
import tempfile
from pathlib import Path

from screenshots.__main__ import HERE
from tools.docs import ROOT

_BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
SIZE = (120, 36)


def _trained() -> None:
    """Run the program of the page about networks in this folder, with more epochs."""
    found = _BLOCK.search((ROOT / "docs" / "networks.md").read_text(encoding="utf-8"))
    assert found is not None
    Path("train.py").write_text(found[1].replace("epochs=20", "epochs=150"), encoding="utf-8")
    runpy.run_path("train.py", run_name="__main__")


async def main() -> None:
    """Both pictures."""
    from engine.client.landscape import LandscapeWorker
    from engine.protocol.landscape_messages import MapLoss
    from tui.app.controllers.pictures import screen_cells
    from tui.canvas.picture.file import write_picture
    from tui.networks.landscape.app import LandscapeApp
    from tui.networks.landscape.mapper import Mapper
    from tui.networks.watch.app import WatchApp
    from tui.terminal.settings import ScreenSettings

    watching = WatchApp(Path("runs/rings"), ScreenSettings())
    async with watching.run_test(size=SIZE) as pilot:
        await watching.look_at_folder()
        await pilot.pause(0.5)
        write_picture(HERE / "watch.png", screen_cells(watching), "watch")
    asked = MapLoss(Path("mlp.keras"), Path("rings.npz"), checkpoints=Path("runs/rings"))
    worker = LandscapeWorker()
    mapper = Mapper(asked, events=worker.events, end=worker.close)
    async for _ in mapper.changes():
        pass
    mapped = LandscapeApp(mapper, asked.model, ScreenSettings())
    async with mapped.run_test(size=SIZE) as pilot:
        await pilot.pause(0.5)
        write_picture(HERE / "landscape.png", screen_cells(mapped), "landscape")


if __name__ == "__main__":
    os.environ.update(COLORTERM="truecolor", TERM="xterm-256color", TF_CPP_MIN_LOG_LEVEL="2")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = folder
        os.chdir(folder)
        _trained()
        asyncio.run(main())
