"""The child process: imports TensorFlow, then carries out commands until the other end is closed.

Started by `engine.client.spawn` as `python -m engine.worker FD PARENT WORK`, where FD is one end of
a socket pair, PARENT the process with the other one, and WORK what it does: runs, or a landscape.
It prints nothing itself; the parent reads what TensorFlow prints on descriptors 1 and 2.
"""

from __future__ import annotations

import sys

from engine.lifeline import end_with


def main(descriptor: int, parent: int, work: str = "runs") -> int:
    """Run the worker on this socket; returns the exit status."""
    end_with(parent)
    # Imported late, so that nothing can keep the worker alive from here on.
    import socket

    from engine.worker.activity import Activity
    from engine.worker.heart import Heart
    from engine.worker.link import Link
    from engine.worker.serve import start_landscape, start_tensorflow, work_for

    link, activity = Link(socket.socket(fileno=descriptor)), Activity()
    Heart(link, activity, parent).start()
    start = start_landscape if work == "landscape" else start_tensorflow
    return work_for(link, activity, start)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))
