"""`python -m bench.terminal`: all figures of the screen, as a table.

At three sizes, at unlimited pace and at 30 updates per second, the program and the same content in
stock widgets; and the program behind slow and stalling links.
"""

from __future__ import annotations

import sys

import numpy as np

from bench.idle import training_and_paused
from bench.links import LINKS, key_delays, linked
from bench.machine import machine
from bench.watching import PRESSES, WATCHED_SECONDS, Size, Watched, watched, watched_stock

SIZES: tuple[Size, ...] = ((80, 24), (120, 40), (200, 50))
_HEAD = "| program | size | pace | pictures/s | bytes a picture | kB/s | app CPU | worker CPU |"
_HEAD += " key 50 % | 95 % | 99 % | lag |"


def _line(name: str, size: Size, found: Watched, *, unlimited: bool) -> str:
    figures = [
        name,
        f"{size[0]} × {size[1]}",
        "unlimited" if unlimited else "30/s",
        f"{found.pictures:.1f}",
        f"{found.bytes_a_picture:,.0f}",
        f"{found.bytes_sent / 1e3:.1f}",
        f"{found.app_cpu:.0%}",
        f"{found.worker_cpu:.0%}",
        *(f"{found.delay(percent) * 1e3:.0f} ms" for percent in (50, 95, 99)),
        f"{found.lag * 1e3:.0f} ms",
    ]
    return f"| {' | '.join(figures)} |"


def main() -> None:
    """Measure everything here and print it."""
    out = sys.stdout
    out.write(f"{machine()}; {PRESSES} presses each, {WATCHED_SECONDS:g} s watched each\n\n")
    out.write(f"{_HEAD}\n{'|---' * _HEAD.count(' | ')}|---|\n")
    for size in SIZES:
        for unlimited in (True, False):
            for name, show in (("descent", watched), ("stock widgets", watched_stock)):
                out.write(_line(name, size, show(size, unlimited=unlimited), unlimited=unlimited))
                out.write("\n")
                out.flush()
    _, rest = training_and_paused()
    out.write(f"\npaused: {rest.bytes_sent:.0f} bytes/s, app {rest.app_cpu:.2%} of a core, ")
    out.write(f"worker {rest.worker_cpu:.2%}\n\n")
    out.write(
        "| link | pictures/s | kB/s | age 50 % | 95 % | key 50 % | 95 % | after the stall |\n"
    )
    out.write("|---|---|---|---|---|---|---|---|\n")
    for name in LINKS:
        found = linked(name)
        figures = [name, f"{found.pictures:.1f}", f"{found.bytes_sent / 1e3:.1f}"]
        for values in (found.ages, key_delays(name)):
            figures += [f"{np.percentile(values, percent) * 1e3:.0f} ms" for percent in (50, 95)]
        figures.append("" if not LINKS[name].stalls_for else f"{found.after_stall * 1e3:.0f} ms")
        out.write(f"| {' | '.join(figures)} |\n")
        out.flush()


if __name__ == "__main__":
    main()
