"""Updates with the full batch as a loop in C on several threads: what the processors can gain.

Each thread sums its part of the batch; they wait for each other by reading one number, which takes
less time than being woken.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import numpy as np

from bench.c_loop import built
from engine.arrays import Floats, Singles

_SOURCE = r"""
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { BLOCK = 4096, MOST = 64 };

struct part { double by_w, by_b; char apart[112]; };

static const float *x, *y;
static long n, updates;
static int threads;
static float w, b;
static struct part parts[MOST];
static atomic_long begun, ended;

static void sum(long place)
{
    long first = n * place / threads, end = n * (place + 1) / threads;
    double by_w = 0, by_b = 0;
    for (long begin = first; begin < end; begin += BLOCK) {
        long stop = begin + BLOCK < end ? begin + BLOCK : end;
        float a = 0, c = 0, loss = 0;
        for (long i = begin; i < stop; i++) {
            float error = w * x[i] + b - y[i];
            loss += error * error;
            a += error * x[i];
            c += error;
        }
        by_w += a;
        by_b += c;
        parts[place].apart[0] = loss > 0;
    }
    parts[place].by_w = by_w;
    parts[place].by_b = by_b;
}

static void until(atomic_long *counter, long value)
{
    for (long tries = 0; atomic_load(counter) < value; tries++)
        if (tries > 1000)
            sched_yield();
}

static void *work(void *place)
{
    for (long k = 1; k <= updates; k++) {
        until(&begun, k);
        sum((long)place);
        atomic_fetch_add(&ended, 1);
    }
    return 0;
}

int train(const float *xs, const float *ys, long samples, int on, float rate, long many,
          double *theta)
{
    pthread_t made[MOST];
    x = xs, y = ys, n = samples, threads = on, updates = many;
    w = b = 0;
    begun = ended = 0;
    for (long place = 1; place < threads; place++)
        if (pthread_create(&made[place], 0, work, (void *)place))
            return 1;
    for (long k = 1; k <= updates; k++) {
        atomic_store(&begun, k);
        sum(0);
        until(&ended, k * (threads - 1));
        double by_w = 0, by_b = 0;
        for (int place = 0; place < threads; place++) {
            by_w += parts[place].by_w;
            by_b += parts[place].by_b;
        }
        w -= rate * 2 * by_w / n;
        b -= rate * 2 * by_b / n;
    }
    for (long place = 1; place < threads; place++)
        pthread_join(made[place], 0);
    theta[0] = w, theta[1] = b;
    return 0;
}
"""
MOST_THREADS = 64


def compiled_for_threads() -> Callable[[Singles, Singles, int, float, int], Floats] | None:
    """A function of x, y, threads, learning rate and updates; None without a compiler.

    It returns w and b after the updates, (2,).
    """
    library = built(_SOURCE, "-pthread")
    if library is None:
        return None
    train: Any = library.train
    singles = np.ctypeslib.ndpointer(np.float32, flags="C_CONTIGUOUS")
    floats = np.ctypeslib.ndpointer(np.float64, flags="C_CONTIGUOUS")
    numbers = [ctypes.c_long, ctypes.c_int, ctypes.c_float, ctypes.c_long]
    train.argtypes = [singles, singles, *numbers, floats]

    def run(x: Singles, y: Singles, threads: int, rate: float, updates: int) -> Floats:
        theta = np.empty(2)
        if train(x, y, len(x), min(threads, MOST_THREADS), rate, updates, theta):
            raise OSError("a thread cannot be started")
        return theta

    return run
