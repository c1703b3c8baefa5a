"""Recordings without Keras: what the recorder would write of a training."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from engine.networks.recording.earlier import Past
from engine.networks.recording.header import Header, Weight
from engine.networks.recording.records import Batch, Begin, Epoch
from engine.networks.recording.writer import RecordingWriter, Room

WEIGHTS = (Weight("dense/kernel", (3, 4), "float32"), Weight("dense/bias", (4,), "float32"))
SIZE = 16
STEPS = 10


def header(keep: int = 100, sample: int = 0) -> Header:
    """Of a layer of 3 × 4 weights with biases."""
    return Room(keep, 1 << 20, sample).header("mlp", WEIGHTS, "epoch")


def vector(update: int) -> np.ndarray:
    """The weights after an update: a curve in three directions."""
    rng = np.random.default_rng(7)
    along = rng.normal(size=(3, SIZE))
    t = update / 100
    return np.array([np.cos(t), 0.5 * np.sin(t), 0.1 * t]) @ along


def arrays(update: int) -> list[np.ndarray]:
    """The same as arrays of the model."""
    whole = vector(update)
    return [whole[:12].reshape(3, 4), whole[12:]]


def writer(folder: Path, past: Past | None = None, keep: int = 100) -> RecordingWriter:
    return RecordingWriter(folder, header(keep), past)


def train(
    to: RecordingWriter, epochs: int, *, first: int = 0, fit: int = 1, planned: int = 0
) -> None:
    """Record these epochs, after `first` others, without the end of the call of `fit`."""
    to.begin(Begin(fit, first * STEPS, first, time.time(), planned or first + epochs, STEPS))
    to.show_life()
    to.checkpoint(first * STEPS, arrays(first * STEPS))
    for epoch in range(first + 1, first + epochs + 1):
        update, seconds = epoch * STEPS, 10.0 * epoch
        batch = partial(Batch, update - 5, epoch - 0.5, seconds - 5, 2 / epoch, 0.1)
        to.log.batch(seconds - 5, batch)
        values = {"loss": 1 / epoch, "val_loss": 1.5 / epoch, "accuracy": 1 - 1 / (epoch + 1)}
        to.log.epoch(Epoch(update, epoch, seconds, 0.1 / epoch, values))
        to.checkpoint(update, arrays(update))
        to.progress(replace(to.now, update=update, epoch=epoch))
    to.show_life()
