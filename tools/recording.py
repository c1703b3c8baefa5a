"""What a program in a pseudo-terminal wrote, each piece with its moment."""

from __future__ import annotations

from dataclasses import dataclass, field

SYNC_BEGIN = b"\x1b[?2026h"
SYNC_END = b"\x1b[?2026l"


@dataclass
class Recording:
    """What was read, and what was typed meanwhile.

    Attributes:
        begun, ended: by time.monotonic.
        pieces: what was read, each piece with its moment.
        pressed: what was typed, with its moment.
    """

    begun: float
    ended: float = 0.0
    pieces: list[tuple[float, bytes]] = field(default_factory=list)
    pressed: list[tuple[float, str]] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.ended - self.begun

    @property
    def data(self) -> bytes:
        """All that was read."""
        return b"".join(data for _, data in self.pieces)

    @property
    def pictures(self) -> list[bytes]:
        """What was written between the marks of synchronized output: one paint each."""
        return [part.split(SYNC_END)[0] for part in self.data.split(SYNC_BEGIN)[1:]]
