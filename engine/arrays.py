"""The types of the arrays that all parts exchange."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
"""As TensorFlow computes, and as samples are."""
AnyFloats = NDArray[np.floating]
"""Either of the two."""
