"""The worker: what imports TensorFlow. XLA reads its options once, so they are set before that."""

import os

from engine.worker.xla_options import set_xla_options

set_xla_options(os.environ)
