"""Markers of a recording: one for each live change, the end of a run, a step of a lesson."""

from __future__ import annotations

from tests.tui.stage import stage
from tui.terminal.cast import CastFile


async def test_live_changes_and_the_end_are_marked(tmp_path, monkeypatch):
    marked: list[str] = []
    monkeypatch.setattr(CastFile, "mark", lambda _, label: marked.append(label))
    async with stage() as on:
        on.app.record_to(CastFile(tmp_path / "a.cast", (80, 24)))
        await on.press("space")
        await on.train(3)
        await on.press("=")
        await on.train(2)
        assert marked == ["learning rate 0.001 → 0.002 (update 3)"]
        await on.press(",", ",", ",", ".", "end")
        assert marked.count("learning rate 0.001 → 0.002 (update 3)") == 2, "seen again"
        await on.press("space")
        await on.train(500)
        assert marked[-1] == "converged"
        count = len(marked)
        await on.press("r", "n")
        assert len(marked) == count
