"""A sweep on the stage: its form filled, begun, and its rows told."""

from __future__ import annotations

from textual.widgets import Input, Static

SIZES = [(80, 24), (120, 40), (200, 50)]


def view(on) -> str:
    return "\n".join(on.app.dashboard.plot("sweeps").shown.lines())


def note(on, name: str) -> str:
    return str(on.app.screen.query_one(f"#note-{name}", Static).render())


async def put(on, **texts: str) -> None:
    for name, text in texts.items():
        on.app.screen.query_one(f"#field-{name}", Input).value = text
    await on.settle()


async def begun(on, **texts: str):
    """A sweep with these fields, begun; gives what the engine was told."""
    await on.press("B")
    await put(on, **texts)
    await on.press("enter")
    assert on.engine.swept is not None
    return on.engine.swept


async def tell(on, *events) -> None:
    on.engine.tell(*events)
    await on.settle()
