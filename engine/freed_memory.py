"""What the C library does with memory that is freed."""

from __future__ import annotations

from functools import cache

import numpy as np

_KEPT_BYTES = 1 << 24


@cache
def keep_freed_memory() -> None:
    """Have the C library keep what is freed, of arrays below 16 MB.

    glibc gives blocks above some 128 kB back to the system at once and asks for the next one again,
    whose pages the kernel clears: that takes five times as long as computing with them. Freeing one
    larger block, which is never touched, raises that size (mallopt(3), M_MMAP_THRESHOLD).
    """
    np.empty(_KEPT_BYTES, np.uint8)
