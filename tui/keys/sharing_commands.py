"""Commands of a session that several terminals share."""

from __future__ import annotations

from tui.keys import enabled
from tui.keys.command import Command, Context

SHARING = (
    Command(
        "share",
        "",
        "ctrl+p",
        "share session",
        "share the session for descent attach, or stop sharing",
        Context.ANYWHERE,
        enabled=enabled.can_share,
    ),
    Command(
        "control",
        "Y",
        "Y",
        "take control",
        "of a shared session: take control, or give it back",
        Context.ANYWHERE,
        footer=3,
        enabled=enabled.can_pass_control,
        shy=True,
    ),
)
