"""The same training as a loop in C, compiled here: the arithmetic alone."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.arrays import Singles

_SOURCE = r"""
void train(const float *x, const float *y, int n, int size, float rate, long updates,
           float *w_out, float *b_out, float *loss_out)
{
    float w = 0, b = 0;
    int begin = 0;
    for (long k = 0; k < updates; k++) {
        float loss = 0, by_w = 0, by_b = 0;
        int count = size < n - begin ? size : n - begin;
        for (int i = begin; i < begin + count; i++) {
            float error = w * x[i] + b - y[i];
            loss += error * error;
            by_w += error * x[i];
            by_b += error;
        }
        w -= rate * 2 * by_w / count;
        b -= rate * 2 * by_b / count;
        w_out[k] = w; b_out[k] = b; loss_out[k] = loss / count;
        begin = begin + count < n ? begin + count : 0;
    }
}
"""
# Sums in any order, so that vector instructions can make them.
_OPTIONS = ("-O3", "-march=native", "-ffast-math", "-shared", "-fPIC")


def built(source: str, *options: str) -> ctypes.CDLL | None:
    """A library of this C program; None without a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        text, library = Path(folder) / "loop.c", Path(folder) / "loop.so"
        text.write_text(source, encoding="utf-8")
        command = [compiler, *_OPTIONS, str(text), "-o", str(library), *options]
        subprocess.run(command, check=True)
        return ctypes.CDLL(str(library))


def compiled() -> Callable[[Singles, Singles, int, float, int], Singles] | None:
    """A function of x, y, batch size, learning rate and number of updates; None without a compiler.

    It returns w, b and the batch loss of each update, (3, updates).
    """
    library = built(_SOURCE)
    if library is None:
        return None
    train = library.train
    floats = np.ctypeslib.ndpointer(np.float32, flags="C_CONTIGUOUS")
    train.argtypes = [floats, floats, ctypes.c_int, ctypes.c_int, ctypes.c_float, ctypes.c_long]
    train.argtypes += [floats] * 3
    train.restype = None

    def run(x: Singles, y: Singles, size: int, rate: float, updates: int) -> Singles:
        columns = np.empty((3, updates), np.float32)
        train(x, y, len(x), size, rate, updates, *columns)
        return columns

    return run
