"""`python -m tests.monkey`: let a monkey play, and say what happened."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.monkey.keeper import LIGHT, REAL
from tests.monkey.play import Monkey


def say(*lines: str) -> None:
    """Write lines to standard output."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _look_longer(monkey: Monkey) -> None:
    """Say whether it is stuck or only slow."""
    keeper = monkey.keeper
    say(*(file.read_text(errors="replace")[-4000:] for file in monkey.logs))
    say(monkey.in_hand())
    for key in ("", "\x1b", "3"):
        before = keeper.processor_seconds
        keeper.press(key)
        recording = keeper.record(10)
        keeper.paint(recording)
        worked = keeper.processor_seconds - before
        say(
            f"10 s after {key!r}: {sum(len(data) for _, data in recording.pieces)} bytes, "
            f"{worked:.1f} s of processor time, workers {keeper.workers}",
            keeper.text,
        )


def main() -> int:
    """Play with one seed; 1 if something was wrong, which is then shown."""
    parser = argparse.ArgumentParser(prog="python -m tests.monkey", description=__doc__)
    parser.add_argument("--keys", type=int, default=20_000, help="strokes")
    parser.add_argument("--seed", type=int, default=0, help="seed of the strokes")
    parser.add_argument("--first", type=int, default=0, help="strokes of the seed to leave out")
    parser.add_argument("--real", action="store_true", help="with TensorFlow")
    parser.add_argument(
        "--begin", default="", help="keys at each start, such as QQ for a phase map"
    )
    parser.add_argument("words", nargs="*", help="descent's words, after --: -- --problem beale")
    given = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="descent-monkey-") as folder:
        program = (REAL if given.real else LIGHT, *given.words)
        monkey = Monkey(given.seed, Path(folder), program, given.begin)
        monkey.leave_out(given.first)
        try:
            monkey.play(given.keys)
            monkey.look_after()
            monkey.converge()
            monkey.quit()
        except Exception:
            say(f"seed {given.seed}, from stroke {given.first}, after {monkey.report}")
            say(*map(str, monkey.last))
            say(monkey.keeper.text)
            _look_longer(monkey)
            raise
        finally:
            monkey.close()
    say(f"seed {given.seed}: {monkey.report}, {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
