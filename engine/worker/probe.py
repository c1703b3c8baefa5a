"""`python -m engine.worker.probe`: prints what TensorFlow is here, as one line of JSON.

Started by `engine.client.probe` in a process of its own: an import may fail, crash, print or hang.
"""

from __future__ import annotations

import json
import sys
import time

from engine.worker.tensorflow_import import import_tensorflow


def main() -> None:
    """Import TensorFlow, and print its version, its devices and the seconds that took."""
    begun = time.monotonic()
    tf, keras = import_tensorflow()
    seconds = time.monotonic() - begun
    details = tf.config.experimental.get_device_details
    gpus = [
        details(gpu).get("device_name", gpu.name) for gpu in tf.config.list_physical_devices("GPU")
    ]
    # Something computed: a library that is found may still not work.
    computed = float(tf.reduce_sum(tf.constant([1.0, 2.0])))
    found = {
        "tensorflow": tf.__version__,
        "keras": keras.__version__,
        "seconds": round(seconds, 2),
        "gpus": gpus,
        "cuda": bool(tf.test.is_built_with_cuda()),
        "computes": computed == 3.0,
    }
    sys.stdout.write(f"\n{json.dumps(found)}\n")


if __name__ == "__main__":
    main()
