"""A run of plain Keras with a past: every moment of it is kept, so that any can be returned to."""

from __future__ import annotations

import math
from copy import copy
from typing import ClassVar, NamedTuple, Self

import numpy as np

from engine.config.run import RunConfig, StopRule
from engine.data.batches import sample_order
from engine.history.values import RunState
from tests.engine.reference import line
from tests.engine.worker.session.eager import Batch, Keras, Moment, Row, Slots


class Terms(NamedTuple):
    """What is in force from an update on.

    Attributes:
        config: the configuration.
        limit: epochs after which the run ends.
        armed: whether the stop rule is looked at.
    """

    config: RunConfig
    limit: int
    armed: bool

    @classmethod
    def of(cls, config: RunConfig) -> Self:
        """The terms of a run that has not come to an end."""
        return cls(config, config.stop.epochs, True)


def live_values(config: RunConfig) -> dict[str, str]:
    """The parameters that may change during a run, as text."""
    optimizer, batch, stop = config.optimizer, config.batch, config.stop
    values: dict[str, object] = {
        "optimizer": optimizer.optimizer,
        "learning_rate": optimizer.learning_rate,
        "batch_size": batch.batch_size,
        "shuffle": batch.shuffle,
        "stop": stop.stop.value,
        "tolerance": stop.tolerance,
        "window": stop.window,
        "epochs": stop.epochs,
    }
    for name in ("momentum", "rho", "beta_1", "beta_2", "epsilon", "weight_decay"):
        given = getattr(optimizer, name)
        values[name] = optimizer.hyperparameters.get(name) if given is None else given
    return {name: str(value) for name, value in values.items()}


class EagerRun:
    """One run, with its moments and its live changes. It trains when it is asked to.

    Attributes:
        state: its state.
        terms: of the next update.
        moments: the state after each update, that of the start first.
        rows: batch loss and θ of each update; seen: samples seen after each.
        epochs: mean batch loss and θ of each whole epoch; ends: the updates that completed them.
        legs: by update, the terms from there on.
    """

    _keras: ClassVar[dict[object, Keras]] = {}
    _data: ClassVar[dict[object, tuple[np.ndarray, np.ndarray]]] = {}

    def __init__(self, config: RunConfig) -> None:
        data = config.data
        key = data.samples, data.seed
        if key not in self._data:
            x, y = line(data.samples, seed=data.seed)
            self._data[key] = x.astype(np.float32), y.astype(np.float32)
        self.x, self.y = self._data[key]
        self.moments = [Moment((config.start.w0, config.start.b0), {})]
        self.rows: list[Row] = []
        self.seen: list[int] = []
        self.epochs: list[Row] = []
        self.ends: list[int] = []
        self.terms = Terms.of(config)
        self.legs = {0: self.terms}
        self._first = config
        self.state = RunState.READY

    @property
    def config(self) -> RunConfig:
        """The configuration of the next update."""
        return self.terms.config

    @property
    def update(self) -> int:
        """Updates made."""
        return len(self.rows)

    def changes_at(self, update: int) -> set[tuple[int, str, str, str]]:
        """The live changes in force at an update: where, which parameter, old and new value."""
        found, before = set(), live_values(self._first)
        for start in sorted(self.legs):
            now = live_values(self.legs[start].config)
            different = (name for name in now if now[name] != before[name])
            found |= {(start, name, before[name], now[name]) for name in different}
            before = now
        last = update if update == self.update else max(update - 1, 0)
        return {change for change in found if change[0] <= last}

    def slots_at(self, update: int) -> Slots:
        """The optimizer's variables at a moment; in the present, those for the next update."""
        slots = self.moments[update].slots
        if update == self.update:
            return self._optimizer.taken(slots)
        return self._keras_of(self.leg_to(update).config).taken(slots)

    # ------------------------------------------------------------------------------ commands

    def configured(self, config: RunConfig) -> EagerRun:
        """This run under another configuration; a new one, where that has another start."""
        if (config.data, config.start) != (self.config.data, self.config.start):
            return EagerRun(config)
        if live_values(config) != live_values(self.config):
            other_stop = config.stop != self.config.stop
            limit = config.stop.epochs if other_stop else self.terms.limit
            self._go_by(Terms(config, limit, armed=True))
        return self

    def go(self) -> None:
        """Train, past the end if it has come to one."""
        config, limit, armed = self.terms
        if len(self.epochs) >= limit:
            limit = len(self.epochs) + config.stop.epochs
        self._go_by(Terms(config, limit, armed and self.state is not RunState.CONVERGED))
        self.state = RunState.RUNNING

    def _go_by(self, terms: Terms) -> None:
        self.terms = self.legs[self.update] = terms

    def leg_to(self, update: int) -> Terms:
        """The terms of the update that led to a moment."""
        return self.legs[max(start for start in self.legs if start <= max(update - 1, 0))]

    def cut(self, update: int) -> None:
        """Make an earlier moment the present."""
        self.state = RunState.PAUSED if update else RunState.READY
        self.terms = self.leg_to(update)
        del self.moments[update + 1 :], self.rows[update:], self.seen[update:]
        whole = sum(end <= update for end in self.ends)
        del self.epochs[whole:], self.ends[whole:]
        self.legs = {start: leg for start, leg in self.legs.items() if start < max(update, 1)}

    def copied(self) -> EagerRun:
        """The same run, of which one may go on without the other."""
        other = copy(self)
        for name in ("moments", "rows", "seen", "epochs", "ends", "legs"):
            setattr(other, name, copy(getattr(self, name)))
        return other

    def opened(self, state: RunState) -> EagerRun:
        """A copy as another worker opens it, which knows of its changes but not of its pauses."""
        other = self.copied()
        before, other.legs = self._first, {0: Terms.of(self.legs[0].config)}
        for start in sorted(self.legs):
            config = self.legs[start].config
            if live_values(config) != live_values(before):
                other.legs[start] = Terms.of(config)
            before = config
        other.state = state
        other._go_by(self.terms)
        return other

    # ------------------------------------------------------------------------------ training

    def until(self, update: int) -> None:
        """Make updates up to this one; the run may end with it, but not before."""
        while self.update < update:
            assert self.state is RunState.RUNNING, f"ended at update {self.update}: {self.state}"
            self._make()

    def updates_to_epoch_end(self, after: int = 0) -> int:
        """Updates to the end of the epoch that is current `after` updates ahead."""
        n, offset = len(self.x), self.moments[-1].offset
        for _ in range(after):
            offset = 0 if offset + self._length >= n else offset + self._length
        return math.ceil((n - offset) / self._length)

    @property
    def _length(self) -> int:
        size = self.config.batch.batch_size
        return len(self.x) if size == "full" else min(int(size), len(self.x))

    @property
    def _optimizer(self) -> Keras:
        return self._keras_of(self.config)

    def _keras_of(self, config: RunConfig) -> Keras:
        optimizer = config.optimizer
        key = optimizer.optimizer, *sorted(optimizer.hyperparameters.items())
        if key not in self._keras:
            self._keras[key] = Keras(config)
        return self._keras[key]

    def _make(self) -> None:
        now, config, n = self.moments[-1], self.config, len(self.x)
        stop = min(now.offset + self._length, n)
        keras = self._optimizer
        row = keras.update(now, config.optimizer.learning_rate, self._batch(now, stop))
        self.rows.append(row)
        self.seen.append(now.epoch * n + stop)
        opened = (*now.open, row)
        if stop < n:
            self.moments.append(Moment(row[1:], keras.slots, now.epoch, stop, opened))
        else:
            self.moments.append(Moment(row[1:], keras.slots, now.epoch + 1))
            loss, w, b = np.mean(np.array(opened, np.float64), axis=0).tolist()
            self.epochs.append((loss, w, b))
            self.ends.append(self.update)
        self.state = self._state(done=stop == n)

    def _batch(self, now: Moment, stop: int) -> Batch:
        """The next samples. Where one may be partial, it is filled up with samples of no weight."""
        n, length, offset = len(self.x), self._length, now.offset
        order: np.ndarray = np.arange(n)
        if self.config.batch.shuffle and not (length == n and offset == 0):
            order = sample_order(self.config.data.seed, now.epoch, n)
        if n % length == 0 and offset % length == 0:
            rows, weights = order[offset:stop], np.array(1, np.float32)
        else:
            start = min(offset, n - length)
            places = np.arange(start, start + length)
            rows = order[places]
            weights = ((places >= offset) & (places < stop)).astype(np.float32)
        return Batch(self.x[rows], self.y[rows], weights)

    def _state(self, *, done: bool) -> RunState:
        finite = all(map(math.isfinite, self.rows[-1]))
        if finite and done and self.terms.armed and self._met():
            return RunState.CONVERGED
        if not finite:
            return RunState.DIVERGED
        return RunState.MAX_EPOCHS if len(self.epochs) >= self.terms.limit else RunState.RUNNING

    def _met(self) -> bool:
        stop, window = self.config.stop, self.config.stop.window
        if stop.stop is StopRule.NEVER or len(self.epochs) < 2 * window:
            return False
        losses = np.array(self.epochs)[:, 0]
        now, before = losses[-window:].mean(), losses[-2 * window : -window].mean()
        return bool(abs(now - before) < stop.tolerance * before)
