"""`python -m bench [WORD …]`: measure, print a row as soon as it is known; words choose benches."""

from __future__ import annotations

import importlib
import os
import sys

from bench.row import Row

BENCHES = {
    "start": "bench.program:start",
    "memory": "bench.program:memory",
    "live": "bench.program:live",
    "eager": "bench.training:against_eager",
    "compile": "bench.training:recompilations",
    "surface": "bench.surface:against_evaluation",
    "large": "bench.training:large_data",
}
"""Name to function; each gives rows. The functions import TensorFlow, so they come late."""

_HEAD = ("what", "measured", "against", "ratio", "must be", "")


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cells(row: Row) -> tuple[str, ...]:
    verdict = "" if row.wanted is None else "ok" if row.reached else "SHORT"
    ratio = f"{row.ratio:,.0f}" if row.ratio >= 100 else f"{row.ratio:.3g}"
    return row.name, row.measured, row.reference, ratio, row.bound, verdict


def main() -> int:
    """Print the table; exit status 1 if a figure falls short."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    chosen = sys.argv[1:] or list(BENCHES)
    unknown = [name for name in chosen if name not in BENCHES]
    if unknown:
        print(f"bench: there is no {unknown[0]}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    print(_line(_HEAD))
    print(_line(("---",) * len(_HEAD)), flush=True)
    notes, short = [], False
    for name in chosen:
        module, function = BENCHES[name].split(":")
        for row in getattr(importlib.import_module(module), function)():
            print(_line(_cells(row)), flush=True)
            short = short or not row.reached
            if row.note:
                notes.append(f"- {row.name}: {row.note}.")
    print("\nMedians of several repeats in one run.")
    print("\n".join(notes))
    return int(short)


if __name__ == "__main__":
    sys.exit(main())
