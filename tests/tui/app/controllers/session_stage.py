"""An app on a stage that saves its session."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path

from tests.tui.stage import Stage, stage
from tui.app.sessions import Sessions


async def saved(at: Stage, seconds: float = 10.0) -> None:
    """Let time pass until the session has been saved."""
    await idle(at)
    at.clock.seconds += seconds
    at.app.autosave.look()
    await idle(at)


async def idle(at: Stage) -> None:
    """Until no save is under way."""
    await at.settle()
    while at.app.autosave._saving:
        await at.settle()


@asynccontextmanager
async def session(root: Path):
    """An app that saves itself here."""
    async with stage(sessions=Sessions(root), batch_size=16) as at:
        yield at


def folder_in(root: Path) -> Path:
    """The only session here."""
    (folder,) = root.iterdir()
    return folder
