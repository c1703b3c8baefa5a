"""One session at three real terminals: the speaker's, the audience's, and a colleague's."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

from tests.e2e.terminal import LIGHT, Terminal

TALK = """\
+++
format = 1
title = "A short talk"
minutes = 3
seed = 7
+++
Good morning.

<!-- note: SECRET wait for silence -->

## The surface
Look at the valley.
<!-- note: SECRET point at it -->
<!-- do: surface -->

## The end
Thank you.
"""


def numbers(terminal: Terminal) -> list[str]:
    """Epoch, update, w, b and both losses, from the status line."""
    words = terminal.lines[-3].split()
    return [word.rstrip("0") for word in words if word[:1].isdigit()]


def test_speaker_audience_and_a_second_session(tmp_path: Path) -> None:
    (tmp_path / "talk.md").write_text(TALK)
    own = {"XDG_RUNTIME_DIR": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")}
    terminals: list[Terminal] = []

    def opened(words: str, columns: int = 120, rows: int = 40) -> Terminal:
        made = Terminal(f"exec descent {words}", LIGHT, own, columns, rows)
        terminals.append(made)
        return made

    try:
        audience = opened("present --audience", 100, 30)
        audience.wait_for("waiting for descent present")
        speaker = opened(f"present {tmp_path / 'talk.md'}")
        speaker.wait_for("SECRET wait for silence", "Good morning", "of 3 min", "The surface")
        audience.wait_for("Good morning")
        second = opened(f"attach {speaker.pid}")
        second.wait_for("Good morning", "read-only")
        speaker.wait_for("2 followers")
        second.wait_until(lambda: numbers(second) == numbers(speaker), "the same numbers")
        assert len(numbers(second)) > 4
        assert "SECRET" not in audience.text + second.text

        # One is stopped, one says nonsense: the speaker's keys are answered, the audience follows.
        os.kill(second.pid, signal.SIGSTOP)
        with socket.socket(socket.AF_UNIX) as other:
            other.connect(str(tmp_path / "descent" / f"{speaker.pid}.socket"))
            other.sendall(os.urandom(1 << 16))
            speaker.press("\x1b[6~")
            speaker.wait_for("SECRET point at it")
            audience.wait_for("Look at the valley", "2 surface")
            assert "SECRET" not in audience.text
            speaker.press("\x1b[6~")
            speaker.wait_for("Thank you")
            audience.wait_for("Thank you")
            assert "SECRET" not in audience.text
        os.kill(second.pid, signal.SIGCONT)
        second.wait_for("Thank you")
        second.press("Y")
        speaker.wait_for("has control")
        second.press("3")
        audience.wait_for("3 loss")
        os.kill(second.pid, signal.SIGKILL)
        speaker.wait_for("1 follower", "keys of this terminal count")

        # The speaker's app dies; the audience finds the next one by itself.
        os.kill(speaker.pid, signal.SIGKILL)
        audience.wait_for("the app has ended")
        speaker = opened(f"present {tmp_path / 'talk.md'}", 80, 24)
        audience.wait_until(lambda: "has ended" not in audience.text, "another speaker")
        speaker.wait_for("1 follower")
        speaker.press("4")
        audience.wait_for("4 data")
        # The audience's dies; another one takes its place, and the speaker's is none the worse.
        os.kill(audience.pid, signal.SIGKILL)
        speaker.wait_until(lambda: "follower" not in speaker.text, "no follower")
        audience = opened("present --audience", 100, 30)
        audience.wait_for("4 data")

        speaker.press("q")
        assert speaker.wait_for_exit_status() == 0
        audience.wait_for("the app has ended")  # or shares its session no longer
        assert list((tmp_path / "descent").iterdir()) == []
        audience.press("q")
        assert audience.wait_for_exit_status() == 0
        audience.assert_restored()
    finally:
        for each in terminals:
            each.close()
