"""Imports TensorFlow and Keras, without pandas.

Keras imports pandas if it is there, for inputs that are data frames. The worker has none, and the
import takes a tenth of its start.
"""

from __future__ import annotations

import sys
from types import ModuleType


def import_tensorflow() -> tuple[ModuleType, ModuleType]:
    """TensorFlow and Keras; pandas can be imported afterwards as ever."""
    pandas = sys.modules.get("pandas")
    # None there makes an import of it fail as that of a package that is not installed.
    sys.modules["pandas"] = None  # type: ignore[assignment]
    try:
        import keras
        import tensorflow as tf
    finally:
        if pandas is None:
            del sys.modules["pandas"]
        else:
            sys.modules["pandas"] = pandas
    return tf, keras
