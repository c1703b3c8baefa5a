"""Two replicas on the parts of a CPU against one device with all of the batch.

Run as `python -m bench.replicas`, it prints its figures as JSON: the CPU is divided before
TensorFlow begins, so it needs a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys

from bench.configs import forever
from bench.registry import Measurement, row
from bench.training import speeds
from engine.data.dataset import load

SAMPLES = 10_000_000
CALL = 5
"""Updates of one call: some 10 ms each on one core."""


def main() -> None:
    """Measure and print: updates per second of two replicas, and of one device."""
    from engine.worker.devices import choose_device
    from engine.worker.training.trainer import Trainer

    choose_device("cpu", 2)
    config = forever(samples=SAMPLES, replicas=2)
    dataset = load(config.data)
    both, alone = (Trainer(config, dataset, "/CPU:0", number) for number in (2, 1))
    for trainer in (both, alone):
        trainer.prepare()
        trainer.advance(CALL)
    found = speeds(
        lambda: len(both.advance(CALL).recorded), lambda: len(alone.advance(CALL).recorded)
    )
    json.dump(found, sys.stdout)


@row("two replicas, full batch of 10^7", against="one device", at_least=0.9)
def two_replicas() -> Measurement:
    """On two processors of their own twice as many; on two threads of one hardly more."""
    command = [sys.executable, "-m", "bench.replicas"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    ours, theirs = json.loads(done.stdout)
    return Measurement(ours, theirs, "updates/s")


if __name__ == "__main__":
    main()
